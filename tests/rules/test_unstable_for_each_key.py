"""AZL101: what its findings say, in which words, and that hostile input does not hold it up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from azlint import runner
from azlint.config import Settings
from azlint.finding import Consequence, Finding, Severity, Verdict


def findings(folder: Path, texts: Mapping[str, str] | str) -> tuple[Finding, ...]:
    for path, text in ({"main.tf": texts} if isinstance(texts, str) else texts).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    result = runner.check_repository(Settings(root=folder, select=("AZL101",)))
    assert result.failures == ()
    found = (*result.findings, *result.undecided)
    return tuple(finding for finding in found if finding.rule == "AZL101")


def one(folder: Path, texts: Mapping[str, str] | str) -> Finding:
    (found,) = findings(folder, texts)
    return found


DISKS = """
locals {
  disks = [{ vm = "a", lun = 0 }, { vm = "a", lun = 1 }, { vm = "b", lun = 0 }]
}
resource "azurerm_managed_disk" "d" {
  for_each = { for i, sp in local.disks : i => sp }
}
"""


def test_the_message_has_the_point_and_the_danger(tmp_path: Path) -> None:
    found = one(tmp_path, DISKS)
    assert found.message == (
        "azurerm_managed_disk.d takes its for_each keys from list positions: an element inserted "
        "first changes or replaces all 3 instances, and changing the key alone destroys and "
        "recreates every instance"
    )
    assert found.help == (
        'use "${sp.vm}-${sp.lun}" as the key, which is unique in the list as it stands, and add a '
        "moved block for each instance in the same change"
    )
    assert (found.consequence, found.verdict) == (Consequence.STATE_MOVE, Verdict.VIOLATION)
    assert (found.key, found.subject) == ("position", "azurerm_managed_disk.d")


def test_it_is_a_warning(tmp_path: Path) -> None:
    result = runner.check_repository(Settings(root=_written(tmp_path, DISKS), select=("AZL101",)))
    assert [finding.severity for finding in result.findings] == [Severity.WARNING]


def _written(folder: Path, text: str) -> Path:
    (folder / "main.tf").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("elements", "key", "harm"),
    [
        ('["a"]', "i", "an element inserted first changes or replaces its one instance"),
        ("[]", "i", "inserting or removing an element changes or replaces the instances after it"),
        ('["a", "b"]', '"${x}-${i}"',
         "an element inserted first destroys and recreates all 2 instances"),
        ('["a", uuid()]', "i", "an element inserted first changes or replaces all 2 instances"),
        ("var.l", "i",
         "inserting or removing an element changes or replaces the instances after it"),
    ],
)  # fmt: skip
def test_how_many_instances_are_hit(tmp_path: Path, elements: str, key: str, harm: str) -> None:
    text = f"""
variable "l" {{ type = list(string) }}
locals {{ l = {elements} }}
resource "azurerm_x" "x" {{
  for_each = {{ for i, x in local.l : {key} => x }}
}}
"""
    assert f": {harm}, and changing the key alone" in one(tmp_path, text).message


@pytest.mark.parametrize(
    ("elements", "advice"),
    [
        ('[{ name = "a" }, { name = "b" }]',
         "use x.name as the key, which is unique in the list as it stands"),
        ('["a", "b"]', "use x as the key, which is unique in the list as it stands"),
        ('[{ name = "a" }]',
         "key the instances by what names the element (fewer than two elements prove nothing)"),
        ("[]",
         "key the instances by what names the element (fewer than two elements prove nothing)"),
        ("[{ size = 1 }, { size = 2 }]",
         "give the elements a field that names each of them and key the instances by it"),
        ("var.l", "key the instances by what names the element (the list is not known here)"),
    ],
)  # fmt: skip
def test_a_key_is_proposed_only_with_proof(tmp_path: Path, elements: str, advice: str) -> None:
    text = f"""
variable "l" {{ type = list(string) }}
resource "azurerm_x" "x" {{
  for_each = {{ for i, x in {elements} : i => x }}
}}
"""
    assert one(tmp_path, text).help.startswith(f"{advice}, and add a moved block")


def test_a_nested_list_gets_its_own_proposal(tmp_path: Path) -> None:
    text = """
locals {
  vms = [{ name = "a", disks = [{ lun = 0 }, { lun = 1 }] }, { name = "b", disks = [{ lun = 0 }] }]
}
resource "azurerm_managed_disk" "d" {
  for_each = merge([
    for vm in local.vms : { for i, disk in vm.disks : "${vm.name}-${i}" => disk }
  ]...)
}
"""
    found = one(tmp_path, text)
    assert "changes or replaces up to 2 instances" in found.message
    assert found.help.startswith(
        "put disk.lun in the place of the position, which is unique in each list as it stands"
    )


def test_each_of_several_positions_is_to_be_named(tmp_path: Path) -> None:
    text = """
locals {
  disks = flatten([
    for i, vm in ["a", "b"] : [for j, disk in ["x"] : { key = "${i}-${j}", name = disk }]
  ])
}
resource "azurerm_managed_disk" "d" { for_each = { for disk in local.disks : disk.key => disk } }
"""
    assert one(tmp_path, text).help.startswith(
        "put what names each element in the place of its position, and add a moved block"
    )


def test_undecided_names_what_is_missing(tmp_path: Path) -> None:
    text = """
variable "l" { type = any }
resource "azurerm_x" "x" { for_each = { for k, v in var.l : k => v } }
"""
    found = one(tmp_path, text)
    assert (found.verdict, found.key) == (Verdict.UNDECIDED, "undecided")
    assert found.cause == "no value for a variable: var.l"


def test_calls_of_a_module_are_one_finding(tmp_path: Path) -> None:
    """A list decides, whatever another caller hands in; the calls are named."""
    texts = {
        "main.tf": """
module "list" {
  source = "./m"
  items  = ["a", "b"]
}
module "map" {
  source = "./m"
  items  = { a = 1 }
}
module "again" {
  source = "./m"
  items  = ["c"]
}
module "unknown" {
  source = "./m"
  items  = azurerm_x.x.list
}
""",
        "m/main.tf": """
variable "items" {}
resource "azurerm_x" "x" { for_each = { for k, v in var.items : k => v } }
""",
    }
    found = one(tmp_path, texts)
    assert found.verdict is Verdict.VIOLATION
    assert [context.calls[0][0] for context in found.contexts] == ["module.again", "module.list"]


@pytest.mark.parametrize(
    "text",
    [
        'dynamic "part" {\n    for_each = { for i, x in var.l : i => x }\n    content {}\n  }',
        "for_each = {}",
        "for_each = null",
        "for_each = 5",
        "for_each = var.missing",
        "for_each = { for i, x in {} : i => x }",
    ],
)
def test_nothing_to_say(tmp_path: Path, text: str) -> None:
    around = 'variable "l" { type = list(string) }\nresource "azurerm_x" "x" {\n'
    assert findings(tmp_path, f"{around}  {text}\n}}\n") == ()


def test_data_sources_and_ephemeral_resources_have_no_state(tmp_path: Path) -> None:
    blocks = [
        f'{kind} "azurerm_x" "x" {{ for_each = {{ for i, x in ["a"] : i => x }} }}\n'
        for kind in ("data", "ephemeral")
    ]
    assert findings(tmp_path, "".join(blocks)) == ()


AROUND = """
variable "names" {
  default = ["app", "db"]
}
resource "azurerm_subnet" "replicas" {
  count = 2
  name  = "s${count.index}"
}
resource "azurerm_subnet" "listed" {
  count = length(var.names)
  name  = var.names[count.index]
}
resource "azurerm_subnet" "as_many" {
  count = length(var.names)
  name  = "s${count.index}"
}
data "azurerm_subnet" "found" {
  count = 2
}
module "reps" {
  source = "./reps"
  count  = 2
}
resource "azurerm_managed_disk" "d" {
  for_each = @
}
"""


@pytest.mark.parametrize(
    ("for_each", "keys"),
    [
        ('{ for i in range(2) : "k${i}" => azurerm_subnet.replicas[i].id }', []),
        ('{ for i in range(2) : "k${i}" => module.reps[i].id }', []),
        ("{ for i, s in azurerm_subnet.replicas : i => s.id }", []),
        ("{ for i, s in azurerm_subnet.as_many : i => s.id }", []),
        ("{ for i, s in azurerm_subnet.listed : i => s.id }", ["position"]),
        ('{ for i in range(2) : "k${i}" => azurerm_subnet.listed[i].id }', ["position"]),
        ("{ for i, s in data.azurerm_subnet.found : i => s.id }", []),
        ("{ for i, m in module.reps : i => m.id }", []),
        ("{ for i, s in try(azurerm_subnet.replicas[*].id, []) : i => s }", []),
        ("{ for i, s in concat(azurerm_subnet.replicas[*].id, var.names) : i => s }", ["position"]),
        (
            "{ for p in setproduct(range(length(var.names)), [1]) : p[0] => var.names[p[0]] }",
            ["position"],
        ),
        ('toset(formatlist("d-%s", var.names))', []),
        ('toset(formatlist("d-%d", range(2)))', []),
        ('{ for p in setproduct(range(2), ["a"]) : "${p[0]}${p[1]}" => p[1] }', []),
    ],
)
def test_replicas_have_no_positions(tmp_path: Path, for_each: str, keys: list[str]) -> None:
    texts = {
        "main.tf": AROUND.replace("@", for_each),
        "reps/main.tf": 'output "id" {\n  value = 1\n}\n',
    }
    assert [found.key for found in findings(tmp_path, texts)] == keys


def test_numbers_of_elements_that_a_function_writes(tmp_path: Path) -> None:
    disk = """
variable "names" {
  default = ["app", "db"]
}
resource "azurerm_managed_disk" "d" {
  for_each = toset(formatlist("d-%d", range(length(var.names))))
  name     = var.names[tonumber(trimprefix(each.key, "d-"))]
}
"""
    assert one(tmp_path, disk).key == "position"


KINDS = """
variable "names" {{ type = list(string) }}
variable "some" {{ type = set(string) }}
variable "disks" {{ type = list(object({{ vm = string, lun = number }})) }}
locals {{
  groups = {{ for d in var.disks : d.vm => d... }}
}}
resource "azurerm_x" "x" {{
  for_each = {for_each}
}}
"""


@pytest.mark.parametrize(
    ("for_each", "verdicts"),
    [
        ("{ for i, p in setproduct(var.names, var.names) : i => p }", [Verdict.VIOLATION]),
        ("{ for i, p in setproduct(var.names, var.some) : i => p[0] }", []),
        (
            'merge([for vm, ds in local.groups : { for i, d in ds : "${vm}-${i}" => d }]...)',
            [Verdict.VIOLATION],
        ),
        ("{ for vm, ds in local.groups : vm => ds }", []),
    ],
)
def test_lists_of_a_product_and_of_groups(
    tmp_path: Path, for_each: str, verdicts: list[Verdict]
) -> None:
    found = findings(tmp_path, KINDS.format(for_each=for_each))
    assert [(each.rule, each.verdict) for each in found] == [("AZL101", v) for v in verdicts]
