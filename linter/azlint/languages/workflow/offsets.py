"""Where in the file each character of a scalar's value comes from."""

from __future__ import annotations

from collections.abc import Sequence

from azlint.languages.workflow.syntax import Scalar
from azlint.patterns import regex

_NAMED = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f",
    "r": "\r", "e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85",
    "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_DIGITS = {"x": 2, "u": 4, "U": 8}
_QUOTES = frozenset({"'", '"'})
_LINE = regex(r"\s|\S[^\n]*")
"""White space one by one, and what stands behind it to the end of the line."""

_SPACE = regex(r"\s*")
_HEADER = regex(r"[|>][^\n]*\n?")


def offsets(text: str, scalar: Scalar) -> Sequence[int]:
    """For every character of the value its offset in the text, and one past the last.

    Exact for everything but white space that YAML folds or strips.
    """
    quoted = scalar.style in _QUOTES
    inner = scalar.end - 1 if quoted else scalar.end
    at = _content(text, scalar)
    if inner - at == len(scalar.value) and text.startswith(scalar.value, at):
        return range(at, inner + 1)
    if quoted:
        places, at = _quoted(text, at, inner, scalar)
    else:
        places, at = _unquoted(text, at, inner, scalar.value)
    places.append(min(at, scalar.end))
    return places


def _unquoted(text: str, at: int, end: int, value: str) -> tuple[list[int], int]:
    """The places of characters that stand for themselves, whole lines at once."""
    places: list[int] = []
    for line in _LINE.findall(value):
        at = _reached(text, at, end, line[0])
        if text.startswith(line, at, end):
            places.extend(range(at, at + len(line)))
            at += len(line)
        else:
            for char in line:
                at = _reached(text, at, end, char)
                places.append(at)
                at += text.startswith(char, at, end)
    return places, at


def _reached(text: str, at: int, end: int, char: str) -> int:
    """Where the next character may stand; white space before it does not count."""
    if char.isspace():
        return at
    space = _SPACE.match(text, at, end)
    return space.end() if space else at


def _quoted(text: str, at: int, end: int, scalar: Scalar) -> tuple[list[int], int]:
    places: list[int] = []
    for char in scalar.value:
        at, width = _find(text, at, end, char, scalar.style)
        places.append(at)
        at += width
    return places, at


def _content(text: str, scalar: Scalar) -> int:
    """Where the content starts behind the quote or the block's header."""
    if scalar.style in ("|", ">"):
        header = _HEADER.match(text, scalar.start)
        return header.end() if header else scalar.start
    return scalar.start + (1 if scalar.style else 0)


def _find(text: str, at: int, end: int, char: str, style: str) -> tuple[int, int]:
    """The place of the next character at or after `at`, and how much text writes it."""
    while at < end:
        decoded, width = _unit(text, at, style)
        if decoded == char:
            return at, width
        if char.isspace() or (decoded and not decoded.isspace()):
            break
        at += width
    return at, 0


def _unit(text: str, at: int, style: str) -> tuple[str, int]:
    """One character of the content as it stands in the text: what it means and its width."""
    char = text[at]
    if style == "'" and text.startswith("''", at):
        return "'", 2
    if style != '"' or char != "\\":
        return char, 1
    escape = text[at + 1 : at + 2]
    if escape in _DIGITS:
        digits = text[at + 2 : at + 2 + _DIGITS[escape]]
        try:
            return chr(int(digits, 16)), 2 + len(digits)
        except (ValueError, OverflowError):
            return "", 2
    return _NAMED.get(escape, ""), 2
