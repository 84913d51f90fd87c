"""Functions of maps and objects, and those that take any collection."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from azlint.languages.terraform.convert import convert, converted, kind_of, type_of, unify
from azlint.languages.terraform.functions.graphemes import clusters
from azlint.languages.terraform.functions.signature import (
    Function,
    FunctionContext,
    Parameter,
    as_items,
    as_mapping,
    as_text,
    mapping,
    sequence,
    text,
)
from azlint.languages.terraform.results import Failure, unknown_result
from azlint.languages.terraform.types import MAPPINGS, type_name
from azlint.value import (
    ANY,
    NUMBER,
    STRING,
    Known,
    Type,
    Unknown,
    Value,
    is_null,
    list_of,
    map_of,
    number,
)

_COUNTABLE = frozenset({"any", "string", "list", "set", "map", "tuple", "object"})


def _length(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    (value,) = arguments
    if isinstance(value, Unknown):
        if value.type.kind not in _COUNTABLE:
            raise Failure("argument must be a string, a collection type, or a structural type")
        fixed = value.type.elements or value.type.attributes
        return number(len(fixed)) if fixed else unknown_result(value, NUMBER)
    match value.data:
        case str() as found:
            return number(len(clusters(found)))
        case tuple(items):
            return _size(value, items)
        case dict(items):
            return number(len(items))
    raise Failure("argument must be a string, a collection type, or a structural type")


def _size(value: Known, items: Sequence[Value]) -> Value:
    unknown = next((item for item in items if isinstance(item, Unknown)), None)
    if value.type.kind == "set" and unknown is not None and len(items) > 1:
        return unknown_result(unknown, NUMBER)
    return number(len(items))


def _merge(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    """Later arguments win; where one is not known, what a known later one sets is known."""
    for argument in arguments:
        if kind_of(argument) not in MAPPINGS | {"any"}:
            raise Failure("arguments must be maps or objects, got " + type_name(type_of(argument)))
    given = [argument for argument in arguments if not is_null(argument)]
    unknown = next((item for item in given if isinstance(item, Unknown)), None)
    if unknown is not None:
        return _merged_unknown(given, unknown)
    merged: dict[str, Value] = {}
    for argument in given:
        merged.update(as_mapping(argument))
    if given and all(argument.type.kind == "map" for argument in given):
        types = {type_of(argument) for argument in given}
        if len(types) == 1:
            return mapping(merged, types.pop().element or ANY)
    return mapping(merged)


def _merged_unknown(given: Sequence[Value], unknown: Unknown) -> Value:
    """All objects of known attributes: an object with unknown ones. Else certain is what is set
    after the last argument that may hold anything, and that it certainly has itself."""
    merged: dict[str, Value] = {}
    is_open = False
    for argument in given:
        if isinstance(argument, Known):
            merged.update(as_mapping(argument))
        elif argument.type.kind == "object":
            for name, type_ in argument.type.attributes:
                merged[name] = Unknown(argument.reason, type_)
        else:
            merged, is_open = dict(argument.entries or {}), True
    if not is_open:
        return mapping(merged)
    types = {type_of(item) for item in given}
    result = unknown_result(unknown, types.pop() if len(types) == 1 else ANY)
    return replace(result, entries=merged or None)


def _lookup(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    if len(arguments) > 3:
        raise Failure("lookup() takes two or three arguments")
    table, key, *default = arguments
    kind = kind_of(table)
    if kind not in MAPPINGS | {"any"}:
        raise Failure("lookup() requires a map as the first argument")
    if isinstance(table, Unknown):
        return _unknown_lookup(table, key, default)
    if default and kind == "map":
        default = [converted(default[0], table.type.element or ANY)]
    if isinstance(key, Unknown):
        return _any_of(key, [*as_mapping(table).values(), *default])
    found = table.data.get(as_text(key)) if isinstance(table.data, dict) else None
    if found is not None:
        return found
    if not default:
        raise Failure(f"the given object has no attribute {as_text(key)!r}")
    return default[0]


def _unknown_lookup(table: Unknown, key: Value, default: Sequence[Value]) -> Value:
    if isinstance(key, Unknown):
        return Unknown(table.reason)
    certain = (table.entries or {}).get(as_text(key))
    if certain is not None:
        return certain
    element = table.type.attribute(as_text(key))
    if element is None and table.type.kind == "object":
        if default:
            return default[0]
        raise Failure(f"the given object has no attribute {as_text(key)!r}")
    return Unknown(table.reason, element or ANY)


ALTERNATIVES = 8


def _any_of(source: Unknown, values: Sequence[Value]) -> Unknown:
    """One of these values, which cannot be told: refined where they are few."""
    options = tuple(values) if len(values) <= ALTERNATIVES else ()
    type_ = unify(type_of(value) for value in values) if values else ANY
    return Unknown(source.reason, type_ or ANY, one_of=options)


def _keys(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    (table,) = arguments
    if isinstance(table, Unknown):
        if table.type.kind == "object":
            return sequence("tuple", [text(name) for name, _ in table.type.attributes])
        _require_mapping(table)
        return unknown_result(table, list_of(STRING))
    names = [text(name) for name in as_mapping(table)]
    if table.type.kind == "map":
        return sequence("list", names, STRING)
    return sequence("tuple", names)


def _values(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    (table,) = arguments
    if isinstance(table, Unknown):
        if table.type.kind == "object":
            items = [Unknown(table.reason, type_) for _, type_ in table.type.attributes]
            return sequence("tuple", items)
        _require_mapping(table)
        element = table.type.element
        return unknown_result(table, ANY if element is None else list_of(element))
    items_ = tuple(as_mapping(table).values())
    if table.type.kind == "map":
        return sequence("list", items_, table.type.element or ANY)
    return sequence("tuple", items_)


def _require_mapping(value: Unknown) -> None:
    if value.type.kind not in MAPPINGS | {"any"}:
        raise Failure("a map or object is required")


def _zipmap(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    names, values = arguments
    for argument in (names, values):
        if isinstance(argument, Unknown):
            return unknown_result(argument)
    keys, items = as_items(names), as_items(values)
    if values.type.kind == "set":
        raise Failure("values argument must be a list or tuple value")
    if len(keys) != len(items):
        raise Failure(
            f"number of keys ({len(keys)}) does not match number of values ({len(items)})"
        )
    unknown = next((key for key in keys if isinstance(key, Unknown)), None)
    if unknown is not None:
        return unknown_result(unknown)
    pairs = {_key(key): item for key, item in zip(keys, items, strict=True)}
    return mapping(pairs, values.type.element if values.type.kind == "list" else None)


def _key(value: Value) -> str:
    if is_null(value):
        raise Failure("a key is null; keys must be strings")
    return as_text(value)


def _transpose(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    found: dict[str, list[Value]] = {}
    for name, items in as_mapping(arguments[0]).items():
        for item in as_items(items):
            found.setdefault(as_text(item), []).append(text(name))
    return mapping({name: sequence("list", found[name], STRING) for name in found}, list_of(STRING))


def _coalesce(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    if not arguments:
        raise Failure("at least one argument is required")
    type_ = unify(type_of(argument) for argument in arguments)
    if type_ is None:
        raise Failure("all arguments must have the same type")
    for at, argument in enumerate(arguments):
        if isinstance(argument, Unknown):
            return _first_of(argument, arguments[at:], type_)
        found = converted(argument, type_)
        if not (
            is_null(found)
            or (isinstance(found, Known) and found.data == "" and not isinstance(found.data, bool))
        ):
            return found
    raise Failure("no non-null, non-empty-string arguments")


def _first_of(unknown: Unknown, rest: Sequence[Value], type_: Type) -> Value:
    """The unknown argument where it is certainly something, else it or what follows it."""
    if _is_present(unknown):
        return converted(unknown, type_)
    options = [convert(item, type_) for item in rest if not is_null(item)]
    known = next((at for at, item in enumerate(rest) if _is_present(item)), None)
    if known is not None:
        options = [convert(item, type_) for item in rest[: known + 1] if not is_null(item)]
    if known is None or len(options) == 1:
        return Unknown(unknown.reason, type_, reference=unknown.reference, not_null=True)
    return Unknown(unknown.reason, type_, one_of=tuple(options[:ALTERNATIVES]), not_null=True)


def _is_present(value: Value) -> bool:
    """Whether a value is certainly neither null nor an empty string."""
    if isinstance(value, Known):
        return value.data is not None and value.data != ""
    literal = any(isinstance(part, Known) and part.data != "" for part in value.parts)
    return literal or (value.not_null and value.type.kind not in ("string", "any"))


def _coalescelist(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    if not arguments:
        raise Failure("at least one argument is required")
    for argument in arguments:
        if kind_of(argument) not in ("list", "tuple") and not isinstance(argument, Unknown):
            raise Failure("coalescelist arguments must be lists or tuples")
    for argument in arguments:
        if isinstance(argument, Unknown):
            return unknown_result(argument)
        if not is_null(argument) and as_items(argument):
            return argument
    raise Failure("no non-null arguments")


_TABLE = Parameter("inputMap")
_ANYTHING = Parameter("vals", nullable=True)

FUNCTIONS = {
    "coalesce": Function(_coalesce, variadic=_ANYTHING, strict=False),
    "coalescelist": Function(_coalescelist, variadic=_ANYTHING, strict=False),
    "keys": Function(_keys, (_TABLE,), strict=False),
    "length": Function(_length, (Parameter("value"),), result=NUMBER, strict=False),
    "lookup": Function(
        _lookup,
        (_TABLE, Parameter("key", STRING)),
        Parameter("default", nullable=True),
        strict=False,
    ),
    "merge": Function(_merge, variadic=Parameter("maps", nullable=True), strict=False),
    "transpose": Function(
        _transpose, (Parameter("values", map_of(list_of(STRING))),), result=map_of(list_of(STRING))
    ),
    "values": Function(_values, (Parameter("mapping"),), strict=False),
    "zipmap": Function(
        _zipmap, (Parameter("keys", list_of(STRING)), Parameter("values")), strict=False
    ),
}
