"""AZL401 on Managed HSMs: edits of one module in each language, and who takes a key from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiny import Edit, checked, edited, found

ROOT = """terraform {
  backend "local" {}
}
variable "given" {}
variable "off" {
  default = false
}
variable "on" {
  default = true
}
"""
NATIVE = "azurerm_key_vault_managed_hardware_security_module"
HEADER = f'resource "{NATIVE}" "hsm"'
AZURERM = f"""{ROOT}{HEADER} {{
  name                     = "hsm"
  purge_protection_enabled = SETTING
}}
"""
AZAPI = f"""{ROOT}resource "azapi_resource" "hsm" {{
  type = "Microsoft.KeyVault/managedHSMs@2023-07-01"
  body = {{
    properties = {{
      enablePurgeProtection = SETTING
    }}
  }}
}}
"""
JSON = AZAPI.replace("body = {", "body = jsonencode({").replace("    }\n  }\n", "    }\n  })\n")
BICEP = """param given bool
param off bool = false
param on bool = true
resource hsm 'Microsoft.KeyVault/managedHSMs@2023-07-01' = {
  name: 'hsm'
  properties: {
    enablePurgeProtection: SETTING
  }
}
"""
LANGUAGES = {
    "azurerm": ("main.tf", AZURERM, f"hsm-azurerm {NATIVE}.hsm"),
    "azapi": ("main.tf", AZAPI, "hsm azapi_resource.hsm"),
    "jsonencode": ("main.tf", JSON, "hsm azapi_resource.hsm"),
    "bicep": ("main.bicep", BICEP, "hsm Microsoft.KeyVault/managedHSMs.hsm"),
}
SETTINGS: dict[str, tuple[str, str, str | None]] = {
    "on": ("true", "true", None),
    "off": ("false", "false", "{0} false"),
    "null": ("null", "null", "{0} null"),
    "default on": ("var.on", "on", None),
    "default off": ("var.off", "off", "{0} {1}"),
    "no value": ("var.given", "given", "? {0} {1}"),
    "chosen on": ("var.off ? null : true", "off ? null : true", None),
    "chosen off": ("var.on ? false : true", "on ? false : true", "{0} false"),
    "both ways on": ("var.given ? true : var.on", "given ? true : on", None),
    "both ways off": ("var.given ? false : null", "given ? false : null", "{0} {1}"),
    "one way off": ("var.given ? true : null", "given ? true : null", "? {0} {1}"),
}
VARIANTS = {
    f"{language}, {setting}": (language, setting) for language in LANGUAGES for setting in SETTINGS
}
EDITS: dict[str, tuple[str, list[Edit], list[str]]] = {
    "azurerm, absent": (
        "azurerm",
        [("  purge_protection_enabled = SETTING\n", "")],
        [f"hsm-azurerm {NATIVE}.hsm {HEADER}"],
    ),
    "azurerm, by count": (
        "azurerm",
        [("  name", "  count = 2\n  name"), ("SETTING", "false")],
        [f"hsm-azurerm {NATIVE}.hsm false"],
    ),
    "azurerm, no instance": (
        "azurerm",
        [("  name", "  count = 0\n  name"), ("SETTING", "false")],
        [],
    ),
    "azurerm, one of each": (
        "azurerm",
        [
            ("  name", "  for_each = { a = true, b = false }\n  name"),
            ("SETTING", "each.value"),
        ],
        [f"hsm-azurerm {NATIVE}.hsm each.value"],
    ),
    "azurerm, all on": (
        "azurerm",
        [("  name", "  for_each = { a = true }\n  name"), ("SETTING", "each.value")],
        [],
    ),
    "azurerm, data": ("azurerm", [("resource", "data"), ("SETTING", "false")], []),
    "azurerm, moved to another type": (
        "azurerm",
        [(NATIVE, "azurerm_resource_group"), ("SETTING", "false")],
        [],
    ),
    "azurerm, ignored afterwards": (
        "azurerm",
        [("SETTING", "false\n  lifecycle {\n    ignore_changes = [purge_protection_enabled]\n  }")],
        [f"hsm-azurerm {NATIVE}.hsm false"],
    ),
    "azapi, absent": (
        "azapi",
        [("      enablePurgeProtection = SETTING\n", "")],
        ['hsm azapi_resource.hsm resource "azapi_resource" "hsm"'],
    ),
    "azapi, name in another case": ("azapi", [("enableP", "EnableP"), ("SETTING", "true")], []),
    "azapi, type in another case": (
        "azapi",
        [("KeyVault/managedHSMs", "keyvault/managedhsms"), ("SETTING", "false")],
        ["hsm azapi_resource.hsm false"],
    ),
    "azapi, a key of it": ("azapi", [("HSMs@", "HSMs/keys@"), ("SETTING", "false")], []),
    "azapi, recovered": (
        "azapi",
        [("SETTING", 'false\n      createMode = "recover"')],
        [],
    ),
    "bicep, absent": (
        "bicep",
        [("    enablePurgeProtection: SETTING\n", "")],
        ["hsm Microsoft.KeyVault/managedHSMs.hsm properties"],
    ),
    "bicep, existing": ("bicep", [("' = {", "' existing = {"), ("SETTING", "false")], []),
    "bicep, recovered": ("bicep", [("SETTING", "false\n    createMode: 'recover'")], []),
    "bicep, not deployed": ("bicep", [("' = {", "' = if (off) {"), ("SETTING", "false")], []),
    "bicep, perhaps deployed": (
        "bicep",
        [("' = {", "' = if (given) {"), ("SETTING", "false")],
        ["hsm Microsoft.KeyVault/managedHSMs.hsm false"],
    ),
    "bicep, suppressed": (
        "bicep",
        [("SETTING", "false // azlint: ignore[AZL401] a test instance")],
        [],
    ),
}


@pytest.mark.parametrize(("language", "setting"), VARIANTS.values(), ids=VARIANTS)
def test_settings(tmp_path: Path, language: str, setting: str) -> None:
    name, text, start = LANGUAGES[language]
    terraform, bicep, finding = SETTINGS[setting]
    written = bicep if language == "bicep" else terraform
    expected = [] if finding is None else [finding.format(start, written)]
    assert found(tmp_path, "AZL401", {name: text.replace("SETTING", written)}) == expected


@pytest.mark.parametrize(("language", "edits", "expected"), EDITS.values(), ids=EDITS)
def test_edits(tmp_path: Path, language: str, edits: list[Edit], expected: list[str]) -> None:
    name, text, _ = LANGUAGES[language]
    assert found(tmp_path, "AZL401", {name: edited(text, edits)}) == expected


def test_enough_variants() -> None:
    silent = [setting for _, setting in VARIANTS.values() if SETTINGS[setting][2] is None]
    silent += [name for name, (_, _, expected) in EDITS.items() if not expected]
    assert len(VARIANTS) + len(EDITS) >= 40
    assert len(silent) >= 15


def test_the_obvious_fix_is_named_as_a_danger_first(tmp_path: Path) -> None:
    (finding,) = checked(
        tmp_path, "AZL401", {"main.tf": AZURERM.replace("SETTING", "false")}
    ).findings
    assert finding.message == (
        f"Managed HSM {NATIVE}.hsm has no purge protection, and just adding "
        "purge_protection_enabled = true makes azurerm replace the HSM and can purge its keys"
    )
    assert finding.consequence.value == "replace"


KEY = f"""resource "azurerm_key_vault_managed_hardware_security_module_key" "key" {{
  managed_hsm_id = {NATIVE}.hsm.id
}}
"""
CONSUMERS = {
    "a disk encryption set": (
        'resource "azurerm_disk_encryption_set" "set" {\n  key_vault_key_id = KEY\n}\n'
    ),
    "a disk encryption set of before 5.0": (
        'resource "azurerm_disk_encryption_set" "set" {\n  managed_hsm_key_id = KEY\n}\n'
    ),
    "a storage account": (
        'resource "azurerm_storage_account" "account" {\n'
        "  customer_managed_key {\n"
        "    managed_hsm_key_id = KEY\n"
        "  }\n"
        "}\n"
    ),
    "a key of a storage account": (
        'resource "azurerm_storage_account_customer_managed_key" "key" {\n'
        "  managed_hsm_key_id = KEY\n"
        "}\n"
    ),
    "a disk encryption set in azapi": (
        'resource "azapi_resource" "set" {\n'
        '  type = "Microsoft.Compute/diskEncryptionSets@2023-10-02"\n'
        "  body = jsonencode({ properties = { activeKey = { keyUrl = KEY } } })\n"
        "}\n"
    ),
}


@pytest.mark.parametrize("consumer", CONSUMERS.values(), ids=CONSUMERS)
@pytest.mark.parametrize(
    "key",
    [
        "azurerm_key_vault_managed_hardware_security_module_key.key.versioned_id",
        f'"${{{NATIVE}.hsm.hsm_uri}}keys/key"',
        "local.key",
        "module.pass.key",
    ],
    ids=["key", "pieces", "local", "module"],
)
def test_consumers_make_it_an_error(tmp_path: Path, consumer: str, key: str) -> None:
    text = AZURERM.replace("SETTING", "false") + KEY + consumer.replace("KEY", key)
    versioned = "azurerm_key_vault_managed_hardware_security_module_key.key.versioned_id"
    text += f"locals {{\n  key = {versioned}\n}}\n"
    text += f'module "pass" {{\n  source = "./pass"\n  key = {versioned}\n}}\n'
    passing = 'variable "key" {}\noutput "key" {\n  value = var.key\n}\n'
    files = {"main.tf": text, "pass/main.tf": passing}
    result = checked(tmp_path, "AZL401", files)
    assert [
        (f.severity.name, f.key, [r.message for r in f.related])
        for f in result.findings
        if f.severity
    ] == [("ERROR", "hsm-azurerm", ["takes its key from here"])]


def test_a_consumer_of_another_vault_changes_nothing(tmp_path: Path) -> None:
    text = AZURERM.replace("SETTING", "false")
    text += 'resource "azurerm_key_vault_key" "other" {\n  key_vault_id = var.given\n}\n'
    text += CONSUMERS["a disk encryption set"].replace("KEY", "azurerm_key_vault_key.other.id")
    assert found(tmp_path, "AZL401", {"main.tf": text}) == [f"hsm-azurerm {NATIVE}.hsm false"]


IN_BICEP = """resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv'
  properties: {
    enablePurgeProtection: null
  }
}
resource key 'Microsoft.KeyVault/vaults/keys@2023-07-01' = {
  parent: kv
  name: 'key'
  properties: {}
}
"""
BICEP_CONSUMERS = {
    "storage": """resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'account'
  properties: {
    encryption: {
      keyvaultproperties: {
        keyname: key.name
        keyvaulturi: kv.properties.vaultUri
      }
    }
  }
}
""",
    "its key": """resource set 'Microsoft.Compute/diskEncryptionSets@2023-10-02' = {
  name: 'set'
  properties: {
    activeKey: {
      keyUrl: key.properties.keyUriWithVersion
    }
  }
}
""",
    "its vault": """resource set 'Microsoft.Compute/diskEncryptionSets@2023-10-02' = {
  name: 'set'
  properties: {
    activeKey: {
      sourceVault: {
        id: kv.id
      }
      keyUrl: 'https://elsewhere'
    }
  }
}
""",
}


@pytest.mark.parametrize("consumer", BICEP_CONSUMERS.values(), ids=BICEP_CONSUMERS)
def test_consumers_in_bicep(tmp_path: Path, consumer: str) -> None:
    assert found(tmp_path, "AZL401", {"main.bicep": IN_BICEP + consumer}) == [
        "error vault Microsoft.KeyVault/vaults.kv null"
    ]


def test_a_consumer_through_a_key_that_is_looked_up(tmp_path: Path) -> None:
    text = f"""{ROOT}resource "azurerm_key_vault" "kv" {{
  name = "kv"
}}
data "azurerm_key_vault_key" "key" {{
  name         = "key"
  key_vault_id = azurerm_key_vault.kv.id
}}
resource "azurerm_disk_encryption_set" "set" {{
  key_vault_key_id = data.azurerm_key_vault_key.key.id
}}
"""
    assert found(tmp_path, "AZL401", {"main.tf": text}) == [
        'error vault azurerm_key_vault.kv resource "azurerm_key_vault" "kv"'
    ]
