"""Bicep's expressions, read by precedence climbing over regular expressions.

A pattern takes as many tokens in one match as can only belong together: a name and the `(` that
makes it a call, an access and the name after its dot.
"""

from __future__ import annotations

import re
from typing import Final, NoReturn

from azlint.languages.bicep.cursor import end_of
from azlint.languages.bicep.literals import Literals
from azlint.languages.bicep.syntax import Decorator
from azlint.languages.bicep.tokens import (
    BEFORE_CLOSE,
    CONSTANTS,
    IDENTIFIER,
    LARGEST_INTEGER,
    NEWLINE,
    NEWLINES,
    TRIVIA,
    Fault,
)
from azlint.syntax import (
    Access,
    Binary,
    Call,
    Conditional,
    Expression,
    Index,
    Lambda,
    Literal,
    Name,
    Parentheses,
    Unary,
)

# Where a lambda's body could begin, these begin the next declaration instead.
KEYWORDS: Final = frozenset(
    ("assert", "import", "metadata", "param", "var", "resource", "output", "module", "type")
)
_PRECEDENCE: Final = {
    operator: level
    for level, operators in enumerate(
        ("??", "||", "&&", "== != =~ !~", "> >= < <=", "+ -", "* / %"), start=1
    )
    for operator in operators.split()
}
_OPERATOR = r"\?\??+|&&|\|\||==|=~|!=|!~|<=?+|>=?+|[-+*/%]"

_operand = re.compile(
    rf"{TRIVIA}(?:'([^'\\$\r\n]++)'|(''(?!'))|({IDENTIFIER})({TRIVIA}(?:\(|=>))?+|([0-9]++)"
    r"|([-!{(\[])|('''|'|\$++'''))"
).match
_tail = re.compile(
    rf"{TRIVIA}(?:\.(?!\.){TRIVIA}(\??+){TRIVIA}({IDENTIFIER})({TRIVIA}\()?+|(\[)"
    rf"|::{TRIVIA}({IDENTIFIER})|(!)(?![=~])|({_OPERATOR})|(\.(?!\.)|::))"
    rf"|(?:{TRIVIA}{NEWLINE})++{TRIVIA}(\?)(?!\?)"
).match
_trivia = re.compile(TRIVIA).match
_else = re.compile(rf"{NEWLINES}{TRIVIA}:(?!:)").match
_no_arguments = re.compile(rf"{TRIVIA}\)").match
_next_argument = re.compile(rf"{TRIVIA}(,){NEWLINES}|{BEFORE_CLOSE}\)").match
_next_parenthesized = re.compile(rf"{NEWLINES}{TRIVIA}(?:(,){NEWLINES}|\))").match
_close_parenthesis = re.compile(rf"{NEWLINES}{TRIVIA}\)").match
_arrow = re.compile(rf"{TRIVIA}=>").match
_body_keyword = re.compile(rf"{NEWLINES}{TRIVIA}({IDENTIFIER})").match
_close_bracket = re.compile(rf"{TRIVIA}\]").match
_index_marks = re.compile(rf"{TRIVIA}(\??+){TRIVIA}(\^?+)").match
_at = re.compile(rf"{TRIVIA}@").match
_decorator_name = re.compile(rf"{TRIVIA}({IDENTIFIER})({TRIVIA}\()?+").match
_dot = re.compile(rf"{TRIVIA}\.(?!\.)").match
_end_of_line = re.compile(rf"{TRIVIA}{NEWLINE}{NEWLINES}").match


class Expressions(Literals):
    """Reads expressions and decorators."""

    __slots__ = ()

    def expression(self) -> Expression:
        """A whole expression, ternaries included."""
        self.deeper()
        node = self.operand()
        if self.operator:
            if self.operator != "?":
                node = self.binary(node, 0)
            if self.operator == "?":
                node = self.conditional(node)
        self.depth -= 1
        return node

    def binary(self, left: Expression, floor: int) -> Expression:
        """Operators that bind tighter than `floor`, and their right sides."""
        while (level := _PRECEDENCE.get(self.operator, 0)) > floor:
            operator = self.operator
            self.links += 1
            self.pos = self.operator_end
            right = self.operand()
            if _PRECEDENCE.get(self.operator, 0) > level:
                self.deeper()
                right = self.binary(right, level)
                self.depth -= 1
            left = Binary(left.start, right.end, operator, left, right)
        return left

    def conditional(self, condition: Expression) -> Expression:
        self.pos = self.operator_end
        then = self.expression()
        match = _else(self.text, self.pos)
        if match is None:
            self.fault('":"')
        self.pos = match.end()
        otherwise = self.expression()
        return Conditional(condition.start, otherwise.end, condition, then, otherwise)

    def operand(self, *, unary: bool = True) -> Expression:
        """What stands between operators; leaves the operator after it in `operator`."""
        match = _operand(self.text, self.pos)
        if match is None:
            self.unreadable()
        end = self.pos = match.end()
        node: Expression
        match match.lastindex:
            case 1:
                node = Literal(match.start(1) - 1, end, match[1])
            case 3:
                name, start = match[3], match.start(3)
                if name in CONSTANTS:
                    node = Literal(start, end, CONSTANTS[name])
                else:
                    node = Name(start, end, self.checked(name, start))
            case 4:
                node = self.call_or_lambda(match)
            case 5:
                node = self.integer(match[5], match.start(5))
            case 2:
                node = Literal(end - 2, end, "")
            case 7:
                node = self.string_at(match.start(7), match[7])
            case _:
                mark = match[6]
                if mark == "{":
                    node = self.object(end - 1)
                elif mark == "[":
                    node = self.array_or_loop(end - 1)
                elif mark == "(":
                    node = self.parentheses(end - 1)
                elif unary:
                    operand = self.operand(unary=False)
                    return Unary(end - 1, operand.end, mark, operand)
                else:
                    self.pos = end - 1
                    self.unreadable()
        return self.tail(node)

    def unreadable(self) -> NoReturn:
        start = end_of(_trivia(self.text, self.pos))
        if self.text.startswith('"', start):
            self.fault("a string in single quotes")
        self.fault("an expression")

    def tail(self, node: Expression) -> Expression:
        """Accesses, indexes and method calls after a primary expression."""
        text = self.text
        while (match := _tail(text, self.pos)) is not None:
            kind = match.lastindex
            if kind in {7, 9}:
                self.operator = match[kind]
                self.operator_end = match.end()
                return node
            self.links += 1
            end = self.pos = match.end()
            match kind:
                case 2:
                    node = Access(node.start, end, node, match[2], match[1] == "?")
                case 3:
                    node = self.method(node, match)
                case 4:
                    node = self.index(node)
                case 5:
                    node = Access(node.start, end, node, match[5], nested=True)
                case 6:
                    node = Unary(node.start, end, "!!", node)
                case _:
                    self.fault("the name of a property or function")
        self.operator = ""
        return node

    def method(self, receiver: Expression, match: re.Match[str]) -> Call:
        if match[1]:
            raise Fault(
                match.start(1), match.end(2), 'expected "." instead of ".?" to call a function'
            )
        arguments = self.arguments()
        return Call(receiver.start, self.pos, match[2], arguments, object=receiver)

    def index(self, node: Expression) -> Index:
        match = _index_marks(self.text, self.pos)
        safe, from_end = match.groups() if match else ("", "")
        self.pos = end_of(match)
        key = self.expression()
        if (close := _close_bracket(self.text, self.pos)) is None:
            self.fault('"]"')
        self.pos = close.end()
        return Index(node.start, self.pos, node, key, safe=bool(safe), from_end=bool(from_end))

    def call_or_lambda(self, match: re.Match[str]) -> Expression:
        name, start = match[3], match.start(3)
        if name in CONSTANTS:
            self.pos = match.end(3)
            return Literal(start, match.end(3), CONSTANTS[name])
        self.checked(name, start)
        if match[4].endswith("("):
            arguments = self.arguments()
            return Call(start, self.pos, name, arguments)
        body = self.lambda_body()
        return Lambda(start, self.pos, (name,), body)

    def lambda_body(self) -> Expression:
        """Line breaks may stand before the body, unless a declaration could begin there."""
        match = _body_keyword(self.text, self.pos)
        if match is None or match[1] not in KEYWORDS:
            self.skip_newlines()
        return self.complex_expression()

    def arguments(self) -> tuple[Expression, ...]:
        """The arguments of a call, from after the `(` to the `)`."""
        if match := _no_arguments(self.text, self.pos):
            self.pos = match.end()
            return ()
        self.skip_newlines()
        if match := _no_arguments(self.text, self.pos):
            self.pos = match.end()
            return ()
        items = [self.expression()]
        while True:
            match = _next_argument(self.text, self.pos)
            if match is None:
                self.fault('"," or ")"')
            self.pos = match.end()
            if match[1] is None:
                return tuple(items)
            items.append(self.expression())

    def integer(self, digits: str, start: int) -> Literal:
        # The length is looked at first: int() refuses thousands of digits.
        significant = digits.lstrip("0")
        if len(significant) > 20 or (value := int(significant or "0")) > LARGEST_INTEGER:
            raise Fault(start, start + len(digits), "expected a 64-bit integer")
        return Literal(start, start + len(digits), value)

    def parentheses(self, start: int) -> Expression:
        """A parenthesized expression, or a lambda with its parameters in parentheses."""
        items: list[Expression] = []
        comma: int | None = None
        self.skip_newlines()
        while (match := _close_parenthesis(self.text, self.pos)) is None:
            items.append(self.expression())
            match = _next_parenthesized(self.text, self.pos)
            if match is None:
                self.fault('")"')
            self.pos = match.end()
            if match[1] is None:
                break
            comma = match.start(1) if comma is None else comma
        else:
            self.pos = match.end()
        end = self.pos
        if arrow := _arrow(self.text, end):
            self.pos = arrow.end()
            names = tuple(self.parameter(item) for item in items)
            body = self.lambda_body()
            return Lambda(start, self.pos, names, body)
        if comma is not None:
            raise Fault(comma, comma + 1, "expected exactly one expression in parentheses")
        if not items:
            raise Fault(start, end, "expected an expression in parentheses")
        return Parentheses(start, end, items[0])

    def parameter(self, node: Expression) -> str:
        if isinstance(node, Name):
            return node.name
        raise Fault(node.start, node.end, "expected the name of a variable")

    def decorators(self) -> tuple[Decorator, ...]:
        """Decorators, each of which ends its line."""
        decorators: list[Decorator] = []
        while match := _at(self.text, self.pos):
            depth = self.depth
            try:
                self.pos = match.end()
                node = self.decorator_expression()
            except Fault as fault:
                self.depth = depth
                node = self.mend(fault, match.end() - 1, ")")
            decorators.append(Decorator(match.end() - 1, node.end, node))
            if (line := _end_of_line(self.text, self.pos)) is None:
                self.fault("a new line after the decorator")
            self.pos = line.end()
        return tuple(decorators)

    def decorator_expression(self) -> Expression:
        node = self.decorator(None)
        while match := _dot(self.text, self.pos):
            self.pos = match.end()
            node = self.decorator(node)
        return node

    def decorator(self, before: Expression | None) -> Expression:
        """One name of a decorator, with its arguments if it has any."""
        match = _decorator_name(self.text, self.pos)
        if match is None:
            self.fault("the name of a decorator")
        self.pos = match.end()
        start = match.start(1) if before is None else before.start
        if match[2]:
            arguments = self.arguments()
            return Call(start, self.pos, match[1], arguments, object=before)
        if before is None:
            return Name(start, self.pos, match[1])
        return Access(start, self.pos, before, match[1])
