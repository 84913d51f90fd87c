variable "all" {}
variable "one" { type = object({ name = string, cfg = object({ n = string }) }) }
output "o" { value = [for k, m in var.all : "${k}:${m.cfg.n}"] }
output "p" { value = var.one }
