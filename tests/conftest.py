"""The command line in this process."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from azlint.cli import main
from commandline import Azlint, Ran


@pytest.fixture
def azlint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Azlint:
    """Run the command line in a fresh folder, as a pipe in a plain environment would see it."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "GITHUB_STEP_SUMMARY", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["azlint", *arguments])
        with pytest.raises(SystemExit) as raised:
            main()
        code = raised.value.code
        assert isinstance(code, int)
        return Ran(code, *capsys.readouterr())

    return run
