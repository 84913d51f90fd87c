"""One resource at both revisions, and the capacity reservation group it has at each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from azlint.analysis.changes import Comparison, Same, is_left_out
from azlint.node import Instance, Presence, Property
from azlint.value import Cause, Known, Reason, Unknown, Value

if TYPE_CHECKING:
    from azlint.azure.resource import Resource
    from azlint.graph import Change

VM = "Microsoft.Compute/virtualMachines"
SCALE_SET = "Microsoft.Compute/virtualMachineScaleSets"
CLUSTER = "Microsoft.ContainerService/managedClusters"
GROUP = "capacityReservation.capacityReservationGroup.id"
GROUPS: Mapping[str, str] = {
    VM: f"properties.{GROUP}",
    SCALE_SET: f"properties.virtualMachineProfile.{GROUP}",
    CLUSTER: "properties.agentPoolProfiles.capacityReservationGroupID",
    f"{CLUSTER}/agentPools": "properties.capacityReservationGroupID",
}
ZONES = "zones"
POLICY = "placement.zonePlacementPolicy"
_PATHS = {arm_type.lower(): path for arm_type, path in GROUPS.items()}


def group_path(resource: Resource) -> str:
    """Where a resource names its capacity reservation group."""
    return _PATHS[resource.arm_type.lower()]


class Case(msgspec.Struct, frozen=True, dict=True):
    """One instance before and after, each with the property that names its group."""

    comparison: Comparison
    before: Resource
    after: Resource
    old: Property
    new: Property

    @classmethod
    def of(cls, comparison: Comparison, change: Change) -> Case | None:
        """The case of a change; None for what is new, removed or deployed elsewhere."""
        before, after = change.before, change.after
        if before is None or after is None or after.existing:
            return None
        path = group_path(after)
        return cls(comparison, before, after, before.own(path), after.own(path))

    @property
    def subject(self) -> str:
        """The address of the resource in its module."""
        return self.after.declaration.address

    @property
    def added(self) -> bool:
        """The resource was in no group."""
        return is_left_out(self.old.value)

    @property
    def removed(self) -> bool:
        """The resource is in no group any more."""
        return is_left_out(self.new.value)

    @property
    def unwritten(self) -> bool:
        """Nothing stands where the group would be named, not even null."""
        return self.new.presence is Presence.UNSET and self.new.value.origin is None

    @cached_property
    def causes(self) -> Sequence[tuple[Instance, Property]]:
        """The attributes that replace the group, where the resource still names the same one."""
        return tuple(self.comparison.behind(self.old, self.new))

    def same(self) -> Same:
        """Whether the group is the one it was."""
        found = self.comparison.same(self.old.value, self.new.value, str.casefold)
        return Same.UNDECIDED if found is Same.NO and self._vague else found

    @property
    def _vague(self) -> bool:
        """Only one side knows its instances: which of them existed cannot be told."""
        return self.before.instance.abstract != self.after.instance.abstract

    def doubt(self) -> Value | None:
        """What leaves it undecided whether the group changed; None where nothing does."""
        values = (self.new.value, self.old.value, *(found.value for _, found in self.causes))
        if self.same() is Same.UNDECIDED:
            unknown = next((value for value in values if isinstance(value, Unknown)), None)
            reason = Reason(Cause.INSTANCE, self.after.address)
            return Unknown(reason) if unknown is None or self._vague else unknown
        assumed = next((value.assumed for value in values if value.assumed), "")
        return Known(None, assumed=assumed) if assumed else None
