"""Expressions compared whatever their places."""

from __future__ import annotations

from azlint.analysis.sites import Budget, Site, definitions
from azlint.syntax import Node

MAX_NODES = 400
"""A longer expression is not compared."""


def same(one: Site, other: Site, budget: Budget) -> bool:
    """Whether two expressions lead to one value that is written in one place."""
    return not _sources(one, budget).isdisjoint(_sources(other, budget))


def _sources(site: Site, budget: Budget) -> set[object]:
    return {
        (id(place.scope.module), content(place.expression) or id(place.expression))
        for place in definitions(site, budget)
    }


def content(expression: Node) -> object:
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
