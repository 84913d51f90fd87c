locals {
  c = { a = { b = null }, l = [1] }
}
output "a" { value = try(local.c.a.b.c, local.c.a.x, local.c.l[5], "end") }
output "b" { value = can(local.c.a.b) }
output "c" { value = can(local.c.a.b.c) }
output "d" { value = can(tonumber("x")) ? 1 : can(tonumber("1")) ? 2 : 3 }
output "e" { value = try(tolist(local.c.a.b), []) }
output "f" { value = coalesce(try(local.c.a.b, ""), "z") }
output "g" { value = try(coalesce(null, ""), "none") }
output "h" { value = can(regex("^a", "ba")) }
output "i" { value = try([for x in local.c.nope : x], ["dflt"]) }
output "j" { value = try(lookup(local.c, "zz"), "lk") }
output "k" { value = lookup(local.c, "zz", "dd") }
output "l" { value = try(one([1, 2]), "many") }
output "m" { value = try(merge({ a = 1 }, null), "nomerge") }
output "n" { value = try({ a = local.c.q }, { a = 2 }).a }
output "o" { value = can({ a = local.c.q }) }
