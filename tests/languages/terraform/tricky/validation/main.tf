variable "v" {
  type    = string
  default = "abc"
  validation {
    condition     = can(regex("^[a-z]+$", var.v)) && length(var.v) < 5
    error_message = "bad"
  }
}
locals { v = var.v }
output "o" {
  value = local.v
  precondition {
    condition     = local.v != ""
    error_message = "x"
  }
}
