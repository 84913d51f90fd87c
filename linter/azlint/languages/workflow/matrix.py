"""The jobs that a matrix makes: cross product, then `exclude`, then `include`, as GitHub does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from azlint.languages.workflow.coercion import is_collection, loosely_equal
from azlint.value import Cause, Known, Reason, Unknown, Value, alternatives, data_of

MAX_JOBS = 256

FILTERS = frozenset({"include", "exclude"})
"""Keys of a matrix that are no dimensions."""
Vector = dict[str, Value]


def expand(matrix: Value) -> tuple[Value, ...]:
    """Every combination of a matrix, each an object; an Unknown stands for what is opaque."""
    found: list[Value] = []
    for option in alternatives(matrix):
        if isinstance(option, Known) and isinstance(option.data, dict):
            found.extend(_expand(option.data, option))
        elif isinstance(option, Unknown):
            found.append(option)
    return tuple(found)


def _expand(fields: Mapping[str, Value], whole: Value) -> Iterator[Value]:
    names = [name for name in fields if name.lower() not in FILTERS]
    choices = [tuple(_elements(fields[name])) for name in names]
    size = 1 if choices else 0
    for choice in choices:
        size *= len(choice)
    if size > MAX_JOBS:
        yield Unknown(Reason(Cause.LIMIT, f"matrix of {size} jobs"), origin=whole.origin)
        return
    dimensions = {name.lower() for name in names}
    excludes = list(_objects(fields, "exclude"))
    includes = list(_objects(fields, "include"))
    matched: set[int] = set()
    for combination in product(*choices) if choices else ():
        vector = dict(zip(names, combination, strict=True))
        if any(_matches(vector, item) for item in excludes if isinstance(item, Known)):
            continue
        yield Known(_with_extras(vector, dimensions, includes, matched), origin=whole.origin)
    for index, item in enumerate(includes):
        if index not in matched:
            yield item


def _with_extras(
    vector: Vector, dimensions: set[str], includes: list[Value], matched: set[int]
) -> Vector:
    """A combination with the further keys of every `include` entry that fits it."""
    extended = dict(vector)
    for index, item in enumerate(includes):
        fields = data_of(item)
        if not isinstance(fields, dict):
            continue
        condition = {key: value for key, value in fields.items() if key.lower() in dimensions}
        if _matches(vector, Known(condition)):
            matched.add(index)
            extended.update((key, fields[key]) for key in fields if key not in condition)
    return extended


def _elements(dimension: Value) -> Iterator[Value]:
    for option in alternatives(dimension):
        if isinstance(option, Known) and isinstance(option.data, tuple):
            for item in option.data:
                yield from alternatives(item)
        else:
            yield option


def _objects(fields: Mapping[str, Value], name: str) -> Iterator[Value]:
    """The entries of `include` or `exclude`; one Unknown where the list is opaque."""
    value = next((each for key, each in fields.items() if key.lower() == name), None)
    if value is not None:
        for item in _elements(value):
            if isinstance(item, Unknown) or isinstance(item.data, dict):
                yield item


def _matches(vector: Vector, condition: Value) -> bool:
    """Whether every leaf of a condition equals its counterpart; what is unknown does not."""
    return _fits(Known(vector), condition)


def _fits(value: Value | None, condition: Value) -> bool:
    if isinstance(condition, Unknown) or isinstance(value, Unknown):
        return False
    wanted = condition.data
    held = None if value is None else value.data
    if isinstance(wanted, dict):
        members = {k.lower(): v for k, v in held.items()} if isinstance(held, dict) else {}
        return all(_fits(members.get(key.lower()), item) for key, item in wanted.items())
    if isinstance(wanted, tuple):
        elements = held if isinstance(held, tuple) else ()
        return all(
            _fits(elements[index] if index < len(elements) else None, item)
            for index, item in enumerate(wanted)
        )
    return not is_collection(held) and loosely_equal(held, wanted)
