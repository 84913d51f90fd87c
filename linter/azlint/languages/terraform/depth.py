"""Bounds on how deeply trees nest, so that whatever reads them may recurse."""

from __future__ import annotations

from typing import Final

from azlint.syntax import Access, Binary, Expression, Index, Node, Splat, children

HEIGHT: Final = 200
"""How many nodes an expression may have below each other."""


class TooDeepError(Exception):
    """An expression nests too deeply."""

    def __init__(self, start: int, end: int) -> None:
        super().__init__(start, end)
        self.start = start
        self.end = end


_STRIDE: Final = 64
"""How many characters a chain may grow before it is measured again."""


def check_chain(first: Expression, end: int, kinds: type[Node] | tuple[type[Node], ...]) -> None:
    """Refuse a chain of operators or accesses that grows too long, while it is built.

    `first` is the chain so far, which will reach to `end`.
    """
    width = first.end - first.start
    if width < HEIGHT or width // _STRIDE == (end - first.start) // _STRIDE:
        return
    length = 0
    node: Node = first
    while isinstance(node, kinds):
        length += 1
        if length > HEIGHT:
            raise TooDeepError(first.start, first.end)
        node = _left(node)


def _left(node: Node) -> Node:
    match node:
        case Binary():
            return node.left
        case Access() | Index() | Splat():
            return node.object
    return node


def check_height(expression: Expression) -> None:
    """Refuse an expression that is too deep as a whole."""
    if expression.end - expression.start < HEIGHT:
        return
    level: list[Node] = [expression]
    for _ in range(HEIGHT):
        level = [child for node in level for child in children(node)]
        if not level:
            return
    raise TooDeepError(expression.start, expression.end)
