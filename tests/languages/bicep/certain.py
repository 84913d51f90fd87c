"""Whether what is known of a value without what is given holds for the value with it, and what
may be given."""

from __future__ import annotations

from azlint.languages.bicep.narrow import Narrow
from azlint.languages.bicep.texts import rendered
from azlint.languages.bicep.types import Shape
from azlint.languages.bicep.values import array, boolean, found, record, text
from azlint.value import Bounds, Known, Type, Unknown, Value, number

WAYS = 3
NUMBERS = (0, 3, -2)
LENGTHS = (0, 3, 12)


def broken(before: Value, after: Value) -> str:
    """How a value is not what was known of it; empty where it is. What is not known after all
    breaks nothing."""
    if isinstance(after, Unknown):
        return ""
    if isinstance(before, Unknown):
        return _refinement(before, after)
    match before.data, after.data:
        case dict() as mine, dict() as yours if mine.keys() == yours.keys():
            return next(filter(None, (broken(mine[key], yours[key]) for key in mine)), "")
        case tuple() as mine, tuple() as yours if len(mine) == len(yours):
            return next(filter(None, map(broken, mine, yours)), "")
        case mine, yours:
            same = type(mine) is type(yours) and mine == yours
            return "" if same else f"{rendered(before)} is {rendered(after)}"


def _refinement(before: Unknown, after: Known) -> str:
    if before.one_of:
        matches = any(not broken(option, after) for option in before.one_of)
        return "" if matches else f"{rendered(after)} is no alternative"
    if before.not_null and after.data is None:
        return f"{rendered(before)} is null"
    if before.bounds is not None and not _within(before.bounds, after):
        return f"{rendered(after)} is out of {before.bounds}"
    data = after.data if isinstance(after.data, dict) else {}
    for key, value in (before.entries or {}).items():
        entry = found(data, key)
        if entry is None or broken(value, entry):
            return f"{key} of {rendered(after)}"
    return ""


def _within(bounds: Bounds, value: Known) -> bool:
    data = value.data
    if data is None:
        return True
    size = len(data) if isinstance(data, (str, tuple, dict)) else data
    return (bounds.low is None or size >= bounds.low) and (
        bounds.high is None or size <= bounds.high
    )


def allowed(shape: Shape, way: int) -> Value | None:
    """A value that a parameter of a shape may be given, in one of some ways; None where its type
    says too much."""
    if shape.literals:
        return shape.literals[way % len(shape.literals)]
    bounds = shape.bounds or Bounds()
    match shape.type.kind:
        case "string":
            return text("x" * _bounded(LENGTHS[way], bounds))
        case "number":
            return number(_bounded(NUMBERS[way], bounds))
        case "bool":
            return boolean(way % 2 == 0)
        case "list":
            element = _element(shape.type.element)
            return None if element is None else array([element] * _bounded(way, bounds))
        case "object" if not shape.type.attributes:
            return record({"name": text("n")} if way else {})
        case _:
            return None


def _element(type_: Type | None) -> Value | None:
    if isinstance(type_, Narrow) and type_.literals:
        return type_.literals[0]
    return text("y") if type_ is None or type_.kind in {"any", "string"} else None


def _bounded(size: int, bounds: Bounds) -> int:
    size = size if bounds.low is None else max(size, bounds.low)
    return size if bounds.high is None else min(size, bounds.high)
