"""AZL805: which changes of prompts keep their version."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiny import checked, found, lines, write

Files = dict[str, str]

WORKFLOW = {".github/workflows/w.yml": "on: push\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n"}
TEXT = "# Role\n\nBe kind.\n"
OTHER = "# Role\n\nBe brief.\n"


def said(root: Path, before: Files, after: Files) -> list[str]:
    write(root / "before", WORKFLOW | before)
    return lines(checked(root / "after", "AZL805", WORKFLOW | after, base=root / "before"))


def edited(name: str, text: str = "Be brief.") -> list[str]:
    return [f"edited file.{name} {text}"]


@pytest.mark.parametrize(
    ("path", "is_versioned"),
    [
        ("prompts/system_v1.txt", True),
        ("app/prompts/system-V2.md", True),
        ("prompts/system.v1.2.prompty", True),
        ("prompts/system_v1.prompt.md", True),
        ("agent_v3.prompty", True),
        ("prompts/system.txt", False),
        ("prompts/dev1.txt", False),
        ("prompts/v1/system.txt", False),
        ("docs/system_v1.txt", False),
        ("prompts/system_v1.py", False),
    ],
)
def test_names(tmp_path: Path, path: str, *, is_versioned: bool) -> None:
    expected = edited(path.rpartition("/")[2]) if is_versioned else []
    assert said(tmp_path, {path: TEXT}, {path: OTHER}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEXT, []),
        (TEXT.replace("\n", "\r\n") + "\n", []),
        ("# Task\n\nBe kind.\n", ["# Task"]),
        ("# Role\n", ["# Role"]),
        ("Be kind.\n", ["Be kind."]),
        ("", [""]),
    ],
)
def test_places(tmp_path: Path, text: str, expected: list[str]) -> None:
    path = "prompts/a_v1.txt"
    wanted = [line for each in expected for line in edited("a_v1.txt", each)]
    assert said(tmp_path, {path: TEXT}, {path: text}) == wanted


@pytest.mark.parametrize(("others", "is_practice"), [(0, True), (1, True), (2, False)])
def test_practice(tmp_path: Path, others: int, *, is_practice: bool) -> None:
    more = {f"prompts/{name}.txt": TEXT for name in "xyz"[:others]}
    before, after = more | {"prompts/a_v1.txt": TEXT}, more | {"prompts/a_v1.txt": OTHER}
    assert said(tmp_path, before, after) == (edited("a_v1.txt") if is_practice else [])


def test_files_of_one_side(tmp_path: Path) -> None:
    assert said(tmp_path, {"prompts/a_v1.txt": TEXT}, {"prompts/a_v2.txt": OTHER}) == []


def test_without_a_base_an_ignore_is_not_called_unused(tmp_path: Path) -> None:
    workflow = "# azlint: ignore[AZL805] new\non: push\n"
    files = {".github/workflows/w.yml": workflow, "prompts/a_v1.txt": TEXT}
    assert found(tmp_path / "alone", "AZL805", files) == []
    compared = said(tmp_path, {"prompts/a_v1.txt": TEXT}, files)
    assert [line.split()[:2] for line in compared] == [["note", "unused"]]
