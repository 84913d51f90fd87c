"""The way of a value in findings: from the literal, through what hands it on, to the use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azlint.config import Settings
from azlint.finding import Finding, Step
from azlint.report import sarif
from azlint.result import Result
from azlint.rule import MAX_STEPS, steps
from azlint.runner import check_repository
from azlint.source import Span
from azlint.value import Known, Origin
from tiny import write

TERRAFORM = {
    "main.tf": """\
terraform {
  backend "azurerm" {}
}
variable "settings" {
  type = object({ purge = bool })
}
module "kv" {
  source  = "./kv"
  protect = var.settings.purge
}
""",
    "terraform.tfvars": "settings = {\n  purge = false\n}\n",
    "kv/main.tf": """\
variable "protect" {
  type = bool
}
locals {
  keep = var.protect
}
resource "azurerm_key_vault" "this" {
  purge_protection_enabled = local.keep
}
""",
}
VAULT = """\
param protect bool
var keep = protect
resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'v'
  properties: {
    enablePurgeProtection: keep
  }
}
"""
BICEP = {
    "vault.bicep": VAULT,
    "main.bicep": """\
param settings object
module kv 'vault.bicep' = {
  name: 'kv'
  params: {
    protect: settings.purge
  }
}
""",
    "prod.bicepparam": "using 'main.bicep'\nparam settings = {\n  purge: false\n}\n",
}
WORKFLOW = {
    ".github/workflows/ci.yml": """\
on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    strategy:
      matrix:
        python: ['3.x']
    env:
      PYTHON: ${{ matrix.python }}
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version: ${{ env.PYTHON }}
""",
}
LOOP = {
    "main.tf": """\
terraform {
  backend "azurerm" {}
}
locals {
  vaults = {
    a = { keep = false }
    b = { keep = true }
  }
}
resource "azurerm_key_vault" "this" {
  for_each                 = local.vaults
  purge_protection_enabled = each.value.keep
}
"""
}
COMPUTED = {
    "main.tf": """\
terraform {
  backend "azurerm" {}
}
variable "unprotected" {
  default = "true"
}
resource "azurerm_key_vault" "this" {
  purge_protection_enabled = !tobool(lower(var.unprotected))
}
"""
}
OPEN = {
    "main.tf": """\
terraform {
  backend "azurerm" {}
}
variable "stage" {}
locals {
  keep = var.stage == "prod"
}
resource "azurerm_key_vault" "this" {
  purge_protection_enabled = local.keep
}
"""
}


def checked(folder: Path, files: dict[str, str]) -> Result:
    write(folder, files)
    return check_repository(Settings(root=folder))


def told(result: Result, way: tuple[Step, ...]) -> list[tuple[str, str, str]]:
    """From the literal to the use: label, place, text."""
    return [
        (
            step.label,
            f"{step.span.path}:{result.sources[step.span.path].position(step.span.start).line}",
            result.sources[step.span.path][step.span],
        )
        for step in reversed(way)
    ]


def only(result: Result) -> Finding:
    (finding,) = (*result.findings, *result.undecided)
    return finding


@pytest.mark.parametrize(
    ("files", "way"),
    [
        (
            TERRAFORM,
            [
                ("settings", "terraform.tfvars:2", "false"),
                ("var.settings", "main.tf:4", 'variable "settings"'),
                ("module.kv.protect", "main.tf:9", "var.settings.purge"),
                ("var.protect", "kv/main.tf:1", 'variable "protect"'),
                ("local.keep", "kv/main.tf:5", "var.protect"),
                (
                    "module.kv.azurerm_key_vault.this.purge_protection_enabled",
                    "kv/main.tf:8",
                    "local.keep",
                ),
            ],
        ),
        (
            BICEP,
            [
                ("", "prod.bicepparam:3", "false"),
                ("param settings", "prod.bicepparam:2", "param settings"),
                ("param settings", "main.bicep:1", "param settings"),
                ("kv.params.protect", "main.bicep:5", "settings.purge"),
                ("param protect", "vault.bicep:1", "param protect"),
                ("var keep", "vault.bicep:2", "protect"),
                ("", "vault.bicep:6", "keep"),
            ],
        ),
        (
            WORKFLOW,
            [
                ("matrix.python", ".github/workflows/ci.yml:7", "'3.x'"),
                ("env.PYTHON", ".github/workflows/ci.yml:9", "${{ matrix.python }}"),
                ("", ".github/workflows/ci.yml:13", "${{ env.PYTHON }}"),
            ],
        ),
        (
            LOOP,
            [
                ("local.vaults", "main.tf:6", "false"),
                ("", "main.tf:11", "local.vaults"),
                (
                    "azurerm_key_vault.this.purge_protection_enabled",
                    "main.tf:12",
                    "each.value.keep",
                ),
            ],
        ),
        (
            COMPUTED,
            [
                ("var.unprotected", "main.tf:5", '"true"'),
                (
                    "azurerm_key_vault.this.purge_protection_enabled",
                    "main.tf:8",
                    "!tobool(lower(var.unprotected))",
                ),
            ],
        ),
        (
            OPEN,
            [
                ("var.stage", "main.tf:4", 'variable "stage"'),
                ("local.keep", "main.tf:6", 'var.stage == "prod"'),
                ("azurerm_key_vault.this.purge_protection_enabled", "main.tf:9", "local.keep"),
            ],
        ),
    ],
    ids=["terraform", "bicep", "workflow", "loop", "computed", "open"],
)
def test_ways(tmp_path: Path, files: dict[str, str], way: list[tuple[str, str, str]]) -> None:
    result = checked(tmp_path, files)
    assert told(result, only(result).chain) == way


def test_sarif_tells_the_way_with_columns(tmp_path: Path) -> None:
    result = checked(tmp_path, TERRAFORM)
    (run,) = json.loads(sarif.render(result))["runs"]
    (flow,) = run["results"][0]["codeFlows"]
    (thread,) = flow["threadFlows"]
    told = []
    for each in thread["locations"]:
        region = each["location"]["physicalLocation"]["region"]
        text = each["location"]["message"]["text"]
        told.append((text, region["startLine"], region["startColumn"]))
    assert told == [
        ("settings is written here", 2, 11),
        ("var.settings is handed on here", 4, 1),
        ("module.kv.protect is handed on here", 9, 13),
        ("var.protect is handed on here", 1, 1),
        ("local.keep is handed on here", 5, 10),
        ("module.kv.azurerm_key_vault.this.purge_protection_enabled is used here", 8, 30),
    ]


HOPS = ["local", "default", "module", "not", "object", "list"]


@st.composite
def handed_on(draw: st.DrawFn) -> dict[str, str]:
    """A root in which one literal comes to the vault by names, arguments and functions."""
    text = ['terraform {\n  backend "azurerm" {}\n}\n']
    files: dict[str, str] = {}
    value, folder = "false", "."
    for number, hop in enumerate(draw(st.lists(st.sampled_from(HOPS), max_size=6))):
        name = f"n{number}"
        if hop == "default" and value == "false":
            text.append(f'variable "{name}" {{\n  default = {value}\n}}\n')
            value = f"var.{name}"
        elif hop == "module":
            text.append(f'module "m" {{\n  source = "./{name}"\n  {name} = {value}\n}}\n')
            files[f"{folder}/main.tf"] = "".join(text)
            text, folder = [f'variable "{name}" {{}}\n'], f"{folder}/{name}"
            value = f"var.{name}"
        else:
            made = {"not": f"!(!({value}))", "object": f"{{ a = {value} }}", "list": f"[{value}]"}
            read = {"object": ".a", "list": "[0]"}
            text.append(f"locals {{\n  {name} = {made.get(hop, value)}\n}}\n")
            value = f"local.{name}{read.get(hop, '')}"
    text.append(f'resource "azurerm_key_vault" "v" {{\n  purge_protection_enabled = {value}\n}}\n')
    return files | {f"{folder}/main.tf": "".join(text)}


@settings(max_examples=25, deadline=None)
@given(files=handed_on())
def test_every_way_ends_at_the_literal(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, str]
) -> None:
    result = checked(tmp_path_factory.mktemp("way"), files)
    way = only(result).chain
    end = result.sources[way[-1].span.path][way[-1].span]
    assert "false" in end
    assert "local." not in end
    assert "var." not in end
    assert len({step.span for step in way}) == len(way)


def place(number: int) -> Span:
    return Span("a.tf", number, number + 1)


def test_what_leads_back_is_left_out() -> None:
    origin = None
    for number in (9, 3, 5, 3, 1):
        origin = Origin(place(number), f"n{number}", origin)
    assert [step.span.start for step in steps(Known(1, origin=origin))] == [1, 3, 9]


def test_the_middle_of_a_long_way_is_left_out() -> None:
    origin = None
    for number in range(1000):
        origin = Origin(place(number), "", origin)
    way = steps(Known(1, origin=origin))
    assert len(way) == MAX_STEPS
    assert (way[0].span.start, way[-1].span.start) == (999, 0)
