"""Branches that cannot be taken: conditions that hold wherever an instance exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from azlint.analysis.sameness import content
from azlint.syntax import (
    Binary,
    Conditional,
    Expression,
    Literal,
    Node,
    Unary,
    bare,
    children,
)

Facts = Mapping[object, bool]
"""Conditions, whatever their place, and what they are."""


def facts(count: Expression) -> Facts:
    """What must hold for a `count` to be more than nothing."""
    known: dict[object, bool] = {}
    count = bare(count)
    while isinstance(count, Conditional):
        if _is_nothing(count.otherwise):
            known.update(_held(count.condition, truth=True))
            count = bare(count.then)
        elif _is_nothing(count.then):
            known.update(_held(count.condition, truth=False))
            count = bare(count.otherwise)
        else:
            break
    return known


def _is_nothing(expression: Expression) -> bool:
    inner = bare(expression)
    return isinstance(inner, Literal) and inner.value == 0


def _held(condition: Expression, *, truth: bool) -> Iterator[tuple[object, bool]]:
    """A condition that is so, and the parts of it that then are."""
    stack = [(condition, truth)]
    while stack:
        part, holds = stack.pop()
        part = bare(part)
        match part:
            case Unary(operator="!", operand=operand):
                stack.append((operand, not holds))
            case Binary(operator="&&" | "||" as operator, left=left, right=right):
                if holds == (operator == "&&"):
                    stack += [(left, holds), (right, holds)]
        key = content(part)
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
    condition, negated = bare(condition), False
    while isinstance(condition, Unary) and condition.operator == "!":
        condition, negated = bare(condition.operand), not negated
    truth = known.get(content(condition))
    return None if truth is None else truth != negated
