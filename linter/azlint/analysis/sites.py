"""Expressions followed to where they are written: through names, branches and functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from azlint.source import Span
from azlint.syntax import (
    Access,
    Call,
    Conditional,
    Expression,
    For,
    Index,
    List,
    Literal,
    Name,
    Object,
    ObjectItem,
    Parentheses,
)
from azlint.value import Known, Type, Unknown, Value, alternatives

if TYPE_CHECKING:
    from azlint.languages.terraform.scope import Scope

MAX_VISITS = 2_000
MAX_DEPTH = 40


class Shape(Enum):
    """What iterating over a value visits."""

    LIST = "list"
    MAP = "map"
    SET = "set"
    UNKNOWN = "unknown"


KINDS = {
    "list": Shape.LIST,
    "tuple": Shape.LIST,
    "set": Shape.SET,
    "map": Shape.MAP,
    "object": Shape.MAP,
}


class Binding(Protocol):
    """What a comprehension variable stands for."""

    @property
    def value(self) -> Value: ...


@dataclass(slots=True)
class Budget:
    """How much following is left; analyses of hostile input end here."""

    visits: int = MAX_VISITS

    def spend(self) -> bool:
        self.visits -= 1
        return self.visits > 0


@dataclass(frozen=True, slots=True)
class Site:
    """An expression where it stands: its scope and the comprehension variables around it."""

    expression: Expression
    scope: Scope
    names: Mapping[str, Binding] = field(default_factory=dict)
    depth: int = 0

    @property
    def span(self) -> Span:
        return self.scope.span(self.expression)

    def at(self, expression: Expression) -> Site:
        """Another expression in the same place."""
        return Site(expression, self.scope, self.names, self.depth + 1)

    def bind(self, expression: Expression, names: Mapping[str, Binding]) -> Site:
        """An expression inside a comprehension."""
        return Site(expression, self.scope, {**self.names, **names}, self.depth + 1)

    def value(self) -> Value:
        """The value here, with comprehension variables as typical elements."""
        values = {name: binding.value for name, binding in self.names.items()}
        return self.scope.value(self.expression, values)

    def shape(self) -> Shape:
        """What iterating over it visits; a null or failing alternative does not count."""
        shapes = {_shape(option) for option in alternatives(self.value())} - {None}
        shape = shapes.pop() if len(shapes) == 1 else None
        return shape or _written_shape(self.expression)


def _shape(value: Value) -> Shape | None:
    if isinstance(value, Known) and value.data is None:
        return None
    if isinstance(value, Known) and isinstance(value.data, tuple):
        return Shape.SET if value.type.kind == "set" else Shape.LIST
    if isinstance(value, Known) and isinstance(value.data, dict):
        return Shape.MAP
    return KINDS.get(value.type.kind, Shape.UNKNOWN)


def _written_shape(expression: Expression) -> Shape:
    match expression:
        case For(result_key=None) | List():
            return Shape.LIST
        case For() | Object():
            return Shape.MAP
        case Parentheses(inner=inner):
            return _written_shape(inner)
        case _:
            return Shape.UNKNOWN


def typical(collection: Value) -> tuple[Value, Value]:
    """A key and a value that stand for what iteration visits."""
    for option in alternatives(collection):
        if isinstance(option, Known) and option.data:
            data = option.data
            if isinstance(data, tuple):
                return Known(0), data[0]
            if isinstance(data, dict):
                key = min(data)
                return Known(key), data[key]
    reason = collection.reason if isinstance(collection, Unknown) else None
    if reason is None:
        return Known(0), Known(None)
    element = collection.type.element or Type("any")
    return Unknown(reason), Unknown(reason, element)


def definitions(site: Site, budget: Budget) -> Iterator[Site]:
    """The expressions a site stands for, names, branches and look-ups followed as far as the
    files tell; the site itself where they tell nothing."""
    if site.depth > MAX_DEPTH or not budget.spend():
        yield site
        return
    match site.expression:
        case Parentheses(inner=inner):
            yield from definitions(site.at(inner), budget)
        case Conditional(then=then, otherwise=otherwise):
            yield from definitions(site.at(then), budget)
            yield from definitions(site.at(otherwise), budget)
        case Call(name="try" | "coalesce" | "coalescelist", arguments=arguments):
            for argument in arguments:
                yield from definitions(site.at(argument), budget)
        case Call(name="nonsensitive" | "sensitive" | "tomap" | "tolist", arguments=(inner,)):
            yield from definitions(site.at(inner), budget)
        case _:
            yield from _named(site, budget)


def _named(site: Site, budget: Budget) -> Iterator[Site]:
    found = _definition(site)
    if found is not None:
        yield from definitions(found, budget)
        return
    members = list(_members(site, budget))
    if not members:
        yield site
    for member in members:
        yield from definitions(member, budget)


def _definition(site: Site) -> Site | None:
    root = site.expression
    while isinstance(root, Access):
        root = root.object
    if isinstance(root, Name) and root.name in site.names:
        return None
    found = site.scope.definition(site.expression)
    return None if found is None else Site(found[0], found[1], {}, site.depth + 1)


def _members(site: Site, budget: Budget) -> Iterator[Site]:
    """What `object.name` and `object[key]` lead to inside the object's own definition."""
    match site.expression:
        case Access(object=inner, name=name) if not isinstance(inner, Name):
            key: str | None = name
        case Index(object=inner, key=Literal(value=str(name))):
            key = name
        case Index(object=inner):
            key = None
        case _:
            return
    for holder in definitions(site.at(inner), budget):
        yield from member(holder, key, budget)


def member(holder: Site, key: str | None, budget: Budget) -> Iterator[Site]:
    """The values under a key of what a site writes; under any key where it is None."""
    match holder.expression:
        case Object(items=items):
            for item in items:
                if isinstance(item, ObjectItem) and (key is None or _is_key(item.key, key)):
                    yield holder.at(item.value)
        case Call(name="merge", arguments=arguments):
            for argument in arguments:
                for part in definitions(holder.at(argument), budget):
                    yield from member(part, key, budget)
        case _:
            return


def _is_key(expression: Expression, key: str) -> bool:
    return isinstance(expression, Literal) and expression.value == key
