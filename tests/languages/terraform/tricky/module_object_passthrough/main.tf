module "base" {
  source   = "./base"
  for_each = toset(["x", "y"])
  name     = each.value
}
module "use" {
  source = "./use"
  all    = module.base
  one    = module.base["x"]
}
output "o" { value = module.use.o }
