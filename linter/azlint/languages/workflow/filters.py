"""The path filters of events, as GitHub matches them.

From "Workflow syntax for GitHub Actions: Filter pattern cheat sheet", read 2026-11-28.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from azlint.languages.workflow.model import Workflow, texts
from azlint.languages.workflow.syntax import Mapping, Yaml

FILTERED = frozenset({"push", "pull_request", "pull_request_target"})
"""The events that may have path filters."""

MAX_STARS = 6
"""A pattern with more takes too long to match; it is taken to match."""

_TOKEN = re.compile(r"(?P<all>\*\*)|(?P<some>\*)|(?P<repeat>[?+])|(?P<set>\[[^\]]*\])|(?P<one>.)")


def path_filters(workflow: Workflow) -> Iterator[tuple[str, Mapping | None]]:
    """The events of a workflow that files start, each with its settings."""
    node = workflow.get("on")
    for event in sorted(workflow.triggers & FILTERED):
        settings = node.get(event) if isinstance(node, Mapping) else None
        yield event, settings if isinstance(settings, Mapping) else None


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
    if pattern.count("*") > MAX_STARS:
        return True
    try:
        return _compiled(pattern).fullmatch(path) is not None
    except re.error:
        return True


@lru_cache(1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    """`*` stays within a folder, `**` does not; `?` and `+` say how often the character before
    them comes."""
    parts: list[str] = []
    for token in _TOKEN.finditer(pattern):
        kind, text = token.lastgroup, token[0]
        if kind == "all":
            parts.append("(?:.*/)?" if pattern[token.end() :][:1] == "/" else ".*")
        elif kind == "some":
            parts.append("[^/]*")
        elif (kind == "repeat" and parts) or kind == "set":
            parts.append(text)
        else:
            parts.append(re.escape(text))
    return re.compile("".join(parts).replace("(?:.*/)?/", "(?:.*/)?"), re.DOTALL)
