"""Which networks a network security group protects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from azlint.graph import references
from azlint.value import Known

if TYPE_CHECKING:
    from azlint.azure.resource import Resource
    from azlint.graph import Evaluation
    from azlint.value import Value

FLOW_LOG = "Microsoft.Network/networkWatchers/flowLogs"
ASSOCIATION = "Microsoft.Network/virtualNetworks/subnets/networkSecurityGroupAssociations"
SUBNET = "Microsoft.Network/virtualNetworks/subnets"
NETWORK = "Microsoft.Network/virtualNetworks"
GROUP_ID = "properties.networkSecurityGroup.id"
ASSOCIATION_PATHS: Mapping[str, frozenset[str]] = {
    ASSOCIATION: frozenset({"properties.subnet.id", GROUP_ID}),
    SUBNET: frozenset({GROUP_ID, "properties.virtualNetworkName"}),
    NETWORK: frozenset({"name"}),
}


def networks_of(evaluation: Evaluation, group: Value) -> Sequence[Resource]:
    """The virtual networks (or subnets, where no network is known) of a group, without repeats."""
    addresses = {reference.address for reference in references(group)}
    found: dict[object, Resource] = {}
    for subnet in _subnets(evaluation, addresses):
        network = _network(evaluation, subnet)
        found[network.declaration] = network
    return tuple(found.values())


def _subnets(evaluation: Evaluation, groups: set[str]) -> Sequence[Resource]:
    associated = [
        subnet
        for association in evaluation.of_type(ASSOCIATION)
        if _refers(association, groups)
        for subnet in evaluation.referred(association.property("properties.subnet.id").value)
    ]
    inline = [
        s for s in evaluation.of_type(SUBNET) if s.provider != "azurerm" and _refers(s, groups)
    ]
    return [*associated, *inline]


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
