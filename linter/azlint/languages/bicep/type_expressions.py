"""Bicep's types: what follows the name of a parameter, an output or a user-defined type."""

from __future__ import annotations

import re

from azlint.languages.bicep.expressions import Expressions
from azlint.languages.bicep.syntax import (
    AdditionalProperties,
    ArrayType,
    Decorator,
    NonNullableType,
    NullableType,
    ObjectType,
    ParameterizedType,
    ParenthesizedType,
    ResourceType,
    String,
    TupleItem,
    TupleType,
    TypeAccess,
    TypeExpression,
    TypeIndex,
    TypeItems,
    TypeName,
    TypeProperty,
    TypeUnary,
    TypeValues,
    UnionType,
)
from azlint.languages.bicep.tokens import (
    BEFORE_CLOSE,
    CONSTANTS,
    IDENTIFIER,
    NEWLINE,
    NEWLINES,
    TRIVIA,
)
from azlint.syntax import Literal, Node

_bar = re.compile(rf"(?:{TRIVIA}{NEWLINE})?+{TRIVIA}\|(?!\|)").match
_primary = re.compile(
    rf"{TRIVIA}(?:({IDENTIFIER})({TRIVIA}<(?!=))?+|([0-9]++)|('''|''|'|\$++''')|([-!{{(\[]))"
).match
_member = re.compile(
    rf"{TRIVIA}(?:(\[)|\.(?!\.){TRIVIA}(?:(\*)|({IDENTIFIER})({TRIVIA}<(?!=))?+)|(\.(?!\.)))"
).match
_index = re.compile(rf"{TRIVIA}(?:(\])|(\*){TRIVIA}\])").match
_suffix = re.compile(rf"{TRIVIA}(?:(\?)(?!\?)|(!)(?![=~]))").match
_resource = re.compile(rf"{TRIVIA}resource(?![A-Za-z0-9_])(?!{TRIVIA}<(?!=))").match
_quote = re.compile(rf"{TRIVIA}\$*+'").match
_close_index = re.compile(rf"{TRIVIA}\]").match
_close_parenthesis = re.compile(rf"{TRIVIA}\)").match
_no_arguments = re.compile(rf"{NEWLINES}{TRIVIA}>(?!=)").match
_next_argument = re.compile(rf"{TRIVIA}(,){NEWLINES}|{BEFORE_CLOSE}>(?!=)").match
_key = re.compile(rf"{TRIVIA}(?:({IDENTIFIER})|(\*))").match


class TypeExpressions(Expressions):
    """Reads types."""

    __slots__ = ()

    def parameter_type(self) -> TypeExpression:
        """A type, or `resource` and a string."""
        return self.resource_type(optional=False) or self.type()

    def output_type(self) -> TypeExpression:
        """A type, or `resource` with or without a string."""
        return self.resource_type(optional=True) or self.type()

    def resource_type(self, *, optional: bool) -> ResourceType | None:
        match = _resource(self.text, self.pos)
        if match is None:
            return None
        self.pos = match.end()
        start = self.pos - len("resource")
        if optional and not _quote(self.text, self.pos):
            return ResourceType(start, self.pos, None)
        string = self.string("the type of a resource in quotes")
        return ResourceType(start, self.pos, string)

    def type(self) -> TypeExpression:
        """A type, with its alternatives if it has some."""
        self.deeper()
        start = -1
        if match := _bar(self.text, self.pos):
            start = match.end() - 1
            self.pos = match.end()
        members = [self.suffixed_type()]
        while match := _bar(self.text, self.pos):
            self.pos = match.end()
            members.append(self.suffixed_type())
        self.depth -= 1
        if start < 0 and len(members) == 1:
            return members[0]
        start = members[0].start if start < 0 else start
        return UnionType(start, self.pos, tuple(members))

    def suffixed_type(self) -> TypeExpression:
        """A type with its sign, and with `?` or `!` after it."""
        node = self.signed_type()
        while match := _suffix(self.text, self.pos):
            self.links += 1
            self.pos = match.end()
            kind = NullableType if match[1] else NonNullableType
            node = kind(node.start, self.pos, node)
        return node

    def signed_type(self) -> TypeExpression:
        match = _primary(self.text, self.pos)
        if match is None:
            self.fault("a type")
        mark = match[5]
        if mark is None or mark not in "-!":
            return self.member_type(match)
        start = self.pos = match.end()
        match = _primary(self.text, self.pos)
        if match is None or (match[5] and match[5] in "-!"):
            self.fault("a type")
        operand = self.member_type(match)
        return TypeUnary(start - 1, operand.end, mark, operand)

    def member_type(self, match: re.Match[str]) -> TypeExpression:
        """A primary type and the accesses after it."""
        node = self.primary_type(match)
        while step := _member(self.text, self.pos):
            self.links += 1
            self.pos = step.end()
            match step.lastindex:
                case 1:
                    node = self.indexed_type(node)
                case 2:
                    node = TypeValues(node.start, self.pos, node)
                case 3:
                    node = TypeAccess(node.start, self.pos, node, step[3])
                case 4:
                    arguments = self.type_arguments()
                    node = ParameterizedType(node.start, self.pos, step[3], arguments, node)
                case _:
                    self.fault("the name of a property or type")
        return node

    def indexed_type(self, node: TypeExpression) -> TypeExpression:
        match = _index(self.text, self.pos)
        if match is None:
            outer, self.simple = self.simple, True
            key = self.expression()
            self.simple = outer
            if (close := _close_index(self.text, self.pos)) is None:
                self.fault('"]"')
            self.pos = close.end()
            return TypeIndex(node.start, self.pos, node, key)
        self.pos = match.end()
        kind = ArrayType if match[1] else TypeItems
        return kind(node.start, self.pos, node)

    def primary_type(self, match: re.Match[str]) -> TypeExpression:
        self.pos = end = match.end()
        match match.lastindex:
            case 1:
                start, name = match.start(1), match[1]
                if name in CONSTANTS:
                    return Literal(start, end, CONSTANTS[name])
                return TypeName(start, end, self.checked(name, start))
            case 2:
                arguments = self.type_arguments()
                return ParameterizedType(match.start(1), self.pos, match[1], arguments)
            case 3:
                return self.integer(match[3], match.start(3))
            case 4:
                return self.string_at(match.start(4), match[4])
            case _:
                return self.bracketed_type(end - 1, match[5])

    def bracketed_type(self, start: int, mark: str) -> TypeExpression:
        if mark == "{":
            properties = self.elements("}", self.type_property)
            return ObjectType(start, self.pos, properties)
        if mark == "[":
            items = self.elements("]", self.tuple_item)
            return TupleType(start, self.pos, items)
        inner = self.type()
        if (close := _close_parenthesis(self.text, self.pos)) is None:
            self.fault('")"')
        self.pos = close.end()
        return ParenthesizedType(start, self.pos, inner)

    def type_arguments(self) -> tuple[TypeExpression, ...]:
        """From after the `<` to the `>`."""
        if match := _no_arguments(self.text, self.pos):
            self.pos = match.end()
            return ()
        self.skip_newlines()
        items = [self.type()]
        while True:
            match = _next_argument(self.text, self.pos)
            if match is None:
                self.fault('"," or ">"')
            self.pos = match.end()
            if match[1] is None:
                return tuple(items)
            items.append(self.type())

    def tuple_item(self) -> TupleItem:
        decorators = self.decorators()
        node = self.type()
        return TupleItem(_first(decorators, node), node.end, decorators, node)

    def type_property(self) -> TypeProperty | AdditionalProperties:
        decorators = self.decorators()
        match = _key(self.text, self.pos)
        if match and match[2]:
            self.pos = match.end()
            self.colon()
            node = self.type()
            start = decorators[0].start if decorators else match.end() - 1
            return AdditionalProperties(start, node.end, decorators, node)
        if match and match[1] not in CONSTANTS:
            self.pos = match.end()
            key: String = Literal(match.start(1), self.pos, match[1])
        else:
            key = self.string('a property name or "*"')
        self.colon()
        node = self.type()
        return TypeProperty(_first(decorators, key), node.end, decorators, key, node)


def _first(decorators: tuple[Decorator, ...], node: Node) -> int:
    return decorators[0].start if decorators else node.start
