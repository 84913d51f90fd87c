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
from azlint.analysis.sites import Budget, Shape, Site, definitions
from azlint.analysis.sources import sources
from azlint.languages.terraform.expand import ABSTRACT
from azlint.languages.terraform.lifecycle import ignored_changes
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
from azlint.value import Cause, Reason, Unknown

if TYPE_CHECKING:
    from azlint.languages.terraform.evaluate import ScopedBlock
    from azlint.languages.terraform.instance import ModuleInstance

ARITHMETIC = frozenset({"+", "-", "*", "/", "%"})
CHOOSING = frozenset({"max", "min", "try", "coalesce", "tonumber", "ceil", "floor", "sum"})
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
UNTOLD = Unknown(Reason(Cause.REFERENCE, "what the lists are made of"))


def numbering(block: ScopedBlock) -> Numbering:
    """The lists whose elements a block's instances are by their number.

    None where `count` is no list's length, and where the block only follows the numbers of a
    resource or module beside it.
    """
    own = Block(block.scope.module, block.declaration.address)
    found = _numbering(own, frozenset())
    return replace(found, beside=tuple(_beside(own))) if found.lists else found


def undecided(block: ScopedBlock) -> Unknown | None:
    """What leaves open whether the elements that a body selects by number are those of a list
    that is counted: a number that may be its length, or a list of which nothing tells what it is
    made of."""
    own = Block(block.scope.module, block.declaration.address)
    selections = [s for s in _list_selections(own) if not s.spread]
    if not selections:
        return None
    numbers = (_unknown(term) for term in _count_terms(own))
    doubts = (
        _doubt(selection, counted)
        for counted in _counted_lists(own)
        for selection in selections
        if _goes_with(selection, counted) is None
    )
    return next((value for value in (*numbers, *doubts) if value is not None), None)


def _doubt(selection: Selection, counted: Site) -> Unknown:
    """The list of which nothing tells what it is made of."""
    values = map(_unknown, (counted, selection.collection))
    return next((value for value in values if value is not None), UNTOLD)


def _unknown(site: Site) -> Unknown | None:
    value = site.value() if isinstance(site.expression, Access | Index) else None
    return value if isinstance(value, Unknown) and value.reason.cause is not Cause.ERROR else None


def _numbering(block: Block, seen: frozenset[Block]) -> Numbering:
    """What numbers a block, through data sources not seen before."""
    if block in seen or len(seen) > MAX_CHAIN or not any(_counted(block)):
        return NONE
    lists = _numbering_lists(block)
    if lists:
        return Numbering(lists)
    taken = {other for selection in _selections(block) for other in selection.blocks}
    followed = taken | {other for site in _counted(block) for other in instances_of(site)}
    if any(not other.is_data for other in followed):
        return NONE
    numbered_data = (other for other in followed if _numbering(other, seen | {block}))
    return Numbering((), tuple(sorted((d.entity for d in numbered_data if d.entity), key=_address)))


def _numbering_lists(block: Block) -> tuple[Span, ...]:
    """Where elements of lists are selected, if one of them goes with what is counted: those of
    others come along, unless a remainder only spreads over them."""
    counted = list(_counted_lists(block))
    found = [
        (selection, any(_goes_with(selection, site) for site in counted))
        for selection in _list_selections(block)
    ]
    if not any(related for _, related in found):
        return ()
    return tuple(s.place for s, related in found if related or not s.spread)


def _beside(block: Block) -> Iterator[Entity]:
    """The resources whose instances a body takes by number, and that no list numbers."""
    taken = {other for s in _selections(block) for other in s.blocks if not other.is_data}
    for other in taken:
        if other.module is block.module and other.entity and not _numbering(other, frozenset()):
            yield other.entity


def _address(entity: Entity) -> str:
    return entity.address


def _goes_with(selection: Selection, counted: Site) -> bool | None:
    """Whether an element that a counted collection gets moves those that are selected: they are
    of that collection, or made of what it is made of. None where nobody can tell."""
    budget = Budget()
    related = sources(selection.collection, budget).related(sources(counted, budget))
    instances = instances_of(counted) or not _may_be_list(counted)
    return False if related is None and instances else related


def _counted_lists(block: Block) -> Iterator[Site]:
    """The counted collections that are not numbered themselves."""
    return (site for site in _counted(block) if not _is_numbered(site))


def _list_selections(block: Block) -> Iterator[Selection]:
    return (s for s in _selections(block) if _is_list(s.collection, s.blocks))


def _is_list(collection: Site, blocks: frozenset[Block]) -> bool:
    """A list into which an element can be inserted; not the instances of other blocks."""
    return not blocks and _may_be_list(collection) and not _is_numbered(collection)


def _is_numbered(collection: Site) -> bool:
    return numbered(collection, Budget(), following=True)


def _may_be_list(collection: Site) -> bool:
    return collection.shape(Budget()) in {Shape.LIST, Shape.UNKNOWN}


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
    """Where a body selects by number, in branches that an instance can take and in arguments whose
    changes are not ignored."""
    entity = block.entity
    count = entity.attribute("count") if entity is not None else None
    if entity is None or count is None:
        return
    known = facts(count.expression)
    for path, expression in _expressions(entity, ignored_changes(entity)):
        yield from _selected(Site(expression, block.module.scope(path)), known)


def _selected(site: Site, known: Facts) -> Iterator[Selection]:
    for node in live(site.expression, known):
        found = looked_up(node)
        if found is not None and picks(found.key, is_count_index, remainders=True):
            collection = site.at(found.collection)
            spread = not picks(found.key, is_count_index)
            yield Selection(collection, instances_of(collection), site.scope.span(node), spread)


def _expressions(entity: Entity, ignored: Sequence[str] = ()) -> Iterator[tuple[str, Expression]]:
    if "all" in ignored:
        return
    for name, written in entity.body.attributes.items():
        if name != "count" and name not in ignored:
            yield written.path, written.expression
    for placed in entity.body.blocks:
        if placed.block.type not in ignored:
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
