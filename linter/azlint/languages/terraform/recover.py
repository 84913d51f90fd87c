"""Where to go on after a syntax error: at a line that surely starts something at the top."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final, NamedTuple

from azlint.languages.terraform.tokens import CHARS, EQ, NAME, Tokens
from azlint.patterns import regex

TOP_LEVEL: Final = {
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
    "action": 2,
    "module": 1,
    "variable": 1,
    "output": 1,
    "provider": 1,
    "check": 1,
    "terraform": 0,
    "locals": 0,
    "moved": 0,
    "import": 0,
    "removed": 0,
}
"""Terraform's top-level blocks and how many labels each has."""

_LABEL: Final = r'[ \t]+(?:"[^"\r\n]*"|[A-Za-z_][\w-]*)'
_HEADER: Final = regex(
    "^(?:"
    + "|".join(
        f"(?:{'|'.join(name for name, labels in TOP_LEVEL.items() if labels == count)})"
        f"(?:{_LABEL}){{{count}}}"
        for count in (0, 1, 2)
    )
    + r")[ \t]*\{",
    re.MULTILINE,
)
_ARGUMENT: Final = regex(r"^[A-Za-z_][\w-]*[ \t]*=(?![=>])", re.MULTILINE)


class Resume(NamedTuple):
    """Where parsing goes on: at a token, or with new tokens from an offset."""

    token: int | None
    offset: int


def resume(text: str, tokens: Tokens, first: int, failed: int) -> Resume | None:
    """Where to go on after the item that begins at the token `first` failed at `failed`.

    A header of a top-level block at the start of a line tells that a brace is missing before
    it, even where brackets are balanced later.
    """
    index = bisect_left(tokens.line_ends, failed)
    line_end = tokens.line_ends[index] + 1 if index < len(tokens.line_ends) else None
    limit = len(text) if line_end is None else tokens.starts[line_end]
    start = tokens.starts[first] + 1
    header = next(_lines(_HEADER, text, tokens, start, limit), None)
    if header is not None:
        return Resume(None, header)
    if line_end is not None:
        return Resume(line_end, limit)
    if tokens.types[first : first + 2] == [NAME, EQ]:
        argument = next(_lines(_ARGUMENT, text, tokens, start, limit), None)
        return None if argument is None else Resume(None, argument)
    return None


def _lines(
    pattern: re.Pattern[str], text: str, tokens: Tokens, start: int, end: int
) -> Iterator[int]:
    """Offsets of lines that match outside strings and comments, or in a heredoc without end."""
    endless = CHARS if pattern is _HEADER and tokens.types[-2:-1] == [CHARS] else NAME
    for match in pattern.finditer(text, start, end):
        at = match.start()
        token = bisect_left(tokens.starts, at)
        if tokens.starts[token] == at and tokens.types[token] in (NAME, endless):
            yield at
