"""Every sample: the rule finds exactly what the comments say."""

from __future__ import annotations

from pathlib import Path

import pytest

from azlint.testing import CONTRACTS, Sample, check_sample, samples

FOLDER = Path(__file__).parents[2] / "samples"
REPOSITORIES = "repositories"


@pytest.mark.parametrize("sample", samples(FOLDER), ids=str)
def test_sample(sample: Sample) -> None:
    check_sample(sample)


def test_every_folder_of_a_rule_is_a_sample() -> None:
    known = {sample.folder for sample in samples(FOLDER)}
    folders = {case for case in FOLDER.glob("*/*") if case.parent.name != REPOSITORIES}
    assert folders - known == set(), f"names start with {', '.join(CONTRACTS)} and a hyphen"
