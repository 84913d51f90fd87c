"""How a change and the way without harm are put into words."""

from __future__ import annotations

from azlint.value import Known
from azlint_rules.capacity.case import ZONES, Case

STEPS = (
    "to do it without a stop, apply lifecycle {{ ignore_changes = [{name}] }} first, then {release}"
    "set the group with azapi_update_resource"
)
RELEASE = "set the capacity of the reservation it leaves to 0 and "
WINDOW = (
    "Azure wants a regional VM deallocated for this: do it in a maintenance window with capacity "
    "to spare"
)
ANOTHER = "leave the group as it is and create another; "


def change(case: Case) -> str:
    """What changes, as the subject of a sentence."""
    if case.causes:
        return f"Replacing {case.causes[0][0].declaration.address}"
    verb = "Adding" if case.added else "Removing" if case.removed else "Changing"
    return f"{verb} {case.new.name}"


def advice(case: Case) -> str:
    """The way to the same end that stops nothing, where there is one."""
    name = case.new.name
    steps = STEPS.format(name=name, release="" if case.added else RELEASE)
    zones = case.after.property(ZONES).value
    if not isinstance(zones, Known):
        text = f"zonal: {steps}; regional: {WINDOW}"
    else:
        text = WINDOW if zones.data in (None, "") else steps
    return ANOTHER + text if case.causes else text
