"""JSON with the place of every value: the shared expression tree.

A string is a `Literal`, an object keeps every item, so duplicates are the reader's to judge.
Read strictly, or as Azure's tools read templates: with comments, strings over several lines and
commas before a closing bracket.
"""

from __future__ import annotations

import re
from typing import Final

from azlint.patterns import regex
from azlint.syntax import Expression, List, Literal, Number, Object, ObjectItem, Problem, Unary

DEPTH: Final = 100
"""How deeply lists and objects nest."""

_COMMENT: Final = r"//[^\r\n]*+|/\*(?s:.*?)\*/"


def _token(trivia: str, control: str) -> re.Pattern[str]:
    return regex(
        rf"""{trivia}(?:
          ("(?:[^"\\{control}]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{{4}}))*+")
        | (-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)(?![0-9.A-Za-z])
        | ((?:true|false|null)(?![0-9A-Za-z]))
        | ([{{}}\[\],:])
        | (\Z)
        | ((?s:.))
        )""",
        re.VERBOSE,
    )


_STRICT: Final = _token(r"[ \t\r\n]*+", r"\x00-\x1f")
_RELAXED: Final = _token(rf"(?:[ \t\r\n]++|{_COMMENT})*+", r"\x00-\x08\x0b\x0c\x0e-\x1f")
_COMMENTS: Final = regex(_COMMENT)
_KEPT_OR_COMMENT: Final = regex(
    rf'(?P<kept>"(?:[^"\\]|\\.)*+"?|/\*(?!.*?\*/).*)|{_COMMENT}', re.DOTALL
)
_STRING, _NUMBER, _CONSTANT, _SIGN = range(1, 5)
_ESCAPE: Final = regex(
    r"\\(?:u([dD][89abAB][0-9A-Fa-f]{2})\\u([dD][c-fC-F][0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|(.))"
)
_SIMPLE: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_CONSTANTS: Final = {"true": True, "false": False, "null": None}
_INTEGERS: Final = range(-(2**63), 2**63)
_DIGITS: Final = 20
_SURROGATES: Final = range(0xD800, 0xE000)


class _SyntaxError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read(text: str) -> tuple[Expression | None, tuple[Problem, ...]]:
    """The value of a text; after an error, the members of the outermost object before it."""
    reader = _Reader(text)
    try:
        value = reader.value(0)
        reader.end()
    except _SyntaxError as error:
        return reader.root(), (error.problem,)
    return value, ()


def uncommented(text: str) -> str:
    """A text without its comments; one that does not end stays."""
    return _KEPT_OR_COMMENT.sub(lambda found: found["kept"] or " ", text)


def decode(raw: str) -> str:
    """The string that the text between two quotes stands for; half a pair becomes U+FFFD."""
    return _ESCAPE.sub(_character, raw) if "\\" in raw else raw


def places(raw: str, start: int) -> list[int]:
    """The offset of each character of the decoded string, and of its end."""
    found: list[int] = []
    at = 0
    for match in _ESCAPE.finditer(raw):
        found.extend(range(start + at, start + match.start() + 1))
        at = match.end()
    found.extend(range(start + at, start + len(raw) + 1))
    return found


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return chr(0x10000 + (int(match[1], 16) - 0xD800) * 0x400 + int(match[2], 16) - 0xDC00)
    if match[3]:
        number = int(match[3], 16)
        return "\ufffd" if number in _SURROGATES else chr(number)
    return _SIMPLE.get(match[4], match[4])


def read_relaxed(
    text: str,
) -> tuple[Expression | None, tuple[Problem, ...], tuple[tuple[int, int], ...]]:
    """The value of a text as Azure's tools read it, and the places of its comments."""
    reader = _Reader(text, relaxed=True)
    problems: tuple[Problem, ...] = ()
    try:
        value: Expression | None = reader.value(0)
        reader.end()
    except _SyntaxError as error:
        value, problems = reader.root(), (error.problem,)
    return value, problems, tuple(reader.comments)


class _Reader:
    """Reads by descent; `items` are those of the outermost object."""

    def __init__(self, text: str, *, relaxed: bool = False) -> None:
        self.text = text
        self.relaxed = relaxed
        self.match = (_RELAXED if relaxed else _STRICT).match
        self.comments: list[tuple[int, int]] = []
        self.items: list[ObjectItem] | None = None
        self.at = 1 if text.startswith("\ufeff") else 0
        self.next()

    def next(self) -> None:
        """Step to the next token."""
        match = self.match(self.text, self.at)
        if match is None:
            raise AssertionError("the last branch matches anything")
        self.kind = match.lastindex or 0
        self.word = match[self.kind]
        before = self.at
        self.start, self.at = match.span(self.kind)
        if self.relaxed and self.text.find("/", before, self.start) >= 0:
            found = _COMMENTS.finditer(self.text, before, self.start)
            self.comments.extend(comment.span() for comment in found)

    def fail(self, message: str) -> _SyntaxError:
        return _SyntaxError(Problem(self.start, self.at, message))

    def root(self) -> Expression | None:
        """What was read of the outermost object before an error."""
        if self.items is None:
            return None
        return Object(0, len(self.text), tuple(self.items))

    def end(self) -> None:
        if self.start < len(self.text):
            raise self.fail("expected the end of the file")

    def is_sign(self, sign: str) -> bool:
        """Whether a sign comes next."""
        return self.kind == _SIGN and self.word == sign

    def another(self, closing: str) -> bool:
        """Step over a comma that another member follows."""
        if not self.is_sign(","):
            return False
        self.next()
        return not (self.relaxed and self.is_sign(closing))

    def close(self, sign: str) -> int:
        """Step over the end of a list or object; its offset."""
        end = self.at
        if not self.is_sign(sign):
            raise self.fail(f'expected "," or "{sign}"')
        self.next()
        return end

    def value(self, depth: int) -> Expression:
        start, end, word = self.start, self.at, self.word
        if self.kind == _SIGN and word in "{[":
            if depth >= DEPTH:
                raise self.fail("nested too deeply")
            self.next()
            return self.object(start, depth) if word == "{" else self.list(start, depth)
        if self.kind == _STRING:
            node: Expression = Literal(start, end, decode(word[1:-1]))
        elif self.kind == _NUMBER:
            node = _number(start, end, word)
        elif self.kind == _CONSTANT:
            node = Literal(start, end, _CONSTANTS[word])
        else:
            raise self.fail("expected a value")
        self.next()
        return node

    def object(self, start: int, depth: int) -> Expression:
        """An object after its brace."""
        items: list[ObjectItem] = []
        if depth == 0:
            self.items = items
        more = not self.is_sign("}")
        while more:
            items.append(self.item(depth))
            more = self.another("}")
        end = self.close("}")
        return Object(start, end, tuple(items))

    def item(self, depth: int) -> ObjectItem:
        """A name and its value."""
        if self.kind != _STRING:
            raise self.fail("expected a name in quotes")
        key = self.value(depth)
        if not self.is_sign(":"):
            raise self.fail('expected ":" after the name')
        self.next()
        value = self.value(depth + 1)
        return ObjectItem(key.start, value.end, key, value)

    def list(self, start: int, depth: int) -> Expression:
        """A list after its bracket."""
        items: list[Expression] = []
        more = not self.is_sign("]")
        while more:
            items.append(self.value(depth + 1))
            more = self.another("]")
        end = self.close("]")
        return List(start, end, tuple(items))


def _number(start: int, end: int, word: str) -> Expression:
    digits = word.removeprefix("-")
    if digits.isdigit() and len(digits) <= _DIGITS and int(word) in _INTEGERS:
        return Literal(start, end, int(word))
    if digits == word:
        return Number(start, end, word)
    return Unary(start, end, "-", Number(start + 1, end, digits))
