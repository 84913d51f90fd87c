"""The disks of machines, and what is known of their security type and SKU."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from azlint.analysis.decide import Decision, decide
from azlint.node import Presence, Property
from azlint.source import Span
from azlint.value import Cause, Known, Unknown, Value

if TYPE_CHECKING:
    from azlint.azure.resource import Element, Resource
    from azlint.graph import Evaluation

VM = "Microsoft.Compute/virtualMachines"
VMSS = "Microsoft.Compute/virtualMachineScaleSets"
DISK = "Microsoft.Compute/disks"
ATTACHMENT = "Microsoft.Compute/virtualMachines/dataDisks"
DISK_SECURITY = "properties.securityProfile.securityType"
PROFILES = {VM.lower(): "properties", VMSS.lower(): "properties.virtualMachineProfile"}


def _machine_paths(profile: str) -> frozenset[str]:
    storage = f"{profile}.storageProfile"
    return frozenset(
        {
            f"{profile}.securityProfile.securityType",
            f"{storage}.osDisk.managedDisk.storageAccountType",
            f"{storage}.osDisk.managedDisk.id",
            f"{storage}.osDisk.diffDiskSettings.option",
            f"{storage}.dataDisks",
        }
    )


DISK_PATHS: Mapping[str, frozenset[str]] = {
    VM: _machine_paths("properties"),
    VMSS: _machine_paths("properties.virtualMachineProfile"),
    DISK: frozenset({"sku.name", "properties.securityProfile.securityType"}),
    ATTACHMENT: frozenset({"properties.managedDisk.id", "properties.virtualMachine.id"}),
}


class Disk(msgspec.Struct, frozen=True):
    """A disk of a machine.

    owner: who declares the disk, the machine itself where the disk is written in it · machine:
    None where only the disk's own security type is known · doubts: what else must hold for this
    to be a disk of a Confidential VM, as far as it is not known.
    """

    owner: Resource
    machine: Resource | None
    os: bool
    security: Value
    sku: Property
    doubts: tuple[Value, ...] = ()
    related: tuple[tuple[Span, str], ...] = ()

    @property
    def inline(self) -> bool:
        return self.owner is self.machine


def is_confidential(value: Known) -> bool:
    """`ConfidentialVM`, and the `ConfidentialVM_…` of disks."""
    return isinstance(value.data, str) and value.data.lower().startswith("confidentialvm")


def confidential_disks(evaluation: Evaluation, resource: Resource) -> Iterator[Disk]:
    """The disks that a machine, a managed disk or an attachment describes, unless certainly not
    of a Confidential VM."""
    arm_type = resource.arm_type.lower()
    if arm_type in PROFILES:
        yield from _inline(evaluation, resource, PROFILES[arm_type])
    elif arm_type == ATTACHMENT.lower():
        yield from _attached(evaluation, resource)
    elif arm_type == DISK.lower():
        security = resource.property(DISK_SECURITY)
        if security.presence is Presence.WRITTEN:
            yield Disk(resource, None, True, security.value, resource.property("sku.name"))


def _inline(evaluation: Evaluation, machine: Resource, profile: str) -> Iterator[Disk]:
    security = _security(evaluation, machine, profile)
    if decide(security, is_confidential) is Decision.FINE:
        return
    storage = f"{profile}.storageProfile"
    yield from _os_disk(evaluation, machine, storage, security)
    elements = machine.items(f"{storage}.dataDisks")
    if isinstance(elements, Unknown) and elements.reason.cause is Cause.UNMAPPED:
        return
    if isinstance(elements, Unknown):
        span = elements.origin.span if elements.origin else machine.declaration.header
        sku = Property(elements, Presence.WRITTEN, "dataDisks", span)
        yield Disk(machine, machine, False, security, sku)
        return
    for element in elements:
        yield from _element(evaluation, machine, element, security)


def _security(evaluation: Evaluation, machine: Resource, profile: str) -> Value:
    """The security type of a machine, that of its OS disk where it has no word of its own."""
    security = machine.property(f"{profile}.securityProfile.securityType").value
    disk = machine.property(f"{profile}.storageProfile.osDisk.managedDisk.id").value
    if machine.provider != "azurerm" or not isinstance(security, Unknown) or security.one_of:
        return security
    types = [found.property(DISK_SECURITY).value for found in _disks(evaluation, disk)]
    return types[0] if len(types) == 1 else security


def _os_disk(
    evaluation: Evaluation, machine: Resource, storage: str, security: Value
) -> Iterator[Disk]:
    ephemeral = machine.property(f"{storage}.osDisk.diffDiskSettings.option")
    if ephemeral.presence is not Presence.UNSET and isinstance(ephemeral.value, Known):
        return
    doubts = () if ephemeral.presence is Presence.UNSET else (ephemeral.value,)
    sku = machine.property(f"{storage}.osDisk.managedDisk.storageAccountType")
    if sku.presence is Presence.WRITTEN:
        yield Disk(machine, machine, True, security, sku, doubts)
    else:
        disk = machine.property(f"{storage}.osDisk.managedDisk.id").value
        yield from _by_id(evaluation, machine, disk, security, os=True)


def _element(
    evaluation: Evaluation, machine: Resource, element: Element, security: Value
) -> Iterator[Disk]:
    sku = element.property("managedDisk.storageAccountType")
    if sku.presence is Presence.WRITTEN:
        yield Disk(machine, machine, False, security, sku)
        return
    disk = element.property("managedDisk.id").value
    yield from _by_id(evaluation, machine, disk, security, os=False)


def _by_id(
    evaluation: Evaluation, machine: Resource, identifier: Value, security: Value, *, os: bool
) -> Iterator[Disk]:
    """The managed disks that an id leads to, except those that say themselves what they are."""
    for disk in _disks(evaluation, identifier):
        own = disk.property(DISK_SECURITY).value
        if decide(own, is_confidential) is not Decision.VIOLATES:
            place = ((machine.declaration.header, "attached to this Confidential VM"),)
            yield Disk(disk, machine, os, security, disk.property("sku.name"), (), place)


def _disks(evaluation: Evaluation, identifier: Value) -> Iterator[Resource]:
    for disk in evaluation.referred(identifier):
        if disk.arm_type.lower() == DISK.lower() and not disk.existing:
            yield disk


def _attached(evaluation: Evaluation, attachment: Resource) -> Iterator[Disk]:
    owner = attachment.property("properties.virtualMachine.id").value
    for machine in evaluation.referred(owner):
        if machine.arm_type.lower() != VM.lower() or machine.existing:
            continue
        security = _security(evaluation, machine, "properties")
        if decide(security, is_confidential) is Decision.FINE:
            continue
        identifier = attachment.property("properties.managedDisk.id").value
        place = (attachment.declaration.header, "attached here")
        for disk in _by_id(evaluation, machine, identifier, security, os=False):
            yield replace(disk, related=(place, *disk.related))
