"""Values on demand: where they come from, what is known of the unknown."""

from __future__ import annotations

import pytest

from azlint.node import Instance
from azlint.value import Reference, chain
from languages.terraform.small import (
    evaluated,
    expression,
    instances,
    output,
    outputs,
    reads,
    show,
)


def only(text: str, type_: str = "t", library: bool = False) -> Instance:
    (found,) = evaluated(text, library=library).instances({type_: frozenset()})
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", "7"),
        ('"a" == "a" && 1 < 2', "true"),
        ('true ? "a" : "b"', "'a'"),
        ("[for x in [1, 2, 3] : x * 2 if x != 2]", "(2, 6)"),
        ("{ for k, v in { a = 1 } : upper(k) => v }", "object{A: 1}"),
        ("[{ a = 1 }, { a = 2 }][*].a", "(1, 2)"),
        ("null", "null"),
        ("try(local.nothing, 5)", "5"),
        ("can(var.nothing)", "false"),
        ("1 / 0", "?LIMIT"),
        ("0 / 0", "?ERROR"),
        ("{}.a", "?ERROR"),
        ("[1][1]", "?ERROR"),
        ("toset([1])[0]", "?ERROR"),
        ("null + 1", "?ERROR"),
        ('"${null}"', "null"),
        ('"a${null}"', "?ERROR"),
        ("[1, [2, {}.a]]", "?ERROR"),
        ("each.key", "?ERROR"),
        ("undeclared", "?ERROR"),
        ("path.module", "'.'"),
        ("terraform.workspace", "?RUNTIME"),
        ('"x-${terraform.workspace}-y"', "?`'x-' ?RUNTIME '-y'`"),
        ('terraform.workspace == "prod" ? "a" : "b"', "?('a' | 'b')"),
        ('upper(terraform.workspace == "prod" ? "a" : "b")', "?('A' | 'B')"),
        ('"n-${terraform.workspace == "prod" ? 1 : 2}"', "?('n-1' | 'n-2')"),
        ("{ a = 1, b = 2 }[terraform.workspace]", "?(1 | 2)"),
        ('(terraform.workspace == "p" ? { v = 1 } : { v = 2 }).v', "?(1 | 2)"),
        ('(terraform.workspace == "p" ? [1] : [])[*]', "?((1) | ())"),
        ('terraform.workspace == "p" && false', "false"),
        ('terraform.workspace == "p" || true', "true"),
        ("terraform.workspace == null", "false"),
        ('try((terraform.workspace == "p" ? { v = 1 } : null).v, 9)', "?(1 | 9)"),
        ('[for x in [1, 2] : x if terraform.workspace == "p" || x == 1]', "?((1, 2) | (1))"),
        ('"x-${terraform.workspace}" == "y-z"', "false"),
    ],
)  # fmt: skip
def test_expressions(text: str, value: str) -> None:
    assert expression(text) == value


def test_references_to_what_is_written_and_to_what_is_not() -> None:
    found = only(
        """
resource "base" "b" {
  name = "n"
  zone = null
  identity { type = "System" }
}
data "base" "d" {
  name = "given"
}
resource "t" "r" {
  name     = base.b.name
  zone     = base.b.zone
  id       = base.b.id
  type     = base.b.identity[0].type
  identity = base.b.identity[0].principal_id
  text     = "${base.b.id}/x"
  data     = data.base.d.id
  given    = data.base.d.name
  missing  = base.other.id
}
"""
    )
    assert reads(found, "name", "zone", "id", "type", "identity") == (
        "name='n' zone=?<base.b|zone> id=?<base.b|id> type='System' "
        "identity=?<base.b|identity.0.principal_id>"
    )
    assert reads(found, "text", "data", "given", "missing", "absent") == (
        "text=?`?<base.b|id> '/x'` data=?<data.base.d|id> given='given' "
        "missing=?ERROR absent=absent"
    )


def test_references_through_instances() -> None:
    found = outputs(
        evaluated(
            """
variable "any" { type = map(object({ v = string })) }
resource "s" "known" {
  for_each = toset(["a", "b"])
  name     = each.key
}
resource "s" "unknown" {
  for_each = var.any
  name     = each.key
  v        = each.value.v
}
resource "s" "counted" { count = 2 }
resource "s" "gate" { count = var.any == null ? 0 : 1 }
output "key"      { value = s.known["a"].id }
output "name"     { value = s.known["b"].name }
output "any_key"  { value = s.known[terraform.workspace].id }
output "map"      { value = { for k, s in s.known : k => s.id } }
output "values"   { value = values(s.known)[*].id }
output "splat"    { value = s.counted[*].id }
output "one"      { value = one(s.gate[*].id) }
output "some"     { value = s.unknown["x"].id }
output "some_v"   { value = s.unknown["x"].v }
output "some_all" { value = [for s in s.unknown : s.id] }
output "some_map" { value = { for k, s in s.unknown : k => s.id }["x"] }
output "some_one" { value = values(s.unknown)[*].id }
output "no_key"   { value = s.known["z"].id }
"""
        )
    )
    assert found == {
        "key": '?<s.known["a"]|id>',
        "name": "'b'",
        "any_key": '?(?<s.known["a"]|id> | ?<s.known["b"]|id>)',
        "map": 'object{a: ?<s.known["a"]|id>, b: ?<s.known["b"]|id>}',
        "values": '(?<s.known["a"]|id>, ?<s.known["b"]|id>)',
        "splat": "(?<s.counted[0]|id>, ?<s.counted[1]|id>)",
        "one": "?<s.gate[0]|id>",
        "some": '?<s.unknown["x"]|id>',
        "some_v": "?NO_VALUE",
        "some_all": "?<s.unknown[*]|id>",
        "some_map": "?<s.unknown|id>",
        "some_one": "?<s.unknown[*]|id>",
        "no_key": "?ERROR",
    }


MODULES = {
    "main.tf": """
variable "sku" { type = string }
locals { sku = var.sku }
module "kv" {
  source   = "./kv"
  for_each = toset(["a", "b"])
  sku      = local.sku
  name     = each.key
}
module "far" {
  source  = "Azure/kv/azurerm"
  version = "1.0.0"
}
resource "use" "r" {
  id   = module.kv["a"].id
  name = module.kv["b"].name
  far  = module.far.id
  none = module.kv["a"].nothing
}
""",
    "terraform.tfvars": 'sku = "premium"\n',
    "kv/main.tf": """
variable "sku" {}
variable "name" {}
resource "vault" "this" {
  name = "kv-${var.name}"
  sku  = var.sku
}
output "id"   { value = vault.this.id }
output "name" { value = vault.this.name }
""",
}


def test_modules_are_evaluated_through_their_calls() -> None:
    evaluation = evaluated(MODULES)
    assert instances(evaluation, "vault", "name", "sku") == [
        ('module.kv["a"].vault.this', "", "name='kv-a' sku='premium'"),
        ('module.kv["b"].vault.this', "", "name='kv-b' sku='premium'"),
    ]
    assert instances(evaluation, "use", "id", "name", "far", "none") == [
        (
            "use.r",
            "",
            "id=?<module.kv[\"a\"].vault.this|id> name='kv-b' far=?<module.far|id> none=?ERROR",
        )
    ]
    calls = [
        [(name, MODULES[s.path][s.start : s.end].strip()) for name, s in c.context.calls]
        for c in evaluation.instances({"vault": ()})
    ]  # fmt: skip
    assert calls == [[('module.kv["a"]', 'module "kv"')], [('module.kv["b"]', 'module "kv"')]]
    assert [(call.address, call.obstacle) for call in evaluation.module_calls()] == [
        ("module.kv", ""),
        ("module.far", "it is a registry module that is not installed here"),
    ]


def test_a_reference_leads_to_its_instances() -> None:
    evaluation = evaluated(MODULES)
    (user,) = evaluation.instances({"use": ("id",)})
    user.read("id")
    found = evaluation.resolve(Reference('module.kv["a"].vault.this', "vault", ("id",)))
    assert [(i.address, reads(i, "name")) for i in found] == [
        ('module.kv["a"].vault.this', "name='kv-a'")
    ]
    assert evaluation.resolve(Reference("module.far", "module", ("id",))) == ()


def test_the_origin_chain_runs_from_the_attribute_to_the_value_file() -> None:
    first = next(evaluated(MODULES).instances({"vault": ("sku",)}))
    value = first.read("sku")
    assert value is not None
    assert [
        (origin.label, MODULES[origin.span.path][origin.span.start : origin.span.end].strip())
        for origin in chain(value)
    ] == [
        ('module.kv["a"].vault.this.sku', "var.sku"),
        ("var.sku", 'variable "sku"'),
        ("module.kv.sku", "local.sku"),
        ("local.sku", "var.sku"),
        ("var.sku", 'variable "sku"'),
        ("sku", '"premium"'),
    ]


def test_the_origin_of_an_element_is_where_the_element_is_written() -> None:
    text = """
locals { disks = [{ size = 1 }, { size = 2 }] }
resource "t" "r" {
  for_each = { for i, d in local.disks : "d${i}" => d }
  size     = each.value.size
}
"""
    second = list(evaluated(text).instances({"t": ("size",)}))[1]
    value = second.read("size")
    assert value is not None
    places = [text[origin.span.start : origin.span.end] for origin in chain(value)]
    assert (places[0], places[-1]) == ("each.value.size", "2")


LIBRARY = """
variable "purge" { default = false }
variable "disks" {
  type    = map(object({ size = number }))
  default = {}
}
variable "ids" {
  type    = list(string)
  default = []
}
variable "name" { type = string }
variable "create" { default = false }
resource "t" "plain" {
  purge = var.purge
  not   = !var.purge
  name  = "n-${var.name}"
  sku   = "fixed"
}
resource "t" "each" {
  for_each = var.disks
  size     = each.value.size
  key      = each.key
}
resource "t" "gate" {
  count = var.create ? 1 : 0
  at    = count.index
}
resource "t" "never" {
  count = 0
}
resource "t" "list" {
  count = length(var.ids)
  id    = var.ids[count.index]
}
resource "t" "dynamic" {
  dynamic "rule" {
    for_each = var.ids
    content { id = rule.value }
  }
}
"""


def test_a_library_only_assumes_its_defaults() -> None:
    evaluation = evaluated(LIBRARY, library=True)
    found = {
        i.declaration.name: reads(i, *names)
        for i in evaluation.instances({"t": ()})
        for names in [(i.declaration.name == "plain" and ("purge", "not", "name", "sku")) or
                      ("size", "key", "at", "id", "rule")]
    }  # fmt: skip
    assert found == {
        "plain": "purge=~var.purge false not=~var.purge true name=?`'n-' ?NO_VALUE` sku='fixed'",
        "each": "size=?NO_VALUE key=?NO_VALUE at=absent id=absent rule=absent",
        "gate": "size=absent key=absent at=?NO_VALUE id=absent rule=absent",
        "list": "size=absent key=absent at=absent id=~var.ids ?NO_VALUE rule=absent",
        "dynamic": "size=absent key=absent at=absent id=absent "
        "rule=~var.ids ?(~var.ids [] | ~var.ids [object{id: ~var.ids ?NO_VALUE}])",
    }
    assert [
        (d.declaration.name, show(d.meta["count"])) for d in evaluation.disabled({"t": ()})
    ] == [("never", "0")]


def test_a_root_knows_its_defaults() -> None:
    evaluation = evaluated(LIBRARY)
    assert [i.declaration.name for i in evaluation.instances({"t": ()})] == ["plain", "dynamic"]
    disabled = {d.declaration.name for d in evaluation.disabled({"t": ()})}
    assert disabled == {"each", "gate", "never", "list"}
    plain = next(iter(evaluation.instances({"t": ()})))
    assert reads(plain, "purge", "name") == "purge=false name=?`'n-' ?NO_VALUE`"


def test_nested_blocks_are_lists_of_objects() -> None:
    found = only(
        """
resource "t" "r" {
  disk {
    size = 1
    part { n = "a" }
  }
  dynamic "disk" {
    for_each = { x = 2, y = 3 }
    iterator = it
    content {
      size = it.value
      name = it.key
      dynamic "part" {
        for_each = range(it.value - 1)
        content { n = "${it.key}${part.value}" }
      }
    }
  }
  dynamic "rule" {
    for_each = terraform.workspace == "p" ? [1] : []
    content { at = rule.value }
  }
  dynamic "none" {
    for_each = []
    content {}
  }
}
"""
    )
    assert reads(found, "disk") == (
        "disk=[object{part: [object{n: 'a'}], size: 1}, "
        "object{name: 'x', part: [object{n: 'x0'}], size: 2}, "
        "object{name: 'y', part: [object{n: 'y0'}, object{n: 'y1'}], size: 3}]"
    )
    assert reads(found, "rule", "none", "lifecycle") == (
        "rule=?([object{at: 1}] | []) none=[] lifecycle=absent"
    )


def test_values_of_variables() -> None:
    evaluation = evaluated(
        {
            "main.tf": """
variable "typed" { type = number }
variable "missing" { type = list(string) }
variable "wrong" { type = number }
variable "secret" {
  sensitive = true
  default   = "s"
}
output "typed"   { value = var.typed + 1 }
output "missing" { value = var.missing }
output "first"   { value = var.missing[0] }
output "wrong"   { value = var.wrong }
output "secret"  { value = "x-${var.secret}" }
""",
            "terraform.tfvars": 'typed = "4"\nwrong = []\nundeclared = true\n',
        }
    )
    assert outputs(evaluation) == {
        "typed": "5",
        "missing": "?NO_VALUE",
        "first": "?NO_VALUE",
        "wrong": "?ERROR",
        "secret": "!'x-s'",
    }


def test_what_an_incomplete_folder_lacks_is_unknown() -> None:
    texts = {
        "main.tf": 'output "x" { value = local.lost }\nresource "t" "r" { a = 1 }\n',
        "broken.tf": 'resource "t" "s" {\n a = = 1\n b = 2\n}\n',
    }
    assert outputs(evaluated(texts)) == {"x": "?INCOMPLETE"}
    found = {
        instance.declaration.name: reads(instance, "c")
        for instance in evaluated(texts).instances({"t": ()})
    }
    assert found["r"] == "c=absent"
    assert found.get("s", "c=?INCOMPLETE") == "c=?INCOMPLETE"


def test_lifecycle_and_provider_are_facts() -> None:
    found = only(
        """
resource "t" "r" {
  provider = azurerm.hub
  count    = 1
  lifecycle {
    prevent_destroy = true
    ignore_changes  = [tags, os_disk[0].caching, tags["x"], "legacy"]
  }
}
"""
    )
    assert found.ignore_changes == ("tags", "os_disk.caching", "tags.x", "legacy")
    assert {name: show(value) for name, value in found.meta.items()} == {
        "count": "1",
        "prevent_destroy": "true",
        "provider": "'azurerm.hub'",
    }
    assert only('resource "t" "r" {\n lifecycle { ignore_changes = all }\n}').ignore_changes == (
        "all",
    )


def test_versions_of_providers() -> None:
    texts = {
        "main.tf": """
terraform {
  required_providers {
    azurerm = { source = "hashicorp/azurerm", version = ">= 3.0" }
    azapi   = { source = "Azure/azapi", version = "~> 2.0" }
  }
}
module "m" { source = "./m" }
""",
        "m/main.tf": 'terraform {\n required_providers {\n  azurerm = "< 5.0"\n }\n}\n',
        ".terraform.lock.hcl": """
provider "registry.terraform.io/azure/azapi" {
  version = "2.1.0"
}
""",
    }
    evaluation = evaluated(texts)
    assert evaluation.provider_constraint("", "azurerm") == ">= 3.0"
    assert evaluation.provider_constraint("m", "azurerm") == "< 5.0, >= 3.0"
    assert evaluation.provider_constraint("m", "azapi") == "= 2.1.0"
    assert evaluation.provider_constraint("m", "random") == ""


def test_what_names_stand_for() -> None:
    evaluation = evaluated(MODULES)
    block = next(b for b in evaluation.blocks() if b.declaration.type == "vault")
    expression_, scope = block.body.attributes["sku"].expression, block.scope
    seen: list[str] = []
    while True:
        seen.append(MODULES[scope.path][expression_.start : expression_.end])
        found = scope.definition(expression_)
        if found is None:
            break
        expression_, scope = found
    assert seen == ["var.sku", "local.sku", "var.sku", '"premium"']


def test_functions_keep_what_they_are_given() -> None:
    assert output('output "x" { value = lower(var.nothing) }') == "?ERROR"
    assert output('variable "v" { default = "A" }\noutput "x" { value = lower(var.v) }', True) == (
        "~var.v 'a'"
    )


def test_what_is_ephemeral_is_never_shown() -> None:
    evaluation = evaluated(
        'variable "key" {\n  ephemeral = true\n  default = "a"\n}\n'
        'ephemeral "azurerm_key_vault_secret" "s" {}\n'
        'output "var" {\n  value = "${var.key}-b"\n}\n'
        'output "resource" {\n  value = ephemeral.azurerm_key_vault_secret.s.value\n}\n'
        'output "null" {\n  value = ephemeralasnull(var.key)\n}\n'
        'output "kept" {\n  value = ephemeralasnull("a")\n}\n'
    )
    values = {declaration.name: value for declaration, value in evaluation.outputs()}
    assert {name for name, value in values.items() if value.sensitive} == {
        "var",
        "resource",
        "null",
    }
    assert show(values["kept"]) == "'a'"
    assert show(values["null"]) == "!?FUNCTION"
