"""Which keys come from positions in a list.

A key that is a position moves to another element when the list changes before it. The question
is answered from what is written: variables of comprehensions are followed to what they iterate
over, names to what they stand for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from azlint.analysis.comprehensions import (
    SAME_ELEMENTS,
    STAND_IN,
    Element,
    MapKey,
    Ordinal,
    bindings,
    elements,
    path,
    reached,
)
from azlint.analysis.lookups import is_name, look_ups, mentions
from azlint.analysis.numbering import numbered
from azlint.analysis.sameness import same
from azlint.analysis.sites import SAME, Binding, Budget, Site, definitions
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
    from azlint.languages.terraform.scope import Scope


class Nature(Enum):
    """What a key is made of."""

    POSITION = "position"
    PARTLY = "partly"
    STABLE = "stable"
    UNKNOWN = "unknown"


class Position(msgspec.Struct, frozen=True):
    """A position in a key: where it stands, and what it is a position of.

    named: the key also says something of the element, so that another element makes another key ·
    sometimes: it stands in one branch of the key, so that some keys do not have it.
    """

    place: Site
    ordinal: Ordinal
    named: bool = False
    sometimes: bool = False

    def of(self, chosen: Site | None) -> Position:
        """The same position with the element of another list, or none, going along."""
        return replace(self, ordinal=replace(self.ordinal, chosen=chosen))


class Parts(msgspec.Struct):
    """What a key is put together from.

    elements: the lists of whose elements it says something · others: it holds something that is
    no position.
    """

    positions: list[Position] = msgspec.field(default_factory=list)
    elements: list[Site] = msgspec.field(default_factory=list)
    others: bool = False

    def settled(self, budget: Budget) -> Iterator[Position]:
        """The positions, each told whether the key names its element."""
        for position in self.positions:
            listed = position.ordinal.collection
            named = any(same(listed, element, budget) for element in self.elements)
            yield replace(position, named=named or position.named)


class Keys(msgspec.Struct, frozen=True):
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
    parts = Parts()
    _collect(key, parts, budget)
    positions = tuple(parts.settled(budget))
    certain = tuple(position for position in positions if position.ordinal.doubt is None)
    if certain:
        return Keys(Nature.PARTLY if parts.others else Nature.POSITION, key, certain)
    if positions:
        return Keys(Nature.UNKNOWN, key, positions, positions[0].ordinal.doubt)
    return STABLE


def _members(place: Site, budget: Budget) -> Iterator[Keys]:
    """Keys of a set: its elements themselves, which carry nothing with them but what they are."""
    for element in elements(place, budget):
        keys = _made(element, budget)
        positions = (p if p.named else p.of(None) for p in keys.positions)
        yield replace(keys, positions=tuple(positions))


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
        positions = tuple(position.of(chosen) for position in keys.positions)
        yield replace(keys, key=place.at(names), positions=positions)


def _collect(site: Site, parts: Parts, budget: Budget) -> None:
    """Gather what a key is put together from."""
    if not budget.spend(site):
        parts.others = True
        return
    match site.expression:
        case Name(name=name) if name in site.names:
            _bound(site, site.names[name], parts, budget)
        case Access() | Index():
            _selected(site, parts, budget)
        case Call(name="index", arguments=(collection, wanted)):
            listed = site.at(collection)
            element = wanted.name if isinstance(wanted, Name) else ""
            parts.positions.append(Position(site, Ordinal(listed, Known(0), listed, element)))
        case Call(name="element" | "lookup", arguments=(first, *_)):
            _collect(site.at(first), parts, budget)
        case Call(name=name, arguments=arguments) if name in SAME:
            _branches(site, arguments, parts, budget)
        case Conditional(then=then, otherwise=otherwise):
            _branches(site, (then, otherwise), parts, budget)
        case For() | Splat():
            parts.others = True
        case expression:
            for node in operands(expression):
                _collect(site.at(node), parts, budget)


def _branches(site: Site, nodes: Iterable[Expression], parts: Parts, budget: Budget) -> None:
    """Only one of them is in a key: what one names says nothing of another's positions."""
    for node in nodes:
        branch = Parts()
        _collect(site.at(node), branch, budget)
        parts.positions += [replace(p, sometimes=True) for p in branch.settled(budget)]
        parts.others |= branch.others


def _bound(site: Site, binding: Binding, parts: Parts, budget: Budget) -> None:
    match binding:
        case Ordinal():
            parts.positions.append(Position(site, binding))
        case MapKey(collection=collection):
            found = list(_keys(collection, budget))
            parts.positions += [_handed(p, binding) for keys in found for p in keys.positions]
            parts.others |= not found or any(k.nature is not Nature.POSITION for k in found)
        case Element(collection=collection):
            _followed(site, binding, elements(collection, budget), parts, budget)
        case _:
            parts.others = True


def _followed(
    site: Site, binding: Element, targets: Iterable[Site], parts: Parts, budget: Budget
) -> None:
    """Positions that an element holds; an element without any is what it is."""
    held = Parts()
    for target in targets:
        _collect(target, held, budget)
    for position in held.settled(budget):
        kept = position.of(position.ordinal.chosen or binding.chosen)
        parts.positions.append(replace(kept, place=site) if _is_stand_in(kept.place) else kept)
    parts.others |= held.others
    if not held.positions:
        parts.others = True
        parts.elements.append(binding.collection)


def _is_stand_in(place: Site) -> bool:
    return isinstance(place.expression, Name) and place.expression.name == STAND_IN


def _handed(position: Position, binding: MapKey) -> Position:
    """A position as the key of a map hands it on: with its element only if the value goes along."""
    return position.of(position.ordinal.chosen if binding.carries else binding.chosen)


def _selected(site: Site, parts: Parts, budget: Budget) -> None:
    """`element.name`, `list[position].name`: a position that only selects is not part of a key."""
    root, steps = path(site.expression)
    binding = site.names.get(root.name) if isinstance(root, Name) else None
    if isinstance(binding, Element):
        targets = (
            found
            for element in elements(binding.collection, budget)
            for found in reached(element, steps, budget)
        )
        _followed(site, binding, targets, parts, budget)
        return
    for name in site.names:
        if mentions(site.expression, name):
            parts.others = True
            selects = look_ups(site.expression, partial(is_name, name))
            parts.elements += [site.at(found.collection) for found in selects]
