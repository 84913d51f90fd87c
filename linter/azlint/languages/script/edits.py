"""What a shell does to the value of a variable: `${NAME%.*}`, `${NAME/x/y}`, `${NAME:0:7}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from azlint.patterns import regex

MAX_LENGTH = 1_000
"""Characters that a pattern is tried on; one with several `*` never is."""

CUTTING = frozenset({"#", "##", "%", "%%"})
"""Operators that take away what fits at the start or the end: two of a kind the most of it."""

_PLACES: Mapping[str, str] = {
    "/": r"(?!\Z)(?:{})",
    "//": r"(?!\Z)(?:{})",
    "/#": r"\A(?:{})",
    "/%": r"(?:{})\Z",
}
REPLACING = frozenset(_PLACES)
PATTERNS = CUTTING | REPLACING
"""Operators whose operand is a pattern."""

_CASES: Mapping[str, Callable[[str], str]] = {
    "^^": str.upper,
    ",,": str.lower,
    "^": lambda text: text[:1].upper() + text[1:],
    ",": lambda text: text[:1].lower() + text[1:],
}
_WILD = regex(r"\\(.)|([*?])|(.)", re.DOTALL)
_SPECIAL = regex(r"[*?\\]")


def edited(text: str, operator: str, operand: str, new: str = "") -> str | None:
    """A text behind an operator and its operand; None where that cannot be told.

    new: what stands in place of what fits, or how many characters are taken.
    """
    if operator in _CASES:
        return None if operand else _CASES[operator](text)
    if operator == ":":
        return _part(text, operand, new)
    if operator not in PATTERNS or max(len(text), len(operand)) > MAX_LENGTH:
        return None
    if sum(found[2] == "*" for found in _WILD.finditer(operand)) > 1:
        return None
    if operator in CUTTING:
        return _cut(text, operator, operand)
    return _replaced(text, operator, operand, new)


def literally(text: str) -> str:
    """A pattern that fits a text and nothing else."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _part(text: str, start: str, length: str) -> str | None:
    """Some characters of a text, counted from its end where a number is negative."""
    try:
        first = int(start)
        count = int(length) if length else len(text)
    except ValueError:
        return None
    at = first if first >= 0 else len(text) + first
    if not 0 <= at <= len(text):
        return ""
    end = at + count if count >= 0 else len(text) + count
    return text[at:end] if end >= at else None


def _cut(text: str, operator: str, pattern: str) -> str:
    shortest = len(operator) == 1
    wild = _wild(pattern, shortest=shortest)
    if operator[0] == "#":
        found = re.match(wild, text, re.DOTALL)
        return text[found.end() :] if found else text
    places = range(len(text), -1, -1) if shortest else range(len(text) + 1)
    fits = (at for at in places if re.fullmatch(wild, text[at:], re.DOTALL))
    return text[: next(fits, len(text))]


def _replaced(text: str, operator: str, pattern: str, new: str) -> str:
    if not pattern and operator in ("/", "//"):
        return text
    wild = _PLACES[operator].format(_wild(pattern))
    count = 0 if operator == "//" else 1
    return re.sub(wild, lambda _: new, text, count=count, flags=re.DOTALL)


def _wild(pattern: str, *, shortest: bool = False) -> str:
    """A shell pattern as a regular expression."""
    star = ".*?" if shortest else ".*"
    found = _WILD.finditer(pattern)
    return "".join(
        {"*": star, "?": "."}[each[2]] if each[2] else re.escape(each[1] or each[3])
        for each in found
    )
