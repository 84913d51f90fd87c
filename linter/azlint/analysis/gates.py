"""Branches that cannot be taken: conditions that hold wherever an instance exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from azlint.syntax import (
    Binary,
    Conditional,
    Expression,
    Literal,
    Node,
    Parentheses,
    Unary,
    children,
)

MAX_NODES = 400
"""A longer condition is not compared."""

Facts = Mapping[object, bool]
"""Conditions, whatever their place, and what they are."""


def facts(count: Expression) -> Facts:
    """What must hold for a `count` to be more than nothing."""
    known: dict[object, bool] = {}
    count = _bare(count)
    while isinstance(count, Conditional):
        if _is_nothing(count.otherwise):
            known.update(_held(count.condition, truth=True))
            count = _bare(count.then)
        elif _is_nothing(count.then):
            known.update(_held(count.condition, truth=False))
            count = _bare(count.otherwise)
        else:
            break
    return known


def _is_nothing(expression: Expression) -> bool:
    bare = _bare(expression)
    return isinstance(bare, Literal) and bare.value == 0


def _bare(expression: Expression) -> Expression:
    while isinstance(expression, Parentheses):
        expression = expression.inner
    return expression


def _held(condition: Expression, *, truth: bool) -> Iterator[tuple[object, bool]]:
    """A condition that is so, and the parts of it that then are."""
    stack = [(condition, truth)]
    while stack:
        part, holds = stack.pop()
        part = _bare(part)
        match part:
            case Unary(operator="!", operand=operand):
                stack.append((operand, not holds))
            case Binary(operator="&&" | "||" as operator, left=left, right=right):
                if holds == (operator == "&&"):
                    stack += [(left, holds), (right, holds)]
        key = _content(part)
        if key is not None:
            yield key, holds


def live(expression: Expression, known: Facts) -> Iterator[Node]:
    """A node and everything below it but for branches that cannot be taken, parents first."""
    stack: list[Node] = [expression]
    while stack:
        node = stack.pop()
        yield node
        below = tuple(children(node))
        if known and isinstance(node, Conditional):
            truth = _truth(node.condition, known)
            if truth is not None:
                below = (node.then if truth else node.otherwise,)
        stack.extend(reversed(below))


def _truth(condition: Expression, known: Facts) -> bool | None:
    condition, negated = _bare(condition), False
    while isinstance(condition, Unary) and condition.operator == "!":
        condition, negated = _bare(condition.operand), not negated
    truth = known.get(_content(condition))
    return None if truth is None else truth != negated


def _content(expression: Node) -> object:
    """An expression without its places, to compare; None where it is too long."""
    parts: list[object] = []
    stack: list[object] = [expression]
    while stack:
        item = stack.pop()
        if len(parts) > MAX_NODES:
            return None
        if isinstance(item, Node):
            names = [name for name in item.__struct_fields__ if name not in {"start", "end"}]
            parts.append(type(item).__name__)
            stack.extend(getattr(item, name) for name in names)
        elif isinstance(item, tuple):
            parts.append(len(item))
            stack.extend(item)
        else:
            parts.append((type(item).__name__, item))
    return tuple(parts)
