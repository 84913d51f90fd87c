"""What could not be decided: counted by reason, listed with what stops it, failing if asked."""

from __future__ import annotations

import json

import pytest

from commandline import Azlint, put

OPEN = """\
terraform {
  backend "azurerm" {}
}

variable "protected" {}

locals {
  keep = var.protected
}

resource "azurerm_key_vault" "main" {
  purge_protection_enabled = local.keep
}
"""
LISTED = """\
undecided[AZL401]: It cannot be told whether this holds: Key Vault azurerm_key_vault.main has no \
purge protection: its keys and secrets can be destroyed for good before the retention ends
  --> main.tf:12:30
   |
 5 | variable "protected" {}
   | -------------------- var.protected stops the decision: no value for a variable
...
12 |   purge_protection_enabled = local.keep
   |                              ^^^^^^^^^^
   |
   = undecided: no value for a variable: var.protected

no findings
"""


def test_each_entry_names_what_stops_it(azlint: Azlint) -> None:
    put("main.tf", OPEN)
    ran = azlint("check", "--isolated", "--show-undecided")
    assert ran.code == 0
    assert ran.out.startswith(LISTED)
    assert "\nundecided 1: no value for a variable\n" in ran.out


@pytest.mark.parametrize(
    ("options", "code", "counted"),
    [
        ([], 0, True),
        (["--undecided=note"], 0, True),
        (["--undecided=fail"], 1, True),
        (["--undecided=fail", "--exit-zero"], 0, True),
        (["--undecided=ignore", "--show-undecided"], 0, False),
    ],
)
def test_stances(azlint: Azlint, options: list[str], code: int, counted: bool) -> None:
    put("main.tf", OPEN)
    ran = azlint("check", "--isolated", *options)
    assert ran.code == code
    assert ("undecided" in ran.out) == counted


@pytest.mark.parametrize("options", [(), ("--undecided", "note")])
def test_configured(azlint: Azlint, options: tuple[str, ...]) -> None:
    put("main.tf", OPEN)
    put("azlint.toml", 'undecided = "fail"\n')
    ran = azlint("check", *options)
    assert ran.code == (0 if options else 1)
    said = "no findings" if options else "no findings; 1 undecided count as findings"
    assert said in ran.out.splitlines()


def test_only_what_fails_is_a_result(azlint: Azlint) -> None:
    put("main.tf", OPEN)
    for stance, rules in (("note", []), ("fail", ["AZL401"])):
        ran = azlint("check", "--isolated", "--format", "sarif", "--undecided", stance)
        (run,) = json.loads(ran.out)["runs"]
        assert [result["ruleId"] for result in run["results"]] == rules


def test_json_locates_the_stop(azlint: Azlint) -> None:
    put("main.tf", OPEN)
    (finding,) = json.loads(azlint("check", "--isolated", "--format", "json").out)["undecided"]
    assert finding["stop"] == {
        "cause": "no value for a variable",
        "reference": "var.protected",
        "location": {"path": "main.tf", "line": 5, "column": 1, "end_line": 5, "end_column": 21},
    }
