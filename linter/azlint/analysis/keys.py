"""Which keys come from positions in a list.

A key that is a position moves to another element when the list changes before it. The question
is answered from what is written: variables of comprehensions are followed to what they iterate
over, names to what they stand for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from azlint.analysis.sites import Binding, Budget, Shape, Site, definitions, member, typical
from azlint.languages.terraform.reads import block_expressions
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
    Node,
    Object,
    ObjectItem,
    Splat,
    operands,
    walk,
)
from azlint.value import Known, Unknown, Value

if TYPE_CHECKING:
    from azlint.languages.terraform.evaluate import ScopedBlock
    from azlint.languages.terraform.scope import Scope

SAME_ELEMENTS = frozenset(
    {"toset", "tolist", "distinct", "reverse", "sort", "compact", "flatten", "concat", "chunklist",
     "slice", "setunion", "setsubtract", "setintersection"}
)  # fmt: skip
LOOKUPS = frozenset({"element", "lookup"})


class Nature(Enum):
    """What a key is made of."""

    POSITION = "position"
    PARTLY = "partly"
    STABLE = "stable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Keys:
    """One way in which a collection gets its keys.

    key: the expression that makes them · collection: the list whose positions they are ·
    comprehension: where both stand · replicas: the positions select no element, so that they
    only number what is alike · element: the variable that stands for an element, if any.
    """

    nature: Nature
    key: Site | None = None
    collection: Site | None = None
    comprehension: Site | None = None
    replicas: bool = False
    element: str = ""
    reason: Unknown | None = None


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A variable that holds a position of `collection`; `counted` where it comes from a range."""

    collection: Site
    value: Value
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Element:
    """A variable that holds an element of a list or set, or a value of a map."""

    collection: Site
    value: Value


@dataclass(frozen=True, slots=True)
class MapKey:
    """A variable that holds a key of a map."""

    collection: Site
    value: Value


STABLE = Keys(Nature.STABLE)


def key_origins(expression: Expression, scope: Scope) -> list[Keys]:
    """Every way in which the keys of a `for_each` collection are made."""
    return list(_keys(Site(expression, scope), Budget()))


def _keys(site: Site, budget: Budget) -> Iterator[Keys]:
    for place in definitions(site, budget):
        match place.expression:
            case Literal() | Object():
                yield STABLE
            case For(result_key=None) | List():
                yield from _members_as_keys(place, budget)
            case For():
                yield from _comprehended(place, place.expression, budget)
            case Call(name="merge", arguments=arguments):
                for argument in arguments:
                    yield from _keys(place.at(argument), budget)
            case Call(name="zipmap", arguments=(names, values)):
                yield from _zipped(place, names, values, budget)
            case Call(name=name, arguments=arguments) if name in SAME_ELEMENTS and arguments:
                yield from _members_as_keys(place, budget)
            case _:
                yield STABLE


def _comprehended(place: Site, loop: For, budget: Budget) -> Iterator[Keys]:
    collection = place.at(loop.collection)
    shape = collection.shape()
    inner = place.bind(loop.result, _bindings(loop, collection, shape))
    assert loop.result_key is not None  # noqa: S101 (the caller matched on it)
    key = inner.at(loop.result_key)
    nature, source = _nature(key, budget)
    if source is None:
        yield STABLE
        return
    if shape is Shape.UNKNOWN and source.collection is collection:
        value = collection.value()
        reason = value if isinstance(value, Unknown) else None
        yield Keys(Nature.UNKNOWN, key, collection, place, reason=reason)
        return
    depends = _mentions(loop.result, loop.variable) and not source.counted
    names = [name for name in (loop.index, loop.variable) if name]
    replicas = not depends and not _looks_up(loop.result, names)
    element = loop.variable if shape is Shape.LIST else ""
    yield Keys(nature, key, source.collection, place, replicas, element)


def _members_as_keys(place: Site, budget: Budget) -> Iterator[Keys]:
    """Keys of a set: its elements themselves."""
    for element in _elements(place, budget):
        nature, source = _nature(element, budget)
        if source is None:
            yield STABLE
        else:
            yield Keys(nature, element, source.collection, place, replicas=True)


def _zipped(place: Site, names: Expression, values: Expression, budget: Budget) -> Iterator[Keys]:
    for key in _elements(place.at(names), budget):
        nature, source = _nature(key, budget)
        if source is None:
            yield STABLE
        else:
            yield Keys(nature, place.at(names), place.at(values), place)


def _bindings(loop: For, collection: Site, shape: Shape) -> Mapping[str, Binding]:
    """What a comprehension's variables stand for."""
    counted = isinstance(loop.collection, Call) and loop.collection.name == "range"
    key, value = typical(collection.value())
    bound: dict[str, Binding] = {}
    if loop.index:
        bound[loop.index] = _index_binding(shape, collection, key, value, counted=counted)
    bound[loop.variable] = (
        Ordinal(_counted_list(collection), value, counted=True)
        if counted
        else Element(collection, value)
    )
    return bound


def _index_binding(
    shape: Shape, collection: Site, key: Value, value: Value, *, counted: bool
) -> Binding:
    """Over a list the first variable is a position, over a map a key, over a set the element.

    Where the shape is not known it may be a position.
    """
    if shape in {Shape.LIST, Shape.UNKNOWN}:
        return Ordinal(collection, key, counted)
    return MapKey(collection, key) if shape is Shape.MAP else Element(collection, value)


def _counted_list(collection: Site) -> Site:
    """The list in `range(length(list))`, else the range."""
    for node in walk(collection.expression):
        if isinstance(node, Call) and node.name == "length" and node.arguments:
            return collection.at(node.arguments[0])
    return collection


def _nature(key: Site, budget: Budget) -> tuple[Nature, Ordinal | None]:
    """Whether a key is a position, in full or in part, and of what."""
    positions: list[Ordinal] = []
    others = _collect(key, positions, budget)
    if not positions:
        return Nature.STABLE, None
    source = next((o for o in positions if not o.counted), positions[0])
    return (Nature.PARTLY if others else Nature.POSITION), source


def _collect(site: Site, positions: list[Ordinal], budget: Budget) -> bool:
    """Gather the positions in a key; True if it also holds something of the element itself."""
    if not budget.spend():
        return True
    expression = site.expression
    match expression:
        case Name(name=name) if name in site.names:
            return _bound(site.names[name], positions, budget)
        case Access() | Index():
            return _selected(site, positions, budget)
        case Call(name="index", arguments=(collection, *_)):
            positions.append(Ordinal(site.at(collection), Known(0)))
            return False
        case Call(name=name, arguments=(first, *_)) if name in LOOKUPS:
            return _collect(site.at(first), positions, budget)
        case Conditional(then=then, otherwise=otherwise):
            return _all(site, (then, otherwise), positions, budget)
        case For() | Splat():
            return True
        case _:
            return _all(site, operands(expression), positions, budget)


def _all(site: Site, nodes: Iterable[Expression], positions: list[Ordinal], budget: Budget) -> bool:
    results = [_collect(site.at(node), positions, budget) for node in nodes]
    return any(results)


def _bound(binding: Binding, positions: list[Ordinal], budget: Budget) -> bool:
    match binding:
        case Ordinal():
            positions.append(binding)
            return False
        case MapKey(collection=collection):
            found = list(_keys(collection, budget))
            positions += [
                Ordinal(keys.collection, Known(0), keys.replicas)
                for keys in found
                if keys.collection is not None
            ]
            return any(keys.nature is not Nature.POSITION for keys in found)
        case Element(collection=collection):
            results = [
                _collect(element, positions, budget) for element in _elements(collection, budget)
            ]
            return any(results) or not results
        case _:
            return True


def _selected(site: Site, positions: list[Ordinal], budget: Budget) -> bool:
    """`element.name`, `list[position].name`: a position that only selects is not part of a key."""
    steps: list[str | None] = []
    node = site.expression
    while isinstance(node, Access | Index):
        steps.append(_step_name(node))
        node = node.object
    if not isinstance(node, Name) or node.name not in site.names:
        return False
    binding = site.names[node.name]
    if not isinstance(binding, Element):
        return True
    targets = list(_elements(binding.collection, budget))
    for step in reversed(steps):
        targets = [found for target in targets for found in _step(target, step, budget)]
    results = [_collect(target, positions, budget) for target in targets]
    return any(results) or not results


def _step_name(node: Access | Index) -> str | None:
    match node:
        case Access(name=name):
            return name
        case Index(key=Literal(value=str() | int() as key)):
            return str(key)
        case _:
            return None


def _step(target: Site, step: str | None, budget: Budget) -> Iterator[Site]:
    for place in definitions(target, budget):
        yield from member(place, step, budget)


def _elements(site: Site, budget: Budget) -> Iterator[Site]:
    """The expressions that make the elements of a list or set, or the values of a map."""
    if not budget.spend():
        return
    for place in definitions(site, budget):
        match place.expression:
            case List(items=items):
                for item in items:
                    yield place.at(item)
            case Object(items=items):
                for entry in items:
                    if isinstance(entry, ObjectItem):
                        yield place.at(entry.value)
            case For() as loop:
                yield from _loop_elements(place, loop)
            case Call(name="range"):
                names: dict[str, Binding] = {
                    " ": Ordinal(_counted_list(place), Known(0), counted=True)
                }
                start, end = place.expression.start, place.expression.end
                yield place.bind(Name(start, end, " "), names)
            case Call(name="values", arguments=(inner,)):
                yield from _elements(place.at(inner), budget)
            case Call(name="keys", arguments=(inner,)):
                binding: dict[str, Binding] = {" ": MapKey(place.at(inner), Known(""))}
                yield place.bind(Name(inner.start, inner.end, " "), binding)
            case Call(name="flatten", arguments=(inner,)):
                for element in _elements(place.at(inner), budget):
                    yield from _flattened(element, budget)
            case Call(name=name, arguments=arguments) if name in SAME_ELEMENTS:
                for argument in arguments:
                    yield from _elements(place.at(argument), budget)
            case Name(name=name) if isinstance(place.names.get(name), Element):
                yield place
            case _:
                continue


def _loop_elements(place: Site, loop: For) -> Iterator[Site]:
    collection = place.at(loop.collection)
    yield place.bind(loop.result, _bindings(loop, collection, collection.shape()))


def _flattened(element: Site, budget: Budget) -> Iterator[Site]:
    nested = list(_elements(element, budget))
    yield from nested or [element]


def _mentions(expression: Expression, name: str) -> bool:
    return any(isinstance(node, Name) and node.name == name for node in walk(expression))


def _looks_up(expression: Expression, names: Iterable[str]) -> bool:
    """Whether an expression selects an element by one of the names."""
    wanted = set(names)
    keys = (chosen[1] for node in walk(expression) if (chosen := looked_up(node)) is not None)
    return any(isinstance(part, Name) and part.name in wanted for key in keys for part in walk(key))


def looks_up_instance(block: ScopedBlock) -> bool:
    """Whether the body of a block selects list elements by its own instance key."""
    for expression in block_expressions(block.block):
        for node in walk(expression):
            chosen = looked_up(node)
            if chosen is None:
                continue
            collection, key = chosen
            if any(is_instance_key(part) for part in walk(key)):
                return Site(collection, block.scope).shape() is Shape.LIST
    return False


def looked_up(node: Node) -> tuple[Expression, Expression] | None:
    """The collection and the key of a look-up."""
    match node:
        case Index(object=collection, key=key):
            return collection, key
        case Call(name=name, arguments=(collection, key, *_)) if name in LOOKUPS:
            return collection, key
        case _:
            return None


def is_instance_key(node: Node) -> bool:
    """`each.key`, `each.value`, `count.index`."""
    match node:
        case Access(object=Name(name="each"), name="key" | "value"):
            return True
        case Access(object=Name(name="count"), name="index"):
            return True
        case _:
            return False
