"""Keys that name an element: proposed only where the data proves them unique."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from azlint.value import Known, Value

NAMING = re.compile(
    r"(?:.*_)?(?:name|key|id|vm|host|hostname|machine|server|instance|lun|slot|zone|region|location|"
    r"env|environment|label|code|slug|alias|user|email|subnet|prefix|cidr|address|port|path|fqdn)"
)
MOST_FIELDS = 3
MOST_ELEMENTS = 2_000


def proposed_fields(collection: Value) -> tuple[str, ...] | None:
    """The fewest fields that together are unique and name an element.

    None where the elements are not all known; empty where no such fields exist or the list is
    too short to prove it.
    """
    if not isinstance(collection, Known) or not isinstance(collection.data, tuple):
        return None
    elements = collection.data
    rows = [_fields(element) for element in elements]
    if any(row is None for row in rows) or len(elements) > MOST_ELEMENTS:
        return None
    known = [row for row in rows if row is not None]
    return next(_unique(known), ()) if len(known) > 1 else ()


def _fields(element: Value) -> Mapping[str, str | int] | None:
    """An element's known scalar fields that name things."""
    if not isinstance(element, Known) or not isinstance(element.data, dict):
        return None
    return {
        name: value.data
        for name, value in element.data.items()
        if NAMING.fullmatch(name)
        and isinstance(value, Known)
        and not value.sensitive
        and isinstance(value.data, (str, int))
        and not isinstance(value.data, bool)
    }


def _unique(rows: Sequence[Mapping[str, str | int]]) -> Iterator[tuple[str, ...]]:
    common = [name for name in rows[0] if all(name in row for row in rows)]
    common.sort(key=_preference)
    for size in range(1, MOST_FIELDS + 1):
        for names in combinations(common, size):
            if len({tuple(row[name] for name in names) for row in rows}) == len(rows):
                yield names


def _preference(name: str) -> tuple[bool, str]:
    """Names first, then the rest by the alphabet."""
    return (not name.endswith(("name", "key", "id", "vm")), name)
