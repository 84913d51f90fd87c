"""A node of a shell grammar's syntax tree."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

_SPECIAL = frozenset(
    {
        "simple_expansion",
        "expansion",
        "command_substitution",
        "process_substitution",
        "arithmetic_expansion",
        "string",
        "raw_string",
        "ansi_c_string",
        "translated_string",
        "concatenation",
        "brace_expression",
    }
)


class Tree(msgspec.Struct, frozen=True, gc=False):
    """type: as the grammar names it · field: the role in its parent, or empty · broken: the
    grammar does not understand this range, or it lies too deep."""

    type: str
    start: int
    end: int
    children: tuple[Tree, ...] = ()
    field: str = ""
    broken: bool = False

    @property
    def special(self) -> bool:
        """Whether a shell does not take it as it is written."""
        return self.type in _SPECIAL or self.broken

    def inner(self) -> Iterator[Tree]:
        """What below it is special, side by side."""
        for child in self.children:
            if child.type == "concatenation" and not child.broken:
                yield from child.inner()
            elif child.special:
                yield child

    def of(self, *types: str) -> Iterator[Tree]:
        """The children of some types."""
        return (child for child in self.children if child.type in types)

    def role(self, field: str) -> Iterator[Tree]:
        """The children in a role."""
        return (child for child in self.children if child.field == field)

    def errors(self) -> Iterator[tuple[int, int]]:
        """The ranges that are not understood."""
        stack = [self]
        while stack:
            node = stack.pop()
            if node.broken:
                yield node.start, node.end
            else:
                stack.extend(reversed(node.children))
