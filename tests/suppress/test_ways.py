"""Ignores on the way of a value: at the value, an argument, a variable, a local."""

from __future__ import annotations

from pathlib import Path

import pytest

from azlint.config import Settings
from azlint.result import Result
from azlint.runner import check_repository
from tiny import write

HASH = "# azlint: ignore[AZL401] rebuilt every night"
SLASH = "// azlint: ignore[AZL401] rebuilt every night"

TERRAFORM = {
    "main.tf": """\
terraform {
  backend "azurerm" {}
}
variable "vaults" {
  type = map(object({ purge = bool }))
}
module "kv" {
  source   = "./kv"
  for_each = var.vaults
  settings = {
    protect = each.value.purge
  }
}
""",
    "terraform.tfvars": """\
vaults = {
  a = { purge = false }
  b = { purge = false }
}
""",
    "kv/main.tf": """\
variable "settings" {
  type = object({ protect = bool })
}
locals {
  keep = var.settings.protect
}
resource "azurerm_key_vault" "this" {
  name                     = "kv"
  purge_protection_enabled = local.keep
}
""",
}
BICEP = {
    "main.bicep": """\
param purge bool = false
module kv 'kv.bicep' = {
  name: 'kv'
  params: {
    protect: purge
  }
}
""",
    "kv.bicep": """\
param protect bool
var keep = protect
resource v 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'v'
  properties: {
    enablePurgeProtection: keep
  }
}
""",
}


def checked(root: Path, files: dict[str, str], path: str, line: int, comment: str) -> Result:
    """With a comment at the end of a line, or (a negative number) above it."""
    lines = files[path].splitlines()
    if line > 0:
        lines[line - 1] += f" {comment}"
    else:
        lines.insert(-line - 1, comment)
    write(root, files | {path: "\n".join(lines) + "\n"})
    return check_repository(Settings(root=root))


def told(result: Result) -> tuple[list[str], list[str], list[str]]:
    """What stays, where it holds; what is accepted; what azlint says about ignores."""
    return (
        [call for f in result.findings if f.rule == "AZL401" for call in calls(f.contexts)],
        [call for entry in result.suppressed for call in calls(entry.finding.contexts)],
        [finding.key for finding in result.findings if finding.rule != "AZL401"],
    )


def calls(contexts: tuple[object, ...]) -> list[str]:
    return [context.calls[-1][0] for context in contexts]  # type: ignore[attr-defined]


BOTH = ['module.kv["a"]', 'module.kv["b"]']


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("terraform.tfvars", -1),
        ("main.tf", 4),
        ("main.tf", -4),
        ("main.tf", -5),
        ("main.tf", -7),
        ("main.tf", 9),
        ("main.tf", -10),
        ("main.tf", 11),
        ("kv/main.tf", -1),
        ("kv/main.tf", 2),
        ("kv/main.tf", -5),
        ("kv/main.tf", 9),
        ("kv/main.tf", -7),
    ],
)
def test_anywhere_on_the_way(tmp_path: Path, path: str, line: int) -> None:
    assert told(checked(tmp_path, TERRAFORM, path, line, HASH)) == ([], BOTH, [])


@pytest.mark.parametrize(
    ("path", "line"), [("terraform.tfvars", 4), ("main.tf", 2), ("kv/main.tf", 8)]
)
def test_beside_the_way(tmp_path: Path, path: str, line: int) -> None:
    found = told(checked(tmp_path, TERRAFORM, path, line, HASH))
    notes = ["unused" if path.endswith(".tfvars") else "elsewhere"]
    assert found == (([], BOTH, []) if path == "kv/main.tf" else (BOTH, [], notes))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("main.bicep", 1),
        ("main.bicep", -1),
        ("main.bicep", -2),
        ("main.bicep", -4),
        ("main.bicep", 5),
        ("kv.bicep", 1),
        ("kv.bicep", -2),
        ("kv.bicep", 6),
    ],
)
def test_bicep(tmp_path: Path, path: str, line: int) -> None:
    assert told(checked(tmp_path, BICEP, path, line, SLASH)) == ([], ["module.kv"], [])


WORKFLOW = """\
on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    strategy:
      matrix:
        python: ['3.x']
    env:
      OTHER: 1
      PYTHON: ${{ matrix.python }}
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version: ${{ env.PYTHON }}
"""


@pytest.mark.parametrize(("line", "accepted"), [(7, 1), (10, 1), (-10, 1), (14, 1), (-8, 1)])
def test_workflows(tmp_path: Path, line: int, accepted: int) -> None:
    comment = HASH.replace("AZL401", "AZL501")
    result = checked(
        tmp_path, {".github/workflows/a.yml": WORKFLOW}, ".github/workflows/a.yml", line, comment
    )
    assert len(result.suppressed) == accepted
    assert [finding.key for finding in result.findings] == (
        [] if accepted else ["partial", "unused"]
    )


@pytest.mark.parametrize(
    ("written", "where"),
    [
        ("${{ env.PYTHON }}", "what it reports in line 7 is accepted in lines 3 to 14"),
        ("3.x", "what it reports in line 14 is accepted in lines 12 to 14"),
    ],
)
def test_a_workflow_tells_where_an_ignore_holds(tmp_path: Path, written: str, where: str) -> None:
    path, comment = ".github/workflows/a.yml", HASH.replace("AZL401", "AZL501")
    files = {path: WORKFLOW.replace("${{ env.PYTHON }}", written)}
    found = checked(tmp_path, files, path, 1, comment).findings
    (note,) = (finding.message for finding in found if finding.rule == "AZL902")
    assert note == f"AZL501 reports nothing here, so this ignore has no effect: {where}"


def test_other_environments_stay(tmp_path: Path) -> None:
    files = {
        "main.tf": 'terraform {\n  backend "azurerm" {}\n}\nvariable "purge" {\n  type = bool\n}\n'
        'resource "azurerm_key_vault" "this" {\n  purge_protection_enabled = var.purge\n}\n',
        "env/dev.tfvars": "purge = false\n",
        "env/prod.tfvars": "purge = false\n",
    }
    result = checked(tmp_path, files, "env/dev.tfvars", 1, HASH)
    (finding,), (entry,) = result.findings, result.suppressed
    assert [context.environment for context in finding.contexts] == ["prod"]
    assert finding.not_in == ()
    assert [context.environment for context in entry.finding.contexts] == ["dev"]
