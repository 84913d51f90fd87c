"""Dependencies with the places where they are written."""

from __future__ import annotations

import msgspec

from azlint.syntax import Node, Problem


class Dependency(Node, frozen=True, tag="dependency"):
    """One package that is asked for.

    name: normalised, empty where only an address says what it is · specifiers: operators and
    versions, sorted · url: where it comes from, if not from an index · marker: the condition for
    it · group: empty, `optional:NAME` or `group:NAME` · hashed: its files are named by hashes.
    """

    name: str
    specifiers: tuple[tuple[str, str], ...] = ()
    extras: tuple[str, ...] = ()
    url: str = ""
    marker: str = ""
    group: str = ""
    hashed: bool = False

    @property
    def specifier(self) -> str:
        return ",".join(f"{operator}{version}" for operator, version in self.specifiers)


class Include(Node, frozen=True, tag="include"):
    """`-r FILE`, or `-c FILE` for one that only constrains; the path as it is written."""

    path: str
    constrains: bool


class File(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A requirements file or a project."""

    dependencies: tuple[Dependency, ...] = ()
    includes: tuple[Include, ...] = ()
    problems: tuple[Problem, ...] = ()
    comments: tuple[tuple[int, int], ...] = ()
