variable "a" {
  type = object({
    l = optional(list(object({ x = optional(number, 1), y = optional(string) })))
    m = optional(map(object({ z = optional(bool, true) })), { d = {} })
    s = optional(set(object({ q = string, r = optional(string, "rr") })), [])
    n = optional(object({ deep = optional(object({ deeper = optional(string, "dd") }), {}) }), {})
  })
  default = { l = [{}, { x = null, y = 3 }], s = [{ q = "1" }, { q = 1 }] }
}
output "a" { value = var.a }
output "b" { value = var.a.n.deep.deeper }
output "c" { value = [for s in var.a.s : s.r] }
