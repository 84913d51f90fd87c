"""Lists that only hold what was numbered: nothing can be inserted into them but at their end."""

from __future__ import annotations

from azlint.analysis.lookups import is_count_index, look_ups
from azlint.analysis.selections import selected
from azlint.analysis.sites import Budget, Site, definitions
from azlint.languages.terraform.module import Body
from azlint.syntax import Access, Call, Expression, For, List, Name, Splat, walk

KEEPING = frozenset({"try", "concat", "coalescelist"})
"""Functions that leave every element of their arguments behind those that were before it."""


def numbered(collection: Site, budget: Budget, *, following: bool = False) -> bool:
    """Whether a list is made from a range, or from the instances of a block with `count`.

    following: also where these are numbered by a list themselves, which they only follow.
    """
    if not budget.spend(collection):
        return False
    filled = [each for each in definitions(collection, budget) if not _is_empty(each.expression)]
    return bool(filled) and all(_numbered(place, budget, following=following) for place in filled)


def _is_empty(expression: Expression) -> bool:
    return isinstance(expression, List) and not expression.items


def _numbered(place: Site, budget: Budget, *, following: bool) -> bool:
    match place.expression:
        case Call(name="range"):
            return True
        case Call(name=name, arguments=arguments) if name in KEEPING:
            filled = [argument for argument in arguments if not _is_empty(argument)]
            return all(
                numbered(place.at(argument), budget, following=following) for argument in filled
            )
        case For(result_key=None) as loop:
            inner = place.at(loop.collection)
            chosen = selected(loop.result, loop.variable, inner, counted_list(inner), budget)
            return next(chosen, None) is None and numbered(inner, budget, following=following)
        case Splat(object=inner):
            return numbered(place.at(inner), budget, following=following)
        case Access():
            return _is_counted(place, budget, following=following)
        case _:
            return False


def _is_counted(place: Site, budget: Budget, *, following: bool) -> bool:
    """Whether a site is a block with `count` whose instances are no elements of a list."""
    body = _block(place)
    count = body.attributes.get("count") if body is not None else None
    if body is None or count is None:
        return False
    counts = definitions(place.at(count.expression), budget)
    if following or all(counted_list(each) is None for each in counts):
        return True
    written = (attribute.expression for attribute in body.attributes.values())
    return not any(True for each in written for _ in look_ups(each, is_count_index))


def _block(place: Site) -> Body | None:
    """The body of the resource, data source or module that a site names."""
    module = place.scope.module.module
    match place.expression:
        case Access(object=Name(name="module"), name=name):
            call = module.calls.get(name)
            return call.entity.body if call is not None else None
        case Access(object=Access(object=Name(name="data"), name=type_), name=name):
            block = module.resources.get(f"data.{type_}.{name}")
        case Access(object=Name(name=type_), name=name):
            block = module.resources.get(f"{type_}.{name}")
        case _:
            return None
    return block.body if block is not None else None


def counted_list(place: Site) -> Site | None:
    """The list in `range(length(list))`."""
    for node in walk(place.expression):
        if isinstance(node, Call) and node.name == "length" and node.arguments:
            return place.at(node.arguments[0])
    return None
