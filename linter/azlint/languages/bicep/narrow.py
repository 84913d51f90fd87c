"""Types of properties and elements that allow less than their kind."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from azlint.value import ANY, BOOL, NUMBER, STRING, Bounds, Known, Type, Unknown, Value

PLAIN = {type_.kind: type_ for type_ in (BOOL, NUMBER, STRING)}


class Narrow(Type, frozen=True):
    """The type of what can only be one of some values, or a number or text within bounds. It
    stands inside of other types alone: a value has the plain type, and the rest is said of it."""

    literals: tuple[Value, ...] = ()
    bounds: Bounds | None = None


def inside(type_: Type, literals: Sequence[Value], bounds: Bounds | None = None) -> Type:
    """A type as it stands in another one."""
    if literals or (bounds is not None and type_.kind in PLAIN):
        return Narrow(type_.kind, literals=tuple(literals), bounds=bounds)
    return type_


def typed(value: Unknown, type_: Type | None, *, optional: bool = False) -> Unknown:
    """An Unknown of the type that another type says it has; `optional`: it may be null too."""
    if isinstance(type_, Narrow):
        null = (Known(None),) if type_.literals and optional else ()
        plain = PLAIN.get(type_.kind, ANY)
        return replace(value, type=plain, one_of=(*type_.literals, *null), bounds=type_.bounds)
    if type_ is BOOL:
        one_of = (Known(True, BOOL), Known(False, BOOL), *((Known(None),) if optional else ()))
        return replace(value, type=BOOL, one_of=one_of)
    return replace(value, type=type_ or ANY)
