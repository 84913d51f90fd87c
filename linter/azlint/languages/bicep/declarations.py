"""The parts of Bicep's statements that are neither expressions nor types."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from azlint.languages.bicep.syntax import (
    Body,
    FunctionParameter,
    ImportedSymbol,
    Resource,
    String,
    TypeExpression,
)
from azlint.languages.bicep.tokens import CONSTANTS, IDENTIFIER, NEWLINES, TRIVIA, Fault
from azlint.languages.bicep.type_expressions import TypeExpressions
from azlint.syntax import Literal, Name, Object, ObjectItem, Parentheses

# A nested resource takes about as much of the stack as this many nested expressions.
NESTED: Final = 5

_WORD_END = r"(?![A-Za-z0-9_])"
_open_brace = re.compile(rf"{TRIVIA}\{{").match
_open_parenthesis = re.compile(rf"{TRIVIA}\(").match
_no_parameters = re.compile(rf"{NEWLINES}{TRIVIA}\)").match
_next_parameter = re.compile(rf"{NEWLINES}{TRIVIA}(?:(,){NEWLINES}|\))").match
_assignment = re.compile(rf"{TRIVIA}(?:=(?![=~>])|[\r\n]|\Z)").match
_identifier = re.compile(rf"{TRIVIA}({IDENTIFIER})").match
_existing = re.compile(rf"{TRIVIA}existing{_WORD_END}").match
_none = re.compile(rf"{TRIVIA}none{_WORD_END}").match
_star = re.compile(rf"{TRIVIA}\*").match
_as = re.compile(rf"{TRIVIA}as{_WORD_END}").match
_nested = re.compile(
    rf"{TRIVIA}(?:@|resource{_WORD_END}{TRIVIA}(?!(?:true|false|null){_WORD_END})[A-Za-z_])"
).match


class Symbol(NamedTuple):
    """The name that a statement declares, and where it starts."""

    name: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.name)


class Imported(NamedTuple):
    """What an import names: symbols, or the namespace for all of them."""

    symbols: tuple[ImportedSymbol, ...]
    namespace: str | None


class Declarations(TypeExpressions):
    """Reads what stands between a statement's keywords and marks."""

    __slots__ = ()

    def nested_resource(self) -> Resource:
        """A resource in another one's body, decorators included."""
        raise NotImplementedError

    def symbol(self) -> Symbol:
        return Symbol(*self.name("a name"))

    def path(self) -> String:
        return self.string("a path in quotes")

    def resource_string(self) -> String:
        return self.string("a resource type in quotes, with its API version")

    def existing(self) -> bool:
        """Whether `existing` stands here."""
        match = _existing(self.text, self.pos)
        if match:
            self.pos = match.end()
        return match is not None

    def variable_type(self) -> TypeExpression | None:
        return None if _assignment(self.text, self.pos) else self.type()

    def condition(self) -> Parentheses:
        match = _open_parenthesis(self.text, self.pos)
        if match is None:
            self.fault('"("')
        self.pos = match.end()
        node = self.parentheses(match.end() - 1)
        if not isinstance(node, Parentheses):
            raise Fault(node.start, node.end, "expected a condition")
        return node

    def plain_object(self) -> Object:
        """An object as the body of a test or a configuration."""
        return self.object(self.brace('"{"'))

    def module_body(self) -> Object:
        return self.object(self.brace('"{", "if" or "[for"'))

    def brace(self, what: str) -> int:
        """Take a `{` and say where it is."""
        match = _open_brace(self.text, self.pos)
        if match is None:
            self.fault(what)
        self.pos = match.end()
        return match.end() - 1

    def body(self) -> Body:
        """The body of a resource, in which others may be nested."""
        start = self.brace('"{", "if" or "[for"')
        items = self.items(self.body_item)
        return Body(start, self.pos, items)

    def body_item(self) -> ObjectItem | Resource:
        if not _nested(self.text, self.pos):
            return self.irregular_item()
        self.deeper(NESTED)
        node = self.nested_resource()
        self.depth -= NESTED
        return node

    def function_parameters(self) -> tuple[FunctionParameter, ...]:
        """`(name type, …)`."""
        match = _open_parenthesis(self.text, self.pos)
        if match is None:
            self.fault('"(" and the parameters of the function')
        self.pos = match.end()
        items: list[FunctionParameter] = []
        while (match := _no_parameters(self.text, self.pos)) is None:
            self.skip_newlines()
            name, start = self.name("the name of a parameter")
            node = self.type()
            items.append(FunctionParameter(start, node.end, name, node))
            match = _next_parameter(self.text, self.pos)
            if match is None:
                self.fault('"," or ")"')
            if match[1] is None:
                break
            self.pos = match.end()
        self.pos = match.end()
        return tuple(items)

    def imported(self) -> Imported:
        """`{ symbols }`, or `* as namespace`."""
        if match := _star(self.text, self.pos):
            self.pos = match.end()
            if (alias := self.alias()) is None:
                self.fault('"as" and a name')
            return Imported((), alias)
        self.brace('"{" and the names to import, or "*"')
        return Imported(self.elements("}", self.imported_symbol), None)

    def imported_symbol(self) -> ImportedSymbol:
        match = _identifier(self.text, self.pos)
        if match and match[1] not in CONSTANTS:
            self.pos = match.end()
            alias = self.alias()
            return ImportedSymbol(match.start(1), self.pos, match[1], alias)
        name = self.string("the name of an exported symbol")
        if not isinstance(name, Literal):
            raise Fault(name.start, name.end, "expected a string without interpolation")
        alias = self.alias()
        if alias is None:
            self.fault('"as" and a name')
        return ImportedSymbol(name.start, self.pos, str(name.value), alias)

    def alias_name(self) -> str:
        return self.name("a name")[0]

    def alias(self) -> str | None:
        """`as name`, if it is there."""
        match = _as(self.text, self.pos)
        if match is None:
            return None
        self.pos = match.end()
        return self.alias_name()

    def specification(self) -> String | Name:
        """The extension that is meant: a string, or the name of one in the configuration."""
        match = _identifier(self.text, self.pos)
        if match is None or match[1] in CONSTANTS:
            return self.string("the specification of an extension")
        self.pos = match.end()
        return Name(match.start(1), self.pos, match[1])

    def template_path(self) -> String | None:
        """The path of the template that a parameter file is for, or `none`."""
        if match := _none(self.text, self.pos):
            self.pos = match.end()
            return None
        return self.string('the path of a file in quotes, or "none"')
