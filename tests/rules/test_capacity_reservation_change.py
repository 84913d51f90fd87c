"""AZL201 on edits of small repositories, and on a repository's history."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from azlint import runner
from azlint.config import Settings
from azlint.finding import Consequence, Context, Finding, Verdict
from gitrepo import commit, init, write
from rules import reservation_arm_pairs as arm
from rules import reservation_pairs as terraform
from rules.reservation_pairs import Files, Pair

PAIRS = (
    *terraform.DIRECT,
    *terraform.MOVES,
    *terraform.INDIRECT,
    *terraform.GROUPS,
    *terraform.VERSIONS,
    *terraform.OTHERS,
    *arm.AZAPI_PAIRS,
    *arm.BICEP_PAIRS,
)
MARK = re.compile("«([^«»]*)»")
Place = tuple[str, str, str, int, int, bool]


def expected(pair: Pair) -> list[Place]:
    """Rule, key, path, start, end, and whether it is undecided, for each mark."""
    places: list[Place] = []
    for path, text in sorted(pair.after.items()):
        for at, match in enumerate(MARK.finditer(text)):
            start = match.start() - 2 * at
            places.append(("AZL201", pair.key, path, start, start + len(match[1]), pair.undecided))
    return places


def bare(files: Files) -> Files:
    """Files without marks."""
    return {path: MARK.sub(r"\1", text) for path, text in files.items()}


def run(settings: Settings) -> list[Place]:
    """Everything found."""
    result = runner.check_repository(settings)
    assert result.failures == ()
    return [
        (f.rule, f.key, f.span.path, f.span.start, f.span.end, f.verdict is Verdict.UNDECIDED)
        for f in (*result.findings, *result.unchanged, *result.undecided)
    ]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_a_pair(pair: Pair, tmp_path: Path) -> None:
    before = write(tmp_path / "before", bare(pair.before))
    after = write(tmp_path / "after", bare(pair.after))
    found = run(Settings(root=after, base=before, select=("AZL201",)))
    assert found == expected(pair)


def test_without_a_base_it_is_silent(tmp_path: Path) -> None:
    root = write(tmp_path, bare(terraform.DIRECT[0].after))
    assert run(Settings(root=root, select=("AZL201",))) == []


@pytest.mark.parametrize(
    "pair", [terraform.DIRECT[1], terraform.INDIRECT[0], terraform.GROUPS[0]], ids=str
)
def test_since_a_commit(pair: Pair, tmp_path: Path) -> None:
    """The working tree against the merge base, nothing checked out."""
    repository = init(tmp_path)
    base = commit(repository, bare(pair.before))
    settings = Settings(root=repository, since=base, select=("AZL201",))
    assert run(settings) == []
    write(repository, bare(pair.after))
    assert run(settings) == expected(pair)
    commit(repository, bare(pair.after))
    assert run(settings) == expected(pair)
    assert run(Settings(root=repository, since="HEAD", select=("AZL201",))) == []


def findings(pair: Pair, folder: Path) -> tuple[Finding, ...]:
    before = write(folder / "before", bare(pair.before))
    after = write(folder / "after", bare(pair.after))
    settings = Settings(root=after, base=before, select=("AZL201",))
    return runner.check_repository(settings).findings


def texts(pair: Pair, folder: Path) -> list[tuple[str, str]]:
    return [(finding.message, finding.help) for finding in findings(pair, folder)]


WINDOW = (
    "Azure wants a regional VM deallocated for this: do it in a maintenance window with capacity "
    "to spare"
)
IGNORE_FIRST = (
    "to do it without a stop, apply lifecycle { ignore_changes = [capacity_reservation_group_id] } "
    "first, then "
)
RELEASE_FIRST = (
    "set the capacity of the reservation it leaves to 0 and set the group with "
    "azapi_update_resource"
)


@pytest.mark.parametrize(
    ("name", "versions", "change", "advice"),
    [
        (
            "add",
            "",
            "Adding capacity_reservation_group_id",
            f"{IGNORE_FIRST}set the group with azapi_update_resource",
        ),
        (
            "swap",
            "",
            "Changing capacity_reservation_group_id",
            f"{IGNORE_FIRST}{RELEASE_FIRST}",
        ),
        ("regional", "", "Changing capacity_reservation_group_id", WINDOW),
        (
            "remove",
            "",
            "Removing capacity_reservation_group_id",
            f"{IGNORE_FIRST}{RELEASE_FIRST}",
        ),
        (
            "no version",
            " up to 5.2.0",
            "Changing capacity_reservation_group_id",
            f"{IGNORE_FIRST}{RELEASE_FIRST}",
        ),
        (
            "group zones",
            "",
            "Replacing azurerm_capacity_reservation_group.g",
            f"leave the group as it is and create another; {IGNORE_FIRST}{RELEASE_FIRST}",
        ),
    ],
)
def test_what_it_says(name: str, versions: str, change: str, advice: str, tmp_path: Path) -> None:
    pair = next(pair for pair in PAIRS if pair.name == name)
    message = (
        f"{change} makes azurerm{versions} stop and deallocate azurerm_linux_virtual_machine.app "
        "while it runs, and its start can then fail for lack of capacity"
    )
    assert texts(pair, tmp_path) == [(message, advice)]


def test_related_places_and_consequence(tmp_path: Path) -> None:
    """The changed line comes first; the attribute and the group are related."""
    pair = next(pair for pair in PAIRS if pair.name == "group renamed by tfvars")
    (finding,) = findings(pair, tmp_path)
    text = bare(pair.after)["infra/main.tf"]
    pointed = [(text[r.span.start : r.span.end], r.message) for r in finding.related]
    assert pointed == [
        (
            'resource "azurerm_capacity_reservation_group" "g"',
            "azurerm_capacity_reservation_group.g is replaced",
        ),
        (
            "azurerm_capacity_reservation_group.g.id",
            "capacity_reservation_group_id of azurerm_linux_virtual_machine.app is set here",
        ),
    ]
    assert finding.consequence is Consequence.RESTART


def test_instances_are_named(tmp_path: Path) -> None:
    pair = next(pair for pair in PAIRS if pair.name == "for_each value")
    (finding,) = findings(pair, tmp_path)
    assert finding.contexts == (Context(keys=('["b"]',), root="infra"),)
