"""JSON as Terraform writes and reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NoReturn
from unicodedata import normalize

from msgspec.structs import replace

from azlint.languages.terraform.functions.signature import (
    TEXT_LIMIT,
    Function,
    FunctionContext,
    Number,
    Parameter,
    as_text,
    mapping,
    sequence,
    text,
    truth,
)
from azlint.languages.terraform.functions.text import assembled, joined
from azlint.languages.terraform.numbers import number_text, parse_number
from azlint.languages.terraform.results import Excess, Failure, first_error, marked, within
from azlint.value import STRING, Known, Unknown, Value, number

DEPTH_LIMIT = 100

_ESCAPED = re.compile("[<>&\u2028\u2029]")


def _string(value: str) -> str:
    written = json.dumps(value, ensure_ascii=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def _pieces(value: Value, depth: int = 0) -> Iterator[Value | str]:
    """The text of a value, with what is not known left as it is."""
    if depth > DEPTH_LIMIT:
        raise Excess("a value that is nested too deeply")
    if isinstance(value, Unknown):
        yield from _unknown(value)
        return
    match value.data:
        case None:
            yield "null"
        case bool() as flag:
            yield "true" if flag else "false"
        case int() | Fraction() as found:
            yield number_text(found)
        case float() as inexact:
            yield number_text(Fraction(inexact))
        case str() as found:
            yield _string(found)
        case tuple(items):
            yield "["
            for at, item in enumerate(items):
                if at:
                    yield ","
                yield from _pieces(item, depth + 1)
            yield "]"
        case dict(items):
            yield "{"
            for at, name in enumerate(sorted(items)):
                yield f"{',' if at else ''}{_string(name)}:"
                yield from _pieces(items[name], depth + 1)
            yield "}"


def _unknown(value: Unknown) -> Iterator[Value | str]:
    if value.type.kind == "string" and (value.not_null or value.parts):
        yield '"'
        for part in value.parts or (value,):
            yield _string(as_text(part))[1:-1] if isinstance(part, Known) else part
        yield '"'
    else:
        yield value


def json_text(value: Value) -> str:
    """The JSON of a value that is known as a whole."""
    return "".join(piece for piece in _pieces(value) if isinstance(piece, str))


def _encode(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    (value,) = arguments
    error = first_error(value)
    if error is not None:
        return error
    pieces = [text(item) if isinstance(item, str) else item for item in _compact(_pieces(value))]
    return marked(replace(assembled(pieces), encoded=value), within(value))


def _compact(pieces: Iterator[Value | str]) -> Iterator[Value | str]:
    """Neighbouring texts as one; the size is bounded on the way."""
    run: list[str] = []
    size = 0
    for piece in pieces:
        if isinstance(piece, str):
            size += len(piece)
            if size > TEXT_LIMIT:
                raise Excess("a string of more than 1,000,000 characters")
            run.append(piece)
            continue
        yield "".join(run)
        run = []
        yield piece
    yield "".join(run)


_MARK = "\ufdd0"
"""A code point that never occurs in text: it encloses the number of an unknown piece."""

_MARKED = re.compile(f"{_MARK}(\\d+){_MARK}")


def _decode(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    (argument,) = arguments
    if isinstance(argument, Known):
        return decoded(as_text(argument), ())
    if not argument.parts:
        return Unknown(argument.reason)
    pieces = [part for part in argument.parts if isinstance(part, Unknown)]
    try:
        return decoded("".join(_placeheld(argument.parts)), pieces)
    except Failure:
        return Unknown(argument.reason)


def _placeheld(parts: Sequence[Value]) -> Iterator[str]:
    """The text with a placeholder for each unknown piece, a string where none is open."""
    inside = False
    found = 0
    for part in parts:
        if isinstance(part, Known):
            written = as_text(part)
            quotes = re.sub(r"\\.", "", written, flags=re.DOTALL).count('"')
            inside ^= quotes % 2 == 1
            yield written
        else:
            mark = f"{_MARK}{found}{_MARK}"
            yield mark if inside else f'"{mark}"'
            found += 1


def decoded(source: str, pieces: Sequence[Unknown]) -> Value:
    """The value of JSON text; placeholders stand for the pieces."""
    try:
        plain = json.loads(
            source,
            parse_float=_number,
            parse_int=_number,
            parse_constant=_constant,
        )
    except ValueError as error:
        raise Failure(f"the text is not valid JSON: {error}") from None
    return _value(plain, pieces)


def _number(digits: str) -> Number:
    found = parse_number(digits)
    if found is None:
        raise Failure(f"the text is not valid JSON: {digits} is not a number")
    return found


def _constant(name: str) -> NoReturn:
    raise Failure(f"the text is not valid JSON: {name} is not a value")


def _value(plain: object, pieces: Sequence[Unknown], depth: int = 0) -> Value:
    if depth > DEPTH_LIMIT:
        raise Excess("a value that is nested too deeply")
    match plain:
        case bool():
            return truth(plain)
        case int() | Fraction():
            return number(plain)
        case str():
            return _text(plain, pieces)
        case list():
            return sequence("tuple", [_value(item, pieces, depth + 1) for item in plain])
        case dict():
            return mapping(
                {
                    normalize("NFC", name): _value(item, pieces, depth + 1)
                    for name, item in plain.items()
                }
            )
    return Known(None)


def _text(found: str, pieces: Sequence[Unknown]) -> Value:
    found = found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if not pieces or _MARK not in found:
        return text(found)
    split = _MARKED.split(found)
    values = [pieces[int(item)] if at % 2 else text(item) for at, item in enumerate(split) if item]
    return values[0] if len(values) == 1 else joined(values)


FUNCTIONS = {
    "jsondecode": Function(_decode, (Parameter("str", STRING),), strict=False),
    "jsonencode": Function(
        _encode, (Parameter("val", nullable=True),), result=STRING, strict=False
    ),
}
