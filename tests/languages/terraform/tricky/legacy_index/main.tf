locals {
  l = [{ a = [10, 20] }, { a = [30] }]
  m = { "0" = "zero", k = { "1" = "one" } }
}
output "a" { value = local.l.0.a.1 }
output "b" { value = local.l.*.a[0] }
output "c" { value = local.l[*].a[0] }
output "d" { value = local.m["0"] }
output "e" { value = local.m[0] }
output "f" { value = local.l.1.a.0 }
output "g" { value = local.m.k[1] }
