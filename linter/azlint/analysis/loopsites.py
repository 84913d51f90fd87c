"""Bicep expressions with the loops around them, followed to where names are declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from azlint.languages.bicep.interpret import Scope, evaluate
from azlint.languages.bicep.template import ModuleEntry
from azlint.source import Span
from azlint.syntax import Access, Expression, Index, Literal, Name, Object, ObjectItem, walk
from azlint.value import Value, data_of

if TYPE_CHECKING:
    from azlint.languages.bicep.frame import Frame
    from azlint.languages.bicep.targets import ModuleTarget, ResourceTarget


class Loop(msgspec.Struct, frozen=True, eq=False):
    """A loop: of a resource, of a module call, or in an expression.

    body: what it makes of an element, apart from the name · owner: the resource or module call,
    and `naming` the name or argument in it that was followed; None for an expression.
    """

    item: str
    index: str | None
    collection: Site
    body: Sequence[Expression]
    owner: ResourceTarget | ModuleTarget | None = None
    naming: Span | None = None

    @property
    def elements(self) -> Sequence[Value] | None:
        """What it runs over; None where that is not known."""
        value = self.collection.value()
        data = data_of(value)
        return data if isinstance(data, tuple) else None


class Element(msgspec.Struct, frozen=True):
    """A variable that stands for an element of a loop."""

    loop: Loop


class Position(msgspec.Struct, frozen=True):
    """A variable that stands for the position of an element."""

    loop: Loop


class Site(msgspec.Struct, frozen=True):
    """An expression in a file, and what the variables around it stand for.

    scope: in which it can be evaluated; None inside a loop whose elements are not told apart.
    """

    expression: Expression
    frame: Frame
    bindings: Mapping[str, Element | Position | Site | None] = msgspec.field(default_factory=dict)
    scope: Scope | None = None

    @property
    def span(self) -> Span:
        return self.frame.template.place(self.expression)

    def at(self, expression: Expression) -> Site:
        """Another expression beside this one."""
        return Site(expression, self.frame, self.bindings, self.scope)

    def bound(
        self, expression: Expression, names: Mapping[str, Element | Position | Site | None]
    ) -> Site:
        """An expression inside this one that knows more names."""
        return Site(expression, self.frame, {**self.bindings, **names})

    def value(self) -> Value | None:
        return None if self.scope is None else evaluate(self.expression, self.scope)


def definition(frame: Frame, name: str) -> Site | None:
    """Where the value of a name comes from: its declaration, or what the caller gives."""
    template = frame.template
    if name in template.variables:
        return Site(template.variables[name].value, frame, scope=frame.scope)
    if name in template.parameters:
        given = argument(frame.caller, name) if frame.caller is not None else None
        if given is not None:
            return given
        default = template.parameters[name].default
        return None if default is None else Site(default, frame, scope=frame.scope)
    if name in template.imports and template.imports[name].name:
        owner, own = frame.origin(name)
        return None if owner is None or owner is frame else definition(owner, own)
    return None


def namespaced(frame: Frame, node: Access) -> Site | None:
    """`namespace.name` of a file that is imported as a whole."""
    owner = frame.namespace(node.object.name) if isinstance(node.object, Name) else None
    return None if owner is None else definition(owner, node.name)


def argument(call: ModuleTarget, name: str) -> Site | None:
    """What a module call gives a parameter."""
    params = call.entry.params
    item = params.items.get(name.lower()) if params is not None else None
    return None if item is None else target_site(call, item, "params")


def target_site(target: ResourceTarget | ModuleTarget, item: ObjectItem, own: str) -> Site:
    """A property of a resource, or an argument of a module call; `own` is that property."""
    names: dict[str, Element | Position | Site | None] = {}
    statement = target.entry.statement
    loop = statement.loop
    if loop is not None:
        body = [
            each.value
            for each in (*_entries(target.body.object), *_arguments(target))
            if each is not item and not (own == "params" and _key(each) in {"params", "name"})
        ]
        outer = Site(loop.collection, target.frame, scope=target.frame.scope)
        naming = target.frame.template.place(item.value)
        made = Loop(loop.item, loop.index, outer, body, target, naming)
        names[loop.item] = Element(made)
        if loop.index is not None:
            names[loop.index] = Position(made)
    return Site(item.value, target.frame, names, target.scope)


def _entries(node: Object) -> Iterable[ObjectItem]:
    return [item for item in node.items if isinstance(item, ObjectItem)]


def _arguments(target: ResourceTarget | ModuleTarget) -> Iterable[ObjectItem]:
    entry = target.entry
    params = entry.params if isinstance(entry, ModuleEntry) else None
    return () if params is None else _entries(params.object)


def _key(item: ObjectItem) -> str:
    key = item.key.value if isinstance(item.key, Literal) else None
    return key.lower() if isinstance(key, str) else ""


def reads_element(loop: Loop) -> bool:
    """What a loop makes of an element, apart from its name, depends on the element."""
    return any(
        (isinstance(node, Name) and node.name == loop.item)
        or (isinstance(node, Index) and isinstance(node.key, Name) and node.key.name == loop.index)
        for expression in loop.body
        for node in walk(expression)
    )
