"""Whole expressions against Terraform: operators, comprehensions, templates, calls in each other.

`language.tsv` holds drawn expressions, three levels deep and more, with what Terraform 1.11
answered: JSON, or `error` where `try` catches one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from languages.terraform.expressions import outcome, terraform
from languages.terraform.language import DECLARED, draw
from languages.terraform.small import evaluated
from realterraform import needs_terraform

HERE = Path(__file__).parent
SEEDS = range(3)
NEGATIVE_ZERO = re.compile(r"(?<![\d.\w])-0(?![\d.\w])")


def drawn(seed: int, many: int) -> list[str]:
    """Expressions of three to five levels."""
    random = Random(seed)  # noqa: S311 - nothing is secret
    return [draw(random, random.randint(3, 5)) for _ in range(many)]


def recorded() -> list[tuple[str, str]]:
    lines = (HERE / "language.tsv").read_text(encoding="utf-8").splitlines()
    return [(expression, answer) for expression, _, answer in (x.partition("\t") for x in lines)]


def ours(expressions: Sequence[str]) -> list[str]:
    asked = "".join(
        f'output "e{at}" {{\n  value = {expression}\n}}\n'
        for at, expression in enumerate(expressions)
    )
    evaluation = evaluated({"main.tf": DECLARED, "asked.tf": asked})
    values = {declaration.name: outcome(value) for declaration, value in evaluation.outputs()}
    return [values[f"e{at}"] for at in range(len(expressions))]


def meant(expression: str, ours: str, theirs: str) -> bool:
    """Differences that are meant: infinite numbers are not computed, a zero has no sign, and what
    the left operand decides saves the right one from failing, as in Terraform 1.12.
    """
    infinite = ours.startswith("unknown: too large") and "/" in expression
    unsigned = ours == NEGATIVE_ZERO.sub("0", theirs)
    unknown = ours.startswith("unknown") and theirs == "?"
    short = theirs == "error" and ("&&" in expression or "||" in expression)
    return infinite or unsigned or unknown or short


def theirs(expressions: Sequence[str], folder: Path) -> list[str]:
    (folder / "main.tf").write_text(DECLARED)
    return terraform(expressions, folder)


def test_expressions_are_what_terraform_said() -> None:
    expressions = [expression for expression, _ in recorded()]
    assert list(zip(expressions, ours(expressions), strict=True)) == recorded()


@needs_terraform
def test_terraform_still_says_so(tmp_path: Path) -> None:
    expressions = [expression for expression, _ in recorded()]
    assert list(zip(expressions, theirs(expressions, tmp_path), strict=True)) == recorded()


@needs_terraform
@pytest.mark.parametrize("seed", SEEDS)
def test_drawn_expressions_are_what_terraform_says(seed: int, tmp_path: Path) -> None:
    expressions = drawn(seed, 300)
    answers = zip(expressions, ours(expressions), theirs(expressions, tmp_path), strict=True)
    different = [answer for answer in answers if answer[1] != answer[2] and not meant(*answer)]
    assert different == []
