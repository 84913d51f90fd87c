"""AZL811: what `.gitignore` keeps out is there once a tool has brought it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiny import found

PROMPT = ".github/prompts/plan.prompt.md"


@pytest.mark.parametrize(
    ("place", "patterns", "ignored"),
    [
        (".gitignore", "# packs\napm_modules/\n", True),
        (".gitignore", "/apm_modules  \n", True),
        (".gitignore", "*.md\n!apm_modules/**\n", False),
        (".gitignore", "# apm_modules/\n", False),
        ("apm_modules/.gitignore", "pack/*.md\n", True),
        ("other/.gitignore", "*\n", False),
    ],
)
def test_ignored_targets(tmp_path: Path, place: str, patterns: str, *, ignored: bool) -> None:
    files = {
        PROMPT: "Read [the pack](../../apm_modules/pack/SKILL.md) first.\n",
        place: patterns,
        ".github/workflows/w.yml": "on: push\njobs: {}\n",
    }
    lines = found(tmp_path, "AZL811", files)
    assert [line.split()[0] for line in lines] == ["link"] * (not ignored)
