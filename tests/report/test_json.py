"""The report for programs: its shape, whole."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from azlint.report.json import render
from azlint.result import Result
from report import results

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(("name", "result"), [("full", results.FULL), ("broken", results.BROKEN)])
def test_whole_report(name: str, result: Result) -> None:
    file = GOLDEN / f"{name}.json"
    made = render(result)
    if os.environ.get("AZLINT_BLESS"):
        file.write_bytes(made)
    assert made.decode() == file.read_text("utf-8")


def test_the_base_decides_what_is_introduced() -> None:
    report = json.loads(render(results.BROKEN))
    assert [(f["rule"], f["introduced"]) for f in report["findings"]] == [
        ("AZL501", True),
        ("AZL401", False),
    ]
    assert report["success"] is False


def test_lone_surrogates_do_not_break_it() -> None:
    json.loads(render(Result(notes=("raw \udcff",))))
