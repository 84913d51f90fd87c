"""From productions of the grammar to the nodes of the syntax tree.

Each method is named after the production that it gives a meaning to, and gets the values of its
symbols: the index of a token for a terminal, a list for a repetition, else what the production
below returned. Optional symbols are told apart by their types.
"""

from __future__ import annotations

from azlint.languages.terraform.depth import check_chain, check_height
from azlint.languages.terraform.syntax import Attribute, Block
from azlint.languages.terraform.template import Part, assemble, unescape
from azlint.languages.terraform.tokens import ELLIPSIS, Tokens
from azlint.syntax import (
    Access,
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    Index,
    List,
    Literal,
    Name,
    Number,
    Object,
    ObjectItem,
    Parentheses,
    Problem,
    Splat,
    SplatItem,
    Unary,
)

Item = Attribute | Block
Suffix = tuple[int, str | Expression | tuple[int, bool, "list[Suffix]"]]
"""Where `.name`, `[key]` or a splat ends, and what it is: a name, a key, or a splat's element
with the suffixes that it applies to each.
"""
Intro = tuple[str | None, str, Expression]
"""What stands between `for` and `:`."""

_CONSTANTS = {"true": True, "false": False, "null": None}
_INTEGERS = range(-(2**63), 2**63)
_DIGITS = 19


class Builder:
    """Makes the nodes of one text."""

    def __init__(self, text: str, tokens: Tokens) -> None:
        self.text = text
        self.types = tokens.types
        self.starts = tokens.starts
        self.ends = tokens.ends
        self.problems: list[Problem] = []

    def word(self, token: int) -> str:
        """The text of a token."""
        return self.text[self.starts[token] : self.ends[token]]

    def report(self, start: int, end: int, message: str) -> None:
        """Note a syntax error that leaves the tree whole."""
        self.problems.append(Problem(start, end, message))

    def forget(self, offset: int) -> None:
        """Drop what was noted from an offset on: its item is not kept."""
        self.problems = [problem for problem in self.problems if problem.start < offset]

    # Bodies

    def body(self, items: list[Item] | None = None) -> list[Item]:
        return items or []

    def attribute(self, name: int, _equals: int, value: Expression) -> Attribute:
        check_height(value)
        return Attribute(self.starts[name], value.end, self.word(name), self.ends[name], value)

    def content(
        self, first: int | Attribute | None = None, body: list[Item] | None = None
    ) -> list[Item]:
        return [first] if isinstance(first, Attribute) else body or []

    def block(self, type_: int, *rest: int | list[Item] | list[int | Expression]) -> Block:
        labels = rest[0] if len(rest) > 3 else []
        content, close = rest[-2:]
        assert isinstance(labels, list)
        assert isinstance(content, list)
        assert isinstance(close, int)
        header_end = self.ends[type_]
        names = []
        for label in labels:
            name, header_end = self._label(label)
            names.append(name)
        attributes, blocks = self.split(content)
        return Block(
            self.starts[type_],
            self.ends[close],
            self.word(type_),
            tuple(names),
            header_end,
            attributes,
            blocks,
        )

    def _label(self, label: object) -> tuple[str, int]:
        if isinstance(label, int):
            return self.word(label), self.ends[label]
        assert isinstance(label, Expression)
        if isinstance(label, Literal):
            return str(label.value), label.end
        self.report(label.start, label.end, "a block label cannot contain a template expression")
        return self.text[label.start + 1 : label.end - 1], label.end

    def split(self, items: list[Item]) -> tuple[tuple[Attribute, ...], tuple[Block, ...]]:
        """Attributes and blocks of a body; an attribute that is set twice is an error."""
        attributes = [item for item in items if isinstance(item, Attribute)]
        if len({attribute.name for attribute in attributes}) < len(attributes):
            self._duplicates(attributes)
        return tuple(attributes), tuple(item for item in items if isinstance(item, Block))

    def _duplicates(self, attributes: list[Attribute]) -> None:
        lines: dict[str, int] = {}
        for attribute in attributes:
            line = lines.get(attribute.name)
            if line is None:
                lines[attribute.name] = self.line(attribute.start)
            else:
                message = f'the argument "{attribute.name}" was already set at line {line}'
                self.report(attribute.start, attribute.name_end, message)

    def line(self, offset: int) -> int:
        """The number of the line of an offset."""
        return self.text.count("\n", 0, offset) + 1

    # Terms

    def variable(self, token: int) -> Expression:
        name = self.word(token)
        start, end = self.starts[token], self.ends[token]
        if name in _CONSTANTS:
            return Literal(start, end, _CONSTANTS[name])
        return Name(start, end, name)

    def parentheses(self, left: int, inner: Expression, right: int) -> Expression:
        return Parentheses(self.starts[left], self.ends[right], inner)

    def number(self, token: int) -> Expression:
        text = self.word(token)
        start, end = self.starts[token], self.ends[token]
        if text.isdigit() and len(text) <= _DIGITS and int(text) in _INTEGERS:
            return Literal(start, end, int(text))
        return Number(start, end, text)

    def conditional(
        self,
        condition: Expression,
        _question: int,
        then: Expression,
        _colon: int,
        otherwise: Expression,
    ) -> Expression:
        return Conditional(condition.start, otherwise.end, condition, then, otherwise)

    def binary_term(self, operator: int, right: Expression) -> tuple[int, Expression]:
        return operator, right

    def binary_op(self, left: Expression, term: tuple[int, Expression]) -> Expression:
        operator, right = term
        check_chain(left, Binary)
        return Binary(left.start, right.end, self.word(operator), left, right)

    def unary_op(self, operator: int, operand: Expression) -> Expression:
        return Unary(self.starts[operator], operand.end, self.word(operator), operand)

    def function_call(
        self, name: int, *rest: list[int] | int | tuple[list[Expression], bool]
    ) -> Expression:
        full = self.word(name)
        arguments: list[Expression] = []
        spread = False
        for item in rest:
            if isinstance(item, list):
                full = "::".join((full, *map(self.word, item)))
            elif isinstance(item, tuple):
                arguments, spread = item
        close = rest[-1]
        assert isinstance(close, int)
        return Call(self.starts[name], self.ends[close], full, tuple(arguments), spread)

    def arguments(
        self, first: Expression, *rest: list[Expression] | int
    ) -> tuple[list[Expression], bool]:
        more = rest[0] if rest and isinstance(rest[0], list) else []
        last = rest[-1] if rest else -1
        return [first, *more], isinstance(last, int) and last >= 0 and self.types[last] == ELLIPSIS

    # Collections

    def tuple(self, left: int, *rest: list[Expression] | Expression | int) -> Expression:
        items: list[Expression] = []
        right = left
        for item in rest:
            if isinstance(item, list):
                items += item
            elif isinstance(item, int):
                right = item
            else:
                items.append(item)
        return List(self.starts[left], self.ends[right], tuple(items))

    def object(self, left: int, *rest: list[ObjectItem] | ObjectItem | int) -> Expression:
        items: list[ObjectItem] = []
        right = left
        for item in rest:
            if isinstance(item, list):
                items += item
            elif isinstance(item, int):
                right = item
            else:
                items.append(item)
        return Object(self.starts[left], self.ends[right], tuple(items))

    def object_elem(self, key: Expression, _separator: int, value: Expression) -> ObjectItem:
        return ObjectItem(key.start, value.end, self._key(key), value)

    def _key(self, key: Expression) -> Expression:
        """A bare word as a key is a string, constants too."""
        if isinstance(key, Name):
            return Literal(key.start, key.end, key.name)
        if isinstance(key, Literal) and not isinstance(key.value, str | int):
            return Literal(key.start, key.end, self.text[key.start : key.end])
        if isinstance(key, Literal) and isinstance(key.value, bool):
            return Literal(key.start, key.end, self.text[key.start : key.end])
        return key

    def for_intro(self, _for: int, first: int, *rest: int | Expression) -> Intro:
        collection = rest[-2]
        assert not isinstance(collection, int)
        second = rest[1]
        if isinstance(second, int):
            return self.word(first), self.word(second), collection
        return None, self.word(first), collection

    def for_cond(self, _if: int, condition: Expression) -> Expression:
        return condition

    def for_tuple_expr(
        self, left: int, intro: Intro, result: Expression, *rest: Expression | int
    ) -> Expression:
        condition, right = self._tail(rest)
        return For(self.starts[left], self.ends[right], *intro, None, result, condition)

    def for_object_expr(
        self,
        left: int,
        intro: Intro,
        key: Expression,
        _arrow: int,
        result: Expression,
        *rest: Expression | int,
    ) -> Expression:
        condition, right = self._tail(rest)
        group = isinstance(rest[0], int) and self.types[rest[0]] == ELLIPSIS
        return For(self.starts[left], self.ends[right], *intro, key, result, condition, group)

    def _tail(self, rest: tuple[Expression | int, ...]) -> tuple[Expression | None, int]:
        right = rest[-1]
        assert isinstance(right, int)
        return next((item for item in rest if not isinstance(item, int)), None), right

    # Traversals

    def suffixed(self, object_: Expression, suffix: Suffix) -> Expression:
        check_chain(object_, (Access, Index, Splat))
        start = object_.start
        end, what = suffix
        if isinstance(what, str):
            return Access(start, end, object_, what)
        if isinstance(what, tuple):
            return self._splat(object_, end, *what)
        return Index(start, end, object_, what)

    def _splat(
        self, object_: Expression, end: int, marker: int, full: bool, suffixes: list[Suffix]
    ) -> Expression:
        at = self.ends[marker]
        each: Expression = SplatItem(at, at)
        for suffix in suffixes:
            each = self.suffixed(each, suffix)
        return Splat(object_.start, end, object_, each, full)

    def get_attr(self, _dot: int, name: int) -> Suffix:
        return self.ends[name], self.word(name)

    def short_index(self, _dot: int, number: int) -> Suffix:
        return self.ends[number], self.number(number)

    def braces_index(self, _left: int, key: Expression, right: int) -> Suffix:
        return self.ends[right], key

    def attr_splat(self, _dot: int, star: int, suffixes: list[Suffix] | None = None) -> Suffix:
        suffixes = suffixes or []
        return suffixes[-1][0] if suffixes else self.ends[star], (star, False, suffixes)

    def full_splat(
        self, _left: int, _star: int, right: int, suffixes: list[Suffix] | None = None
    ) -> Suffix:
        suffixes = suffixes or []
        return suffixes[-1][0] if suffixes else self.ends[right], (right, True, suffixes)

    # Templates

    def plain(self, token: int) -> Expression:
        start, end = self.starts[token], self.ends[token]
        return Literal(start, end, unescape(self.text[start + 1 : end - 1], start + 1, self.report))

    def string(self, left: int, *rest: list[int | Part] | int) -> Expression:
        return self._template(left, rest, quoted=True)

    def heredoc(self, left: int, *rest: list[int | Part] | int) -> Expression:
        return self._template(left, rest)

    def flush_heredoc(self, left: int, *rest: list[int | Part] | int) -> Expression:
        return self._template(left, rest, flush=True)

    def _template(
        self,
        left: int,
        rest: tuple[list[int | Part] | int, ...],
        *,
        quoted: bool = False,
        flush: bool = False,
    ) -> Expression:
        right = rest[-1]
        assert isinstance(right, int)
        items = rest[0] if isinstance(rest[0], list) else []
        bounds = self.starts[left], self.ends[right]
        return assemble(
            self.text, bounds, self._parts(items, quoted=quoted), self.report, flush=flush
        )

    def lone_template(self, items: list[int | Part] | None = None) -> Expression:
        return assemble(
            self.text, (0, len(self.text)), self._parts(items or [], quoted=False), self.report
        )

    def _parts(self, items: list[int | Part], *, quoted: bool) -> list[Part]:
        return [
            self._text(item, quoted=quoted) if isinstance(item, int) else item for item in items
        ]

    def _text(self, token: int, *, quoted: bool) -> Part:
        start, end = self.starts[token], self.ends[token]
        text = unescape(self.text[start:end], start, self.report, quoted=quoted)
        return Part(start, end, "text", text)

    def _part(
        self,
        left: int,
        right: int,
        kind: str,
        value: Expression | None = None,
        names: tuple[str | None, str] = (None, ""),
    ) -> Part:
        start, end = self.starts[left], self.ends[right]
        strips = self.text[self.ends[left] - 1] == "~", self.text[self.starts[right]] == "~"
        return Part(start, end, kind, "", value, names, strips)

    def interpolation(self, left: int, value: Expression, right: int) -> Part:
        return self._part(left, right, "value", value)

    def template_if_start(self, left: int, _if: int, condition: Expression, right: int) -> Part:
        return self._part(left, right, "if", condition)

    def template_for_start(self, left: int, _for: int, first: int, *rest: int | Expression) -> Part:
        collection, right = rest[-2:]
        assert isinstance(right, int)
        assert not isinstance(collection, int)
        second = rest[1]
        names = (
            (self.word(first), self.word(second))
            if isinstance(second, int)
            else (None, self.word(first))
        )
        return self._part(left, right, "for", collection, names)

    def template_end(self, left: int, keyword: int, right: int) -> Part:
        return self._part(left, right, self.word(keyword))
