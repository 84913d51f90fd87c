"""Instances numbered by `count` that are the elements of a list by their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec.structs import replace

from azlint.analysis.gates import Facts, facts, live
from azlint.analysis.lookups import is_count_index, looked_up, picks
from azlint.analysis.memo import PerModule
from azlint.analysis.numbering import numbered
from azlint.analysis.sameness import same
from azlint.analysis.sites import Budget, Shape, Site, definitions
from azlint.languages.terraform.expand import ABSTRACT
from azlint.languages.terraform.module import Entity
from azlint.languages.terraform.reads import block_expressions
from azlint.source import Span
from azlint.syntax import (
    Access,
    Binary,
    Call,
    Conditional,
    Expression,
    Index,
    Literal,
    Name,
    Parentheses,
    Splat,
    Template,
)
from azlint.value import Cause, Unknown

if TYPE_CHECKING:
    from azlint.languages.terraform.evaluate import ScopedBlock
    from azlint.languages.terraform.instance import ModuleInstance

ARITHMETIC = frozenset({"+", "-", "*", "/", "%"})
CHOOSING = frozenset({"max", "min", "try", "coalesce", "tonumber", "ceil", "floor", "sum"})
LISTING = frozenset({"keys", "values", "sort"})
VALUES = frozenset({"var", "local", "each", "path", "terraform", "self", "count", "data"})
MAX_CHAIN = 10
"""So many data sources in a row are followed."""
MAX_FOLLOWERS = 50
"""So many are named."""


class Block(NamedTuple):
    """A resource, data source or module call in a module instance."""

    module: ModuleInstance
    address: str

    @property
    def entity(self) -> Entity | None:
        """Its declaration, if there is one."""
        kind, _, name = self.address.partition(".")
        call = self.module.module.calls.get(name) if kind == "module" else None
        return call.entity if call else self.module.module.resources.get(self.address)

    @property
    def is_data(self) -> bool:
        return self.address.startswith("data.")


class Selection(msgspec.Struct, frozen=True):
    """A list, or the instances of other blocks, from which a body selects by `count.index`.

    spread: by a remainder of it.
    """

    collection: Site
    blocks: frozenset[Block]
    place: Span
    spread: bool


class Numbering(msgspec.Struct, frozen=True):
    """What the numbers of a block's instances select.

    lists: where elements of lists are selected · data: the data sources, numbered by a list
    themselves, whose instances are · beside: resources whose instances go with the numbers and
    that no list numbers otherwise.
    """

    lists: Sequence[Span] = ()
    data: Sequence[Entity] = ()
    beside: Sequence[Entity] = ()

    def __bool__(self) -> bool:
        return bool(self.lists or self.data)


NONE = Numbering()


def numbering(block: ScopedBlock) -> Numbering:
    """The lists whose elements a block's instances are by their number.

    None where `count` is no list's length, and where the block only follows the numbers of a
    resource or module beside it.
    """
    own = Block(block.scope.module, block.declaration.address)
    found = _numbering(own, frozenset())
    return replace(found, beside=tuple(_beside(own))) if found.lists else found


def unknown_count(block: ScopedBlock) -> Unknown | None:
    """A number that `count` depends on and that nothing tells, where the body selects elements of
    a list by it: it may be the length of that list."""
    own = Block(block.scope.module, block.declaration.address)
    found = next(
        (value for term in _count_terms(own) if (value := _unknown(term)) is not None), None
    )
    if found is None or not any(_selects_element(s, ()) for s in _selections(own)):
        return None
    return found


def _unknown(term: Site) -> Unknown | None:
    value = term.value() if isinstance(term.expression, Access | Index) else None
    return value if isinstance(value, Unknown) and value.reason.cause is not Cause.ERROR else None


def _numbering(block: Block, seen: frozenset[Block]) -> Numbering:
    """What numbers a block, through data sources not seen before."""
    counted = [(site, instances_of(site)) for site in _counted(block)]
    if not counted or block in seen or len(seen) > MAX_CHAIN:
        return NONE
    selections = list(_selections(block))
    taken = [s.collection for s in selections if _is_list(s.collection, s.blocks)]
    listed = [
        site
        for site, blocks in counted
        if _is_list(site, blocks) or any(_draws_on(collection, site) for collection in taken)
    ]
    lists = tuple(s.place for s in selections if listed and _selects_element(s, listed))
    if lists:
        return Numbering(lists)
    followed = {b for s in selections for b in s.blocks} | {b for _, bs in counted for b in bs}
    if any(not other.is_data for other in followed):
        return NONE
    numbered_data = (other for other in followed if _numbering(other, seen | {block}))
    return Numbering((), tuple(sorted((d.entity for d in numbered_data if d.entity), key=_address)))


def _beside(block: Block) -> Iterator[Entity]:
    """The resources whose instances a body takes by number, and that no list numbers."""
    taken = {other for s in _selections(block) for other in s.blocks if not other.is_data}
    for other in taken:
        if other.module is block.module and other.entity and not _numbering(other, frozenset()):
            yield other.entity


def _address(entity: Entity) -> str:
    return entity.address


def _selects_element(selection: Selection, counted: Sequence[Site]) -> bool:
    """Whether a selection is of an element; a remainder only spreads over another list."""
    spread_over = selection.spread and not any(
        _draws_on(selection.collection, site) for site in counted
    )
    return not spread_over and _is_list(selection.collection, selection.blocks)


def _is_list(collection: Site, blocks: frozenset[Block]) -> bool:
    """A list into which an element can be inserted; not the instances of other blocks."""
    budget = Budget()
    return (
        not blocks
        and collection.shape(budget) in {Shape.LIST, Shape.UNKNOWN}
        and not numbered(collection, budget, following=True)
    )


def _draws_on(collection: Site, counted: Site) -> bool:
    """Whether a list is a counted collection, or what lists it: its keys, its values."""
    budget = Budget()
    return any(
        same(place, counted, budget)
        for listed in definitions(collection, budget)
        for place in _unlisted(listed)
    )


def _unlisted(listed: Site) -> Iterator[Site]:
    yield listed
    match listed.expression:
        case Call(name=name, arguments=(inner,)) if name in LISTING:
            yield listed.at(inner)


def _counted(block: Block) -> Iterator[Site]:
    """The collections whose length a block's `count` is, in whole or in part; a length that is
    only compared with something is a gate and does not count."""
    for term in _count_terms(block):
        match term.expression:
            case Call(name="length", arguments=(collection,)):
                yield term.at(collection)


def _count_terms(block: Block) -> Iterator[Site]:
    entity = block.entity
    written = entity.attribute("count") if entity is not None else None
    if written is not None:
        scope = block.module.scope(written.path)
        yield from _terms(Site(written.expression, scope), Budget())


def _terms(site: Site, budget: Budget) -> Iterator[Site]:
    """What a number is worked out from, names followed."""
    if not budget.spend(site):
        return
    parts: Iterable[Site] = map(site.at, _operands(site.expression))
    if isinstance(site.expression, Access | Index):
        places = definitions(site, budget)
        parts = [place for place in places if place.expression is not site.expression]
    known = list(parts)
    for part in known:
        yield from _terms(part, budget)
    if not known:
        yield site


def _operands(expression: Expression) -> tuple[Expression, ...]:
    """The parts of a number that can be a length."""
    match expression:
        case Parentheses(inner=inner) | Template(parts=(inner,)):
            return (inner,)
        case Call(name="min", arguments=arguments) if any(map(_is_one, arguments)):
            return ()
        case Call(name=name, arguments=arguments) if name in CHOOSING:
            return arguments
        case Binary(operator=operator, left=left, right=right) if operator in ARITHMETIC:
            return (left, right)
        case Conditional(then=then, otherwise=otherwise):
            return (then, otherwise)
        case _:
            return ()


def _is_one(expression: Expression) -> bool:
    return isinstance(expression, Literal) and expression.value == 1


def _selections(block: Block) -> Iterator[Selection]:
    """Where a body selects by number, in branches that an instance can take."""
    entity = block.entity
    count = entity.attribute("count") if entity is not None else None
    if entity is None or count is None:
        return
    known = facts(count.expression)
    for path, expression in _expressions(entity):
        yield from _selected(Site(expression, block.module.scope(path)), known)


def _selected(site: Site, known: Facts) -> Iterator[Selection]:
    for node in live(site.expression, known):
        found = looked_up(node)
        if found is not None and picks(found.key, is_count_index, remainders=True):
            collection = site.at(found.collection)
            spread = not picks(found.key, is_count_index)
            yield Selection(collection, instances_of(collection), site.scope.span(node), spread)


def _expressions(entity: Entity) -> Iterator[tuple[str, Expression]]:
    for name, written in entity.body.attributes.items():
        if name != "count":
            yield written.path, written.expression
    for placed in entity.body.blocks:
        for expression in block_expressions(placed.block):
            yield placed.path, expression


def instances_of(collection: Site) -> frozenset[Block]:
    """The blocks whose instances a collection holds, or attributes of them."""
    found = (_block(place) for place in definitions(collection, Budget()))
    return frozenset(block for block in found if block is not None and block.entity is not None)


def _block(place: Site) -> Block | None:
    """`type.name`, `data.type.name`, `module.name`, `type.name[*].id`."""
    expression = place.expression
    while isinstance(expression, Splat | Parentheses):
        expression = expression.object if isinstance(expression, Splat) else expression.inner
    match expression:
        case Access(object=Name(name=root), name=name) if root not in VALUES:
            return Block(place.scope.module, f"{root}.{name}")
        case Access(object=Access(object=Name(name="data"), name=type_), name=name):
            return Block(place.scope.module, f"data.{type_}.{name}")
        case _:
            return None


def followers(block: ScopedBlock) -> Sequence[Entity]:
    """The resources and module calls beside a block that take its instances by their own number,
    and those that follow these."""
    module = block.scope.module
    follow = _followers(module)
    addresses = list(follow.get(block.declaration.address, ()))
    seen = {block.declaration.address, *addresses}
    for address in addresses:
        if len(addresses) > MAX_FOLLOWERS:
            break
        more = [other for other in follow.get(address, ()) if other not in seen]
        seen.update(more)
        addresses += more
    found = (Block(module, address).entity for address in addresses[:MAX_FOLLOWERS])
    return [entity for entity in found if entity is not None]


@PerModule
def _followers(module: ModuleInstance) -> Mapping[str, Sequence[str]]:
    """For each block, those beside it that take its instances by their own number."""
    found: dict[str, list[str]] = {}
    calls = (call.entity for call in module.module.calls.values())
    for entity in (*module.module.resources.values(), *calls):
        if entity.attribute("count") is not None:
            for address in sorted(_followed(entity, module) - {entity.address}):
                found.setdefault(address, []).append(entity.address)
    return found


def _followed(entity: Entity, module: ModuleInstance) -> frozenset[str]:
    sites = (Site(expression, module.scope(path)) for path, expression in _expressions(entity))
    taken = (other for site in sites for s in _selected(site, {}) for other in s.blocks)
    return frozenset(other.address for other in taken if other.module is module)


def called_types(block: ScopedBlock) -> frozenset[str]:
    """The resource types that the module a block calls declares, itself or through its calls."""
    caller = block.scope.module
    call = caller.module.calls.get(block.declaration.name)
    pending = [caller.child(call, ABSTRACT)] if call is not None else []
    seen: set[str] = set()
    types: set[str] = set()
    while pending:
        instance = pending.pop()
        if instance is not None and instance.module.folder not in seen:
            seen.add(instance.module.folder)
            pending += [instance.child(each, ABSTRACT) for each in instance.module.calls.values()]
            types |= {each.declaration.type for each in instance.module.resources.values()}
    return frozenset(types)
