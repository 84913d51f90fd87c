"""The ARM view: each kind of presence, in each language that a file can describe a resource in."""

from __future__ import annotations

from pathlib import Path

import pytest

from azlint.azure.resource import Resource
from azlint.build import build
from azlint.graph import Evaluation
from azlint.node import Presence
from azlint.tree import FolderTree
from azlint.value import Known
from tiny import write

VM = "Microsoft.Compute/virtualMachines"
VAULT = "Microsoft.KeyVault/vaults"
SECURITY = "properties.securityProfile.securityType"
SKU = "properties.storageProfile.osDisk.managedDisk.storageAccountType"
PROTECTION = "properties.enablePurgeProtection"
PATHS = {
    VM: frozenset({SECURITY, SKU, "properties.storageProfile.dataDisks"}),
    VAULT: frozenset({PROTECTION, "properties.createMode"}),
}
ROOT = 'terraform {\n  backend "local" {}\n}\nvariable "given" {}\n'


def evaluation(root: Path, files: dict[str, str]) -> Evaluation:
    write(root, files)
    (found,) = build(FolderTree(root), PATHS).graph.evaluations
    return found


def only(root: Path, arm_type: str, files: dict[str, str]) -> Resource:
    (found,) = evaluation(root, files).of_type(arm_type)
    return found


def shown(resource: Resource, path: str) -> tuple[object, Presence, str]:
    found = resource.property(path)
    value = found.value
    return (value.data if isinstance(value, Known) else "?"), found.presence, found.name


def vm(body: str) -> str:
    return f'{ROOT}resource "azurerm_linux_virtual_machine" "vm" {{\n{body}\n}}\n'


def vault(body: str) -> str:
    return f'{ROOT}resource "azurerm_key_vault" "kv" {{\n{body}\n}}\n'


def azapi(body: str) -> str:
    kind = f'type = "{VAULT}@2023-07-01"'
    return f'{ROOT}resource "azapi_resource" "kv" {{\n  {kind}\n  {body}\n}}\n'


def bicep(body: str) -> str:
    return f"param given object\nresource kv '{VAULT}@2023-07-01' = {{\n  name: 'kv'\n{body}\n}}\n"


def call(body: str) -> str:
    return (
        "module kv 'br/public:avm/res/key-vault/vault:0.13.3' = {\n  name: 'kv'\n"
        f"  params: {{\n{body}\n  }}\n}}\n"
    )


WRITTEN, UNSET = Presence.WRITTEN, Presence.UNSET
ON = "properties = { enablePurgeProtection = true }"
CASES = {
    "azurerm, written": (
        "main.tf",
        vault("purge_protection_enabled = true"),
        PROTECTION,
        (True, WRITTEN, "purge_protection_enabled"),
    ),
    "azurerm, unset": ("main.tf", vault(""), PROTECTION, (None, UNSET, "purge_protection_enabled")),
    "azurerm, null": (
        "main.tf",
        vault("purge_protection_enabled = null"),
        PROTECTION,
        (None, UNSET, "purge_protection_enabled"),
    ),
    "azurerm, unknown": (
        "main.tf",
        vault("purge_protection_enabled = var.given"),
        PROTECTION,
        ("?", WRITTEN, "purge_protection_enabled"),
    ),
    "azurerm, never sent": (
        "main.tf",
        vault(""),
        "properties.createMode",
        (None, UNSET, "properties.createMode"),
    ),
    "azurerm, unmapped": (
        "main.tf",
        vault(""),
        "properties.tenantId",
        ("?", Presence.UNMAPPED, "properties.tenantId"),
    ),
    "azapi, written": (
        "main.tf",
        azapi(f"body = {{ {ON} }}"),
        PROTECTION,
        (True, WRITTEN, PROTECTION),
    ),
    "azapi, API default": (
        "main.tf",
        azapi("body = { properties = {} }"),
        PROTECTION,
        (None, UNSET, PROTECTION),
    ),
    "azapi, no body": ("main.tf", azapi(""), PROTECTION, (None, UNSET, PROTECTION)),
    "azapi, merged over the unknown": (
        "main.tf",
        azapi(f"body = merge(var.given, {{ {ON} }})"),
        "properties.tenantId",
        (None, UNSET, "properties.tenantId"),
    ),
    "azapi, unknown merge": (
        "main.tf",
        azapi(f"body = merge({{ {ON} }}, var.given)"),
        "properties.tenantId",
        ("?", WRITTEN, "properties.tenantId"),
    ),
    "azapi, beside the body": (
        "main.tf",
        azapi('location = "x"\n  body = {}'),
        "location",
        ("x", WRITTEN, "location"),
    ),
    "jsonencode, written": (
        "main.tf",
        azapi(f"body = jsonencode({{ {ON} }})"),
        PROTECTION,
        (True, WRITTEN, PROTECTION),
    ),
    "jsonencode, API default": (
        "main.tf",
        azapi("body = jsonencode({ properties = { a = var.given } })"),
        PROTECTION,
        (None, UNSET, PROTECTION),
    ),
    "jsonencode, unknown merge": (
        "main.tf",
        azapi("body = jsonencode(merge(var.given, {}))"),
        PROTECTION,
        ("?", WRITTEN, PROTECTION),
    ),
    "bicep, written": (
        "main.bicep",
        bicep("  properties: {\n    enablePurgeProtection: true\n  }"),
        PROTECTION,
        (True, WRITTEN, PROTECTION),
    ),
    "bicep, API default": (
        "main.bicep",
        bicep("  properties: {}"),
        PROTECTION,
        (None, UNSET, PROTECTION),
    ),
    "bicep, null": (
        "main.bicep",
        bicep("  properties: {\n    enablePurgeProtection: null\n  }"),
        PROTECTION,
        (None, UNSET, PROTECTION),
    ),
    "bicep, unknown merge": (
        "main.bicep",
        bicep("  properties: {\n    ...given\n  }"),
        PROTECTION,
        ("?", WRITTEN, PROTECTION),
    ),
    "call, written": (
        "main.bicep",
        call("    enablePurgeProtection: false"),
        PROTECTION,
        (False, WRITTEN, "enablePurgeProtection"),
    ),
    "call, module default": (
        "main.bicep",
        call("    name: 'kv'"),
        PROTECTION,
        (True, Presence.PROVIDER_DEFAULT, "enablePurgeProtection"),
    ),
    "call, unmapped": (
        "main.bicep",
        call("    name: 'kv'"),
        "properties.tenantId",
        ("?", Presence.UNMAPPED, "properties.tenantId"),
    ),
}


@pytest.mark.parametrize(("name", "text", "path", "expected"), CASES.values(), ids=CASES)
def test_vaults(
    tmp_path: Path, name: str, text: str, path: str, expected: tuple[object, Presence, str]
) -> None:
    assert shown(only(tmp_path, VAULT, {name: text}), path) == expected


DISK = 'storage_account_type = "Standard_LRS"'
DYNAMIC = 'dynamic "os_disk" {{\n  for_each = {0}\n  content {{\n    {1}\n  }}\n}}'
MACHINES = {
    "written": (f"os_disk {{\n  {DISK}\n}}", ("Standard_LRS", WRITTEN)),
    "unset": ("os_disk {\n}", (None, UNSET)),
    "no block": ("", (None, UNSET)),
    "dynamic block": (DYNAMIC.format("[1]", DISK), ("Standard_LRS", WRITTEN)),
    "dynamic block without instances": (DYNAMIC.format("[]", DISK), (None, UNSET)),
    "dynamic block that is not known": (DYNAMIC.format("var.given", DISK), ("?", WRITTEN)),
}


@pytest.mark.parametrize(("body", "expected"), MACHINES.values(), ids=MACHINES)
def test_blocks(tmp_path: Path, body: str, expected: tuple[object, Presence]) -> None:
    found = shown(only(tmp_path, VM, {"main.tf": vm(body)}), SKU)
    assert found == (*expected, "os_disk.storage_account_type")


def test_a_file_that_does_not_parse_makes_what_is_missing_unknown(tmp_path: Path) -> None:
    text = bicep("  properties: {}\n  = =\n")
    assert shown(only(tmp_path, VAULT, {"main.bicep": text}), PROTECTION)[0] == "?"


SECURITIES = {
    "none": ("os_disk {\n}", None),
    "empty": ('os_disk {\n  security_encryption_type = ""\n}', None),
    "encrypted": (
        'os_disk {\n  security_encryption_type = "VMGuestStateOnly"\n}',
        "ConfidentialVM",
    ),
    "by its disk": ("os_managed_disk_id = var.given", "?"),
}


@pytest.mark.parametrize(("body", "expected"), SECURITIES.values(), ids=SECURITIES)
def test_security_type_of_a_machine(tmp_path: Path, body: str, expected: object) -> None:
    assert shown(only(tmp_path, VM, {"main.tf": vm(body)}), SECURITY)[0] == expected
