"""How much each finding matters in this run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from azlint.config import Settings
from azlint.finding import Finding, Severity


def ranked(
    findings: Iterable[Finding], defaults: Mapping[str, Severity], settings: Settings
) -> Iterator[Finding]:
    """Findings with the severity in effect; defaults: of the rules, by id."""
    for found in findings:
        yield replace(found, severity=settings.severity_of(found, defaults[found.rule]))
