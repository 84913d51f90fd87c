"""Values of a template: what is written, with its expressions read and its loops unrolled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from azlint.json_source import places
from azlint.languages.arm import expressions, functions
from azlint.languages.arm.json import members, text_of
from azlint.languages.arm.names import Names
from azlint.syntax import (
    Call,
    Expression,
    For,
    List,
    Literal,
    Object,
    ObjectItem,
    Spread,
)

RANGE = "range"
COPY = "copy"


class Values:
    """Reads the values of one template, whose names are known."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.names = names

    def value(self, node: Expression) -> Expression:
        """A value as it is deployed."""
        match node:
            case Literal(value=str() as written) if written.startswith("["):
                return self.string(node, written)
            case List():
                return List(node.start, node.end, tuple(map(self.value, node.items)))
            case Object():
                return Object(node.start, node.end, tuple(self.items(node.items)))
            case _:
                return node

    def string(self, node: Literal, written: str) -> Expression:
        """A string that is an expression, or that has an escaped bracket."""
        if not expressions.is_expression(written):
            plain = written[1:] if written.startswith("[[") else written
            return Literal(node.start, node.end, plain)
        raw = self.text[node.start + 1 : node.end - 1]
        at: Sequence[int] = range(node.start + 1, node.end)
        return expressions.parse(
            written,
            places(raw, node.start + 1) if "\\" in raw else at,
            partial(functions.call, self.names),
            partial(functions.access, self.names),
        )

    def items(self, items: Sequence[ObjectItem | Spread]) -> Iterator[ObjectItem]:
        """The members of an object; each of its loops is the member that it makes."""
        for item in items:
            if not isinstance(item, ObjectItem):
                continue
            copies = item.value.items if isinstance(item.value, List) else ()
            if text_of(item.key).lower() == COPY and copies and all(map(is_copy, copies)):
                yield from (self.copied(copy) for copy in copies)
            else:
                key = self.value(item.key)
                yield ObjectItem(item.start, item.end, key, self.value(item.value))

    def copied(self, copy: Expression) -> ObjectItem:
        """A member that a loop makes."""
        written = members(copy)
        name = written.items["name"].value
        return ObjectItem(copy.start, copy.end, name, self.repeated(copy, text_of(name)))

    def repeated(self, copy: Expression, name: str) -> Expression:
        """The array of a loop: its input, once for each index."""
        written = members(copy)
        given = written.items["input"].value
        outer = self.names.loop
        self.names.loop = outer or name
        result = self.value(given)
        self.names.loop = outer
        bound = self.names.copied(name)
        return For(copy.start, copy.end, None, bound, self.counted(copy), None, result)

    def counted(self, copy: Expression) -> Expression:
        """The indices of a loop."""
        count = members(copy).value("count")
        place = (copy.start, copy.end) if count is None else (count.start, count.end)
        number = Literal(*place, None) if count is None else self.value(count)
        return Call(*place, RANGE, (Literal(*place, 0), number))


def is_copy(node: Expression) -> bool:
    """An object that says how often something is made, and what."""
    written = members(node)
    return text_of(written.value("name")) != "" and {"count", "input"} <= written.items.keys()
