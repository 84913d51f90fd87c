"""How Terraform orders and deduplicates the elements of sets."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from azlint.languages.terraform.numbers import number_text
from azlint.value import Known, Unknown, Value, structure


def identity(value: Value) -> object:
    """A hashable form that is equal for values that Terraform's `==` calls equal.

    A list never equals a tuple, nor a map an object; nulls of all types are one.
    """
    if isinstance(value, Unknown):
        return structure(value)
    match value.data:
        case tuple(items):
            kind = value.type.kind
            return ("tuple" if kind == "any" else kind, tuple(identity(item) for item in items))
        case dict(items):
            kind = "map" if value.type.kind == "map" else "object"
            return (kind, tuple((name, identity(items[name])) for name in sorted(items)))
    return (type(value.data) is bool, value.data)


def deduplicated(values: Iterable[Value]) -> tuple[Value, ...]:
    """The elements of a set in Terraform's order; of equal ones the first stays.

    Two Unknowns are never known to be equal: each stays.
    """
    found: dict[object, Value] = {}
    for at, value in enumerate(values):
        found.setdefault((at,) if isinstance(value, Unknown) else identity(value), value)
    return tuple(sorted(found.values(), key=order))


def order(value: Value) -> tuple[int, Fraction | int, bytes]:
    """A sort key: strings by their bytes, numbers by size, false before true; null and unknown
    last; anything else by the bytes that Terraform hashes.
    """
    if isinstance(value, Unknown):
        return (3, 0, b"")
    match value.data:
        case None:
            return (2, 0, b"")
        case bool() as truth:
            return (0, int(truth), b"")
        case int() | Fraction() as number:
            return (0, number, b"")
        case str() as text:
            return (0, 0, text.encode("utf-8", "surrogatepass"))
    return (1, 0, _hashed(value).encode("utf-8", "surrogatepass"))


def _hashed(value: Value) -> str:
    if isinstance(value, Unknown):
        return "?"
    match value.data:
        case None:
            return "~"
        case bool() as truth:
            return "T" if truth else "F"
        case int() | Fraction() as number:
            return number_text(number)
        case str() as text:
            return _quoted(text)
        case tuple(items):
            return _sequence(value, items)
        case dict(items):
            return _mapping(value, items)
    return ""


def _sequence(value: Known, items: tuple[Value, ...]) -> str:
    opening, closing = ("<", ">") if value.type.kind in ("tuple", "any") else ("[", "]")
    return opening + "".join(f"{_hashed(item)};" for item in items) + closing


def _mapping(value: Known, items: dict[str, Value]) -> str:
    names = sorted(items)
    if value.type.kind == "map":
        return "{" + "".join(f"{_quoted(name)}:{_hashed(items[name])};" for name in names) + "}"
    return "<" + "".join(f"{_hashed(items[name])};" for name in names) + ">"


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'
