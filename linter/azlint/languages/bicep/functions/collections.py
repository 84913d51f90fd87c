"""Functions on arrays, objects and strings that look only as deep as they must.

Each takes all its arguments as values and answers with what is certain: an Unknown element does
not make the length of an array unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from azlint.languages.bicep.bounds import of_length
from azlint.languages.bicep.limits import ITEMS, weighs_more
from azlint.languages.bicep.narrow import typed
from azlint.languages.bicep.operators import coalesced
from azlint.languages.bicep.values import (
    ARRAY,
    COMPARED,
    FALSE,
    NULL,
    OBJECT,
    TRUE,
    Merged,
    Values,
    array,
    as_text,
    blocked,
    boolean,
    certain,
    choose,
    failed,
    found,
    identity,
    is_null,
    joined,
    json_of,
    never_null,
    number,
    opened,
    record,
    same,
    stopped,
    text,
)
from azlint.value import (
    BOOL,
    NUMBER,
    STRING,
    Cause,
    Known,
    Reason,
    Type,
    Unknown,
    Value,
    text_parts,
)

MISTAKEN: Final = "arguments of the wrong kind"


def empty(values: Values) -> Value:
    match values:
        case [Known(data=None)]:
            return TRUE
        case [Known(data=(str() | tuple() | dict()) as data)]:
            return boolean(not data)
        case [Unknown() as unknown]:
            return FALSE if _never_empty(unknown) else blocked(values, BOOL, not_null=True)
        case _:
            return failed(MISTAKEN)


def _never_empty(value: Unknown) -> bool:
    if value.reference is not None and value.reference.attribute in {("id",), ("name",)}:
        return True
    if value.entries or (never_null(value) and (of_length(value).low or 0) > 0):
        return True
    return any(isinstance(part, Known) and part.data for part in value.parts)


def length(values: Values) -> Value:
    match values:
        case [Known(data=(str() | tuple() | dict()) as data)]:
            return number(len(data))
        case [Unknown() as unknown]:
            bounds = of_length(unknown)
            if bounds.low is not None and bounds.low == bounds.high:
                return number(bounds.low)
            return replace(blocked(values, NUMBER, not_null=True), bounds=bounds)
        case _:
            return failed(MISTAKEN)


def contains(values: Values) -> Value:
    match values:
        case [Known(data=dict() as entries), Known(data=str() as key)]:
            return boolean(found(entries, key) is not None)
        case [Unknown() as whole, Known(data=str() as key)] if certain(whole, key) is not None:
            return TRUE
        case [Known(data=tuple() as items), wanted]:
            return _among(items, wanted)
        case [Known(data=str() as whole), Known() as part]:
            sought = as_text(part)
            return boolean(isinstance(sought, Known) and str(sought.data) in whole)
        case [Unknown() as whole, Known(data=str() as part)] if whole.parts:
            if any(isinstance(p, Known) and part in str(p.data) for p in whole.parts):
                return TRUE
            return blocked(values, BOOL, not_null=True)
        case [Known(data=None), _]:
            return failed(MISTAKEN)
        case [_, _] if any(isinstance(value, Unknown) for value in values):
            return blocked(values, BOOL, not_null=True)
        case _:
            return failed(MISTAKEN)


def _among(items: tuple[Value, ...], wanted: Value) -> Value:
    verdicts = [same(item, wanted) for item in items]
    if True in verdicts:
        return TRUE
    if None not in verdicts:
        return FALSE
    unknown = [value for value in (wanted, *items) if isinstance(value, Unknown)]
    if not unknown:
        return stopped(Cause.LIMIT, "a comparison", type_=BOOL)
    return blocked(unknown, BOOL, not_null=True)


def first(values: Values) -> Value:
    return _end(values, 0)


def last(values: Values) -> Value:
    return _end(values, -1)


def _end(values: Values, at: int) -> Value:
    match values:
        case [Known(data=str() as data)]:
            return text(data[at:][:1])
        case [Known(data=tuple() as items)]:
            return items[at] if items else NULL
        case [Unknown() as unknown]:
            return typed(blocked(values), unknown.type.element, optional=True)
        case _:
            return failed(MISTAKEN)


def take(values: Values) -> Value:
    return _cut(values, kept=True)


def skip(values: Values) -> Value:
    return _cut(values, kept=False)


def _cut(values: Values, *, kept: bool) -> Value:
    match values:
        case [Known(data=(str() | tuple()) as data), Known(data=int() as count)]:
            at = max(count, 0)
            rest = data[:at] if kept else data[at:]
            return text(rest) if isinstance(rest, str) else array(rest)
        case [Unknown() as whole, Known(data=int() as count)] if kept and whole.parts:
            head = whole.parts[0]
            if isinstance(head, Known) and len(str(head.data)) >= count >= 0:
                return text(str(head.data)[:count])
            return blocked(values, STRING, not_null=True)
        case [whole, _] if any(isinstance(value, Unknown) for value in values):
            return blocked(values, whole.type, not_null=True)
        case _:
            return failed(MISTAKEN)


def starts_with(values: Values) -> Value:
    return _edge(values, 0, str.startswith)


def ends_with(values: Values) -> Value:
    return _edge(values, -1, str.endswith)


def _edge(values: Values, at: int, test: Callable[[str, str], bool]) -> Value:
    match values:
        case [Known(data=str() as whole), Known(data=str() as part)]:
            return boolean(test(whole.lower(), part.lower()))
        case [Unknown() as unknown, Known(data=str() as part)] if unknown.parts:
            edge = text_parts(unknown)[at]
            if isinstance(edge, Known) and len(str(edge.data)) >= len(part):
                return boolean(test(str(edge.data).lower(), part.lower()))
            return blocked(values, BOOL, not_null=True)
        case [_, _] if any(isinstance(value, Unknown) for value in values):
            return blocked(values, BOOL, not_null=True)
        case _:
            return failed(MISTAKEN)


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


def items(values: Values) -> Value:
    match values:
        case [Known(data=dict() as entries)]:
            ordered = sorted(entries.items(), key=lambda entry: entry[0].lower())
            return array(record({"key": text(key), "value": value}) for key, value in ordered)
        case [Unknown()]:
            return blocked(values, ARRAY, not_null=True)
        case _:
            return failed(MISTAKEN)


def object_keys(values: Values) -> Value:
    match values:
        case [Known(data=dict() as entries)]:
            return array(map(text, sorted(entries, key=str.lower)))
        case [Unknown()]:
            return blocked(values, ARRAY, not_null=True)
        case _:
            return failed(MISTAKEN)


def count_up(values: Values) -> Value:
    """`range(start, count)`."""
    match values:
        case [Known(data=int() as start), Known(data=int() as count)] if 0 <= count <= ITEMS:
            return array(number(start + at) for at in range(count))
        case [_, _] if any(isinstance(value, Unknown) for value in values):
            return blocked(values, ARRAY, not_null=True)
        case _:
            return failed(MISTAKEN)


def as_array(values: Values) -> Value:
    """`array(x)`: an array as it is, anything else alone in one."""
    match values:
        case [Known(data=tuple()) as value]:
            return value
        case [Known() as value]:
            return array([value])
        case [Unknown()]:
            return blocked(values, ARRAY, not_null=True)
        case _:
            return failed(MISTAKEN)


def coalesce(values: Values) -> Value:
    result: Value = NULL
    for value in values:
        result = coalesced(result, value)
    return result


def join(values: Values) -> Value:
    match values:
        case [Known(data=tuple() as items), Known(data=str()) as delimiter]:
            pieces: list[Value] = []
            for item in items:
                pieces.extend([delimiter, item] if pieces else [item])
            return joined(pieces)
        case [_, _] if any(isinstance(value, Unknown) for value in values):
            return blocked(values, STRING, not_null=True)
        case _:
            return failed(MISTAKEN)


def to_string(values: Values) -> Value:
    match values:
        case [Known(data=tuple() | dict()) as value]:
            return json_of(value)
        case [value]:
            return joined([value])
        case _:
            return failed(MISTAKEN)


def try_get(values: Values) -> Value:
    """`tryGet(value, key, …)`: null where there is nothing."""
    if any(isinstance(key, Unknown) for key in values[1:]) or not values:
        return blocked(values) if values else failed(MISTAKEN)
    current = values[0]
    for key in values[1:]:
        match current, key:
            case Known(data=dict() as entries), Known(data=str() as name):
                inner = found(entries, name)
                current = NULL if inner is None else inner
            case Known(data=tuple() as elements), Known(data=int() as at):
                current = elements[at] if 0 <= at < len(elements) else NULL
            case Unknown(), Known(data=name):
                inner = certain(current, str(name))
                if inner is None:
                    return blocked([current])
                current = inner
            case _:
                return NULL
    return current


def distinct(values: Values) -> Value:
    match values:
        case [Known(data=tuple() as items)]:
            kept: dict[object, Value] = {}
            for item in items:
                if isinstance(item, Unknown):
                    return blocked([item], ARRAY, not_null=True)
                if weighs_more(item, COMPARED):
                    return stopped(Cause.LIMIT, "a comparison", type_=ARRAY)
                kept.setdefault(identity(item), item)
            return array(kept.values())
        case [Unknown()]:
            return blocked(values, ARRAY, not_null=True)
        case _:
            return failed(MISTAKEN)


def itself(values: Values) -> Value:
    """`any(x)`."""
    return values[0] if len(values) == 1 else failed(MISTAKEN)


FUNCTIONS: Final[Mapping[str, Callable[[Values], Value]]] = {
    "any": itself,
    "array": as_array,
    "coalesce": coalesce,
    "concat": concat,
    "contains": contains,
    "distinct": distinct,
    "empty": empty,
    "endsWith": ends_with,
    "first": first,
    "flatten": flatten,
    "intersection": intersection,
    "items": items,
    "join": join,
    "last": last,
    "length": length,
    "objectKeys": object_keys,
    "range": count_up,
    "shallowMerge": shallow_merge,
    "skip": skip,
    "startsWith": starts_with,
    "string": to_string,
    "take": take,
    "tryGet": try_get,
    "union": union,
}
