"""AZL601."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from azlint.analysis.decide import Decision, decide
from azlint.analysis.flowlogs import (
    FLOW_LOG,
    LEGACY,
    SUBNET_PATHS,
    TARGET,
    Target,
    group_target,
    networks_of,
)
from azlint.azure.versions import Range, parse_constraint
from azlint.finding import Consequence, Finding, Related, Severity
from azlint.node import TEMPLATES, Language
from azlint.rule import Citation, Message, Meta, ResourceRule, Scene
from azlint.value import Known
from azlint_rules.facts import azurerm
from azlint_rules.network.flow_log_commands import FlowLogCommand, flow_log_commands

if TYPE_CHECKING:
    from azlint.azure.resource import Resource

ENABLED = "properties.enabled"


class NsgFlowLogTarget(ResourceRule):
    """Flow logs that still target a network security group.

    ## What it flags
    Network Watcher flow logs whose target is a network security group: the legacy attribute
    `network_security_group_id`, and `target_resource_id` or `targetResourceId` that leads to
    one, by reference, literal id or id known in pieces. It is an error where the flow log is new,
    or where azurerm refuses it: new ones from 4.48.0, the legacy attribute from 5.0.0. Commands
    of workflows and of the scripts that they run too: `az network watcher flow-log create`,
    `update` or `configure` with `--nsg`, and the cmdlets `New-` and
    `Set-AzNetworkWatcherFlowLog`.

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
    undecided. A flow log that is switched off, has no instances or is given up by a `removed`
    block is a note. One that a `moved` or `import` block names exists: it is not refused.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL601",
        name="nsg-flow-log-target",
        severity=Severity.WARNING,
        languages=frozenset({Language.TERRAFORM, *TEMPLATES, Language.WORKFLOW}),
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
            "Flow log {subject} targets a network security group: {refuser} refuses to create such "
            "logs, and those that exist retire on 2027-09-30",
            "{advice}",
        ),
        "removed": Message(
            "Flow log {subject} sets {attribute}, which azurerm 5.0.0 removed: the plan fails, and "
            "a flow log of a network security group can't be created again",
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
        **SUBNET_PATHS,
    }

    disabled: ClassVar[frozenset[str]] = frozenset({FLOW_LOG})

    def check(self, resource: Resource, scene: Scene) -> Iterator[Finding]:
        if resource.arm_type.lower() != FLOW_LOG.lower() or scene.evaluation is None:
            return
        target = group_target(scene.evaluation, resource)
        if target is None or (resource.disabled and _deployed(resource, target, scene)):
            return
        versions = _versions(resource, scene)
        key, severity = _gravity(resource, target, scene, versions)
        networks = networks_of(scene.evaluation, target.property.value)
        yield self.finding(
            key,
            target.property.span,
            resource.declaration,
            resource.context,
            because=target.because,
            severity=severity,
            consequence=Consequence.NONE,
            value=target.property.value,
            anchored=target.legacy,
            related=tuple(
                Related(n.declaration.header, "the group is attached here") for n in networks
            ),
            subject=resource.declaration.address,
            attribute=target.property.name,
            refuser="azurerm" if _blocked(versions) else "Azure",
            advice=_advice(versions, [network.declaration.address for network in networks]),
            general={"advice": _advice(versions, ())},
        )

    def check_workflows(self, scene: Scene) -> Iterator[Finding]:
        for found in flow_log_commands(scene.graph.scripts):
            key, severity = _gravity_of_command(found)
            origin = found.target.origin
            yield self.finding(
                key,
                found.span if origin is None else origin.span,
                found.declaration,
                because=found.because,
                value=found.target,
                anchored=True,
                severity=severity,
                subject=found.name,
                refuser="Azure",
                advice=_advice(None, ()),
            )


def _gravity_of_command(found: FlowLogCommand) -> tuple[str, Severity | None]:
    if not found.enabled:
        return "disabled", Severity.NOTE
    return ("refused", Severity.ERROR) if found.creates else ("nsg-target", None)


def _deployed(resource: Resource, target: Target, scene: Scene) -> bool:
    """A declaration without instances here that has some elsewhere, or no certain target."""
    return target.because is not None or any(
        log.declaration == resource.declaration
        for evaluation in scene.graph.evaluations
        for log in evaluation.of_type(FLOW_LOG)
    )


def _versions(resource: Resource, scene: Scene) -> Range | None:
    """The versions of azurerm that may deploy a resource; None for the other providers."""
    if resource.provider != "azurerm":
        return None
    return parse_constraint(scene.provider_constraint(resource, "azurerm")) or Range()


def _gravity(
    resource: Resource, target: Target, scene: Scene, versions: Range | None
) -> tuple[str, Severity | None]:
    """Message key and severity."""
    if _is_out_of_use(resource, scene):
        return "disabled", Severity.NOTE
    if target.legacy and versions and versions.within(azurerm.FLOW_LOG_NSG_ATTRIBUTE_REMOVED):
        return "removed", Severity.ERROR
    if scene.is_new(resource):
        return "refused", Severity.ERROR
    if scene.base is None and _blocked(versions) and not scene.is_adopted(resource):
        return "refused", Severity.ERROR
    return "nsg-target", None


def _is_out_of_use(resource: Resource, scene: Scene) -> bool:
    """Without instances, switched off, or given up by a `removed` block."""
    removed = scene.evaluation is not None and scene.evaluation.is_removed(resource)
    off = decide(resource.property(ENABLED).value, _off) is Decision.VIOLATES
    return resource.disabled or removed or off


def _blocked(versions: Range | None) -> bool:
    return versions is not None and versions.within(azurerm.FLOW_LOG_NSG_CREATE_BLOCKED)


def _off(value: Known) -> bool:
    return value.data in (False, "false")


def _advice(versions: Range | None, networks: Sequence[str]) -> str:
    where = f"on {' and '.join(networks)}" if networks else "on the virtual network or subnet"
    one = ", one for all groups attached there" if networks else ""
    floor = ""
    if versions is not None and not versions.within(azurerm.FLOW_LOG_TARGET_CHANGE_WORKS):
        floor = (
            "with azurerm 4.11.0 or newer (4.13.0 for a subnet or network interface; below 4.48.0 "
            "a changed target is silently ignored), "
        )
    return f"{floor}add a new flow log {where}{one}, compare, then remove this one"
