"""Which lists a list is made of, to tell whether one goes with another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import msgspec

from azlint.analysis.comprehensions import path
from azlint.analysis.lookups import is_name, look_ups
from azlint.analysis.sameness import content
from azlint.analysis.sites import Budget, Shape, Site, definitions
from azlint.syntax import Access, Call, Expression, For, Index, List, Literal, Name, Splat, walk

NUMBERS = frozenset({"length", "range"})
"""What is made of these holds no element of a list."""
OF_FIRST = frozenset({"chunklist", "element", "slice"})
"""Functions that take elements from their first argument alone."""
INPUTS = frozenset({"var", "local", "each", "path", "terraform", "count"})

Steps = tuple[str | None, ...]


class Sources(msgspec.Struct, frozen=True):
    """What a list is made of.

    places: each list on the way, the same for the same one · inputs: the traversals of variables
    that nothing resolves, of a list or of what holds it · opaque: whether a part comes from a
    block, whatever that made it of.
    """

    places: frozenset[object]
    inputs: frozenset[tuple[int, Steps]]
    opaque: bool

    def related(self, other: Sources) -> bool | None:
        """Whether one is made of a list that the other is made of, too; None if nobody can tell.

        Two variables are two lists, and so are two parts of one.
        """
        if not self.places.isdisjoint(other.places):
            return True
        overlap = any(
            module == elsewhere and _overlap(one, two)
            for module, one in self.inputs
            for elsewhere, two in other.inputs
        )
        return None if overlap or self.opaque or other.opaque else False


def sources(site: Site, budget: Budget) -> Sources:
    """Names, comprehensions and functions followed to the lists that they start from."""
    followed = list(_followed(site, budget))
    origins = [origin for place in followed for origin in _origins(place, (), budget)]
    places = {_identity(place) for place in followed}
    places |= {(origin.module, origin.steps) for origin in origins if origin.is_place}
    return Sources(
        frozenset(places),
        frozenset((origin.module, origin.steps) for origin in origins if origin.steps),
        budget.spent or any(not origin.steps for origin in origins),
    )


class _Origin(NamedTuple):
    """The variable that a traversal starts from, without steps for a block.

    whole: whether the traversal is a part of it as it is written, not of what is made of it.
    """

    module: int
    steps: Steps
    whole: bool

    @property
    def is_place(self) -> bool:
        return self.whole and bool(self.steps) and None not in self.steps


def _origins(place: Site, rest: Steps, budget: Budget) -> Iterator[_Origin]:
    """Where a traversal, with more steps after it, leads to, callers followed."""
    root, steps = _traversal(place.expression)
    if not isinstance(root, Name) or not steps or root.name in place.names:
        return
    module = id(place.scope.module)
    here = _Origin(module, (root.name, *steps, *rest), whole=True)
    holder, written = _holder(place)
    if written is None:
        yield here if root.name in INPUTS else _Origin(module, (), whole=False)
        return
    beyond = steps[len(path(holder)[1]) :]
    for found in (written,) if _is_traversal(written) else definitions(written, budget):
        if _is_constant(found.expression):
            yield here
        elif _is_traversal(found):
            yield from _origins(found, (*beyond, *rest), budget)
        else:
            for part in _followed(found, budget):
                yield from (o._replace(whole=False) for o in _origins(part, (), budget))


def _holder(place: Site) -> tuple[Expression, Site | None]:
    """The variable, local or output that a traversal starts from, and what is written for
    it, if anything is."""
    node = place.expression
    while isinstance(node, Access | Index):
        found = place.scope.definition(node)
        if found is not None:
            return node, Site(*found, {}, place.depth + 1)
        node = node.object
    return node, None


def _is_traversal(place: Site) -> bool:
    root, steps = _traversal(place.expression)
    return isinstance(root, Name) and bool(steps)


def _traversal(expression: Expression) -> tuple[Expression, Steps]:
    match expression:
        case Call(name="lookup", arguments=(inner, Literal(value=str(key)), *_)):
            root, steps = _traversal(inner)
            return root, (*steps, key)
        case _:
            return path(expression)


def _overlap(one: Steps, two: Steps) -> bool:
    """Whether two traversals may lead to one place, or one of them into the other."""
    return all(a == b or a is None or b is None for a, b in zip(one, two, strict=False))


def _identity(place: Site) -> object:
    """The same for what is written alike; two constants are two lists, however alike."""
    if _is_constant(place.expression):
        return place.span
    return id(place.scope.module), content(place.expression) or id(place.expression)


def _followed(site: Site, budget: Budget) -> Iterator[Site]:
    """A list, its definitions, and those of the lists that they take elements from."""
    if not budget.spend(site):
        return
    yield site
    for place in definitions(site, budget):
        yield place
        for part in _parts(place.expression):
            if not _is_constant(part) and not (isinstance(part, Call) and part.name in NUMBERS):
                yield from _followed(place.at(part), budget)
        for argument in _arguments(place):
            yield from _followed(argument, budget)


def _parts(expression: Expression) -> Iterator[Expression]:
    match expression:
        case Splat(object=inner):
            yield inner
        case For(collection=collection):
            yield collection
            yield from _looked_up(expression)
        case Call(name="flatten", arguments=(List(items=items),)):
            yield from items
        case Call(name="lookup"):
            return
        case Call(name=name, arguments=(first, *_)) if name in OF_FIRST:
            yield first
        case Call(arguments=arguments):
            yield from arguments
        case Access() | Index():
            root, _ = path(expression)
            if not isinstance(root, Name):
                yield root
        case _:
            return


def _arguments(place: Site) -> Iterator[Site]:
    """The lists by which a data source looks up what is taken from it."""
    match path(place.expression):
        case Name(name="data"), (str(type_), str(name), *_):
            entity = place.scope.module.module.resources.get(f"data.{type_}.{name}")
            for written in entity.body.attributes.values() if entity is not None else ():
                site = Site(written.expression, place.scope.module.scope(written.path))
                if site.shape(Budget()) is Shape.LIST:
                    yield site


def _looked_up(loop: For) -> Iterator[Expression]:
    """The lists whose elements a comprehension takes by its variables."""
    names = [name for name in (loop.variable, loop.index) if name]
    for name in names:
        for found in look_ups(loop.result, partial(is_name, name)):
            root, _ = path(found.collection)
            if not any(is_name(other, root) for other in names):
                yield found.collection


def _is_constant(expression: Expression) -> bool:
    return not any(isinstance(node, Name | Call) for node in walk(expression))
