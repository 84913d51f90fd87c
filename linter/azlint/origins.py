"""Origins from step to step: how a value carries where it was written and handed on.

Every language builds its chains from these: a container's element is reached along the
container's chain, and what an expression computes comes from what it is computed of.
"""

from __future__ import annotations

from collections.abc import Iterable

from azlint.source import Span
from azlint.value import Known, Origin, Unknown, Value


def along(container: Origin | None, end: Origin | None) -> Origin | None:
    """The origin of an element that is reached through its container: along the container's
    chain to the place of the element, which bears the container's name if it has none.
    """
    if container is None:
        return end
    if container.parent is None:
        return end if end is None else _labelled(end, container.label)
    links: list[Origin] = []
    link: Origin | None = container
    while link is not None:
        links.append(link)
        link = link.parent
    if end is not None and links[-1].span.holds(end.span):
        end = _labelled(end, links.pop().label)
    for link in reversed(links):
        end = Origin(link.span, link.label, end)
    return end


def _labelled(origin: Origin, label: str) -> Origin:
    return origin if origin.label or not label else Origin(origin.span, label, origin.parent)


def computed(value: Value, span: Span, inputs: Iterable[Value]) -> Origin:
    """The origin of what an expression at `span` makes of some inputs: it comes from the only
    one that is written elsewhere, an Unknown from the one that stops it.
    """
    if isinstance(value, Unknown):
        stops = (each for each in inputs if isinstance(each, Unknown))
        outer = [_outer(each.origin, span) for each in stops if each.reason == value.reason][:1]
    else:
        outer = [_outer(each.origin, span) for each in inputs]
    sources = [origin for origin in outer if origin is not None]
    return Origin(span, "", sources[0] if len(sources) == 1 else None)


def switched(chosen: Value, switch: Value, span: Span) -> Origin | None:
    """The origin of what a setting chooses at `span`, as in `keep ? true : null`: a literal that is
    written there holds because of what the setting says.
    """
    own = chosen.origin
    if own is None or own.parent is not None or own.label or not span.holds(own.span):
        return own
    bare = isinstance(chosen, Known) and not isinstance(chosen.data, dict | tuple)
    return Origin(own.span, "", _outer(switch.origin, span)) if bare else own


def _outer(origin: Origin | None, span: Span) -> Origin | None:
    """The first link that does not lie in the expression itself."""
    while origin is not None and not origin.label and span.holds(origin.span):
        origin = origin.parent
    return origin
