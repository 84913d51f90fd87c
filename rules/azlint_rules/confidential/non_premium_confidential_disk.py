"""AZL301."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from azlint.analysis.confidential import (
    DISK_PATHS,
    VMSS,
    Disk,
    confidential_disks,
    is_confidential,
)
from azlint.analysis.decide import Decision, decide
from azlint.finding import SENSITIVE, Confidence, Consequence, Finding, Related, Severity
from azlint.node import TEMPLATES, Language
from azlint.rule import Citation, Message, Meta, ResourceRule, Scene
from azlint.value import Known, Unknown, Value, alternatives
from azlint_rules.facts.disks import PREMIUM

if TYPE_CHECKING:
    from azlint.azure.resource import Resource


class NonPremiumConfidentialDisk(ResourceRule):
    """Disks of Confidential VMs below the Premium tier.

    ## What it flags
    OS disks and data disks of Confidential VMs and scale sets whose SKU is Standard HDD or
    Standard SSD: inline disks, managed disks joined through attachments or ids, and managed disks
    whose own security type is confidential.

    ## Why it matters
    Microsoft recommends Premium SSDs for Confidential VMs, above all for disks larger than
    32 GB. It is a recommendation, not enforced by Azure: the deployment succeeds and the disk
    is slow under the load of encryption.

    ## Before you change this
    In azurerm the SKU of an OS disk forces a new VM. The SKU of an attached managed disk is
    changed with the VM stopped and deallocated, and the start afterwards can fail for lack of
    capacity.

    ## What the change does
    OS disk in azurerm: replaces the VM. Attached `azurerm_managed_disk`: stops, deallocates and
    starts the VM. Bicep and azapi: the VM must be deallocated by you first.

    ## How to fix
    OS disks: `Premium_LRS` or `Premium_ZRS`. Data disks: these, `PremiumV2_LRS` or Ultra.
    Change it in a maintenance window, or at the next planned replacement of the VM.

    ## Way back
    Set the old SKU again, at the same price: a replacement for an OS disk in azurerm, a stop
    for a data disk.

    ## What it stays silent about
    Trusted Launch VMs, lists of allowed values, image definitions, ephemeral OS disks, disks
    whose SKU is left to Azure, and anything whose security type or SKU cannot be told
    (undecided).
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL301",
        name="non-premium-confidential-disk",
        severity=Severity.WARNING,
        languages=frozenset({Language.TERRAFORM, *TEMPLATES}),
        confidence=Confidence.MEDIUM,
        security_severity="3.0",
        citations=(
            Citation(
                "About Azure confidential VMs",
                "https://learn.microsoft.com/azure/confidential-computing/confidential-vm-overview",
                "2026-08-22",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "os-disk": Message(
            "The OS disk of Confidential {machine} {tier}, and changing it in azurerm replaces the "
            "{kind}",
            "use Premium_LRS or Premium_ZRS at the next planned replacement; recommended, not "
            "enforced by Azure",
        ),
        "os-disk-in-place": Message(
            "{disk} of Confidential {machine} {tier}, and changing it takes a stop of the {kind}",
            "use Premium_LRS or Premium_ZRS in a maintenance window; recommended, not enforced by "
            "Azure",
        ),
        "data-disk": Message(
            "{disk} of Confidential {machine} {tier}, and changing it takes a stop of the {kind}",
            "use Premium_LRS, Premium_ZRS, PremiumV2_LRS or UltraSSD_LRS in a maintenance window; "
            "recommended, not enforced by Azure",
        ),
        "confidential-disk": Message(
            "{disk} is made for a Confidential VM and {tier}, and changing it takes a stop of the "
            "VM",
            "use Premium_LRS or Premium_ZRS in a maintenance window; recommended, not enforced by "
            "Azure",
        ),
    }
    paths: ClassVar[Mapping[str, frozenset[str]]] = DISK_PATHS

    def check(self, resource: Resource, scene: Scene) -> Iterator[Finding]:
        if scene.evaluation is None:
            return
        for disk in confidential_disks(scene.evaluation, resource):
            yield from self._disk(disk)

    def _disk(self, disk: Disk) -> Iterator[Finding]:
        verdicts = (
            (disk.security, decide(disk.security, is_confidential)),
            (disk.sku.value, decide(disk.sku.value, _slow)),
            *((doubt, Decision.UNDECIDED) for doubt in disk.doubts),
        )
        if any(verdict is Decision.FINE for _, verdict in verdicts):
            return
        key, consequence = _message(disk)
        sku = disk.sku.value
        yield self.finding(
            key,
            disk.sku.span,
            disk.owner.declaration,
            disk.owner.context,
            because=next((v for v, verdict in verdicts if verdict is Decision.UNDECIDED), None),
            consequence=consequence,
            value=sku,
            related=tuple(Related(span, text) for span, text in disk.related),
            disk=_name(disk),
            machine=_machine(disk),
            kind=_kind(disk),
            tier=_tier(sku),
            general={"tier": "is Standard HDD or Standard SSD, below the recommended Premium tier"},
        )


def _slow(value: Known) -> bool:
    """A SKU that is written and not Premium; what Azure picks when it is omitted is not known."""
    return value.data is not None and str(value.data).lower() not in PREMIUM


def _tier(sku: Value) -> str:
    if isinstance(sku, Unknown) and decide(sku, _slow) is not Decision.VIOLATES:
        return "is below the recommended Premium tier"
    names = dict.fromkeys(str(o.data) for o in alternatives(sku) if isinstance(o, Known))
    told = SENSITIVE if sku.sensitive else " or ".join(names)
    return f"is {told}, below the recommended Premium tier"


def _message(disk: Disk) -> tuple[str, Consequence]:
    if disk.machine is None:
        return "confidential-disk", Consequence.RESTART
    if not disk.os:
        return "data-disk", Consequence.RESTART
    if disk.inline and disk.owner.provider == "azurerm":
        return "os-disk", Consequence.REPLACE
    return "os-disk-in-place", Consequence.RESTART


def _name(disk: Disk) -> str:
    if not disk.inline:
        return f"Disk {disk.owner.declaration.address}"
    return "The OS disk" if disk.os else "A data disk"


def _kind(disk: Disk) -> str:
    scales = disk.machine is not None and disk.machine.arm_type.lower() == VMSS.lower()
    return "scale set" if scales else "VM"


def _machine(disk: Disk) -> str:
    return f"{_kind(disk)} {disk.machine.declaration.address}" if disk.machine else ""
