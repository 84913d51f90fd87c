resource "terraform_data" "u" { input = 1 }
locals {
  l = [for k in ["a", "b"] : { k = k, id = terraform_data.u.id } if k != "b"]
}
output "n" { value = length(local.l) }
output "k" { value = local.l[0].k }
resource "terraform_data" "x" {
  for_each = { for o in local.l : o.k => o.id }
  input    = each.key
}
output "known" { value = terraform_data.u.input + 1 }
