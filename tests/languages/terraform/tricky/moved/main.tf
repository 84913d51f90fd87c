resource "terraform_data" "new" {
  for_each = toset(["a"])
  input    = "x"
}
moved {
  from = terraform_data.old
  to   = terraform_data.mid
}
moved {
  from = terraform_data.mid
  to   = terraform_data.new["a"]
}
check "c" {
  assert {
    condition     = terraform_data.new["a"].input == "x"
    error_message = "no"
  }
}
output "o" { value = terraform_data.new["a"].input }
