"""Edits of VMs in azapi and Bicep, each with what AZL201 says about it."""

from __future__ import annotations

from rules.reservation_pairs import Pair, group_id, mark, root, variable, vm

OLD, NEW = f'"{group_id("one")}"', f'"{group_id("two")}"'
ZONAL = '    zones = ["1"]\n'
AZAPI = "Microsoft.Compute/virtualMachines@2024-11-01"


def body(group: str, more: str = "") -> str:
    """The body of a VM in azapi."""
    reserved = (
        f"      capacityReservation = {{\n        capacityReservationGroup = {{ id = {group} }}\n"
        "      }\n"
        if group
        else ""
    )
    return (
        f"{{\n{more}    properties = {{\n      hardwareProfile = {{ vmSize = "
        f'"Standard_D4s_v5" }}\n{reserved}    }}\n  }}'
    )


def azapi(written: str, more: str = "", name: str = '"vm"') -> dict[str, str]:
    """A root with a VM in azapi."""
    return root(
        f'resource "azapi_resource" "vm" {{\n  type = "{AZAPI}"\n  name = {name}\n'
        f'  parent_id = "/subscriptions/0/resourceGroups/rg"\n  body = {written}\n{more}}}\n'
    )


def update(group: str, target: str) -> dict[str, str]:
    """A root with a VM in azurerm that azapi updates."""
    return root(
        vm(zone=target) + f'resource "azapi_update_resource" "vm" {{\n  type = "{AZAPI}"\n'
        f"  resource_id = azurerm_linux_virtual_machine.app.id\n  body = {body(group)}\n}}\n"
    )


IGNORED = "  lifecycle {\n    ignore_changes = [body]\n  }\n"

AZAPI_PAIRS = (
    Pair("azapi adds", azapi(body("")), azapi(body(mark(NEW))), "deallocate-first"),
    Pair("azapi changes", azapi(body(OLD)), azapi(body(mark(NEW))), "release-first"),
    Pair("azapi zonal", azapi(body("", ZONAL)), azapi(body(NEW, ZONAL))),
    Pair("azapi zonal changes", azapi(body(OLD, ZONAL)), azapi(body(NEW, ZONAL))),
    Pair("azapi case", azapi(body(OLD)), azapi(body(OLD.upper()))),
    Pair(
        "azapi any zone",
        azapi(body("", '    placement = { zonePlacementPolicy = "Any" }\n')),
        azapi(body(NEW, '    placement = { zonePlacementPolicy = "Any" }\n')),
    ),
    Pair("azapi ignored", azapi(body(OLD)), azapi(body(NEW), IGNORED)),
    Pair("azapi new", azapi(body("")), azapi(body(NEW), name='"vm2"')),
    Pair(
        "azapi jsonencode",
        azapi(f"jsonencode({body(OLD)})"),
        azapi(f"jsonencode({body(mark(NEW))})"),
        "release-first",
    ),
    Pair(
        "azapi zones not known",
        azapi(body(OLD, "    zones = var.zones\n")) | {"infra/v.tf": variable("zones")},
        azapi(body(mark(NEW), "    zones = var.zones\n")) | {"infra/v.tf": variable("zones")},
        "release-first",
        undecided=True,
    ),
    Pair("update of a zonal VM", update(OLD, '"1"'), update(NEW, '"1"')),
    Pair(
        "update of a regional VM", update(OLD, "null"), update(mark(NEW), "null"), "release-first"
    ),
)

B_OLD, B_NEW = f"'{group_id('one')}'", f"'{group_id('two')}'"


def bicep_vm(group: str, *, more: str = "", name: str = "'vm'", symbol: str = "vm") -> str:
    """A VM in Bicep."""
    reserved = (
        f"    capacityReservation: {{\n      capacityReservationGroup: {{\n        id: {group}\n"
        "      }\n    }\n"
        if group
        else ""
    )
    return (
        f"resource {symbol} 'Microsoft.Compute/virtualMachines@2024-11-01' = {{\n  name: {name}\n"
        f"  location: 'westeurope'\n{more}  properties: {{\n    hardwareProfile: {{\n"
        f"      vmSize: 'Standard_D4s_v5'\n    }}\n{reserved}  }}\n}}\n"
    )


def bicep(text: str, **files: str) -> dict[str, str]:
    """A template; underscores in names of further files stand for dots."""
    others = {name.replace("_", "."): written for name, written in files.items()}
    return {"main.bicep": text, **others}


GROUP = (
    "resource crg 'Microsoft.Compute/capacityReservationGroups@2024-03-01' = {{\n"
    "  name: {name}\n  location: 'westeurope'\n}}\n"
)
CALL = "module m 'vm.bicep' = {{\n  name: 'm'\n  params: {{\n    group: {group}\n  }}\n}}\n"
PARAMETER = "param group string\n"
DECODED = "loadJsonContent('group.json').group"
LOOP = (
    "var names = [{names}]\n"
    "resource vms 'Microsoft.Compute/virtualMachines@2024-11-01' = [for n in names: {{\n"
    "  name: n.name\n  location: 'westeurope'\n  properties: {{\n    capacityReservation: {{\n"
    "      capacityReservationGroup: {{\n        id: n.id\n      }}\n    }}\n  }}\n}}]\n"
)


def loop(*names: str) -> dict[str, str]:
    """VMs in a loop."""
    return bicep(LOOP.format(names="".join(f"\n  {name}" for name in names) + "\n"))


A, B = f"{{ name: 'a', id: {B_OLD} }}", f"{{ name: 'b', id: {B_OLD} }}"

BICEP_PAIRS = (
    Pair("bicep adds", bicep(bicep_vm("")), bicep(bicep_vm(mark(B_NEW))), "deallocate-first"),
    Pair("bicep changes", bicep(bicep_vm(B_OLD)), bicep(bicep_vm(mark(B_NEW))), "release-first"),
    Pair(
        "bicep removes",
        bicep(bicep_vm(B_OLD)),
        bicep(bicep_vm("").replace("properties:", "«properties»:")),
        "release-first",
    ),
    Pair(
        "bicep zonal",
        bicep(bicep_vm("", more="  zones: ['1']\n")),
        bicep(bicep_vm(B_NEW, more="  zones: ['1']\n")),
    ),
    Pair(
        "bicep no zones",
        bicep(bicep_vm("", more="  zones: []\n")),
        bicep(bicep_vm(mark(B_NEW), more="  zones: []\n")),
        "deallocate-first",
    ),
    Pair(
        "bicep any zone",
        bicep(bicep_vm("", more="  placement: {\n    zonePlacementPolicy: 'Any'\n  }\n")),
        bicep(bicep_vm(B_NEW, more="  placement: {\n    zonePlacementPolicy: 'Any'\n  }\n")),
    ),
    Pair("bicep case", bicep(bicep_vm(B_OLD)), bicep(bicep_vm(B_OLD.upper()))),
    Pair("bicep renamed symbol", bicep(bicep_vm(B_OLD)), bicep(bicep_vm(B_OLD, symbol="other"))),
    Pair(
        "bicep renamed symbol and changed",
        bicep(bicep_vm(B_OLD)),
        bicep(bicep_vm(mark(B_NEW), symbol="other")),
        "release-first",
    ),
    Pair("bicep new name", bicep(bicep_vm(B_OLD)), bicep(bicep_vm(B_NEW, name="'vm2'"))),
    Pair(
        "bicep parameter default",
        bicep(f"param g string = {B_OLD}\n{bicep_vm('g')}"),
        bicep(f"param g string = «{B_NEW}»\n{bicep_vm('g')}"),
        "release-first",
    ),
    Pair(
        "bicepparam",
        bicep(
            f"param g string\n{bicep_vm('g')}",
            p_bicepparam=f"using 'main.bicep'\nparam g = {B_OLD}\n",
        ),
        bicep(
            f"param g string\n{bicep_vm('g')}",
            p_bicepparam=f"using 'main.bicep'\nparam g = «{B_NEW}»\n",
        ),
        "release-first",
    ),
    Pair(
        "bicep module parameter",
        bicep(CALL.format(group=B_OLD), vm_bicep=PARAMETER + bicep_vm("group")),
        bicep(CALL.format(group=mark(B_NEW)), vm_bicep=PARAMETER + bicep_vm("group")),
        "release-first",
    ),
    Pair(
        "bicep condition",
        bicep(f"param on bool = false\n{bicep_vm(f'on ? {B_OLD} : null')}"),
        bicep(f"param on bool = «true»\n{bicep_vm(f'on ? {B_OLD} : null')}"),
        "deallocate-first",
    ),
    Pair(
        "bicep data file",
        bicep(bicep_vm(DECODED), group_json='{\n  "group": ""\n}\n'),
        bicep(bicep_vm(DECODED), group_json=f'{{\n  «"group": {NEW}»\n}}\n'),
        "deallocate-first",
    ),
    Pair(
        "bicep group renamed",
        bicep(GROUP.format(name="'g'") + bicep_vm("crg.id")),
        bicep(GROUP.format(name=mark("'h'")) + bicep_vm("crg.id")),
        "release-first",
    ),
    Pair(
        "bicep group symbol",
        bicep(GROUP.format(name="'g'") + bicep_vm("crg.id")),
        bicep(GROUP.format(name="'g'").replace("crg", "other") + bicep_vm("other.id")),
    ),
    Pair("bicep loop order", loop(A, B), loop(B, A)),
    Pair("bicep loop grows", loop(A), loop(B.replace("one", "two"), A)),
    Pair("bicep loop changes", loop(A, B), loop(A, B.replace(B_OLD, mark(B_NEW))), "release-first"),
)
