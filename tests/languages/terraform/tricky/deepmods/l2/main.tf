variable "n" {}
resource "terraform_data" "x" { input = upper(var.n) }
output "r" { value = terraform_data.x.input }
output "s" { value = terraform_data.x.input }
