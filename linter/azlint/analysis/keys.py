"""Which keys come from positions in a list.

A key that is a position moves to another element when the list changes before it. The question
is answered from what is written: variables of comprehensions are followed to what they iterate
over, names to what they stand for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from azlint.analysis.comprehensions import (
    SAME_ELEMENTS,
    STAND_IN,
    Element,
    MapKey,
    Ordinal,
    bindings,
    elements,
    numbered,
    path,
    reached,
)
from azlint.analysis.lookups import is_each, look_ups, mentions
from azlint.analysis.sites import Binding, Budget, Shape, Site, definitions
from azlint.languages.terraform.reads import block_expressions
from azlint.syntax import (
    Access,
    Call,
    Conditional,
    Expression,
    For,
    Index,
    List,
    Name,
    Object,
    ObjectItem,
    Splat,
    operands,
)
from azlint.value import Cause, Known, Reason, Unknown

if TYPE_CHECKING:
    from azlint.languages.terraform.evaluate import ScopedBlock
    from azlint.languages.terraform.module import Entity
    from azlint.languages.terraform.scope import Scope


class Nature(Enum):
    """What a key is made of."""

    POSITION = "position"
    PARTLY = "partly"
    STABLE = "stable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Position:
    """A position in a key: where it stands, and what it is a position of."""

    place: Site
    ordinal: Ordinal


@dataclass(frozen=True, slots=True)
class Keys:
    """One way in which a collection gets its keys.

    key: the expression that makes them · positions: what in them comes from positions ·
    reason: what is not known, where that decides.
    """

    nature: Nature
    key: Site | None = None
    positions: tuple[Position, ...] = ()
    reason: Unknown | None = None

    @property
    def replicas(self) -> bool:
        """The positions select no element, so that they only number what is alike."""
        return all(position.ordinal.chosen is None for position in self.positions)


STABLE = Keys(Nature.STABLE)
TOO_MUCH = Unknown(Reason(Cause.LIMIT, "the keys are made in too many steps"))


def key_origins(expression: Expression, scope: Scope) -> list[Keys]:
    """Every way in which the keys of a `for_each` collection are made."""
    budget = Budget()
    found = list(_keys(Site(expression, scope), budget))
    return [*found, Keys(Nature.UNKNOWN, reason=TOO_MUCH)] if budget.spent else found


def _keys(site: Site, budget: Budget) -> Iterator[Keys]:
    for place in definitions(site, budget):
        match place.expression:
            case Object(items=items):
                for item in items:
                    if isinstance(item, ObjectItem):
                        yield _made(place.at(item.key), budget)
            case For(result_key=None) | List():
                yield from _members(place, budget)
            case For(result_key=key) as loop if key is not None:
                yield _made(place.bind(key, bindings(loop, place, budget)), budget)
            case Call(name="merge", arguments=arguments, spread=spread):
                yield from _merged(place, arguments, budget, spread=spread)
            case Call(name="zipmap", arguments=(names, values)):
                yield from _zipped(place, names, values, budget)
            case Call(name=name, arguments=arguments) if name in SAME_ELEMENTS | {"keys"}:
                yield from _members(place, budget)
            case _:
                yield STABLE


def _made(key: Site, budget: Budget) -> Keys:
    """How one expression makes keys."""
    positions: list[Position] = []
    others = _collect(key, positions, budget)
    certain = tuple(position for position in positions if position.ordinal.doubt is None)
    if certain:
        return Keys(Nature.PARTLY if others else Nature.POSITION, key, certain)
    if positions:
        return Keys(Nature.UNKNOWN, key, tuple(positions), positions[0].ordinal.doubt)
    return STABLE


def _members(place: Site, budget: Budget) -> Iterator[Keys]:
    """Keys of a set: its elements themselves, which carry nothing with them but what they are."""
    for element in elements(place, budget):
        keys = _made(element, budget)
        positions = (
            p if _names_element(element, p) else replace(p, ordinal=replace(p.ordinal, chosen=None))
            for p in keys.positions
        )
        yield replace(keys, positions=tuple(positions))


def _names_element(key: Site, position: Position) -> bool:
    """Whether a key says something of the element whose position is in it."""
    listed = position.ordinal.collection.expression
    return any(
        isinstance(binding, Element)
        and binding.collection.expression is listed
        and mentions(key.expression, name)
        for name, binding in key.names.items()
    )


def _merged(
    place: Site, arguments: tuple[Expression, ...], budget: Budget, *, spread: bool
) -> Iterator[Keys]:
    for argument in arguments[:-1] if spread else arguments:
        yield from _keys(place.at(argument), budget)
    if spread:
        for part in elements(place.at(arguments[-1]), budget):
            yield from _keys(part, budget)


def _zipped(place: Site, names: Expression, values: Expression, budget: Budget) -> Iterator[Keys]:
    paired = place.at(values)
    chosen = None if numbered(paired, budget) else paired
    for key in elements(place.at(names), budget):
        keys = _made(key, budget)
        positions = (replace(p, ordinal=replace(p.ordinal, chosen=chosen)) for p in keys.positions)
        yield replace(keys, key=place.at(names), positions=tuple(positions))


def _collect(site: Site, positions: list[Position], budget: Budget) -> bool:
    """Gather the positions in a key; True if it also holds something of the element itself."""
    if not budget.spend(site):
        return True
    expression = site.expression
    match expression:
        case Name(name=name) if name in site.names:
            return _bound(site, site.names[name], positions, budget)
        case Access() | Index():
            return _selected(site, positions, budget)
        case Call(name="index", arguments=(collection, wanted)):
            listed = site.at(collection)
            element = wanted.name if isinstance(wanted, Name) else ""
            positions.append(Position(site, Ordinal(listed, Known(0), listed, element)))
            return False
        case Call(name="element" | "lookup", arguments=(first, *_)):
            return _collect(site.at(first), positions, budget)
        case Conditional(then=then, otherwise=otherwise):
            return _all(site, (then, otherwise), positions, budget)
        case For() | Splat():
            return True
        case _:
            return _all(site, operands(expression), positions, budget)


def _all(
    site: Site, nodes: Iterable[Expression], positions: list[Position], budget: Budget
) -> bool:
    results = [_collect(site.at(node), positions, budget) for node in nodes]
    return any(results)


def _bound(site: Site, binding: Binding, positions: list[Position], budget: Budget) -> bool:
    match binding:
        case Ordinal():
            positions.append(Position(site, binding))
            return False
        case MapKey(collection=collection):
            found = list(_keys(collection, budget))
            positions += [_handed(p, binding) for keys in found for p in keys.positions]
            return not found or any(keys.nature is not Nature.POSITION for keys in found)
        case Element(collection=collection):
            return _followed(site, elements(collection, budget), positions, budget)
        case _:
            return True


def _followed(
    site: Site, targets: Iterable[Site], positions: list[Position], budget: Budget
) -> bool:
    """Positions that an element holds; an element without any is what it is."""
    root = path(site.expression)[0]
    binding = site.names[root.name] if isinstance(root, Name) else None
    chosen = binding.chosen if isinstance(binding, Element) else None
    gathered: list[Position] = []
    others = [_collect(target, gathered, budget) for target in targets]
    for position in gathered:
        place = site if _is_stand_in(position.place) else position.place
        kept = position.ordinal.chosen or chosen
        positions.append(Position(place, replace(position.ordinal, chosen=kept)))
    return any(others) or not gathered


def _is_stand_in(place: Site) -> bool:
    return isinstance(place.expression, Name) and place.expression.name == STAND_IN


def _handed(position: Position, binding: MapKey) -> Position:
    """A position as the key of a map hands it on: with its element only if the value goes along."""
    chosen = position.ordinal.chosen if binding.carries else binding.chosen
    return replace(position, ordinal=replace(position.ordinal, chosen=chosen))


def _selected(site: Site, positions: list[Position], budget: Budget) -> bool:
    """`element.name`, `list[position].name`: a position that only selects is not part of a key."""
    root, steps = path(site.expression)
    if not isinstance(root, Name) or root.name not in site.names:
        return any(mentions(site.expression, name) for name in site.names)
    binding = site.names[root.name]
    if not isinstance(binding, Element):
        return True
    targets = [
        found
        for element in elements(binding.collection, budget)
        for found in reached(element, steps, budget)
    ]
    return _followed(site, targets, positions, budget)


def looks_up_instance(block: ScopedBlock) -> bool:
    """Whether the body of a block selects elements by its own instance key."""
    budget = Budget()
    return any(
        _holds_elements(block.scope, found.collection, budget, bare=is_each(found.key))
        for expression in block_expressions(block.block)
        for found in look_ups(expression, is_each)
        if not found.wraps
    )


def _holds_elements(scope: Scope, collection: Expression, budget: Budget, *, bare: bool) -> bool:
    """A list, or a map keyed by the positions of one; a number made from a key tells a list."""
    site = Site(collection, scope)
    match site.shape(budget):
        case Shape.LIST:
            return True
        case Shape.MAP:
            return any(not keys.replicas for keys in _keys(site, budget))
        case _:
            return not bare


def keyed_alike(block: ScopedBlock) -> Iterator[Entity]:
    """The resources and module calls beside a block whose `for_each` iterates over it."""
    module = block.scope.module
    calls = (call.entity for call in module.module.calls.values())
    for entity in (*module.module.resources.values(), *calls):
        written = entity.attribute("for_each")
        if written is not None and entity.address != block.declaration.address:
            site = Site(written.expression, module.scope(written.path))
            places = definitions(site, Budget())
            if any(block.declaration.address == _address(place.expression) for place in places):
                yield entity


def _address(expression: Expression) -> str:
    root, steps = path(expression)
    names = [root.name if isinstance(root, Name) else "", *(step or "" for step in steps)]
    return ".".join(names)
