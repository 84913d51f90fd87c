variable "v" {}
resource "terraform_data" "x" {
  count = length(regexall("0", var.v)) > 0 ? 1 : 0
  input = var.v
}
output "o" { value = one(terraform_data.x[*].input) }
