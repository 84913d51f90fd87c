"""Ids of resources that a template names by their types and names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from azlint.languages.bicep.functions import deployment
from azlint.languages.bicep.texts import joined
from azlint.languages.bicep.values import identity, text
from azlint.value import Unknown, Value

if TYPE_CHECKING:
    from azlint.languages.bicep.frame import Frame
    from azlint.languages.bicep.targets import ResourceTarget


def resource_id(frame: Frame, name: str, values: Sequence[Value]) -> Value:
    """`resourceId(…)` and its kin: a reference to the declared resource where there is one."""
    made = deployment.resource_id(name, values)
    if made is None:
        return deployment.unknown_id(name, values)
    value, type_, names = made
    if not isinstance(value, Unknown) or value.reference is None:
        return value
    slashed = [piece for one in names for piece in (text("/"), one)][1:]
    target = _named(frame, type_, joined(slashed)) if name == "resourceId" else None
    if target is None:
        return value
    return replace(value, reference=target.reference(("id",)))


def _named(frame: Frame, type_: str, name: Value) -> ResourceTarget | None:
    """The resource of a template that has a type and a full name."""
    wanted = identity(name)
    for entry in frame.template.resources.values():
        if entry.declaration.type.lower() == type_.lower() and entry.statement.loop is None:
            target = frame.resource(entry.name, None)
            if target is not None and identity(target.full_name()) == wanted:
                return target
    return None
