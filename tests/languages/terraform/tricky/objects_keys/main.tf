locals {
  k      = "dyn"
  o      = { (local.k) = 1, "quoted key" = 2, plain = 3, "${local.k}-x" = 4, 5 = "n", true = "t" }
  null_v = { a = null, b = 1 }
}
output "o" { value = local.o }
output "keys" { value = keys(local.o) }
output "f" { value = { for k, v in local.null_v : k => v if v != null } }
output "i" { value = local.o["quoted key"] }
output "m" { value = merge(local.o, { plain = null }, { new = [] }) }
output "z" { value = zipmap(["a", "b"], [1, null]) }
output "c" { value = compact(["a", "", null, "b"]) }
output "d" { value = distinct([1, "1", 1.0, true]) }
output "s" { value = local.o["5"] }
