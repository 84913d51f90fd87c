"""What tools say of workflows, on subjects that they share."""

from __future__ import annotations

import json
import subprocess
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


class Subject(StrEnum):
    """What a finding is about."""

    CALLS = "calls"
    NEEDS = "needs"
    OUTPUTS = "outputs"
    STEPS = "steps"
    INPUTS = "inputs"
    SECRETS = "secrets"
    TYPES = "types"
    MATRIX = "matrix"
    PROPERTIES = "properties of github"
    PERMISSIONS = "permissions"
    CONTEXTS = "contexts"
    SYNTAX = "syntax"
    REFS = "action refs"
    IMAGES = "images"
    INSTALLS = "installs"
    TOOLS = "tools"
    SCRIPTS = "text in scripts"


CONTRACTS = tuple(Subject)[: tuple(Subject).index(Subject.REFS)]
PINS = tuple(Subject)[len(CONTRACTS) :]


class Said(NamedTuple):
    """One thing that a tool says: where, about what, and of which name."""

    repository: str
    path: str
    subject: Subject
    name: str


Lines = dict[Said, int]


def run(command: list[str], folder: Path, nothing: str = "") -> dict | list:
    """The JSON that a command writes, or what stands for it where it writes none."""
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return json.loads(done.stdout or nothing)
