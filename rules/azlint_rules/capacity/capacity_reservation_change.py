"""AZL201."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from azlint.analysis.changes import Comparison, Same
from azlint.finding import Finding, Severity
from azlint.node import TEMPLATES, Language
from azlint.rule import ChangeRule, Citation, Message, Meta, Scene
from azlint_rules.capacity import wording
from azlint_rules.capacity.case import GROUPS, POLICY, ZONES, Case
from azlint_rules.capacity.effects import effect
from azlint_rules.capacity.places import primary
from azlint_rules.facts.reservations import FORCES_NEW

if TYPE_CHECKING:
    from azlint.graph import Change


class CapacityReservationChange(ChangeRule):
    """Changes of a capacity reservation group that stop or replace what runs in it.

    ## What it flags
    Compared with a base revision: a VM, scale set or AKS node pool whose capacity reservation
    group is added, changed or removed. The cause may lie elsewhere: a value file, a variable, a
    local, a module argument, a condition, or the group itself, which azurerm replaces when its
    name, zones, location or resource group change.

    ## Why it matters
    azurerm 3.13.0 to 5.2.0 stops and deallocates a running VM for every such change, zonal or
    not. A deallocated VM gives its place back: the start that follows can fail for lack of
    capacity, which is what the reservation was bought against. Scale sets and node pools are
    replaced; for `default_node_pool` that is the whole cluster.

    ## Before you change this
    Azure associates a running zonal VM without a stop; azurerm does not use that. A regional VM
    must be deallocated in any case. A running VM only leaves its group once the capacity of its
    reservation is 0.

    ## What the change does
    azurerm: VM stopped, deallocated and started; scale set, node pool or cluster replaced.
    Bicep and azapi never stop a VM: the deployment of a regional one fails until it is
    deallocated.

    ## How to fix
    Zonal VM: apply `lifecycle { ignore_changes = [capacity_reservation_group_id] }` first, then
    set the group with `azapi_update_resource`; to leave or change a group, set the capacity of
    the reservation to 0 before. Regional VM: a maintenance window with capacity to spare.

    ## Way back
    Set the old group again: another stop, and another start that can fail.

    ## What it stays silent about
    New and removed resources, those that the same change replaces for another reason,
    `ignore_changes`, ephemeral OS disks, ids that differ in case only, `moved` resources, zonal
    VMs in Bicep and azapi, AKS node pools there, for which no source tells what Azure does with
    the change in each API version, and azurerm versions outside 3.13.0 to 5.2.0. Without a base
    revision it says nothing.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL201",
        name="capacity-reservation-change",
        severity=Severity.ERROR,
        languages=frozenset({Language.TERRAFORM, *TEMPLATES}),
        citations=(
            Citation(
                "Associate a virtual machine to a capacity reservation group",
                "https://learn.microsoft.com/azure/virtual-machines/capacity-reservation-associate-vm",
                "2026-08-22",
            ),
            Citation(
                "Associating an existing VM to a capacity reservation group causes a reboot",
                "https://github.com/hashicorp/terraform-provider-azurerm/issues/32197",
                "2026-08-22",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "vm": Message(
            "{change} makes azurerm{versions} stop and deallocate {subject} while it runs, and its "
            "start can then fail for lack of capacity",
            "{advice}",
        ),
        "scale-set": Message(
            "{change} makes azurerm{versions} replace scale set {subject}, and creating its "
            "instances again can fail for lack of capacity",
            "create a scale set beside it, move the load, then remove this one",
        ),
        "node-pool": Message(
            "{change} makes azurerm{versions} replace node pool {subject}, and creating its nodes "
            "again can fail for lack of capacity",
            "add a node pool with the group, move the load, then remove this one",
        ),
        "cluster": Message(
            "{change} of the default node pool makes azurerm{versions} replace the whole cluster "
            "{subject}, and creating its nodes again can fail for lack of capacity",
            "leave the default node pool as it is and add a node pool with the group",
        ),
        "deallocate-first": Message(
            "{change} fails while {subject} runs, because it is regional: it must be deallocated "
            "first, and its start can then fail for lack of capacity",
            "deallocate it in a maintenance window with capacity to spare, deploy, and start it",
        ),
        "release-first": Message(
            "{change} fails while {subject} runs: the capacity of its reservation must be set to "
            "0 first, or it must be deallocated and its start can then fail for lack of capacity",
            "set the capacity of its reservation to 0 and deploy this after it; a regional one "
            "that joins another group must be deallocated, in a maintenance window",
        ),
    }
    paths: ClassVar[Mapping[str, frozenset[str]]] = {
        arm_type: frozenset({path, ZONES, POLICY}) for arm_type, path in GROUPS.items()
    }

    def check(self, change: Change, scene: Scene) -> Iterator[Finding]:
        comparison = Comparison.of(change, scene.graph, FORCES_NEW)
        whole = Case.of(comparison, change)
        if whole is None or whole.same() is Same.YES:
            return
        for single in change.single():
            case = Case.of(comparison, single)
            if case is not None and case.same() is not Same.YES:
                yield from self._one(case, scene)

    def _one(self, case: Case, scene: Scene) -> Iterator[Finding]:
        found = effect(case, scene)
        if found is None:
            return
        doubt = case.doubt()
        span, related = primary(case, scene.graph)
        yield self.finding(
            found.key,
            span,
            case.after.declaration,
            case.after.context,
            because=found.because if doubt is None else doubt,
            consequence=found.consequence,
            related=related,
            subject=case.subject,
            change=wording.change(case),
            versions=found.versions,
            advice=wording.advice(case),
        )
