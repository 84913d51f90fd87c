"""The words of the ARM view: rows that say where a provider keeps an ARM property."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from azlint.node import Instance, Presence, Property
from azlint.value import Known, Value


class Row(msgspec.Struct, frozen=True):
    """One ARM property in one native type.

    native: its path in the native type; empty where the provider never sends the property, so
    that it is certainly unset · default: what holds when it is not written, `presence` tells
    whose default that is · adapter: for rows that need more than a path.
    """

    native: str = ""
    default: Value = msgspec.field(default_factory=lambda: Known(None))
    presence: Presence = Presence.UNSET
    adapter: Callable[[Instance], Property] | None = None


class Association(msgspec.Struct, frozen=True):
    """A property that a resource of its own sets on another.

    type: the native type of that resource · subject: its path that names the other · value: its
    path that holds the value.
    """

    type: str
    subject: str
    value: str


class TypeView(msgspec.Struct, frozen=True):
    """One native type: its ARM type, its rows, arrays and associations by ARM path.

    An array row gives the native block type and the rows of its elements.
    """

    arm_type: str
    rows: Mapping[str, Row]
    arrays: Mapping[str, tuple[str, Mapping[str, Row]]] = msgspec.field(default_factory=dict)
    associations: Mapping[str, Association] = msgspec.field(default_factory=dict)


def defaulted(native: str, data: bool | str | int) -> Row:
    """A row whose provider or module has a default of its own."""
    return Row(native, Known(data), Presence.PROVIDER_DEFAULT)
