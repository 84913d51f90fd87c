"""Functions on arrays, objects and strings that look only as deep as they must.

Each takes all its arguments as values and answers with what is certain: an Unknown element does
not make the length of an array unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec.structs import replace

from azlint.languages.bicep.bounds import of_length
from azlint.languages.bicep.limits import ITEMS, weighs_more
from azlint.languages.bicep.narrow import typed
from azlint.languages.bicep.operators import coalesced
from azlint.languages.bicep.texts import as_text, joined, json_of
from azlint.languages.bicep.values import (
    ARRAY,
    COMPARED,
    FALSE,
    MISTAKEN,
    TRUE,
    Values,
    array,
    blocked,
    boolean,
    certain,
    failed,
    found,
    identity,
    never_null,
    record,
    same,
    stopped,
    text,
)
from azlint.value import (
    BOOL,
    NULL,
    NUMBER,
    STRING,
    Cause,
    Known,
    Unknown,
    Value,
    number,
    text_parts,
)


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
    "contains": contains,
    "distinct": distinct,
    "empty": empty,
    "endsWith": ends_with,
    "first": first,
    "items": items,
    "join": join,
    "last": last,
    "length": length,
    "objectKeys": object_keys,
    "range": count_up,
    "skip": skip,
    "startsWith": starts_with,
    "string": to_string,
    "take": take,
    "tryGet": try_get,
}
