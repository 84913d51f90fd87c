"""`${{ }}` as a tree: GitHub's expression grammar, in the nodes that all languages share.

Tokens and their legality follow the runner: identifiers hold `-`, strings double their quote,
a `.` starts a number only where no value precedes it. `a.*` and `a[*]` are a `Splat` of which
`each` is the item itself; what follows it applies to every item.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property, lru_cache

import msgspec

from azlint.languages.script.holes import OPENING, holes
from azlint.languages.workflow.coercion import parse_number
from azlint.patterns import regex
from azlint.syntax import (
    Access,
    Binary,
    Call,
    Expression,
    Index,
    Literal,
    Name,
    Number,
    Opaque,
    Parentheses,
    Problem,
    Splat,
    SplatItem,
    Template,
    Unary,
    walk,
)

MAX_DEPTH = 50
MAX_LENGTH = 21_000
MAX_PARSED = 1 << 14
"""Texts whose expressions are kept: workflows repeat many."""

_TOKEN = regex(
    r"""\s*(?:
      (?P<string>'(?:[^']|'')*')
    | (?P<operator>==|!=|<=|>=|&&|\|\||[!<>()\[\],*])
    | (?P<word>[A-Za-z_][A-Za-z0-9_-]*)(?=[()\[\],.!<>=&|\s]|\Z)
    | (?P<number>(?:[-+0-9]|\.(?=[0-9]))[^()\[\],!<>=&|\s]*)
    | (?P<dot>\.)
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_AFTER_VALUE = frozenset({"string", "number", "word", ")", "]", "*"})
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("||",),
    ("&&",),
    ("==", "!="),
    ("<", "<=", ">", ">="),
)
_LEVEL = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}
_LOGICAL = 2
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_SPECIAL_NUMBERS = frozenset({"NaN", "Infinity"})


class Interpolated(msgspec.Struct, frozen=True, eq=False, dict=True):
    """A scalar with its `${{ }}` parsed; places are those in its value."""

    expression: Expression
    problems: tuple[Problem, ...] = ()

    @cached_property
    def named(self) -> tuple[Name | Call, ...]:
        """The contexts and functions that it names, in order."""
        return tuple(node for node in walk(self.expression) if isinstance(node, Name | Call))

    @cached_property
    def contexts(self) -> frozenset[str]:
        """The contexts that it reads (`matrix`, `env`), in lower case."""
        return frozenset(node.name.lower() for node in self.named if isinstance(node, Name))


class _Token(msgspec.Struct, frozen=True, gc=False):
    kind: str
    text: str
    start: int
    end: int


class _SyntaxError(Exception):
    def __init__(self, token: _Token, message: str) -> None:
        super().__init__(message)
        self.token = token


def has_expression(text: str) -> bool:
    return OPENING in text


@lru_cache(maxsize=MAX_PARSED)
def parse_template(text: str) -> Interpolated:
    """Parse a scalar's value.

    A value that is one `${{ }}` and nothing else is that expression, which keeps its type; else
    the parts make a string.
    """
    parts: list[Expression] = []
    problems: list[Problem] = []
    at = 0
    for start, end in holes(text):
        if start > at:
            parts.append(Literal(at, start, text[at:start]))
        parsed = parse_expression(text, start + 3, end - 2)
        parts.append(parsed.expression)
        problems.extend(parsed.problems)
        at = end
    unclosed = text.find(OPENING, at)
    end = len(text) if unclosed < 0 else unclosed
    if at < end or not (parts or unclosed == at):
        parts.append(Literal(at, end, text[at:end]))
    if end < len(text):
        problems.append(Problem(end, len(text), "`${{` without `}}`"))
        parts.append(Opaque(end, len(text), text[end:]))
    if len(parts) == 1:
        return Interpolated(parts[0], tuple(problems))
    return Interpolated(Template(0, len(text), tuple(parts)), tuple(problems))


@lru_cache(maxsize=MAX_PARSED)
def parse_condition(text: str) -> Interpolated:
    """Parse the value of an `if:`, which is an expression with or without `${{ }}`."""
    return parse_template(text) if has_expression(text) else parse_expression(text, 0, len(text))


def parse_expression(text: str, start: int, end: int) -> Interpolated:
    """Parse the expression in `text[start:end]`; an `Opaque` node stands for one that fails."""
    node = Opaque(start, end, text[start:end])
    if end - start > MAX_LENGTH:
        return Interpolated(node, (Problem(start, end, "expression too long"),))
    try:
        return Interpolated(_Parser(text, start, end).whole())
    except _SyntaxError as error:
        return Interpolated(node, (Problem(error.token.start, error.token.end, str(error)),))


class _Parser:
    """Precedence climbing over the tokens of one expression."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._tokens = _tokens(text[:end], start)
        self._next = 0
        self._depth = 0

    def whole(self) -> Expression:
        if self._peek().kind == "end":
            raise _SyntaxError(self._peek(), "an expression is expected")
        node = self._binary(0)
        if self._peek().kind != "end":
            raise _SyntaxError(self._peek(), f"unexpected {self._peek().text!r}")
        return node

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        self._next += token.kind != "end"
        return token

    def _accept(self, *texts: str) -> _Token | None:
        token = self._peek()
        return self._take() if token.kind in ("operator", "dot") and token.text in texts else None

    def _expect(self, text: str) -> _Token:
        token = self._accept(text)
        if token is None:
            raise _SyntaxError(self._peek(), f"{text!r} is expected")
        return token

    def _end(self) -> int:
        return self._tokens[self._next - 1].end

    def _nested(self, read: Callable[[], Expression]) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _SyntaxError(self._peek(), f"nested deeper than {MAX_DEPTH} levels")
        node = read()
        self._depth -= 1
        return node

    def _binary(self, level: int) -> Expression:
        """An operand with what follows of operators of a level or above."""
        start = self._peek().start
        left = self._unary()
        while (found := self._level()) >= level:
            left = self._chain(start, left, found)
        return left

    def _level(self) -> int:
        token = self._peek()
        return _LEVEL.get(token.text, -1) if token.kind == "operator" else -1

    def _chain(self, start: int, left: Expression, level: int) -> Expression:
        """An operand with what follows of operators of one level."""
        operands = [left]
        while operator := self._accept(*_LEVELS[level]):
            operands.append(self._binary(level + 1))
            if level < _LOGICAL:
                continue
            if len(operands) > MAX_DEPTH:
                raise _SyntaxError(operator, f"nested deeper than {MAX_DEPTH} levels")
            left = Binary(start, self._end(), operator.text, left, operands[-1])
        return left if level >= _LOGICAL else _balanced(_LEVELS[level][0], operands)

    def _unary(self) -> Expression:
        token = self._accept("!")
        if token is None:
            return self._postfix()
        operand = self._nested(self._unary)
        return Unary(token.start, self._end(), "!", operand)

    def _postfix(self) -> Expression:
        start = self._peek().start
        node = self._primary()
        steps = 0
        while not isinstance(node, Literal | Number):
            opening = self._accept(".", "[")
            if opening is None:
                break
            steps += 1
            if steps > MAX_DEPTH:
                raise _SyntaxError(opening, f"nested deeper than {MAX_DEPTH} levels")
            node = self._step(start, node, bracket=opening.text == "[")
        return node

    def _step(self, start: int, node: Expression, *, bracket: bool) -> Expression:
        if star := self._accept("*"):
            if bracket:
                self._expect("]")
            item = SplatItem(star.start, star.start)
            return Splat(start, self._end(), node, item, full=bracket)
        if bracket:
            key = self._nested(lambda: self._binary(0))
            self._expect("]")
            return Index(start, self._end(), node, key)
        name = self._take()
        if name.kind != "word":
            raise _SyntaxError(name, "a property name is expected")
        return Access(start, self._end(), node, name.text)

    def _primary(self) -> Expression:
        token = self._take()
        start, end = token.start, token.end
        if token.kind == "string":
            return Literal(start, end, token.text[1:-1].replace("''", "'"))
        if token.kind == "number":
            return _number(token, start, end)
        if token.kind == "word":
            return self._word(token, start, end)
        if token.kind == "operator" and token.text == "(":
            inner = self._nested(lambda: self._binary(0))
            self._expect(")")
            return Parentheses(start, self._end(), inner)
        message = f"unexpected {token.text!r}" if token.text else "the expression ends too early"
        raise _SyntaxError(token, message)

    def _word(self, token: _Token, start: int, end: int) -> Expression:
        if token.text in _CONSTANTS:
            return Literal(start, end, _CONSTANTS[token.text])
        if token.text in _SPECIAL_NUMBERS:
            return Number(start, end, token.text)
        if not self._accept("("):
            return Name(start, end, token.text)
        arguments: list[Expression] = []
        while not self._accept(")"):
            if arguments:
                self._expect(",")
            arguments.append(self._nested(lambda: self._binary(0)))
        return Call(start, self._end(), token.text, tuple(arguments))


def _balanced(operator: str, operands: list[Expression]) -> Expression:
    """A chain of `&&` or `||`, which may be long, as a shallow tree of equal meaning."""
    if len(operands) == 1:
        return operands[0]
    middle = (len(operands) + 1) // 2
    left = _balanced(operator, operands[:middle])
    right = _balanced(operator, operands[middle:])
    return Binary(left.start, right.end, operator, left, right)


def _number(token: _Token, start: int, end: int) -> Literal | Number:
    value = parse_number(token.text)
    if value != value:  # noqa: PLR0124 (only NaN differs from itself)
        raise _SyntaxError(token, f"{token.text!r} is not a number")
    if re.fullmatch(r"[-+]?[0-9]{1,15}", token.text):
        return Literal(start, end, int(token.text))
    return Number(start, end, token.text)


def _tokens(text: str, start: int) -> list[_Token]:
    tokens: list[_Token] = []
    at = start
    while True:
        match = _TOKEN.match(text, at)
        if match is None:
            bad = len(text) - len(text[at:].lstrip())
            raise _SyntaxError(_Token("end", text[bad], bad, bad + 1), f"unexpected {text[bad]!r}")
        kind = str(match.lastgroup)
        if kind == "number" and _continues(tokens, match["number"]):
            token = _Token("dot", ".", match.start(kind), match.start(kind) + 1)
        else:
            token = _Token(kind, match[kind], match.start(kind), match.end(kind))
        tokens.append(token)
        if kind == "end":
            return tokens
        at = token.end


def _continues(tokens: list[_Token], text: str) -> bool:
    """Whether a `.5` is a step into the value before it."""
    if not tokens or not text.startswith("."):
        return False
    last = tokens[-1]
    return (last.text if last.kind == "operator" else last.kind) in _AFTER_VALUE
