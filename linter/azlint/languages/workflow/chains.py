"""The chain of places by which a value came, from its use to the literal."""

from __future__ import annotations

from msgspec.structs import replace

from azlint.value import Origin, Unknown, Value


def sublabel(label: str, name: str) -> str:
    """Labels below a matrix: `matrix.os`; entries of `include` are like dimensions."""
    if not label or name in ("include", "exclude"):
        return label
    return f"{label}.{name}"


def handed_on(value: Value, use: Origin) -> Value:
    """A value with one more place at the near end of its chain."""
    if isinstance(value, Unknown) and value.one_of:
        options = tuple(handed_on(option, use) for option in value.one_of)
        return replace(value, one_of=options, origin=use)
    if value.origin is not None and value.origin.span == use.span:
        return replace(value, origin=Origin(use.span, use.label, value.origin.parent))
    origin = Origin(use.span, use.label, value.origin)
    return replace(value, origin=origin)
