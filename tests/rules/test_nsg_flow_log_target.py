"""AZL601: how targets are told, who refuses them, and what is only a note."""

from __future__ import annotations

from pathlib import Path

import pytest

from azlint.config import Settings
from azlint.runner import check_repository
from tiny import Edit, checked, edited, found, lines, write

ROOT = """terraform {
  backend "local" {}
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 3.110"
    }
  }
}
variable "given" {}
resource "azurerm_network_security_group" "nsg" {
  name = "nsg"
}
resource "azurerm_virtual_network" "net" {
  name = "net"
}
resource "azurerm_subnet" "subnet" {
  name                 = "subnet"
  virtual_network_name = azurerm_virtual_network.net.name
}
resource "azapi_resource" "nsg" {
  type = "microsoft.network/networksecuritygroups@2024-01-01"
}
data "azurerm_network_security_group" "nsg" {
  name = "nsg"
}
data "azurerm_subnet" "subnet" {
  name = "subnet"
}
locals {
  groups = { a = azurerm_network_security_group.nsg.id, b = azurerm_virtual_network.net.id }
  group  = azurerm_network_security_group.nsg.id
}
"""
ATTRIBUTE = "target_resource_id"
LOG = f"""resource "azurerm_network_watcher_flow_log" "log" {{
  {ATTRIBUTE} = TARGET
  enabled = true
}}
"""
SUBJECT = "azurerm_network_watcher_flow_log.log"
ID = "/subscriptions/0/resourceGroups/g/providers/Microsoft.Network"
FOUND, OPEN, FINE = "nsg-target {0} {1}", "? nsg-target {0} {1}", ""

TARGETS = {
    "group": ("azurerm_network_security_group.nsg.id", FOUND),
    "group by azapi": ("azapi_resource.nsg.id", FOUND),
    "group by azapi's output": ("azapi_resource.nsg.output.id", FOUND),
    "group that is looked up": ("data.azurerm_network_security_group.nsg.id", FOUND),
    "group of a subnet that is looked up": (
        "data.azurerm_subnet.subnet.network_security_group_id",
        FOUND,
    ),
    "group by a local": ("local.group", FOUND),
    "literal": (f'"{ID}/networkSecurityGroups/nsg"', FOUND),
    "literal in another case": (f'"{ID.lower()}/networksecuritygroups/nsg"', FOUND),
    "pieces": (f'"{ID}/networkSecurityGroups/${{var.given}}"', FOUND),
    "pieces without a start": ('"${var.given}/networkSecurityGroups/nsg"', FOUND),
    "format": (f'format("%s/networkSecurityGroups/%s", "{ID}", var.given)', FOUND),
    "network": ("azurerm_virtual_network.net.id", FINE),
    "subnet": ("azurerm_subnet.subnet.id", FINE),
    "subnet that is looked up": ("data.azurerm_subnet.subnet.id", FINE),
    "literal network": (f'"{ID}/virtualNetworks/net"', FINE),
    "literal subnet": (f'"{ID}/virtualNetworks/net/subnets/subnet"', FINE),
    "literal interface": (f'"{ID}/networkInterfaces/nic"', FINE),
    "pieces of a subnet": ('"${azurerm_virtual_network.net.id}/subnets/nsg"', FINE),
    "pieces of a subnet without a start": ('"${var.given}/subnets/nsg"', FINE),
    "a name of a group that is no id": ('"networkSecurityGroups"', FINE),
    "null": ("null", FINE),
    "not known": ("var.given", OPEN),
    "not known, named like a group": ("local.nsg_id", "? nsg-target {0} var.given"),
    "either": (
        "var.given ? azurerm_network_security_group.nsg.id : azurerm_virtual_network.net.id",
        OPEN,
    ),
    "a group either way": (
        "var.given ? azurerm_network_security_group.nsg.id : azapi_resource.nsg.id",
        FOUND,
    ),
    "name instead of id": ("azurerm_network_security_group.nsg.location", OPEN),
}


@pytest.mark.parametrize(("target", "expected"), TARGETS.values(), ids=TARGETS)
def test_targets_in_azurerm(tmp_path: Path, target: str, expected: str) -> None:
    text = ROOT + LOG.replace("TARGET", target) + "locals {\n  nsg_id = var.given\n}\n"
    result = checked(tmp_path, "AZL601", {"main.tf": text})
    wanted = expected.format(SUBJECT, target).replace(
        "var.given", "local.nsg_id" if "local.nsg_id" in target else "var.given"
    )
    assert lines(result) == [wanted] * bool(expected)


@pytest.mark.parametrize(("target", "expected"), TARGETS.values(), ids=TARGETS)
@pytest.mark.parametrize("body", ["{body}", "jsonencode({body})"], ids=["object", "jsonencode"])
def test_targets_in_azapi(tmp_path: Path, body: str, target: str, expected: str) -> None:
    written = body.format(body=f"{{ properties = {{ TargetResourceId = {target} }} }}")
    text = f"""{ROOT}resource "azapi_resource" "log" {{
  type = "Microsoft.Network/networkWatchers/flowlogs@2023-11-01"
  body = {written}
}}
locals {{
  nsg_id = var.given
}}
"""
    result = checked(tmp_path, "AZL601", {"main.tf": text})
    kinds = [
        line.partition(" Microsoft")[0].split(" azapi_resource.log")[0] for line in lines(result)
    ]
    assert kinds == [expected.partition(" {0}")[0]] * bool(expected)


LEGACY: dict[str, tuple[list[Edit], list[str]]] = {
    "group": ([("TARGET", "local.group")], [f"nsg-target {SUBJECT} local.group"]),
    "not known": ([("TARGET", "var.given")], [f"nsg-target {SUBJECT} var.given"]),
    "null": ([("TARGET", "null")], []),
    "null beside a network": (
        [("TARGET", "null\n  target_resource_id = azurerm_virtual_network.net.id")],
        [],
    ),
    "null beside a group": (
        [("TARGET", "null\n  target_resource_id = local.group")],
        [f"nsg-target {SUBJECT} local.group"],
    ),
    "not known beside a network": (
        [("TARGET", "var.given\n  target_resource_id = azurerm_virtual_network.net.id")],
        [f"? nsg-target {SUBJECT} var.given"],
    ),
    "one of each": (
        [("TARGET", "each.value"), ("  enabled", "  for_each = local.groups\n  enabled")],
        [f"nsg-target {SUBJECT} each.value"],
    ),
    "switched off": (
        [("TARGET", "local.group"), ("true", "false")],
        [f"note disabled {SUBJECT} local.group"],
    ),
    "no instance": (
        [("TARGET", "local.group"), ("  enabled", "  count = 0\n  enabled")],
        [f"note disabled {SUBJECT} local.group"],
    ),
    "no instance of what is not known": (
        [
            ("TARGET", "each.value"),
            ("  enabled", "  for_each = {}\n  enabled"),
            ("network_security_group_id =", "target_resource_id ="),
        ],
        [],
    ),
    "locked to 4.50": (
        [("TARGET", "local.group"), ("~> 3.110", "= 4.50.0")],
        [f"error refused {SUBJECT} local.group"],
    ),
    "from 4.48": (
        [("TARGET", "local.group"), ("~> 3.110", ">= 4.48")],
        [f"error refused {SUBJECT} local.group"],
    ),
    "from 4.47": (
        [("TARGET", "local.group"), ("~> 3.110", ">= 4.47")],
        [f"nsg-target {SUBJECT} local.group"],
    ),
    "from 5.0": (
        [("TARGET", "local.group"), ("~> 3.110", "~> 5.0")],
        [f"error removed {SUBJECT} local.group"],
    ),
    "suppressed": (
        [("TARGET", "local.group # azlint: ignore[AZL601] until the network's log is proven")],
        [],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), LEGACY.values(), ids=LEGACY)
def test_legacy_attribute(tmp_path: Path, edits: list[Edit], expected: list[str]) -> None:
    log = LOG.replace(ATTRIBUTE, "network_security_group_id")
    assert found(tmp_path, "AZL601", {"main.tf": edited(ROOT + log, edits)}) == expected


def test_one_module_with_both_kinds_of_target(tmp_path: Path) -> None:
    calls = "".join(
        f'module "{name}" {{\n  source = "./log"\n  id = {target}\n}}\n'
        for name, target in (("a", "local.group"), ("b", "azurerm_virtual_network.net.id"))
    )
    module = 'variable "id" {}\n' + LOG.replace("TARGET", "var.id")
    result = checked(tmp_path, "AZL601", {"main.tf": ROOT + calls, "log/main.tf": module})
    (finding,) = result.findings
    assert (finding.key, finding.span.path) == ("nsg-target", "main.tf")
    assert result.sources["main.tf"][finding.span] == "local.group"
    assert [[name for name, _ in context.calls] for context in finding.contexts] == [["module.a"]]
    assert result.undecided == ()


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (ROOT, [f"error refused {SUBJECT} local.group"]),
        (ROOT + LOG.replace("TARGET", "local.group"), []),
        (
            ROOT + LOG.replace("TARGET", "azurerm_subnet.subnet.id"),
            [f"nsg-target {SUBJECT} local.group"],
        ),
    ],
    ids=["new", "old", "changed"],
)
def test_azure_refuses_new_logs(tmp_path: Path, before: str, expected: list[str]) -> None:
    write(tmp_path / "before", {"main.tf": before})
    after = {"main.tf": ROOT + LOG.replace("TARGET", "local.group")}
    result = checked(tmp_path / "after", "AZL601", after, tmp_path / "before")
    assert lines(result) == expected


def test_the_network_of_the_group_is_named(tmp_path: Path) -> None:
    text = ROOT + LOG.replace("TARGET", "local.group")
    text += """resource "azurerm_subnet_network_security_group_association" "link" {
  subnet_id                 = azurerm_subnet.subnet.id
  network_security_group_id = azurerm_network_security_group.nsg.id
}
"""
    (finding,) = checked(tmp_path, "AZL601", {"main.tf": text}).findings
    assert finding.help == (
        "with azurerm 4.11.0 or newer (4.13.0 for a subnet or network interface; below 4.48.0 a "
        "changed target is silently ignored), add a new flow log on azurerm_virtual_network.net, "
        "one for all groups attached there, compare, then remove this one"
    )
    assert [related.message for related in finding.related] == [
        "the group is attached here",
        "local.group is written here",
    ]


def test_a_variable_without_a_value_is_declared_not_written(tmp_path: Path) -> None:
    text = 'variable "group" {}\n' + LOG.replace("TARGET", "var.group")
    text = text.replace(ATTRIBUTE, "network_security_group_id")
    (finding,) = checked(tmp_path, "AZL601", {"main.tf": text}).findings
    assert [related.message for related in finding.related] == ["var.group is declared here"]


BICEP = """param given string
param off bool = false
resource nsg 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {
  name: 'nsg'
}
resource old 'Microsoft.Network/networkSecurityGroups@2024-01-01' existing = {
  name: 'old'
}
resource net 'Microsoft.Network/virtualNetworks@2024-01-01' existing = {
  name: 'net'
}
module group 'br/public:avm/res/network/network-security-group:0.5.0' = {
  name: 'group'
}
module own 'group.bicep' = {
  name: 'own'
}
var groups = {
  a: nsg.id
}
resource log 'Microsoft.Network/networkWatchers/flowLogs@2024-01-01' = {
  name: 'watcher/log'
  properties: {
    targetResourceId: TARGET
    enabled: true
  }
}
"""
B_SUBJECT = "Microsoft.Network/networkWatchers/flowLogs.log"
B_TARGETS = {
    "group": ("nsg.id", FOUND),
    "existing group": ("old.id", FOUND),
    "group by a variable": ("groups.a", FOUND),
    "group by resourceId": ("resourceId('Microsoft.Network/networkSecurityGroups', given)", FOUND),
    "group in pieces": (
        "'${resourceGroup().id}/providers/Microsoft.Network/networkSecurityGroups/${given}'",
        FOUND,
    ),
    "group of a subnet": ("net.properties.subnets[0].properties.networkSecurityGroup.id", FOUND),
    "group of a verified module": ("group.outputs.resourceId", FOUND),
    "group of an own module": ("own.outputs.id", FOUND),
    "network": ("net.id", FINE),
    "subnet in pieces": ("'${net.id}/subnets/nsg'", FINE),
    "subnet of a network": ("net.properties.subnets[0].id", FINE),
    "subnet by resourceId": (
        "resourceId('Microsoft.Network/virtualNetworks/subnets', 'a', 'b')",
        FINE,
    ),
    "another output": ("group.outputs.name", OPEN),
    "not known": ("given", OPEN),
    "either": ("off == (given == 'x') ? nsg.id : net.id", OPEN),
}


@pytest.mark.parametrize(("target", "expected"), B_TARGETS.values(), ids=B_TARGETS)
def test_targets_in_bicep(tmp_path: Path, target: str, expected: str) -> None:
    group = (
        "resource nsg 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {\n"
        "  name: 'n'\n"
        "}\n"
        "output id string = nsg.id\n"
    )
    files = {"main.bicep": BICEP.replace("TARGET", target), "group.bicep": group}
    assert found(tmp_path, "AZL601", files) == [expected.format(B_SUBJECT, target)] * bool(expected)


@pytest.mark.parametrize(
    "edits",
    [
        [("enabled: true", "enabled: false")],
        [("flowLogs@2024-01-01' = {", "flowLogs@2024-01-01' = if (off) {")],
    ],
    ids=["switched off", "not deployed"],
)
def test_a_log_out_of_use_in_bicep(tmp_path: Path, edits: list[Edit]) -> None:
    files = {"main.bicep": edited(BICEP, [("TARGET", "nsg.id"), *edits])}
    assert found(tmp_path, "AZL601", files) == [f"note disabled {B_SUBJECT} nsg.id"]


def test_a_log_that_one_environment_leaves_out_is_in_use(tmp_path: Path) -> None:
    files = {
        "main.bicep": edited(
            BICEP,
            [
                ("TARGET", "nsg.id"),
                ("flowLogs@2024-01-01' = {", "flowLogs@2024-01-01' = if (off) {"),
            ],
        ),
        "a.bicepparam": "using 'main.bicep'\nparam given = 'a'\n",
        "b.bicepparam": "using 'main.bicep'\nparam given = 'b'\nparam off = true\n",
    }
    assert found(tmp_path, "AZL601", files) == [f"nsg-target {B_SUBJECT} nsg.id"]


def test_a_parameter_takes_what_its_callers_pass(tmp_path: Path) -> None:
    files = {
        "main.bicep": BICEP.partition("resource log")[0]
        + "module log 'log.bicep' = {\n  name: 'log'\n  params: {\n    id: nsg.id\n  }\n}\n",
        "log.bicep": "param id string\nresource log "
        + BICEP.partition("resource log ")[2].replace("TARGET", "id"),
    }
    assert found(tmp_path, "AZL601", files) == [f"nsg-target {B_SUBJECT} nsg.id"]


NEWEST = 'terraform {\n  required_providers {\n    azurerm = { version = "~> 4.50" }\n  }\n}\n'
LEGACY_LOG = LOG.replace("TARGET", "local.group")


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("", f"error refused {SUBJECT} local.group"),
        (f"moved {{\n  from = {SUBJECT}_old\n  to = {SUBJECT}\n}}\n", None),
        (f'import {{\n  to = {SUBJECT}\n  id = "x"\n}}\n', None),
        (f"removed {{\n  from = {SUBJECT}\n}}\n", f"note disabled {SUBJECT} local.group"),
        (
            f"moved {{\n  from = {SUBJECT}\n  to = {SUBJECT}_new\n}}\n",
            f"error refused {SUBJECT} local.group",
        ),
    ],
    ids=["nothing", "moved", "imported", "removed", "moved away"],
)
def test_what_is_deployed_already_is_not_refused(
    tmp_path: Path, block: str, expected: str | None
) -> None:
    """azurerm refuses new logs only; what a block names exists, or is given up."""
    text = ROOT + NEWEST + LEGACY_LOG + block
    assert found(tmp_path, "AZL601", {"main.tf": text}) == [
        expected or f"nsg-target {SUBJECT} local.group"
    ]


def test_a_log_that_moves_into_a_module_is_not_new(tmp_path: Path) -> None:
    write(tmp_path / "before", {"main.tf": ROOT + LEGACY_LOG})
    call = 'module "logs" {\n  source = "./logs"\n  group = local.group\n}\n'
    move = f"moved {{\n  from = {SUBJECT}\n  to = module.logs.{SUBJECT}\n}}\n"
    module = 'variable "group" {}\n' + LOG.replace("TARGET", "var.group")
    for block, new, known in ((move, [], ["nsg-target"]), ("", ["refused"], [])):
        files = {"main.tf": ROOT + call + block, "logs/main.tf": module}
        result = checked(tmp_path / f"after{len(new)}", "AZL601", files, tmp_path / "before")
        assert [finding.key for finding in result.findings] == new
        assert [finding.key for finding in result.unchanged] == known


def test_instances_that_an_import_names(tmp_path: Path) -> None:
    log = LEGACY_LOG.replace("{\n", "{\n  count = 2\n", 1)
    every = f"  for_each = toset([0, 1])\n  to = {SUBJECT}[each.key]\n  id = each.value\n"
    for inside, expected in (
        (f'  to = {SUBJECT}[1]\n  id = "x"\n', "nsg-target"),
        (every, "nsg-target"),
        (f'  to = {SUBJECT}[7]\n  id = "x"\n', "error refused"),
    ):
        text = f"{ROOT}{NEWEST}{log}import {{\n{inside}}}\n"
        assert found(tmp_path, "AZL601", {"main.tf": text}) == [f"{expected} {SUBJECT} local.group"]


def test_what_azurerm_would_refuse_is_not_new_where_it_was_there_before(tmp_path: Path) -> None:
    text = (ROOT + LOG).replace("~> 3.110", "~> 4.50").replace("TARGET", "local.group")
    write(tmp_path / "before", {"main.tf": text})
    write(tmp_path / "after", {"main.tf": text})
    settings = Settings(root=tmp_path / "after", base=tmp_path / "before", select=("AZL601",))
    result = check_repository(settings)
    assert (result.findings, [each.key for each in result.unchanged]) == ((), ["nsg-target"])


@pytest.mark.parametrize(
    ("each", "target", "expected"),
    [
        ("var.on ? module.x : {}", "each.value.id", ["nsg-target"]),
        ("!var.on ? {} : module.x", "each.value.id", ["nsg-target"]),
        ("var.on ? { for k, x in module.x : k => x.id } : {}", "each.value", ["nsg-target"]),
        ("var.on ? { a = var.given } : {}", "each.value", ["? nsg-target"]),
        ("var.on ? { a = local.groups.b } : {}", "each.value", []),
    ],
)
def test_a_library_that_its_callers_switch_on(
    tmp_path: Path, each: str, target: str, expected: list[str]
) -> None:
    """The instances that there may be are those of the branch that a default leaves out."""
    library = ROOT.replace('  backend "local" {}\n', "").replace("~> 3.110", ">= 4.11")
    log = LOG.replace("TARGET", target).replace("{\n", f"{{\n  for_each = {each}\n", 1)
    module = 'output "id" {\n  value = azurerm_network_security_group.a.id\n}\n'
    group = 'resource "azurerm_network_security_group" "a" {\n  name = "a"\n}\n'
    files = {
        "main.tf": library
        + 'variable "on" {\n  default = false\n}\n'
        + 'module "x" {\n  source = "./x"\n  for_each = toset(["a", "b"])\n}\n'
        + log,
        "x/main.tf": module + group,
    }
    assert found(tmp_path, "AZL601", files) == [f"{one} {SUBJECT} {target}" for one in expected]
