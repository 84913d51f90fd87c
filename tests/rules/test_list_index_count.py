"""AZL102: what its findings say, how bad they are, and where the root is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from azlint import runner
from azlint.config import Settings
from azlint.finding import Consequence, Finding, Severity


def findings(folder: Path, texts: Mapping[str, str]) -> tuple[Finding, ...]:
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    result = runner.check_repository(Settings(root=folder, select=("AZL102",)))
    assert result.failures == ()
    assert result.undecided == ()
    return tuple(finding for finding in result.findings if finding.rule == "AZL102")


BODY = "count = length(local.names)\n  name  = local.names[count.index]\n"
NAMES = 'locals { names = ["a", "b", "c"] }\n'


def test_the_message_has_the_point_and_the_danger(tmp_path: Path) -> None:
    text = f'{NAMES}resource "azurerm_storage_share" "s" {{\n  {BODY}}}\n'
    (found,) = findings(tmp_path, {"main.tf": text})
    assert found.message == (
        "azurerm_storage_share.s is numbered by the positions of a list: an element inserted first "
        "changes or replaces all 3 instances, and a change to for_each alone destroys and "
        "recreates every instance"
    )
    assert found.consequence is Consequence.STATE_MOVE
    assert [related.message for related in found.related] == ["selects an element by its number"]


@pytest.mark.parametrize(
    ("header", "more", "severity"),
    [
        ('resource "azurerm_managed_disk" "x"', "", Severity.WARNING),
        ('resource "azurerm_linux_virtual_machine" "x"', "", Severity.WARNING),
        ('resource "azurerm_mssql_database" "x"', "", Severity.WARNING),
        ('resource "azurerm_storage_account" "x"', "", Severity.WARNING),
        ('resource "azurerm_key_vault" "x"', "", Severity.WARNING),
        ('resource "azurerm_key_vault_managed_hardware_security_module" "x"', "", Severity.WARNING),
        ('resource "azapi_resource" "x"', 'type = "Microsoft.Compute/disks@2024-03-02"',
         Severity.WARNING),
        ('module "x"', 'source = "./disk"', Severity.WARNING),
        ('module "x"', 'source = "./outer"', Severity.WARNING),
        ('module "x"', 'source = "./rule"', Severity.NOTE),
        ('module "x"', 'source = "registry/module/azurerm"', Severity.NOTE),
        ('resource "azapi_resource" "x"', 'type = "Microsoft.Network/routeTables@2024-05-01"',
         Severity.NOTE),
        ('resource "azapi_resource" "x"', "type = var.type", Severity.NOTE),
        ('resource "azurerm_network_security_rule" "x"', "", Severity.NOTE),
        ('resource "azurerm_role_assignment" "x"', "", Severity.NOTE),
    ],
)  # fmt: skip
def test_what_holds_data_is_a_warning(
    tmp_path: Path, header: str, more: str, severity: Severity
) -> None:
    (found,) = findings(
        tmp_path,
        {
            "main.tf": f"{NAMES}{header} {{\n  {BODY}  {more}\n}}\n",
            "disk/main.tf": 'resource "azurerm_managed_disk" "d" {}\n',
            "outer/main.tf": 'module "inner" { source = "../disk" }\n',
            "rule/main.tf": 'resource "azurerm_network_security_rule" "r" {}\n',
        },
    )
    assert found.severity is severity


def test_followers_are_related_to_their_root(tmp_path: Path) -> None:
    text = f"""{NAMES}
resource "azurerm_network_interface" "root" {{
  {BODY}}}
resource "azurerm_x" "follower" {{
  count = length(azurerm_network_interface.root)
  nic   = azurerm_network_interface.root[count.index].id
}}
module "follower" {{
  source = "./m"
  count  = length(azurerm_network_interface.root)
  nic    = azurerm_network_interface.root[count.index].id
}}
"""
    (found,) = findings(tmp_path, {"main.tf": text})
    assert found.subject == "azurerm_network_interface.root"
    lines = {text.count("\n", 0, related.span.start): related.message for related in found.related}
    assert lines == {
        4: "selects an element by its number",
        6: "follows the same numbers",
        10: "follows the same numbers",
    }


def test_replicas_and_their_followers_are_no_finding(tmp_path: Path) -> None:
    text = """
resource "azurerm_network_interface" "root" {
  count = 2
  name  = "nic-${count.index}"
}
resource "azurerm_x" "follower" {
  count = length(azurerm_network_interface.root)
  nic   = azurerm_network_interface.root[count.index].id
}
"""
    assert findings(tmp_path, {"main.tf": text}) == ()


@pytest.mark.parametrize(
    ("count", "value", "cause"),
    [
        ("var.n", "var.names[count.index]", "no value for a variable: var.n"),
        ("var.on ? var.n : 0", "var.names[count.index]", "no value for a variable: var.n"),
        ("var.n", "var.names[count.index % 2]", ""),
        ("var.n", '"vm-${count.index}"', ""),
        ("var.n", "local.made[count.index]", ""),
        ("var.on ? 1 : 0", "var.names[count.index]", ""),
        ("min(var.n, 1)", "var.names[count.index]", ""),
        ("3", "var.names[count.index]", ""),
        ("local.three", "var.names[count.index]", ""),
    ],
)
def test_an_unknown_number_may_be_the_length(
    tmp_path: Path, count: str, value: str, cause: str
) -> None:
    text = f"""
variable "n" {{ type = number }}
variable "on" {{ type = bool }}
variable "names" {{ type = list(string) }}
locals {{
  three = 3
  made  = [for i in range(var.n) : "vm${{i}}"]
}}
resource "azurerm_x" "x" {{
  count = {count}
  name  = {value}
}}
"""
    (tmp_path / "main.tf").write_text(text, "utf-8")
    result = runner.check_repository(Settings(root=tmp_path, select=("AZL102",)))
    assert result.findings == ()
    assert [finding.cause for finding in result.undecided] == ([cause] if cause else [])
