variable "env" { default = "p" }
locals { cfg = { p = { n = 2, names = ["x", "y"] }, d = { n = 1, names = [] } } }
module "l1" {
  source = "./l1"
  count  = local.cfg[var.env].n
  name   = element(local.cfg[var.env].names, count.index)
  opts   = { idx = count.index }
}
output "o" { value = module.l1[*].out }
output "p" { value = module.l1[1].out["b"] }
output "q" { value = { for i, m in module.l1 : i => keys(m.out) } }
