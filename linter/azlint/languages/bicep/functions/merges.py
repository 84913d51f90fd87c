"""Functions that make one array or object of several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from azlint.languages.bicep.limits import ITEMS
from azlint.languages.bicep.texts import joined
from azlint.languages.bicep.values import (
    ARRAY,
    MISTAKEN,
    OBJECT,
    Merged,
    Values,
    array,
    blocked,
    choose,
    failed,
    identity,
    opened,
    record,
    same,
    stopped,
)
from azlint.value import Cause, Known, Reason, Type, Unknown, Value, is_null


def concat(values: Values) -> Value:
    if any(value.type.kind in {"list", "tuple"} or _is_list(value) for value in values):
        return _every(values, lambda items: array(x for item in items for x in item))
    return joined(values)


def _is_list(value: Value) -> bool:
    return isinstance(value, Known) and isinstance(value.data, tuple)


def _every(
    values: Values, function: Callable[[Sequence[tuple[Value, ...]]], Value], type_: Type = ARRAY
) -> Value:
    """Apply a function to arrays that are all known."""
    known: list[tuple[Value, ...]] = []
    for value in values:
        if isinstance(value, Unknown):
            return blocked(values, type_, not_null=True)
        if not isinstance(value.data, tuple):
            return failed(MISTAKEN)
        known.append(value.data)
    if sum(map(len, known)) > ITEMS:
        return stopped(Cause.LIMIT, "an array", type_=type_)
    return function(known)


def flatten(values: Values) -> Value:
    match values:
        case [Known(data=tuple() as items)]:
            return _every(items, lambda inner: array(x for item in inner for x in item))
        case [Unknown()]:
            return blocked(values, ARRAY, not_null=True)
        case _:
            return failed(MISTAKEN)


def union(values: Values) -> Value:
    kinds = {_kind(value) for value in values if not is_null(value)}
    if "list" in kinds:
        return _every(values, lambda known: array(_distinct(x for one in known for x in one)))
    if kinds <= {"object"} or any(isinstance(value, Unknown) for value in values):
        return _merged([value for value in values if not is_null(value)], _deep)
    return failed(MISTAKEN)


def _kind(value: Value) -> str:
    if isinstance(value, Unknown):
        return value.type.kind
    if isinstance(value.data, tuple):
        return "list"
    return "object" if isinstance(value.data, dict) else "any"


def _distinct(values: Iterable[Value]) -> list[Value]:
    kept: dict[object, Value] = {}
    for value in values:
        kept.setdefault(identity(value), value)
    return list(kept.values())


def shallow_merge(values: Values) -> Value:
    match values:
        case [Known(data=tuple() as items)]:
            return _merged(items, lambda _, new: new)
        case [Unknown()]:
            return blocked(values, OBJECT, not_null=True)
        case _:
            return failed(MISTAKEN)


def _merged(values: Values, combine: Callable[[Value, Value], Value]) -> Value:
    """Objects merged in order; of what comes before one that is not known nothing is certain."""
    result = Merged()
    beyond: Unknown | None = None
    for value in values:
        if isinstance(value, Unknown):
            result, beyond = Merged(value.entries), value
            continue
        if not isinstance(value.data, dict):
            return failed(MISTAKEN)
        for key, item in value.data.items():
            before = result.get(key)
            if before is None and beyond is not None:
                before = blocked([beyond])
            result.put(key, item if before is None else combine(before, item))
    return record(result.entries) if beyond is None else opened(beyond, result.entries)


def _deep(old: Value, new: Value) -> Value:
    match old, new:
        case Known(data=dict()), Known(data=dict()):
            return _merged([old, new], _deep)
        case Unknown(), Known(data=dict()):
            return _merged([old, new], _deep)
        case Known(data=dict()), Unknown():
            return blocked([old, new], OBJECT)
        case _ if is_null(new) and not is_null(old):
            return choose([old, new], Reason(Cause.FUNCTION, "union with null"))
        case _:
            return new


def intersection(values: Values) -> Value:
    if any(isinstance(value, Unknown) for value in values):
        return blocked(values, values[0].type, not_null=True)
    if values and all(map(_is_list, values)):
        return _every(values, _common_items)
    data = [value.data for value in values if isinstance(value, Known)]
    objects = [entries for entries in data if isinstance(entries, dict)]
    if not objects or len(objects) != len(values):
        return failed(MISTAKEN)
    shared = {
        key: item
        for key, item in objects[0].items()
        if all(key in other and same(item, other[key]) for other in objects[1:])
    }
    return record(shared)


def _common_items(known: Sequence[tuple[Value, ...]]) -> Value:
    if any(isinstance(item, Unknown) for items in known for item in items):
        return blocked([x for items in known for x in items], ARRAY, not_null=True)
    others = [{identity(item) for item in items} for items in known[1:]]
    return array(
        item for item in _distinct(known[0]) if all(identity(item) in other for other in others)
    )


FUNCTIONS: Final[Mapping[str, Callable[[Values], Value]]] = {
    "concat": concat,
    "flatten": flatten,
    "intersection": intersection,
    "shallowMerge": shallow_merge,
    "union": union,
}
