"""AZL808: what a workflow records of what it deploys."""

from __future__ import annotations

import pytest

from tiny import W, seen, workflow

EVALUATE = "{run: promptfoo eval}"
COMMAND = "az containerapp update -n a -g g --image r.example.org/a:v1"
DEPLOY = f"{{run: {COMMAND}}}"
FOUND = [("unrecorded", "w.yml", 4, COMMAND)]


def job(*steps: str) -> str:
    return f"a: {{runs-on: x, steps: [{', '.join(steps)}]}}"


@pytest.mark.parametrize(
    ("jobs", "expected"),
    [
        ([job(EVALUATE, DEPLOY)], FOUND),
        ([job(DEPLOY)], []),
        ([job(EVALUATE, "{run: make deploy}")], []),
        ([job(EVALUATE, DEPLOY, "{run: echo $PROMPT}")], FOUND),
        ([job(EVALUATE, DEPLOY, "{run: echo $PROMPT $MODEL}")], []),
        ([job("{run: promptfoo eval -p prompt -m model}", DEPLOY)], FOUND),
        ([job(EVALUATE, DEPLOY, "{run: ./notes, env: {PROMPT: a, MODEL: b}}")], []),
        ([job(EVALUATE, DEPLOY, "{run: gh release create v1}")], []),
        ([job(EVALUATE, DEPLOY, "{uses: ./note}")], []),
        ([job(EVALUATE, DEPLOY), "b: {uses: ./.github/workflows/x.yml}"], []),
    ],
)
def test_records(jobs: list[str], expected: list[tuple[str, str, int, str]]) -> None:
    assert seen("AZL808", {f"{W}w.yml": workflow(*jobs)}) == expected
