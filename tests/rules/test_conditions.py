"""Which jobs may run in one run of a workflow, as their conditions tell."""

from __future__ import annotations

import pytest

from azlint.languages.workflow.link import load
from azlint_rules.workflows.conditions import coincide
from azlint_rules.workflows.worlds import condition

W = ".github/workflows/w.yml"
PUSHED = "github.event_name == 'push'"
NOT_PUSHED = "github.event_name != 'push'"
TIMED = "github.event_name == 'schedule'"


@pytest.mark.parametrize(
    ("events", "one", "other", "together"),
    [
        ("push", PUSHED, PUSHED, True),
        ("push", PUSHED, NOT_PUSHED, False),
        ("push", TIMED, TIMED, False),
        ("[push, schedule]", TIMED, NOT_PUSHED, True),
        ("workflow_call", PUSHED, PUSHED, True),
        ("workflow_call", PUSHED, NOT_PUSHED, False),
        ("[push, workflow_call]", TIMED, TIMED, True),
        ("push", "inputs.a == 'b'", "inputs.a == 'c'", False),
        ("push", "inputs.a == 'b'", "inputs.a != 'c'", True),
        ("push", "inputs.a == 'b'", "vars.A", True),
    ],
)
def test_jobs_that_may_run_together(events: str, one: str, other: str, *, together: bool) -> None:
    jobs = "".join(
        f"  {name}: {{if: {text}, steps: []}}\n"
        for name, text in zip("ab", (one, other), strict=True)
    )
    file = load({W: f"on: {events}\njobs:\n{jobs}"}, lambda _: None).workflows[W]
    first, second = file.jobs
    assert coincide(file, condition(first), condition(second)) is together
