"""The template language: text between brackets to expressions, each at its place in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NoReturn

from azlint.patterns import regex
from azlint.syntax import Access, Expression, Index, Literal, Number, Opaque, Unary

DEPTH: Final = 60
"""How deeply calls and indices nest."""

_TOKEN: Final = regex(
    r"""\s*+(?:
      (?P<text>'(?:[^']|'')*+')
    | (?P<number>[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)
    | (?P<name>[A-Za-z_][\w$]*+)
    | (?P<sign>\?\.|[()\[\],.?-])
    | (?P<end>\Z)
    | (?P<other>(?s:.))
    )""",
    re.VERBOSE,
)
_WORDS: Final = {"true": True, "false": False, "null": None}
_INTEGER: Final = 18

CallBuilder = Callable[[str, Sequence[Expression], int, int], Expression]
AccessBuilder = Callable[[Access | Index], Expression]


class _SyntaxError(Exception):
    """The text is no expression."""


def is_expression(text: str) -> bool:
    """A string that is worked out at deployment."""
    return text.startswith("[") and text.endswith("]") and not text.startswith("[[")


def parse(text: str, places: Sequence[int], call: CallBuilder, access: AccessBuilder) -> Expression:
    """The expression of a string with its brackets; one that cannot be read is opaque.

    places: where each character stands in the file · call, access: make what a call and an
    access stand for.
    """
    reader = _Reader(text[:-1], places, call, access)
    try:
        value = reader.value(0)
        reader.expect("")
    except _SyntaxError:
        return Opaque(places[0], places[-1], text)
    return value


class _Reader:
    """Reads by descent, from the character after the opening bracket."""

    def __init__(
        self, text: str, places: Sequence[int], call: CallBuilder, access: AccessBuilder
    ) -> None:
        self.text = text
        self.places = places
        self.call = call
        self.access = access
        self.at = 1
        self.before = 1
        self.next()

    def next(self) -> None:
        """Step to the next token."""
        match = _TOKEN.match(self.text, self.at)
        if match is None:
            raise AssertionError("the last branch matches anything")
        self.before = self.at
        self.kind = match.lastgroup or ""
        self.word = match[self.kind]
        self.start, self.at = match.span(self.kind)

    def fail(self) -> NoReturn:
        raise _SyntaxError

    def is_sign(self, sign: str) -> bool:
        return self.kind == "sign" and self.word == sign

    def expect(self, sign: str) -> None:
        """Step over a sign, or be at the end where it is empty."""
        if self.word != sign or self.kind not in {"sign", "end"}:
            self.fail()
        self.next()

    def end(self) -> int:
        """Where the token before the current one ends."""
        return self.places[self.before]

    def value(self, depth: int) -> Expression:
        if depth > DEPTH:
            self.fail()
        start = self.places[self.start]
        node = self.primary(depth, start)
        while self.kind == "sign" and self.word in {".", "[", "?.", "?"}:
            node = self.access(self.step(node, depth, start))
        return node

    def primary(self, depth: int, start: int) -> Expression:
        """What comes before any access."""
        kind, word = self.kind, self.word
        if self.is_sign("-"):
            self.next()
            return Unary(start, self.end(), "-", self.value(depth + 1))
        if kind not in {"text", "number", "name"}:
            self.fail()
        self.next()
        if kind == "text":
            return Literal(start, self.end(), word[1:-1].replace("''", "'"))
        if kind == "number":
            if word.isdigit() and len(word) <= _INTEGER:
                return Literal(start, self.end(), int(word))
            return Number(start, self.end(), word)
        return self.named(word, depth, start)

    def named(self, name: str, depth: int, start: int) -> Expression:
        """A call, `namespace.function(…)` too, or a constant."""
        while self.is_sign("."):
            self.next()
            name = f"{name}.{self.word}"
            if self.kind != "name":
                self.fail()
            self.next()
        if not self.is_sign("("):
            if name.lower() not in _WORDS:
                self.fail()
            return Literal(start, self.end(), _WORDS[name.lower()])
        self.next()
        arguments: list[Expression] = []
        while not self.is_sign(")"):
            if arguments:
                self.expect(",")
            arguments.append(self.value(depth + 1))
        self.next()
        return self.call(name, arguments, start, self.end())

    def step(self, node: Expression, depth: int, start: int) -> Access | Index:
        """An access that follows an expression."""
        safe = self.word.startswith("?")
        sign = self.word
        self.next()
        if sign in {".", "?."}:
            name = self.word
            if self.kind != "name":
                self.fail()
            self.next()
            return Access(start, self.end(), node, name, safe)
        if sign == "?":
            self.expect("[")
        key = self.value(depth + 1)
        self.expect("]")
        return Index(start, self.end(), node, key, safe)
