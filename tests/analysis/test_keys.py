"""Which keys come from positions: every way in which keys are made, in one line each."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from azlint.analysis.instancekeys import keyed_alike, looks_up_instance
from azlint.analysis.keys import Keys, key_origins
from azlint.languages.terraform.evaluate import Evaluation, ScopedBlock
from languages.terraform.small import evaluated

AROUND = """
variable "typed" { type = list(object({ name = string })) }
variable "any" { type = any }
variable "optional" { type = object({ disks = optional(list(string)) }) }
variable "null" {
  type    = list(string)
  default = null
}
variable "pools" { type = map(object({ disks = list(string), size = number })) }
locals {
  l      = [{ name = "a", lun = 0, vm = "x" }, { name = "b", lun = 1, vm = "x" }]
  names  = ["a", "b"]
  m      = { a = 1, b = 2 }
  vms    = [{ name = "a", disks = ["d"] }, { name = "b", disks = [] }]
  byi    = { for i, x in local.l : i => x }
  two    = { for k, v in local.byi : k => v.name }
  flat = flatten([
    for vm in local.vms : [for j, d in vm.disks : { key = "${vm.name}-${j}", d = d }]
  ])
  made   = [for i in range(3) : "vm${i}"]
  mixed  = [{ name = "a" }, { name = "b", disks = ["d"] }]
  spread = [for i in range(4) : local.names[i % length(local.names)]]
  around = [for i in range(4) : element(local.names, i)]
  chosen = [for i in range(4) : local.names[i]]
  turned = [for i in range(length(local.names)) : local.names[i % length(local.names)]]
  pairs  = setproduct(range(length(local.l)), local.names)
  keyed  = [for i, x in local.l : merge(x, { key = i })]
  nested = { lists = { web = ["a"] } }
}
resource "azurerm_x" "counted" { count = 2 }
resource "azurerm_x" "single" {}
"""

NATURES = {
    # The index variable of a list, however it is written.
    "{ for i, x in local.l : i => x }": "position i of local.l",
    "{ for i, x in local.l : (i) => x }": "position i of local.l",
    "{ for i, x in (local.l) : tostring(i) => x }": "position i of (local.l)",
    '{ for i, x in local.l : "${i}" => x }': "position i of local.l",
    '{ for i, x in local.l : format("%02d", i + 1) => x }': "position i of local.l",
    '{ for i, x in local.l : "disk-${i}" => x }': "position i of local.l",
    '{ for i, x in local.l : "${var.any}-${i}" => x }': "position i of local.l",
    "{ for k, v in local.l : k => v if v.lun > 0 }": "position k of local.l",
    "{ for i, x in local.l : i => null }": "replicas i of local.l",
    # Partly a name.
    '{ for i, x in local.l : "${x.name}-${i}" => x }': "partly i of local.l",
    '{ for i, x in local.names : "${x}-${i}" => x }': "partly i of local.names",
    '{ for i, x in reverse(local.l) : join("-", [x.vm, i]) => x }': "partly i of reverse(local.l)",
    '{ for i, x in local.l : x.name != "" ? x.name : i => x }': "partly i of local.l",
    '{ for i, x in local.l : try(x.key, "disk${i}") => x }': "partly i of local.l",
    # What is no position.
    "{ for i, x in local.l : x.name => i }": "stable",
    "{ for i, x in local.l : local.names[i] => x }": "stable",
    "{ for i, x in local.l : x.vm => x... }": "stable",
    "{ for k, v in local.m : k => v }": "stable",
    "{ for k, v in toset(local.names) : k => v }": "stable",
    "{ for k, v in { for y in local.l : y.name => y } : k => v }": "stable",
    "zipmap(local.names, local.l)": "stable",
    "toset(local.names)": "stable",
    "toset(local.l[*].name)": "stable",
    '{ for p in setproduct(local.names, local.names) : "${p[0]}-${p[1]}" => p }': "stable",
    '{ "${local.m.a}" = 1, b = 2 }': "stable",
    "local.nowhere": "stable",
    # Positions looked for.
    "{ for x in local.l : index(local.l, x) => x }": "position index(local.l, x) of local.l",
    "{ for k, v in local.m : index(keys(local.m), k) => v }": (
        "position index(keys(local.m), k) of keys(local.m)"
    ),
    # Ranges: with a list looked up by the number, or like a count.
    "{ for i in range(length(local.l)) : i => local.l[i] }": "position i of local.l",
    "{ for i in range(length(local.l)) : i => element(local.l, i) }": "position i of local.l",
    "{ for i in range(3) : i => local.names[i] }": "position i of local.names",
    '{ for i in range(length(local.l)) : "${local.l[i].name}-${i}" => i }': "partly i of local.l",
    "{ for i in range(length(local.l)) : local.l[i].name => i }": "stable",
    '{ for i in range(length(local.l)) : i => "x" }': "replicas i of local.l",
    '{ for i in range(3) : i => "x" }': "replicas i of range(3)",
    "{ for i in range(3) : i => local.names[i % 2] }": "replicas i of range(3)",
    "{ for i in range(3) : i => element(local.names, i) }": "replicas i of range(3)",
    "{ for i, x in local.made : i => x }": "replicas i of local.made",
    "{ for i, d in azurerm_x.counted : i => d.id }": "replicas i of azurerm_x.counted",
    "{ for i, d in azurerm_x.counted[*].id : i => d }": "replicas i of azurerm_x.counted[*].id",
    "{ for i in [for j, x in local.l : j] : i => local.l[i] }": "position j of local.l",
    # Sets of positions carry nothing with them.
    "toset([for i in range(length(local.l)) : tostring(i)])": "replicas i of local.l",
    "toset([for i, x in local.l : tostring(i)])": "replicas i of local.l",
    'toset([for i, x in local.l : "${x.name}-${i}"])': "partly i of local.l",
    "toset(keys(local.byi))": "replicas i of local.l",
    "toset(local.flat[*].key)": "replicas j of vm.disks",
    # zipmap.
    "zipmap(range(length(local.l)), local.l)": "position range(length(local.l)) of local.l",
    "zipmap([for i in range(3) : tostring(i)], local.made)": "replicas i of range(3)",
    # Maps in two hops.
    "local.byi": "position i of local.l",
    "local.two": "position i of local.l",
    '"${local.byi}"': "position i of local.l",
    "{ for k in keys(local.byi) : k => local.byi[k] }": "position i of local.l",
    "{ for k, v in merge(local.byi, {}) : k => v.name }": "position i of local.l",
    "{ for k, v in local.byi : v.name => v }": "stable",
    "{ for p in local.keyed : p.key => p }": "position i of local.l",
    "{ for p in local.keyed : p.name => p }": "stable",
    # Nested loops.
    "{ for d in local.flat : d.key => d }": "partly j of vm.disks",
    "{ for i, d in local.flat : i => d }": "position i of local.flat",
    "{ for i, d in local.mixed[1].disks : i => d }": "position i of local.mixed[1].disks",
    'merge([for i, vm in local.vms : { for j, d in vm.disks : "${i}-${j}" => d }]...)': (
        "position i of local.vms, j of vm.disks"
    ),
    'merge([for k, p in var.pools : { for j, d in p.disks : "${k}-${j}" => d }]...)': (
        "partly j of p.disks"
    ),
    'merge([for i, x in local.l : { "${i}" = x }]...)': "position i of local.l",
    "merge([for x in local.l : { (x.name) = x }]...)": "stable",
    """{ for o in flatten([for k, p in var.pools : [for n in range(p.size) : {
      key = "${k}-${n}", pool = p }]]) : o.key => o }""": "replicas n of range(p.size)",
    """{ for o in flatten([for v in local.mixed : [for j, d in v.disks : {
      key = "${v.name}/${j}" }]]) : o.key => o }""": "replicas j of v.disks",
    # Branches.
    "merge({ for i, x in local.l : i => x }, { a = 1 })": "position i of local.l; stable",
    "var.any ? { for i, x in local.l : i => x } : {}": "position i of local.l",
    "try({ for i, x in local.l : i => x }, {})": "position i of local.l",
    "tomap(nonsensitive({ for i, x in local.l : i => x }))": "position i of local.l",
    # Elements that hold positions: tuples, objects, products, what is made of them.
    "{ for p in [for i, x in local.l : [i, x]] : p[0] => p[1] }": "position i of local.l",
    "{ for p in [for i, x in local.l : tolist([i, x.name])] : p[0] => p[1] }": (
        "position i of local.l"
    ),
    '{ for p in [for i, x in local.l : { k = i, v = x }] : "d-${p.k}" => p.v }': (
        "position i of local.l"
    ),
    "{ for p in [for i, x in local.l : merge({ n = i }, x)] : p.n => p }": "position i of local.l",
    "{ for p in [for i, x in local.l : [x.name, i]] : p[0] => p[1] }": "stable",
    "{ for p in [for i, x in local.l : { k = i, v = x }] : p.v.name => p }": "stable",
    'zipmap([for i, x in local.l : "d${i}"], local.l)': "position i of local.l",
    "zipmap(local.l[*].name, local.l)": "stable",
    'toset(formatlist("disk-%d", range(length(local.l))))': (
        "replicas range(length(local.l)) of local.l"
    ),
    '{ for i, p in setproduct(var.null, ["x"]) : i => p }': (
        'position i of setproduct(var.null, ["x"])'
    ),
    '{ for i, p in setproduct(toset(var.null), ["x"]) : i => p }': "stable",
    "{ for i, p in setproduct(var.null, var.any) : i => p }": (
        "unknown i of setproduct(var.null, var.any)"
    ),
    "{ for i, x in slice(local.l, 0, 1) : i => x }": "position i of slice(local.l, 0, 1)",
    "{ for i, x in concat(local.l, var.typed) : i => x }": (
        "position i of concat(local.l, var.typed)"
    ),
    "{ for i, k in keys(local.m) : i => k }": "position i of keys(local.m)",
    "{ for i, x in [for y in local.l : y if y.lun > 0] : i => x }": (
        "position i of [for y in local.l : y if y.lun > 0]"
    ),
    '{ for i, x in local.l : replace("disk#", "#", i) => x }': "position i of local.l",
    "{ for i, x in local.l : coalesce(x.vm, tostring(i)) => x }": "partly i of local.l",
    "{ for k, v in { for i, x in local.l : x.name => { at = i, x = x } } : v.at => v.x }": (
        "position i of local.l"
    ),
    "{ for i, x in local.l : x.name => { before = i == 0 ? null : local.l[i - 1].name } }": (
        "stable"
    ),
    "{ for i, x in local.l : x.name => x if i > 0 }": "stable",
    "{ for z, xs in { for x in local.l : x.vm => x... } : z => xs }": "stable",
    "{ for n in local.names : n => index(local.names, n) }": "stable",
    '{ for i in [0, 1] : "disk-${i}" => i }': "stable",
    '{ for i, x in local.l : element(["a", "b"], i) => x }': "stable",
    # What wraps around spreads over replicas; over the list that is counted it selects.
    "{ for i in range(length(local.l)) : i => local.l[i % length(local.l)] }": (
        "position i of local.l"
    ),
    "{ for i in range(length(local.l)) : i => local.names[i % length(local.names)] }": (
        "replicas i of local.l"
    ),
    "{ for i in range(length(local.l)) : i => element(local.names, i) }": (
        "position i of local.names"
    ),
    "{ for i, n in local.spread : i => n }": "replicas i of local.spread",
    "{ for i, n in local.around : i => n }": "replicas i of local.around",
    "{ for i, n in local.chosen : i => n }": "position i of local.chosen",
    "{ for i, n in local.turned : i => n }": "position i of local.turned",
    '{ for p in local.pairs : "${p[0]}-${p[1]}" => local.l[p[0]] }': (
        "partly setproduct(range(length(local.l)), local.names) of local.l"
    ),
    # A list or a map: types, results of functions, the other branch.
    "{ for k, v in var.typed : k => v }": "position k of var.typed",
    "{ for k, v in var.null : k => v }": "position k of var.null",
    "{ for k, v in var.optional.disks : k => v }": "position k of var.optional.disks",
    "{ for k, v in coalesce(var.optional.disks, []) : k => v }": (
        "position k of coalesce(var.optional.disks, [])"
    ),
    "{ for k, v in try(var.typed, []) : k => v }": "position k of try(var.typed, [])",
    "{ for k, v in try(tolist(var.any.x), []) : k => v }": (
        "position k of try(tolist(var.any.x), [])"
    ),
    "{ for k, v in var.any != null ? var.any : [] : k => v }": (
        "position k of var.any != null ? var.any : []"
    ),
    "{ for k, v in var.any != null ? var.any : {} : k => v }": "stable",
    "{ for k, v in var.typed[*].name : k => v }": "position k of var.typed[*].name",
    "{ for k, v in values(var.pools) : k => v }": "position k of values(var.pools)",
    '{ for k, v in csvdecode(file("none")) : k => v }': 'position k of csvdecode(file("none"))',
    '{ for k, v in jsondecode("[1, 2]") : k => v }': 'position k of jsondecode("[1, 2]")',
    '{ for k, v in jsondecode("{}") : k => v }': "stable",
    "{ for k, v in local.nested.lists.web : k => v }": "position k of local.nested.lists.web",
    '{ for k, v in local.nested["lists"].web : k => v }': (
        'position k of local.nested["lists"].web'
    ),
    "{ for k, v in [] : k => v }": "position k of []",
    # Nothing tells; what `try` falls back on may be of another type.
    "{ for k, v in try(var.any.x, []) : k => v }": "unknown k of try(var.any.x, [])",
    "{ for k, v in try(var.any.x, {}) : k => v }": "stable",
    '{ for k, v in lookup(var.any, "x", {}) : k => v }': "stable",
    '{ for k, v in lookup(var.any, "x", []) : k => v }': 'unknown k of lookup(var.any, "x", [])',
    "{ for k, v in var.any : k => v }": "unknown k of var.any",
    "{ for k, v in var.any : v.name => v }": "stable",
    '{ for k, v in var.any : k => v if k == "app" }': "stable",
    '{ for k, v in var.any : k => v if "app" != k }': "stable",
    '{ for k, v in var.any : k => v if v == "app" }': "unknown k of var.any",
    '{ for k, v in var.any : k => v if k == "0" }': "unknown k of var.any",
    "{ for k, v in azurerm_x.single.list : k => v }": "unknown k of azurerm_x.single.list",
    '{ for k, v in { for i, x in var.any : i => x } : "${k}" => v }': "unknown i of var.any",
}


def described(keys: Keys, text: Mapping[str, str]) -> str:
    """The nature of keys, the positions in them and their lists."""
    if not keys.positions:
        return keys.nature.value
    parts = []
    for position in keys.positions:
        listed = position.ordinal.chosen or position.ordinal.collection
        spans = (position.place.span, listed.span)
        parts.append(" of ".join(text[span.path][span.start : span.end] for span in spans))
    known = keys.nature.value != "unknown"
    return f"{'replicas' if keys.replicas and known else keys.nature.value} {', '.join(parts)}"


def block(evaluation: Evaluation, address: str) -> ScopedBlock:
    return next(b for b in evaluation.blocks() if b.declaration.address == address)


def origins(texts: Mapping[str, str], address: str, *, library: bool = True) -> str:
    found = block(evaluated(texts, library=library), address)
    written = found.body.attributes["for_each"]
    keys = key_origins(written.expression, found.scope.at(written.path))
    return "; ".join(sorted({described(each, texts) for each in keys}))


@pytest.mark.parametrize("expression", NATURES)
def test_nature_of_keys(expression: str) -> None:
    text = f'{AROUND}resource "azurerm_y" "y" {{\n  for_each = {expression}\n}}\n'
    assert origins({"main.tf": text}, "azurerm_y.y") == NATURES[expression]


CHILD = 'variable "items" {}\nresource "azurerm_y" "y" {\n  for_each = var.items\n}\n'


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("{ for i, x in local.l : i => x }", "position i of local.l"),
        ("local.byi", "position i of local.l"),
        ("{ for x in local.l : x.name => x }", "stable"),
    ],
)
def test_keys_are_followed_into_the_caller(argument: str, expected: str) -> None:
    texts = {
        "main.tf": f'{AROUND}module "m" {{\n  source = "./m"\n  items  = {argument}\n}}\n',
        "m/main.tf": CHILD,
    }
    assert origins(texts, "azurerm_y.y") == expected


def test_a_list_of_the_caller_is_a_list() -> None:
    """Also through `each.value` of a module with `for_each`."""
    texts = {
        "main.tf": """
module "m" {
  source   = "./m"
  for_each = { web = { disks = ["a"] }, db = { disks = ["b", "c"] } }
  disks    = each.value.disks
}
""",
        "m/main.tf": """
variable "disks" {}
resource "azurerm_y" "y" {
  for_each = { for i, d in var.disks : i => d }
}
""",
    }
    assert origins(texts, "azurerm_y.y") == "position i of var.disks"


def test_keys_are_followed_into_an_output() -> None:
    texts = {
        "main.tf": """
module "m" { source = "./m" }
resource "azurerm_y" "y" {
  for_each = module.m.by_position
}
""",
        "m/main.tf": """
output "by_position" { value = { for i, x in ["a", "b"] : i => x } }
""",
    }
    assert origins(texts, "azurerm_y.y") == 'position i of ["a", "b"]'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("name = local.l[each.key].name", True),
        ("name = local.l[tonumber(each.value)].name", True),
        ("name = var.any[tonumber(each.key)]", True),
        ("name = local.byi[each.key].name", True),
        ("part {\n    name = local.names[each.key]\n  }", True),
        ("name = local.m[each.key]\n  size = local.l[each.key].lun", True),
        ("name = local.m[each.key]", False),
        ("name = var.any[each.key]", False),
        ("name = local.names[each.key % 2]", False),
        ("name = element(local.names, each.key)", False),
        ("name = local.names[local.m[each.key]]", False),
        ('name = "disk-${each.key}"', False),
        ("vm = azurerm_x.counted[each.value].id", False),
        ("vm = azurerm_x.counted.*.id[tonumber(each.key)]", False),
        ("vm = azurerm_x.counted.*.id[each.value]\n  name = local.names[each.value]", True),
        ("name = local.made[each.value]", False),
    ],
)
def test_a_body_looks_its_elements_up(body: str, expected: bool) -> None:
    text = f'{AROUND}resource "azurerm_y" "y" {{\n  for_each = toset(["0"])\n  {body}\n}}\n'
    found = block(evaluated(text, library=True), "azurerm_y.y")
    assert looks_up_instance(found) is expected


def test_blocks_that_take_the_keys_of_another() -> None:
    text = """
locals { all = azurerm_y.y }
resource "azurerm_y" "y" { for_each = { for i, x in ["a"] : i => x } }
resource "azurerm_z" "direct" { for_each = azurerm_y.y }
resource "azurerm_z" "through" { for_each = local.all }
resource "azurerm_z" "other" { for_each = azurerm_z.direct }
module "m" {
  source   = "./m"
  for_each = azurerm_y.y
}
"""
    found = block(evaluated(text), "azurerm_y.y")
    assert [entity.address for entity in keyed_alike(found)] == [
        "azurerm_z.direct",
        "azurerm_z.through",
        "module.m",
    ]


def hostile(lines: list[str], for_each: str) -> dict[str, str]:
    block_text = f'resource "azurerm_y" "y" {{\n  for_each = {for_each}\n}}\n'
    return {"main.tf": "locals {\n" + "\n".join(lines) + "\n}\n" + block_text}


def doubling(start: str, step: str, count: int) -> list[str]:
    return [f"a0 = {start}"] + [
        f"a{n} = {step.replace('@', f'local.a{n - 1}')}" for n in range(1, count)
    ]


@pytest.mark.parametrize(
    ("lines", "for_each", "expected"),
    [
        (doubling("{ for i, x in [1] : i => x }", "merge(@, @)", 40), "local.a39", "unknown"),
        (doubling("{ for i, x in [1] : i => x }", "try(@, @)", 40), "local.a39", "unknown"),
        (doubling("[1]", "concat(@, @)", 25), "{ for i, x in local.a24 : i => x }", "position"),
        (doubling("{ a = 1 }", "{ for k, v in @ : k => v }", 200), "local.a199", "unknown"),
        (["a = local.b", "b = local.a"], "local.a", "unknown"),
        (["a = { for k, v in local.a : k => v }"], "local.a", "unknown"),
        (["a = flatten([local.a, [1]])"], "{ for x in local.a : x.key => x }", "stable"),
        (
            ["a = [" + ", ".join(f'{{ name = "n{n}" }}' for n in range(10_000)) + "]"],
            "{ for i, x in local.a : i => x }",
            "position",
        ),
        (
            ["a = [" + ", ".join(f'{{ name = "n{n}" }}' for n in range(10_000)) + "]"],
            "{ for x in local.a : x.name => x }",
            "stable",
        ),
        ([], "(" * 90 + "{}" + ")" * 90, "unknown"),
        ([], "{ for i, x in [1] : " + "(" * 90 + "i" + ")" * 90 + " => x }", "unknown"),
        ([], "merge(" * 90 + "{}" + ")" * 90, "unknown"),
        ([], "{ for x in " + "[for y in " * 90 + "[]" + " : y]" * 90 + " : x => x }", "unknown"),
    ],
)
def test_hostile_input_ends(lines: list[str], for_each: str, expected: str) -> None:
    """Budgets, not the input, say how long this takes; what is not followed is not decided."""
    found = origins(hostile(lines, for_each), "azurerm_y.y")
    assert expected in {each.partition(" ")[0] for each in found.split("; ")}
