"""A defect of azlint costs the part where it shows: it is told there, and the rest is reported."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from azlint.finding import Finding
from azlint.languages.terraform.module import Entity
from azlint.node import Instance
from robustness.program import here, write

BAD = ".github/workflows/bad.yml"
PUSH = ".github/workflows/images.yml"

VAULT = """
resource "azurerm_key_vault" "{name}" {{
  name                     = "kv"
  purge_protection_enabled = false
}}
"""
TEMPLATE = """
resource {name} 'Microsoft.KeyVault/vaults@2023-07-01' = {{
  name: 'kv'
  properties: {{ enablePurgeProtection: false }}
}}
"""
STEP = """\
on: push
jobs:
  {name}:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: |
          {run}
"""
FILES = {
    BAD: STEP.format(name="bad", run="terraform apply"),
    PUSH: STEP.format(name="images", run="docker push bad:1"),
    "a/main.tf": VAULT.format(name="bad") + VAULT.format(name="good"),
    "b/Dockerfile": "FROM bad\n",
    "b/main.bicep": TEMPLATE.format(name="bad") + TEMPLATE.format(name="good"),
    "c/main.tf": VAULT.format(name="other"),
    "d/main.bicep": TEMPLATE.format(name="other"),
}
VAULTS = {
    ("AZL401", "a/main.tf", 4),
    ("AZL401", "a/main.tf", 9),
    ("AZL401", "b/main.bicep", 4),
    ("AZL401", "b/main.bicep", 9),
    ("AZL401", "c/main.tf", 4),
    ("AZL401", "d/main.bicep", 4),
}
BAD_TF, BAD_BICEP = ("AZL401", "a/main.tf", 4), ("AZL401", "b/main.bicep", 4)
GOOD_TF = ("AZL401", "a/main.tf", 9)

Found = tuple[str, str, int]
When = Callable[[tuple[object, ...], Mapping[str, object]], bool]


class Case(NamedTuple):
    """A function that breaks, for what; the place that is told, the part, and what is lost."""

    target: str
    when: When
    place: tuple[str, int]
    part: str
    lost: frozenset[Found] = frozenset()


def _first(text: str) -> When:
    return lambda given, _: given[0] == text


def _named(_: tuple[object, ...], named: Mapping[str, object]) -> bool:
    return named["name"] == "bad"


def _of_bad(given: tuple[object, ...], _: Mapping[str, object]) -> bool:
    return isinstance(given[0], Entity | Instance) and given[0].declaration.name == "bad"


def _always(_: tuple[object, ...], __: Mapping[str, object]) -> bool:
    return True


def _breaks(monkeypatch: pytest.MonkeyPatch, target: str, when: When) -> None:
    """Let a function fail for some of what it is given."""
    module, name = target.split(":")
    owner = import_module(module)
    real = getattr(owner, name)

    def broken(*given: object, **named: object) -> object:
        if when(given, named):
            raise ZeroDivisionError
        return real(*given, **named)

    monkeypatch.setattr(owner, name, broken)


CASES = [
    Case("workflow.link:lower_workflow", _first(BAD), (BAD, 1), "linking"),
    Case("workflow.deployments:arguments", _always, (BAD, 7), "telling what it deploys"),
    Case("workflow.images:arguments", _always, (PUSH, 7), "telling what it does with images"),
    Case("workflow.images:_named", _always, (PUSH, 8), "following what names its image"),
    Case(
        "workflow.scripts:parse",
        _first("terraform apply\n"),
        (BAD, 7),
        "the reader of its script",
    ),
    Case("terraform.link:Declaration", _named, ("a/main.tf", 2), "linking", frozenset({BAD_TF})),
    Case(
        "terraform.evaluations:named_elsewhere",
        _first("a"),
        ("a/main.tf", 1),
        "telling how its folder is deployed",
        frozenset({BAD_TF, GOOD_TF}),
    ),
    Case(
        "terraform.evaluate:ignored_changes",
        _of_bad,
        ("a/main.tf", 2),
        "telling its instances",
        frozenset({BAD_TF}),
    ),
    Case("bicep.link:Declaration", _named, ("b/main.bicep", 2), "linking", frozenset({BAD_BICEP})),
    Case("docker.lower:_Lowering", _always, ("b/Dockerfile", 1), "linking"),
]


@pytest.mark.parametrize("case", CASES, ids=[case.target for case in CASES])
def test_a_defect_loses_one_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: Case
) -> None:
    _breaks(monkeypatch, f"azlint.languages.{case.target}", case.when)
    assert _told(tmp_path) == (
        [f"{case.place[0]}: {case.part} stopped with ZeroDivisionError"],
        (VAULTS - case.lost) | {("AZL906", *case.place)},
    )


def test_a_defect_of_the_arm_view_loses_one_resource(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _breaks(monkeypatch, "azlint.graph:resource_of", _of_bad)
    part = "telling what it is to ARM stopped with ZeroDivisionError"
    assert _told(tmp_path) == (
        [f"a/main.tf: {part}", f"b/main.bicep: {part}"],
        (VAULTS - {BAD_TF, BAD_BICEP})
        | {("AZL906", "a/main.tf", 2), ("AZL906", "b/main.bicep", 2)},
    )


def test_a_defect_of_no_single_part_loses_one_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _breaks(monkeypatch, "azlint.stacks.terraform:link", _always)
    assert _told(tmp_path) == (
        ["linking Terraform stopped with ZeroDivisionError"],
        {each for each in VAULTS if each[1].endswith(".bicep")},
    )


AZD = "services:\n  app:\n    host: containerapp\n    project: b\n"
APP = """
resource "azurerm_container_app" "app" {
  tags = { "azd-service-name" = "app" }
  ingress {
    target_port = 80
  }
  template {
    container {
      image = "x"
    }
  }
}
"""
VAULT_LINE = "  purge_protection_enabled = false"
IGNORED = VAULT.format(name="ignored").replace(
    VAULT_LINE, f"{VAULT_LINE} # azlint: ignore[AZL401] x"
)
ENTRY = '[[ignore]]\nrule = "AZL401"\npath = "c/"\nreason = "x"\n'


def _about_bad(given: tuple[object, ...], _: Mapping[str, object]) -> bool:
    first = given[0][0] if isinstance(given[0], list) else given[0]
    return isinstance(first, Finding) and first.subject == "azurerm_key_vault.bad"


BEHIND = [
    Case("languages.azd:parse", _always, ("azure.yaml", 1), "telling its services"),
    Case("placement:_settled", _about_bad, ("a/main.tf", 4), "placing a finding"),
    Case("fold:_merged", _about_bad, ("a/main.tf", 4), "folding findings"),
    Case("suppress:_accepted", _always, ("e/main.tf", 4), "heeding an ignore"),
]


@pytest.mark.parametrize("case", BEHIND, ids=[case.target for case in BEHIND])
def test_a_defect_behind_the_rules_loses_no_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: Case
) -> None:
    _breaks(monkeypatch, f"azlint.{case.target}", case.when)
    added = {"azure.yaml": AZD, "e/main.tf": IGNORED, "f/main.tf": APP}
    back = {("AZL401", "e/main.tf", 4)} if case.place[0] == "e/main.tf" else set()
    assert _told(tmp_path, added) == (
        [f"{case.place[0]}: {case.part} stopped with ZeroDivisionError"],
        VAULTS | back | {("AZL906", *case.place)},
    )


def test_a_defect_of_entries_accepts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _breaks(monkeypatch, "azlint.suppress:_hits", lambda given, _: _about_bad(given[1:], {}))
    accepted = {("AZL401", "c/main.tf", 4)}
    assert _told(tmp_path, {"azlint.toml": ENTRY}) == (
        ["a/main.tf: accepting a finding stopped with ZeroDivisionError"],
        (VAULTS - accepted) | {("AZL906", "a/main.tf", 4)},
    )


def _told(folder: Path, added: Mapping[str, str] = {}) -> tuple[list[str], set[Found]]:
    ran = here(write(folder / "r", {**FILES, **added}), "check", "--format", "json")
    assert (ran.code, ran.err) == (2, "")
    report = json.loads(ran.out)
    found = {
        (each["rule"], each["location"]["path"], each["location"]["line"])
        for each in report["findings"]
        if each["rule"] in {"AZL401", "AZL900", "AZL906"}
    }
    return [each["message"] for each in report["failures"]], found
