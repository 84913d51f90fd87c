"""What an evaluation has computed, and what the environments of a root share of it.

Most of what a root computes reads no value that differs between its environments. Such a result
is kept once; the rest is kept by each environment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from azlint.languages.terraform.expand import Expansion
    from azlint.languages.terraform.machine import Machine
    from azlint.languages.terraform.module import Call, Entity
    from azlint.value import Value

K = TypeVar("K")
T = TypeVar("T")

Path = tuple[tuple[str, str], ...]
"""The calls that lead to a module instance: names and keys."""


class Shelf(msgspec.Struct):
    """Results of one module instance: names, expansions, and cases of what instances read."""

    values: dict[str, Value] = msgspec.field(default_factory=dict)
    expansions: dict[str, Expansion] = msgspec.field(default_factory=dict)
    cases: dict[tuple[object, ...], Value] = msgspec.field(default_factory=dict)


class Memory(msgspec.Struct):
    """What the environments of a root share.

    varying: the variables of the root that differ between them, `terraform.workspace` as
    WORKSPACE · targets: what addresses stand for, with the calls that lead there.
    """

    varying: frozenset[str] = frozenset()
    shelves: dict[Path, Shelf] = msgspec.field(default_factory=dict)
    targets: dict[str, tuple[Path, Entity | Call]] = msgspec.field(default_factory=dict)

    def shelf(self, path: Path) -> Shelf:
        """What is shared of a module instance."""
        found = self.shelves.get(path)
        if found is None:
            found = self.shelves[path] = Shelf()
        return found


WORKSPACE = "terraform.workspace"


def remembered(
    machine: Machine,
    tables: tuple[dict[K, T], dict[K, T]],
    key: K,
    pending: Callable[[], T],
    compute: Callable[[], T],
) -> T:
    """A result computed once: for all environments if nothing that differs was read on the way.

    tables: what is shared, and what is this environment's · pending: what a result that needs
    itself finds.
    """
    shared, own = tables
    found = shared.get(key)
    if found is not None:
        return found
    found = own.get(key)
    if found is not None:
        machine.varied = True
        return found
    own[key] = pending()
    before, machine.varied = machine.varied, False
    found = compute()
    if machine.varied or machine.steps < 0:
        own[key] = found
    else:
        shared[key] = found
        del own[key]
    machine.varied = machine.varied or before
    return found


def differing(sides: list[Mapping[str, object]]) -> frozenset[str]:
    """The names under which several sides do not have the same."""
    names = {name for side in sides for name in side}
    return frozenset(
        name for name in names if any(side.get(name) != sides[0].get(name) for side in sides)
    )
