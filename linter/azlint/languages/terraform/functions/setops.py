"""Functions of sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from math import prod

from azlint.languages.terraform.convert import converted, type_of, unify
from azlint.languages.terraform.functions.signature import (
    ELEMENT_LIMIT,
    Function,
    FunctionContext,
    Parameter,
    as_items,
    sequence,
)
from azlint.languages.terraform.results import Excess, Failure, first_unknown, unknown_result
from azlint.languages.terraform.sets import deduplicated, identity
from azlint.languages.terraform.types import is_open
from azlint.value import ANY, Known, Type, Unknown, Value, list_of, set_of

_Operation = Callable[[dict[object, Value], dict[object, Value]], dict[object, Value]]


def _union(left: dict[object, Value], right: dict[object, Value]) -> dict[object, Value]:
    return {**right, **left}


def _intersection(left: dict[object, Value], right: dict[object, Value]) -> dict[object, Value]:
    return {key: item for key, item in left.items() if key in right}


def _difference(left: dict[object, Value], right: dict[object, Value]) -> dict[object, Value]:
    return {key: item for key, item in left.items() if key not in right}


def _operation(combine: _Operation) -> Callable[[Sequence[Value], FunctionContext], Value]:
    def run(arguments: Sequence[Value], _context: FunctionContext) -> Value:
        filled = [item for item in arguments if not _is_untyped(item)]
        type_ = unify(type_of(item) for item in filled or arguments)
        if type_ is None:
            raise Failure("given sets must all have compatible element types")
        for argument in arguments:
            unknown = first_unknown(argument)
            if unknown is not None:
                return unknown_result(unknown, type_ if type_.kind == "set" else ANY)
        alike = [converted(argument, type_) for argument in filled]
        if is_open(type_) and len({type_of(argument) for argument in alike}) > 1:
            raise Failure("given sets must all have compatible element types")
        sets = [_keyed(converted(argument, type_)) for argument in arguments]
        found = sets[0]
        for other in sets[1:]:
            found = combine(found, other)
        return sequence("set", deduplicated(found.values()), type_.element or ANY)

    return run


def _is_untyped(value: Value) -> bool:
    """Whether this is an empty set that goes with sets of any type."""
    return isinstance(value, Known) and not value.data and (value.type.element or ANY) == ANY


def _keyed(value: Value) -> dict[object, Value]:
    return {identity(item): item for item in as_items(value)}


def _setproduct(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    if len(arguments) < 2:
        raise Failure("at least two arguments are required")
    for argument in arguments:
        if isinstance(argument, Unknown):
            return unknown_result(argument, _product_type(arguments))
    total = prod(len(as_items(argument)) for argument in arguments)
    if total > ELEMENT_LIMIT:
        raise Excess(f"a product of {total:,} elements")
    columns = [_column(argument) for argument in arguments]
    rows = [sequence("tuple", row) for row in product(*(items for _, items in columns))]
    element = Type("tuple", elements=tuple(type_ for type_, _ in columns))
    if any(argument.type.kind == "set" for argument in arguments):
        return sequence("set", deduplicated(rows), element)
    return sequence("list", rows, element)


def _product_type(arguments: Sequence[Value]) -> Type:
    """A set where any argument is one, a list where all are; other arguments may be either."""
    kinds = {argument.type.kind for argument in arguments}
    if "set" in kinds:
        return set_of(ANY)
    return list_of(ANY) if kinds <= {"list", "tuple"} else ANY


def _column(argument: Value) -> tuple[Type, tuple[Value, ...]]:
    """The element type of a collection and its elements as values of it."""
    if argument.type.kind not in ("list", "set"):
        argument = converted(argument, list_of(ANY))
    return argument.type.element or ANY, as_items(argument)


_SET = set_of(ANY)
_SETS = (Parameter("first_set", _SET),)
_MORE = Parameter("other_sets", _SET)

FUNCTIONS = {
    "setintersection": Function(_operation(_intersection), _SETS, _MORE, strict=False),
    "setproduct": Function(_setproduct, variadic=Parameter("sets"), strict=False),
    "setsubtract": Function(
        _operation(_difference), (Parameter("a", _SET), Parameter("b", _SET)), strict=False
    ),
    "setunion": Function(_operation(_union), _SETS, _MORE, strict=False),
}
