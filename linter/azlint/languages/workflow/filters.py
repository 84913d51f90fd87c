"""The filters of events, as GitHub matches them.

From "Workflow syntax for GitHub Actions: Filter pattern cheat sheet", read 2026-11-28.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from azlint.globs import MAX_PATTERN
from azlint.languages.workflow.model import File, Workflow, texts
from azlint.languages.workflow.syntax import Mapping, Yaml
from azlint.patterns import regex

FILTERED = frozenset({"push", "pull_request", "pull_request_target"})
"""The events that may have path filters."""

_TOKEN = regex(
    r"(?P<folders>\*\*/)|(?P<all>\*\*)|(?P<some>\*)|(?P<repeat>[?+])|(?P<set>\[[^\]]*\])|(?P<one>.)"
)
_ANY = regex(r".", re.DOTALL)
_WITHIN = regex(r"[^/]")
_WILD = frozenset("*?+[]!")


class _Unit(NamedTuple):
    """A part of a pattern. one: the characters it takes · none: it may be missing · more: they
    may be several · folders: they end with a slash."""

    one: re.Pattern[str]
    none: bool = False
    more: bool = False
    folders: bool = False


def path_filters(workflow: Workflow) -> Iterator[tuple[str, Mapping | None]]:
    """The events of a workflow that files start, each with its settings."""
    node = workflow.get("on")
    for event in sorted(workflow.triggers & FILTERED):
        settings = node.get(event) if isinstance(node, Mapping) else None
        yield event, settings if isinstance(settings, Mapping) else None


def named_branches(file: File, event: str) -> tuple[str, ...]:
    """The branches that an event of a workflow is for, where each is written out."""
    node = file.get("on")
    for key in (event, "branches"):
        node = node.get(key) if isinstance(node, Mapping) else None
    names = texts(node)
    return () if any(set(name) & _WILD for name in names) else names


def starts(settings: Mapping | None, path: str) -> bool:
    """Whether a change of this one file starts an event with these settings."""
    if settings is None:
        return True
    wanted, ignored = settings.get("paths"), settings.get("paths-ignore")
    if wanted is not None:
        return _last_says(wanted, path)
    return ignored is None or not _last_says(ignored, path)


def _last_says(node: Yaml, path: str) -> bool:
    """What the last pattern that matches says; `!` takes back."""
    for pattern in reversed(texts(node)):
        if _matches(pattern.removeprefix("!"), path):
            return not pattern.startswith("!")
    return False


def _matches(pattern: str, path: str) -> bool:
    """Whether a pattern matches, all positions followed at once; one that cannot be read does."""
    if len(pattern) > MAX_PATTERN:
        return True
    try:
        units = _units(pattern)
    except re.error:
        return True
    reached = {0}
    for unit in units:
        reached = set(_behind(unit, path, reached))
    return len(path) in reached


def _behind(unit: _Unit, path: str, starts: set[int]) -> Iterator[int]:
    """The positions behind a part that starts at some."""
    if unit.none:
        yield from starts
    walked: set[int] = set()
    for start in starts:
        at = start
        while at not in walked and unit.one.match(path, at):
            walked.add(at)
            at += 1
            if not unit.folders or path[at - 1] == "/":
                yield at
            if not unit.more:
                break


@lru_cache(1024)
def _units(pattern: str) -> tuple[_Unit, ...]:
    """`*` stays within a folder, `**` does not; `?` and `+` say how often the character before
    them comes."""
    units: list[_Unit] = []
    for token in _TOKEN.finditer(pattern):
        kind, text = token.lastgroup, token[0]
        if kind in ("folders", "all"):
            units.append(_Unit(_ANY, none=True, more=True, folders=kind == "folders"))
        elif kind == "some":
            units.append(_Unit(_WITHIN, none=True, more=True))
        elif kind == "repeat" and units:
            last = units[-1]
            units[-1] = last._replace(none=last.none or text == "?", more=last.more or text == "+")
        else:
            units.append(_Unit(re.compile(text if kind == "set" else re.escape(text))))
    return tuple(units)
