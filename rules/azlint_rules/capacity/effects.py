"""What a change of the group does to what is deployed, by provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from azlint.analysis.changes import Same
from azlint.analysis.decide import Decision, decide
from azlint.azure.versions import Range, parse_constraint
from azlint.finding import Consequence
from azlint.node import Presence
from azlint.value import Cause, Known, Reason, Unknown, Value
from azlint_rules.capacity.case import POLICY, SCALE_SET, VM, ZONES, Case, group_path
from azlint_rules.facts.reservations import AFTER_LAST_KNOWN, EFFECTS, LAST_KNOWN

if TYPE_CHECKING:
    from azlint.rule import Scene

DISK_OPTION = "properties.storageProfile.osDisk.diffDiskSettings.option"
MACHINES = frozenset({VM.lower(), SCALE_SET.lower()})
UPDATE = "azapi_update_resource"


class Effect(msgspec.Struct, frozen=True):
    """The message of a change, and what it does.

    versions: of azurerm, where those in use are not known to do it · because: what leaves the
    effect undecided.
    """

    key: str
    consequence: Consequence
    versions: str = ""
    because: Value | None = None


def effect(case: Case, scene: Scene) -> Effect | None:
    """What a change does; None where it does no harm, or is not what does it."""
    replaced = case.comparison.replaced(
        case.before.instance, case.after.instance, case.after.instance.ignore_changes
    )
    if replaced.same is Same.NO:
        return None
    doubts = [found.value for _, found in replaced.causes if isinstance(found.value, Unknown)]
    doubt = None
    if replaced.same is Same.UNDECIDED:
        reason = Reason(Cause.REFERENCE, f"whether {case.subject} is replaced")
        doubt = doubts[0] if doubts else Unknown(reason)
    if case.after.provider == "azurerm":
        return _azurerm(case, scene, doubt)
    return _arm(case, doubt) if case.after.arm_type.lower() in MACHINES else None


def _azurerm(case: Case, scene: Scene, doubt: Value | None) -> Effect | None:
    row = EFFECTS.get(case.after.instance.native_type)
    if row is None or case.after.ignores_changes(row.attribute):
        return None
    versions = parse_constraint(scene.provider_constraint(case.after, "azurerm")) or Range()
    if not versions.meets(row.since, AFTER_LAST_KNOWN):
        return None
    if row.message == "vm":
        ephemeral = case.after.property(DISK_OPTION).value
        decision = decide(ephemeral, lambda value: str(value.data).lower() != "local")
        if decision is Decision.FINE:
            return None
        doubt = ephemeral if decision is Decision.UNDECIDED else doubt
    known = versions.within(row.since, AFTER_LAST_KNOWN)
    return Effect(row.message, row.consequence, "" if known else f" up to {LAST_KNOWN}", doubt)


def _arm(case: Case, doubt: Value | None) -> Effect | None:
    """Bicep and azapi stop nothing: Azure refuses what needs a stop."""
    if case.after.ignores_changes(f"body.{group_path(case.after)}"):
        return None
    for value, regional in _zones(case):
        decision = decide(value, _lacks if regional else _not_any)
        if decision is Decision.FINE:
            return None
        doubt = value if decision is Decision.UNDECIDED else doubt
    key = "deallocate-first" if case.added else "release-first"
    return Effect(key, Consequence.RESTART, because=doubt)


def _zones(case: Case) -> tuple[tuple[Value, bool], ...]:
    """The values that make a resource zonal, each with whether it is a list of zones."""
    zones, policy = case.after.property(ZONES), case.after.property(POLICY)
    values = ((zones.value, True), (policy.value, False))
    if case.after.instance.native_type != UPDATE or zones.presence is Presence.WRITTEN:
        return values
    target = case.after.native("resource_id").value
    machines = [
        machine
        for machine in case.comparison.after.referred(target)
        if machine.arm_type.lower() == VM.lower()
    ]
    if not machines:
        reason = Reason(Cause.REFERENCE, "the zone of what resource_id names")
        return ((Unknown(reason), True),)
    return tuple((machine.property(ZONES).value, True) for machine in machines)


def _lacks(value: Known) -> bool:
    return value.data in (None, "") or value.data == ()


def _not_any(value: Known) -> bool:
    return str(value.data).lower() != "any"
