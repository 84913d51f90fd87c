"""What associations set on the resources that they name, by instance."""

from __future__ import annotations

from pathlib import Path

import pytest

from azlint.azure.resource import Resource
from azlint.build import build
from azlint.tree import FolderTree
from azlint.value import Unknown, Value, references
from tiny import write

SUBNET = "Microsoft.Network/virtualNetworks/subnets"
GROUP = "properties.networkSecurityGroup.id"
ROOT = """terraform {
  backend "local" {}
}
variable "given" {}
resource "azurerm_network_security_group" "one" {}
resource "azurerm_network_security_group" "two" {}
"""
EACH = """resource "azurerm_subnet" "s" {
  for_each = toset(["a", "b"])
  name     = each.key
}
"""
SINGLE = 'resource "azurerm_subnet" "s" {\n  name = "a"\n}\n'


def link(subnet: str, group: str = "one", name: str = "l", head: str = "") -> str:
    return f"""resource "azurerm_subnet_network_security_group_association" "{name}" {{
  {head}
  subnet_id                 = {subnet}
  network_security_group_id = azurerm_network_security_group.{group}.id
}}
"""


def shown(value: Value) -> str:
    if isinstance(value, Unknown) and value.one_of:
        return " or ".join(map(shown, value.one_of))
    found = [f"{each.address}{each.key}" for each in references(value)]
    return found[0].rpartition(".")[2] if found else "null" if value_is_null(value) else "?"


def value_is_null(value: Value) -> bool:
    return not isinstance(value, Unknown) and value.data is None


def groups(root: Path, text: str) -> dict[str, str]:
    write(root, {"main.tf": ROOT + text})
    paths = {SUBNET: frozenset({"name", GROUP})}
    (evaluation,) = build(FolderTree(root), paths).graph.evaluations
    subnets: list[Resource] = list(evaluation.of_type(SUBNET))
    return {
        f"{each.declaration.name}{key}": shown(each.property(GROUP).value)
        for each in subnets
        for key in each.keys
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SINGLE, {"s": "?"}),
        (SINGLE + link("azurerm_subnet.s.id"), {"s": "one"}),
        (SINGLE + link("var.given"), {"s": "?"}),
        (EACH + link('azurerm_subnet.s["b"].id'), {'s["a"]': "?", 's["b"]': "one"}),
        (
            EACH + link('azurerm_subnet.s["a"].id') + link('azurerm_subnet.s["b"].id', "two", "m"),
            {'s["a"]': "one", 's["b"]': "two"},
        ),
        (
            EACH + link("each.value.id", head="for_each = azurerm_subnet.s"),
            {'s["a"]': "one", 's["b"]': "one"},
        ),
        (
            EACH + link("azurerm_subnet.s[each.key].id", head='for_each = toset(["a"])'),
            {'s["a"]': "one", 's["b"]': "?"},
        ),
        (
            SINGLE + link("azurerm_subnet.s.id", head="count = var.given"),
            {"s": "one or null"},
        ),
        (SINGLE + link("azurerm_subnet.s.id", head="count = 0"), {"s": "?"}),
        (
            'data "azurerm_subnet" "s" {}\n' + link("data.azurerm_subnet.s.id"),
            {"s": "one"},
        ),
        (
            'resource "azurerm_subnet" "s" {\n  for_each = var.given\n}\n'
            + link("each.value.id", head="for_each = azurerm_subnet.s"),
            {"s": "one"},
        ),
    ],
)
def test_the_group_of_a_subnet(tmp_path: Path, text: str, expected: dict[str, str]) -> None:
    assert groups(tmp_path, text) == expected
