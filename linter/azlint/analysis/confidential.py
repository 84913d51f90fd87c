"""The disks of machines, and what is known of their security type and SKU."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from azlint.node import Presence, Property
from azlint.source import Span
from azlint.value import Known, Unknown, Value

if TYPE_CHECKING:
    from azlint.azure.resource import Element, Resource
    from azlint.graph import Evaluation

VM = "Microsoft.Compute/virtualMachines"
VMSS = "Microsoft.Compute/virtualMachineScaleSets"
DISK = "Microsoft.Compute/disks"
ATTACHMENT = "Microsoft.Compute/virtualMachines/dataDisks"
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


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk of a machine: who declares it, whose it is, and what decides about it."""

    owner: Resource
    machine: str
    os: bool
    security: Value
    sku: Property
    related: tuple[tuple[Span, str], ...] = ()


def confidential_disks(evaluation: Evaluation, resource: Resource) -> Iterator[Disk]:
    """The disks that a machine, a confidential managed disk or an attachment describes."""
    arm_type = resource.arm_type.lower()
    if arm_type in PROFILES:
        yield from _inline(evaluation, resource, PROFILES[arm_type])
    elif arm_type == ATTACHMENT.lower():
        yield from _attached(evaluation, resource)
    elif arm_type == DISK.lower():
        security = resource.property("properties.securityProfile.securityType")
        if security.presence is Presence.WRITTEN:
            address = resource.declaration.address
            yield Disk(resource, address, True, security.value, resource.property("sku.name"))


def _inline(evaluation: Evaluation, machine: Resource, profile: str) -> Iterator[Disk]:
    security = machine.property(f"{profile}.securityProfile.securityType").value
    if isinstance(security, Known) and str(security.data).lower() != "confidentialvm":
        return
    storage = f"{profile}.storageProfile"
    address = machine.declaration.address
    ephemeral = machine.property(f"{storage}.osDisk.diffDiskSettings.option")
    if ephemeral.presence is Presence.UNSET:
        sku = machine.property(f"{storage}.osDisk.managedDisk.storageAccountType")
        if sku.presence is Presence.WRITTEN:
            yield Disk(machine, address, True, security, sku)
        else:
            disk = machine.property(f"{storage}.osDisk.managedDisk.id")
            yield from _by_id(evaluation, machine, disk.value, security, os=True)
    elements = machine.items(f"{storage}.dataDisks")
    for element in () if isinstance(elements, Unknown) else elements:
        yield from _element(evaluation, machine, element, security)


def _element(
    evaluation: Evaluation, machine: Resource, element: Element, security: Value
) -> Iterator[Disk]:
    sku = element.property("managedDisk.storageAccountType")
    if sku.presence is Presence.WRITTEN:
        yield Disk(machine, machine.declaration.address, False, security, sku)
        return
    disk = element.property("managedDisk.id")
    yield from _by_id(evaluation, machine, disk.value, security, os=False)


def _by_id(
    evaluation: Evaluation, machine: Resource, identifier: Value, security: Value, *, os: bool
) -> Iterator[Disk]:
    for disk in evaluation.referred(identifier):
        if disk.arm_type.lower() == DISK.lower() and not disk.existing:
            place = ((machine.declaration.header, "attached to this Confidential VM"),)
            sku = disk.property("sku.name")
            yield Disk(disk, machine.declaration.address, os, security, sku, place)


def _attached(evaluation: Evaluation, attachment: Resource) -> Iterator[Disk]:
    owner = attachment.property("properties.virtualMachine.id").value
    for machine in evaluation.referred(owner):
        if machine.arm_type.lower() != VM.lower():
            continue
        security = machine.property("properties.securityProfile.securityType").value
        identifier = attachment.property("properties.managedDisk.id").value
        for disk in _by_id(evaluation, machine, identifier, security, os=False):
            place = ((attachment.declaration.header, "attached here"), *disk.related)
            yield Disk(disk.owner, disk.machine, False, security, disk.sku, place)
