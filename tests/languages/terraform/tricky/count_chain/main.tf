resource "terraform_data" "a" {
  count = 3
  input = { i = count.index, even = count.index % 2 == 0 }
}
resource "terraform_data" "b" {
  for_each = { for i, a in terraform_data.a : "k${i}" => a.input if a.input.even }
  input    = each.value.i * 10
}
resource "terraform_data" "c" {
  for_each = terraform_data.b
  input    = "${each.key}:${each.value.input}"
}
module "m" {
  source   = "./m"
  for_each = terraform_data.c
  v        = each.value.input
}
output "o" { value = { for k, m in module.m : k => m.o } }
output "p" { value = values(module.m)[*].o }
output "q" { value = module.m["k2"].o }
