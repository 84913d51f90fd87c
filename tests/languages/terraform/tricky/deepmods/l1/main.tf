variable "name" { type = string }
variable "opts" { type = object({ idx = number, flag = optional(bool, false) }) }
module "l2" {
  for_each = var.opts.idx == 0 ? { a = 1 } : { a = 1, b = 2 }
  source   = "../l2"
  n        = "${var.name}-${each.key}-${each.value}-${var.opts.flag}"
}
output "out" { value = { for k, v in module.l2 : k => v.r } }
