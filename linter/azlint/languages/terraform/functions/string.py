"""Functions of strings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from msgspec.structs import replace

from azlint.languages.terraform.functions import formatting, regex
from azlint.languages.terraform.functions.graphemes import clusters
from azlint.languages.terraform.functions.signature import (
    ELEMENT_LIMIT,
    TEXT_LIMIT,
    Function,
    FunctionContext,
    Parameter,
    as_items,
    as_text,
    as_whole,
    of_text,
    sequence,
    text,
    truth,
)
from azlint.languages.terraform.functions.text import joined, leading, trailing, unknown_string
from azlint.languages.terraform.results import Excess, Failure
from azlint.value import BOOL, NUMBER, STRING, Known, Unknown, Value, list_of, text_parts

_TEXTS = list_of(STRING)

SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""What Go calls a space."""


def _piecewise(function: Callable[[str], str]) -> Function:
    """A function that works on each character alone: a string known in pieces stays so."""

    def run(arguments: Sequence[Value], _context: FunctionContext) -> Value:
        argument = arguments[0]
        if isinstance(argument, Known):
            return text(function(as_text(argument)))
        pieces = [_mapped(function, piece) for piece in text_parts(argument)]
        return replace(unknown_string(argument), parts=tuple(pieces) if argument.parts else ())

    return Function(run, (Parameter("str", STRING),), result=STRING, strict=False)


def _mapped(function: Callable[[str], str], piece: Value) -> Value:
    if isinstance(piece, Unknown):
        options = tuple(_mapped(function, option) for option in piece.one_of)
        return replace(unknown_string(piece), one_of=options)
    return replace(piece, data=function(as_text(piece)))


def _of_texts(function: Callable[[str, str], str], second: str) -> Function:
    def run(arguments: Sequence[Value], _context: FunctionContext) -> Value:
        return text(function(as_text(arguments[0]), as_text(arguments[1])))

    return Function(run, (Parameter("str", STRING), Parameter(second, STRING)), result=STRING)


def _upper(value: str) -> str:
    return (
        value.upper() if value.isascii() else "".join(_single(char, char.upper()) for char in value)
    )


def _lower(value: str) -> str:
    if value.isascii():
        return value.lower()
    return "".join("i" if char == "\u0130" else _single(char, char.lower()) for char in value)


def _single(char: str, mapped: str) -> str:
    """Only one-to-one mappings of case exist for Terraform: ß stays."""
    return mapped if len(mapped) == 1 else char


def _title(value: str) -> str:
    before = " "
    letters: list[str] = []
    for char in value:
        letters.append(_single(char, char.title()) if _separates(before) else char)
        before = char
    return "".join(letters)


def _separates(char: str) -> bool:
    if char.isascii():
        return not (char.isalnum() or char == "_")
    return not char.isalnum() and char in SPACES


def _trimprefix(value: str, prefix: str) -> str:
    return value.removeprefix(prefix)


def _trimsuffix(value: str, suffix: str) -> str:
    return value.removesuffix(suffix)


def _trim(value: str, cutset: str) -> str:
    return value.strip(cutset) if cutset else value


def _chomp(value: str) -> str:
    return value.rstrip("\r\n")


def _reversed(value: str) -> str:
    return "".join(reversed(clusters(value)))


def _affix(arguments: Sequence[Value], _context: FunctionContext, *, at_end: bool) -> Value:
    """`startswith` and `endswith`; the known end of a string known in pieces can decide."""
    subject, affix = arguments
    if isinstance(affix, Unknown):
        return Unknown(affix.reason, BOOL, not_null=True)
    wanted = as_text(affix)
    known = trailing(subject) if at_end else leading(subject)
    overlap = min(len(wanted), len(known))
    if at_end:
        same = known[len(known) - overlap :] == wanted[len(wanted) - overlap :]
    else:
        same = known[:overlap] == wanted[:overlap]
    if isinstance(subject, Known) or not same or overlap == len(wanted):
        return truth(same and overlap == len(wanted))
    return Unknown(subject.reason, BOOL, not_null=True)


def _strcontains(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    subject, wanted = arguments
    if isinstance(wanted, Unknown):
        return Unknown(wanted.reason, BOOL, not_null=True)
    needle = as_text(wanted)
    pieces = [as_text(piece) for piece in text_parts(subject) if isinstance(piece, Known)]
    if any(needle in piece for piece in pieces):
        return truth(True)
    if isinstance(subject, Unknown):
        return Unknown(subject.reason, BOOL, not_null=True)
    return truth(False)


def _substr(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    subject = clusters(as_text(arguments[0]))
    offset, length = as_whole(arguments[1]), as_whole(arguments[2])
    if offset < 0:
        offset = max(0, len(subject) + offset)
    end = len(subject) if length < 0 else offset + length
    return text("".join(subject[offset:end]))


def _split(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    separator, subject = (as_text(argument) for argument in arguments)
    pieces = subject.split(separator) if separator else list(subject)
    if len(pieces) > ELEMENT_LIMIT:
        raise Excess(f"a list of {len(pieces):,} elements")
    return sequence("list", [text(piece) for piece in pieces], STRING)


def _join(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    if len(arguments) < 2:
        raise Failure("at least one list is required")
    separator, *lists = arguments
    pieces: list[Value] = []
    for items in lists:
        if isinstance(items, Unknown):
            return unknown_string(items)
        for item in as_items(items):
            if isinstance(item, Known) and item.data is None:
                raise Failure("a list element is null; cannot concatenate null values")
            pieces += (item,) if not pieces else (separator, item)
    return joined(pieces)


def _replace(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    subject, pattern, substitute = (as_text(argument) for argument in arguments)
    if len(pattern) > 1 and pattern[0] == pattern[-1] == "/":
        return text(regex.substituted(regex.compiled(pattern[1:-1]), subject, substitute))
    found = subject.count(pattern) if pattern else len(subject) + 1
    if len(subject) + found * (len(substitute) - len(pattern)) > TEXT_LIMIT:
        raise Excess("a string of more than 1,000,000 characters")
    return text(subject.replace(pattern, substitute))


def _indent(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    spaces, subject = as_whole(arguments[0]), as_text(arguments[1])
    if spaces < 0:
        raise Failure("the number of spaces must not be negative")
    if spaces * subject.count("\n") > TEXT_LIMIT:
        raise Excess("a string of more than 1,000,000 characters")
    return text(re.sub(r"\n", "\n" + " " * spaces, subject))


_STR = Parameter("str", STRING)

FUNCTIONS = {
    "chomp": of_text(_chomp),
    "endswith": Function(
        partial(_affix, at_end=True), (_STR, Parameter("suffix", STRING)), result=BOOL, strict=False
    ),
    "indent": Function(_indent, (Parameter("spaces", NUMBER), _STR), result=STRING),
    "join": Function(
        _join, (Parameter("separator", STRING),), Parameter("lists", _TEXTS), STRING, strict=False
    ),
    "lower": _piecewise(_lower),
    "replace": Function(
        _replace, (_STR, Parameter("substr", STRING), Parameter("replace", STRING)), result=STRING
    ),
    "split": Function(_split, (Parameter("separator", STRING), _STR), result=_TEXTS),
    "startswith": Function(
        partial(_affix, at_end=False),
        (_STR, Parameter("prefix", STRING)),
        result=BOOL,
        strict=False,
    ),
    "strcontains": Function(
        _strcontains, (_STR, Parameter("substr", STRING)), result=BOOL, strict=False
    ),
    "strrev": of_text(_reversed),
    "substr": Function(
        _substr, (_STR, Parameter("offset", NUMBER), Parameter("length", NUMBER)), result=STRING
    ),
    "title": of_text(_title),
    "trim": _of_texts(_trim, "cutset"),
    "trimprefix": _of_texts(_trimprefix, "prefix"),
    "trimspace": of_text(lambda value: value.strip(SPACES)),
    "trimsuffix": _of_texts(_trimsuffix, "suffix"),
    "upper": _piecewise(_upper),
    **formatting.FUNCTIONS,
    **regex.FUNCTIONS,
}
