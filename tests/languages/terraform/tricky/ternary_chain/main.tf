variable "e" { default = "prod" }
locals {
  map  = { prod = { sku = "P", n = 3 }, dev = { sku = "S" } }
  cfg  = merge({ sku = "X", n = 1 }, lookup(local.map, var.e, {}))
  pick = var.e == "prod" ? local.cfg.n > 2 ? "big" : "small" : var.e == "dev" ? "tiny" : null
}
resource "terraform_data" "r" {
  count = local.cfg.n
  input = local.pick == null ? "d" : "${local.pick}-${count.index}"
}
output "o" { value = [local.cfg, local.pick] }
output "r" { value = terraform_data.r[*].input }
