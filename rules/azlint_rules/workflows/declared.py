"""Versions of runtimes as the files of a project declare them."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from azlint.azure.versions import HIGHEST, Range
from azlint.graph import Graph
from azlint.languages.workflow.versions import wanted
from azlint.node import Declaration, Language
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import Value
from azlint_rules.facts.base_images import Runtime
from azlint_rules.workflows.ranges import Ranges, agree, ranges

_ROLLS = regex(r'"rollForward"\s*:\s*"(?:latest)?(?:major|minor)"', re.IGNORECASE)


class Declared(msgspec.Struct, frozen=True):
    """One place that says which release of a runtime is used.

    text: as written · allowed: the releases it allows · value: with the way to the literal ·
    by_default: something else may be chosen where it is used.
    """

    text: str
    allowed: Ranges
    span: Span
    owner: Declaration
    value: Value | None = None
    by_default: bool = False

    @property
    def path(self) -> str:
        return self.span.path

    @property
    def name(self) -> str:
        return posixpath.basename(self.path)


Choice = tuple[Declared, ...]
"""What one file or job declares; any of several may be meant."""


def disagree(one: Choice, other: Choice) -> bool:
    """Whether no release satisfies both."""
    return not any(agree(a.allowed, b.allowed) for a in one for b in other)


def patches_of_one(one: Choice, other: Choice) -> bool:
    """Whether both name releases exactly, and nothing but their patches differs."""
    lines = {
        each.low[:2] if each.high == (*each.low[:2], each.low[2] + 1) else None
        for declared in (*one, *other)
        for each in declared.allowed
    }
    return len(lines) == 1 and None not in lines


def allowed(runtime: Runtime, text: str) -> Ranges | None:
    """The releases of a runtime that a text allows, as far as its numbers mean the same."""
    found = ranges(text)
    if found is None or runtime.places == 3:
        return found
    return tuple(_coarse(each, runtime.places) for each in found)


def _coarse(each: Range, places: int) -> Range:
    """A range with whole lines of releases at its ends."""
    low = (*each.low[:places], 0, 0)[:3]
    if each.high == HIGHEST:
        return Range((low[0], low[1], low[2]), HIGHEST)
    kept = [*each.high[:places]]
    kept[-1] += any(each.high[places:])
    high = (*kept, 0, 0)[:3]
    return Range((low[0], low[1], low[2]), (high[0], high[1], high[2]))


class Projects:
    """What the files of a folder ask for."""

    def __init__(self, graph: Graph) -> None:
        self._read = graph.workflows.read
        self._folders: dict[str, set[str]] = defaultdict(set)
        for path in graph.workflows.paths:
            folder, _, name = path.rpartition("/")
            self._folders[folder].add(name)

    def has(self, path: str) -> bool:
        """Whether a file is there."""
        folder, _, name = posixpath.normpath(path).rpartition("/")
        return name in self._folders.get(folder, ())

    def files(self, folder: str, runtime: Runtime) -> Iterator[Choice]:
        """One choice for each file of a folder that asks for a release."""
        for name in runtime.files:
            if name in self._folders.get(folder, ()):
                found = tuple(self._declared(posixpath.join(folder, name), runtime))
                if found:
                    yield found

    def folders(self, runtime: Runtime) -> Iterator[str]:
        """The folders in which several files ask for a release."""
        for folder, names in sorted(self._folders.items()):
            if len(names & {*runtime.files}) > 1:
                yield folder

    def _declared(self, path: str, runtime: Runtime) -> Iterator[Declared]:
        text = self._read(path) or ""
        folder, _, name = path.rpartition("/")
        for preferred in wanted(name, text, runtime.tool):
            each = preferred.least or preferred
            found = allowed(runtime, each.text)
            if each.key == "toolchain" or found is None:
                continue
            if name == "go.mod":
                found = tuple(Range(one.low, HIGHEST) for one in found)
            if name == "global.json" and _ROLLS.search(text):
                continue
            span = Span(path, each.start, each.end)
            label = f"{name}:{each.key}" if each.key else name
            owner = Declaration(Language.WORKFLOW, folder, "version", "", label, span, span)
            yield Declared(each.text, found, span, owner)
