"""AZL601."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from azlint.analysis.decide import Decision, decide
from azlint.analysis.flowlogs import ASSOCIATION_PATHS, FLOW_LOG, networks_of
from azlint.azure.ids import type_of_value
from azlint.azure.versions import parse_constraint
from azlint.finding import Consequence, Finding, Related, Severity
from azlint.node import Language, Presence, Property
from azlint.rule import Citation, Message, Meta, ResourceRule, Scene, written
from azlint.value import Known, Unknown, Value, alternatives
from azlint_rules.facts import azurerm

if TYPE_CHECKING:
    from azlint.azure.resource import Resource

TARGET = "properties.targetResourceId"
LEGACY = "properties.networkSecurityGroupId"
ENABLED = "properties.enabled"
NSG_TYPES = frozenset({"microsoft.network/networksecuritygroups", "azurerm_network_security_group"})


class NsgFlowLogTarget(ResourceRule):
    """Flow logs that still target a network security group.

    ## What it flags
    Network Watcher flow logs whose target is a network security group: the legacy attribute
    `network_security_group_id`, and `target_resource_id` or `targetResourceId` that leads to
    one, by reference, literal id or id known in pieces.

    ## Why it matters
    Azure has refused new NSG flow logs since 2025-06-30 and retires the existing ones on
    2027-09-30. azurerm refuses to plan new ones from 4.48.0 and has no such attribute from
    5.0.0.

    ## Before you change this
    Do not just point the existing flow log elsewhere: azurerm 4.11 to 4.47 ignores a changed
    target silently. Virtual network targets need azurerm 4.11.0, subnet and network interface
    targets 4.13.0. The storage account must be in the region of the virtual network, and a
    flow log overwrites the lifecycle rules of its storage account.

    ## What the change does
    A new flow log beside the old one: nothing stops. Two logs of the same traffic cost twice
    as long as both run.

    ## How to fix
    Add a new flow log on the virtual network or subnet that the group protects: one log where
    several groups lead to one network. Compare, then remove the old one.

    ## Way back
    There is none once the old flow log is removed: it cannot be created again. Keep it until
    the new one is proven.

    ## What it stays silent about
    Virtual network, subnet and network interface targets. Targets that cannot be told are
    undecided. A flow log that is switched off or has no instances is a note.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL601",
        name="nsg-flow-log-target",
        severity=Severity.WARNING,
        languages=frozenset({Language.TERRAFORM, Language.BICEP}),
        citations=(
            Citation(
                "Migrate from NSG flow logs to virtual network flow logs",
                "https://learn.microsoft.com/azure/network-watcher/nsg-flow-logs-migrate",
                "2026-08-22",
            ),
            Citation(
                "azurerm changelog 4.48.0",
                "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/CHANGELOG-v4.md",
                "2026-08-22",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "nsg-target": Message(
            "Flow log {subject} targets a network security group: Azure retires such logs on "
            "2027-09-30, and once removed it can't be created again",
            "{advice}",
        ),
        "refused": Message(
            "Flow log {subject} targets a network security group, which {refuser} refuses to "
            "create",
            "{advice}",
        ),
        "disabled": Message(
            "Flow log {subject} targets a network security group but is not in use: remove it "
            "before NSG flow logs retire on 2027-09-30",
            "{advice}",
        ),
    }
    paths: ClassVar[dict[str, frozenset[str]]] = {
        FLOW_LOG: frozenset({TARGET, LEGACY, ENABLED}),
        **ASSOCIATION_PATHS,
    }

    def check(self, resource: Resource, scene: Scene) -> Iterator[Finding]:
        if resource.arm_type.lower() != FLOW_LOG.lower():
            return
        target, because = _nsg_target(resource)
        if target is None:
            return
        key, severity, refuser = _gravity(resource, scene)
        networks = networks_of(scene.evaluation, target.value) if scene.evaluation else ()
        yield self.finding(
            key,
            target.span,
            resource.declaration,
            resource.context,
            because=because,
            severity=severity,
            consequence=Consequence.NONE,
            related=(
                *written(target.value, target.span),
                *(Related(n.declaration.header, "the group is attached here") for n in networks),
            ),
            subject=resource.declaration.address,
            refuser=refuser,
            advice=_advice(resource, [network.declaration.address for network in networks]),
        )


def _nsg_target(resource: Resource) -> tuple[Property | None, Value | None]:
    """The property that targets a group, and the value that leaves it undecided if any."""
    legacy = resource.property(LEGACY) if resource.provider == "azurerm" else None
    if legacy is not None and legacy.presence is Presence.WRITTEN:
        options = list(alternatives(legacy.value))
        if all(isinstance(o, Known) and o.data is None for o in options):
            return None, None
        if any(isinstance(option, Known) and option.data is None for option in options):
            return legacy, legacy.value
        return legacy, None
    target = resource.property(TARGET)
    if target.presence is Presence.UNSET:
        return None, None
    kinds = {type_of_value(option) for option in alternatives(target.value)}
    if kinds <= NSG_TYPES:
        return target, None
    if kinds.isdisjoint({*NSG_TYPES, ""}):
        return None, None
    return target, target.value if isinstance(target.value, Unknown) else None


def _gravity(resource: Resource, scene: Scene) -> tuple[str, Severity | None, str]:
    """Message key, severity and who refuses to create the flow log."""
    if decide(resource.property(ENABLED).value, lambda value: value.data in (False, "false")) is (
        Decision.VIOLATES
    ):
        return "disabled", Severity.NOTE, ""
    if scene.is_new(resource):
        return "refused", Severity.ERROR, "Azure"
    constraint = scene.provider_constraint(resource, "azurerm")
    versions = parse_constraint(constraint) if resource.provider == "azurerm" else None
    if versions is not None and versions.within(azurerm.FLOW_LOG_NSG_CREATE_BLOCKED):
        return "refused", Severity.ERROR, f"azurerm {constraint}"
    return "nsg-target", None, ""


def _advice(resource: Resource, networks: list[str]) -> str:
    where = f"on {' and '.join(networks)}" if networks else "on the virtual network or subnet"
    floor = ""
    if resource.provider == "azurerm":
        floor = (
            "with azurerm 4.11.0 or newer (4.13.0 for a subnet or network interface; below 4.48.0 "
            "a changed target is silently ignored), "
        )
    return f"{floor}add a new flow log {where}, compare, then remove this one"
