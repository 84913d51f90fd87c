"""ARM resource ids and types."""

from __future__ import annotations

from azlint.value import Known, Value, text_parts

PROVIDERS = "/providers/"


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


def type_of_value(value: Value) -> str:
    """The lower-case ARM or native type that an id value leads to, as far as its pieces tell.

    A reference names its type; a string known in pieces names it by what is written between
    them; an unknown piece stands for one path segment or part of one.
    """
    if isinstance(value, Known):
        return type_of_id(value.data) if isinstance(value.data, str) else ""
    if value.reference is not None and value.reference.attribute in ((), ("id",)):
        return value.reference.type.lower()
    text = "".join(
        part.data if isinstance(part, Known) and isinstance(part.data, str) else "?"
        for part in text_parts(value)
    )
    return type_of_id(text)
