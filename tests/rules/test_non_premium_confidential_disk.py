"""AZL301: edits of one machine, one scale set and one template, and what each of them changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiny import Edit, checked, edited, found

TERRAFORM = """
terraform {
  backend "local" {}
}
locals {
  disks = { a = "Standard_LRS" }
}
resource "azurerm_linux_virtual_machine" "vm" {
  os_disk {
    storage_account_type     = "StandardSSD_LRS"
    security_encryption_type = "VMGuestStateOnly"
  }
}
resource "azurerm_managed_disk" "data" {
  for_each             = local.disks
  storage_account_type = each.value
}
resource "azurerm_virtual_machine_data_disk_attachment" "data" {
  for_each           = azurerm_managed_disk.data
  managed_disk_id    = each.value.id
  virtual_machine_id = azurerm_linux_virtual_machine.vm.id
}
"""
VM = "azurerm_linux_virtual_machine.vm"
OS = f'os-disk {VM} "StandardSSD_LRS"'
DATA = "data-disk azurerm_managed_disk.data each.value"
ENCRYPTION = '"VMGuestStateOnly"'
SKU = '"StandardSSD_LRS"'
LIST = 'disks = { a = "Standard_LRS" }'
MACHINE = "virtual_machine_id = azurerm_linux_virtual_machine.vm.id"
UNGIVEN = ("locals {", 'variable "given" {}\nlocals {')


def default(data: str) -> Edit:
    return ("locals {", f'variable "given" {{\n  default = {data}\n}}\nlocals {{')


TERRAFORM_EDITS: dict[str, tuple[list[Edit], list[str]]] = {
    "as it is": ([], [OS, DATA]),
    "os disk premium": ([(SKU, '"Premium_LRS"')], [DATA]),
    "os disk premium zone-redundant": ([(SKU, '"Premium_ZRS"')], [DATA]),
    "os disk in another case": ([(SKU, '"premium_lrs"')], [DATA]),
    "os disk hdd": ([(SKU, '"Standard_LRS"')], [f'os-disk {VM} "Standard_LRS"', DATA]),
    "os disk zone-redundant ssd": (
        [(SKU, '"StandardSSD_ZRS"')],
        [f'os-disk {VM} "StandardSSD_ZRS"', DATA],
    ),
    "os disk ephemeral": (
        [(SKU, f'{SKU}\n diff_disk_settings {{\n option = "Local"\n }}')],
        [DATA],
    ),
    "data disk premium": ([(LIST, 'disks = { a = "Premium_LRS" }')], [OS]),
    "data disk premium v2": ([(LIST, 'disks = { a = "PremiumV2_LRS" }')], [OS]),
    "data disk ultra": ([(LIST, 'disks = { a = "UltraSSD_LRS" }')], [OS]),
    "one of two data disks": (
        [(LIST, 'disks = { a = "Premium_LRS", b = "Standard_LRS" }')],
        [OS, DATA],
    ),
    "no data disks": ([(LIST, "disks = {}")], [OS]),
    "data disks by a variable without value": (
        [UNGIVEN, (LIST, "disks = { a = var.given }")],
        [OS, f"? {DATA}"],
    ),
    "os disk by a variable without value": (
        [UNGIVEN, (SKU, "var.given")],
        [DATA, f"? os-disk {VM} var.given"],
    ),
    "os disk by a default": (
        [default(SKU), (SKU + "\n    s", "var.given\n    s")],
        [f"os-disk {VM} var.given", DATA],
    ),
    "both disks fine": ([(SKU, '"Premium_LRS"'), (LIST, 'disks = { a = "Premium_ZRS" }')], []),
    "no encryption": ([(f"    security_encryption_type = {ENCRYPTION}\n", "")], []),
    "encryption null": ([(ENCRYPTION, "null")], []),
    "encryption empty": ([(ENCRYPTION, '""')], []),
    "encryption tried": ([(ENCRYPTION, "try(local.disks.none, null)")], []),
    "encryption switched off": ([(ENCRYPTION, f"false ? {ENCRYPTION} : null")], []),
    "encryption by a default that is null": ([default("null"), (ENCRYPTION, "var.given")], []),
    "encryption switched on": ([(ENCRYPTION, f"true ? {ENCRYPTION} : null")], [OS, DATA]),
    "encryption one of two": (
        [UNGIVEN, (ENCRYPTION, f'var.given ? {ENCRYPTION} : "DiskWithVMGuestState"')],
        [OS, DATA],
    ),
    "encryption one of two or none": (
        [UNGIVEN, (ENCRYPTION, f"var.given ? {ENCRYPTION} : null")],
        [f"? {OS}", f"? {DATA}"],
    ),
    "encryption not known": (
        [UNGIVEN, (ENCRYPTION, "var.given")],
        [f"? {OS}", f"? {DATA}"],
    ),
    "encryption not known, disks fine": (
        [
            UNGIVEN,
            (ENCRYPTION, "var.given"),
            (SKU, '"Premium_LRS"'),
            (LIST, 'disks = { a = "PremiumV2_LRS" }'),
        ],
        [],
    ),
    "encryption by a local": (
        [
            ("locals {", f"locals {{\n  kind = {ENCRYPTION}"),
            (f"_type = {ENCRYPTION}", "_type = local.kind"),
        ],
        [OS, DATA],
    ),
    "trusted launch": (
        [
            (f"    security_encryption_type = {ENCRYPTION}\n", ""),
            ("  os_disk {", "  vtpm_enabled = true\n  os_disk {"),
        ],
        [],
    ),
    "windows": (
        [("azurerm_linux", "azurerm_windows")],
        [f"os-disk azurerm_windows_virtual_machine.vm {SKU}", DATA],
    ),
    "os disk in a dynamic block": (
        [
            ("  os_disk {\n", '  dynamic "os_disk" {\n    for_each = [1]\n    content {\n'),
            (f"{ENCRYPTION}\n", f"{ENCRYPTION}\n}}\n"),
        ],
        [OS, DATA],
    ),
    "attached to another machine": (
        [
            (MACHINE, "virtual_machine_id = azurerm_linux_virtual_machine.plain.id"),
            (
                "locals {",
                'resource "azurerm_linux_virtual_machine" "plain" {\n  os_disk {}\n}\nlocals {',
            ),
        ],
        [OS],
    ),
    "attached to a machine elsewhere": (
        [UNGIVEN, (MACHINE, "virtual_machine_id = var.given")],
        [OS],
    ),
    "machines by key": (
        [
            ('"vm" {', '"vm" {\n  for_each = toset(["a", "b"])'),
            (f"= {ENCRYPTION}", f'= each.key == "b" ? {ENCRYPTION} : null'),
            (MACHINE, "virtual_machine_id = azurerm_linux_virtual_machine.vm[each.key].id"),
        ],
        [OS],
    ),
    "machines by key, the other one": (
        [
            ('"vm" {', '"vm" {\n  for_each = toset(["a", "b"])'),
            (f"= {ENCRYPTION}", f'= each.key == "a" ? {ENCRYPTION} : null'),
            (MACHINE, "virtual_machine_id = azurerm_linux_virtual_machine.vm[each.key].id"),
        ],
        [OS, DATA],
    ),
    "machines by count": (
        [
            ('"vm" {', '"vm" {\n  count = 2'),
            (MACHINE, "virtual_machine_id = azurerm_linux_virtual_machine.vm[0].id"),
        ],
        [OS, DATA],
    ),
    "no machines": (
        [
            ('"vm" {', '"vm" {\n  count = 0'),
            (MACHINE, "virtual_machine_id = one(azurerm_linux_virtual_machine.vm[*].id)"),
        ],
        [],
    ),
    "no attachment": (
        [
            ("for_each           = azurerm_managed_disk.data", "for_each = {}"),
            ("each.value.id", "null"),
        ],
        [OS],
    ),
    "os disk of its own": (
        [
            (
                (
                    f"  os_disk {{\n"
                    f"    storage_account_type     = {SKU}\n"
                    f"    security_encryption_type = {ENCRYPTION}\n"
                    f"  }}"
                ),
                "  os_managed_disk_id = azurerm_managed_disk.os.id",
            ),
            (
                "locals {",
                (
                    f'resource "azurerm_managed_disk" "os" {{\n'
                    f"  storage_account_type = {SKU}\n"
                    f'  security_type = "ConfidentialVM_DiskEncryptedWithPlatformKey"\n'
                    f"}}\n"
                    f"locals {{"
                ),
            ),
        ],
        [f"confidential-disk azurerm_managed_disk.os {SKU}", DATA],
    ),
    "os disk of its own, not confidential": (
        [
            (
                (
                    f"  os_disk {{\n"
                    f"    storage_account_type     = {SKU}\n"
                    f"    security_encryption_type = {ENCRYPTION}\n"
                    f"  }}"
                ),
                "  os_managed_disk_id = azurerm_managed_disk.os.id",
            ),
            (
                "locals {",
                (
                    f'resource "azurerm_managed_disk" "os" {{\n'
                    f"  storage_account_type = {SKU}\n"
                    f"}}\n"
                    f"locals {{"
                ),
            ),
        ],
        [],
    ),
    "os disk of its own elsewhere": (
        [
            UNGIVEN,
            (
                (
                    f"  os_disk {{\n"
                    f"    storage_account_type     = {SKU}\n"
                    f"    security_encryption_type = {ENCRYPTION}\n"
                    f"  }}"
                ),
                "  os_managed_disk_id = var.given",
            ),
        ],
        [f"? {DATA}"],
    ),
    "suppressed": (
        [(f"= {SKU}", f"= {SKU} # azlint: ignore[AZL301] replaced next month")],
        [DATA],
    ),
}

SCALE_SET = """
terraform {
  backend "local" {}
}
resource "azurerm_windows_virtual_machine_scale_set" "set" {
  os_disk {
    storage_account_type     = "Standard_LRS"
    security_encryption_type = "VMGuestStateOnly"
  }
  data_disk {
    storage_account_type = "StandardSSD_LRS"
  }
  data_disk {
    storage_account_type = "UltraSSD_LRS"
  }
}
"""
SET = "azurerm_windows_virtual_machine_scale_set.set"
SET_OS = f'os-disk {SET} "Standard_LRS"'
SET_DATA = f'data-disk {SET} "StandardSSD_LRS"'

SCALE_SET_EDITS: dict[str, tuple[list[Edit], list[str]]] = {
    "as it is": ([], [SET_OS, SET_DATA]),
    "os disk premium": ([('"Standard_LRS"', '"Premium_LRS"')], [SET_DATA]),
    "all premium": ([('"Standard_LRS"', '"Premium_LRS"'), (SKU, '"Premium_ZRS"')], []),
    "not confidential": ([(ENCRYPTION, "null")], []),
    "orchestrated": ([("azurerm_windows_v", "azurerm_orchestrated_v")], []),
}

BICEP = """
param kind string = 'ConfidentialVM'
param sku string = 'StandardSSD_LRS'
resource disk 'Microsoft.Compute/disks@2023-10-02' = {
  name: 'disk'
  sku: {
    name: 'Standard_LRS'
  }
}
resource vm 'Microsoft.Compute/virtualMachines@2023-09-01' = {
  name: 'vm'
  properties: {
    securityProfile: {
      securityType: kind
    }
    storageProfile: {
      osDisk: {
        managedDisk: {
          storageAccountType: sku
        }
      }
      dataDisks: [
        {
          lun: 0
          managedDisk: {
            storageAccountType: 'StandardSSD_ZRS'
          }
        }
        {
          lun: 1
          managedDisk: {
            id: disk.id
          }
        }
      ]
    }
  }
}
"""
B_VM = "Microsoft.Compute/virtualMachines.vm"
B_OS = f"os-disk-in-place {B_VM} sku"
B_INLINE = f"data-disk {B_VM} 'StandardSSD_ZRS'"
B_DISK = "data-disk Microsoft.Compute/disks.disk 'Standard_LRS'"

BICEP_EDITS: dict[str, tuple[list[Edit], list[str]]] = {
    "as it is": ([], [B_DISK, B_OS, B_INLINE]),
    "trusted launch": ([("'ConfidentialVM'", "'TrustedLaunch'")], []),
    "standard": ([("'ConfidentialVM'", "'Standard'")], []),
    "no security profile": ([("securityProfile: {\n      securityType: kind\n    }\n", "")], []),
    "security type in another case": (
        [("'ConfidentialVM'", "'confidentialVm'")],
        [B_DISK, B_OS, B_INLINE],
    ),
    "property names in another case": (
        [("securityProfile", "SecurityProfile")],
        [B_DISK, B_OS, B_INLINE],
    ),
    "security type not given": (
        [(" = 'ConfidentialVM'", "")],
        [f"? {B_DISK}", f"? {B_OS}", f"? {B_INLINE}"],
    ),
    "sku not given": ([(" = 'StandardSSD_LRS'", "")], [B_DISK, B_INLINE, f"? {B_OS}"]),
    "sku left to Azure": (
        [("storageAccountType: sku", "diskEncryptionSet: null")],
        [B_DISK, B_INLINE],
    ),
    "sku null": ([("AccountType: sku", "AccountType: null")], [B_DISK, B_INLINE]),
    "ephemeral": (
        [
            (
                "osDisk: {",
                "osDisk: {\n        diffDiskSettings: {\n          option: 'Local'\n        }",
            )
        ],
        [B_DISK, B_INLINE],
    ),
    "perhaps ephemeral": (
        [
            ("param kind", "param where string\nparam kind"),
            (
                "osDisk: {",
                "osDisk: {\n        diffDiskSettings: {\n          option: where\n        }",
            ),
        ],
        [B_DISK, B_INLINE, f"? {B_OS}"],
    ),
    "disk elsewhere": ([("@2023-10-02' =", "@2023-10-02' existing =")], [B_OS, B_INLINE]),
    "disk premium v2": ([("'Standard_LRS'", "'PremiumV2_LRS'")], [B_OS, B_INLINE]),
    "disk detached": ([("id: disk.id", "id: null")], [B_OS, B_INLINE]),
    "data disks not known": (
        [
            ("param kind", "param disks array\nparam kind"),
            ("dataDisks: [", "dataDisks: length(disks) == 0 ? [] : disks\n      others: ["),
        ],
        [B_OS, f"? data-disk {B_VM} length(disks) == 0 ? [] : disks"],
    ),
    "data disks in a loop": (
        [
            (
                "dataDisks: [\n",
                (
                    "dataDisks: [for name in ['Standard_LRS', 'Premium_LRS']: {\n"
                    " managedDisk: {\n"
                    " storageAccountType: name\n"
                    " }\n"
                    " }]\n"
                    " others: [\n"
                ),
            )
        ],
        [B_OS, f"data-disk {B_VM} name"],
    ),
    "machine not deployed": ([("09-01' =", "09-01' = if (false)")], []),
    "machine existing": ([("09-01' =", "09-01' existing =")], []),
    "confidential disk alone": (
        [
            ("'ConfidentialVM'", "'TrustedLaunch'"),
            (
                "name: 'disk'",
                (
                    "name: 'disk'\n"
                    "  properties: {\n"
                    "    securityProfile: {\n"
                    "     securityType: 'ConfidentialVM_VMGuestStateOnlyEncryptedWithPlatformKey'\n"
                    "    }\n"
                    "  }"
                ),
            ),
        ],
        ["confidential-disk Microsoft.Compute/disks.disk 'Standard_LRS'"],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), TERRAFORM_EDITS.values(), ids=TERRAFORM_EDITS)
def test_machine_in_azurerm(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    assert found(tmp_path, "AZL301", {"main.tf": edited(TERRAFORM, edits)}) == expected


@pytest.mark.parametrize(("edits", "expected"), SCALE_SET_EDITS.values(), ids=SCALE_SET_EDITS)
def test_scale_set_in_azurerm(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    assert found(tmp_path, "AZL301", {"main.tf": edited(SCALE_SET, edits)}) == expected


@pytest.mark.parametrize(("edits", "expected"), BICEP_EDITS.values(), ids=BICEP_EDITS)
def test_machine_in_bicep(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    assert found(tmp_path, "AZL301", {"main.bicep": edited(BICEP, edits)}) == expected


def test_enough_variants() -> None:
    every = [*TERRAFORM_EDITS.values(), *SCALE_SET_EDITS.values(), *BICEP_EDITS.values()]
    assert len(every) >= 40
    assert sum(expected == [] for _, expected in every) >= 15


@pytest.mark.parametrize("body", ["{body}", "jsonencode({body})"], ids=["object", "jsonencode"])
def test_machine_in_azapi(tmp_path: Path, body: str) -> None:
    written = """{
    properties = {
      securityProfile = { securityType = "ConfidentialVM" }
      storageProfile = {
        osDisk    = { managedDisk = { storageAccountType = "Standard_LRS" } }
        dataDisks = [{ managedDisk = { storageAccountType = "StandardSSD_LRS" } }]
      }
    }
  }"""
    text = f"""terraform {{
  backend "local" {{}}
}}
resource "azapi_resource" "vm" {{
  type = "microsoft.compute/virtualmachines@2023-09-01"
  body = {body.format(body=written)}
}}
"""
    assert found(tmp_path, "AZL301", {"main.tf": text}) == [
        'os-disk-in-place azapi_resource.vm "Standard_LRS"',
        'data-disk azapi_resource.vm "StandardSSD_LRS"',
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('zones = ["1"]', []),
        ('properties = { securityProfile = { securityType = "ConfidentialVM" } }', []),
        (
            "properties = { storageProfile = { dataDisks = [{ managedDisk = STANDARD }] } }",
            ['? data-disk azapi_update_resource.vm "Standard_LRS"'],
        ),
    ],
)
def test_an_update_answers_for_the_disks_it_writes(
    tmp_path: Path, written: str, expected: list[str]
) -> None:
    text = f"""terraform {{
  backend "local" {{}}
}}
resource "azapi_update_resource" "vm" {{
  type        = "Microsoft.Compute/virtualMachines@2023-09-01"
  resource_id = azapi_resource.vm.id
  body        = {{ {written.replace("STANDARD", '{ storageAccountType = "Standard_LRS" }')} }}
}}
"""
    assert found(tmp_path, "AZL301", {"main.tf": text}) == expected


def test_the_message_names_disk_and_machine(tmp_path: Path) -> None:
    result = checked(tmp_path, "AZL301", {"main.tf": TERRAFORM})
    below = "below the recommended Premium tier, and changing it"
    replaced, stop = "in azurerm replaces the VM", "takes a stop of the VM"
    data = "azurerm_managed_disk.data"
    assert [(f.message, f.consequence.value) for f in result.findings] == [
        (
            f"The OS disk of Confidential VM {VM} is StandardSSD_LRS, {below} {replaced}",
            "replace",
        ),
        (
            f"Disk {data} of Confidential VM {VM} is Standard_LRS, {below} {stop}",
            "restart",
        ),
    ]
    assert [[related.message for related in f.related] for f in result.findings] == [
        [],
        ["local.disks is written here", "attached to this Confidential VM", "attached here"],
    ]


@pytest.mark.parametrize(
    ("decorator", "told"),
    [
        ("@secure()", "is (sensitive), below the recommended Premium tier"),
        ("@description('')", "is Standard_LRS, below the recommended Premium tier"),
    ],
)
def test_a_secret_is_not_told(tmp_path: Path, decorator: str, told: str) -> None:
    text = f"""{decorator}
param sku string = 'Standard_LRS'
resource disk 'Microsoft.Compute/disks@2023-10-02' = {{
  name: 'd'
  sku: {{ name: sku }}
  properties: {{
    securityProfile: {{ securityType: 'ConfidentialVM_VMGuestStateOnlyEncryptedWithPlatformKey' }}
  }}
}}
"""
    files = {"main.bicep": text, "main.bicepparam": "using 'main.bicep'\n"}
    (one,) = checked(tmp_path, "AZL301", files).findings
    subject = "Disk Microsoft.Compute/disks.disk is made for a Confidential VM and"
    assert one.message == f"{subject} {told}, and changing it takes a stop of the VM"
