locals {
  l      = [{ k = "a", v = 1 }, { k = "b", v = 2 }, { k = "a", v = 3 }]
  g      = { for x in local.l : x.k => x.v... }
  g2     = { for i, x in local.l : x.k => { i = i, v = x.v }... if x.v != 2 }
  m      = { for k, v in local.g : upper(k) => sum(v) }
  nested = flatten([for k, vs in local.g : [for v in vs : { key = k, val = v }]])
  inv    = transpose({ a = ["1", "2"], b = ["2"] })
}
output "g" { value = local.g }
output "g2" { value = local.g2 }
output "m" { value = local.m }
output "n" { value = { for x in local.nested : "${x.key}.${x.val}" => x } }
output "inv" { value = local.inv }
output "bool" { value = { for x in [true, false] : x => 1 } }
output "num" { value = { for x in [1, 2] : x => x... } }
