"""Edits of a small repository, each with what AZL201 says about it.

In the files after the edit `«…»` marks where the finding stands; without marks there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Files = Mapping[str, str]


@dataclass(frozen=True)
class Pair:
    """key: of the message expected at each mark · undecided: that is all that can be said."""

    name: str
    before: Files
    after: Files
    key: str = ""
    undecided: bool = False

    def __str__(self) -> str:
        return self.name


def group_id(name: str) -> str:
    """The id of a group."""
    scope = "/subscriptions/0000/resourceGroups/rg/providers"
    return f"{scope}/Microsoft.Compute/capacityReservationGroups/{name}"


OLD, NEW = f'"{group_id("one")}"', f'"{group_id("two")}"'
ATTRIBUTE = "capacity_reservation_group_id"


def versions(constraint: str = "~> 4.20") -> str:
    """A root's settings."""
    line = f'version = "{constraint}"' if constraint else ""
    return (
        'terraform {\n  backend "azurerm" {}\n  required_providers {\n    azurerm = {\n'
        f'      source = "hashicorp/azurerm"\n      {line}\n    }}\n  }}\n}}\n'
        'provider "azurerm" {\n  features {}\n}\n'
    )


def vm(
    group: str = "",
    *,
    name: str = "app",
    more: str = "",
    zone: str = '"1"',
    header: str = "",
    disk: str = "",
    kind: str = "linux_virtual_machine",
) -> str:
    """A VM; `group` is what its attribute is, nothing for none."""
    start = f'resource "azurerm_{kind}" "{name}"'
    start = f"«{start}»" if header else start
    line = f"  {ATTRIBUTE} = {group}\n" if group else ""
    return (
        f'{start} {{\n  name                = "vm-{name}"\n  resource_group_name = "rg"\n'
        f'  location            = "westeurope"\n  size                = "Standard_D4s_v5"\n'
        f"  zone                = {zone}\n{line}{more}"
        f'  os_disk {{\n    caching              = "ReadWrite"\n'
        f'    storage_account_type = "Premium_LRS"\n{disk}  }}\n}}\n'
    )


def reservation(
    name: str = '"crg"', *, zones: str = '["1"]', location: str = '"westeurope"', more: str = ""
) -> str:
    """A capacity reservation group."""
    return (
        f'resource "azurerm_capacity_reservation_group" "g" {{\n{more}  name = {name}\n'
        f'  resource_group_name = "rg"\n  location = {location}\n  zones = {zones}\n}}\n'
    )


def root(main: str, **files: str) -> dict[str, str]:
    """A root in `infra`; underscores in names of further files stand for dots."""
    others = {f"infra/{name.replace('_', '.')}": text for name, text in files.items()}
    return {"infra/versions.tf": versions(), "infra/main.tf": main, **others}


def variable(name: str, default: str = "", type_: str = "string") -> str:
    """A variable."""
    line = f"  default = {default}\n" if default else ""
    return f'variable "{name}" {{\n  type = {type_}\n{line}}}\n'


def moved(source: str, target: str) -> str:
    """A `moved` block."""
    return f"moved {{\n  from = {source}\n  to = {target}\n}}\n"


def change(name: str, before: str, after: str, key: str = "vm", **options: bool) -> Pair:
    """A pair that differs in `main.tf` only."""
    return Pair(name, root(before), root(after), key, **options)


def silent(name: str, before: str, after: str) -> Pair:
    """A pair without a finding."""
    return Pair(name, root(before), root(after))


def mark(text: str) -> str:
    """Where the finding stands."""
    return f"«{text}»"


LIFECYCLE = f"  lifecycle {{\n    ignore_changes = [{ATTRIBUTE}]\n  }}\n"
ALL_IGNORED = "  lifecycle {\n    ignore_changes = all\n  }\n"
EPHEMERAL = '    diff_disk_settings {\n      option = "Local"\n    }\n'
LINUX = "azurerm_linux_virtual_machine"
REFERENCE = "azurerm_capacity_reservation_group.g.id"

DIRECT = (
    change("add", vm(), vm(mark(NEW))),
    change("swap", vm(OLD), vm(mark(NEW))),
    change("remove", vm(OLD), vm(header="yes")),
    change("set to null", vm(OLD), vm(mark("null"))),
    change(
        "windows", vm(kind="windows_virtual_machine"), vm(mark(NEW), kind="windows_virtual_machine")
    ),
    change("regional", vm(OLD, zone="null"), vm(mark(NEW), zone="null")),
    change(
        "replace the line by another",
        vm(OLD),
        vm(more="  «license_type = null»\n"),
    ),
    silent(
        "case of the id",
        vm(OLD),
        vm(OLD.replace("resourceGroups", "resourcegroups").replace("one", "ONE")),
    ),
    silent("spaces", vm(OLD), vm(f"     {OLD}")),
    silent("comment", vm(OLD), vm(OLD, more="  # in the group\n")),
    silent(
        "order of attributes",
        vm(OLD, more="  tags = {}\n"),
        vm(more=f"  tags = {{}}\n  {ATTRIBUTE} = {OLD}\n"),
    ),
    silent("null written", vm(), vm("null")),
    silent("another attribute", vm(OLD), vm(OLD, more='  license_type = "RHEL_BYOS"\n')),
    silent("ignore_changes", vm(OLD), vm(NEW, more=LIFECYCLE)),
    silent("ignore all changes", vm(OLD), vm(more=ALL_IGNORED)),
    change("ignore_changes only before", vm(OLD, more=LIFECYCLE), vm(mark(NEW))),
    silent("ephemeral", vm(OLD, disk=EPHEMERAL), vm(NEW, disk=EPHEMERAL)),
    silent("new VM", vm(OLD), vm(OLD) + vm(NEW, name="next")),
    silent("VM removed", vm(OLD) + vm(NEW, name="next"), vm(OLD)),
    silent("VM renamed", vm(OLD), vm(NEW, name="next")),
    silent("replaced for its zone", vm(OLD), vm(NEW, zone='"2"')),
    silent("replaced for its disk", vm(OLD), vm(NEW).replace("Premium_LRS", "Premium_ZRS")),
    change(
        "location by its other name",
        vm(OLD),
        vm(mark(NEW)).replace('"westeurope"', '"West Europe"'),
    ),
    silent("legacy VM", vm(OLD, kind="virtual_machine"), vm(NEW, kind="virtual_machine")),
    change(
        "count without a moved block",
        vm(OLD),
        vm(mark(NEW), more="  count = 1\n"),
    ),
    silent("only count", vm(OLD), vm(OLD, more="  count = 1\n")),
    silent("count from zero", vm(OLD, more="  count = 0\n"), vm(NEW, more="  count = 1\n")),
)
"""Edits of the VM's own block."""

MOVES = (
    silent(
        "moved",
        vm(OLD),
        vm(OLD, name="next").replace("vm-next", "vm-app") + moved(f"{LINUX}.app", f"{LINUX}.next"),
    ),
    change(
        "moved and changed",
        vm(OLD),
        vm(mark(NEW), name="next").replace("vm-next", "vm-app")
        + moved(f"{LINUX}.app", f"{LINUX}.next"),
    ),
    change(
        "chain of moves to a key",
        vm(OLD),
        vm(mark(NEW), name="next", more='  for_each = toset(["a"])\n').replace("vm-next", "vm-app")
        + moved(f"{LINUX}.app", f"{LINUX}.between")
        + moved(f"{LINUX}.between", f'{LINUX}.next["a"]'),
    ),
    Pair(
        "module moved",
        root('module "a" {\n  source = "./vm"\n}\n') | {"infra/vm/main.tf": vm(OLD)},
        root(
            'module "b" {\n  source = "./vm"\n  for_each = toset(["x"])\n}\n'
            + moved("module.a", 'module.b["x"]')
        )
        | {"infra/vm/main.tf": vm(mark(NEW))},
        "vm",
    ),
    silent(
        "group moved",
        reservation() + vm(REFERENCE),
        reservation().replace('"g"', '"next"')
        + vm(REFERENCE.replace(".g.", ".next."))
        + moved("azurerm_capacity_reservation_group.g", "azurerm_capacity_reservation_group.next"),
    ),
    change(
        "group renamed in the configuration",
        reservation() + vm(REFERENCE),
        reservation().replace('"g"', '"next"') + vm(mark(REFERENCE.replace(".g.", ".next."))),
    ),
)
"""`moved` blocks."""

MEMBERS = f"{{\n    a = {OLD}\n    b = {OLD}\n  }}"
EACH = "  for_each = local.members\n"
LOCAL = "locals {{\n  members = {members}\n}}\n"
DECODED = 'try(jsondecode(file("${path.module}/group.json")).group, null)'
FLAG = f"var.reserved ? {OLD} : null"


def with_values(line: str) -> dict[str, str]:
    """A root whose VM takes its group from a value file."""
    return root(vm("var.group") + variable("group", "null"), terraform_tfvars=line)


def with_module(argument: str) -> dict[str, str]:
    """A root whose VM is in a module."""
    call = f'module "vm" {{\n  source = "./vm"\n{argument}}}\n'
    return root(call) | {"infra/vm/main.tf": variable("group", "null") + vm("var.group")}


INDIRECT = (
    Pair("tfvars", with_values(f"group = {OLD}\n"), with_values(f"group = «{NEW}»\n"), "vm"),
    Pair("tfvars added", with_values("\n"), with_values(f"group = «{NEW}»\n"), "vm"),
    Pair(
        "tfvars line removed",
        with_values(f"group = {OLD}\n"),
        root(vm("«var.group»") + variable("group", "null"), terraform_tfvars="\n"),
        "vm",
    ),
    change(
        "variable default", vm("var.g") + variable("g", OLD), vm("var.g") + variable("g", mark(NEW))
    ),
    change(
        "local",
        f"locals {{\n  g = {OLD}\n}}\n{vm('local.g')}",
        f"locals {{\n  g = «{NEW}»\n}}\n{vm('local.g')}",
    ),
    Pair(
        "module argument",
        with_module(f"  group = {OLD}\n"),
        with_module(f"  group = «{NEW}»\n"),
        "vm",
    ),
    Pair("module argument added", with_module(""), with_module(f"  group = «{NEW}»\n"), "vm"),
    change(
        "for_each value",
        LOCAL.format(members=MEMBERS) + vm("each.value", more=EACH),
        LOCAL.format(members=MEMBERS.replace(f"b = {OLD}", f"b = «{NEW}»"))
        + vm("each.value", more=EACH),
    ),
    silent(
        "for_each order",
        LOCAL.format(members=MEMBERS) + vm("each.value", more=EACH),
        LOCAL.format(members=f"{{\n    b = {OLD}\n    a = {OLD}\n  }}")
        + vm("each.value", more=EACH),
    ),
    silent(
        "for_each key added",
        LOCAL.format(members=MEMBERS) + vm("each.value", more=EACH),
        LOCAL.format(members=MEMBERS.replace("  }", f"  c = {NEW}\n  }}"))
        + vm("each.value", more=EACH),
    ),
    change(
        "condition",
        vm(FLAG) + variable("reserved", "true", "bool"),
        vm(FLAG) + variable("reserved", mark("false"), "bool"),
    ),
    Pair(
        "condition in tfvars",
        root(vm(FLAG) + variable("reserved", type_="bool"), terraform_tfvars="reserved = false\n"),
        root(vm(FLAG) + variable("reserved", type_="bool"), terraform_tfvars="reserved = «true»\n"),
        "vm",
    ),
    change(
        "condition on a local",
        vm(f"local.r ? {OLD} : {NEW}") + "locals {\n  r = true\n}\n",
        vm(f"local.r ? {OLD} : {NEW}") + "locals {\n  r = «false»\n}\n",
    ),
    Pair(
        "data file",
        root(vm(DECODED), group_json='{\n  "size": 1\n}\n'),
        root(vm(DECODED), group_json=f'{{\n  «"group": {NEW},»\n  "size": 1\n}}\n'),
        "vm",
    ),
    silent("the same through a local", vm(OLD), f"locals {{\n  g = {OLD}\n}}\n{vm('local.g')}"),
    silent(
        "the same unknown",
        vm("var.g") + variable("g"),
        vm("var.g", more="  tags = {}\n") + variable("g"),
    ),
    change(
        "an unknown added", vm() + variable("g"), vm(mark("var.g")) + variable("g"), undecided=True
    ),
    change(
        "an unknown that is not null",
        vm() + variable("g").replace("type", "nullable = false\n  type"),
        vm(mark("var.g")) + variable("g").replace("type", "nullable = false\n  type"),
    ),
    Pair(
        "two VMs, one line",
        root(
            vm("var.group") + vm("var.group", name="b") + variable("group"),
            terraform_tfvars=f"group = {OLD}\n",
        ),
        root(
            vm("var.group") + vm("var.group", name="b") + variable("group"),
            terraform_tfvars=f"group = «{NEW}»\n",
        ),
        "vm",
    ),
    Pair("no root before", {"other/versions.tf": versions()}, root(vm(NEW))),
    Pair(
        "library",
        {"lib/main.tf": vm("var.g") + variable("g", OLD)},
        {"lib/main.tf": vm("var.g") + variable("g", mark(NEW))},
        "vm",
        undecided=True,
    ),
    Pair("library with a literal", {"lib/main.tf": vm(OLD)}, {"lib/main.tf": vm(mark(NEW))}, "vm"),
)
"""Changes that come from elsewhere."""

NAMING = 'module "naming" {\n  source = "Azure/naming/azurerm"\n  suffix = ["app"]\n}\n'

SWITCHED = reservation(more="  count = var.reserved ? 1 : 0\n") + vm(
    "one(azurerm_capacity_reservation_group.g[*].id)"
)

GROUPS = (
    change(
        "group renamed", reservation() + vm(REFERENCE), reservation(mark('"crg2"')) + vm(REFERENCE)
    ),
    change(
        "group zones",
        reservation() + vm(REFERENCE),
        reservation(zones=mark('["1", "2"]')) + vm(REFERENCE),
    ),
    silent(
        "order of zones",
        reservation(zones='["1", "2"]') + vm(REFERENCE),
        reservation(zones='["2", "1"]') + vm(REFERENCE),
    ),
    silent(
        "group location by its other name",
        reservation() + vm(REFERENCE),
        reservation(location='"West Europe"') + vm(REFERENCE),
    ),
    silent(
        "group tags",
        reservation() + vm(REFERENCE),
        reservation(more="  tags = {}\n") + vm(REFERENCE),
    ),
    change("group added with a VM in it", vm(), reservation() + vm(mark(REFERENCE))),
    change(
        "group switched on",
        SWITCHED + variable("reserved", "false", "bool"),
        SWITCHED + variable("reserved", mark("true"), "bool"),
    ),
    Pair(
        "group renamed by tfvars",
        root(
            reservation("var.name") + vm(REFERENCE) + variable("name"),
            terraform_tfvars='name = "a"\n',
        ),
        root(
            reservation("var.name") + vm(REFERENCE) + variable("name"),
            terraform_tfvars='name = «"b"»\n',
        ),
        "vm",
    ),
    Pair(
        "group in a module renamed by an argument",
        root('module "g" {\n  source = "./g"\n  name = "a"\n}\n' + vm("module.g.id"))
        | {
            "infra/g/main.tf": reservation("var.name")
            + variable("name")
            + f'output "id" {{\n  value = {REFERENCE}\n}}\n'
        },
        root('module "g" {\n  source = "./g"\n  name = «"b"»\n}\n' + vm("module.g.id"))
        | {
            "infra/g/main.tf": reservation("var.name")
            + variable("name")
            + f'output "id" {{\n  value = {REFERENCE}\n}}\n'
        },
        "vm",
    ),
    change(
        "key of the group",
        reservation(more='  for_each = toset(["a", "b"])\n', name="each.key")
        + vm(REFERENCE.replace(".g.", '.g["a"].')),
        reservation(more='  for_each = toset(["a", "b"])\n', name="each.key")
        + vm(mark(REFERENCE.replace(".g.", '.g["b"].'))),
    ),
    change(
        "group from id to reference of another name", vm(OLD), reservation() + vm(mark(REFERENCE))
    ),
    change(
        "group from id to reference of that name",
        vm(OLD),
        reservation('"one"') + vm(mark(REFERENCE)),
        undecided=True,
    ),
    change(
        "name from a module that is not followed",
        vm(OLD).replace('"vm-app"', "module.naming.vm") + NAMING,
        vm(mark(NEW)).replace('"vm-app"', "module.naming.vm") + NAMING,
    ),
    silent(
        "output of a module that is not followed",
        vm("module.naming.g") + NAMING,
        NAMING + vm("module.naming.g"),
    ),
    change(
        "output of a module that is called otherwise",
        vm("module.naming.g") + NAMING,
        vm("module.naming.g") + NAMING.replace('["app"]', mark('["web"]')),
        undecided=True,
    ),
    silent(
        "replaced with its group",
        reservation() + vm(REFERENCE),
        reservation('"crg2"') + vm(REFERENCE, zone='"2"'),
    ),
)
"""Changes of the group itself."""


def pinned(constraint: str, lock: str = "") -> dict[str, str]:
    """The other files of a root with a version of azurerm."""
    files = {"infra/versions.tf": versions(constraint)}
    if lock:
        files["infra/.terraform.lock.hcl"] = (
            f'provider "registry.terraform.io/hashicorp/azurerm" {{\n  version = "{lock}"\n}}\n'
        )
    return files


def with_versions(name: str, files: dict[str, str], *, found: bool) -> Pair:
    """A swap under some version of azurerm."""
    head = vm(mark(NEW)) if found else vm(NEW)
    return Pair(name, root(vm(OLD)) | files, root(head) | files, "vm")


VERSIONS = (
    with_versions("azurerm 3.12", pinned("= 3.12.0"), found=False),
    with_versions("azurerm 3.13", pinned("= 3.13.0"), found=True),
    with_versions("azurerm 5.2", pinned("5.2.0"), found=True),
    with_versions("azurerm 5.3", pinned(">= 5.3.0"), found=False),
    with_versions("locked to 5.3", pinned(">= 4.0", "5.3.0"), found=False),
    with_versions("locked to 4.1", pinned(">= 3.0", "4.1.0"), found=True),
    with_versions("no version", pinned(""), found=True),
)
"""Versions of azurerm."""


def scale_set(group: str = "", kind: str = "linux") -> str:
    """A scale set."""
    line = f"  {ATTRIBUTE} = {group}\n" if group else ""
    return f'resource "azurerm_{kind}_virtual_machine_scale_set" "s" {{\n  name = "s"\n{line}}}\n'


def pool(group: str = "") -> str:
    """An AKS node pool."""
    line = f"  {ATTRIBUTE} = {group}\n" if group else ""
    return f'resource "azurerm_kubernetes_cluster_node_pool" "p" {{\n  name = "p"\n{line}}}\n'


def cluster(group: str = "", *, header: bool = False, more: str = "") -> str:
    """An AKS cluster."""
    line = f"    {ATTRIBUTE} = {group}\n" if group else ""
    block = mark("default_node_pool") if header else "default_node_pool"
    return (
        f'resource "azurerm_kubernetes_cluster" "k" {{\n  name = "k"\n{more}  {block} {{\n'
        f'    name = "d"\n{line}  }}\n}}\n'
    )


OTHERS = (
    change("scale set", scale_set(OLD), scale_set(mark(NEW)), "scale-set"),
    change(
        "orchestrated scale set",
        scale_set(kind="orchestrated"),
        scale_set(mark(NEW), "orchestrated"),
        "scale-set",
    ),
    change("node pool", pool(OLD), pool(mark(NEW)), "node-pool"),
    change("default node pool", cluster(OLD), cluster(mark(NEW)), "cluster"),
    change("default node pool leaves", cluster(OLD), cluster(header=True), "cluster"),
    silent(
        "default node pool ignored",
        cluster(OLD),
        cluster(
            NEW,
            more=LIFECYCLE.replace(ATTRIBUTE, f"default_node_pool[0].{ATTRIBUTE}"),
        ),
    ),
)
"""Scale sets and AKS."""
