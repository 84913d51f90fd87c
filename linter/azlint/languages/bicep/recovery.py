"""Where reading goes on after a syntax error."""

from __future__ import annotations

import re
from typing import Final

from azlint.languages.bicep.lexis import Lexis
from azlint.languages.bicep.tokens import BLOCK_COMMENT, IDENTIFIER, MULTILINE_STRING

# How far the end of a broken element is looked for, and how many are mended in one file.
FARTHEST: Final = 20_000
MOST_PROBLEMS: Final = 200

_DECLARATIONS = (
    "param|var|resource|module|output|targetScope|metadata|type|func|import|extension|test|assert"
    "|using|extends|extensionConfig"
)
_declaration = re.compile(
    rf"([ \t]*+)(?:@{IDENTIFIER}|(?:{_DECLARATIONS})(?:[ \t]++(?:[A-Za-z_'{{*]|=(?![=~>]))"
    r"|[ \t]*+(?:$|//|/\*)))",
    re.MULTILINE,
).match
_line = re.compile(rf"[\r\n]++([ \t]*+)(?:@|{IDENTIFIER}(?![ \t]*+[:.,(\[]))").finditer
_landmark = re.compile(
    rf"(?P<skip>//[^\r\n]*+|{BLOCK_COMMENT}|{MULTILINE_STRING}|'(?:[^'\\\r\n]++|\\.)*+'?+)"
    r"|(?P<open>[({\[])|(?P<close>[)}\]])|(?P<newline>[\r\n]++)"
).search
_CLOSE: Final = {"(": ")", "{": "}", "[": "]"}


def begins_declaration(text: str, lexis: Lexis, start: int, indentation: int) -> bool:
    """Whether the line that starts at an offset is that of a declaration, not indented deeper."""
    match = _declaration(text, start)
    return match is not None and len(match[1]) <= indentation and not lexis.hides(start)


def resume(text: str, lexis: Lexis, start: int, indentation: int) -> int:
    """The next line after an offset that may begin a statement, not indented deeper."""
    for match in _line(text, start):
        if len(match[1]) <= indentation and not lexis.hides(match.start()):
            return match.start()
    return len(text)


def end_of_element(text: str, lexis: Lexis, start: int, indentation: int) -> int | None:
    """The end of the element at an offset, by its brackets: a line break or a closing bracket
    outside of its own ones; None where its brackets do not tell.
    """
    expected: list[str] = []
    position = start
    while match := _landmark(text, position, start + FARTHEST):
        position = match.end()
        match match.lastgroup:
            case "open":
                expected.append(_CLOSE[match[0]])
            case "close" if not expected:
                return match.start()
            case "close" if expected.pop() != match[0]:
                return None
            case "newline" if not expected:
                return match.start()
            case "newline" if begins_declaration(text, lexis, position, indentation):
                return None
            case _:
                pass
    return len(text) if not expected and len(text) <= start + FARTHEST else None


def end_of_line(text: str, start: int) -> int:
    """The end of the line of an offset, or the closing bracket before it."""
    position = start
    while match := _landmark(text, position):
        if match.lastgroup in {"newline", "close"}:
            return match.start()
        position = match.end()
    return len(text)
