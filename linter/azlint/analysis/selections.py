"""The lists from which what a comprehension makes selects elements by a variable."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from azlint.analysis.lookups import is_name, look_ups, picks
from azlint.analysis.sameness import same
from azlint.analysis.sites import Budget, Shape, Site
from azlint.syntax import Expression


def selected(
    expression: Expression, name: str, place: Site, over: Site | None, budget: Budget
) -> Iterator[Site]:
    """The lists from which an expression selects an element by a variable.

    over: the list whose positions the variable goes through, None where it is a mere number of
    replicas: over these `element` only spreads. A remainder spreads but over that list itself.
    """
    wanted = partial(is_name, name)
    for found in look_ups(expression, wanted, remainders=over is not None):
        site = place.at(found.collection)
        if site.shape(budget) not in {Shape.LIST, Shape.UNKNOWN}:
            continue
        if over is None and found.wraps:
            continue
        if picks(found.key, wanted) or (over is not None and same(site, over, budget)):
            yield site
