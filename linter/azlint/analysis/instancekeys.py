"""Blocks by their own instance keys: what they look up, and what takes its keys from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from azlint.analysis.comprehensions import path
from azlint.analysis.keys import key_origins
from azlint.analysis.lookups import is_each, look_ups
from azlint.analysis.memo import PerModule
from azlint.analysis.numbering import numbered
from azlint.analysis.sites import Budget, Shape, Site, definitions
from azlint.languages.terraform.reads import block_expressions
from azlint.syntax import Expression, Name

if TYPE_CHECKING:
    from azlint.languages.terraform.evaluate import ScopedBlock
    from azlint.languages.terraform.instance import ModuleInstance
    from azlint.languages.terraform.module import Entity
    from azlint.languages.terraform.scope import Scope


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
            return not numbered(site, budget)
        case Shape.MAP:
            return any(not keys.replicas for keys in key_origins(collection, scope))
        case _:
            return not bare


def keyed_alike(block: ScopedBlock) -> Iterator[Entity]:
    """The resources and module calls beside a block whose `for_each` iterates over it."""
    yield from _keyed_alike(block.scope.module).get(block.declaration.address, ())


@PerModule
def _keyed_alike(module: ModuleInstance) -> Mapping[str, Sequence[Entity]]:
    """For each block, those beside it whose `for_each` iterates over it."""
    found: dict[str, list[Entity]] = {}
    calls = (call.entity for call in module.module.calls.values())
    for entity in (*module.module.resources.values(), *calls):
        written = entity.attribute("for_each")
        if written is not None:
            site = Site(written.expression, module.scope(written.path))
            places = definitions(site, Budget())
            for address in sorted({_address(place.expression) for place in places}):
                found.setdefault(address, []).append(entity)
    return found


def _address(expression: Expression) -> str:
    root, steps = path(expression)
    names = [root.name if isinstance(root, Name) else "", *(step or "" for step in steps)]
    return ".".join(names)
