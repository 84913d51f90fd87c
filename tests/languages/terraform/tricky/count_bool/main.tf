variable "on" { default = "true" }
resource "terraform_data" "a" {
  count = var.on ? 1 : 0
  input = "x"
}
resource "terraform_data" "b" {
  count = length(terraform_data.a)
  input = terraform_data.a[count.index].input
}
resource "terraform_data" "c" {
  count = "2"
  input = count.index
}
output "a" { value = [terraform_data.a[0].input, try(terraform_data.a[1].input, "none"), one(terraform_data.b).input] }
output "c" { value = join(",", terraform_data.c[*].input) }
