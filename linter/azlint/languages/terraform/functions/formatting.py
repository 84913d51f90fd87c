"""`format` and `formatlist`: Terraform's verbs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from azlint.languages.terraform.convert import converted
from azlint.languages.terraform.functions import decimals
from azlint.languages.terraform.functions.graphemes import clusters
from azlint.languages.terraform.functions.json import json_text
from azlint.languages.terraform.functions.signature import (
    ELEMENT_LIMIT,
    TEXT_LIMIT,
    Function,
    FunctionContext,
    Number,
    Parameter,
    as_integer,
    as_number,
    as_text,
    sequence,
    text,
)
from azlint.languages.terraform.functions.text import joined, unknown_string
from azlint.languages.terraform.numbers import rounded
from azlint.languages.terraform.results import Excess, Failure, first_unknown, is_error
from azlint.value import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Cause,
    Known,
    Reason,
    Unknown,
    Value,
    is_null,
    list_of,
)

_VERB = re.compile(r"%([-+ 0#]*)(\d+)?(?:\.(\d*))?(?:\[(\d+)\])?([a-zA-Z%])?", re.ASCII)


UNTYPED_NULL = Reason(Cause.FUNCTION, "format() of a null without a type")


class Verb(NamedTuple):
    """One `%…` of a format string; width and precision are -1 where not given."""

    flags: str
    width: int
    precision: int
    letter: str


def _format(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    pattern, *values = arguments
    if isinstance(pattern, Unknown):
        return unknown_string(pattern)
    if any(is_null(value) and value.type == ANY for value in values):
        return Unknown(UNTYPED_NULL, STRING, not_null=True)
    return formatted(as_text(pattern), values)


def formatted(pattern: str, values: Sequence[Value]) -> Value:
    """The values written by the verbs of a pattern, in pieces where some are not known."""
    pieces: list[Value] = []
    end = following = highest = 0
    for match in _verbs(pattern):
        pieces.append(text(pattern[end : match.start()]))
        end = match.end()
        flags, width, precision, position, letter = match.groups()
        if letter == "%":
            if len(match[0]) > 2:
                raise Failure(f'unrecognized format character "%" at offset {match.start()}')
            pieces.append(text("%"))
            continue
        at = following if position is None else int(position[:6]) - 1
        if not 0 <= at < len(values):
            raise Failure(f'not enough arguments for "{match[0]}" at offset {match.start()}')
        following = at + 1
        highest = max(highest, following)
        verb = Verb(flags, _bounded(width), _bounded(precision), letter)
        pieces.append(_written(verb, values[at]))
    if highest < len(values):
        raise Failure(
            f"too many arguments; no verb in format string refers to number {highest + 1}"
        )
    pieces.append(text(pattern[end:]))
    return joined(pieces)


def _verbs(pattern: str) -> Iterator[re.Match[str]]:
    at = 0
    while (at := pattern.find("%", at)) >= 0:
        match = _VERB.match(pattern, at)
        if match is None or match[5] is None or match[5] not in _VERBS:
            raise Failure(f"unrecognized format character at offset {at}")
        yield match
        at = match.end()


def _bounded(digits: str | None) -> int:
    if digits is None:
        return -1
    digits = digits or "0"
    if len(digits) > 7 or int(digits) > TEXT_LIMIT:
        raise Excess(f"a field of {digits} characters")
    return int(digits)


def _written(verb: Verb, value: Value) -> Value:
    unknown = first_unknown(value)
    if unknown is not None:
        if is_error(unknown):
            return unknown
        plain = (
            verb.letter in "sv" and verb.width < 0 and verb.precision < 0 and "#" not in verb.flags
        )
        if plain and isinstance(value, Unknown) and _writes_as_text(verb, value):
            return value
        return unknown_string(unknown)
    if is_null(value) and verb.letter != "v":
        raise Failure(f"unsupported value for %{verb.letter}: null value cannot be formatted")
    return text(_VERBS[verb.letter](verb, value))


def _writes_as_text(verb: Verb, value: Unknown) -> bool:
    scalars = ("string", "bool") if verb.letter == "v" else ("string", "bool", "number", "any")
    return value.type.kind in scalars


def _as_it_is(verb: Verb, value: Value) -> str:
    if "#" in verb.flags or not isinstance(value, Known) or isinstance(value.data, tuple | dict):
        return _padded(verb, json_text(value))
    if value.data is None:
        return _padded(verb, "null")
    if isinstance(value.data, bool):
        return _padded(verb, "true" if value.data else "false")
    if isinstance(value.data, str):
        return _padded(verb, value.data)
    return _padded(verb, decimals.general(as_number(value), decimals.SHORTEST), number=True)


def _truth(_verb: Verb, value: Value) -> str:
    return as_text(converted(converted(value, BOOL), STRING))


def _string(verb: Verb, value: Value) -> str:
    return _padded(verb, _cut(verb, as_text(converted(value, STRING))))


def _cut(verb: Verb, written: str) -> str:
    return written if verb.precision <= 0 else "".join(clusters(written)[: verb.precision])


def _quoted(verb: Verb, value: Value) -> str:
    found = _cut(verb, as_text(converted(value, STRING)))
    return _padded(verb, '"' + "".join(map(_escaped, found)) + '"')


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
}

_BASES = {"b": ("b", "0b"), "d": ("d", ""), "o": ("o", "0"), "x": ("x", "0x"), "X": ("X", "0X")}


def _integer(verb: Verb, value: Value) -> str:
    found = as_integer(converted(value, NUMBER))
    base, prefix = _BASES[verb.letter]
    digits = format(abs(found), base).rjust(verb.precision, "0")
    if verb.precision >= 0:
        verb = verb._replace(flags=verb.flags.replace("0", ""))
        digits = "" if verb.precision == found == 0 else digits
    prefix = prefix if "#" in verb.flags else ""
    return _signed(verb, ("-" if found < 0 else "") + prefix + digits)


def _real(verb: Verb, value: Value) -> str:
    found = rounded(as_number(converted(value, NUMBER)))
    letter = verb.letter.lower()
    precision = verb.precision if verb.precision >= 0 or letter == "g" else 6
    written = _REALS[letter](found, precision)
    return _signed(verb, written.upper() if verb.letter.isupper() else written)


_REALS: dict[str, Callable[[Number, int], str]] = {
    "f": decimals.fixed,
    "e": decimals.exponential,
    "g": decimals.general,
}


def _signed(verb: Verb, digits: str) -> str:
    if not digits.startswith("-"):
        digits = ("+" if "+" in verb.flags else " " if " " in verb.flags else "") + digits
    return _padded(verb, digits, number=True)


_SIGN = re.compile(r"[-+ ]?(?:0[xXb](?=.))?")


def _padded(verb: Verb, written: str, *, number: bool = False) -> str:
    missing = verb.width - len(clusters(written))
    if missing <= 0:
        return written
    if "-" in verb.flags:
        return written + " " * missing
    if "0" not in verb.flags:
        return " " * missing + written
    match = _SIGN.match(written) if number else None
    sign = match[0] if match else ""
    return sign + "0" * missing + written[len(sign) :]


_VERBS: dict[str, Callable[[Verb, Value], str]] = {
    "%": _as_it_is,
    "v": _as_it_is,
    "t": _truth,
    "s": _string,
    "q": _quoted,
    **dict.fromkeys("bdoxX", _integer),
    **dict.fromkeys("eEfgG", _real),
}


def _formatlist(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    pattern, *values = arguments
    for argument in arguments:
        if isinstance(argument, Unknown) and (argument is pattern or not _is_scalar(argument)):
            return Unknown(argument.reason, list_of(STRING), not_null=True)
    untyped = next((value for value in values if is_null(value) and value.type == ANY), None)
    if untyped is not None:
        return Unknown(UNTYPED_NULL, list_of(STRING), not_null=True)
    lengths = {len(found) for value in values if (found := _listed(value)) is not None}
    if len(lengths) > 1:
        raise Failure("all list arguments must have the same length")
    size = lengths.pop() if lengths else 1
    if size > ELEMENT_LIMIT:
        raise Excess(f"a list of {size:,} elements")
    rows = ([_row(value, at) for value in values] for at in range(size))
    return sequence("list", [formatted(as_text(pattern), row) for row in rows], STRING)


def _is_scalar(value: Value) -> bool:
    return value.type.kind in ("string", "number", "bool")


def _listed(value: Value) -> tuple[Value, ...] | None:
    return value.data if isinstance(value, Known) and isinstance(value.data, tuple) else None


def _row(value: Value, at: int) -> Value:
    items = _listed(value)
    return value if items is None else items[at]


_FORMAT = (Parameter("format", STRING),)
_ARGUMENTS = Parameter("args", nullable=True)

FUNCTIONS = {
    "format": Function(_format, _FORMAT, _ARGUMENTS, STRING, strict=False),
    "formatlist": Function(_formatlist, _FORMAT, _ARGUMENTS, list_of(STRING), strict=False),
}
