"""What azlint says of workflows."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from said import Lines, Said, Subject, run

RULES: Final = "AZL501,AZL502,AZL503,AZL504,AZL505,AZL705"
STRICTEST: Final = """
[rules.AZL501]
strict = true
[rules.AZL705]
inputs = true
"""
OWN: Final = {
    "not-there": Subject.CALLS,
    "not-callable": Subject.CALLS,
    "input-missing": Subject.INPUTS,
    "input-unknown": Subject.INPUTS,
    "action-input-missing": Subject.INPUTS,
    "action-input-unknown": Subject.INPUTS,
    "input-type": Subject.TYPES,
    "secret-missing": Subject.SECRETS,
    "secret-unknown": Subject.SECRETS,
    "never-passed": Subject.SECRETS,
    "permission-above": Subject.PERMISSIONS,
    "no-such-need": Subject.NEEDS,
    "no-such-job": Subject.NEEDS,
    "not-needed": Subject.NEEDS,
    "own-job": Subject.NEEDS,
    "no-such-output": Subject.OUTPUTS,
    "no-such-step": Subject.STEPS,
    "later-step": Subject.STEPS,
    "no-such-input": Subject.INPUTS,
    "no-such-matrix-key": Subject.MATRIX,
    "no-such-property": Subject.PROPERTIES,
    "not-an-expression": Subject.SYNTAX,
    "no-such-context": Subject.CONTEXTS,
    "no-such-function": Subject.CONTEXTS,
    "branch": Subject.REFS,
    "own-branch": Subject.REFS,
    "action-tag": Subject.REFS,
    "image-untagged": Subject.IMAGES,
    "image-moving": Subject.IMAGES,
    "install": Subject.INSTALLS,
    "absent": Subject.TOOLS,
    "stranger": Subject.SCRIPTS,
    "input": Subject.SCRIPTS,
}
OF_CALL: Final = frozenset(
    {"not-there", "not-callable", "input-missing", "secret-missing", "permission-above"}
)
"""Messages that are about a call as such; for those the called file is the name."""

OF_SECOND: Final = frozenset({"not-needed", "own-job", "no-such-step", "later-step", "no-such-job"})
"""Messages that are about the name right behind the context."""

WHOLE: Final = frozenset({Subject.REFS, Subject.IMAGES, Subject.TOOLS})
"""Subjects of which the text at the place is the name; an install is told by its line."""


def of_azlint(repository: str, root: Path) -> tuple[Lines, Lines]:
    """What azlint says, and what it leaves undecided."""
    strictest = root / "strictest.toml"
    strictest.write_text(STRICTEST, "utf-8")
    command = [sys.executable, "-m", "azlint", "check", "--exit-zero", "--root", str(root)]
    options = ["--select", RULES, "--config", str(strictest), "--format", "json"]
    told = run([*command, *options, str(root)], root)
    said, undecided = (
        {
            Said(repository, path, OWN[finding["key"]], name): line
            for finding in told[which]
            if finding["key"] in OWN
            for path, line, name in names(finding, root)
        }
        for which in ("findings", "undecided")
    )
    return said, undecided


def names(finding: dict, root: Path) -> Iterator[tuple[str, int, str]]:
    """Where and of what names a finding speaks, in lower case."""
    key = finding["key"]
    # a secret counts where it is read, as actionlint sees it
    places = finding["related"] if key == "never-passed" else [finding["location"]]
    for place in places:
        text, line = shown(place, root)
        yield place["path"], place["line"], name_of(key, text, line)


def shown(place: dict, root: Path) -> tuple[str, str]:
    """The text at a place, and its line, in lower case."""
    lines = (root / place["path"]).read_text("utf-8").splitlines()
    line = lines[place["line"] - 1].lower()
    end = place["end_column"] - 1 if place["end_line"] == place["line"] else len(line)
    return line[place["column"] - 1 : end], line


def name_of(key: str, text: str, line: str) -> str:
    """The name that a message is about."""
    if key == "not-an-expression":
        return ""
    subject = OWN[key]
    if subject is Subject.INSTALLS:
        return line.strip()
    if subject in WHOLE or subject is Subject.SCRIPTS:
        return text
    if key in OF_CALL:
        return text
    if key == "input-type":
        return line.partition(":")[0].strip()
    parts = re.findall(r"[\w-]+", text)
    return parts[1] if key in OF_SECOND else parts[-1]
