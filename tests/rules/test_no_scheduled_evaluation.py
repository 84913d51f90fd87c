"""AZL807: whether a schedule starts any evaluation of a repository."""

from __future__ import annotations

import pytest

from tiny import W, seen, workflow

EVALUATE = "promptfoo eval"
STEPS = f"{{runs-on: x, steps: [{{run: {EVALUATE}}}]}}"
CRON = "{schedule: [{cron: '0 3 * * *'}]}"
CALL = "n: {uses: ./.github/workflows/e.yml}"
FOUND = [("unscheduled", "e.yml", 4, EVALUATE)]


def evaluating(on: str) -> dict[str, str]:
    return {f"{W}e.yml": workflow(f"a: {STEPS}", f"b: {STEPS}", on=on)}


def other(job: str, on: str = CRON, head: str = "name: nightly") -> dict[str, str]:
    return {f"{W}n.yml": workflow(job, on=on, head=head)}


AFTER = "{workflow_run: {workflows: [nightly]}}"
IDLE = "n: {runs-on: x, steps: [{run: make}]}"
STARTING = "n: {runs-on: x, steps: [{run: gh workflow run e.yml}]}"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (evaluating("push"), FOUND),
        (evaluating("[push, workflow_dispatch]"), FOUND),
        (evaluating(CRON), []),
        (evaluating("repository_dispatch"), []),
        (evaluating("workflow_call"), []),
        (evaluating("[push, workflow_call]") | other(CALL, on="push"), FOUND),
        (evaluating("[push, workflow_call]") | other(CALL), []),
        (evaluating("push") | other(IDLE), FOUND),
        (evaluating("push") | other(STARTING), []),
        (evaluating("push") | other(STARTING, on="push"), FOUND),
        (evaluating(AFTER) | other(IDLE), []),
        (evaluating(AFTER) | other(IDLE, on="push"), FOUND),
        (evaluating("push") | other(f"n: {STEPS}"), []),
        (other(IDLE, on="push"), []),
    ],
)
def test_schedules(files: dict[str, str], expected: list[tuple[str, str, int, str]]) -> None:
    assert seen("AZL807", files) == expected


@pytest.mark.parametrize(
    ("script", "evaluates"),
    [
        ("scripts/eval.mjs", True),
        ("scripts/eval-report.mjs", True),
        ("scripts/eval-comment.mjs", False),
        ("eval/publish_eval_scores.mjs", False),
    ],
)
def test_what_scripts_are_called(script: str, *, evaluates: bool) -> None:
    run = f"node {script}"
    files = {
        f"{W}e.yml": workflow(f"a: {{runs-on: x, steps: [{{run: {run}}}]}}", on="push"),
        script: "if (score < threshold) process.exit(1)\n",
    }
    expected = [("unscheduled", "e.yml", 4, run)] * evaluates
    assert seen("AZL807", files) == expected
