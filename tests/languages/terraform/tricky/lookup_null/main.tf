variable "m" {
  type    = map(object({ sku = optional(string), zone = optional(number) }))
  default = { a = {}, b = { sku = "P", zone = 1 } }
}
resource "terraform_data" "r" {
  for_each = var.m
  input    = { sku = coalesce(each.value.sku, "Std"), zone = each.value.zone == null ? [] : [each.value.zone] }
}
output "o" { value = { for k, r in terraform_data.r : k => r.input } }
output "c" { value = [for k, v in var.m : v.sku != null ? "${v.sku}!" : "-"] }
output "x" { value = try(coalesce(var.m["a"].sku), "allnull") }
