"""The `${{ }}` of a text as GitHub finds them: a `}}` in a string of theirs ends none."""

from __future__ import annotations

from collections.abc import Iterator

from azlint.patterns import regex

OPENING = "${{"
CLOSING = "}}"
MARK = "\ue000"
"""Stands for each character of one in a text that is `filled`."""

_QUOTED_OR_END = regex(r"'[^']*+(?:'|\Z)|\}\}")


def holes(text: str) -> Iterator[tuple[int, int]]:
    """Where each stands; one that is not closed is none, and none comes after it."""
    start = text.find(OPENING)
    while start >= 0:
        end = _end(text, start + len(OPENING))
        if end < 0:
            return
        yield start, end
        start = text.find(OPENING, end)


def _end(text: str, at: int) -> int:
    ends = (found.end() for found in _QUOTED_OR_END.finditer(text, at) if found[0] == CLOSING)
    return next(ends, -1)


def inner(hole: str) -> str:
    """The expression in a `${{ }}`."""
    return hole.removeprefix(OPENING).removesuffix(CLOSING).strip()


def filled(text: str, mark: str) -> str:
    """A text of equal length, with marks in place of every `${{ }}`."""
    parts: list[str] = []
    at = 0
    for start, end in holes(text):
        parts += (text[at:start], mark * (end - start))
        at = end
    return "".join((*parts, text[at:]))
