"""How much a finding matters: its rule's word, its own, the settings', then its path's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from azlint.config import Settings, Shift
from azlint.finding import Finding, Severity
from azlint.globs import Patterns


def ranked(
    findings: Iterable[Finding], defaults: Mapping[str, Severity], settings: Settings
) -> list[Finding]:
    """Findings with their severity resolved; of several path patterns the last decides."""
    shifts = [(Patterns([entry.pattern]), entry.severity) for entry in settings.severity_by_path]
    return [_ranked(finding, defaults, settings, shifts) for finding in findings]


def _ranked(
    finding: Finding,
    defaults: Mapping[str, Severity],
    settings: Settings,
    shifts: list[tuple[Patterns, Severity | Shift]],
) -> Finding:
    severity = settings.severity_of(finding, defaults[finding.rule])
    matching = [shift for patterns, shift in shifts if patterns.match(finding.span.path)]
    if matching:
        severity = _shifted(severity, matching[-1])
    return msgspec.structs.replace(finding, severity=severity)


def _shifted(severity: Severity, shift: Severity | Shift) -> Severity:
    match shift:
        case Shift.LOWER:
            return Severity(max(severity - 1, Severity.NOTE))
        case Severity():
            return shift
        case _:
            return severity
