"""Values in Bicep's terms: how they are made, compared and chosen from."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from msgspec.structs import replace

from azlint.languages.bicep.bounds import apart
from azlint.languages.bicep.limits import ALTERNATIVES, CHAIN, CHARACTERS, weighs_more
from azlint.origins import along, computed, switched
from azlint.source import Span
from azlint.value import (
    ANY,
    BOOL,
    NULL,
    STRING,
    Cause,
    Data,
    Known,
    Origin,
    Reason,
    Type,
    Unknown,
    Value,
    alternatives,
    is_null,
    list_of,
    number,
    structure,
)

ARRAY: Final = list_of(ANY)
OBJECT: Final = Type("object")
TRUE: Final = Known(True, BOOL)
FALSE: Final = Known(False, BOOL)
EITHER: Final = (TRUE, FALSE)
MISTAKEN: Final = "arguments of the wrong kind"
COMPARED: Final = 2_000
LONGEST_TEXT: Final = 160

Values = Sequence[Value]
Plain = None | bool | int | Fraction | str | list["Plain"] | dict[str, "Plain"]


class Failure(Exception):  # noqa: N818 (an expression that fails at deployment, not a defect here)
    """A function refuses its arguments; the message says why."""


class Unsupported(Exception):  # noqa: N818 (nothing is wrong: only a deployment can tell)
    """A function whose result azlint does not work out."""


def text(data: str) -> Value:
    """A string; one that grew too long is Unknown."""
    if len(data) > CHARACTERS:
        return stopped(Cause.LIMIT, "a string")
    return Known(data, STRING)


def boolean(data: bool) -> Known:
    return TRUE if data else FALSE


def array(items: Iterable[Value]) -> Known:
    return Known(tuple(items), ARRAY)


def record(items: dict[str, Value]) -> Known:
    return Known(items, OBJECT)


def opened(unknown: Unknown, entries: dict[str, Value]) -> Unknown:
    """An object that certainly has some entries, and may have others."""
    return replace(blocked([unknown], OBJECT, not_null=True), entries=entries or None)


def stopped(cause: Cause, what: str, span: Span | None = None, type_: Type = ANY) -> Unknown:
    """An Unknown for a reason of its own."""
    return Unknown(Reason(cause, shortened(what), span), type_)


def failed(what: str, span: Span | None = None) -> Unknown:
    return stopped(Cause.ERROR, what, span)


def shortened(what: str) -> str:
    return what if len(what) <= LONGEST_TEXT else f"{what[: LONGEST_TEXT - 1]}…"


def blocked(values: Iterable[Value], type_: Type = ANY, *, not_null: bool = False) -> Unknown:
    """The result of what the first Unknown of some values stops."""
    first = next(value for value in values if isinstance(value, Unknown))
    return Unknown(
        first.reason,
        type_,
        not_null=not_null,
        sensitive=first.sensitive,
        assumed=first.assumed,
    )


def never_null(value: Value) -> bool:
    """The value is certainly not null."""
    if isinstance(value, Known):
        return value.data is not None
    return value.not_null or bool(value.one_of and all(map(never_null, value.one_of)))


def placed(value: Value, span: Span, label: str = "") -> Value:
    """The value as seen at a place that it was handed on to."""
    length, origin = 0, value.origin
    while origin is not None:
        length, origin = length + 1, origin.parent
    if length >= CHAIN:
        return value
    return replace(value, origin=Origin(span, label, value.origin))


def relocated(value: Value, span: Span, label: str = "") -> Value:
    """The value as written at a place, without the place it has."""
    return replace(value, origin=Origin(span, label))


def derived(value: Value, span: Span, inputs: Iterable[Value]) -> Value:
    """The value as an expression at a place makes it of some inputs."""
    return replace(value, origin=computed(value, span, inputs))


def selected(value: Value, span: Span, condition: Value, *, setting: bool) -> Value:
    """What a condition selects, as an expression at a place hands it on."""
    if value.origin is None:
        return derived(value, span, (condition,))
    return replace(value, origin=switched(value, condition, span)) if setting else value


def reached(container: Value, value: Value, span: Span) -> Value:
    """An element as it is reached through its container at a place."""
    outer = container.origin
    if isinstance(container, Known) and outer is not None:
        while outer is not None and not outer.label and span.holds(outer.span):
            outer = outer.parent
        value = replace(value, origin=along(outer, value.origin))
    return placed(value, span)


def labelled(value: Value, label: str) -> Value:
    """The value with the place where it is written named."""
    origin = value.origin
    if origin is None or origin.label:
        return value
    return replace(value, origin=Origin(origin.span, label, origin.parent))


def marked(result: Value, sources: Iterable[Value]) -> Value:
    """A result is sensitive, or rests on an assumption, where what it is made of does."""
    for source in sources:
        if source.sensitive and not result.sensitive:
            result = replace(result, sensitive=True)
        if source.assumed and not result.assumed:
            result = replace(result, assumed=source.assumed)
    return result


def identity(value: Value) -> object:
    """A key that is equal only for equal values; too large a value equals itself alone."""
    return ("large", id(value)) if weighs_more(value, COMPARED) else structure(value)


def projected(value: Value, path: Iterable[str]) -> object:
    """A key for what stands at a path in a value, equal only for equal ones."""
    for step in path:
        entries = value.data if isinstance(value, Known) else value.entries
        if not isinstance(entries, dict):
            break
        inner = found(entries, step)
        if inner is None:
            return None if isinstance(value, Known) else identity(value)
        value = inner
    return identity(value)


def choose(options: Iterable[Value], reason: Reason) -> Value:
    """One of some values, and the reason why it cannot be told which."""
    distinct: dict[object, Value] = {}
    for option in itertools.islice(
        itertools.chain.from_iterable(map(alternatives, options)), ALTERNATIVES * 4
    ):
        distinct.setdefault(identity(option), option)
    members = tuple(distinct.values())
    if len(members) == 1:
        return members[0]
    types = [option.type for option in members if not is_null(option)]
    type_ = types[0] if types and all(one is types[0] for one in types) else ANY
    kept = members if len(members) <= ALTERNATIVES else ()
    sensitive = any(option.sensitive for option in members)
    not_null = bool(members) and all(map(never_null, members))
    return Unknown(reason, type_, one_of=kept, not_null=not_null, sensitive=sensitive)


def lifted(function: Callable[[Sequence[Value]], Value], values: Sequence[Value]) -> Value:
    """Apply a function to every combination of what its arguments can be."""
    unsettled = [v for v in values if isinstance(v, Unknown) and v.one_of]
    if not unsettled:
        return function(values)
    choices = [tuple(alternatives(value)) for value in values]
    combinations = 1
    for choice in choices:
        combinations *= len(choice)
    if combinations > ALTERNATIVES:
        return function(values)
    results = [function(combination) for combination in itertools.product(*choices)]
    return choose(results, unsettled[0].reason)


def same(left: Value, right: Value) -> bool | None:
    """Whether two values are equal; None where it cannot be told."""
    if is_null(left) or is_null(right):
        other = right if is_null(left) else left
        return True if is_null(other) else False if never_null(other) else None
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return False if apart(left, right) else None
    if weighs_more(left, COMPARED) or weighs_more(right, COMPARED):
        return None
    return _same(left.data, right.data)


def _same(left: Data, right: Data) -> bool | None:
    pairs: list[tuple[Value, Value]]
    if isinstance(left, tuple) and isinstance(right, tuple):
        if len(left) != len(right):
            return False
        pairs = list(zip(left, right, strict=True))
    elif isinstance(left, dict) and isinstance(right, dict):
        if left.keys() != right.keys():
            return False
        pairs = [(value, right[key]) for key, value in left.items()]
    else:
        return isinstance(left, bool) == isinstance(right, bool) and left == right
    verdicts = {same(one, other) for one, other in pairs}
    return False if False in verdicts else None if None in verdicts else True


def plain(value: Value) -> Plain | Unknown:
    """Data without values; the first Unknown inside where there is one."""
    if weighs_more(value):
        return stopped(Cause.LIMIT, "a value")
    return _plain(value)


def _plain(value: Value) -> Plain | Unknown:
    if isinstance(value, Unknown):
        return value
    data = value.data
    if isinstance(data, tuple):
        items: list[Plain] = []
        for item in data:
            inner = _plain(item)
            if isinstance(inner, Unknown):
                return inner
            items.append(inner)
        return items
    if isinstance(data, dict):
        entries: dict[str, Plain] = {}
        for key, item in data.items():
            inner = _plain(item)
            if isinstance(inner, Unknown):
                return inner
            entries[key] = inner
        return entries
    return Fraction(data) if isinstance(data, float) else data


def from_plain(data: Plain, depth: int = 64) -> Value:
    """A value of plain data."""
    if depth == 0:
        return stopped(Cause.LIMIT, "deeply nested data")
    if isinstance(data, dict):
        return record({key: from_plain(item, depth - 1) for key, item in data.items()})
    if isinstance(data, list):
        return array(from_plain(item, depth - 1) for item in data)
    if data is None or isinstance(data, bool):
        return NULL if data is None else boolean(data)
    return text(data) if isinstance(data, str) else number(data)


class Merged:
    """An object in the making: keys that differ only by case are one, spelled as at first."""

    __slots__ = ("_spelled", "entries")

    def __init__(self, entries: Mapping[str, Value] | None = None) -> None:
        self.entries: dict[str, Value] = dict(entries or {})
        self._spelled = {name.lower(): name for name in self.entries}

    def get(self, name: str) -> Value | None:
        key = self._spelled.get(name.lower())
        return None if key is None else self.entries[key]

    def put(self, name: str, value: Value) -> None:
        self.entries[self._spelled.setdefault(name.lower(), name)] = value


def certain(value: Unknown, name: str) -> Value | None:
    """What an object of which more is not known certainly has under a key."""
    return None if value.entries is None else found(value.entries, name)


def found(entries: Mapping[str, Value], name: str) -> Value | None:
    """The value under a key; keys differ by more than case."""
    if name in entries:
        return entries[name]
    lower = name.lower()
    return next((value for key, value in entries.items() if key.lower() == lower), None)
