"""What each resource and module call of a template refers to, by symbolic name.

A reference through a variable counts as the variable's user's own; names that loops and lambdas
bind hide others. What the compiler writes as `dependsOn` is the set of these targets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from azlint.languages.bicep import syntax
from azlint.languages.bicep.link import NESTED
from azlint.languages.bicep.template import ModuleEntry, ResourceEntry, Template
from azlint.source import Span
from azlint.syntax import (
    Access,
    Expression,
    For,
    Lambda,
    Literal,
    Name,
    Node,
    ObjectItem,
    children,
)

MAX_STEPS = 200_000
"""Expressions that are looked at for one template."""


class Kind(StrEnum):
    """How one node refers to another."""

    READS = "reads"
    DEPENDS_ON = "depends on"
    PARENT = "is part of"
    SCOPE = "lies in"


KINDS: Mapping[str, Kind] = {
    "dependson": Kind.DEPENDS_ON,
    "parent": Kind.PARENT,
    "scope": Kind.SCOPE,
}
"""The kind of a reference in a property of the body; others are read."""


class Edge(msgspec.Struct, frozen=True):
    """A reference: source and target by qualified symbolic name, and where it is written."""

    source: str
    target: str
    kind: Kind
    place: Span


def edges(template: Template) -> Sequence[Edge]:
    """The edges between the resources and modules of a template, in the order of their places."""
    walker = _Walker(template)
    entries: list[ResourceEntry | ModuleEntry] = [*template.resources.values()]
    entries += template.modules.values()
    return [edge for entry in entries for edge in walker.of(entry)]


class _Walker:
    def __init__(self, template: Template) -> None:
        self.template = template
        self.steps = MAX_STEPS
        self.variables: dict[str, frozenset[str]] = {}

    def of(self, entry: ResourceEntry | ModuleEntry) -> Iterator[Edge]:
        if isinstance(entry, ResourceEntry) and entry.parent:
            header = entry.declaration.header
            yield Edge(entry.name, entry.parent, Kind.PARENT, header)
        for expression, kind, hidden in _parts(entry):
            seen: set[str] = set()
            for target, node in self.targets(expression, hidden, entry.name):
                if target not in seen and target != entry.name:
                    seen.add(target)
                    yield Edge(entry.name, target, kind, self.template.place(node))

    def targets(
        self, node: Node, hidden: frozenset[str], inside: str
    ) -> Iterator[tuple[str, Expression]]:
        """The resources and modules that an expression names, and where."""
        stack = [(node, hidden)]
        while stack and self.steps > 0:
            self.steps -= 1
            node, hidden = stack.pop()
            if isinstance(node, Name):
                if node.name not in hidden:
                    yield from ((target, node) for target in self.named(node.name, inside))
                continue
            if isinstance(node, Access) and node.nested:
                target = self.nested(node, hidden, inside)
                if target:
                    yield target, node
                    continue
            bound = hidden | _bound(node)
            outer = node.collection if isinstance(node, For) else None
            below = [(child, hidden if child is outer else bound) for child in children(node)]
            stack.extend(reversed(below))

    def named(self, name: str, inside: str) -> Sequence[str]:
        """What a name leads to: itself, or all that a variable reads."""
        if name in self.template.variables:
            return sorted(self.variable(name))
        found = self.resource(name, inside)
        return [found] if found else []

    def resource(self, name: str, inside: str) -> str:
        """The qualified name of a resource or module as it is seen from inside a resource."""
        while inside:
            entry = self.template.resources.get(inside)
            if entry is not None and name in entry.children:
                return entry.children[name]
            inside = inside.rpartition(NESTED)[0]
        known = name in self.template.resources or name in self.template.modules
        return name if known else ""

    def nested(self, node: Access, hidden: frozenset[str], inside: str) -> str:
        """The qualified name of `outer::inner`."""
        names = [node.name]
        outer: Expression = node.object
        while isinstance(outer, Access) and outer.nested:
            names.append(outer.name)
            outer = outer.object
        if not isinstance(outer, Name) or outer.name in hidden:
            return ""
        first = self.resource(outer.name, inside)
        qualified = NESTED.join((first, *reversed(names)))
        return qualified if qualified in self.template.resources else ""

    def variable(self, name: str) -> frozenset[str]:
        if name not in self.variables:
            self.variables[name] = frozenset()
            value = self.template.variables[name].value
            found = (target for target, _ in self.targets(value, frozenset(), ""))
            self.variables[name] = frozenset(found)
        return self.variables[name]


def _parts(
    entry: ResourceEntry | ModuleEntry,
) -> Iterator[tuple[Expression, Kind, frozenset[str]]]:
    """The expressions of a declaration, how they refer, and the names that its loop hides."""
    statement = entry.statement
    hidden = frozenset[str]()
    if statement.loop is not None:
        yield statement.loop.collection, Kind.READS, hidden
        hidden = _names(statement.loop)
    if statement.condition is not None:
        yield statement.condition, Kind.READS, hidden
    for item in entry.body.object.items:
        if isinstance(item, ObjectItem):
            yield item.key, Kind.READS, hidden
            key = item.key.value if isinstance(item.key, Literal) else None
            kind = KINDS.get(key.lower(), Kind.READS) if isinstance(key, str) else Kind.READS
            yield item.value, kind, hidden
        else:
            yield item, Kind.READS, hidden


def _names(loop: syntax.Loop) -> frozenset[str]:
    return frozenset(name for name in (loop.item, loop.index) if name is not None)


def _bound(node: Node) -> frozenset[str]:
    """The names that an expression binds for what is inside."""
    if isinstance(node, Lambda):
        return frozenset(node.parameters)
    if isinstance(node, For):
        return frozenset(name for name in (node.variable, node.index) if name is not None)
    return frozenset()
