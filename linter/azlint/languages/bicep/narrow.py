"""Types of properties and elements that allow a few values only."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from azlint.value import ANY, BOOL, NUMBER, STRING, Known, Type, Unknown, Value

PLAIN = {type_.kind: type_ for type_ in (BOOL, NUMBER, STRING)}


class Literals(Type, frozen=True):
    """The type of what can only be one of some values. It stands inside of other types alone:
    a value has the plain type, and the values as what it can be."""

    literals: tuple[Value, ...] = ()


def inside(type_: Type, literals: Sequence[Value]) -> Type:
    """A type as it stands in another one."""
    return Literals(type_.kind, literals=tuple(literals)) if literals else type_


def typed(value: Unknown, type_: Type | None, *, optional: bool = False) -> Unknown:
    """An Unknown of the type that another type says it has; `optional`: it may be null too."""
    if isinstance(type_, Literals):
        literals = (*type_.literals, Known(None)) if optional else type_.literals
        return replace(value, type=PLAIN.get(type_.kind, ANY), one_of=literals)
    if type_ is BOOL:
        one_of = (Known(True, BOOL), Known(False, BOOL), *((Known(None),) if optional else ()))
        return replace(value, type=BOOL, one_of=one_of)
    return replace(value, type=type_ or ANY)
