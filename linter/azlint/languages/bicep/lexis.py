"""What only the lexical level of Bicep knows: comments, directives, and the places where a line
break is no line break.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal, NamedTuple, cast

from azlint.languages.bicep.syntax import Directive
from azlint.languages.bicep.tokens import (
    BLOCK_COMMENT,
    CODES,
    DIRECTIVES,
    MULTILINE_STRING,
    piece,
)
from azlint.patterns import regex
from azlint.syntax import Problem


def line_start(text: str, offset: int) -> int:
    """Where the line of an offset starts."""
    start = text.rfind("\n", 0, offset) + 1
    return max(start, text.rfind("\r", start, offset) + 1)


class Lexis(NamedTuple):
    """What a text holds beside its tokens.

    `opaque` are the spans in which a line break is none of the language: block comments and
    multi-line strings.
    """

    comments: tuple[tuple[int, int], ...]
    directives: tuple[Directive, ...]
    opaque: tuple[tuple[int, int], ...]
    problems: tuple[Problem, ...]

    def hides(self, offset: int) -> bool:
        """Whether an offset lies in a block comment or a multi-line string."""
        index = bisect_right(self.opaque, offset, key=_start) - 1
        return index >= 0 and offset < self.opaque[index][1]


def _start(span: tuple[int, int]) -> int:
    return span[0]


_STRING = r"'(?:[^'\\$\r\n]++|\\[^\r\n]|\$(?!\{))*+"
_LANDMARK = (
    rf"(?P<line>//[^\r\n]*+)|(?P<block>{BLOCK_COMMENT})|(?P<multiline>{MULTILINE_STRING})"
    rf"|(?P<hole>{_STRING}\$\{{)|(?P<string>{_STRING}'?+)|(?P<dollars>\$++)'''"
    rf"|(?P<directive>#(?P<kind>{DIRECTIVES})(?P<codes>{CODES}))"
)
_OUTSIDE = regex(_LANDMARK).search
_INSIDE = regex(rf"{_LANDMARK}|(?P<brace>[{{}}])|(?P<newline>[\r\n])").search
_BRACE = -1


class _Scan:
    """One pass over a text, from one landmark to the next."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.previous = 0
        self.comments: list[tuple[int, int]] = []
        self.directives: list[Directive] = []
        self.opaque: list[tuple[int, int]] = []
        self.problems: list[Problem] = []

    def run(self) -> Lexis:
        position = 0
        while match := _OUTSIDE(self.text, position):
            position = self.landmark(match)
            self.previous = position
        return Lexis(
            tuple(self.comments), tuple(self.directives), tuple(self.opaque), tuple(self.problems)
        )

    def landmark(self, match: re.Match[str]) -> int:
        """Note a landmark outside of holes, and say where to go on."""
        start, end = match.span()
        match match.lastgroup:
            case "hole":
                return self.holes(end, 0)
            case "dollars":
                return self.multiline(start, end, end - start - 3)
            case "directive" | "codes":
                self.directive(match)
            case kind:
                self.plain(kind, start, end)
        return end

    def plain(self, kind: str | None, start: int, end: int) -> None:
        """Note what has no holes."""
        if kind in {"line", "block"}:
            self.comments.append((start, end))
        if kind in {"block", "multiline"}:
            self.opaque.append((start, end))
        if kind == "block" and (end - start < 4 or self.text[end - 2 : end] != "*/"):
            self.problems.append(Problem(start, start + 2, 'expected "*/" to end this comment'))

    def alone(self, start: int) -> bool:
        """Whether only white space stands before an offset on its line, no landmark either."""
        before = self.text[self.previous : start].rstrip(" \t")
        return before.endswith(("\n", "\r")) or (not before and not self.previous)

    def directive(self, match: re.Match[str]) -> None:
        """A directive stands alone on its line, before any comment."""
        start, end = match.span()
        if not self.alone(start):
            return
        codes = tuple(match["codes"].split())
        kind = cast(
            'Literal["disable-next-line", "disable-diagnostics", "restore-diagnostics"]',
            match["kind"],
        )
        self.directives.append(Directive(start, end, kind, codes))
        if not codes:
            self.problems.append(Problem(start, end, "expected at least one diagnostic code"))

    def multiline(self, start: int, position: int, dollars: int) -> int:
        """A piece of an interpolated multi-line string, and its holes."""
        match = piece(dollars).match(self.text, position)
        end = len(self.text) if match is None else match.end()
        self.opaque.append((start, end))
        return end if match is None or match[2] else self.holes(end, dollars)

    def holes(self, position: int, dollars: int) -> int:
        """From inside a hole to the end of the outermost string around it; a line break ends
        all of them.
        """
        stack = [dollars]
        while stack:
            match = _INSIDE(self.text, position)
            if match is None:
                return len(self.text)
            start, position = match.span()
            match match.lastgroup:
                case "newline":
                    return start
                case "brace" if match["brace"] == "{":
                    stack.append(_BRACE)
                case "brace":
                    if (top := stack.pop()) != _BRACE:
                        position = self.piece(position, top, stack)
                case "hole":
                    stack.append(0)
                case "dollars":
                    position = self.piece(position, position - start - 3, stack)
                case kind:
                    self.plain(kind, start, position)
        return position

    def piece(self, position: int, dollars: int, stack: list[int]) -> int:
        """The text up to the next hole, which is put on the stack, or to the string's end."""
        match = piece(dollars).match(self.text, position)
        if match is None:
            stack.append(dollars)
            end = self.text.find("\n", position) if not dollars else -1
            end = len(self.text) if end < 0 else end
        else:
            end = match.end()
            if match[3]:
                stack.append(dollars)
        if dollars:
            self.opaque.append((position, end))
        return end


def scan(text: str) -> Lexis:
    """Comments and directives of a text, whether or not it is a valid program."""
    return _Scan(text).run()
