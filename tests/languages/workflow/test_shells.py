"""Which shell runs the script of a step."""

from __future__ import annotations

from functools import partial

import pytest

from azlint.languages.script.parse import Shell
from azlint.languages.workflow.link import load
from azlint.languages.workflow.model import steps
from azlint.languages.workflow.shells import shell_of, shell_of_runner
from azlint.languages.workflow.trace import Tracer

MATRIX = "strategy:\n      matrix:\n        os: [{}]\n    runs-on: ${{{{ matrix.os }}}}"
ACTION = "uses: azure/powershell@v2\n        with:\n          inlineScript: az"


def shells(job: str, step: str) -> list[Shell | None]:
    text = f"on: push\njobs:\n  a:\n    {job}\n    steps:\n      - {step}\n"
    workflows = load({".github/workflows/w.yml": text}, lambda _: None)
    tracer = Tracer(workflows)
    return [
        shell_of(file, owner, each, partial(shell_of_runner, tracer, file))
        for file in workflows.files()
        for owner, each in steps(file)
    ]


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        ("runs-on: ubuntu-24.04", Shell.BASH),
        ("runs-on: windows-2022", Shell.POWERSHELL),
        ("runs-on: Windows", Shell.POWERSHELL),
        ("runs-on: [self-hosted, windows]", Shell.POWERSHELL),
        ("runs-on: [self-hosted, linux]", Shell.BASH),
        ("runs-on: {labels: [self-hosted, windows-2022]}", Shell.POWERSHELL),
        ("runs-on: {group: windows-pool}", Shell.POWERSHELL),
        ("runs-on: ${{ vars.RUNNER }}", Shell.BASH),
        (MATRIX.format("windows-2022, windows-2025"), Shell.POWERSHELL),
        (MATRIX.format("windows-2022, ubuntu-24.04"), Shell.BASH),
    ],
)
def test_the_runner_tells(job: str, expected: Shell) -> None:
    assert shells(job, "run: az") == [expected]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("{run: az, shell: bash}", Shell.BASH),
        ("{run: az, shell: pwsh}", Shell.POWERSHELL),
        ("{run: az, shell: python}", None),
        (ACTION, Shell.POWERSHELL),
    ],
)
def test_what_is_named_counts_more(step: str, expected: Shell | None) -> None:
    assert shells("runs-on: [self-hosted, windows]", step) == [expected]
