locals {
  s  = toset(["b", "a", "c", "a"])
  so = toset([{ n = "x", v = 1 }, { n = "y", v = 2 }, { n = "x", v = 1 }])
  sn = toset([3, 1, 20, 1])
  sm = toset([1, "a"])
}
output "l" { value = tolist(local.s) }
output "so" { value = [for o in local.so : "${o.n}${o.v}"] }
output "sn" { value = tolist(local.sn) }
output "sm" { value = tolist(local.sm) }
output "e" { value = local.s == toset(["c", "b", "a"]) }
output "c" { value = contains(local.sn, 20) }
output "u" { value = setunion(local.s, ["z"]) }
output "p" { value = setproduct(local.s, [1, 2]) }
output "f" { value = { for x in local.s : x => x } }
output "j" { value = jsonencode(local.so) }
output "o" { value = one([for o in local.so : o if o.n == "y"]).v }
resource "terraform_data" "r" {
  for_each = local.s
  input    = "${each.key}${each.value}"
}
