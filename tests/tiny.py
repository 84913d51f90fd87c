"""Tiny repositories written by tests, and what a rule finds in them as lines to compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from azlint import runner
from azlint.config import Settings
from azlint.finding import Finding, Verdict
from azlint.result import Result

Edit = tuple[str, str]


def edited(text: str, edits: Sequence[Edit]) -> str:
    """A text after replacements, each of which must change it."""
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return text


def write(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def checked(root: Path, rule: str, files: Mapping[str, str], base: Path | None = None) -> Result:
    """The result of one rule over files."""
    write(root, files)
    return runner.check_repository(Settings(root=root, base=base, select=(rule,)))


def found(root: Path, rule: str, files: Mapping[str, str]) -> list[str]:
    """Everything a rule says: key, subject, severity where it is not the rule's usual warning,
    the text pointed at; undecided findings start with `?`."""
    return lines(checked(root, rule, files))


def lines(result: Result) -> list[str]:
    """Without the notes on calls that lead nowhere: tiny repositories leave modules out."""
    assert result.failures == ()
    said = (*result.findings, *result.undecided)
    return [_line(finding, result) for finding in said if finding.rule != "AZL904"]


def _line(finding: Finding, result: Result) -> str:
    mark = "? " if finding.verdict is Verdict.UNDECIDED else ""
    severity = finding.severity.name.lower() if finding.severity else ""
    shown = "" if severity == "warning" else f"{severity} "
    source = result.sources[finding.span.path]
    text = source.text[finding.span.start : finding.span.end].partition("\n")[0]
    return f"{mark}{shown}{finding.key} {finding.subject} {text}"
