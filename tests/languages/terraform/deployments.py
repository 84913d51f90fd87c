"""Configurations as teams write them, with what they are deployed with: each is a root of its own.

The planned `input` of every instance of `terraform_data`, and every output, must be ours.
"""

from __future__ import annotations

from typing import Final

AS_PLANNED: Final = ("", "default", "prod")
"""Environments that a plan without arguments shows: the only one, the default workspace, and the
one that the default of `environment` names."""

CASES: Final[dict[str, dict[str, str]]] = {
    "stable_keys": {
        "main.tf": """
variable "disks" {
  type = list(object({ vm = string, lun = number, size = optional(number, 128) }))
}
resource "terraform_data" "disk" {
  for_each = { for d in var.disks : "${d.vm}-${d.lun}" => d }
  input    = { name = "disk-${each.key}", size = each.value.size }
}
moved {
  from = terraform_data.old
  to   = terraform_data.disk["a-0"]
}
""",
        "terraform.tfvars": """
disks = [{ vm = "a", lun = 0 }, { vm = "a", lun = "1", size = "64" }, { vm = "b", lun = 0 }]
""",
    },
    "index_keys": {
        "main.tf": """
variable "names" { default = ["x", "y"] }
resource "terraform_data" "a" {
  for_each = { for i, n in var.names : i => n }
  input    = "${each.key}:${each.value}"
}
resource "terraform_data" "b" {
  count = length(var.names)
  input = element(var.names, count.index + 1)
}
""",
    },
    "precedence": {
        "main.tf": """
variable "a" { default = 0 }
variable "b" { default = 0 }
variable "c" { default = 0 }
variable "d" { default = 0 }
resource "terraform_data" "all" { input = [var.a, var.b, var.c, var.d] }
""",
        "terraform.tfvars": "a = 1\nb = 1\nc = 1\n",
        "terraform.tfvars.json": '{"b": 2, "c": 2}',
        "x.auto.tfvars": "c = 3\n",
        "y.auto.tfvars.json": '{"d": 4}',
    },
    "optional": {
        "main.tf": """
variable "vaults" {
  type = map(object({
    sku   = optional(string, "standard")
    purge = optional(bool)
    acls  = optional(object({ bypass = optional(string, "None"), ips = optional(set(string), []) }))
    extra = optional(any)
  }))
  nullable = false
  default  = { kv = {}, hsm = { sku = null, acls = { ips = ["b", "a", "b"] }, unknown = 1 } }
}
resource "terraform_data" "vault" {
  for_each = var.vaults
  input = {
    sku   = each.value.sku
    purge = coalesce(each.value.purge, true)
    acls  = each.value.acls
    extra = each.value.extra == null
  }
}
""",
    },
    "nullable": {
        "main.tf": """
module "m" {
  source = "./m"
  a      = null
  b      = null
  c      = null
}
output "all" { value = module.m.all }
""",
        "m/main.tf": """
variable "a" { default = "a" }
variable "b" {
  default  = "b"
  nullable = false
}
variable "c" {
  type    = list(string)
  default = ["c"]
}
output "all" { value = [var.a, var.b, var.c] }
""",
    },
    "json_syntax": {
        "main.tf.json": """
{
  "variable": {"names": {"type": "list(string)", "default": ["p", "q"]}},
  "locals": {"upper": "${[for n in var.names : upper(n)]}", "literal": "a$${b}"},
  "resource": {"terraform_data": {"r": {
    "for_each": "${toset(local.upper)}",
    "input": {"key": "${each.key}", "first": "${local.upper[0]}", "text": "${local.literal}"}
  }}},
  "output": {"sum": {"value": "${length(local.upper) + 1}"}}
}
""",
    },
    "overrides": {
        "main.tf": """
variable "size" { default = 1 }
locals {
  kept     = "kept"
  replaced = "first"
}
module "m" {
  source = "./m"
  name   = "first"
}
resource "terraform_data" "r" {
  count = 1
  input = local.replaced
}
output "m" { value = module.m.name }
""",
        "b_override.tf": """
locals { replaced = "second" }
resource "terraform_data" "r" { count = 2 }
""",
        "override.tf.json": '{"module": {"m": {"name": "over"}}}',
        "m/main.tf": 'variable "name" {}\noutput "name" { value = var.name }\n',
    },
    "conditional_module": {
        "main.tf": """
variable "features" { default = { hsm = true, logs = false } }
module "optional" {
  source   = "./m"
  for_each = { for name, on in var.features : name => on if on }
  name     = each.key
}
module "counted" {
  source = "./m"
  count  = var.features.logs ? 1 : 0
  name   = "logs"
}
output "names" { value = concat(values(module.optional)[*].name, module.counted[*].name) }
output "maybe" { value = one(module.counted[*].name) }
output "tried" { value = try(module.counted[0].name, "none") }
""",
        "m/main.tf": """
variable "name" {}
resource "terraform_data" "this" { input = { name = var.name } }
output "name" { value = terraform_data.this.input.name }
""",
    },
    "fan_out": {
        "main.tf": """
locals {
  regions = { weu = { zones = ["1", "2"] }, neu = { zones = [] }, sdc = { zones = ["3"] } }
  vms = merge([
    for r, v in local.regions : { for z in v.zones : "${r}-${z}" => { r = r, z = z } }
  ]...)
  by_region = { for k, v in local.vms : v.r => k... }
}
module "vm" {
  source   = "./vm"
  for_each = local.vms
  zone     = each.value.z
  disks    = range(tonumber(each.value.z))
}
output "by_region" { value = local.by_region }
output "disks"     { value = { for k, m in module.vm : k => m.disks } }
""",
        "vm/main.tf": """
variable "zone" { type = number }
variable "disks" { type = set(number) }
resource "terraform_data" "disk" {
  for_each = toset([for d in var.disks : format("lun%02d", d)])
  input    = "${var.zone}/${each.value}"
}
output "disks" { value = [for d in terraform_data.disk : d.input] }
""",
    },
    "workspace": {
        "main.tf": """
locals {
  sizes = { default = 1, prod = 3 }
  size  = local.sizes[terraform.workspace]
}
resource "terraform_data" "r" {
  count = local.size
  input = "${terraform.workspace}-${count.index}"
}
output "is_prod" { value = terraform.workspace == "prod" ? "yes" : "no" }
""",
    },
    "file_driven": {
        "main.tf": """
variable "environment" { default = "prod" }
locals {
  config = jsondecode(file("${path.module}/config/${var.environment}.json"))
  rules  = yamldecode(file("${path.module}/rules.yaml"))
  found  = [for f in fileset(path.module, "config/*.json") : trimsuffix(basename(f), ".json")]
}
resource "terraform_data" "rule" {
  for_each = { for r in local.rules.rules : r.name => r }
  input    = merge(each.value, { sku = local.config.sku })
}
output "found" { value = local.found }
output "dev"   { value = fileexists("${path.module}/config/dev.json") }
output "hash"  { value = sha256(file("${path.module}/rules.yaml")) }
""",
        "config/prod.json": '{"sku": "Premium_LRS", "replicas": 3}',
        "config/uat.json": '{"sku": "Standard_LRS"}',
        "rules.yaml": "rules:\n  - name: allow\n    port: 443\n  - {name: deny, port: '*'}\n",
    },
    "names": {
        "main.tf": """
variable "prefix" { default = "contoso" }
locals {
  location = "West Europe"
  short    = lower(replace(local.location, " ", ""))
  name     = substr(replace("${var.prefix}-${local.short}-kv", "/[^a-z0-9-]/", ""), 0, 24)
  tags     = merge({ owner = "platform" }, { for k, v in { a = "1", b = "" } : k => v if v != "" })
  subnets  = [for i in range(3) : cidrsubnet("10.20.0.0/16", 8, i)]
  hosts    = { for i, s in local.subnets : "subnet${i}" => cidrhost(s, 4) }
}
resource "terraform_data" "r" {
  input = { name = local.name, tags = local.tags, hosts = local.hosts }
}
""",
    },
    "sensitive": {
        "main.tf": """
variable "secret" {
  default   = "hidden"
  sensitive = true
}
locals { length = nonsensitive(length(var.secret)) }
resource "terraform_data" "r" {
  count = local.length
  input = count.index * 2
}
""",
    },
    "depth": {
        "main.tf": 'module "m" {\n source = "./m"\n n = 3\n}\noutput "n" { value = module.m.n }\n',
        "m/main.tf": """
variable "n" {}
module "m" {
  source = "./m"
  count  = var.n > 2 ? 2 : 0
  n      = var.n - 1
  at     = count.index
}
output "n" { value = [var.n, flatten(module.m[*].n)] }
""",
        "m/m/main.tf": """
variable "n" {}
variable "at" {}
resource "terraform_data" "leaf" { input = [var.n, var.at] }
output "n" { value = [for v in [var.n, var.at] : v * 10] }
""",
    },
    "heredocs": {
        "main.tf": """
locals {
  vms = ["a", "b"]
  script = <<-EOT
    #!/bin/bash
      %{for i, vm in local.vms~}
      echo "${i}: ${vm}" $${HOME}
    %{endfor~}
    done
  EOT
  flush = <<EOT
${join("\\n", local.vms)}
EOT
}
resource "terraform_data" "r" {
  input = { script = local.script, flush = local.flush, indented = indent(2, local.flush) }
}
""",
    },
    "self_made": {
        "main.tf": """
resource "terraform_data" "net" {
  for_each = toset(["hub", "spoke"])
  input    = { name = "vnet-${each.key}", index = index(["hub", "spoke"], each.key) }
}
resource "terraform_data" "peering" {
  for_each = {
    for pair in setproduct(keys(terraform_data.net), keys(terraform_data.net)) :
    "${pair[0]}-to-${pair[1]}" => pair if pair[0] != pair[1]
  }
  input = terraform_data.net[each.value[1]].input.name
}
check "names" {
  assert {
    condition     = length(terraform_data.net) == 2
    error_message = "two networks"
  }
}
""",
    },
    "variables_file": {
        "main.tf": """
variable "environment" { type = string }
variable "vm" {
  type = object({ size = string, count = optional(number, 1), zones = optional(list(number), [1]) })
}
variable "tags" {
  type    = map(string)
  default = {}
}
resource "terraform_data" "vm" {
  count = var.vm.count
  input = {
    name = format("vm-%s-%02d", var.environment, count.index + 1)
    zone = var.vm.zones[count.index % length(var.vm.zones)]
    tags = merge(var.tags, { environment = var.environment })
  }
}
""",
        "prod.auto.tfvars": """
environment = "prod"
vm          = { size = "Standard_DC4as_v5", count = "3", zones = ["1", 2] }
tags        = { cost = 12, on = true }
""",
    },
}
