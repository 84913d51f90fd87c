"""Whole repositories: everything that every rule finds in them, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from commandline import Azlint

CI_PLATFORM = Path(__file__).parents[2] / "samples" / "repositories" / "ci-platform"


def test_a_delivery_platform_has_its_five_mistakes(azlint: Azlint) -> None:
    """Secrets that a call does not pass, outputs of a job that is not needed, a gate that passes
    when its query fails, text of inputs in scripts, secrets that are not declared; and beyond
    those the registry without an identity, the version that nothing sets, an SDK without a bound
    and an evaluation that no schedule runs. What is right in it (pins, tags, environments, ports,
    promotion) is silent."""
    ran = azlint(
        *("check", "--root", str(CI_PLATFORM), str(CI_PLATFORM)),
        *("--select", "all", "--exit-zero", "--format", "json"),
    )
    assert list(_lines(ran.out)) == (CI_PLATFORM / "expected.txt").read_text("utf-8").splitlines()


def _lines(report: str) -> Iterator[str]:
    for finding in json.loads(report)["findings"]:
        at = finding["location"]
        place = f"{at['line']}:{at['column']}-{at['end_line']}:{at['end_column']}"
        yield f"{finding['rule']}[{finding['key']}] {at['path']}:{place}"
