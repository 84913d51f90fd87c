"""Look-ups: where an expression selects an element of a list by a number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from azlint.syntax import (
    Access,
    Binary,
    Call,
    Expression,
    Index,
    Literal,
    Name,
    Node,
    children,
    walk,
)


class LookUp(NamedTuple):
    """`collection[key]` or `element(collection, key)`; the second wraps around at the end."""

    node: Node
    collection: Expression
    key: Expression
    wraps: bool


def looked_up(node: Node) -> LookUp | None:
    """The parts of a look-up by a computed key."""
    match node:
        case Index(key=Literal()):
            return None
        case Index(object=collection, key=key):
            return LookUp(node, collection, key, wraps=False)
        case Call(name="element", arguments=(collection, key)):
            return LookUp(node, collection, key, wraps=True)
        case _:
            return None


def look_ups(
    expression: Expression, wanted: Callable[[Node], bool], *, remainders: bool = False
) -> Iterator[LookUp]:
    """The look-ups whose key is made of something wanted; of a remainder of it, where asked for."""
    for node in walk(expression):
        found = looked_up(node)
        if found is not None and picks(found.key, wanted, remainders=remainders):
            yield found


def picks(key: Expression, wanted: Callable[[Node], bool], *, remainders: bool = False) -> bool:
    """Whether a key is made of something wanted.

    A remainder of it, which spreads over a list, counts only where asked for; what is looked up
    by it is another value.
    """
    stack: list[Node] = [key]
    while stack:
        node = stack.pop()
        if wanted(node):
            return True
        spreads = isinstance(node, Binary) and node.operator == "%" and not remainders
        if not spreads and looked_up(node) is None:
            stack.extend(children(node))
    return False


def mentions(expression: Expression, name: str) -> bool:
    """Whether an expression reads a variable."""
    return any(is_name(name, node) for node in walk(expression))


def is_name(name: str, node: Node) -> bool:
    """A certain variable."""
    return isinstance(node, Name) and node.name == name


def is_each(node: Node) -> bool:
    """`each.key`, `each.value`."""
    match node:
        case Access(object=Name(name="each"), name="key" | "value"):
            return True
        case _:
            return False


def is_count_index(node: Node) -> bool:
    """`count.index`."""
    match node:
        case Access(object=Name(name="count"), name="index"):
            return True
        case _:
            return False
