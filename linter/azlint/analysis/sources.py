"""Which lists a list is made of, to tell whether one goes with another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from azlint.analysis.comprehensions import path
from azlint.analysis.lookups import is_name, look_ups
from azlint.analysis.sameness import content
from azlint.analysis.sites import Budget, Site, definitions
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
    that nothing resolves · opaque: whether a part comes from a block, whatever that made it of.
    """

    places: frozenset[object]
    inputs: frozenset[tuple[int, Steps]]
    opaque: bool

    def related(self, other: Sources) -> bool | None:
        """Whether one is made of a list that the other is made of, too; None if nobody can tell.

        Two variables are two lists; of one variable, a part may be made by what is not written.
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
    places: set[object] = set()
    inputs: set[tuple[int, Steps]] = set()
    opaque = False
    for place in _followed(site, budget):
        places.add(_identity(place))
        match _traversal(place.expression):
            case Name(name=name), steps if name in INPUTS:
                inputs.add((id(place.scope.module), (name, *steps)))
            case Name(), _:
                opaque = True
    return Sources(frozenset(places), frozenset(inputs), opaque or budget.spent)


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
    """The definitions of a list, and those of the lists that they take elements from."""
    if not budget.spend(site):
        return
    for place in definitions(site, budget):
        yield place
        for part in _parts(place.expression):
            if not _is_constant(part) and not (isinstance(part, Call) and part.name in NUMBERS):
                yield from _followed(place.at(part), budget)


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
