"""Configurations whose planned values must equal ours: each is a module called by one root."""

CASES: dict[str, dict[str, str]] = {
    "locals": {
        "main.tf": """
locals {
  disks = [
    { vm = "a", lun = 0, size = 64 },
    { vm = "a", lun = 1, size = 128 },
    { vm = "b", lun = 0, size = 32 },
  ]
  by_key = { for d in local.disks : "${d.vm}-${d.lun}" => d }
  by_vm  = { for d in local.disks : d.vm => d.lun... }
  large  = [for i, d in local.disks : { at = i, size = d.size * 2 } if d.size > 32]
}
resource "terraform_data" "disk" {
  for_each = local.by_key
  input    = { name = each.key, size = each.value.size, first = each.value.lun == 0 }
}
output "by_vm" { value = local.by_vm }
output "large" { value = local.large }
output "names" { value = [for d in terraform_data.disk : d.input.name] }
output "sizes" { value = values(terraform_data.disk)[*].input.size }
output "keys"  { value = keys(terraform_data.disk) }
""",
    },
    "count": {
        "main.tf": """
variable "n" { default = 3 }
resource "terraform_data" "vm" {
  count = var.n
  input = "vm-${count.index}"
}
resource "terraform_data" "none" {
  count = var.n > 5 ? 1 : 0
  input = "x"
}
output "all"   { value = terraform_data.vm[*].input }
output "old"   { value = terraform_data.vm.*.input }
output "last"  { value = terraform_data.vm[var.n - 1].input }
output "none"  { value = one(terraform_data.none[*].input) }
output "count" { value = length(terraform_data.none) }
""",
    },
    "conditions": {
        "main.tf": """
variable "sku" {
  type    = string
  default = null
}
locals {
  sku    = var.sku == null ? "standard" : var.sku
  list   = true ? [1, 2] : []
  mixed  = false ? "a" : 1
  map    = true ? { a = 1 } : { b = "x" }
  nested = local.sku == "standard" ? (local.list[0] == 1 ? "yes" : "no") : "never"
}
output "sku"    { value = local.sku }
output "list"   { value = local.list }
output "mixed"  { value = local.mixed }
output "map"    { value = local.map }
output "nested" { value = local.nested }
output "logic"  { value = [true && false, true || false, !true, 1 < 2, 2 >= 2] }
output "equal"  { value = ["1" == 1, "a" != "b", 1 == 1.0, null == null] }
output "maths"  { value = [7 / 2, 7 % 3, -7 % 3, 2 * 3 - 1, -(1 + 2)] }
""",
    },
    "templates": {
        "main.tf": """
locals {
  name  = "kv"
  items = ["x", "y"]
  text  = <<-EOT
    name=${local.name}
    %{~for i, item in local.items~}
    ${i}:${item};
    %{~endfor~}
    %{if local.name == "kv"}vault%{else}other%{endif}
  EOT
}
output "text"    { value = local.text }
output "number"  { value = "${1 + 1}" }
output "escaped" { value = "$${a} %%{b} \\"q\\" \\u00e9" }
output "joined"  { value = "${local.name}-${length(local.items)}-${true}" }
output "inline"  { value = "%{for s in local.items}${upper(s)}%{endfor}" }
""",
    },
    "types": {
        "main.tf": """
variable "settings" {
  type = object({
    name  = string
    size  = optional(number, 10)
    tags  = optional(map(string), {})
    inner = optional(object({ a = optional(bool, true), b = optional(string) }), {})
  })
  default = { name = "n", inner = { b = 5 } }
}
variable "numbers" {
  type    = list(string)
  default = [1, 2.5, true]
}
variable "unique" {
  type    = set(string)
  default = ["b", "a", "b"]
}
variable "anything" {
  type    = any
  default = { list = [1, "a"], flag = true }
}
variable "strict" {
  type     = string
  nullable = false
  default  = "kept"
}
output "settings" { value = var.settings }
output "numbers"  { value = var.numbers }
output "unique"   { value = var.unique }
output "anything" { value = var.anything }
output "strict"   { value = var.strict }
""",
    },
    "calls": {
        "main.tf": """
locals { sizes = { small = 1, large = 4 } }
module "vm" {
  source   = "./vm"
  for_each = local.sizes
  name     = each.key
  size     = each.value
}
module "twice" {
  source = "./vm"
  count  = 2
  name   = "n${count.index}"
}
output "names"  { value = { for k, m in module.vm : k => m.name } }
output "sizes"  { value = values(module.vm)[*].size }
output "large"  { value = module.vm["large"].all }
output "twice"  { value = module.twice[*].name }
output "second" { value = module.twice[1].all }
output "path"   { value = module.vm["small"].path }
""",
        "vm/main.tf": """
variable "name" { type = string }
variable "size" {
  type    = number
  default = 2
}
resource "terraform_data" "this" {
  count = var.size
  input = "${var.name}/${count.index}"
}
output "name" { value = upper(var.name) }
output "size" { value = var.size }
output "all"  { value = terraform_data.this[*].input }
output "path" { value = basename(path.module) }
""",
    },
    "deep": {
        "main.tf": """
module "a" {
  source = "./a"
  items  = { x = { size = 1 }, y = {} }
}
output "result" { value = module.a.result }
output "whole"  { value = module.a }
""",
        "a/main.tf": """
variable "items" { type = map(object({ size = optional(number, 7) })) }
module "b" {
  source   = "./b"
  for_each = var.items
  size     = each.value.size
  label    = each.key
}
output "result" { value = { for k, b in module.b : k => b.text } }
""",
        "a/b/main.tf": """
variable "size" {}
variable "label" {}
locals { text = "${var.label}=${var.size}" }
output "text" { value = local.text }
""",
    },
    "collections": {
        "main.tf": """
locals {
  m     = { a = { v = 1 }, b = { v = 2 } }
  l     = [[1, 2], [3]]
  n     = null
  empty = {}
}
output "attr"    { value = local.m.a.v }
output "index"   { value = local.m["b"]["v"] }
output "legacy"  { value = local.l.0 }
output "splat"   { value = local.l[*][0] }
output "nulls"   { value = local.n[*] }
output "single"  { value = local.m.a[*].v }
output "values"  { value = values(local.m)[*].v }
output "tried"   { value = try(local.m.c.v, local.m["z"], "none") }
output "can"     { value = [can(local.m.a), can(local.m.q), can(tonumber("x"))] }
output "for_set" { value = [for s in toset(["z", "a"]) : s] }
output "for_map" { value = [for k, v in local.m : "${k}${v.v}"] }
output "object"  { value = { (upper("k")) = 1, "q" : 2, r = 3 } }
output "spread"  { value = max([1, 5, 2]...) }
output "nothing" { value = { for k, v in local.empty : k => v } }
output "equal"   { value = [local.m == { a = { v = 1 }, b = { v = 2 } }, local.n == null] }
output "kinds"   { value = [[1] == tolist([1]), toset([1, 2]) == toset([2, 1])] }
""",
    },
    "references": {
        "main.tf": """
resource "terraform_data" "base" {
  for_each = toset(["one", "two"])
  input    = { key = each.key, value = each.value }
}
resource "terraform_data" "user" {
  for_each = terraform_data.base
  input    = "${each.value.input.key}!"
}
resource "terraform_data" "pair" {
  count = length(terraform_data.base)
  input = values(terraform_data.base)[count.index].input.value
}
output "users" { value = { for k, u in terraform_data.user : k => u.input } }
output "pairs" { value = terraform_data.pair[*].input }
output "picked" { value = [for k in ["two", "one"] : terraform_data.base[k].input.key] }
""",
    },
    "files": {
        "main.tf": """
locals {
  raw  = jsondecode(file("${path.module}/data.json"))
  text = templatefile("${path.module}/greeting.tftpl", { name = "you", list = [1, 2] })
}
output "raw"  { value = local.raw.disks[*].name }
output "text" { value = local.text }
output "flat" { value = flatten([for d in local.raw.disks : [for l in d.luns : "${d.name}-${l}"]]) }
""",
        "data.json": '{"disks": [{"name": "d0", "luns": [0, 1]}, {"name": "d1", "luns": []}]}',
        "greeting.tftpl": "Hi ${name}%{ for n in list }, ${n}%{ endfor }",
    },
    "override": {
        "main.tf": """
variable "v" { default = "first" }
locals { l = "first" }
resource "terraform_data" "r" {
  input = "first"
}
output "v" { value = var.v }
output "l" { value = local.l }
output "r" { value = terraform_data.r.input }
""",
        "override.tf": """
variable "v" { default = "second" }
locals { l = "second" }
""",
        "more_override.tf": """
resource "terraform_data" "r" {
  input = "second"
}
""",
    },
    "merging": {
        "main.tf": """
locals {
  defaults = { sku = "basic", zones = [1] }
  envs = {
    dev  = {}
    prod = { sku = "premium", zones = [1, 2] }
  }
  all   = { for k, v in local.envs : k => merge(local.defaults, v) }
  pairs = merge([
    for k, v in local.all : { for z in v.zones : "${k}-${z}" => { sku = v.sku, zone = z } }
  ]...)
  flat = {
    for p in flatten([for k, v in local.all : [for z in v.zones : { k = k, z = z }]]) :
    "${p.k}${p.z}" => p
  }
}
resource "terraform_data" "zone" {
  for_each = local.pairs
  input    = each.value
}
output "pairs" { value = local.pairs }
output "flat"  { value = local.flat }
output "skus"  { value = distinct([for z in terraform_data.zone : z.input.sku]) }
output "found" { value = lookup(local.envs.dev, "sku", "fallback") }
output "chosen" { value = contains(keys(local.envs), "prod") ? local.envs["prod"].sku : null }
""",
    },
}
