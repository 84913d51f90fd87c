"""Origins from step to step: how a value carries where it was written and handed on."""

from __future__ import annotations

from collections.abc import Iterable

from azlint import origins
from azlint.languages.terraform.results import marked
from azlint.origins import along
from azlint.source import Span
from azlint.value import Known, Origin, Unknown, Value


def placed(value: Value, origin: Origin | None) -> Value:
    """The same value with another origin."""
    if isinstance(value, Known):
        return Known(value.data, value.type, origin, value.sensitive, value.assumed, value.encoded)
    return Unknown(
        value.reason,
        value.type,
        origin,
        value.reference,
        value.parts,
        value.one_of,
        value.not_null,
        value.sensitive,
        value.assumed,
        value.encoded,
    )


def used(value: Value, span: Span) -> Value:
    """A value as an expression at `span` hands it on.

    What is written inside the expression keeps its own place.
    """
    origin = value.origin
    if origin is not None and span.holds(origin.span):
        return value
    return placed(value, Origin(span, "", origin))


def reached(value: Value, span: Span) -> Value:
    """A value as a traversal at `span` reaches it: one link for the whole traversal."""
    origin = value.origin
    if origin is None or origin.parent is None or origin.label or not span.holds(origin.span):
        return used(value, span)
    return placed(value, Origin(span, "", origin.parent))


def named(value: Value, span: Span, label: str) -> Value:
    """A value as a definition, written at `span`, gives it a name."""
    origin = value.origin
    if origin is not None and span.holds(origin.span) and not origin.label:
        return placed(value, Origin(origin.span, label, origin.parent))
    return placed(value, Origin(span, label, origin))


def element(container: Value, value: Value) -> Value:
    """An element as it is reached through its container: along the container's chain to the
    place of the element, resting on what the container rests on.
    """
    chain = container.origin
    if chain is not None and (chain.parent is not None or value.origin is not None):
        value = placed(value, along(chain, value.origin))
    if container.sensitive or container.assumed:
        return marked(value, (container,))
    return value


def computed(value: Value, span: Span, inputs: Iterable[Value]) -> Value:
    """A value as an expression at `span` makes it of some inputs."""
    if value.origin is None:
        value = placed(value, origins.computed(value, span, inputs))
    return used(value, span)
