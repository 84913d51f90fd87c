"""The oracle on small pairs, and on the folders that AZLINT_BICEP_REGISTRY names: the public
registry modules, the compiler's own samples."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from azlint.languages.bicep.link import link
from azlint.languages.bicep.parse import parse
from languages.arm.oracle import Figures, compare_pair, folder

PAIRS = Path(__file__).parent / "pairs"
FOLDERS = [each for each in os.environ.get("AZLINT_BICEP_REGISTRY", "").split(os.pathsep) if each]

STALE = (
    "avm/res/azure-stack-hci/network-interface",
    "avm/res/azure-stack-hci/virtual-hard-disk",
    "avm/res/compute/virtual-machine",
)
"""Modules whose `main.json` was not compiled again after a change of `main.bicep`."""

NOT_ARM = ("user_submitted/extensibility",)
"""Resources of extensions, whose properties the compiler moves."""

WRITTEN = ("baselines_bicepparam/Extends/shared",)
"""JSON beside a parameter file that was not made of it."""


def compared(bicep: str, compiled: str) -> Figures:
    repository = link({"main.bicep": parse(bicep, parameters=False)})
    return compare_pair(repository, "main.bicep", compiled, lambda _: None)


@pytest.mark.parametrize("name", sorted(path.name for path in PAIRS.iterdir()))
def test_pairs_are_equal(name: str) -> None:
    found = dict(folder(PAIRS / name))
    assert {path: figures.differences for path, figures in found.items()} == {"main.bicep": []}
    assert [figures.unequal for figures in found.values()] == [[]]


def test_differences_are_told() -> None:
    compiled = (PAIRS / "plain" / "main.json").read_text("utf-8")
    bicep = (PAIRS / "plain" / "main.bicep").read_text("utf-8")
    assert compared(bicep.replace("'Standard_LRS'", "'Premium_LRS'"), compiled).differences[:1] == [
        "main.bicep disks[0].sku.name: 'Premium_LRS' is 'Standard_LRS'"
    ]
    assert compared(bicep.replace("2023-10-02", "2024-03-02"), compiled).differences[:1] == [
        (
            "main.bicep: disks: ('microsoft.compute/disks', '2024-03-02', False, True, False) is "
            "('microsoft.compute/disks', '2023-10-02', False, True, False)"
        )
    ]


@pytest.mark.skipif(not FOLDERS, reason="AZLINT_BICEP_REGISTRY names no folder")
@pytest.mark.parametrize("root", FOLDERS)
def test_everything_is_as_the_compiler_made_it(root: str) -> None:
    wrong = {
        path: figures.differences
        for path, figures in folder(Path(root))
        if figures.differences and not path.startswith((*STALE, *NOT_ARM, *WRITTEN))
    }
    assert wrong == {}
