"""Steps into values: `.name`, `[key]`, splats, over what is known and what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from msgspec import structs

from azlint.languages.terraform.convert import convert, type_of
from azlint.languages.terraform.operators import MAX_ALTERNATIVES, reason_of
from azlint.languages.terraform.results import failure, is_error, marked
from azlint.languages.terraform.trace import element, placed
from azlint.value import (
    ANY,
    NUMBER,
    STRING,
    Cause,
    Known,
    Reason,
    Reference,
    Type,
    Unknown,
    Value,
    data_of,
    list_of,
    map_of,
    structure,
)

if TYPE_CHECKING:
    from azlint.languages.terraform.machine import Machine

TUPLE: Final = Type("tuple")
OBJECT: Final = Type("object")
LIST: Final = list_of(ANY)
MAP: Final = map_of(ANY)
COLLECTIONS: Final = frozenset({"list", "set", "tuple", "map"})
SINGLES: Final = frozenset({"object", "string", "number", "bool"})


def attribute(value: Value, name: str, machine: Machine) -> Value:
    """`value.name`."""
    if isinstance(value, Unknown):
        return _of_unknown(value, lambda option: attribute(option, name, machine), name, machine)
    data = value.data
    if isinstance(data, dict):
        found = data.get(name)
        if found is not None:
            return element(value, found)
        return _refused(value, f"there is no attribute {name}")
    if isinstance(data, tuple) and name.isdecimal():
        return index(value, Known(int(name), NUMBER), machine)
    if data is None:
        return _refused(value, f"null has no attribute {name}")
    return _refused(value, f"a {kind(value)} has no attribute {name}")


def index(value: Value, key: Value, machine: Machine) -> Value:
    """`value[key]`."""
    if isinstance(key, Unknown):
        return _at_unknown(value, key, machine)
    if isinstance(value, Unknown):
        text = convert(key, STRING)
        name = str(text.data) if isinstance(text, Known) else ""
        return _of_unknown(value, lambda option: index(option, key, machine), name, machine, key)
    data = value.data
    if isinstance(data, dict):
        text = convert(key, STRING)
        found = data.get(text.data) if isinstance(text, Known) else None  # type: ignore[arg-type]
        if found is not None:
            return marked(element(value, found), (key,))
        return marked(_refused(value, "there is no such key"), (key,))
    if isinstance(data, tuple) and value.type.kind != "set":
        number = convert(key, NUMBER)
        at = data_of(number)
        if isinstance(at, int) and 0 <= at < len(data):
            return marked(element(value, data[at]), (key,))
        return marked(_refused(value, "there is no such element"), (key,))
    return _refused(value, f"a {kind(value)} has no elements to choose by key")


def kind(value: Value) -> str:
    """The kind of a value, in words for a message."""
    if isinstance(value, Known):
        match value.data:
            case None:
                return "null"
            case bool():
                return "bool"
            case str():
                return "string"
            case int() | float() | Fraction():
                return "number"
    return value.type.kind


def _refused(value: Value, message: str) -> Value:
    return marked(failure(message), (value,))


def _at_unknown(value: Value, key: Unknown, machine: Machine) -> Value:
    """Any of the elements, where those are few."""
    if is_error(key):
        return key
    if is_error(value):
        return value
    if key.one_of:
        return either([index(value, option, machine) for option in key.one_of], (value, key))
    if isinstance(value, Known) and isinstance(value.data, (tuple, dict)):
        data = value.data
        items = data.values() if isinstance(data, dict) else data
        if 0 < len(data) <= MAX_ALTERNATIVES:
            return either([element(value, item) for item in items], (value, key), key)
        if not data:
            return marked(Unknown(key.reason, value.type.element or ANY), (value, key))
        first = next(iter(items))
        reference = _any_of(first) if isinstance(first, Unknown) else None
        return marked(
            Unknown(key.reason, value.type.element or first.type, reference=reference), (value, key)
        )
    if isinstance(value, Unknown):
        return _of_unknown(value, lambda option: index(option, key, machine), "", machine, key)
    return _refused(value, f"a {kind(value)} has no elements to choose by key")


def _any_of(item: Unknown) -> Reference | None:
    """What the references to all instances of one resource have in common."""
    found = item.reference
    if found is None:
        return None
    return Reference(found.address, found.type, found.attribute, data=found.data)


def either(
    options: Sequence[Value], inputs: Iterable[Value], because: Unknown | None = None
) -> Value:
    """One of several values. Those that fail stay, for `try`; `settled` takes them out."""
    inputs = tuple(inputs)
    distinct = tuple({structure(option): option for option in options}.values())
    if len(distinct) == 1 or all(is_error(option) for option in distinct):
        return marked(distinct[0], inputs)
    types = {type_of(option) for option in distinct if not is_error(option)}
    type_ = types.pop() if len(types) == 1 else ANY
    sources = inputs if because is None else (because,)
    reason = reason_of((*sources, *distinct))
    few = len(distinct) <= MAX_ALTERNATIVES
    result = Unknown(reason, type_, one_of=distinct if few else ())
    return marked(result, (*inputs, *distinct))


def settled(value: Value) -> Value:
    """A value without the alternatives that would fail: they are never deployed. What fails
    because of a default that is only assumed waits for a value.
    """
    if not isinstance(value, Unknown):
        return value
    if is_error(value) and value.assumed:
        reason = Reason(Cause.NO_VALUE, value.assumed, value.reason.span)
        return structs.replace(value, reason=reason)
    if not any(is_error(option) for option in value.one_of):
        return value
    options = tuple(option for option in value.one_of if not is_error(option))
    if len(options) == 1:
        return marked(placed(options[0], value.origin or options[0].origin), (value,))
    return structs.replace(value, one_of=options)


def _of_unknown(
    value: Unknown,
    step: Callable[[Value], Value],
    name: str,
    machine: Machine,
    key: Value | None = None,
) -> Value:
    """A step into something unknown: by its alternatives, its reference or its type."""
    if is_error(value):
        return value
    if value.one_of:
        return either([step(option) for option in value.one_of], (value,), value)
    certain = (value.entries or {}).get(name)
    if certain is not None:
        return element(value, certain)
    found = member(value) if key is not None else None
    if found is not None:
        return marked(found, (value,))
    if value.reference is not None:
        return marked(machine.step(value, value.reference, name, key), (value,))
    type_ = value.type.element if key is not None else value.type.attribute(name)
    if value.type.kind == "tuple" and isinstance(key, Known) and isinstance(key.data, int):
        elements = value.type.elements
        type_ = elements[key.data] if 0 <= key.data < len(elements) else None
    if type_ is None and value.type.kind == "object" and isinstance(key, Known):
        type_ = value.type.attribute(name)
    if type_ is None and (value.type.kind in {"string", "number", "bool"} or _closed(value.type)):
        return _refused(value, f"a {value.type.kind} has no attribute {name}")
    return Unknown(
        value.reason,
        type_ or ANY,
        value.origin,
        sensitive=value.sensitive,
        assumed=value.assumed,
    )


def _closed(type_: Type) -> bool:
    """An object type that names its attributes."""
    return type_.kind == "object" and bool(type_.attributes)


def elements(value: Known) -> list[tuple[Value, Value]]:
    """Keys and values of a collection in the order in which Terraform visits them."""
    data = value.data
    if isinstance(data, dict):
        return [(Known(name, STRING), element(value, data[name])) for name in sorted(data)]
    items = data if isinstance(data, tuple) else ()
    if value.type.kind == "set":
        members = [element(value, item) for item in items]
        return [(member, member) for member in members]
    return [(Known(at, NUMBER), element(value, item)) for at, item in enumerate(items)]


def any_element(value: Unknown, machine: Machine) -> tuple[Value, Value]:
    """A key and a value that stand for any element of an unknown collection."""
    type_ = value.type
    item = type_.element or ANY
    if type_.kind in {"tuple", "object"}:
        parts = set(type_.elements) | {part for _, part in type_.attributes}
        item = parts.pop() if len(parts) == 1 else ANY
    found = machine.any_instance(value)
    if found is None:
        found = member(value)
    if found is None:
        found = Unknown(
            value.reason, item, value.origin, sensitive=value.sensitive, assumed=value.assumed
        )
    if type_.kind == "set":
        return found, found
    names = {"map": STRING, "object": STRING, "list": NUMBER, "tuple": NUMBER}
    return Unknown(value.reason, names.get(type_.kind, ANY), not_null=True), found


def splat(value: Value, each: Callable[[Value], Value], machine: Machine) -> Value:
    """`value[*]…`: a list of what `each` gives; a single value counts as a list of one."""
    if isinstance(value, Known):
        if value.data is None:
            return marked(Known((), TUPLE), (value,))
        if isinstance(value.data, tuple):
            return collected([each(item) for _, item in elements(value)], value)
        return collected([each(value)], value)
    if is_error(value):
        return value
    if value.one_of:
        options = [splat(option, each, machine) for option in value.one_of]
        return either(options, (value,), value)
    if value.type.kind in SINGLES or machine.is_instance(value):
        return collected([each(value)], value) if value.not_null else _maybe(value, each(value))
    _, item = any_element(value, machine)
    return many("list", value, each(item))


def _maybe(value: Unknown, item: Value) -> Value:
    """A list of one, or none where the value is null."""
    if is_error(item):
        return item
    one = Known((item,), TUPLE)
    return Unknown(value.reason, LIST, one_of=(one, Known((), TUPLE)), not_null=True)


def collected(items: Sequence[Value], source: Value) -> Value:
    """A tuple of items; the first that fails fails the whole."""
    for item in items:
        if is_error(item):
            return item
    return marked(Known(tuple(items), TUPLE), (source,))


ALL: Final = "[*]"
"""Ends the key of a reference where a list or map of such references is meant."""


def many(kind_: str, value: Unknown, item: Value) -> Value:
    """An unknown collection whose elements all look like `item`."""
    if is_error(item):
        return item
    reference = item.reference if isinstance(item, Unknown) else None
    if reference is not None:
        reference = structs.replace(reference, key=reference.key + ALL)
    result = Unknown(value.reason, Type(kind_, type_of(item)), reference=reference, not_null=True)
    return marked(result, (value, item))


def member(value: Unknown) -> Unknown | None:
    """Any element of a collection of references; None for anything else."""
    reference = value.reference
    if reference is None or value.type.kind not in COLLECTIONS or not reference.key.endswith(ALL):
        return None
    single = structs.replace(reference, key=reference.key.removesuffix(ALL))
    return structs.replace(value, type=value.type.element or ANY, reference=single)
