"""ARM resource ids and types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azlint.azure import azurerm, modules
from azlint.value import Known, Reference, Value, text_parts

if TYPE_CHECKING:
    from azlint.graph import Evaluation

PROVIDERS: Final = "/providers/"
NSG: Final = "microsoft.network/networksecuritygroups"
NETWORK: Final = "microsoft.network/virtualnetworks"
SUBNET: Final = "microsoft.network/virtualnetworks/subnets"
INTERFACE: Final = "microsoft.network/networkinterfaces"

ATTRIBUTES: Final = {
    "network_security_group_id": NSG,
    "virtual_network_id": NETWORK,
    "subnet_id": SUBNET,
    "network_interface_id": INTERFACE,
}
"""Attributes of azurerm that hold the id of another resource."""

PROPERTIES: Final = {
    "networksecuritygroup": NSG,
    "virtualnetwork": NETWORK,
    "subnet": SUBNET,
    "subnets": SUBNET,
    "networkinterfaces": INTERFACE,
}
"""Properties of ARM, and blocks of azurerm, whose `id` is that of another resource."""

ENDS: Final = {type_.rpartition("/")[2]: type_ for type_ in (NSG, NETWORK, SUBNET, INTERFACE)}
"""What the last segments of an id say where its provider is not known."""


def type_of_id(identifier: str) -> str:
    """The lower-case ARM type that a literal resource id names, empty if it names none.

    `/subscriptions/…/providers/Microsoft.Network/virtualNetworks/v/subnets/s` gives
    `microsoft.network/virtualnetworks/subnets`.
    """
    at = identifier.lower().rfind(PROVIDERS)
    if at < 0:
        return ""
    namespace, *segments = identifier[at + len(PROVIDERS) :].strip("/").split("/")
    types = segments[0::2]
    return "/".join((namespace, *types)).lower() if namespace and types else ""


def type_of_value(value: Value, evaluation: Evaluation) -> str:
    """The lower-case ARM or native type that an id value leads to, as far as its pieces tell.

    A reference names its type; a string known in pieces names it by what is written between
    them; an unknown piece stands for one path segment or part of one. A name never decides.
    """
    if isinstance(value, Known):
        return type_of_id(value.data) if isinstance(value.data, str) else ""
    if not value.parts:
        return type_of_reference(value.reference, evaluation) if value.reference else ""
    text = "".join(_written(part, evaluation) for part in text_parts(value))
    return type_of_id(text) or _type_of_end(text)


def _written(part: Value, evaluation: Evaluation) -> str:
    """A piece of an id as text: a reference to a resource as an id of its type."""
    if isinstance(part, Known):
        return part.data if isinstance(part.data, str) else "?"
    type_ = type_of_value(part, evaluation)
    if not type_.startswith("microsoft."):
        return "?"
    namespace, *segments = type_.split("/")
    return "/".join((f"{PROVIDERS}{namespace}", *(f"{segment}/?" for segment in segments)))


def _type_of_end(text: str) -> str:
    *before, type_, _ = ["", "", *text.lower().rstrip("/").split("/")]
    return ENDS.get(type_, "") if any(before) else ""


def type_of_reference(reference: Reference, evaluation: Evaluation) -> str:
    """The lower-case type of the resource whose id a reference is; empty where it is no id."""
    path = tuple(step.lower() for step in reference.attribute)
    if path and path[-1] in ATTRIBUTES:
        return ATTRIBUTES[path[-1]]
    if path in {(), ("id",), ("output", "id")}:
        return _own_type(reference, evaluation)
    if path[-1] == "id":
        names = (step for step in reversed(path[:-1]) if not step.isdecimal())
        return PROPERTIES.get(next(names, ""), "")
    return modules.type_of_output(reference.type, path)


def _own_type(reference: Reference, evaluation: Evaluation) -> str:
    native = reference.type
    if "/" in native and "@" not in native and ":" not in native:
        return native.lower()
    if native in azurerm.TYPES:
        return azurerm.TYPES[native].arm_type.lower()
    if native.startswith("azurerm_"):
        return native
    types = {resource.arm_type.lower() for resource in evaluation.resolve(reference)}
    return types.pop() if len(types) == 1 else ""
