"""`azlint why`: whole answers, what is not found, and what is never shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from commandline import Azlint, put
from gitrepo import git, init

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

  AZL401 missing-purge-protection: warning: Key Vault azurerm_key_vault.this has no purge \
protection: its keys and secrets can be destroyed for good before the retention ends
  nothing to report: AZL101, AZL102, AZL103
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

NUMBERED = {
    "main.tf": """\
terraform {
  backend "azurerm" {}
}
variable "names" {
  default = ["x", "y"]
}
locals {
  numbered = { for i, name in var.names : i => name }
}
resource "azurerm_key_vault" "many" {
  count                    = length(var.names)
  name                     = var.names[count.index]
  purge_protection_enabled = true
  sku {
    tier = "premium"
  }
  lifecycle {
    prevent_destroy = true
  }
}
resource "azurerm_resource_group" "each" {
  for_each = local.numbered
  name     = each.value
}
""",
}
COUNT = """\
azurerm_key_vault.many
  declared at main.tf:10:1
  keys: [0], [1]
  root: .

  count = 2
      var.names  main.tf:5:13   ["x", "y"]
      count      main.tf:11:30  length(var.names)

  AZL102 list-index-count: warning: azurerm_key_vault.many is numbered by the positions of a list: \
an element inserted first changes or replaces all 2 instances, and a change to for_each alone \
destroys and recreates every instance
"""
FOR_EACH = """\
azurerm_resource_group.each
  declared at main.tf:21:1
  keys: ["0"], ["1"]
  root: .

  for_each = { 0 = "x", 1 = "y" }
      var.names       main.tf:5:13   ["x", "y"]
      local.numbered  main.tf:8:14   { for i, name in var.names : i => name }
      for_each        main.tf:22:14  local.numbered

  AZL101 unstable-for-each-key: warning: azurerm_resource_group.each takes its for_each keys from \
list positions: an element inserted first changes or replaces all 2 instances, and changing the \
key alone destroys and recreates every instance
"""

DECLARED = {
    "azlint.toml": '[env.prod]\nroots = ["infra"]\nvar-files = ["env/prod.tfvars"]\n',
    "infra/env/prod.tfvars": 'name = "kv"\n',
    "infra/env/dev.tfvars": "purge = true\nlocked = true\n",
    "infra/main.tf": """\
variable "name" {}
variable "purge" {
  default = false
}
resource "azurerm_key_vault" "this" {
  name                     = var.name
  purge_protection_enabled = var.purge
}
""",
}
SETTLED = """\
azurerm_key_vault.this
  declared at infra/main.tf:5:1
  root: infra
  environment: prod

  purge_protection_enabled = false
      var.purge                 infra/main.tf:3:13  false
      purge_protection_enabled  infra/main.tf:7:30  var.purge

  AZL401 missing-purge-protection: warning: Key Vault azurerm_key_vault.this has no purge \
protection: its keys and secrets can be destroyed for good before the retention ends
"""
CALLED = {
    "main.tf": """\
terraform {
  backend "azurerm" {}
}
locals {
  numbered = { for i, name in ["x", "y"] : i => name }
}
module "group" {
  source   = "./group"
  for_each = local.numbered
  name     = each.value
}
""",
    "group/main.tf": """\
variable "name" {}
resource "azurerm_resource_group" "this" {
  name = var.name
}
""",
}
CALL = """\
module.group
  declared at main.tf:7:1
  keys: ["0"], ["1"]
  root: .
  note: it is followed: what it makes goes by addresses of its own

  for_each = { 0 = "x", 1 = "y" }
      local.numbered  main.tf:5:14  { for i, name in ["x", "y"] : i => name }
      for_each        main.tf:9:14  local.numbered

  AZL101 unstable-for-each-key: warning: module.group takes its for_each keys from list positions: \
an element inserted first changes or replaces all 2 instances, and changing the key alone destroys \
and recreates every instance
  nothing to report: AZL102
"""
LIBRARY = """\
variable "purge" {
  default = %s
}
resource "azurerm_key_vault" "this" {
  purge_protection_enabled = var.purge
}
"""
UNSAFE = """\
azurerm_key_vault.this
  declared at main.tf:4:1
  root: .

  purge_protection_enabled = false
      var.purge                 main.tf:2:13  false
      purge_protection_enabled  main.tf:5:30  var.purge
      assumed: the default of var.purge at main.tf:2:13

  AZL401 missing-purge-protection: undecided: assumed default: var.purge
"""
SAFE = """\
azurerm_key_vault.this
  declared at main.tf:4:1
  root: .

  purge_protection_enabled = true
      var.purge                 main.tf:2:13  true
      purge_protection_enabled  main.tf:5:30  var.purge
      assumed: the default of var.purge at main.tf:2:13

  nothing to report: AZL401
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
        (NUMBERED, ["azurerm_key_vault.many", "count", "--select", "AZL102"], COUNT),
        (NUMBERED, ["azurerm_key_vault.many", "--select", "AZL102"], COUNT),
        (NUMBERED, ["azurerm_resource_group.each", "for_each", "--select", "AZL101"], FOR_EACH),
        (NUMBERED, ["azurerm_resource_group.each", "--select", "AZL101"], FOR_EACH),
        (CALLED, ["module.group", "--select", "AZL1,AZL4"], CALL),
        (CALLED, ["module.group", "for_each", "--select", "AZL1,AZL4"], CALL),
        ({"main.tf": LIBRARY % "false"}, ["azurerm_key_vault.this", "--select", "AZL401"], UNSAFE),
        ({"main.tf": LIBRARY % "true"}, ["azurerm_key_vault.this", "--select", "AZL401"], SAFE),
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


EXAMPLE = {
    "main.tf": """\
terraform {
  backend "azurerm" {}
}
variable "stage" {}
module "kv" {
  source = "./kv"
  purge  = var.stage == "prod"
}
""",
    "kv/main.tf": """\
variable "purge" {
  type = bool
}
locals {
  protected = var.purge
}
resource "azurerm_key_vault" "this" {
  name                     = "kv-example"
  purge_protection_enabled = local.protected
}
""",
}


def test_the_example_of_the_page(azlint: Azlint) -> None:
    write(EXAMPLE)
    page = (Path(__file__).parents[2] / "docs" / "why.md").read_text("utf-8")
    _, _, example = page.partition("```text\n$ azlint why azurerm_key_vault.this\n")
    ran = azlint("why", "azurerm_key_vault.this")
    assert (ran.code, ran.err, ran.out) == (0, "", example.partition("```\n")[0])


def test_rules_with_nothing_to_report_are_on_one_line(azlint: Azlint) -> None:
    write(WORKFLOW)
    (case,) = cases(azlint, "ci.yml:test.1")
    rules: list[dict[str, str]] = case["rules"]  # type: ignore[assignment]
    silent = [rule["rule"] for rule in rules if rule["verdict"] == "silent"]
    assert len(silent) == len(rules) - 1
    *_, floating, nothing = azlint("why", "ci.yml:test.1").out.splitlines()
    assert floating.startswith("  AZL501 floating-runtime-version: note: Python 3.x ")
    assert nothing == f"  nothing to report: {', '.join(silent)}"


def test_a_default_is_certain_where_value_files_are_declared(azlint: Azlint) -> None:
    write(DECLARED)
    ran = azlint("why", "azurerm_key_vault.this", "--select", "AZL401")
    assert (ran.code, ran.err, ran.out) == (0, "", SETTLED)


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


PURGE = "purge_protection_enabled"
VAULT = "properties.enablePurgeProtection"


@pytest.mark.parametrize(
    ("files", "address", "attribute", "told"),
    [
        (NUMBERED, "azurerm_key_vault.many", "lifecycle.prevent_destroy", "true"),
        (NUMBERED, "azurerm_key_vault.many", "for_each", "not written"),
        (NUMBERED, "azurerm_key_vault.many", "tags", "not written"),
        (NUMBERED, "azurerm_key_vault.many", "properties.tenantId", "not written"),
        (NUMBERED, "azurerm_key_vault.many", PURGE[:-1], f"not written; did you mean {PURGE}?"),
        (NUMBERED, "azurerm_key_vault.many", PURGE.title(), f"not written; did you mean {PURGE}?"),
        (NUMBERED, "azurerm_key_vault.many", VAULT[:-1], f"not written; did you mean {VAULT}?"),
        (NUMBERED, "azurerm_key_vault.many", "nmae", "not written; did you mean name?"),
        (NUMBERED, "azurerm_key_vault.many", "sku.teir", "not written; did you mean sku.tier?"),
        (NUMBERED, "azurerm_key_vault.many", "cuont", "not written; did you mean count?"),
        (NUMBERED, "azurerm_resource_group.each", "naem", "not written; did you mean name?"),
        (BICEP, "vault.bicep:vault", VAULT[:-1], f"not written; did you mean {VAULT}?"),
        (
            WORKFLOW,
            "ci.yml:test.1",
            "python-verison",
            "not written; did you mean with.python-version?",
        ),
    ],
)
def test_attributes_that_are_not_written(
    azlint: Azlint, files: Mapping[str, str], address: str, attribute: str, told: str
) -> None:
    write(files)
    ran = azlint("why", address, attribute, "--isolated")
    assert (ran.code, ran.err) == (0, "")
    said = {line for line in ran.out.splitlines() if line.startswith(f"  {attribute} = ")}
    assert said == {f"  {attribute} = {told}"}


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
                "path": "infra/main.tf",
                "line": 10,
                "column": 14,
                "end_line": 10,
                "end_column": 30,
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


CONFIDENTIAL = """\
provider "azurerm" {
  features {}
}
resource "azurerm_linux_virtual_machine" "vm" {
  os_disk {
    security_encryption_type = "VMGuestStateOnly"
  }
}
resource "azurerm_key_vault" "kv" {
  name = "kv"
}
resource "azapi_update_resource" "purge" {
  type        = "Microsoft.KeyVault/vaults@2023-07-01"
  resource_id = azurerm_key_vault.kv.id
  body        = { properties = { enablePurgeProtection = true } }
}
"""


@pytest.mark.parametrize(
    ("address", "line"),
    [
        (
            "azurerm_linux_virtual_machine.vm",
            '  os_disk.security_encryption_type = "VMGuestStateOnly"',
        ),
        ("azurerm_key_vault.kv", "  properties.enablePurgeProtection = true"),
    ],
)
def test_an_attribute_is_shown_as_it_is_written(azlint: Azlint, address: str, line: str) -> None:
    write({"main.tf": CONFIDENTIAL})
    assert line in azlint("why", address).out.splitlines()


UNPROTECTED = """\
terraform {
  backend "azurerm" {}
}
variable "stage" {}
resource "azurerm_key_vault" "kv" {
  purge_protection_enabled = false
}
"""
STAGES = """\
[env.prod.vars]
stage = "prod"
[env.test]
severity = "note"
vars = { stage = "test" }
"""


def placed(azlint: Azlint, *arguments: str) -> list[tuple[int, str]]:
    """The line and the severity of everything that rules say."""
    found = json.loads(azlint("why", *arguments, "--format", "json").out)["cases"]
    rules = [rule for case in found for rule in case["rules"]]
    return [(rule["location"]["line"], rule["severity"]) for rule in rules]


@pytest.mark.parametrize(
    ("folder", "configuration", "severities"),
    [
        ("infra", "", ["warning"]),
        ("examples/infra", "", ["note"]),
        ("infra", '[severity]\nAZL4 = "error"\n', ["error"]),
        ("examples/infra", '[severity]\nAZL4 = "error"\n', ["warning"]),
        ("infra", '[severity-by-path]\n"infra/" = "lower"\n', ["note"]),
        ("infra", STAGES, ["warning", "note"]),
    ],
)
def test_severities_are_those_in_effect(
    azlint: Azlint, folder: str, configuration: str, severities: list[str]
) -> None:
    write({f"{folder}/main.tf": UNPROTECTED, "azlint.toml": configuration})
    asked = ("azurerm_key_vault.kv", "--select", "AZL401")
    assert [severity for _, severity in placed(azlint, *asked)] == severities
    (reported,) = json.loads(azlint("check", *asked[1:], "--format", "json").out)["findings"]
    assert reported["severity"] == severities[0]


CREDENTIAL = """\
on: workflow_dispatch
jobs:
  trust:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          az identity federated-credential create --name github --identity-name deploy \\
            --resource-group rg-identity --issuer https://token.actions.githubusercontent.com \\
            --subject repo:contoso/shop:pull_request
  deploy:
    runs-on: ubuntu-24.04
    permissions:
      id-token: write
    environment: production
    steps:
      - uses: azure/login@v2
        with:
          client-id: ${{ vars.CLIENT_ID }}
          tenant-id: ${{ vars.TENANT_ID }}
          subscription-id: ${{ vars.SUBSCRIPTION_ID }}
"""


def test_the_repository_goes_by_its_remote(azlint: Azlint) -> None:
    write({".github/workflows/trust.yml": CREDENTIAL})
    asked = ("trust.yml:trust.1", "--select", "AZL702")
    git(init(Path()), "remote", "add", "origin", "https://github.com/Contoso/shop.git")
    (case,) = cases(azlint, *asked)
    rules: list[dict[str, str]] = case["rules"]  # type: ignore[assignment]
    assert [(rule["rule"], rule["verdict"]) for rule in rules] == [("AZL702", "violation")]


FLOATING = {
    "infra/main.tf": """\
terraform {
  backend "azurerm" {}
}
variable "stage" {}
module "naming" {
  source = "Azure/naming/azurerm"
}
""",
    "azlint.toml": '[env.prod.vars]\nstage = "prod"\n[env.test.vars]\nstage = "test"\n',
}
UNVERSIONED = """\
module.naming
  declared at infra/main.tf:5:1
  root: infra
  environments: prod, test
  note: no rule that runs reads its attributes: name one

  AZL501 floating-runtime-version: warning: Module naming has no version, so the next init takes \
the newest release of Azure/naming/azurerm
  nothing to report: AZL101, AZL102
"""


@pytest.mark.parametrize("address", ["module.naming", "infra/main.tf:module.naming"])
def test_what_is_said_of_the_text_holds_in_every_environment(azlint: Azlint, address: str) -> None:
    write(FLOATING)
    assert azlint("why", address) == (0, UNVERSIONED, "")


IMAGE = "contoso.azurecr.io/app"
CALLERS = {
    ".github/workflows/deploy.yml": """\
on:
  workflow_call:
    inputs:
      stage:
        type: string
jobs:
  app:
    runs-on: ubuntu-24.04
    steps:
      - run: >-
          az webapp config container set --name ${{ inputs.stage }} --resource-group rg
          --container-image-name contoso.azurecr.io/app:latest
      - run: docker push contoso.azurecr.io/app:latest
      - run: docker push contoso.azurecr.io/app:latest
""",
    **{
        f".github/workflows/{stage}.yml": f"""\
on: push
jobs:
  call:
    uses: ./.github/workflows/deploy.yml
    with:
      stage: {stage}
"""
        for stage in ("dev", "prod")
    },
}


def test_what_holds_for_every_caller_is_said_once(azlint: Azlint) -> None:
    write(CALLERS)
    asked = ("deploy.yml:app", "--select", "AZL507")
    assert placed(azlint, *asked) == [(13, "note"), (14, "note"), (11, "warning")]
    *_, blank, pushed, deployed = azlint("why", *asked).out.splitlines()
    assert blank == ""
    start = "  AZL507 untraceable-image-tag:"
    assert pushed.startswith(f"{start} note: {IMAGE} is pushed as latest only: ")
    assert deployed.startswith(f"{start} warning: This web app gets {IMAGE} by the tag latest: ")


BACKEND = 'terraform {\n  backend "azurerm" {}\n}\n'
GIVEN = (
    BACKEND
    + """\
variable "purge" {}
resource "azurerm_key_vault" "kv" {
  purge_protection_enabled = var.purge
}
"""
)
SET = """\
azurerm_key_vault.kv
  declared at infra/main.tf:5:1
  root: infra
  environment: prod

  purge_protection_enabled = false
      purge                     {place}
      var.purge                 infra/main.tf:4:1   variable "purge"
      purge_protection_enabled  infra/main.tf:6:30  var.purge

  AZL401 missing-purge-protection: warning: Key Vault azurerm_key_vault.kv has no purge \
protection: its keys and secrets can be destroyed for good before the retention ends
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("repo/azlint.toml", "azlint.toml:3:14    false"),
        ("mine.toml", "mine.toml"),
    ],
)
def test_a_value_of_the_configuration_has_its_name_and_line(
    azlint: Azlint, path: str, place: str
) -> None:
    configuration = '[env.prod]\nroots = ["infra"]\nvars.purge = false\n'
    write({"repo/infra/main.tf": GIVEN, path: configuration})
    asked = ("azurerm_key_vault.kv", "--root", "repo", "--config", path, "--select", "AZL401")
    assert azlint("why", *asked) == (0, SET.format(place=place), "")
    assert " purge is written here" in azlint("check", "repo", *asked[1:]).out


def test_a_job_of_another_workflow_is_named(azlint: Azlint) -> None:
    steps = "    steps:\n      - run: make\n      - run: make all\n"
    for path, job in (("ci", "test"), ("release", "build")):
        head = f"on: push\njobs:\n  {job}:\n    runs-on: ubuntu-24.04\n"
        put(f".github/workflows/{path}.yml", head + steps)
    ran = azlint("why", "ci.yml:build")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        "azlint: nothing is called `ci.yml:build`: did you mean",
        "azlint:   .github/workflows/release.yml:build",
    ]


def test_a_finding_counts_as_at_the_place_that_check_gives_it(azlint: Azlint) -> None:
    """At the argument of the caller: in an example, where it matters less."""
    call = 'module "kv" {\n  source = "../../modules/kv"\n  purge  = false\n}\n'
    write({"examples/one/main.tf": BACKEND + call})
    write({"modules/kv/main.tf": GIVEN.removeprefix(BACKEND)})
    asked = ("--select", "AZL401")
    (told,) = placed(azlint, "module.kv.azurerm_key_vault.kv", *asked)
    (reported,) = json.loads(azlint("check", *asked, "--format", "json").out)["findings"]
    place = reported["location"]
    assert (place["path"], place["line"], reported["severity"]) == (
        "examples/one/main.tf",
        6,
        "note",
    )
    assert told == (6, "note")
