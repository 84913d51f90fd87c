"""Whether what is known of a value without what is given holds for the value with it."""

from __future__ import annotations

from azlint.languages.bicep.values import found, rendered
from azlint.value import Bounds, Known, Unknown, Value


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
