locals {
  a = concat([{ a = 1 }], [{ a = "x", b = 2 }])
  b = { for k in ["x", "y"] : k => k == "x" ? { on = true } : { on = false, extra = "e" } }
  c = [for k in ["x", "y"] : k == "x" ? { on = true } : { on = false }]
}
output "o" { value = [local.a, local.c] }
output "p" { value = try(local.b, "err") }
output "q" { value = flatten([local.a, [{ a = true }]]) }
output "r" { value = tolist([{ a = 1 }, { a = "b" }]) }
output "s" { value = try(tolist([{ a = 1 }, { b = "b" }]), "bad") }
output "t" { value = try(tomap({ a = 1, b = [2] }), "badmap") }
