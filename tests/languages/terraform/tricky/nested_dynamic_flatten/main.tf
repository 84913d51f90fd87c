variable "subs" {
  default = {
    web = { cidr = "10.0.1.0/24", rules = { http = { port = 80 }, https = { port = 443, deny = true } } }
    db  = { cidr = "10.0.2.0/24", rules = {} }
  }
}
locals {
  rules = merge([for sn, s in var.subs : { for rn, r in s.rules : "${sn}/${rn}" => merge({ deny = false, sub = sn }, r) }]...)
  flat  = { for x in flatten([for sn, s in var.subs : [for rn, r in s.rules : { key = "${sn}-${rn}", port = r.port }]]) : x.key => x.port }
}
resource "terraform_data" "rule" {
  for_each = local.rules
  input    = "${each.value.sub}:${each.value.port}:${each.value.deny}"
}
output "rules" { value = local.rules }
output "flat" { value = local.flat }
