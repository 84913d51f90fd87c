"""Bicep's strings, arrays, objects and loops."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NoReturn, TypeVar

from azlint.languages.bicep.cursor import Cursor, end_of
from azlint.languages.bicep.syntax import Loop, String
from azlint.languages.bicep.tokens import (
    CONSTANTS,
    IDENTIFIER,
    NEWLINES,
    SEPARATOR,
    TRIVIA,
    Fault,
    piece,
    unescape,
)
from azlint.syntax import (
    Expression,
    For,
    List,
    Literal,
    Object,
    ObjectItem,
    Opaque,
    Problem,
    Spread,
    Template,
)

_KEY = rf"({IDENTIFIER}){TRIVIA}:(?!:)|'([^'\\$\r\n]++)'{TRIVIA}:(?!:)|(\.\.\.)"

_string = re.compile(rf"{TRIVIA}('''|''|'|\$++''')").match
_multiline = re.compile(r"((?:[^']++|'{1,2}+(?!'))*+)('{3,}+)").match
_line = re.compile(r"[^\r\n]*+").match
_line_breaks = re.compile(r"[\r\n]").finditer
_close_hole = re.compile(rf"{TRIVIA}\}}").match
_first_item = re.compile(rf"{NEWLINES}{TRIVIA}(?:{_KEY}|(\}}))").match
_next_item = re.compile(rf"(?:{SEPARATOR}{TRIVIA}(?:{_KEY}|(\}}))|{TRIVIA}(\}}))").match
_element_start = re.compile(rf"(?:{SEPARATOR}|{NEWLINES}){NEWLINES}{TRIVIA}").match
_trivia = re.compile(TRIVIA).match
_separator = re.compile(SEPARATOR).match
_comma = re.compile(rf"{TRIVIA},").match
_colon = re.compile(rf"{TRIVIA}:(?!:)").match
_for = re.compile(rf"{NEWLINES}{TRIVIA}for(?![A-Za-z0-9_])").match
_first_element = re.compile(rf"{NEWLINES}{TRIVIA}(?:(\])|(\.\.\.)|)").match
_next_element = re.compile(rf"(?:{SEPARATOR}{TRIVIA}(?:(\])|(\.\.\.)|)|{TRIVIA}(\]))").match
_close_loop = re.compile(rf"{NEWLINES}{TRIVIA}\]").match
_variables = re.compile(
    rf"{TRIVIA}(?:({IDENTIFIER})"
    rf"|\({TRIVIA}({IDENTIFIER}){TRIVIA},{TRIVIA}({IDENTIFIER}){TRIVIA}\))"
).match
_in = re.compile(rf"{TRIVIA}in(?![A-Za-z0-9_])").match
_CLOSE: Final = {mark: re.compile(rf"{TRIVIA}{re.escape(mark)}").match for mark in "]}"}

T = TypeVar("T")


class Literals(Cursor):
    """Reads what is written between quotes, brackets and braces."""

    __slots__ = ()

    def expression(self) -> Expression:
        """A whole expression, ternaries included."""
        raise NotImplementedError

    def complex_expression(self) -> Expression:
        """An expression in which arrays and objects may stand, whatever is around it."""
        outer, self.simple = self.simple, False
        node = self.expression()
        self.simple = outer
        return node

    def string(self, what: str) -> String:
        """A string of any kind."""
        match = _string(self.text, self.pos)
        if match is None:
            self.fault(what)
        self.pos = match.end()
        return self.string_at(match.start(1), match[1])

    def string_at(self, start: int, opening: str) -> String:
        """A string whose opening quotes have been taken."""
        if opening == "''":
            return Literal(start, self.pos, "")
        if opening == "'":
            return self.pieces(start, 0)
        if opening == "'''":
            match = _multiline(self.text, self.pos)
            if match is None:
                raise Fault(start, self.pos, "expected \"'''\" to end this string")
            self.pos = match.end()
            return Literal(start, self.pos, _without_first_break(match[1] + match[2][3:]))
        return self.pieces(start, len(opening) - 3)

    def pieces(self, start: int, dollars: int) -> String:
        """The pieces and holes of a string, from after its opening quotes."""
        parts: list[Expression] = []
        read = piece(dollars).match
        while True:
            match = read(self.text, self.pos)
            if match is None:
                self.unterminated(start, dollars)
            raw, quotes, hole = match.groups()
            if dollars:
                value = raw + (quotes[3:] if quotes else hole[dollars:])
                value = value if parts else _without_first_break(value)
            else:
                value = unescape(raw, self.pos)
            if quotes and not parts:
                self.pos = match.end()
                return Literal(start, self.pos, value)
            if value:
                closing = len(quotes[:3]) if quotes else 1 + max(dollars, 1)
                parts.append(Literal(self.pos, match.end() - closing, value))
            self.pos = match.end()
            if quotes:
                return Template(start, self.pos, tuple(parts))
            parts.append(self.hole())

    def unterminated(self, start: int, dollars: int) -> NoReturn:
        """Point to the whole rest of the line, or to what opens a multi-line string."""
        if dollars:
            raise Fault(start, start + dollars + 3, "expected \"'''\" to end this string")
        end = end_of(_line(self.text, self.pos))
        raise Fault(start, end, 'expected "\'" to end this string')

    def hole(self) -> Expression:
        """The expression in a hole, from after the `${` to the `}`; it stands on one line."""
        start = self.pos
        outer, self.simple = self.simple, True
        node = self.expression()
        self.simple = outer
        match = _close_hole(self.text, self.pos)
        if match is None:
            self.fault('"}" to end the interpolation')
        self.pos = match.end()
        for line in _line_breaks(self.text, start, self.pos):
            at = line.start()
            if not self.lexis.hides(at):
                raise Fault(at, at, 'expected "}" to end the interpolation on the same line')
        return node

    def object(self, start: int) -> Object:
        """An object whose `{` has been taken."""
        if self.simple:
            raise Fault(start, start + 1, "expected no object: none may stand in a string")
        items = self.items(self.irregular_item)
        return Object(start, self.pos, items)

    def items(self, irregular: Callable[[], ObjectItem | T]) -> tuple[ObjectItem | Spread | T, ...]:
        """What stands in braces, up to the closing one; `irregular` reads what is not a plain
        key with its value, or a spread.
        """
        items: list[ObjectItem | Spread | T] = []
        depth = self.depth
        match = _first_item(self.text, self.pos)
        while True:
            start = self.pos
            try:
                if match is None:
                    self.separate(first=not items, close='"}"')
                    match = _first_item(self.text, self.pos)
                if match is None:
                    items.append(irregular())
                elif match.lastindex in {4, 5}:
                    break
                else:
                    items.append(self.item(match))
            except Fault as fault:
                self.depth = depth
                items.append(self.mended_item(fault, match, start))
            match = _next_item(self.text, self.pos)
        self.pos = match.end()
        return tuple(items)

    def mended_item(
        self, fault: Fault, match: re.Match[str] | None, start: int
    ) -> ObjectItem | Spread:
        """What is known of a broken property: its key, or only that there is something."""
        lost = self.mend(fault, end_of(_element_start(self.text, start)), "}")
        kind = match.lastindex if match else None
        if match is None or kind not in {1, 2} or lost.end < match.end() or match[1] in CONSTANTS:
            return Spread(lost.start, lost.end, lost)
        key = _literal_key(match)
        value_start = min(end_of(_trivia(self.text, match.end())), lost.end)
        value = Opaque(value_start, lost.end, self.text[value_start : lost.end])
        return ObjectItem(key.start, lost.end, key, value)

    def item(self, match: re.Match[str]) -> ObjectItem | Spread:
        """A property or a spread whose first tokens have been taken."""
        self.pos = match.end()
        if match.lastindex == 3:
            value = self.complex_expression()
            return Spread(match.start(3), value.end, value)
        key = _literal_key(match)
        if match[1] in CONSTANTS:
            raise Fault(key.start, key.end, "expected a property name")
        value = self.complex_expression()
        return ObjectItem(key.start, value.end, key, value)

    def irregular_item(self) -> ObjectItem:
        """A property with an interpolated or escaped key, or a syntax error."""
        key = self.string("a property name")
        self.colon()
        value = self.complex_expression()
        return ObjectItem(key.start, value.end, key, value)

    def colon(self) -> None:
        match = _colon(self.text, self.pos)
        if match is None:
            self.fault('":"')
        self.pos = match.end()

    def separate(self, *, first: bool, close: str) -> None:
        """Take the separator between two elements, or say that it is missing."""
        if first:
            self.skip_newlines()
        elif match := _separator(self.text, self.pos):
            self.pos = match.end()
        elif match := _comma(self.text, self.pos):
            at = match.end() - 1
            self.problems.append(Problem(at, at + 1, "expected no comma at the end of the line"))
            self.pos = match.end()
            self.skip_newlines()
        else:
            self.fault(f"a new line, a comma or {close}")

    def elements(self, close: str, read: Callable[[], T]) -> tuple[T, ...]:
        """What stands between brackets or braces, and the closing one."""
        items: list[T] = []
        at_close = _CLOSE[close]
        self.skip_newlines()
        while (match := at_close(self.text, self.pos)) is None:
            if items:
                self.separate(first=False, close=f'"{close}"')
                if match := at_close(self.text, self.pos):
                    break
            items.append(read())
        self.pos = end_of(match)
        return tuple(items)

    def array_or_loop(self, start: int) -> List | For:
        """An array or a loop whose `[` has been taken."""
        if self.simple:
            raise Fault(start, start + 1, "expected no array: none may stand in a string")
        if _for(self.text, self.pos):
            return self.loop_expression(start)
        return self.array(start)

    def array(self, start: int) -> List:
        items: list[Expression] = []
        depth = self.depth
        match = _first_element(self.text, self.pos)
        while True:
            before = self.pos
            try:
                if match is None:
                    self.separate(first=False, close='"]"')
                    match = _first_element(self.text, self.pos)
                if match is None or match.lastindex in {1, 3}:
                    break
                items.append(self.element(match))
            except Fault as fault:
                self.depth = depth
                items.append(self.mend(fault, end_of(_element_start(self.text, before)), "]"))
            match = _next_element(self.text, self.pos)
        self.pos = end_of(match)
        return List(start, self.pos, tuple(items))

    def element(self, match: re.Match[str]) -> Expression:
        """One element of an array, or a spread."""
        self.pos = match.end()
        value = self.complex_expression()
        return Spread(match.start(2), value.end, value) if match[2] else value

    def loop_expression(self, start: int) -> For:
        """`[for item in collection: value]`, from after the `[`."""
        loop = self.loop()
        self.colon()
        result = self.complex_expression()
        match = _close_loop(self.text, self.pos)
        if match is None:
            self.fault('"]"')
        self.pos = match.end()
        return For(start, self.pos, loop.index, loop.item, loop.collection, None, result)

    def loop(self) -> Loop:
        """The `for` of a loop, its variables and its collection."""
        self.pos = end_of(_for(self.text, self.pos))
        start = self.pos - len("for")
        match = _variables(self.text, self.pos)
        if match is None:
            self.fault("a loop variable, or two in parentheses")
        self.pos = match.end()
        group = 1 if match[1] else 2
        item, item_start = self.checked(match[group], match.start(group)), match.start(group)
        index = match[3] and self.checked(match[3], match.start(3))
        index_start = match.start(3) if index else None
        if (keyword := _in(self.text, self.pos)) is None:
            self.fault('"in"')
        self.pos = keyword.end()
        collection = self.complex_expression()
        return Loop(start, collection.end, item, item_start, index, index_start, collection)


def _without_first_break(text: str) -> str:
    """A multi-line string begins on the line after its quotes."""
    if text.startswith("\r\n"):
        return text[2:]
    return text[1:] if text.startswith(("\n", "\r")) else text


def _literal_key(match: re.Match[str]) -> Literal:
    """The bare or quoted key that a match of an item has taken."""
    if match[1]:
        return Literal(match.start(1), match.end(1), match[1])
    return Literal(match.start(2) - 1, match.end(2) + 1, match[2])
