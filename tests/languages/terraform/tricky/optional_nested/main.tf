variable "v" {
  type = map(object({
    name = string
    net = optional(object({
      cidr = optional(string, "10.0.0.0/16")
      subs = optional(list(object({ n = string, p = optional(number, 24) })), [{ n = "def" }])
    }), {})
    tags  = optional(map(string))
    extra = optional(any, "z")
    set   = optional(set(string), ["b", "a"])
    tup   = optional(tuple([string, number]), ["q", 5])
  }))
  default = {
    a = { name = "a" }
    b = { name = "b", net = null, tags = { x = 1 } }
    c = { name = "c", net = { subs = [{ n = "s1" }, { n = "s2", p = null }] }, extra = "w" }
    d = { name = 5, net = { cidr = null } }
  }
}
resource "terraform_data" "t" {
  for_each = var.v
  input    = each.value
}
output "v" { value = var.v }
output "p" { value = { for k, v in var.v : k => v.net.subs[*].p } }
