"""A text, a place in it, and how a syntax error is raised there."""

from __future__ import annotations

import re
from typing import Final, NoReturn

from azlint.languages.bicep.lexis import Lexis, line_start
from azlint.languages.bicep.recovery import (
    MOST_PROBLEMS,
    begins_declaration,
    end_of_element,
    end_of_line,
)
from azlint.languages.bicep.tokens import (
    CONSTANTS,
    IDENTIFIER,
    LONGEST_NAME,
    NEWLINES,
    TRIVIA,
    Fault,
)
from azlint.syntax import Opaque, Problem

# A parser of nested text recurses: this bounds it, far below what Python's stack holds.
DEEPEST: Final = 64

_trivia = re.compile(TRIVIA).match
_newlines = re.compile(NEWLINES).match
_token = re.compile(rf"{IDENTIFIER}|[0-9]++|'[^'\r\n]*+'?+|[^\s]").match
_identifier = re.compile(rf"{TRIVIA}({IDENTIFIER})").match


class Cursor:
    """A text and a place in it; `pos` is always the end of the last token that was taken.

    `begin` is where the statement begins that is being read and `indentation` its column,
    `depth` is how deep the reader is nested, `links` how many operators, accesses and calls it
    has chained, `simple` whether arrays and objects are forbidden here, as inside of a string.
    """

    __slots__ = (
        "begin",
        "depth",
        "indentation",
        "lexis",
        "links",
        "operator",
        "operator_end",
        "pos",
        "problems",
        "simple",
        "text",
    )

    def __init__(self, text: str, lexis: Lexis) -> None:
        self.text = text
        self.lexis = lexis
        self.operator = ""
        self.operator_end = 0
        self.problems: list[Problem] = []
        self.restart(0)

    def restart(self, pos: int) -> None:
        """Forget what was being read."""
        self.begin = self.pos = pos
        self.depth = 0
        self.links = 0
        self.simple = False
        self.indentation = pos - line_start(self.text, pos)

    def mend(self, fault: Fault, start: int, close: str) -> Opaque:
        """After a fault in the element at an offset: report it and take the element's text as it
        is. The fault goes on where the bracket around the element is what is missing.
        """
        text, lexis, indentation = self.text, self.lexis, self.indentation
        line = line_start(text, fault.start)
        if line > self.begin and begins_declaration(text, lexis, line, indentation):
            self.missing(fault, end_of(_trivia(text, line)), close)
        if start >= len(text) or text[start] in ")]}":
            self.missing(fault, start, close)
        if len(self.problems) >= MOST_PROBLEMS or fault.start >= len(text):
            raise fault
        end = end_of_element(text, lexis, start, indentation)
        if end is None or end < fault.start:
            end = end_of_element(text, lexis, fault.start, indentation)
        if end is None:
            end = end_of_line(text, fault.start)
        self.problems.append(Problem(fault.start, fault.end, fault.message))
        self.pos = end
        self.simple = False
        taken = text[start:end].rstrip()
        return Opaque(start, start + len(taken), taken)

    def missing(self, fault: Fault, start: int, close: str) -> NoReturn:
        """Say that a closing bracket is missing, unless an inner one already is there."""
        if fault.start == start and fault.message.startswith('expected "'):
            raise fault
        found = _token(self.text, start)
        raise Fault(start, found.end() if found else start, f'expected "{close}"') from fault

    def fault(self, expected: str) -> NoReturn:
        """Say what is expected at the next token."""
        start = end_of(_trivia(self.text, self.pos))
        found = _token(self.text, start)
        raise Fault(start, found.end() if found else start, f"expected {expected}")

    def deeper(self, by: int = 1) -> None:
        self.depth += by
        if self.depth > DEEPEST:
            self.fault("less nesting: this is deeper than azlint reads")

    def skip_newlines(self) -> None:
        self.pos = end_of(_newlines(self.text, self.pos))

    def name(self, what: str) -> tuple[str, int]:
        """An identifier and where it starts."""
        match = _identifier(self.text, self.pos)
        if match is None or match[1] in CONSTANTS:
            self.fault(what)
        self.pos = match.end()
        return self.checked(match[1], match.start(1)), match.start(1)

    def checked(self, name: str, start: int) -> str:
        if len(name) > LONGEST_NAME:
            raise Fault(start, start + len(name), "expected a name of at most 255 characters")
        return name


def end_of(match: re.Match[str] | None) -> int:
    """The end of a match that cannot fail."""
    assert match is not None  # noqa: S101 - the pattern matches the empty text
    return match.end()
