"""What the variables of comprehensions stand for: positions, elements, keys of maps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from azlint.analysis.lookups import is_name, mentions
from azlint.analysis.numbering import counted_list, numbered
from azlint.analysis.selections import selected
from azlint.analysis.sites import Binding, Budget, Shape, Site, definitions, member, typical
from azlint.syntax import (
    Access,
    Binary,
    Call,
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
    SplatItem,
    walk,
)
from azlint.value import Cause, Known, Reason, Unknown, Value

SAME_ELEMENTS = frozenset(
    {"toset", "tolist", "distinct", "reverse", "sort", "compact", "flatten", "concat", "chunklist",
     "slice", "setunion", "setsubtract", "setintersection"}
)  # fmt: skip
MAX_ITEMS = 64
"""So many items of a literal are looked at; they are alike."""
STAND_IN = " "
"""The name of a variable for what a function gives: it cannot be written."""


UNTYPED = Unknown(Reason(Cause.NO_VALUE, "it is neither a list nor a map here"))


class Ordinal(msgspec.Struct, frozen=True):
    """A variable that holds a position of `collection`.

    chosen: the list whose element goes with the position; None where the position only numbers
    what is alike · element: the variable that stands for that element, if any · doubt: why
    it may be a key of a map instead.
    """

    collection: Site
    value: Value
    chosen: Site | None = None
    element: str = ""
    doubt: Unknown | None = None


class Element(msgspec.Struct, frozen=True):
    """A variable that holds an element of a list or set, or a value of a map.

    chosen: the list that is looked up by it.
    """

    collection: Site
    value: Value
    chosen: Site | None = None


class MapKey(msgspec.Struct, frozen=True):
    """A variable that holds a key of a map.

    chosen: the list that is looked up by it · carries: the value of that key goes with it.
    """

    collection: Site
    value: Value
    chosen: Site | None = None
    carries: bool = False


def bindings(loop: For, place: Site, budget: Budget) -> Mapping[str, Binding]:
    """What a comprehension's variables stand for."""
    collection = place.at(loop.collection)
    key, value = typical(collection.value())
    chosen = _selected(loop, loop.variable, place, counted_list(collection), budget)
    bound: dict[str, Binding] = {loop.variable: Element(collection, value, chosen)}
    if loop.index:
        bound[loop.index] = _index(loop, loop.index, collection, (key, value), budget)
    return bound


def _index(
    loop: For, name: str, collection: Site, entry: tuple[Value, Value], budget: Budget
) -> Binding:
    """Over a list the first variable is a position, over a map a key, over a set the element.

    Where the shape is not known it may be a position.
    """
    shape = collection.shape(budget)
    carries = any(mentions(made, loop.variable) for made in _made(loop))
    chosen = _selected(loop, name, collection, collection, budget)
    if shape is Shape.MAP or (shape is Shape.UNKNOWN and _is_word(loop, name)):
        return MapKey(collection, entry[0], chosen, carries)
    if shape is Shape.SET:
        return Element(collection, entry[1], chosen)
    own = collection if carries and not numbered(collection, budget) else None
    return Ordinal(collection, entry[0], own or chosen, loop.variable, _doubt(shape, collection))


def _is_word(loop: For, name: str) -> bool:
    """Whether a comprehension compares a variable with a word: a position is none."""
    for node in walk(loop.condition) if loop.condition is not None else ():
        if isinstance(node, Binary) and node.operator in {"==", "!="}:
            sides = (node.left, node.right)
            words = (side.value for side in sides if isinstance(side, Literal))
            if any(isinstance(word, str) and not word.isdecimal() for word in words):
                return any(is_name(name, side) for side in sides)
    return False


def _made(loop: For) -> tuple[Expression, ...]:
    return (loop.result,) if loop.result_key is None else (loop.result, loop.result_key)


def _selected(loop: For, name: str, place: Site, over: Site | None, budget: Budget) -> Site | None:
    """The list of which what a comprehension makes selects an element by a variable; not one of
    replicas, which are as they are wherever they stand."""
    found = (
        site
        for made in _made(loop)
        for site in selected(made, name, place, over, budget)
        if not numbered(site, budget)
    )
    return next(found, None)


def _doubt(shape: Shape, collection: Site) -> Unknown | None:
    if shape is not Shape.UNKNOWN:
        return None
    value = collection.value()
    return value if isinstance(value, Unknown) else UNTYPED


def elements(site: Site, budget: Budget) -> Iterator[Site]:
    """The expressions that make the elements of a list or set, or the values of a map."""
    if not budget.spend(site):
        return
    for place in definitions(site, budget):
        yield from _elements(place, budget)


def _elements(place: Site, budget: Budget) -> Iterator[Site]:
    match place.expression:
        case List(items=items):
            yield from map(place.at, items[:MAX_ITEMS])
        case Object(items=items):
            for entry in items[:MAX_ITEMS]:
                if isinstance(entry, ObjectItem):
                    yield place.at(entry.value)
        case For() as loop:
            yield place.bind(loop.result, bindings(loop, place, budget))
        case Splat(object=inner, each=each):
            for element in elements(place.at(inner), budget):
                yield from reached(element, _steps(each), budget)
        case Call(name=name, arguments=arguments):
            yield from _call_elements(place, name, arguments, budget)
        case Name(name=name) if isinstance(place.names.get(name), Element):
            yield from _nested(place, name, (), budget)
        case Access() | Index():
            root, steps = path(place.expression)
            if isinstance(root, Name) and isinstance(place.names.get(root.name), Element):
                yield from _nested(place, root.name, steps, budget)


def _nested(
    place: Site, name: str, steps: tuple[str | None, ...], budget: Budget
) -> Iterator[Site]:
    """The elements of what a variable holds, followed to where that is written."""
    binding = place.names[name]
    if isinstance(binding, Element):
        for holder in elements(binding.collection, budget):
            for found in reached(holder, steps, budget):
                yield from elements(found, budget)


def _call_elements(
    place: Site, name: str, arguments: tuple[Expression, ...], budget: Budget
) -> Iterator[Site]:
    match name, arguments:
        case "range", _:
            yield _stand_in(place, Ordinal(counted_list(place) or place, Known(0)))
        case "setproduct", _:
            yield _product(place, arguments)
        case "values", (inner,):
            yield from elements(place.at(inner), budget)
        case "keys", (inner,):
            yield _stand_in(place, MapKey(place.at(inner), Known(""), carries=True))
        case "formatlist", (_, *lists):
            for inner in lists:
                yield from elements(place.at(inner), budget)
        case "zipmap", (_, inner):
            yield from elements(place.at(inner), budget)
        case "flatten", (inner,):
            for element in elements(place.at(inner), budget):
                yield from list(elements(element, budget)) or [element]
        case _ if name in SAME_ELEMENTS or name == "merge":
            spread = isinstance(place.expression, Call) and place.expression.spread
            for argument in arguments[:-1] if spread else arguments:
                yield from elements(place.at(argument), budget)
            for argument in arguments[-1:] if spread else ():
                for element in elements(place.at(argument), budget):
                    yield from elements(element, budget)
        case _:
            return


def _product(place: Site, arguments: tuple[Expression, ...]) -> Site:
    """One combination of elements, each as a variable."""
    start, end = place.expression.start, place.expression.end
    names = {f"{STAND_IN}{at}": place.at(argument) for at, argument in enumerate(arguments)}
    bound = {name: Element(site, typical(site.value())[1]) for name, site in names.items()}
    items = tuple(Name(start, end, name) for name in names)
    return place.bind(List(start, end, items), bound)


def _stand_in(place: Site, binding: Binding) -> Site:
    """A variable for what a function gives."""
    start, end = place.expression.start, place.expression.end
    return place.bind(Name(start, end, STAND_IN), {STAND_IN: binding})


def reached(site: Site, steps: tuple[str | None, ...], budget: Budget) -> Iterator[Site]:
    """What `.a["b"]` after a site leads to, as far as it is written; None stands for any key."""
    found = [site]
    for step in steps:
        found = [
            target
            for holder in found
            for place in definitions(holder, budget)
            for target in member(place, step, budget)
        ]
    yield from found


def path(node: Expression) -> tuple[Expression, tuple[str | None, ...]]:
    """A traversal as its root and its steps."""
    steps: list[str | None] = []
    while isinstance(node, Access | Index | Parentheses):
        if isinstance(node, Parentheses):
            node = node.inner
            continue
        steps.append(_step(node))
        node = node.object
    return node, tuple(reversed(steps))


def _step(node: Access | Index) -> str | None:
    if isinstance(node, Access):
        return node.name
    value = getattr(node.key, "value", None)
    return str(value) if isinstance(value, str | int) else None


def _steps(each: Expression) -> tuple[str | None, ...]:
    root, steps = path(each)
    return steps if isinstance(root, SplatItem) else ()
