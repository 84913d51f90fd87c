"""What the words of a Dockerfile come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from azlint.languages.docker.syntax import Piece, Text, Variable, Word
from azlint.languages.script.edits import edited
from azlint.source import Span
from azlint.value import STRING, Cause, Known, Origin, Reason, Unknown, Value, text_parts

Lookup = Callable[[str], "Value | None"]
"""The value of a variable; None where it is certainly not set."""

MAX_PARTS = 20
MAX_TEXT = 10_000

EMPTY = Known("", STRING)


def expand(word: Word, lookup: Lookup, path: str) -> Value:
    """A word with its variables replaced."""
    origin = Origin(Span(path, word.start, word.end))
    return joined([_piece(piece, lookup, path) for piece in word.pieces], origin)


def joined(values: Sequence[Value], origin: Origin) -> Value:
    """Pieces of text as one text."""
    nearest = next((each.origin for each in values if each.origin is not None), None)
    reasons = [each.reason for each in values if isinstance(each, Unknown)]
    if reasons:
        parts = tuple(part for each in values for part in text_parts(each))
        return Unknown(reasons[0], STRING, origin, parts=parts if len(parts) <= MAX_PARTS else ())
    texts = [str(each.data) for each in values if isinstance(each, Known)]
    if sum(map(len, texts)) > MAX_TEXT:
        return Unknown(Reason(Cause.LIMIT, "a long text", origin.span), STRING, origin)
    return Known("".join(texts), STRING, Origin(origin.span, origin.label, nearest))


def _piece(piece: Piece, lookup: Lookup, path: str) -> Value:
    if isinstance(piece, Text):
        return Known(piece.value, STRING)
    return variable(piece, lookup, path)


def variable(piece: Variable, lookup: Lookup, path: str) -> Value:
    """A reference to a variable, with what its operator does to the value."""
    value = lookup(piece.name)
    match piece.operator.lstrip(":"):
        case "":
            return EMPTY if value is None else value
        case "-":
            return _operand(piece, lookup, path) if _unset(value, piece) else _given(value)
        case "+":
            if isinstance(value, Unknown):  # what has no default is given to say something
                return Unknown(value.reason, STRING, value.origin)
            return EMPTY if _unset(value, piece) else _operand(piece, lookup, path)
        case "?":
            return _given(value)
        case _:
            return _changed(_given(value), piece, lookup, path)


def _given(value: Value | None) -> Value:
    return EMPTY if value is None else value


def _unset(value: Value | None, piece: Variable) -> bool:
    """Whether an operator takes a variable for unset: nothing sets it, or it has no default, or
    it is empty where that counts."""
    if isinstance(value, Unknown):
        return value.reason.cause is Cause.NO_VALUE
    return value is None or (piece.operator.startswith(":") and value.data == "")


def _operand(piece: Variable, lookup: Lookup, path: str) -> Value:
    values = [_piece(each, lookup, path) for each in piece.operand]
    return joined(values, _at(piece, path))


def _changed(value: Value, piece: Variable, lookup: Lookup, path: str) -> Value:
    """A value without a prefix or suffix, or with something replaced in it."""
    pattern = _operand(piece, lookup, path)
    new = joined([_piece(each, lookup, path) for each in piece.replacement], _at(piece, path))
    if isinstance(value, Known) and isinstance(pattern, Known) and isinstance(new, Known):
        text = edited(str(value.data), piece.operator, str(pattern.data), str(new.data))
        if text is not None:
            return Known(text, STRING, value.origin)
    place = _at(piece, path)
    reason = Reason(Cause.RUNTIME, f"${{{piece.name}{piece.operator}…}}", place.span)
    return Unknown(reason, STRING, place)


def _at(piece: Variable, path: str) -> Origin:
    return Origin(Span(path, piece.start, piece.end))
