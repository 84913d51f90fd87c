"""What an expression evaluates to: `Known` data or `Unknown` with the reason.

An Unknown has no truth value and no order: rules read values with `match`, so that silence on
the unknown is the default. `==` between two values is structural and ignores where they come
from; it serves tests and caches. `==` with plain data raises.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from typing import NoReturn

import msgspec

from azlint.source import Span


class Type(msgspec.Struct, frozen=True):
    """A type constraint in Terraform's terms; Bicep's and GitHub's types map onto them.

    kind: any, string, number, bool, list, set, map, tuple, object. `element` belongs to list,
    set and map, `elements` to tuple, `attributes` to object; `optional` names the attributes
    that may be missing and `defaults` holds the values they then take.
    """

    kind: str
    element: Type | None = None
    elements: tuple[Type, ...] = ()
    attributes: tuple[tuple[str, Type], ...] = ()
    optional: frozenset[str] = frozenset()
    defaults: tuple[tuple[str, Value], ...] = ()

    def attribute(self, name: str) -> Type | None:
        """The type of an object's attribute or a map's element."""
        if self.kind == "map":
            return self.element
        return next((type_ for key, type_ in self.attributes if key == name), None)


ANY = Type("any")
STRING = Type("string")
NUMBER = Type("number")
BOOL = Type("bool")


def list_of(element: Type) -> Type:
    return Type("list", element)


def set_of(element: Type) -> Type:
    return Type("set", element)


def map_of(element: Type) -> Type:
    return Type("map", element)


class Cause(StrEnum):
    """Why a value is not known; the summary counts by these."""

    NO_VALUE = "no value for a variable"
    REFERENCE = "known after deployment"
    DATA = "read from the provider"
    MODULE = "module not followed"
    FUNCTION = "function without a static result"
    INCOMPLETE = "file not parsed"
    ERROR = "expression fails"
    UNMAPPED = "property not mapped"
    PLACEHOLDER = "replaced at deployment"
    INSTANCE = "instances not known"
    RUNTIME = "known at run time"
    LIMIT = "too large to evaluate"


class Reason(msgspec.Struct, frozen=True):
    """The exact thing that stops evaluation: a cause, a text that names it, and its place."""

    cause: Cause
    text: str
    span: Span | None = None


class Origin(msgspec.Struct, frozen=True):
    """Where a value was written, and the place it was handed on from.

    The chain runs from the use back to the literal: attribute → local → variable → module
    argument → tfvars line. `label` names the place (`var.sku`, `local.disks`, `tfvars`).
    given_by: what gives the value, where no file does (`--var`); the place only takes it.
    """

    span: Span
    label: str = ""
    parent: Origin | None = None
    given_by: str = ""


class Reference(msgspec.Struct, frozen=True):
    """A value that another node of the graph will have: `azurerm_subnet.a["x"].id`.

    `address` is the node's address with module keys and without its own key; `key` its own key
    as Terraform writes it (`["x"]`, `[0]`) or empty; `type` the native type
    (`azurerm_subnet`, `Microsoft.Network/virtualNetworks/subnets`); `attribute` the path read;
    `data` that the node is only looked up: what makes it may be another node.
    """

    address: str
    type: str
    attribute: tuple[str, ...] = ()
    key: str = ""
    data: bool = False


Data = None | bool | int | Fraction | float | str | tuple["Value", ...] | dict[str, "Value"]


class _Value(msgspec.Struct, frozen=True, eq=False):
    def __bool__(self) -> NoReturn:
        raise TypeError("a value has no truth value: match on Known(...) or Unknown(...)")

    def __lt__(self, other: object) -> NoReturn:
        raise TypeError("values have no order: match on Known(...)")

    __le__ = __gt__ = __ge__ = __lt__

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Value):
            raise TypeError(f"a value is not comparable with {type(other).__name__}: match on it")
        return structure(self) == structure(other)

    def __hash__(self) -> int:
        return hash(structure(self))


class Known(_Value, frozen=True, eq=False):
    """Data that is certain.

    Lists, sets and tuples hold a tuple of values, maps and objects a dict by key; numbers are
    `int` where whole, else `Fraction` (GitHub's are `float`). `assumed` names the variable whose
    default a library only assumes: a verdict that rests on it is undecided. `encoded` is what a
    text is the JSON of, with the places where its parts are written.
    """

    data: Data
    type: Type = ANY
    origin: Origin | None = None
    sensitive: bool = False
    assumed: str = ""
    encoded: Value | None = None


class Bounds(msgspec.Struct, frozen=True):
    """From where to where a number goes, both included; None where there is no end."""

    low: int | None = None
    high: int | None = None


class Unknown(_Value, frozen=True, eq=False):
    """Data that is not certain, refined by what is.

    reference: the node whose attribute this is · parts: a string known in pieces, in order, or
    what names an entry of an object ·
    one_of: every value it can be · not_null: it is certainly not null · encoded: what a text is
    the JSON of · bounds: of a number, or of how long a text or a collection is · entries: what
    an object certainly has, whatever else is in it.
    """

    reason: Reason
    type: Type = ANY
    origin: Origin | None = None
    reference: Reference | None = None
    parts: tuple[Value, ...] = ()
    one_of: tuple[Value, ...] = ()
    not_null: bool = False
    sensitive: bool = False
    assumed: str = ""
    encoded: Value | None = None
    bounds: Bounds | None = None
    entries: dict[str, Value] | None = None


Value = Known | Unknown
NULL = Known(None)


def structure(value: _Value) -> object:
    """A hashable form of a value without its origins: equal exactly for equal values."""
    if isinstance(value, Unknown):
        return (
            "unknown",
            value.reason.cause,
            value.reason.text,
            value.reference,
            tuple(structure(part) for part in value.parts),
            tuple(structure(option) for option in value.one_of),
            value.not_null,
            value.bounds,
            None if value.entries is None else _entries(value.entries),
        )
    if not isinstance(value, Known):
        raise TypeError("a value is Known or Unknown")
    data = value.data
    if isinstance(data, tuple):
        return (value.type.kind, tuple(structure(item) for item in data))
    if isinstance(data, dict):
        return ("map", _entries(data))
    return (type(data) is bool, data)


def _entries(data: dict[str, Value]) -> tuple[tuple[str, object], ...]:
    return tuple((key, structure(data[key])) for key in sorted(data))


def number(data: int | Fraction) -> Known:
    """A number as a value: a whole one is an int."""
    whole = data.numerator if isinstance(data, Fraction) and data.denominator == 1 else data
    return Known(whole, NUMBER)


def data_of(value: Value | None) -> Data:
    """The data of a Known value, else None."""
    return value.data if isinstance(value, Known) else None


def is_null(value: Value) -> bool:
    """Whether a value is certainly null."""
    return isinstance(value, Known) and value.data is None


def alternatives(value: Value) -> Iterator[Value]:
    """Every value this can be: its `one_of`, flattened, else itself."""
    if isinstance(value, Unknown) and value.one_of:
        for option in value.one_of:
            yield from alternatives(option)
    else:
        yield value


def known_texts(value: Value) -> Iterator[str]:
    """Every text that a value can be, as far as it is known."""
    return (str(each.data) for each in alternatives(value) if isinstance(each, Known))


def references(value: Value) -> Iterator[Reference]:
    """Every reference in a value: itself, its pieces, its alternatives, its elements."""
    stack = [value]
    while stack:
        current = stack.pop()
        if isinstance(current, Unknown):
            if current.reference is not None:
                yield current.reference
            stack.extend(current.parts)
            stack.extend(current.one_of)
            stack.extend((current.entries or {}).values())
        elif isinstance(current.data, tuple):
            stack.extend(current.data)
        elif isinstance(current.data, dict):
            stack.extend(current.data.values())


def text_parts(value: Value) -> tuple[Value, ...]:
    """A string as its pieces; a value that is not known in pieces is its own only piece."""
    return value.parts if isinstance(value, Unknown) and value.parts else (value,)


def chain(value: Value) -> tuple[Origin, ...]:
    """The origin chain, from the place of use to the place of writing."""
    places: list[Origin] = []
    origin = value.origin
    while origin is not None:
        places.append(origin)
        origin = origin.parent
    return tuple(places)
