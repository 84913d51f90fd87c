"""Entry points are those that `importlib.metadata` finds."""

from __future__ import annotations

from importlib import metadata

import pytest

from azlint.packs import entry_points
from commandline import put


@pytest.mark.parametrize("group", sorted(metadata.entry_points().groups))
def test_those_of_a_group_are_found_with_their_distributions(group: str) -> None:
    expected = {
        (point.name, point.value, f"{point.dist.name} {point.dist.version}", point.module)
        for point in metadata.entry_points(group=group)
        if point.dist is not None
    }
    found = [
        (each.name, each.value, each.distribution, each.module) for each in entry_points(group)
    ]
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_of_a_distribution_that_is_there_twice_the_first_counts(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("1.0", "2.0"):
        folder = tmp_path_factory.mktemp("installed")
        info = f"{folder}/Two.Packs-{version}.dist-info"
        put(f"{info}/METADATA", f"Name: Two.Packs\nVersion: {version}\n\nVersion: 3.0\n")
        put(
            f"{info}/entry_points.txt",
            "[other]\nx = y:z\n[azlint.rules]\n# no = no:no\na=b : c.d\n",
        )
        monkeypatch.syspath_prepend(folder)
    found = [each for each in entry_points("azlint.rules") if each.name == "a"]
    assert [(each.value, each.module, each.distribution) for each in found] == [
        ("b : c.d", "b", "Two.Packs 2.0")
    ]
    assert metadata.entry_points(group="azlint.rules")["a"].value == "b : c.d"
