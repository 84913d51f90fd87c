variable "l" {
  type    = list(any)
  default = [1, "a", true]
}
variable "m" {
  type    = map(any)
  default = { a = 1, b = "x" }
}
variable "lo" {
  type    = list(object({ a = any }))
  default = [{ a = 1 }, { a = "x" }]
}
variable "t" {
  type    = tuple([string, number, list(bool)])
  default = [1, "2", ["true"]]
}
variable "ml" {
  type    = map(list(string))
  default = { a = [1], b = [] }
}
output "o" { value = [var.l, var.m, var.lo, var.t, var.ml] }
output "j" { value = jsonencode([var.l, var.m, var.t]) }
