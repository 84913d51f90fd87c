"""Annotations for GitHub Actions, and the summary of a job.

A runner shows ten annotations of each type for a step, so the tenth says how many more there
are, and those follow as plain lines in the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from azlint.finding import Finding, Severity
from azlint.plural import counted
from azlint.report.rows import Region, region
from azlint.report.terminal import Terminal
from azlint.report.text import location, summary
from azlint.report.words import sentences
from azlint.result import Result
from azlint.source import Span

CAP = 10
MAX_MESSAGE = 4_000
MAX_SUMMARY = 1_000_000

COMMANDS: Mapping[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}


def render(result: Result, terminal: Terminal) -> Iterator[str]:
    """Workflow commands, most severe first, then what was and was not checked."""
    for failure in result.failures:
        properties = _place(failure.span, result) if failure.span else {}
        title = {"title": f"azlint {failure.rule}".strip()}
        yield _command("error", {**properties, **title}, terminal.shown(failure.message))
    for severity in reversed(Severity):
        found = [f for f in result.findings if (f.severity or Severity.WARNING) is severity]
        room = CAP - len(result.failures) if severity is Severity.ERROR else CAP
        yield from _annotations(found, severity, max(room, 1), result, terminal)
    yield from summary(result, terminal)


def _annotations(
    found: Sequence[Finding], severity: Severity, room: int, result: Result, terminal: Terminal
) -> Iterator[str]:
    shown = len(found) if len(found) <= room else room - 1
    for finding in found[:shown]:
        yield _annotation(finding, severity, result, terminal)
    rest = found[shown:]
    if rest:
        more = f"{counted(len(rest), severity.label)} more: GitHub shows {CAP} annotations a step"
        yield _command(COMMANDS[severity], {"title": "azlint"}, f"{more}; the log has all")
    for finding in rest:
        place = location(finding.span, result.sources.get(finding.span.path))
        yield terminal.shown(f"- {place}: {finding.rule} {sentences(finding.message)[0]}")


def _annotation(finding: Finding, severity: Severity, result: Result, terminal: Terminal) -> str:
    title = f"{finding.rule} {_names(result).get(finding.rule, '')}".strip()
    properties = {**_place(finding.span, result), "title": title}
    help_ = f"How to fix: {finding.help}" if finding.help else ""
    text = "\n".join(terminal.shown(part) for part in (finding.message, help_) if part)
    return _command(COMMANDS[severity], properties, text)


def _names(result: Result) -> Mapping[str, str]:
    return {card.meta.id: card.meta.name for card in result.rules}


def _place(span: Span, result: Result) -> Mapping[str, str]:
    return {"file": span.path, **_lines(region(span, result.sources.get(span.path)))}


def _lines(place: Region) -> Mapping[str, str]:
    """Columns count only within one line, and the end column is inclusive here."""
    lines = {"line": str(place.line), "endLine": str(place.end_line)}
    if place.line != place.end_line:
        return lines
    end = max(place.end_column - 1, place.column)
    return lines | {"col": str(place.column), "endColumn": str(end)}


def _command(name: str, properties: Mapping[str, str], message: str) -> str:
    text = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {text}::{_data(message[:MAX_MESSAGE])}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


# The summary of a job.

_MARKDOWN = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]()#+-.!|~$@"} | {"<": "&lt;"})


def job_summary(result: Result, limit: int = MAX_SUMMARY) -> str:
    """A table in Markdown, cut with a statement before GitHub refuses it as too long."""
    plain = Terminal()
    head = "\n".join(
        ("## azlint", "", *(f"{_escaped(line)}  " for line in summary(result, plain)), "")
    )
    rows = ["", "| Severity | Rule | Place | Finding |", "| --- | --- | --- | --- |"]
    size = len(head.encode()) + 200
    left = len(result.findings)
    for finding in sorted(result.findings, key=lambda f: -(f.severity or Severity.WARNING)):
        row = _row(finding, result)
        size += len(row.encode("utf-8", "replace")) + 1
        if size > limit:
            break
        rows.append(row)
        left -= 1
    more = [f"\n{counted(left, 'finding')} more: the summary of a job is limited."] if left else []
    return "\n".join((head, *(rows if result.findings else ()), *more, ""))


def _row(finding: Finding, result: Result) -> str:
    place = location(finding.span, result.sources.get(finding.span.path))
    severity = (finding.severity or Severity.WARNING).label
    cells = (severity, finding.rule, place, sentences(finding.message)[0])
    return f"| {' | '.join(_escaped(cell) for cell in cells)} |"


def _escaped(text: str) -> str:
    """Text of the checked repository as Markdown that shows it and does nothing else."""
    return Terminal().shown(text).translate(_MARKDOWN)
