"""The real terraform, where it is on PATH: what it prints, plans and refuses."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

needs_terraform = pytest.mark.skipif(
    shutil.which("terraform") is None, reason="terraform is not on PATH"
)


def run(folder: Path, *words: str, typed: str = "") -> str:
    """What it prints in a folder, where nothing of the user's settings counts."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "CHECKPOINT_DISABLE": "1"}
    done = subprocess.run(
        ["terraform", *words],
        cwd=folder,
        env=environment,
        input=typed,
        encoding="utf-8",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def planned(folder: Path) -> dict[str, Any]:
    """The plan of the configuration in a folder."""
    run(folder, "init", "-input=false")
    run(folder, "plan", "-input=false", "-out=plan")
    plan: dict[str, Any] = json.loads(run(folder, "show", "-json", "plan"))
    return plan


def accepts(text: str) -> bool:
    """Whether its formatter takes a text for a configuration."""
    command = ["terraform", "fmt", "-"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    return done.returncode == 0
