resource "terraform_data" "a" { input = "known" }
locals {
  m = { one = terraform_data.a.id, two = "x" }
}
resource "terraform_data" "b" {
  for_each = local.m
  input    = each.key
}
output "k" { value = keys(local.m) }
output "l" { value = length(local.m) }
output "b" { value = { for k, v in terraform_data.b : k => v.input } }
output "c" { value = [for k, v in local.m : k if k != "two"] }
