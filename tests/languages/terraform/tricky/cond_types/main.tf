variable "on" {
  type    = bool
  default = true
}
output "a" { value = var.on ? 1 : "x" }
output "b" { value = var.on ? [1] : ["x", "y"] }
output "c" { value = var.on ? { a = 1 } : { a = "x", b = true } }
output "d" { value = var.on ? null : [] }
output "e" { value = var.on ? [] : [{ a = 1 }] }
output "f" { value = var.on ? tolist(["a"]) : ["b"] }
output "g" { value = var.on ? tomap({ a = "x" }) : {} }
output "h" { value = var.on ? { a = [1] } : { a = ["b", "c"] } }
output "i" { value = var.on ? "true" : false }
output "j" { value = var.on ? toset([1]) : [2] }
output "k" { value = (var.on ? [1, "a"] : []) }
output "l" { value = try(var.on ? [1] : {}, "mismatch") }
output "m" { value = try(var.on ? { a = { b = 1 } } : null, "x") }
output "n" { value = [for x in(var.on ? [1, 2] : []) : x] }
output "o" { value = jsonencode(var.on ? { x = 1 } : { y = 2 }) }
