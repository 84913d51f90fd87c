"""Instances numbered by `count` that select elements of a list by their number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from azlint.analysis.keys import is_instance_key, looked_up
from azlint.analysis.sites import Budget, Shape, Site, definitions
from azlint.languages.terraform.reads import block_expressions
from azlint.source import Span
from azlint.syntax import (
    Access,
    Binary,
    Call,
    Conditional,
    Expression,
    Index,
    Name,
    Parentheses,
    walk,
)

if TYPE_CHECKING:
    from azlint.languages.terraform.evaluate import ScopedBlock
    from azlint.languages.terraform.module import Entity

ARITHMETIC = frozenset({"+", "-", "*", "/", "%"})
CHOOSING = frozenset({"max", "min", "try", "coalesce", "tonumber", "ceil", "floor"})
VALUES = frozenset({"var", "local", "each", "path", "terraform", "self", "count"})


@dataclass(frozen=True, slots=True)
class Lookup:
    """A list that a block selects from by `count.index`."""

    collection: Site
    place: Span


def counted_lists(block: ScopedBlock) -> Sequence[Site]:
    """The lists whose length a block's `count` is, in whole or in part; a length that is only
    compared with something is a gate and does not count.
    """
    written = block.body.attributes.get("count")
    if written is None:
        return ()
    site = Site(written.expression, block.scope.at(written.path))
    return tuple(_lengths(site, Budget()))


def _lengths(site: Site, budget: Budget) -> Iterator[Site]:
    if not budget.spend():
        return
    match site.expression:
        case Call(name="length", arguments=(collection,)):
            yield site.at(collection)
        case Call(name=name, arguments=arguments) if name in CHOOSING:
            for argument in arguments:
                yield from _lengths(site.at(argument), budget)
        case Binary(operator=operator, left=left, right=right) if operator in ARITHMETIC:
            yield from _lengths(site.at(left), budget)
            yield from _lengths(site.at(right), budget)
        case Conditional(then=then, otherwise=otherwise):
            yield from _lengths(site.at(then), budget)
            yield from _lengths(site.at(otherwise), budget)
        case Parentheses(inner=inner):
            yield from _lengths(site.at(inner), budget)
        case Access():
            for place in definitions(site, budget):
                if place.expression is not site.expression:
                    yield from _lengths(place, budget)
        case _:
            return


def list_lookups(block: ScopedBlock) -> Sequence[Lookup]:
    """Where a block's body selects elements of a list by `count.index`.

    An instance of another resource is no element: the block only follows its sibling's index.
    """
    return tuple(_lookups(block))


def _lookups(block: ScopedBlock) -> Iterator[Lookup]:
    for expression in block_expressions(block.block):
        for node in walk(expression):
            found = looked_up(node)
            if found is None or not any(is_instance_key(part) for part in walk(found[1])):
                continue
            site = Site(found[0], block.scope)
            if not follows_sibling(site) and site.shape() in {Shape.LIST, Shape.UNKNOWN}:
                yield Lookup(site, block.scope.span(node))


def follows_sibling(site: Site) -> bool:
    """Whether a collection is the instances of a resource, data source or module."""
    return any(_is_block_name(place.expression) for place in definitions(site, Budget()))


def _is_block_name(expression: Expression) -> bool:
    """`type.name`, `data.type.name`, `module.name`, and attributes over all of their instances."""
    match expression:
        case Access(object=Name(name=root)):
            return root not in VALUES
        case Access(object=Access(object=Name(name="data"))):
            return True
        case _:
            return False


def followers(block: ScopedBlock) -> Iterator[Entity]:
    """The resources beside a block that take its instances by their own `count.index`."""
    for entity in block.scope.module.module.resources.values():
        if entity.address != block.declaration.address and any(
            _takes(node, block.declaration.address)
            for expression in block_expressions(entity.block)
            for node in walk(expression)
        ):
            yield entity


def _takes(node: object, address: str) -> bool:
    match node:
        case Index(object=Access(object=Name(name=type_), name=name), key=key):
            wanted = f"{type_}.{name}" == address
            return wanted and any(is_instance_key(part) for part in walk(key))
        case _:
            return False


def called_types(block: ScopedBlock) -> frozenset[str]:
    """The resource types that the module a block calls declares itself."""
    module = block.scope.module
    call = module.module.calls.get(block.declaration.name)
    called = module.machine.modules.get(call.folder) if call and call.folder is not None else None
    resources = called.resources.values() if called else ()
    return frozenset(entity.declaration.type for entity in resources)
