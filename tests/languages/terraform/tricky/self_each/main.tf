resource "terraform_data" "r" {
  for_each = { "a b" = 1, "q\"t" = 2, "sl/ash" = 3, "é" = 4, "$${x}" = 5 }
  input    = { k = each.key, v = each.value }
}
output "k" { value = keys(terraform_data.r) }
