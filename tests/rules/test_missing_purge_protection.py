"""AZL401: each kind of presence in each language, edits of Managed HSMs, and who takes a key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiny import Edit, checked, edited, found, lines

ROOT = (
    "terraform {\n"
    '  backend "local" {}\n'
    "}\n"
    'variable "given" {}\n'
    'variable "off" {\n'
    "  default = false\n"
    "}\n"
)
VAULT = f"""{ROOT}
resource "azurerm_key_vault" "kv" {{
  name                     = "kv"
  purge_protection_enabled = false
}}
"""
SETTING = "  purge_protection_enabled = false\n"
HEADER = 'resource "azurerm_key_vault" "kv"'
KV = "vault azurerm_key_vault.kv"

AZURERM: dict[str, tuple[list[Edit], list[str]]] = {
    "written": ([], [f"{KV} false"]),
    "written true": (
        [("= false\n}\n\nres", "= true\n}\n\nres"), (SETTING, SETTING.replace("false", "true"))],
        [],
    ),
    "written as text": ([(SETTING, SETTING.replace("false", '"true"'))], []),
    "provider default": ([(SETTING, "")], [f"{KV} {HEADER}"]),
    "unset by null": ([(SETTING, SETTING.replace("false", "null"))], [f"{KV} null"]),
    "unset by a choice": (
        [(SETTING, SETTING.replace("false", "var.off ? true : null"))],
        [f"{KV} null"],
    ),
    "a default": ([(SETTING, SETTING.replace("false", "var.off"))], [f"{KV} var.off"]),
    "no value": ([(SETTING, SETTING.replace("false", "var.given"))], [f"? {KV} var.given"]),
    "either is off": (
        [(SETTING, SETTING.replace("false", "var.given ? false : null"))],
        [f"{KV} var.given ? false : null"],
    ),
    "one of both is off": (
        [(SETTING, SETTING.replace("false", "var.given ? true : null"))],
        [f"? {KV} var.given ? true : null"],
    ),
    "not deployed": ([(SETTING, f"  count = 0\n{SETTING}")], []),
    "a data source": ([("resource", "data")], []),
    "features are no protection": (
        [
            (
                "resource",
                (
                    'provider "azurerm" {\n'
                    "  features {\n"
                    "    key_vault {\n"
                    "      purge_soft_delete_on_destroy = false\n"
                    "    }\n"
                    "  }\n"
                    "}\n"
                    "resource"
                ),
            )
        ],
        [f"{KV} false"],
    ),
    "another service": ([("azurerm_key_vault", "azurerm_app_configuration")], []),
    "a test folder is one level lower": ([], [f"{KV} false"]),
    "suppressed": (
        [
            ("= false\n}\n", "= false\n}\n"),
            ("  name ", "  # azlint: ignore[AZL401] short-lived\n  name "),
        ],
        [],
    ),
}

BICEP = """param given bool
param off bool = false
resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv'
  properties: {
    enablePurgeProtection: false
  }
}
"""
B_SETTING = "    enablePurgeProtection: false\n"
B_KV = "vault Microsoft.KeyVault/vaults.kv"
IN_BICEP: dict[str, tuple[list[Edit], list[str]]] = {
    "written": ([], [f"{B_KV} false"]),
    "written true": ([(": false", ": true")], []),
    "written in another case": ([(B_SETTING, "    EnablePurgeProtection: true\n")], []),
    "API default": ([(B_SETTING, "    tenantId: ''\n")], [f"{B_KV} properties"]),
    "no properties": (
        [("  properties: {\n", ""), (f"{B_SETTING}  }}\n", "")],
        [f"{B_KV} resource kv 'Microsoft.KeyVault/vaults@2023-07-01'"],
    ),
    "unset by null": ([(": false", ": null")], [f"{B_KV} null"]),
    "unset by a choice": ([(": false", ": off ? off : null")], [f"{B_KV} null"]),
    "no value": ([(": false", ": given")], [f"? {B_KV} given"]),
    "one of both is off": (
        [(": false", ": given ? true : null")],
        [f"? {B_KV} given ? true : null"],
    ),
    "an unknown merge": (
        [
            ("properties: {", "properties: union(given ? {} : { a: 1 }, any(given), {"),
            ("  }\n}", "  })\n}"),
        ],
        [f"? {B_KV} union(given ? {{}} : {{ a: 1 }}, any(given), {{"],
    ),
    "a spread": (
        [(B_SETTING, "    ...(given ? { enablePurgeProtection: true } : {})\n")],
        [f"? {B_KV} properties"],
    ),
    "recovered": ([(B_SETTING, f"{B_SETTING}    createMode: 'Recover'\n")], []),
    "existing": ([(" = {\n  name", " existing = {\n  name")], []),
    "not deployed": ([(" = {\n  name", " = if (off) {\n  name")], []),
    "a loop": (
        [
            (" = {\n  name", " = [for on in [true, false]: {\n  name"),
            (": false", ": on"),
            ("  }\n}", "  }\n}]"),
        ],
        [f"{B_KV} on"],
    ),
    "suppressed": ([("  name", "  // azlint: ignore[AZL401] short-lived\n  name")], []),
}

AZAPI = f"""{ROOT}
resource "azapi_resource" "kv" {{
  type = "microsoft.keyvault/Vaults@2023-07-01"
  body = {{
    properties = {{
      enablePurgeProtection = false
    }}
  }}
}}
"""
A_SETTING = "      enablePurgeProtection = false\n"
A_KV = "vault azapi_resource.kv"
IN_AZAPI: dict[str, tuple[list[Edit], list[str]]] = {
    "written": ([], [f"{A_KV} false"]),
    "written true": ([("= false\n    }", "= true\n    }")], []),
    "written in another case": ([(A_SETTING, "      enablepurgeprotection = true\n")], []),
    "unset by null": ([("n = false", "n = null")], [f"{A_KV} null"]),
    "no value": ([("n = false", "n = var.given")], [f"? {A_KV} var.given"]),
    "a default": ([("n = false", "n = var.off")], [f"{A_KV} var.off"]),
    "merged over the unknown": (
        [("properties = {", "properties = merge(var.given, {"), ("    }\n  }", "    })\n  }")],
        [f"{A_KV} false"],
    ),
    "an unknown merge": (
        [("properties = {", "properties = merge({"), ("    }\n  }", "    }, var.given)\n  }")],
        [f"? {A_KV} merge({{"],
    ),
    "an update of something else": (
        [("azapi_resource", "azapi_update_resource"), (A_SETTING, "")],
        [],
    ),
    "an update": (
        [("azapi_resource", "azapi_update_resource")],
        ["vault azapi_update_resource.kv false"],
    ),
    "a data source": ([('resource "az', 'data "az')], []),
    "another type": ([("/Vaults@", "/vaults/keys@")], []),
    "unknown type": ([('"microsoft.keyvault/Vaults@2023-07-01"', "var.given")], []),
}

MODULE = """module kv 'br/public:avm/res/key-vault/vault:0.13.3' = {
  params: {
    name: 'kv'
    enablePurgeProtection: false
  }
}
"""
T_MODULE = """terraform {
  backend "local" {}
}
module "kv" {
  source                   = "Azure/avm-res-keyvault-vault/azurerm"
  version                  = "0.10.0"
  purge_protection_enabled = false
}
"""


@pytest.mark.parametrize(("edits", "expected"), AZURERM.values(), ids=AZURERM)
def test_vault_in_azurerm(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    assert found(tmp_path, "AZL401", {"main.tf": edited(VAULT, edits)}) == expected


@pytest.mark.parametrize(("edits", "expected"), IN_BICEP.values(), ids=IN_BICEP)
def test_vault_in_bicep(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    assert found(tmp_path, "AZL401", {"main.bicep": edited(BICEP, edits)}) == expected


@pytest.mark.parametrize(("edits", "expected"), IN_AZAPI.values(), ids=IN_AZAPI)
def test_vault_in_azapi(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    assert found(tmp_path, "AZL401", {"main.tf": edited(AZAPI, edits)}) == expected


@pytest.mark.parametrize(("edits", "expected"), IN_AZAPI.values(), ids=IN_AZAPI)
def test_vault_in_azapi_as_json(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    text = edited(AZAPI, edits).replace("body = {", "body = jsonencode({", 1)
    text = text.replace("  }\n}\n", "  })\n}\n")
    assert found(tmp_path, "AZL401", {"main.tf": text}) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("local.body", ["vault azapi_resource.kv false"]),
        ("var.given ? local.body : local.body", ["vault azapi_resource.kv false"]),
        ("jsonencode(var.given)", ["? vault azapi_resource.kv var.given"]),
        ("var.given", ["? vault azapi_resource.kv var.given"]),
        ('"{\\"properties\\":{\\"enablePurgeProtection\\":true}}"', []),
        ('file("on.json")', []),
        ('file("off.json")', ['vault azapi_resource.kv file("off.json")']),
        ('"no JSON"', ['? vault azapi_resource.kv "no JSON"']),
    ],
)
def test_body_from_elsewhere(tmp_path: Path, body: str, expected: list[str]) -> None:
    text = f"""{ROOT}
locals {{
  body = jsonencode({{ properties = {{ enablePurgeProtection = false }} }})
}}
resource "azapi_resource" "kv" {{
  type = "Microsoft.KeyVault/vaults@2023-07-01"
  body = {body}
}}
"""
    on, off = (
        f'{{"properties": {{"enablePurgeProtection": {word}}}}}' for word in ("true", "false")
    )
    files = {"main.tf": text, "on.json": on, "off.json": off}
    assert found(tmp_path, "AZL401", files) == expected


def test_sensitive_body_is_merged_in(tmp_path: Path) -> None:
    text = AZAPI.replace(
        "  body =", "  sensitive_body = { properties = { enablePurgeProtection = true } }\n  body ="
    )
    assert found(tmp_path, "AZL401", {"main.tf": text}) == []


MODULE_CALLS: dict[str, tuple[list[Edit], list[str]]] = {
    "written": ([], ["vault module.kv false"]),
    "module default": ([("    enablePurgeProtection: false\n", "")], []),
    "written true": ([(": false", ": true")], []),
    "by its full address": (
        [("br/public:", "br:mcr.microsoft.com/bicep/")],
        ["vault module.kv false"],
    ),
    "another module": ([("key-vault/vault:", "key-vault/vault/key:")], []),
    "recovered": ([("    name: 'kv'", "    createMode: 'recover'")], []),
    "not deployed": ([("' = {", "' = if (false) {")], []),
}
T_MODULE_CALLS: dict[str, tuple[list[Edit], list[str]]] = {
    "written": ([], ["vault module.kv false"]),
    "module default": ([("  purge_protection_enabled = false\n", "")], []),
    "written true": ([("= false", "= true")], []),
    "by its full address": (
        [('"Azure/', '"registry.terraform.io/Azure/')],
        ["vault module.kv false"],
    ),
    "another module": ([("avm-res-keyvault-vault", "avm-res-keyvault-other")], []),
}


@pytest.mark.parametrize(("edits", "expected"), MODULE_CALLS.values(), ids=MODULE_CALLS)
def test_module_call_in_bicep(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    assert found(tmp_path, "AZL401", {"main.bicep": edited(MODULE, edits)}) == expected


PARAMETERS = """using 'br/public:avm/res/key-vault/vault:0.13.3'
var off = false
param name = 'kv'
param enablePurgeProtection = off
"""
EXTENDED = """\
using none
var no = false
param enablePurgeProtection = no
"""
AVM = "br/public:avm/res/key-vault/vault"
BY_FILE = "vault module.p.bicepparam"
BY_PARAMETERS: dict[str, tuple[list[Edit], list[str]]] = {
    "written": ([], [f"{BY_FILE} off"]),
    "module default": ([("param enablePurgeProtection = off\n", "")], []),
    "damaged": (
        [("param enablePurgeProtection = off\n", "param enablePurge\n")],
        [f"? {BY_FILE} using '{AVM}:0.13.3'"],
    ),
    "written true": ([("false", "true")], []),
    "extending": ([("var off", "extends 'base.bicepparam'\nvar off")], [f"{BY_FILE} off"]),
    "extending for it": (
        [
            ("var off", "extends 'base.bicepparam'\nvar off"),
            ("param enablePurgeProtection = off\n", ""),
        ],
        [f"{BY_FILE} no"],
    ),
    "extending for what is overridden": (
        [("var off", "extends 'base.bicepparam'\nvar off"), ("false", "true")],
        [],
    ),
    "extending nothing": (
        [
            ("var off", "extends 'gone.bicepparam'\nvar off"),
            ("param enablePurgeProtection = off\n", ""),
        ],
        [f"? {BY_FILE} using '{AVM}:0.13.3'"],
    ),
    "another module": ([("key-vault/vault:", "key-vault/vault/key:")], []),
    "no module": ([("'br/public:avm/res/key-vault/vault:0.13.3'", "none")], []),
}


@pytest.mark.parametrize(("edits", "expected"), BY_PARAMETERS.values(), ids=BY_PARAMETERS)
def test_parameter_file_of_a_module(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    files = {"base.bicepparam": EXTENDED, "p.bicepparam": edited(PARAMETERS, edits)}
    result = checked(tmp_path, "AZL401", files)
    found_here = [line for line in lines(result) if not line.startswith(("syntax ", "call "))]
    assert found_here == expected


@pytest.mark.parametrize(("edits", "expected"), T_MODULE_CALLS.values(), ids=T_MODULE_CALLS)
def test_module_call_in_terraform(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    assert found(tmp_path, "AZL401", {"main.tf": edited(T_MODULE, edits)}) == expected


GIT = "Azure/terraform-azurerm-avm-res-keyvault-vault"


@pytest.mark.parametrize(
    ("source", "reported"),
    [
        (f"git::https://github.com/{GIT}.git?ref=v0.9.1", True),
        (f"git::ssh://git@github.com/{GIT}.git", True),
        (f"git@github.com:{GIT}.git", True),
        (f"github.com/{GIT.lower()}?ref=v0.9.1", True),
        (f"git::https://github.com/{GIT}.git//modules/secret?ref=v0.9.1", False),
        (f"github.com/{GIT}-fork", False),
        (f"github.com/other{GIT}", False),
        (f"git::https://example.com/{GIT}.git", False),
    ],
)
def test_module_from_its_repository(tmp_path: Path, source: str, *, reported: bool) -> None:
    edits = [
        ('"Azure/avm-res-keyvault-vault/azurerm"', f'"{source}"'),
        ("  version", "  # version"),
    ]
    expected = ["vault module.kv false"] if reported else []
    assert found(tmp_path, "AZL401", {"main.tf": edited(T_MODULE, edits)}) == expected


def test_a_library_only_assumes_its_defaults(tmp_path: Path) -> None:
    text = VAULT.replace('terraform {\n  backend "local" {}\n}\n', "")
    assert found(
        tmp_path / "a", "AZL401", {"main.tf": text.replace("= false\n}\n\n", "= var.off\n}\n\n")}
    ) == [f"{KV} false"]
    text = text.replace("d = false", "d = var.off")
    assert found(tmp_path / "b", "AZL401", {"main.tf": text}) == [f"? {KV} var.off"]
    assert (
        found(
            tmp_path / "c", "AZL401", {"main.tf": text.replace("default = false", "default = true")}
        )
        == []
    )


def test_a_file_that_does_not_parse_leaves_its_names_open(tmp_path: Path) -> None:
    files = {
        "main.tf": VAULT.replace("= false\n}\n\n", "= false\n}\n").replace(
            "d = false", "d = var.lost"
        ),
        "variables.tf": 'variable "lost" {\n  default = = false\n}\n',
    }
    result = checked(tmp_path, "AZL401", files)
    assert [f.rule for f in result.findings] == ["AZL901"]
    assert [(f.key, f.subject, f.cause) for f in result.undecided] == [
        ("vault", "azurerm_key_vault.kv", "file not parsed: var.lost")
    ]


def test_a_value_is_never_shown(tmp_path: Path) -> None:
    files = {
        "main.tf": VAULT.replace("d = false", "d = var.given"),
        "terraform.tfvars": 'given = "s3cret"\n',
    }
    (finding,) = checked(tmp_path, "AZL401", files).findings
    assert "s3cret" not in f"{finding.message} {finding.help} {finding.cause}"
    assert [related.message for related in finding.related] == ["given is written here"]


UPDATE = """resource "azapi_update_resource" "purge" {
  HEAD
  type        = "Microsoft.KeyVault/vaults@2023-07-01"
  resource_id = azurerm_key_vault.kv.id
  body        = { properties = { enablePurgeProtection = true } }
}
"""
UPDATED = "vault azapi_update_resource.purge"
OFF = "enablePurgeProtection = false"


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([], []),
        (
            [("body        = { properties = { enablePurgeProtection = true } }", "")],
            [f"{KV} false"],
        ),
        ([("enablePurgeProtection = true", OFF)], [f"{UPDATED} false"]),
        ([("= true }", "= var.given }")], [f"? {UPDATED} var.given"]),
        ([("kv.id", "other.id")], [f"{KV} false"]),
        ([("HEAD", "count = var.given")], [f"? {KV} true"]),
        ([("HEAD", "count = 0")], [f"{KV} false"]),
    ],
)
def test_what_an_update_sets(edits: list[Edit], expected: list[str], tmp_path: Path) -> None:
    update = edited(UPDATE, edits).replace("HEAD", "")
    assert found(tmp_path, "AZL401", {"main.tf": VAULT + update}) == expected
