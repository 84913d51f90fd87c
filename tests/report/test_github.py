"""Annotations and the summary of a job."""

from __future__ import annotations

import re

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from azlint.finding import Finding, Severity
from azlint.report.github import job_summary, render
from azlint.report.terminal import Terminal
from azlint.result import Result
from azlint.source import Source
from report import results

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::([^\n\r]*)")


def lines(result: Result) -> list[str]:
    return list(render(result, Terminal()))


def many(number: int, severity: Severity) -> Result:
    source = Source("a.tf", "x\n" * number)
    return Result(
        findings=tuple(
            Finding(
                rule="AZL401",
                key="k",
                message=f"Finding {line}. More.",
                span=source.span(2 * line, 2 * line + 1),
                severity=severity,
            )
            for line in range(number)
        ),
        sources={"a.tf": source},
        rules=results.CARDS,
    )


def test_annotations() -> None:
    assert lines(results.FULL)[:3] == [
        (
            "::error file=infra/main.tf,line=7,endLine=7,col=30,endColumn=38,"
            "title=AZL401 missing-purge-protection::Key vault `main` can be purged before its "
            "retention ends. Disks and storage accounts lose their keys with it, e.g. at once."
            "%0AHow to fix: set `purge_protection_enabled = true`"
        ),
        (
            "::warning file=infra/main.tf,line=10,endLine=10,col=1,endColumn=36,"
            "title=AZL401 missing-purge-protection::Key vault `other` can be purged."
        ),
        (
            "::notice file=.github/workflows/ci build.yml,line=3,endLine=3,col=21,endColumn=23,"
            "title=AZL501 floating-version::`3.x` moves."
        ),
    ]
    assert lines(results.FULL)[3] == "1 error, 1 warning and 1 note"


def test_columns_only_within_a_line() -> None:
    source = Source("a.tf", "x = [\n]\n")
    found = Finding(rule="AZL1", key="k", message="m", span=source.span(4, 7))
    (line, *_) = lines(Result(findings=(found,), sources={"a.tf": source}))
    assert line == "::warning file=a.tf,line=1,endLine=2,title=AZL1::m"


def test_ten_of_a_type_and_the_rest_in_the_log() -> None:
    made = lines(many(12, Severity.WARNING))
    assert sum(line.startswith("::warning") for line in made) == 10
    assert made[9] == (
        "::warning title=azlint::3 warnings more: GitHub shows 10 annotations a step; "
        "the log has all"
    )
    assert made[10:13] == [f"- a.tf:{n}:1: AZL401 Finding {n - 1}." for n in (10, 11, 12)]
    assert sum(line.startswith("::") for line in lines(many(10, Severity.ERROR))) == 10


def test_failures_come_first() -> None:
    assert lines(results.BROKEN)[0] == (
        "::error file=.github/workflows/ci build.yml,line=1,endLine=1,col=1,endColumn=4,"
        "title=azlint AZL501::AZL501 stopped with KeyError: 'x'"
    )


@given(st.text(max_size=30), st.text(max_size=30))
def test_repository_text_cannot_make_commands(path: str, message: str) -> None:
    source = Source(f"a{path}", "x")
    found = Finding(rule="AZL1", key="k", message=f"{message}.", span=source.span(0, 1), help=path)
    made = lines(msgspec.structs.replace(many(11, Severity.WARNING), findings=(found,) * 11))
    for line in made:
        assert "\n" not in line
        assert "\r" not in line
        if line.lstrip().startswith("::"):
            match = COMMAND.fullmatch(line)
            assert match is not None
            assert {part.partition("=")[0] for part in match[2].split(",")} <= {
                *("file", "line", "endLine", "col", "endColumn", "title")
            }


def test_job_summary() -> None:
    made = job_summary(results.FULL)
    assert made.startswith("## azlint\n\n1 error, 1 warning and 1 note  \n")
    assert "| error | AZL401 | infra/main\\.tf:7:30 | Key vault \\`main\\` can be purged" in made


def test_job_summary_is_bounded_and_says_so() -> None:
    made = job_summary(many(500, Severity.WARNING), limit=10_000)
    assert len(made.encode()) <= 10_000
    assert re.search(r"\d+ findings more: the summary of a job is limited\.", made)


def test_markdown_of_the_repository_is_shown_and_not_followed() -> None:
    source = Source("a.tf", "x")
    message = "![x](https://e.x) <img src=x> | `a` @team #1 [l](u)"
    found = Finding(rule="AZL1", key="k", message=message, span=source.span(0, 1))
    made = job_summary(Result(findings=(found,), sources={"a.tf": source}))
    (row,) = [line for line in made.splitlines() if "AZL1" in line]
    assert row.count(" | ") == 3
    assert not re.search(r"(?<!\\)[\[\]`@#]|<", row)
