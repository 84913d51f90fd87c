"""AZL101 and AZL102 against the real terraform: what they say an inserted element does is what
a plan shows."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from azlint import runner
from azlint.config import Settings
from realterraform import needs_terraform, planned, run

pytestmark = needs_terraform

AROUND = """
variable "l" { type = list(object({ name = string, lun = number })) }
variable "names" { type = list(string) }
variable "vms" { type = list(object({ name = string, disks = list(string) })) }
locals {
  by_position = { for i, x in var.l : i => x }
  flat = flatten([
    for vm in var.vms : [for j, d in vm.disks : { key = "${vm.name}-${j}", disk = d }]
  ])
  made = [for n in range(length(var.names)) : "vm${n}"]
  yaml = yamldecode("[one, two]")
}
"""
ROWS = ['{ name = "a", lun = 0 }', '{ name = "b", lun = 1 }', '{ name = "c", lun = 2 }']
NEW_ROW = '{ name = "new", lun = 9 }'
VALUES = """
l     = [{rows}]
names = [{names}]
vms   = [{{ name = "app", disks = [{disks}] }}, {{ name = "db", disks = ["x"] }}]
"""
NAMES, DISKS = ['"a"', '"b"', '"c"', '"d"'], ['"os"', '"data"']

# What iterates, or counts and looks up, and how many instances a new first element changes.
FOR_EACH = {
    "{ for i, x in var.l : i => x }": 3,
    '{ for i, x in var.l : "disk-${i}" => x if x.lun > 0 }': 2,
    '{ for i, x in var.l : "${x.name}-${i}" => x }': 3,
    '{ for i, x in var.l : x.lun > 0 ? x.name : "first-${i}" => x }': 1,
    "{ for x in var.l : index(var.l, x) => x }": 3,
    "{ for n in range(length(var.l)) : n => var.l[n] }": 3,
    '{ for n in range(length(var.l)) : "${var.l[n].name}-${n}" => var.l[n] }': 3,
    "zipmap(range(length(var.l)), var.l)": 3,
    "local.by_position": 3,
    "{ for k, v in local.by_position : k => v.name }": 3,
    'merge(local.by_position, { fixed = { name = "f", lun = 7 } })': 3,
    "{ for f in local.flat : f.key => f }": 2,
    'merge([for vm in var.vms : { for j, d in vm.disks : "${vm.name}/${j}" => d }]...)': 2,
    'toset([for i, x in var.names : "${x}-${i}"])': 4,
    "{ for i, x in sort(var.names) : i => x }": 4,
    "{ for i, x in var.l : x.name => x }": 0,
    "{ for i, x in var.l : x.name => x.lun if x.lun > 0 }": 0,
    "{ for k, v in local.by_position : v.name => v }": 0,
    "toset(var.names)": 0,
    "toset([for n in range(length(var.names)) : tostring(n)])": 0,
    '{ for n in range(length(var.l)) : n => "replica" }': 0,
    "{ for i, x in local.made : i => x }": 0,
    "{ for n in range(3) : n => local.yaml[n % length(local.yaml)] }": 0,
}  # fmt: skip
COUNT = {
    ("length(var.names)", "var.names[count.index]"): 4,
    ("length(var.l) * 2", "var.l[floor(count.index / 2)].name"): 6,
    ("length(var.names) > 0 ? length(var.names) : 0", "element(var.names, count.index)"): 4,
    ("length(var.names)", '"replica-${count.index}"'): 0,
    ("length(var.names) > 0 ? 1 : 0", "var.l[count.index % 1].lun > 99"): 0,
    ("length(local.made)", "local.made[count.index]"): 0,
    ("3", "local.yaml[count.index % 2]"): 0,
}


def configuration() -> str:
    blocks = [
        f'resource "terraform_data" "each{n}" {{\n  for_each         = {expression}\n'
        f"  triggers_replace = each.value\n}}\n"
        for n, expression in enumerate(FOR_EACH)
    ]
    blocks += [
        f'resource "terraform_data" "count{n}" {{\n  count            = {count}\n'
        f"  triggers_replace = {value}\n}}\n"
        for n, (count, value) in enumerate(COUNT)
    ]
    return AROUND + "\n".join(blocks)


def values(*, inserted: bool) -> str:
    first = (NEW_ROW, '"0"', '"new"') if inserted else ()
    rows, names, disks = (
        ", ".join([*first[n : n + 1], *known]) for n, known in enumerate((ROWS, NAMES, DISKS))
    )
    return VALUES.format(rows=rows, names=names, disks=disks)


def changed(folder: Path) -> Counter[str]:
    """How many existing instances of each resource an inserted element changes, as planned."""
    (folder / "terraform.tfvars").write_text(values(inserted=False), "utf-8")
    run(folder, "init", "-backend=false")
    run(folder, "apply", "-auto-approve")
    (folder / "terraform.tfvars").write_text(values(inserted=True), "utf-8")
    return Counter(
        change["name"]
        for change in planned(folder)["resource_changes"]
        if change["change"]["actions"] not in (["create"], ["no-op"])
    )


def claimed(folder: Path) -> dict[str, tuple[str, int]]:
    """How many instances the findings say: `all` of them, or `up to` a number."""
    result = runner.check_repository(Settings(root=folder, select=("AZL101", "AZL102")))
    assert result.undecided == ()
    found: dict[str, tuple[str, int]] = {}
    for finding in result.findings:
        said = re.search(r"(all|up to) (\d+) instances", finding.message)
        assert said is not None, finding.message
        found[finding.subject.partition(".")[2]] = (said[1], int(said[2]))
    return found


def test_what_an_inserted_element_does(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(configuration(), "utf-8")
    (tmp_path / "terraform.tfvars").write_text(values(inserted=False), "utf-8")
    said = claimed(tmp_path)
    planned = changed(tmp_path)
    cases = [(f"each{n}", text, FOR_EACH[text]) for n, text in enumerate(FOR_EACH)]
    cases += [(f"count{n}", " · ".join(pair), COUNT[pair]) for n, pair in enumerate(COUNT)]
    wrong = [
        (text, said.get(name), planned[name])
        for name, text, _ in cases
        if not _agrees(said.get(name), planned[name])
    ]
    assert not wrong, "\n".join(map(str, wrong))
    assert {text: planned[name] for name, text, _ in cases} == {t: n for _, t, n in cases}


def _agrees(said: tuple[str, int] | None, planned: int) -> bool:
    match said:
        case None:
            return planned == 0
        case "all", number:
            return planned == number
        case _, number:
            return 0 < planned <= number
