"""What one evaluation shares: the repository, the bounds, and what references lead to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from azlint.guard import UNGUARDED, Guard
from azlint.languages.bicep.limits import Budget
from azlint.languages.bicep.template import Repository
from azlint.tokens import Tokens
from azlint.value import Reference, Unknown, Value
from azlint.yaml_tree import YamlReader

if TYPE_CHECKING:
    from azlint.languages.bicep.frame import Frame

Reader = Callable[[str], str | None]
"""The text of a file of the repository by its path; None where there is none."""


class Target(Protocol):
    """What a reference leads to: a resource or a module call."""

    def member(self, path: tuple[str, ...]) -> Value:
        """What stands at a path below it."""
        ...

    def element(self, at: int, path: tuple[str, ...]) -> Value:
        """Element of a loop, or of an array at a path."""
        ...

    def child(self, name: str) -> Value | None:
        """A nested resource."""
        ...

    def absent(self) -> bool:
        """It is certainly not deployed."""
        ...


class World:
    """One root in one environment.

    imported: a frame for each file that another imports from, by path.
    """

    __slots__ = (
        "budget",
        "guard",
        "imported",
        "library",
        "reader",
        "repository",
        "targets",
        "tokens",
        "yaml",
    )

    def __init__(
        self,
        repository: Repository,
        reader: Reader,
        yaml: YamlReader | None = None,
        tokens: Tokens | None = None,
        *,
        library: bool = False,
        guard: Guard = UNGUARDED,
    ) -> None:
        self.repository = repository
        self.reader = reader
        self.yaml = yaml
        self.library = library
        self.guard = guard
        self.tokens = tokens or Tokens()
        self.budget = Budget()
        self.imported: dict[str, Frame] = {}
        self.targets: dict[tuple[str, str], Target] = {}

    def target(self, value: Unknown) -> Target | None:
        """What an Unknown leads to, if it is a reference into this evaluation."""
        return None if value.reference is None else self.at(value.reference)

    def at(self, reference: Reference) -> Target | None:
        return self.targets.get((reference.address, reference.key))
