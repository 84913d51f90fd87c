"""Patterns of the configuration that concern no file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from azlint.config.settings import PathSeverity
from azlint.finding import Finding
from azlint.own import IneffectiveSetting, own_finding


def idle(entries: Iterable[PathSeverity], paths: Collection[str]) -> Iterator[Finding]:
    """A note for each pattern of the configuration that none of the files checked matches."""
    for entry in entries:
        if entry.place is not None and not any(map(entry.fits, paths)):
            yield own_finding(IneffectiveSetting, "path", entry.place, pattern=entry.pattern)
