"""Whole configurations: the planned values of every instance and output, as the real terraform
has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from azlint.build import build
from azlint.languages.terraform.evaluate import Evaluation
from azlint.node import Instance
from azlint.tree import open_tree
from languages.terraform.deployments import AS_PLANNED, CASES
from languages.terraform.plans import CASES as CALLED
from languages.terraform.small import plain
from realterraform import needs_terraform, planned

pytestmark = needs_terraform
BACKEND = 'terraform {\n  backend "local" {}\n}\n'
Planned = dict[str, object]


def ours(folder: Path) -> Planned:
    found = build(open_tree(folder, root=folder), {}).graph.evaluations
    evaluation = next(
        each.native for each in found if not each.root and each.environment in AS_PLANNED
    )
    instances = {
        f"{one.address}{key}": _input(one)
        for instance in evaluation.instances({"terraform_data": frozenset({"input"})})
        for key in instance.keys
        for one in [instance.alone(key) if instance.alone else instance]
    }
    assert isinstance(evaluation, Evaluation)
    outputs = {declaration.name: plain(value) for declaration, value in evaluation.outputs()}
    return {**instances, **outputs}


def _input(instance: Instance) -> object:
    value = instance.read("input")
    return None if value is None else plain(value)


def theirs(folder: Path) -> Planned:
    plan = planned(folder)
    changes = plan.get("resource_changes", [])
    instances = {change["address"]: change["change"]["after"].get("input") for change in changes}
    outputs = {name: change["after"] for name, change in plan.get("output_changes", {}).items()}
    return {**instances, **outputs}


@pytest.mark.parametrize("case", CASES)
def test_planned_values_are_ours(case: str, tmp_path: Path) -> None:
    for path, text in {**CASES[case], "backend.tf": BACKEND}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    assert ours(tmp_path) == theirs(tmp_path)


def test_there_are_as_many_as_promised() -> None:
    assert len(CASES) + len(CALLED) >= 25
