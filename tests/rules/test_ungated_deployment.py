"""AZL509: which commands deploy an app."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiny import found


@pytest.mark.parametrize(
    ("command", "deploys"),
    [
        ("swa deploy web", True),
        ("npx swa deploy web", True),
        ("npx --yes swa@2 deploy web", True),
        ("sudo -E timeout 60 az webapp up", True),
        ("swa build web", False),
        ("npx swa build", False),
        ("terraform apply", False),
    ],
)
def test_commands(tmp_path: Path, command: str, *, deploys: bool) -> None:
    text = f"on: push\njobs: {{production: {{runs-on: x, steps: [{{run: {command}}}]}}}}\n"
    said = found(tmp_path, "AZL509", {".github/workflows/a.yml": text})
    assert [each.split()[0] for each in said] == ["no-environment"] * deploys


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("always()", ["ignored"]),
        ("always() && github.ref == 'refs/heads/main'", ["ignored"]),
        ("always() && contains(github.ref, 'main')", ["ignored"]),
        ("always() && needs.tests.result == 'success'", []),
        ("always() && !contains(needs.*.result, 'failure')", []),
        ("always() && !contains(toJSON(needs), 'failure')", []),
        ("always() && !contains(toJSON(needs.tests), 'failure')", []),
        ("success()", []),
    ],
)
def test_conditions(tmp_path: Path, condition: str, expected: list[str]) -> None:
    text = (
        "on: push\njobs:\n  tests:\n    runs-on: x\n    steps: [{run: pytest}]\n  give:\n"
        f"    needs: tests\n    if: {condition}\n    environment: production\n    runs-on: x\n"
        "    steps: [{run: az webapp up}]\n"
    )
    said = found(tmp_path, "AZL509", {".github/workflows/a.yml": text})
    assert [each.split()[0] for each in said] == expected
