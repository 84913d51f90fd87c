variable "rules" {
  type    = map(object({ p = number, ports = optional(list(string), ["80"]) }))
  default = { z = { p = 2 }, a = { p = 1, ports = ["1", "2"] } }
}
resource "terraform_data" "r" {
  input = [for k, r in var.rules : { name = k, ports = r.ports }]
}
resource "terraform_data" "s" {
  for_each = { for k, r in var.rules : k => r if contains(r.ports, "80") }
  input    = each.value.p
  lifecycle { ignore_changes = [input] }
}
output "o" { value = terraform_data.s["z"].input }
output "r" { value = terraform_data.r.input[*].name }
