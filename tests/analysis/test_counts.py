"""Instances numbered by the elements of a list: what counts, what selects, what follows."""

from __future__ import annotations

import pytest

from azlint.analysis.counts import followers, numbering, undecided
from azlint.languages.terraform.evaluate import ScopedBlock
from languages.terraform.small import evaluated

AROUND = """
variable "names" { type = list(string) }
variable "zones" { type = list(string) }
variable "any" { type = any }
variable "m" { type = map(string) }
variable "n" { type = number }
variable "on" { type = bool }
locals {
  size = length(var.names)
  made = [for i in range(var.n) : "vm${i}"]
  pick = { by_list = { n = length(var.names) }, fixed = { n = 2 } }
}
resource "azurerm_nic" "listed" {
  count = length(var.names)
  name  = var.names[count.index]
}
resource "azurerm_nic" "replicas" { count = 2 }
data "azurerm_user" "listed" {
  count = length(var.names)
  name  = var.names[count.index]
}
data "azurerm_user" "second" {
  count = length(var.names)
  name  = data.azurerm_user.listed[count.index].name
}
data "azurerm_user" "replicas" { count = 2 }
"""


def block(text: str, address: str = "azurerm_y.y") -> ScopedBlock:
    evaluation = evaluated(text, library=True)
    return next(b for b in evaluation.blocks() if b.declaration.address == address)


def described(text: str, address: str = "azurerm_y.y") -> str:
    """The selections of list elements, the data sources, and what goes beside."""
    found = numbering(block(text, address))
    data = [f"through {entity.address}" for entity in found.data]
    beside = [f"beside {entity.address}" for entity in found.beside]
    return ", ".join([*(text[span.start : span.end] for span in found.lists), *data, *beside])


NAME = "var.names[count.index]"


@pytest.mark.parametrize(
    ("count", "counted"),
    [
        ("length(var.names)", True),
        ('"${length(var.names)}"', True),
        ("var.on ? length(var.names) : 0", True),
        ("var.on ? 0 : (length(var.names))", True),
        ("length(var.names) * length(var.zones)", True),
        ("length(var.names) - 1", True),
        ("max(length(var.names), 1)", True),
        ("try(length(var.names), 0)", True),
        ("length(var.names) > 0 ? length(var.names) : 0", True),
        ("local.size", True),
        ("local.pick[var.any].n", True),
        ("length(distinct(var.names))", True),
        ("length(var.names) > 0 ? 1 : 0", False),
        ("length(var.names) == 0 ? 0 : 1", False),
        ("min(length(var.names), 1)", False),
        ("signum(length(var.names))", False),
        ("var.n", False),
        ("var.on && length(var.names) > 0 ? var.n : 0", False),
        ("length(local.made)", False),
        ("length(azurerm_nic.replicas)", False),
        ("length(azurerm_nic.listed[*].id)", False),
        ("2", False),
    ],
)
def test_what_counts_a_list(count: str, counted: bool) -> None:
    """A length that is only compared is a gate; a number of replicas is no list."""
    text = f'{AROUND}resource "azurerm_y" "y" {{\n  count = {count}\n  name  = {NAME}\n}}\n'
    assert described(text) == (NAME if counted else "")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (NAME, NAME),
        ("element(var.names, count.index)", "element(var.names, count.index)"),
        ('"vm-${var.names[count.index + 1]}"', "var.names[count.index + 1]"),
        ("var.names[floor(count.index / 2)]", "var.names[floor(count.index / 2)]"),
        ('lookup(var.any[count.index], "name")', "var.any[count.index]"),
        ("var.any.*.name[count.index]", "var.any.*.name[count.index]"),
        ("keys(var.m)[count.index]", "keys(var.m)[count.index]"),
        ("var.m[var.names[count.index]]", NAME),
        ("[for n in var.names : n][count.index]", "[for n in var.names : n][count.index]"),
        ("var.on ? var.names[count.index] : null", NAME),
        # What is no selection of an element.
        ("var.zones[count.index % length(var.zones)]", ""),
        (
            "var.names[count.index % length(var.zones)]",
            "var.names[count.index % length(var.zones)]",
        ),
        ("var.names[0]", ""),
        ("count.index", ""),
        ('"vm-${count.index}"', ""),
        ('cidrsubnet("10.0.0.0/8", 8, count.index)', ""),
        ("var.m[count.index]", ""),
        ("local.made[count.index]", ""),
        # Instances of what is beside.
        ("azurerm_nic.listed[count.index].id", ""),
        ("element(azurerm_nic.listed.*.id, count.index)", ""),
        ("azurerm_nic.listed.*.id[count.index]", ""),
        ("data.azurerm_user.replicas[count.index].id", ""),
        ("data.azurerm_user.listed[count.index].id", "through data.azurerm_user.listed"),
        ("data.azurerm_user.second[count.index].id", "through data.azurerm_user.second"),
        (f"[{NAME}, azurerm_nic.listed[count.index].id]", NAME),
        (f"[{NAME}, azurerm_nic.replicas[count.index].id]", f"{NAME}, beside azurerm_nic.replicas"),
        (f"[{NAME}, data.azurerm_user.listed[count.index].id]", NAME),
        ("[data.azurerm_user.listed[count.index].id, azurerm_nic.listed[count.index].id]", ""),
    ],
)
def test_what_selects_an_element(value: str, expected: str) -> None:
    text = f"""{AROUND}
resource "azurerm_y" "y" {{
  count = length(concat(var.names, var.any, keys(var.m)))
  part {{
    value = {value}
  }}
}}
"""
    assert described(text) == expected


@pytest.mark.parametrize(
    ("count", "value", "expected"),
    [
        ("length(var.m)", "keys(var.m)[count.index]", "keys(var.m)[count.index]"),
        ("length(var.m)", "var.m[keys(var.m)[count.index]]", "keys(var.m)[count.index]"),
        ("length(var.m)", "element(values(var.m), count.index)",
         "element(values(var.m), count.index)"),
        ("length(var.m)", "local.keys[count.index]", "local.keys[count.index]"),
        ("length(local.copy)", "keys(var.m)[count.index]", "keys(var.m)[count.index]"),
        ("length(var.set)", "tolist(var.set)[count.index]", "tolist(var.set)[count.index]"),
        ("length(var.set)", "sort(var.set)[count.index]", "sort(var.set)[count.index]"),
        ("length(azurerm_nic.keyed)", "values(azurerm_nic.keyed)[count.index].id",
         "values(azurerm_nic.keyed)[count.index]"),
        ("length(var.m)", "keys(var.m)[count.index % 2]", "keys(var.m)[count.index % 2]"),
        # Keys that stay, and lists that nothing counted fills.
        ("length(var.m)", "var.m[count.index]", ""),
        ("length(var.m)", "keys(var.other)[count.index]", ""),
        ("length(var.m)", "var.zones[count.index]", ""),
        ("length(var.m) > 0 ? 1 : 0", "keys(var.m)[count.index]", ""),
    ],
)  # fmt: skip
def test_maps_and_sets_are_numbered_by_what_lists_them(
    count: str, value: str, expected: str
) -> None:
    text = f"""{AROUND}
variable "set" {{ type = set(string) }}
variable "other" {{ type = map(string) }}
locals {{
  keys = keys(var.m)
  copy = var.m
}}
resource "azurerm_nic" "keyed" {{ for_each = var.m }}
resource "azurerm_y" "y" {{
  count = {count}
  name  = {value}
}}
"""
    assert described(text) == expected


OTHER = "var.zones[count.index]"
DATA = "data.azurerm_other.thing"


@pytest.mark.parametrize(
    ("count", "value", "expected", "cause"),
    [
        ("length(var.names)", OTHER, "", ""),
        ("max(length(var.names), 1)", "var.any[count.index].name", "", ""),
        ("length(var.any.names)", "var.any.zones[count.index]", "", ""),
        ('length(lookup(var.any, "names", []))', "var.any.zones[count.index]", "", ""),
        ("length(var.alike)", "var.as_alike[count.index]", "", ""),
        ("length(var.names)", '["a", "b"][count.index]', "", ""),
        ("length(var.names)", "slice(var.zones, 0, length(var.names))[count.index]", "", ""),
        ("length(var.names)", "local.zones_by_number[count.index]", "", ""),
        # Another one that comes along.
        ("length(var.names)", f"[{OTHER}, {NAME}]", f"{OTHER}, {NAME}", ""),
        (
            f"length({DATA}.ids)",
            f"[{OTHER}, {DATA}.ids[count.index]]",
            f"{OTHER}, {DATA}.ids[count.index]",
            "",
        ),
        # One is made of the other, or of what the other is made of.
        ("length(var.names)", "local.upper[count.index]", "local.upper[count.index]", ""),
        ("length(local.upper)", NAME, NAME, ""),
        ("length(local.upper)", "local.numbered[count.index]", "local.numbered[count.index]", ""),
        ("length(local.pairs)", OTHER, OTHER, ""),
        ("length(var.m)", "local.of_map[count.index]", "local.of_map[count.index]", ""),
        ("length(toset(var.names))", NAME, NAME, ""),
        ("length(var.names)", "data.azuread_users.all.object_ids[count.index]",
         "data.azuread_users.all.object_ids[count.index]", ""),
        # Nothing tells.
        ("length(local.first.names)", "var.any[0].zones[count.index]", "",
         "no value for a variable: var.any"),
        (f"length({DATA}.ids)", OTHER, "", "read from the provider: data.azurerm_other.thing.ids"),
        (f"length({DATA}.ids)", f"{DATA}.names[count.index]", "",
         "read from the provider: data.azurerm_other.thing.ids"),
        ("length(var.any)", "var.any.zones[count.index]", "",
         "no value for a variable: var.any"),
        (f"length({DATA}.ids)", "var.zones[count.index % 2]", "", ""),
        ("length(azurerm_nic.replicas)", OTHER, "", ""),
    ],
)  # fmt: skip
def test_another_list_than_the_one_that_is_counted(
    count: str, value: str, expected: str, cause: str
) -> None:
    text = f"""{AROUND}
data "azurerm_other" "thing" {{}}
data "azuread_users" "all" {{
  user_principal_names = var.names
  ignore_missing       = var.on
}}
variable "alike" {{ default = ["a", "b"] }}
variable "as_alike" {{ default = ["a", "b"] }}
locals {{
  first            = [for each in var.any : each if each.on][0]
  upper            = [for n in var.names : upper(n)]
  numbered         = [for i in range(length(var.names)) : var.names[i]]
  zones_by_number  = [for i in range(length(var.names)) : var.zones[i]]
  pairs            = flatten([[for n in var.names : n], var.zones])
  of_map           = [for k, v in var.m : v]
}}
resource "azurerm_y" "y" {{
  count = {count}
  name  = {value}
}}
"""
    assert described(text) == expected
    unknown = None if expected else undecided(block(text))
    said = "" if unknown is None else f"{unknown.reason.cause.value}: {unknown.reason.text}"
    assert said == cause


@pytest.mark.parametrize(
    ("count", "value", "expected"),
    [
        ("var.on ? 0 : length(var.names)", f'var.on ? {NAME} : ""', ""),
        ("var.on ? 0 : length(var.names)", f'var.on ? "" : {NAME}', NAME),
        ("(var.on) ? length(var.names) : 0", f"!var.on ? {NAME} : null", ""),
        ("var.on && var.n > 2 ? length(var.names) : 0", f"var.n > 2 ? null : {NAME}", ""),
        ("var.on || var.n > 2 ? length(var.names) : 0", f"var.on ? null : {NAME}", NAME),
        ("var.on || var.n > 2 ? 0 : length(var.names)", f"var.on ? {NAME} : null", ""),
        ("var.on ? (var.n > 2 ? 0 : length(var.names)) : 0", f"var.n > 2 ? {NAME} : null", ""),
        ("var.on ? length(var.names) : 1", f"var.on ? null : {NAME}", NAME),
    ],
)
def test_branches_that_no_instance_takes(count: str, value: str, expected: str) -> None:
    text = f'{AROUND}resource "azurerm_y" "y" {{\n  count = {count}\n  name  = {value}\n}}\n'
    assert described(text) == expected


@pytest.mark.parametrize(
    ("ignored", "expected"),
    [
        ("[name]", ""),
        ("[name, part]", ""),
        ("all", ""),
        ("[tags]", NAME),
        ("[]", NAME),
    ],
)
def test_an_argument_whose_changes_are_ignored_selects_nothing(ignored: str, expected: str) -> None:
    text = f"""{AROUND}
resource "azurerm_y" "y" {{
  count = length(var.names)
  name  = {NAME}
  lifecycle {{
    ignore_changes = {ignored}
  }}
}}
"""
    assert described(text) == expected


def test_a_block_whose_changes_are_ignored_beside_one_whose_are_not() -> None:
    text = f"""{AROUND}
resource "azurerm_y" "y" {{
  count = length(var.names)
  part {{
    name = {NAME}
  }}
  other {{
    name = element(var.names, count.index)
  }}
  lifecycle {{
    ignore_changes = [part]
  }}
}}
"""
    assert described(text) == "element(var.names, count.index)"


def test_a_data_source_numbered_by_itself_ends() -> None:
    text = """
variable "names" { type = list(string) }
data "azurerm_user" "a" {
  count = length(var.names)
  name  = data.azurerm_user.b[count.index].name
}
data "azurerm_user" "b" {
  count = length(var.names)
  name  = data.azurerm_user.a[count.index].name
}
resource "azurerm_y" "y" {
  count = length(var.names)
  user  = data.azurerm_user.a[count.index].id
}
"""
    assert described(text) == ""


def test_followers_and_their_followers() -> None:
    text = f"""{AROUND}
resource "azurerm_y" "y" {{
  count = length(var.names)
  name  = {NAME}
}}
resource "azurerm_z" "indexed" {{
  count = length(azurerm_y.y)
  y     = azurerm_y.y[count.index].id
}}
resource "azurerm_z" "element" {{
  count = local.size
  y     = element(azurerm_y.y.*.id, count.index)
}}
resource "azurerm_z" "second" {{
  count = local.size
  z     = azurerm_z.indexed[count.index].id
}}
resource "azurerm_z" "first_only" {{
  count = var.on ? 1 : 0
  y     = azurerm_y.y[0].id
}}
module "m" {{
  source = "./m"
  count  = length(azurerm_y.y)
  y      = azurerm_y.y[count.index].id
}}
"""
    assert [entity.address for entity in followers(block(text))] == [
        "azurerm_z.indexed",
        "azurerm_z.element",
        "module.m",
        "azurerm_z.second",
    ]


def test_lists_that_callers_make_of_one_another() -> None:
    child = """
variable "settings" {}
variable "names" {}
resource "azurerm_y" "y" {
  count = length(var.settings.zones)
  name  = var.names.groups[count.index]
}
"""
    names = """
variable "zones" {}
output "groups" { value = { groups = [for i in range(length(var.zones)) : "z${var.zones[i]}"] } }
"""
    main = """
variable "settings" { default = {} }
module "names" {
  source = "./names"
  zones  = try(@, [])
}
module "m" {
  source   = "./m"
  settings = var.settings
  names    = module.names.groups
}
"""
    for zones, expected in (("var.settings.zones", True), ("var.settings.others", False)):
        texts = {
            "main.tf": main.replace("@", zones),
            "m/main.tf": child,
            "names/main.tf": names,
        }
        evaluation = evaluated(texts)
        found = next(b for b in evaluation.blocks() if b.declaration.address == "azurerm_y.y")
        assert bool(numbering(found)) is expected, zones
        assert undecided(found) is None, zones


def test_a_module_follows_what_its_caller_hands_in() -> None:
    """The instances are numbered where the list is; the module only goes along."""
    child = """
variable "ids" {}
resource "azurerm_y" "y" {
  count = length(var.ids)
  id    = var.ids[count.index]
}
"""
    caller = f'{AROUND}module "m" {{\n  source = "./m"\n  ids    = @\n}}\n'
    for ids, expected in (
        ("azurerm_nic.listed[*].id", False),
        ("azurerm_nic.replicas.*.id", False),
        ("var.names", True),
        ("[for n in azurerm_nic.listed : n.id]", False),
    ):
        texts = {"main.tf": caller.replace("@", ids), "m/main.tf": child}
        evaluation = evaluated(texts)
        found = next(b for b in evaluation.blocks() if b.declaration.address == "azurerm_y.y")
        assert bool(numbering(found)) is expected, ids
