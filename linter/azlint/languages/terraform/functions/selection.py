"""Functions that search, compare and filter the elements of a collection."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from azlint.languages.terraform.convert import converted, unify
from azlint.languages.terraform.functions.sequence import ANY_LIST, LIST, kind, no_set
from azlint.languages.terraform.functions.signature import (
    Function,
    FunctionContext,
    Parameter,
    as_items,
    sequence,
    truth,
)
from azlint.languages.terraform.results import Failure, first_unknown, unknown_result
from azlint.languages.terraform.sets import identity
from azlint.value import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Known,
    Unknown,
    Value,
    list_of,
    number,
)


def _index(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    items, wanted = arguments
    no_set(items)
    key = identity(wanted)
    for at, item in enumerate(as_items(items)):
        if identity(item) == key:
            return number(at)
    raise Failure("item not found")


def _contains(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    items, wanted = arguments
    if isinstance(items, Unknown):
        kind(items)
        return unknown_result(items, BOOL)
    found = as_items(items)
    hidden = first_unknown(wanted)
    if hidden is not None:
        return unknown_result(hidden, BOOL) if found else truth(False)
    key = identity(wanted)
    pending: Unknown | None = None
    for item in found:
        unknown = first_unknown(item)
        pending = unknown if pending is None else pending
        if unknown is None and identity(item) == key:
            return truth(True)
    return truth(False) if pending is None else unknown_result(pending, BOOL)


def _distinct(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    (items,) = arguments
    if isinstance(items, Unknown):
        return unknown_result(items, items.type)
    found: dict[object, Value] = {}
    for item in as_items(items):
        unknown = first_unknown(item)
        if unknown is not None and len(as_items(items)) > 1:
            return unknown_result(unknown, items.type)
        found.setdefault(identity(item), item)
    return sequence("list", tuple(found.values()), items.type.element or ANY)


def _compact(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    (items,) = arguments
    if isinstance(items, Unknown):
        return unknown_result(items, list_of(STRING))
    kept: list[Value] = []
    for item in as_items(items):
        if isinstance(item, Unknown):
            if not _is_filled(item):
                return unknown_result(item, list_of(STRING))
            kept.append(item)
        elif item.data is not None and item.data != "":
            kept.append(item)
    return sequence("list", kept, STRING)


def _is_filled(value: Unknown) -> bool:
    """Whether a string is certainly neither null nor empty."""
    return any(isinstance(part, Known) and part.data != "" for part in value.parts)


def _matchkeys(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    values, keys, wanted = arguments
    for argument in (values, keys, wanted):
        if isinstance(argument, Unknown):
            return unknown_result(argument, values.type)
    if len(as_items(keys)) != len(as_items(values)):
        raise Failure("length of keys and values should be equal")
    element = unify([keys.type.element or ANY, wanted.type.element or ANY])
    if element is None:
        raise Failure("keys and searchset must be of the same type")
    for item in (*as_items(keys), *as_items(wanted)):
        unknown = first_unknown(item)
        if unknown is not None:
            return unknown_result(unknown, values.type)
    searched = {identity(converted(item, element)) for item in as_items(wanted)}
    pairs = zip(as_items(keys), as_items(values), strict=True)
    kept = [value for key, value in pairs if identity(converted(key, element)) in searched]
    return sequence("list", kept, values.type.element or ANY)


def _quantified(arguments: Sequence[Value], _context: FunctionContext, *, want: bool) -> Value:
    """`anytrue` looks for a true one, `alltrue` for one that is not."""
    (items,) = arguments
    if isinstance(items, Unknown):
        return unknown_result(items, BOOL)
    pending: Unknown | None = None
    for item in as_items(items):
        if isinstance(item, Unknown):
            pending = item if pending is None else pending
        elif (item.data is True) is want:
            return truth(want)
    return truth(not want) if pending is None else unknown_result(pending, BOOL)


FUNCTIONS = {
    "alltrue": Function(
        partial(_quantified, want=False),
        (Parameter("list", list_of(BOOL)),),
        result=BOOL,
        strict=False,
    ),
    "anytrue": Function(
        partial(_quantified, want=True),
        (Parameter("list", list_of(BOOL)),),
        result=BOOL,
        strict=False,
    ),
    "compact": Function(_compact, (Parameter("list", list_of(STRING)),), strict=False),
    "contains": Function(_contains, (LIST, Parameter("value")), result=BOOL, strict=False),
    "distinct": Function(_distinct, (Parameter("list", ANY_LIST),), strict=False),
    "index": Function(_index, (LIST, Parameter("value")), result=NUMBER),
    "matchkeys": Function(
        _matchkeys,
        (
            Parameter("values", ANY_LIST),
            Parameter("keys", ANY_LIST),
            Parameter("searchset", ANY_LIST),
        ),
        strict=False,
    ),
}
