locals {
  o      = { a = 1, b = [{ c = 2 }, { c = 3 }] }
  n      = null
  s      = "x"
  setobj = toset([{ a = 1 }, { a = 2 }, { a = 1 }])
}
output "a" { value = local.o[*].a }
output "b" { value = local.o.b[*].c }
output "c" { value = local.n[*] }
output "d" { value = local.s[*] }
output "e" { value = local.o.*.a }
output "f" { value = [for x in local.setobj : x.a] }
output "g" { value = local.setobj[*].a }
output "h" { value = length(local.setobj) }
output "i" { value = local.o[*].b[*].c }
output "j" { value = local.o.*.b[0] }
output "k" { value = local.o[*].b[0] }
output "l" { value = try(local.n[*].a.b, "err") }
