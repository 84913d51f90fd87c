"""From where to where numbers and lengths go, and what that settles."""

from __future__ import annotations

from typing import Final

from azlint.value import Bounds, Known, Value

UNBOUND: Final = Bounds()
LENGTH: Final = Bounds(0)
"""Of anything that has a length."""

MEASURED: Final = frozenset({"list", "map", "object", "string", "tuple"})


def narrower(one: Bounds | None, other: Bounds | None) -> Bounds | None:
    """What holds where both hold."""
    if one is None or other is None:
        return one or other
    lows = [each.low for each in (one, other) if each.low is not None]
    highs = [each.high for each in (one, other) if each.high is not None]
    return Bounds(max(lows, default=None), min(highs, default=None))


def of_number(value: Value) -> Bounds:
    """Where a number lies."""
    if isinstance(value, Known):
        return Bounds(value.data, value.data) if type(value.data) is int else UNBOUND
    return (value.bounds or UNBOUND) if value.type.kind == "number" else UNBOUND


def of_length(value: Value) -> Bounds:
    """How long a text or a collection is; left open where characters may count twice."""
    if isinstance(value, Known):
        data = value.data
        if isinstance(data, (tuple, dict)) or (isinstance(data, str) and data.isascii()):
            return Bounds(len(data), len(data))
        return LENGTH
    return (value.bounds or LENGTH) if value.type.kind in MEASURED else LENGTH


def orders(one: Bounds, other: Bounds) -> frozenset[int]:
    """How two numbers may stand to each other: -1 below, 0 equal, 1 above."""
    below = one.low is None or other.high is None or one.low < other.high
    above = other.low is None or one.high is None or other.low < one.high
    early = one.high is not None and other.low is not None and one.high < other.low
    late = other.high is not None and one.low is not None and other.high < one.low
    found = {-1: below, 0: not early and not late, 1: above}
    return frozenset(order for order, possible in found.items() if possible)


def apart(one: Value, other: Value) -> bool:
    """Two values that are not null are certainly not equal."""
    return any(0 not in orders(bounds(one), bounds(other)) for bounds in (of_number, of_length))
