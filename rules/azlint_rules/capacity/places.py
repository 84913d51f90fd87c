"""Where a change is written: the line of a pull request that does it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from azlint.finding import Related
from azlint.node import Instance, Property
from azlint.source import Span
from azlint.value import Value, chain
from azlint_rules.capacity.case import Case

if TYPE_CHECKING:
    from azlint.differences import Differences
    from azlint.graph import Graph


def primary(case: Case, graph: Graph) -> tuple[Span, tuple[Related, ...]]:
    """The changed line behind a change, and the places it leads to.

    It is sought from where the data is written towards the attribute, then in everything that
    the attribute reads; where none of that changed it is the attribute.
    """
    found = next(_changed(case, graph.differences), case.new.span)
    return found, tuple(related for related in _related(case) if related.span != found)


def _changed(case: Case, differences: Differences) -> Iterator[Span]:
    """Changed places, the best first."""
    for instance, cause in reversed(case.causes):
        yield from _of_property(instance, cause, differences)
    if case.unwritten and _inside(case.old.span, case.before.declaration.span):
        near = differences.near(case.old.span, case.after.declaration.span)
        if near is not None:
            yield near
    yield from _of_value(case.new.value, differences)
    for origin in reversed(chain(case.old.value)):
        instead = differences.instead_of(origin.span)
        if instead is not None:
            yield instead
    yield from _read(case.after.instance, case.new, differences)


def _of_property(instance: Instance, found: Property, differences: Differences) -> Iterator[Span]:
    yield from _of_value(found.value, differences)
    yield from _read(instance, found, differences)
    changed = differences.changed(found.span)
    if changed is not None:
        yield changed


def _of_value(value: Value, differences: Differences) -> Iterator[Span]:
    """Changed places that a value came through, the one where it is written first."""
    for origin in reversed(chain(value)):
        changed = differences.changed(origin.span)
        if changed is not None:
            yield changed


def _read(instance: Instance, found: Property, differences: Differences) -> Iterator[Span]:
    """Changed places of what an attribute reads, the farthest first."""
    for span in reversed(tuple(instance.places(_top(instance, found)))):
        changed = differences.changed(span)
        if changed is not None:
            yield changed


def _top(instance: Instance, found: Property) -> str:
    top = found.name.partition(".")[0]
    return "body" if instance.native_type.startswith("azapi_") and top == "properties" else top


def _related(case: Case) -> Iterator[Related]:
    text = "was set here" if case.unwritten else "is set here"
    yield Related(case.new.span, f"{case.new.name} of {case.subject} {text}")
    for instance, _ in case.causes:
        yield Related(instance.declaration.header, f"{instance.declaration.address} is replaced")


def _inside(inner: Span, outer: Span) -> bool:
    return inner.path == outer.path and outer.start <= inner.start < outer.end
