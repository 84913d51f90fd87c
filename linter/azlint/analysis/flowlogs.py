"""What flow logs target, and which networks a network security group protects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from azlint.analysis.decide import Decision
from azlint.azure.ids import NSG, type_of_value
from azlint.node import Presence, Property
from azlint.value import Known, Value, alternatives, references

if TYPE_CHECKING:
    from azlint.azure.resource import Resource
    from azlint.graph import Evaluation

FLOW_LOG = "Microsoft.Network/networkWatchers/flowLogs"
SUBNET = "Microsoft.Network/virtualNetworks/subnets"
NETWORK = "Microsoft.Network/virtualNetworks"
TARGET = "properties.targetResourceId"
LEGACY = "properties.networkSecurityGroupId"
GROUP_ID = "properties.networkSecurityGroup.id"
SUBNET_PATHS: Mapping[str, frozenset[str]] = {
    SUBNET: frozenset({GROUP_ID, "properties.virtualNetworkName"}),
    NETWORK: frozenset({"name"}),
}


class Target(msgspec.Struct, frozen=True):
    """What makes a flow log one of a network security group.

    because: the value that leaves it undecided, if any · legacy: by the attribute that takes
    nothing but groups.
    """

    property: Property
    because: Value | None
    legacy: bool


def group_target(evaluation: Evaluation, log: Resource) -> Target | None:
    """The target of a flow log where it is, or may be, a network security group."""
    target = log.property(TARGET)
    if log.provider == "azurerm":
        legacy = log.property(LEGACY)
        decision = _legacy(legacy.value, alone=target.presence is Presence.UNSET)
        if decision is not Decision.FINE:
            return _target(legacy, decision, legacy=True)
    if target.presence is Presence.UNSET:
        return None
    kinds = {_kind(option, evaluation) for option in alternatives(target.value)}
    decision = kinds.pop() if len(kinds) == 1 else Decision.UNDECIDED
    return None if decision is Decision.FINE else _target(target, decision, legacy=False)


def _target(written: Property, decision: Decision, *, legacy: bool) -> Target:
    value = written.value
    open_ = decision is Decision.UNDECIDED or value.assumed
    return Target(written, value if open_ else None, legacy)


def _legacy(value: Value, *, alone: bool) -> Decision:
    """Whether the legacy attribute is set; of the two attributes exactly one must be."""
    verdicts = {_set(option, alone=alone) for option in alternatives(value)}
    return verdicts.pop() if len(verdicts) == 1 else Decision.UNDECIDED


def _set(value: Value, *, alone: bool) -> Decision:
    if isinstance(value, Known):
        return Decision.FINE if value.data is None else Decision.VIOLATES
    certain = alone or value.not_null or value.reference is not None or value.parts
    return Decision.VIOLATES if certain else Decision.UNDECIDED


def _kind(value: Value, evaluation: Evaluation) -> Decision:
    if isinstance(value, Known) and value.data is None:
        return Decision.FINE
    type_ = type_of_value(value, evaluation)
    if type_ == NSG:
        return Decision.VIOLATES
    return Decision.FINE if type_ or isinstance(value, Known) else Decision.UNDECIDED


def networks_of(evaluation: Evaluation, group: Value) -> Sequence[Resource]:
    """The virtual networks (or subnets, where no network is known) of a group, without repeats."""
    addresses = {reference.address for reference in references(group)}
    found: dict[object, Resource] = {}
    for subnet in evaluation.of_type(SUBNET):
        if _refers(subnet, addresses):
            network = _network(evaluation, subnet)
            found[network.declaration] = network
    return tuple(found.values())


def _refers(resource: Resource, groups: set[str]) -> bool:
    value = resource.property(GROUP_ID).value
    return any(reference.address in groups for reference in references(value))


def _network(evaluation: Evaluation, subnet: Resource) -> Resource:
    """The network that a subnet names, the subnet itself where none is found."""
    name = subnet.property("properties.virtualNetworkName").value
    if not isinstance(name, Known):
        return next(iter(evaluation.referred(name)), subnet)
    named = (n for n in evaluation.of_type(NETWORK) if _is_named(n, name))
    return next(named, subnet)


def _is_named(network: Resource, name: Known) -> bool:
    value = network.property("name").value
    return isinstance(value, Known) and value == name
