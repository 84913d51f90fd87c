"""Loops of resources and modules as cases: one for each thing that their expressions read.

An expression that reads nothing of the loop has one case for all elements; else elements that
give what is read the same value share a case. A collection that is not known has one case, whose
element stands for any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from azlint.languages.bicep import syntax
from azlint.languages.bicep.interpret import NO_BINDINGS, Scope, evaluate, loop_bindings
from azlint.languages.bicep.limits import ITEMS
from azlint.languages.bicep.narrow import typed
from azlint.languages.bicep.values import choose, failed, projected, stopped
from azlint.syntax import Access, Name, Node, children
from azlint.value import ANY, Cause, Known, Unknown, Value

Path = tuple[str, ...]
SEPARATE: int = 1_000
"""Cases of one loop beyond which one stands for all."""


class Case(msgspec.Struct, frozen=True):
    """Elements that nothing read tells apart.

    at: the index of the first; None where one stands for all of an unknown collection · keys:
    of the elements, empty for all of them.
    """

    at: int | None
    keys: tuple[str, ...] = ()


ALONE = Case(None)


def cases(loop: syntax.Loop | None, scope: Scope, read: Iterable[Node]) -> Sequence[Case]:
    """The cases of a declaration of which some expressions are read."""
    if loop is None:
        return (ALONE,)
    items = elements(loop, scope)
    if items is None:
        return (ALONE,)
    paths = _paths(loop, scope, tuple(read)) if items else ()
    if not paths:
        return (Case(0),) if items else ()
    groups: dict[object, list[int]] = {}
    for at, item in enumerate(items):
        bindings = loop_bindings(loop.item, loop.index, item, at)
        groups.setdefault(
            tuple(projected(bindings[name], path) for name, *path in paths), []
        ).append(at)
    if len(groups) > SEPARATE:
        return (ALONE,)
    return tuple(
        Case(members[0], tuple(f"[{at}]" for at in members)) for members in groups.values()
    )


def _paths(loop: syntax.Loop, scope: Scope, read: Sequence[Node]) -> Sequence[Path]:
    """What expressions read of a loop, worked out once for all evaluations."""
    known = scope.frame.world.repository.reads
    place = (scope.frame.template.key, loop.start, *((node.start, node.end) for node in read))
    if place not in known:
        names = frozenset(name for name in (loop.item, loop.index) if name is not None)
        known[place] = sorted(reads(read, names))
    return known[place]


def elements(loop: syntax.Loop, scope: Scope) -> Sequence[Value] | None:
    """The elements of a loop's collection; None where they are not known."""
    match collection(loop, scope):
        case Known(data=tuple() as items) if len(items) <= ITEMS:
            return items
        case _:
            return None


def collection(loop: syntax.Loop, scope: Scope) -> Value:
    key = f"{loop.start}:loop"
    memo = scope.frame.memo
    if key not in memo:
        memo[key] = evaluate(loop.collection, scope)
    return memo[key]


def bindings(loop: syntax.Loop | None, scope: Scope, at: int | None) -> Mapping[str, Value]:
    """The names that a loop binds for an element, or for any where `at` is None."""
    if loop is None:
        return NO_BINDINGS
    items = elements(loop, scope)
    if at is None or items is None:
        value = _any_element(collection(loop, scope))
        return loop_bindings(loop.item, loop.index, value, None)
    inside = 0 <= at < len(items)
    value = items[at] if inside else failed(f"there is no element {at}")
    return loop_bindings(loop.item, loop.index, value, at)


def _any_element(value: Value) -> Value:
    """An element that stands for all: one of those known, where every collection is."""
    if isinstance(value, Known):
        if isinstance(value.data, tuple):
            unknown = stopped(Cause.INSTANCE, "the element of a loop")
            return choose(value.data, unknown.reason) if value.data else unknown
        return failed("a loop over something else")
    options = [o.data for o in value.one_of if isinstance(o, Known) and isinstance(o.data, tuple)]
    members = [item for option in options for item in option]
    if members and len(options) == len(value.one_of):
        return choose(members, value.reason)
    element = Unknown(
        value.reason, ANY, value.origin, sensitive=value.sensitive, assumed=value.assumed
    )
    return typed(element, value.type.element)


def reads(nodes: Iterable[Node], names: frozenset[str]) -> set[Path]:
    """What expressions read of some names: the longest chains of accesses that start at them."""
    paths: set[Path] = set()
    stack = list(nodes)
    while stack:
        node = stack.pop()
        chain = _chain(node)
        if chain is None:
            stack.extend(children(node))
        elif chain[0] in names:
            paths.add(chain)
    return paths


def _chain(node: Node) -> Path | None:
    """`name.a.b` as its steps; None for other expressions."""
    steps: list[str] = []
    while isinstance(node, Access) and not node.nested:
        steps.append(node.name)
        node = node.object
    return (node.name, *reversed(steps)) if isinstance(node, Name) else None
