"""A node of a shell grammar's syntax tree."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec


class Tree(msgspec.Struct, frozen=True, gc=False):
    """type: as the grammar names it · field: the role in its parent, or empty · broken: the
    grammar does not understand this range, or it lies too deep."""

    type: str
    start: int
    end: int
    children: tuple[Tree, ...] = ()
    field: str = ""
    broken: bool = False

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
