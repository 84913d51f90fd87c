"""Keys that name an element: proposed only where the data proves them unique."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from itertools import combinations

import msgspec

from azlint.analysis.comprehensions import STAND_IN, Element
from azlint.analysis.keys import Keys, Position
from azlint.analysis.sites import Binding, Budget, Site
from azlint.patterns import regex
from azlint.syntax import Access, Expression, Name, walk
from azlint.value import Known, Value

NAMING = regex(
    r"(?:.*_)?(?:name|key|id|vm|host|hostname|machine|server|instance|lun|slot|zone|region|location|"
    r"env|environment|label|code|slug|alias|user|email|subnet|prefix|cidr|address|port|path|fqdn)"
)
NAMES = ("name", "key", "id", "vm")
MOST_FIELDS = 3
MOST_ELEMENTS = 2_000
MOST_LISTS = 200

Row = Mapping[str, str]
WHOLE = ""
"""The field of an element that is itself a name."""


class Lack(Enum):
    """Why no key is proposed."""

    DATA = "the elements of the list are not known here"
    SEVERAL = "the key holds several positions"
    PROOF = "fewer than two elements prove nothing"
    FIELDS = "no fields of the elements name them and are unique"


class Proposal(msgspec.Struct, frozen=True):
    """Fields that together tell the elements of a list apart.

    fields: as expressions · alone: they make the whole key, for nothing is around the list.
    """

    fields: tuple[str, ...]
    alone: bool

    @property
    def key(self) -> str:
        """The expression of the key they make."""
        if len(self.fields) == 1:
            return self.fields[0]
        return '"' + "-".join(f"${{{field}}}" for field in self.fields) + '"'


def proposal(keys: Keys) -> Proposal | Lack:
    """What can stand in the place of the position in a key."""
    if len(keys.positions) > 1:
        return Lack.SEVERAL
    position = keys.positions[0]
    chosen, element = position.ordinal.chosen, element_name(position)
    lists = occurrences(chosen) if element else None
    if chosen is None or lists is None:
        return Lack.DATA
    fields = naming_fields(lists)
    if isinstance(fields, Lack):
        return fields
    written = tuple(f"{element}.{field}" if field else element for field in fields)
    return Proposal(written, alone=not _outer(chosen))


def element_name(position: Position) -> str:
    """How the element at a position is written beside it; empty where it cannot be told."""
    ordinal, place = position.ordinal, position.place.expression
    if ordinal.element or ordinal.chosen is None:
        return ordinal.element
    listed, index = _written(ordinal.chosen.expression), _written(place)
    return f"{listed}[{index}]" if listed and index else ""


def _written(expression: Expression) -> str:
    match expression:
        case Name(name=name) if name != STAND_IN:
            return name
        case Access(object=inner, name=name):
            outer = _written(inner)
            return f"{outer}.{name}" if outer else ""
        case _:
            return ""


def occurrences(collection: Site | None) -> list[tuple[Value, ...]] | None:
    """The lists that a collection stands for, one for each element of what is around it; None
    where they are not all known."""
    if collection is None:
        return None
    found: list[tuple[Value, ...]] = []
    for place in _unbound(collection, Budget()):
        value = place.value() if place is not None else None
        if not isinstance(value, Known) or not isinstance(value.data, tuple):
            return None
        if value.assumed or value.sensitive:
            return None
        found.append(value.data)
        if len(found) > MOST_LISTS or len(value.data) > MOST_ELEMENTS:
            return None
    return found


class One(msgspec.Struct, frozen=True):
    """A variable that holds one certain value."""

    value: Value


def _outer(site: Site) -> list[str]:
    """The comprehension variables that an expression reads."""
    names = (node.name for node in walk(site.expression) if isinstance(node, Name))
    return [name for name in names if name in site.names and not isinstance(site.names[name], One)]


def _unbound(site: Site, budget: Budget) -> Iterator[Site | None]:
    """A site once for each value of the variables it reads; None where they are not known."""
    outer = _outer(site)
    if not outer:
        yield site
        return
    binding = site.names[outer[0]]
    around = _unbound(binding.collection, budget) if isinstance(binding, Element) else [None]
    for place in around:
        value = place.value() if place is not None and budget.spend(place) else None
        if not isinstance(value, Known) or not isinstance(value.data, (tuple, dict)):
            yield None
            return
        data = value.data
        for item in data.values() if isinstance(data, dict) else data:
            bound: dict[str, Binding] = {**site.names, outer[0]: One(item)}
            yield from _unbound(Site(site.expression, site.scope, bound, site.depth), budget)


def naming_fields(lists: Sequence[Sequence[Value]]) -> tuple[str, ...] | Lack:
    """The fewest fields that name the elements and are unique in each list."""
    rows = [[_row(element) for element in elements] for elements in lists]
    if any(row is None for each in rows for row in each):
        return Lack.DATA
    known = [[row for row in each if row is not None] for each in rows]
    if all(len(each) <= 1 for each in known):
        return Lack.PROOF
    return next(_unique(known), Lack.FIELDS)


def _row(element: Value) -> Row | None:
    """An element's known scalar fields that name things; None for what is not known."""
    if not isinstance(element, Known):
        return None
    if isinstance(element.data, dict):
        return {
            name: data
            for name, value in element.data.items()
            if (data := _name(name, value)) is not None
        }
    text = element.data
    return {WHOLE: text} if isinstance(text, str) and not element.sensitive else {}


def _name(name: str, value: Value) -> str | None:
    if not NAMING.fullmatch(name) or not isinstance(value, Known) or value.sensitive:
        return None
    data = value.data
    return str(data) if isinstance(data, (str, int)) and not isinstance(data, bool) else None


def _unique(lists: Sequence[Sequence[Row]]) -> Iterator[tuple[str, ...]]:
    rows = [row for each in lists for row in each]
    common = [name for name in rows[0] if all(name in row for row in rows)]
    common.sort(key=_preference)
    for size in range(1, MOST_FIELDS + 1):
        for names in combinations(common, size):
            if all(_distinct(each, names) for each in lists):
                yield names


def _distinct(rows: Sequence[Row], names: tuple[str, ...]) -> bool:
    return len({"-".join(row[name] for name in names) for row in rows}) == len(rows)


def _preference(name: str) -> tuple[bool, str]:
    """Names first, then the rest by the alphabet."""
    return (not name.endswith(NAMES), name)
