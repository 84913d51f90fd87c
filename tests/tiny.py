"""Tiny repositories written by tests, and what a rule finds in them as lines to compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from azlint import runner
from azlint.config import Settings
from azlint.finding import Finding, Verdict
from azlint.result import Result
from azlint.rule import OptionValue

W = ".github/workflows/"

Edit = tuple[str, str]
Seen = tuple[str, str, int, str]


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


def checked(
    root: Path,
    rule: str,
    files: Mapping[str, str],
    base: Path | None = None,
    **options: OptionValue,
) -> Result:
    """The result of one rule over files."""
    write(root, files)
    settings = Settings(root=root, base=base, select=(rule,), options={rule: options})
    return runner.check_repository(settings)


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


def findings(rule: str, files: Mapping[str, str], **options: OptionValue) -> list[Finding]:
    """What a rule finds, undecided too, in order of the places."""
    with TemporaryDirectory() as folder:
        result = checked(Path(folder), rule, files, None, **options)
    assert result.failures == ()
    said = [each for each in (*result.findings, *result.undecided) if each.rule == rule]
    return sorted(said, key=lambda each: (each.span.path, each.span.start))


def seen(rule: str, files: Mapping[str, str], **options: OptionValue) -> list[Seen]:
    """Message key, file, line and text of each; the key of what is undecided ends in `?`."""
    return [
        (
            finding.key + "?" * (finding.verdict is Verdict.UNDECIDED),
            finding.span.path.removeprefix(W),
            files[finding.span.path].count("\n", 0, finding.span.start) + 1,
            files[finding.span.path][finding.span.start : finding.span.end],
        )
        for finding in findings(rule, files, **options)
    ]


def workflow(*jobs: str, on: str = "push", head: str = "") -> str:
    """A workflow with its jobs in flow style, one a line from line 3 on (`head` is one line)."""
    return f"on: {on}\n{head or 'name: x'}\njobs:\n" + "".join(f"  {job}\n" for job in jobs)
