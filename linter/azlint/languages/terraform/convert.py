"""Terraform's type conversion of values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from azlint.languages.terraform.numbers import Number, number_text, parse_number, rounded
from azlint.languages.terraform.results import Excess, Failure, failure, first_unknown, is_error
from azlint.languages.terraform.sets import deduplicated
from azlint.languages.terraform.types import concrete, is_open, type_name
from azlint.languages.terraform.unify import convertible, unify
from azlint.value import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Cause,
    Known,
    Type,
    Unknown,
    Value,
    is_null,
    map_of,
)

__all__ = [
    "convert",
    "converted",
    "convertible",
    "is_null",
    "kind_of",
    "number_text",
    "type_of",
    "unify",
]


def type_of(value: Value) -> Type:
    """The type of a value; of tuples and objects as computed from what they hold."""
    if isinstance(value, Unknown) or value.data is None:
        return concrete(value.type)
    match value.data:
        case bool():
            return BOOL
        case int() | Fraction() | float():
            return NUMBER
        case str():
            return STRING
        case tuple(items):
            if value.type.kind in ("list", "set"):
                return Type(value.type.kind, concrete(value.type.element or ANY))
            return Type("tuple", elements=tuple(type_of(item) for item in items))
        case dict(items):
            if value.type.kind == "map":
                return map_of(concrete(value.type.element or ANY))
            attributes = tuple((name, type_of(items[name])) for name in sorted(items))
            return Type("object", attributes=attributes)


def kind_of(value: Value) -> str:
    """The kind of a value's type, without a look at what it holds."""
    if isinstance(value, Known) and isinstance(value.data, tuple | dict):
        whole = "tuple" if isinstance(value.data, tuple) else "object"
        return whole if value.type.kind == "any" else value.type.kind
    return type_of(value).kind


def convert(value: Value, type_: Type) -> Value:
    """`value` as a value of `type_`, with its origins and marks; an error where it is none."""
    try:
        return converted(value, type_)
    except Failure as error:
        return failure(str(error), span=value.origin.span if value.origin else None)
    except (Excess, RecursionError) as error:
        return failure(str(error) or "nested too deeply", cause=Cause.LIMIT)


def converted(value: Value, type_: Type) -> Value:
    """As `convert`, but raises Failure where Terraform reports an error."""
    if type_.kind == "any":
        return value
    if isinstance(value, Unknown):
        return _unknown(value, type_)
    if value.data is None:
        target = concrete(type_)
        return value if value.type == target else replace(value, type=target)
    return _CONVERSIONS[type_.kind](value, type_)


def _unknown(value: Unknown, type_: Type) -> Unknown:
    if is_error(value):
        return value
    if not convertible(concrete(value.type), type_):
        raise _mismatch(type_, value)
    target = concrete(type_)
    if value.type == target or (is_open(target) and value.type.kind == target.kind):
        return value
    options = tuple(convert(option, type_) for option in value.one_of)
    if options and all(is_error(option) for option in options):
        raise _mismatch(type_, value)
    parts = value.parts if type_.kind == "string" else ()
    entries = _certain(value.entries, type_) if value.entries else None
    return replace(value, type=target, one_of=options, parts=parts, entries=entries)


def _certain(entries: Mapping[str, Value], type_: Type) -> dict[str, Value]:
    """What an object certainly has, as the type makes it of it."""
    if type_.kind == "map":
        element = type_.element or ANY
        if is_open(element):
            return {}  # what else there is decides the type
        return {name: _member(item, element, f'"{name}"') for name, item in entries.items()}
    attributes = {name: attribute for name, attribute in type_.attributes if name in entries}
    return {
        name: _member(entries[name], attribute, f'attribute "{name}"')
        for name, attribute in attributes.items()
        if not is_null(entries[name]) or name not in dict(type_.defaults)
    }


def _mismatch(type_: Type, value: Value) -> Failure:
    return Failure(f"{type_name(type_)} required, but have {type_name(type_of(value))}")


def _string(value: Known, type_: Type) -> Known:
    match value.data:
        case str() as text:
            pass
        case bool() as truth:
            text = "true" if truth else "false"
        case int() | Fraction() as number:
            text = number_text(number)
        case _:
            raise _mismatch(type_, value)
    return value if text is value.data else replace(value, data=text, type=STRING)


def _number(value: Known, type_: Type) -> Known:
    number: Number | None = None
    match value.data:
        case bool():
            raise _mismatch(type_, value)
        case int() | Fraction():
            return value
        case float() as inexact:
            number = rounded(Fraction(inexact))
        case str() as text:
            number = parse_number(text)
            if number is None:
                raise Failure("a number is required")
        case _:
            raise _mismatch(type_, value)
    return replace(value, data=number, type=NUMBER)


_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


def _bool(value: Known, type_: Type) -> Known:
    match value.data:
        case bool():
            return value
        case str() as text if text in _TRUTHS:
            return replace(value, data=_TRUTHS[text], type=BOOL)
        case str():
            raise Failure("a bool is required")
    raise _mismatch(type_, value)


def _sequence(value: Known, type_: Type) -> Known:
    """To a list or a set."""
    if not isinstance(value.data, tuple):
        raise _mismatch(type_, value)
    items, element = _elements(value, value.data, type_)
    if (type_.kind == "set" and value.type.kind != "set") or (
        type_.kind == "set" and not _identical(items, value.data)
    ):
        items = deduplicated(items)
    return _rebuilt(value, items, Type(type_.kind, element))


def _elements(value: Known, data: Sequence[Value], type_: Type) -> tuple[tuple[Value, ...], Type]:
    """The members converted to the element type, which they decide together where open."""
    target = type_.element or ANY
    items = tuple(_member(item, target, f"element {at}") for at, item in enumerate(data))
    if not is_open(target):
        return items, concrete(target)
    if target.kind == "any" and value.type.element not in (None, ANY):
        return items, concrete(value.type.element)
    types = [type_of(item) for item in items]
    if len(set(types)) == 1 and not is_open(types[0]):
        return items, types[0]
    unified = _common(type_.kind, items, types)
    alike = () if unified is None else tuple(converted(item, unified) for item in items)
    if unified is None or not _agree(unified, alike):
        raise Failure(f"all {type_.kind} elements must have the same type")
    return alike, unified


def _common(kind: str, items: Sequence[Value], types: Sequence[Type]) -> Type | None:
    """The element type that the items decide; a map of one type may hold untyped nulls too."""
    unified = unify(types)
    typed = {type_ for type_ in types if type_ != ANY}
    untyped = (item for item in items if type_of(item) == ANY)
    if kind == "map" and unified == ANY and len(typed) == 1 and all(map(is_null, untyped)):
        return typed.pop()
    return unified


def _agree(type_: Type, items: Sequence[Value]) -> bool:
    """Whether items of an open type have one type; what is not known may have any."""
    if not is_open(type_) or any(first_unknown(item) is not None for item in items):
        return True
    return len({type_of(item) for item in items}) <= 1


def _member(item: Value, type_: Type, place: str) -> Value:
    try:
        return converted(item, type_)
    except Failure as error:
        raise Failure(f"{place}: {error}") from None


def _identical(left: Iterable[Value], right: Iterable[Value]) -> bool:
    return all(one is other for one, other in zip(left, right, strict=False))


def _rebuilt(value: Known, items: tuple[Value, ...], type_: Type) -> Known:
    data = value.data
    if isinstance(data, tuple) and len(items) == len(data) and _identical(items, data):
        return value if value.type == type_ else replace(value, type=type_)
    return replace(value, data=items, type=type_)


def _tuple(value: Known, type_: Type) -> Known:
    data = value.data
    if not isinstance(data, tuple) or value.type.kind in ("list", "set"):
        raise _mismatch(type_, value)
    if len(data) != len(type_.elements):
        raise Failure(f"tuple of {len(type_.elements)} elements is required")
    pairs = enumerate(zip(data, type_.elements, strict=True))
    items = tuple(_member(item, element, f"element {at}") for at, (item, element) in pairs)
    return _rebuilt(value, items, concrete(type_))


def _map(value: Known, type_: Type) -> Known:
    if not isinstance(value.data, dict):
        raise _mismatch(type_, value)
    names = sorted(value.data)
    items, element = _elements(value, [value.data[name] for name in names], type_)
    return _regrouped(value, names, items, map_of(element))


def _regrouped(value: Known, names: list[str], items: Sequence[Value], type_: Type) -> Known:
    data = value.data
    if isinstance(data, dict) and list(data) == names and _identical(items, data.values()):
        return value if value.type == type_ else replace(value, type=type_)
    return replace(value, data=dict(zip(names, items, strict=True)), type=type_)


def _object(value: Known, type_: Type) -> Known:
    data = value.data
    if not isinstance(data, dict):
        raise _mismatch(type_, value)
    defaults = dict(type_.defaults)
    items: dict[str, Value] = {}
    for name, attribute in sorted(type_.attributes, key=lambda pair: pair[0]):
        item = data.get(name)
        if name in defaults and (item is None or is_null(item)):
            item = defaults[name]
        if item is None:
            if name not in type_.optional:
                raise Failure(f'attribute "{name}" is required')
            items[name] = Known(None, concrete(attribute))
        else:
            items[name] = _member(item, attribute, f'attribute "{name}"')
    return _regrouped(value, list(items), tuple(items.values()), concrete(type_))


_CONVERSIONS: dict[str, Callable[[Known, Type], Known]] = {
    "string": _string,
    "number": _number,
    "bool": _bool,
    "list": _sequence,
    "set": _sequence,
    "tuple": _tuple,
    "map": _map,
    "object": _object,
}
