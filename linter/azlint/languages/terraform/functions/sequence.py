"""Functions of lists and tuples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from azlint.languages.terraform.convert import converted, type_of, unify
from azlint.languages.terraform.functions.signature import (
    ELEMENT_LIMIT,
    Function,
    FunctionContext,
    Parameter,
    as_items,
    as_text,
    as_whole,
    sequence,
)
from azlint.languages.terraform.results import Excess, Failure, unknown_result
from azlint.value import (
    ANY,
    NUMBER,
    STRING,
    Known,
    Unknown,
    Value,
    is_null,
    list_of,
)

_LISTS = frozenset({"list", "tuple", "any"})


def kind(value: Value) -> str:
    """list, set or tuple; other kinds fail."""
    if isinstance(value, Known):
        as_items(value)
        return value.type.kind if value.type.kind in ("list", "set") else "tuple"
    return value.type.kind


def no_set(value: Value) -> None:
    """Fails for a set: it has no positions."""
    found = kind(value)
    if found not in _LISTS:
        raise Failure(f"a list or tuple is required, have {found}")


def _like(value: Value, items: Sequence[Value]) -> Known:
    """The items as a list of the same element type, or as a tuple."""
    if kind(value) == "tuple":
        return sequence("tuple", items)
    return sequence("list", items, value.type.element or ANY)


def _concat(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    if not arguments:
        raise Failure("at least one argument is required")
    for argument in arguments:
        no_set(argument)
    unknown = next((item for item in arguments if isinstance(item, Unknown)), None)
    if unknown is not None:
        types = {type_of(argument) for argument in arguments}
        return unknown_result(unknown, types.pop() if len(types) == 1 else ANY)
    if all(kind(argument) == "list" for argument in arguments):
        type_ = unify(type_of(argument) for argument in arguments)
        if type_ is not None:
            lists = [as_items(converted(argument, type_)) for argument in arguments]
            return sequence("list", [item for items in lists for item in items], type_.element)
    items = [item for argument in arguments for item in as_items(argument)]
    return sequence("tuple", items)


def _flatten(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    (value,) = arguments
    if isinstance(value, Unknown):
        return unknown_result(value)
    found: list[Value] = []
    for item in _flat(as_items(value)):
        if isinstance(item, Unknown) and item.type.kind in ("any", "list", "set", "tuple"):
            return unknown_result(item)
        found.append(item)
        if len(found) > ELEMENT_LIMIT:
            raise Excess(f"a tuple of more than {ELEMENT_LIMIT:,} elements")
    return sequence("tuple", found)


def _flat(items: Sequence[Value]) -> Iterator[Value]:
    stack = [iter(items)]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, Known) and isinstance(item.data, tuple):
            stack.append(iter(item.data))
        else:
            yield item


def _element(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    items, index = arguments
    no_set(items)
    if isinstance(items, Unknown) or isinstance(index, Unknown):
        return _some_element(items, index)
    found = as_items(items)
    at = as_whole(index)
    if not found:
        raise Failure("cannot use element function with an empty list")
    if at < 0 and at % len(found) and kind(items) == "tuple":
        raise Failure("cannot use element function with a negative index")
    return found[at % len(found)]


def _some_element(items: Value, index: Value) -> Value:
    if isinstance(items, Unknown):
        return Unknown(items.reason, items.type.element or ANY)
    found = as_items(items)
    reason = index.reason if isinstance(index, Unknown) else None
    if reason is None or not found:
        raise Failure("cannot use element function with an empty list")
    if len(found) == 1:
        return found[0]
    type_ = unify(type_of(item) for item in found)
    return Unknown(reason, type_ or ANY, one_of=found if len(found) <= 8 else ())


def _slice(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    items, start, end = arguments
    no_set(items)
    for argument in arguments:
        if isinstance(argument, Unknown):
            return unknown_result(argument, items.type if items.type.kind == "list" else ANY)
    first, last = as_whole(start), as_whole(end)
    found = as_items(items)
    if not 0 <= first <= last <= len(found):
        raise Failure("slice indices must be within the list and in order")
    return _like(items, found[first:last])


def _reverse(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    (items,) = arguments
    if isinstance(items, Unknown):
        if kind(items) not in _LISTS | {"set"}:
            raise Failure("a list, set or tuple is required")
        return unknown_result(items, items.type if items.type.kind == "list" else ANY)
    return _like(items, as_items(items)[::-1])


def _one(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    (items,) = arguments
    if isinstance(items, Unknown):
        if kind(items) not in _LISTS | {"set"}:
            raise Failure("must be a list, set, or tuple value with either zero or one elements")
        return Unknown(items.reason, items.type.element or ANY)
    found = as_items(items)
    if len(found) > 1:
        pending = next((item for item in found if isinstance(item, Unknown)), None)
        if pending is not None and kind(items) == "set":
            return Unknown(pending.reason, items.type.element or ANY)
        raise Failure("must be a list, set, or tuple value with either zero or one elements")
    return found[0] if found else Known(None, items.type.element or ANY)


def _sort(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    items = as_items(arguments[0])
    if any(map(is_null, items)):
        raise Failure("given list element is null; a null string cannot be sorted")
    return sequence("list", sorted(items, key=as_text), STRING)


def _chunklist(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    items, size = arguments
    for argument in arguments:
        if isinstance(argument, Unknown):
            return unknown_result(argument, list_of(items.type))
    found, step = as_items(items), as_whole(size)
    if step < 0:
        raise Failure("the size argument must be positive")
    element = items.type.element or ANY
    step = step or max(len(found), 1)
    chunks = [sequence("list", found[at : at + step], element) for at in range(0, len(found), step)]
    return sequence("list", chunks, list_of(element))


LIST = Parameter("list")
ANY_LIST = list_of(ANY)

FUNCTIONS = {
    "chunklist": Function(
        _chunklist, (Parameter("list", ANY_LIST), Parameter("size", NUMBER)), strict=False
    ),
    "concat": Function(_concat, variadic=Parameter("seqs"), strict=False),
    "element": Function(_element, (LIST, Parameter("index", NUMBER)), strict=False),
    "flatten": Function(_flatten, (LIST,), strict=False),
    "one": Function(_one, (LIST,), strict=False),
    "reverse": Function(_reverse, (LIST,), strict=False),
    "slice": Function(
        _slice,
        (LIST, Parameter("start_index", NUMBER), Parameter("end_index", NUMBER)),
        strict=False,
    ),
    "sort": Function(_sort, (Parameter("list", list_of(STRING)),), result=list_of(STRING)),
}
