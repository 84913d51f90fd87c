"""Expressions followed to where they are written: through names, branches and functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Protocol

import msgspec

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
    Splat,
    Template,
)
from azlint.value import Cause, Known, Reason, Type, Unknown, Value, alternatives

if TYPE_CHECKING:
    from azlint.languages.terraform.scope import Scope

MAX_VISITS = 2_000
MAX_DEPTH = 60
STEPS = 4
"""So many steps of an evaluation a visit counts."""
SAMPLE = 4
"""So many elements stand for all of a collection."""

SAME = frozenset({"try", "coalesce", "coalescelist"})
CONVERSIONS = frozenset({"nonsensitive", "sensitive", "tomap", "tolist"})


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
RESULTS = {
    **dict.fromkeys(
        ("chunklist", "compact", "concat", "csvdecode", "distinct", "flatten", "formatlist", "keys",
         "matchkeys", "range", "regexall", "reverse", "slice", "sort", "split", "tolist", "values"),
        Shape.LIST,
    ),
    **dict.fromkeys(
        ("fileset", "setintersection", "setsubtract", "setunion", "toset"), Shape.SET
    ),
    **dict.fromkeys(("merge", "tomap", "transpose", "zipmap"), Shape.MAP),
}  # fmt: skip
"""What functions give whatever their arguments are."""


class Binding(Protocol):
    """What a comprehension variable stands for."""

    @property
    def value(self) -> Value: ...


class Site(msgspec.Struct, frozen=True):
    """An expression where it stands: its scope and the comprehension variables around it."""

    expression: Expression
    scope: Scope
    names: Mapping[str, Binding] = msgspec.field(default_factory=dict)
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

    def shape(self, budget: Budget) -> Shape:
        """What iterating over it visits; where its value does not tell, what is written does."""
        found = _agreed({_shape(option) for option in alternatives(self.value())})
        return found or _told(self, budget) or Shape.UNKNOWN


class Budget(msgspec.Struct):
    """How much following is left; analyses of hostile input end here."""

    visits: int = MAX_VISITS

    def spend(self, site: Site) -> bool:
        """Whether a site may be looked at; nothing more may be after one that lies too deep.

        What all analyses look at is work of the evaluation, too.
        """
        machine = site.scope.machine
        machine.steps -= STEPS
        ended = site.depth > MAX_DEPTH or machine.steps <= 0
        self.visits = 0 if ended else max(self.visits - 1, 0)
        return self.visits > 0

    @property
    def spent(self) -> bool:
        return self.visits == 0


def _agreed(shapes: set[Shape | None]) -> Shape | None:
    """All alternatives of an expression have one type: the known ones tell that of the others."""
    known = shapes - {None}
    return known.pop() if len(known) == 1 else None


def _told(site: Site, budget: Budget) -> Shape | None:
    """The shape as far as what is written tells it.

    The branches of a conditional have one type, so that one of them tells. What `try` and
    `lookup` fall back on has a type of its own: `[]` is written for maps, too, `{}` only for them.
    """
    if not budget.spend(site):
        return None
    match site.expression:
        case Parentheses(inner=inner) | Template(parts=(inner,)):
            return _known(site.at(inner), budget)
        case Conditional(then=then, otherwise=otherwise):
            return _agreed({_known(site.at(branch), budget) for branch in (then, otherwise)})
        case Call(name="coalesce" | "coalescelist", arguments=arguments):
            return _agreed({_known(site.at(argument), budget) for argument in arguments})
        case Call(name="try", arguments=(first, *others)):
            return _known(site.at(first), budget) or _fallback(site, others, budget)
        case Call(name="lookup", arguments=(_, _, *others)):
            return _fallback(site, others, budget)
        case Call(name="setproduct", arguments=arguments):
            return _product({_known(site.at(argument), budget) for argument in arguments})
        case _:
            place = _definition(site)
            return _written_shape(site.expression) if place is None else _known(place, budget)


def _fallback(site: Site, others: Iterable[Expression], budget: Budget) -> Shape | None:
    shapes = {_known(site.at(other), budget) for other in others}
    return Shape.MAP if shapes == {Shape.MAP} else None


def _product(shapes: set[Shape | None]) -> Shape | None:
    """Of a set and anything a set is made, of lists alone a list."""
    if Shape.SET in shapes:
        return Shape.SET
    return Shape.LIST if shapes == {Shape.LIST} else None


def _known(site: Site, budget: Budget) -> Shape | None:
    shape = site.shape(budget)
    return None if shape is Shape.UNKNOWN else shape


def _shape(value: Value) -> Shape | None:
    if isinstance(value, Known) and isinstance(value.data, tuple):
        return Shape.SET if value.type.kind == "set" else Shape.LIST
    if isinstance(value, Known) and isinstance(value.data, dict):
        return Shape.MAP
    return KINDS.get(value.type.kind)


def _written_shape(expression: Expression) -> Shape | None:
    match expression:
        case For(result_key=None) | List() | Splat():
            return Shape.LIST
        case For() | Object():
            return Shape.MAP
        case Call(name=name):
            return RESULTS.get(name)
        case _:
            return None


def typical(collection: Value) -> tuple[Value, Value]:
    """A key and a value that stand for what iteration visits."""
    for option in alternatives(collection):
        if isinstance(option, Known) and option.data:
            data = option.data
            if isinstance(data, tuple):
                return Known(0), _any(data[:SAMPLE])
            if isinstance(data, dict):
                keys = sorted(data)[:SAMPLE]
                return Known(keys[0]), _any([data[key] for key in keys])
    reason = collection.reason if isinstance(collection, Unknown) else NO_ELEMENT
    element = collection.type.element or Type("any")
    return Unknown(reason), Unknown(reason, element)


NO_ELEMENT = Reason(Cause.INSTANCE, "the collection is empty")
ANY_ELEMENT = Reason(Cause.INSTANCE, "any element")


def _any(values: Sequence[Value]) -> Value:
    return values[0] if len(values) == 1 else Unknown(ANY_ELEMENT, one_of=tuple(values))


def definitions(site: Site, budget: Budget) -> Iterator[Site]:
    """The expressions a site stands for, names, branches and look-ups followed as far as the
    files tell; the site itself where they tell nothing."""
    if not budget.spend(site):
        yield site
        return
    match site.expression:
        case Parentheses(inner=inner) | Template(parts=(inner,)):
            yield from definitions(site.at(inner), budget)
        case Conditional(then=then, otherwise=otherwise):
            yield from definitions(site.at(then), budget)
            yield from definitions(site.at(otherwise), budget)
        case Call(name=name, arguments=arguments) if name in SAME:
            for argument in arguments:
                yield from definitions(site.at(argument), budget)
        case Call(name=name, arguments=(inner,)) if name in CONVERSIONS:
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
    key: str | None = None
    match site.expression:
        case Access(object=inner, name=name) if not isinstance(inner, Name):
            key = name
        case Index(object=inner, key=Literal(value=str(name))):
            key = name
        case Call(name="lookup", arguments=(inner, Literal(value=str(name)), *others)):
            key = name
            for other in others:
                yield site.at(other)
        case Index(object=inner) | Call(name="lookup", arguments=(inner, *_)):
            pass
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
        case List(items=elements):
            for number, element in enumerate(elements):
                if key is None or key == str(number):
                    yield holder.at(element)
        case _:
            return


def _is_key(expression: Expression, key: str) -> bool:
    return isinstance(expression, Literal) and expression.value == key
