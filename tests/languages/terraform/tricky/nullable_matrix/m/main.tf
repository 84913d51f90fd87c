variable "a" { default = "da" }
variable "b" {
  default  = "db"
  nullable = false
}
variable "c" {
  type     = list(string)
  default  = ["x"]
  nullable = false
}
variable "d" {
  type    = string
  default = null
}
variable "e" {
  type    = number
  default = "5"
}
output "o" { value = [var.a, var.b, var.c, var.d, var.e + 1] }
