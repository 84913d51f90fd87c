"""Git repositories to try things on, untouched by the one that surrounds the tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

ISOLATED = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.com",
}


def environment() -> dict[str, str]:
    """The environment without anything that points git elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | ISOLATED


def git(folder: Path, *arguments: str) -> str:
    """Git as a user calls it."""
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        env=environment(),
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Files by relative path."""
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8", newline="")
    return root


def init(root: Path) -> Path:
    """An empty repository without a commit."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "--quiet", "--initial-branch=main")
    return root


def commit(root: Path, files: Mapping[str, str], message: str = "change") -> str:
    """Write and commit files, ignored or not; the commit's id."""
    write(root, files)
    git(root, "add", "--force", "--", *files)
    git(root, "commit", "--quiet", f"--message={message}")
    return git(root, "rev-parse", "HEAD")
