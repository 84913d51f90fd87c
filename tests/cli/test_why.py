"""`azlint why`: whole answers, what is not found, and what is never shown."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from commandline import Azlint, put

TERRAFORM = {
    "infra/main.tf": """\
terraform {
  backend "azurerm" {}
}
variable "vaults" {
  type = map(object({ purge = bool }))
}
module "kv" {
  source   = "./kv"
  for_each = var.vaults
  protect  = each.value.purge
  secret   = "hunter2"
}
module "kw" {
  source  = "./kv"
  protect = var.unknown
  secret  = "hunter2"
}
variable "unknown" {}
resource "azurerm_resource_group" "kv" {
  name     = "rg"
  location = "westeurope"
}
""",
    "infra/terraform.tfvars": "vaults = {\n  a = { purge = false }\n  b = { purge = true }\n}\n",
    "infra/kv/main.tf": """\
variable "protect" {
  type = bool
}
variable "secret" {
  sensitive = true
}
locals {
  keep = var.protect
}
resource "azurerm_key_vault" "this" {
  name                     = "kv-${var.secret}"
  purge_protection_enabled = local.keep
}
""",
}
ONE = """\
module.kv["a"].azurerm_key_vault.this
  declared at infra/kv/main.tf:10:1
  root: infra

  purge_protection_enabled = false
      vaults                    infra/terraform.tfvars:2:17  false
      var.vaults                infra/main.tf:4:1            variable "vaults"
      ·                         infra/main.tf:9:14           var.vaults
      module.kv.protect         infra/main.tf:10:14          each.value.purge
      var.protect               infra/kv/main.tf:1:1         variable "protect"
      local.keep                infra/kv/main.tf:8:10        var.protect
      purge_protection_enabled  infra/kv/main.tf:12:30       local.keep

  AZL101 unstable-for-each-key: nothing to report
  AZL102 list-index-count: nothing to report
  AZL103 array-index-name: nothing to report
  AZL401 missing-purge-protection: warning: Key Vault azurerm_key_vault.this has no purge \
protection: its keys and secrets can be destroyed for good before the retention ends
"""
OPEN = """\
module.kw.azurerm_key_vault.this
  declared at infra/kv/main.tf:10:1
  root: infra

  purge_protection_enabled = (no value for a variable: var.unknown)
      var.unknown               infra/main.tf:18:1      variable "unknown"
      module.kw.protect         infra/main.tf:15:13     var.unknown
      var.protect               infra/kv/main.tf:1:1    variable "protect"
      local.keep                infra/kv/main.tf:8:10   var.protect
      purge_protection_enabled  infra/kv/main.tf:12:30  local.keep
      stopped by var.unknown: no value for a variable at infra/main.tf:18:1

  AZL401 missing-purge-protection: undecided: no value for a variable: var.unknown
"""
LOCAL = """\
module.kv["b"].local.keep
  declared at infra/kv/main.tf:8:10
  root: infra

  module.kv["b"].local.keep = true
      vaults             infra/terraform.tfvars:3:17  true
      var.vaults         infra/main.tf:4:1            variable "vaults"
      ·                  infra/main.tf:9:14           var.vaults
      module.kv.protect  infra/main.tf:10:14          each.value.purge
      var.protect        infra/kv/main.tf:1:1         variable "protect"
      local.keep         infra/kv/main.tf:8:10        var.protect
"""
HIDDEN = """\
module.kw.azurerm_key_vault.this
  declared at infra/kv/main.tf:10:1
  root: infra

  name = (sensitive)
      module.kw.secret  infra/main.tf:16:13
      var.secret        infra/kv/main.tf:4:1
      name              infra/kv/main.tf:11:30

  AZL401 missing-purge-protection: undecided: no value for a variable: var.unknown
"""
GROUP = """\
azurerm_resource_group.kv
  declared at infra/main.tf:19:1
  root: infra
  note: no rule that runs reads its attributes: name one
"""

BICEP = {
    "vault.bicep": """\
param protect bool
@secure()
param key string
resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'v-${key}'
  properties: {
    enablePurgeProtection: protect
  }
}
""",
    "dev.bicepparam": "using 'vault.bicep'\nparam protect = false\nparam key = 'hunter2'\n",
    "prod.bicepparam": "using 'vault.bicep'\nparam protect = true\nparam key = 'hunter2'\n",
    "uat.bicepparam": "using 'vault.bicep'\nparam protect = true\nparam key = 'hunter2'\n",
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
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version: ${{ matrix.python }}
""",
}
STEP = """\
.github/workflows/ci.yml:test.setup-python
  declared at .github/workflows/ci.yml:9:9

  with.python-version = "3.x"
      matrix.python  .github/workflows/ci.yml:7:18   '3.x'
      ·              .github/workflows/ci.yml:11:27  ${{ matrix.python }}

  AZL501 floating-runtime-version: note: Python 3.x stands for a range: the newest release that \
fits is installed
"""

NO_ADDRESS = (
    "azlint: `a b [` is not an address: name a resource as `module.kv.azurerm_key_vault.this`, a "
    "variable or local as `module.kv.var.x`, a Bicep resource as `main.bicep:vault`, a step as "
    "`ci.yml:job.step`"
)


def write(files: Mapping[str, str]) -> None:
    for path, text in files.items():
        put(path, text)


@pytest.mark.parametrize(
    ("files", "arguments", "text"),
    [
        (TERRAFORM, ['module.kv["a"].azurerm_key_vault.this', "--select", "all"], ONE),
        (TERRAFORM, ["module.kw.azurerm_key_vault.this", "--select", "AZL401"], OPEN),
        (TERRAFORM, ['module.kv["b"].local.keep'], LOCAL),
        (TERRAFORM, ["infra:module.kw.azurerm_key_vault.this", "name", "--select", "AZL4"], HIDDEN),
        (TERRAFORM, ["azurerm_resource_group.kv", "--select", "AZL401"], GROUP),
        (WORKFLOW, ["ci.yml:test.setup-python", "python-version", "--select", "AZL501"], STEP),
        (WORKFLOW, ["ci.yml:test.1", "with.python-version", "--select", "AZL501"], STEP),
    ],
)
def test_whole_answers(
    azlint: Azlint, files: Mapping[str, str], arguments: list[str], text: str
) -> None:
    write(files)
    ran = azlint("why", *arguments, "--isolated")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == text


def cases(azlint: Azlint, *arguments: str) -> list[dict[str, object]]:
    found = json.loads(azlint("why", *arguments, "--format", "json").out)["cases"]
    assert isinstance(found, list)
    return found


def test_environments_that_agree_are_one_case(azlint: Azlint) -> None:
    write(BICEP)
    found = cases(azlint, "vault.bicep:vault", "properties.enablePurgeProtection")
    told = [
        (case["environments"], attribute["value"], rule["verdict"])
        for case in found
        for attribute in case["attributes"]  # type: ignore[attr-defined]
        for rule in case["rules"]  # type: ignore[attr-defined]
        if rule["rule"] == "AZL401"
    ]
    assert sorted(told) == [
        (["dev"], False, "violation"),
        (["prod"], True, "silent"),
        (["uat"], True, "silent"),
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("module.kw.azurerm_key_vault.this", "name"),
        ("module.kw.var.secret",),
        ("module.kw.azurerm_key_vault.this", "name", "--format", "json"),
        ("module.kw.var.secret", "--format", "json"),
    ],
)
def test_what_is_sensitive_is_never_shown(azlint: Azlint, arguments: tuple[str, ...]) -> None:
    write(TERRAFORM)
    ran = azlint("why", *arguments)
    assert ran.code == 0
    assert "hunter2" not in ran.out


@pytest.mark.parametrize("form", ["text", "json"])
def test_secure_parameters_are_never_shown(azlint: Azlint, form: str) -> None:
    write(BICEP)
    ran = azlint("why", "vault.bicep:vault", "name", "--format", form)
    assert ran.code == 0
    assert "hunter2" not in ran.out


def test_accepted(azlint: Azlint) -> None:
    text = TERRAFORM["infra/terraform.tfvars"]
    comment = "# azlint: ignore[AZL401] rebuilt every night\n"
    write(TERRAFORM | {"infra/terraform.tfvars": comment + text})
    (case,) = cases(azlint, 'module.kv["a"].azurerm_key_vault.this', "--select", "AZL401")
    assert case["rules"] == [
        {
            "rule": "AZL401",
            "name": "missing-purge-protection",
            "verdict": "accepted",
            "severity": None,
            "text": "rebuilt every night",
            "location": {
                "path": "infra/kv/main.tf",
                "line": 12,
                "column": 30,
                "end_line": 12,
                "end_column": 40,
            },
        }
    ]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (
            "azurerm_key_valt.this",
            [
                "azlint: nothing is called `azurerm_key_valt.this`: did you mean",
                'azlint:   module.kv["a"].azurerm_key_vault.this',
                'azlint:   module.kv["b"].azurerm_key_vault.this',
                "azlint:   module.kw.azurerm_key_vault.this",
            ],
        ),
        (
            "kv",
            [
                "azlint: 2 declarations are called `kv`: name one of",
                "azlint:   infra/main.tf:azurerm_resource_group.kv",
                "azlint:   infra/main.tf:azurerm_resource_group_b.kv",
            ],
        ),
        (
            "a b [",
            [NO_ADDRESS],
        ),
    ],
)
def test_what_is_not_found(azlint: Azlint, address: str, told: list[str]) -> None:
    write(TERRAFORM)
    more = 'resource "azurerm_resource_group_b" "kv" {}\n'
    put("infra/main.tf", TERRAFORM["infra/main.tf"] + more)
    ran = azlint("why", address)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines() == told
