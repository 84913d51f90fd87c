variable "name" {}
output "name" { value = var.name }
output "cfg" { value = { n = upper(var.name), l = [var.name] } }
