"""What a spread puts into an array or an object."""

from __future__ import annotations

from collections.abc import Sequence

from azlint.languages.bicep.limits import ITEMS
from azlint.languages.bicep.values import OBJECT, Merged, blocked, failed, opened, record, stopped
from azlint.value import Cause, Type, Unknown, Value, is_null


def unspread(value: Value, type_: Type) -> Value:
    """The whole of what something is spread into that is no such array or object."""
    if isinstance(value, Unknown):
        return blocked([value], type_, not_null=True)
    return failed("a spread of something else")


def assembled(
    keys: Sequence[str | None], values: Sequence[Value], spreads: Sequence[Value]
) -> Value:
    """An object of its entries in order; each without a key is the next of the spreads. What comes
    before a spread that is not known may be replaced by it."""
    merged = Merged()
    beyond: Unknown | None = None
    remaining = iter(spreads)
    for key, value in zip(keys, values, strict=True):
        if key is not None:
            merged.put(key, value)
            continue
        spread = next(remaining)
        if is_null(spread):
            continue
        if isinstance(spread, Unknown):
            merged, beyond = Merged(spread.entries), spread
            continue
        if not isinstance(spread.data, dict):
            return unspread(spread, OBJECT)
        for name, inner in spread.data.items():
            merged.put(name, inner)
    entries = merged.entries
    if len(entries) > ITEMS:
        return stopped(Cause.LIMIT, "an object")
    return record(entries) if beyond is None else opened(beyond, entries)
