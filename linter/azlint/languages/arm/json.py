"""Reading objects of JSON by the names of their members, whatever their case."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from azlint.syntax import Expression, Literal, Object, ObjectItem


class Members(msgspec.Struct, frozen=True):
    """The members of an object, the last of those with equal names; none of anything else."""

    items: dict[str, ObjectItem]

    def __iter__(self) -> Iterator[ObjectItem]:
        return iter(self.items.values())

    def value(self, name: str) -> Expression | None:
        """The value of a member; None where there is none, or null."""
        item = self.items.get(name.lower())
        if item is None or (isinstance(item.value, Literal) and item.value.value is None):
            return None
        return item.value


def members(value: Expression | None) -> Members:
    """An object by the names of its members."""
    written = value.items if isinstance(value, Object) else ()
    items = (item for item in written if isinstance(item, ObjectItem))
    return Members({text_of(item.key).lower(): item for item in items})


def text_of(value: Expression | None) -> str:
    """The text of a string, empty for anything else."""
    return value.value if isinstance(value, Literal) and isinstance(value.value, str) else ""
