"""Functions that take a lambda: they are given it as a callable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cmp_to_key
from typing import Final

from azlint.languages.bicep.values import ARRAY, OBJECT, array, blocked, failed, lifted, record
from azlint.value import ANY, Known, Type, Unknown, Value, number

Apply = Callable[..., Value]
MISTAKEN: Final = "arguments of the wrong kind"


class Undecided(Exception):  # noqa: N818 (stops a sort; never leaves this module)
    """A comparison has no known result."""

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


def map_(items: Sequence[Value], apply: Apply) -> Value:
    return array(apply(item, number(at)) for at, item in enumerate(items))


def filter_(items: Sequence[Value], apply: Apply) -> Value:
    kept: list[Value] = []
    for at, item in enumerate(items):
        verdict = apply(item, number(at))
        if isinstance(verdict, Unknown):
            return blocked([verdict], ARRAY, not_null=True)
        if verdict.data is True:
            kept.append(item)
    return array(kept)


def sort(items: Sequence[Value], apply: Apply) -> Value:
    def order(left: Value, right: Value) -> int:
        for one, other, result in ((left, right, -1), (right, left, 1)):
            verdict = apply(one, other)
            if isinstance(verdict, Unknown):
                raise Undecided(verdict)
            if verdict.data is True:
                return result
        return 0

    try:
        return array(sorted(items, key=cmp_to_key(order)))
    except Undecided as stop:
        return blocked([stop.value], ARRAY, not_null=True)


def to_object(items: Sequence[Value], key: Apply, value: Apply | None = None) -> Value:
    entries: dict[str, Value] = {}
    for item in items:
        name = key(item)
        if isinstance(name, Unknown):
            return blocked([name], OBJECT, not_null=True)
        if not isinstance(name.data, str):
            return failed(MISTAKEN)
        entries[name.data] = value(item) if value else item
    return record(entries)


def group_by(items: Sequence[Value], key: Apply, value: Apply | None = None) -> Value:
    groups: dict[str, list[Value]] = {}
    for item in items:
        name = key(item)
        if isinstance(name, Unknown):
            return blocked([name], OBJECT, not_null=True)
        if not isinstance(name.data, str):
            return failed(MISTAKEN)
        groups.setdefault(name.data, []).append(value(item) if value else item)
    return record({name: array(members) for name, members in groups.items()})


def reduce(items: Sequence[Value], start: Value, apply: Apply) -> Value:
    result = start
    for at, item in enumerate(items):
        result = apply(result, item, number(at))
    return result


def call(name: str, values: Sequence[Value], lambdas: Sequence[Apply]) -> Value:
    """A function by its name, on its plain arguments and its lambdas."""
    function, plain, least, most, type_ = FUNCTIONS[name]
    if len(values) != plain or not least <= len(lambdas) <= most:
        return failed(MISTAKEN)

    def run(collection: Sequence[Value]) -> Value:
        match collection[0]:
            case Unknown():
                return blocked(collection[:1], type_, not_null=type_ is not ANY)
            case Known(data=tuple() as items):
                return function(items, *values[1:], *lambdas)
            case _:
                return failed(MISTAKEN)

    return lifted(run, values[:1])


def map_values(values: Sequence[Value], apply: Apply) -> Value:
    """`mapValues(object, lambda)`."""
    match values:
        case [Known(data=dict() as entries)]:
            return record({key: apply(value) for key, value in entries.items()})
        case [Unknown()]:
            return blocked(values, OBJECT, not_null=True)
        case _:
            return failed(MISTAKEN)


FUNCTIONS: Final[Mapping[str, tuple[Callable[..., Value], int, int, int, Type]]] = {
    "map": (map_, 1, 1, 1, ARRAY),
    "filter": (filter_, 1, 1, 1, ARRAY),
    "sort": (sort, 1, 1, 1, ARRAY),
    "toObject": (to_object, 1, 1, 2, OBJECT),
    "groupBy": (group_by, 1, 1, 2, OBJECT),
    "reduce": (reduce, 2, 1, 1, ANY),
}
