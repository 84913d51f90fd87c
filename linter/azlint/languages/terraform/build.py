"""From productions of the grammar to the nodes of the syntax tree.

Each method is named after the production that it gives a meaning to, and gets the values of its
symbols: the index of a token for a terminal, a list for a repetition, else what the production
below returned. Optional symbols are told apart by their types.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeVar, cast

from azlint.languages.terraform.depth import check_chain, check_height
from azlint.languages.terraform.strings import Strings
from azlint.languages.terraform.syntax import Attribute, Block
from azlint.languages.terraform.tokens import ELLIPSIS
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
    Splat,
    SplatItem,
    Unary,
)

Item = Attribute | Block
Label = int | Expression
Arguments = tuple[list[Expression], bool]
"""The arguments of a call, and whether the last is followed by `...`."""
Intro = tuple[str | None, str, Expression]
"""What stands between `for` and `:`."""
Suffix = tuple[int, "str | Expression | Many"]
"""Where `.name`, `[key]` or a splat ends; a name, a key, or what a splat does."""
Many = tuple[int, bool, list[Suffix]]
"""The last token of the splat's own sign, whether it is `[*]`, and what it applies to each."""

_CONSTANTS: Final = {"true": True, "false": False, "null": None}
_INTEGERS: Final = range(-(2**63), 2**63)
_DIGITS: Final = 19

_Member = TypeVar("_Member", Expression, ObjectItem)


class Builder(Strings):
    """Makes the nodes of one text."""

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

    def block(self, type_: int, *rest: int | list[Item] | list[Label]) -> Block:
        labels = cast("list[Label]", rest[0] if isinstance(rest[0], list) else [])
        content, close = cast("tuple[list[Item], int]", rest[-2:])
        header_end = self.ends[type_]
        names = []
        for label in labels:
            name, header_end = self._label(label)
            names.append(name)
        start, end = self.starts[type_], self.ends[close]
        return Block(start, end, self.word(type_), tuple(names), header_end, *self.split(content))

    def _label(self, label: Label) -> tuple[str, int]:
        """The text of a label and where it ends."""
        if isinstance(label, int):
            return self.word(label), self.ends[label]
        if isinstance(label, Literal):
            return str(label.value), label.end
        self.report(label.start, label.end, "a block label cannot contain a template expression")
        return self.text[label.start + 1 : label.end - 1], label.end

    def split(self, items: list[Item]) -> tuple[tuple[Attribute, ...], tuple[Block, ...]]:
        """Attributes and blocks of a body; an attribute that is set twice is an error."""
        attributes = tuple([item for item in items if isinstance(item, Attribute)])
        if len({attribute.name for attribute in attributes}) < len(attributes):
            self._duplicates(attributes)
        return attributes, tuple([item for item in items if isinstance(item, Block)])

    def _duplicates(self, attributes: Iterable[Attribute]) -> None:
        lines: dict[str, int] = {}
        for attribute in attributes:
            name = attribute.name
            if name in lines:
                message = f'the argument "{name}" was already set at line {lines[name]}'
                self.report(attribute.start, attribute.name_end, message)
            else:
                lines[name] = self.source.position(attribute.start).line

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

    def function_call(self, name: int, *rest: list[int] | int | Arguments) -> Expression:
        full = self.word(name)
        arguments: list[Expression] = []
        spread = False
        for item in rest:
            if isinstance(item, list):
                full = "::".join((full, *map(self.word, item)))
            elif isinstance(item, tuple):
                arguments, spread = item
        end = self.ends[cast("int", rest[-1])]
        return Call(self.starts[name], end, full, tuple(arguments), spread)

    def arguments(self, first: Expression, *rest: list[Expression] | int) -> Arguments:
        items = [first]
        spread = False
        for item in rest:
            if isinstance(item, list):
                items += item
            else:
                spread = self.types[item] == ELLIPSIS
        return items, spread

    # Operators

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
        check_chain(left, right.end, Binary)
        return Binary(left.start, right.end, self.word(operator), left, right)

    def unary_op(self, operator: int, operand: Expression) -> Expression:
        return Unary(self.starts[operator], operand.end, self.word(operator), operand)

    # Collections

    def tuple_(self, left: int, *rest: list[Expression] | Expression | int) -> Expression:
        return List(self.starts[left], self._right(rest), _members(rest))

    def object_(self, left: int, *rest: list[ObjectItem] | ObjectItem | int) -> Expression:
        return Object(self.starts[left], self._right(rest), _members(rest))

    def _right(self, rest: tuple[object, ...]) -> int:
        """The end of a production that ends with a token."""
        return self.ends[cast("int", rest[-1])]

    def object_elem(self, key: Expression, _separator: int, value: Expression) -> ObjectItem:
        return ObjectItem(key.start, value.end, self._key(key), value)

    def _key(self, key: Expression) -> Expression:
        """A bare word as a key is a string, even where it is a constant elsewhere."""
        is_word = isinstance(key, Name) or (
            isinstance(key, Literal) and (key.value is None or isinstance(key.value, bool))
        )
        return Literal(key.start, key.end, self.text[key.start : key.end]) if is_word else key

    def for_intro(self, _for: int, name: int, *rest: int | Expression) -> Intro:
        collection = cast("Expression", rest[-2])
        second = rest[1]
        if isinstance(second, int):
            return self.word(name), self.word(second), collection
        return None, self.word(name), collection

    def for_cond(self, _if: int, condition: Expression) -> Expression:
        return condition

    def for_tuple_expr(
        self, left: int, intro: Intro, result: Expression, *rest: Expression | int
    ) -> Expression:
        end = self._right(rest)
        return For(self.starts[left], end, *intro, None, result, _condition(rest))

    def for_object_expr(
        self,
        left: int,
        intro: Intro,
        key: Expression,
        _arrow: int,
        result: Expression,
        *rest: Expression | int,
    ) -> Expression:
        end = self._right(rest)
        group = isinstance(rest[0], int) and self.types[rest[0]] == ELLIPSIS
        return For(self.starts[left], end, *intro, key, result, _condition(rest), group)

    # Traversals

    def suffixed(self, object_: Expression, suffix: Suffix) -> Expression:
        end, what = suffix
        check_chain(object_, end, (Access, Index, Splat))
        if isinstance(what, str):
            return Access(object_.start, end, object_, what)
        if isinstance(what, tuple):
            return self._splat(object_, end, *what)
        return Index(object_.start, end, object_, what)

    def _splat(
        self, object_: Expression, end: int, sign: int, full: bool, suffixes: list[Suffix]
    ) -> Expression:
        at = self.ends[sign]
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
        return self._many(star, suffixes or [], full=False)

    def full_splat(
        self, _left: int, _star: int, right: int, suffixes: list[Suffix] | None = None
    ) -> Suffix:
        return self._many(right, suffixes or [], full=True)

    def _many(self, sign: int, suffixes: list[Suffix], *, full: bool) -> Suffix:
        end = suffixes[-1][0] if suffixes else self.ends[sign]
        return end, (sign, full, suffixes)


def _members(rest: tuple[list[_Member] | _Member | int, ...]) -> tuple[_Member, ...]:
    """What stands in brackets, without the signs."""
    members: list[_Member] = []
    for item in rest:
        if isinstance(item, list):
            members += item
        elif not isinstance(item, int):
            members.append(item)
    return tuple(members)


def _condition(rest: tuple[Expression | int, ...]) -> Expression | None:
    """The condition of a `for` expression."""
    return next((item for item in rest if not isinstance(item, int)), None)
