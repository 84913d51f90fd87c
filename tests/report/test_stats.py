"""`--stats`: what became of each file, in text and in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from azlint import runner
from azlint.config import Settings
from azlint.report import json as json_report
from azlint.report import text as text_report
from azlint.report.terminal import Terminal
from azlint.result import Result

BICEP = """param a string = 'x'
param given string
resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-${a}'
  properties: {
    = oops
  }
}
resource broken = {
}
var b = [for i in range(0, 2): '${given}${i}']
output c string = a
"""
TERRAFORM = """variable "x" {}
resource "azurerm_storage_account" "s" {
  name = "a-${var.x}"
  account_tier = "Standard"
  network_rules {
    default_action = "Deny"
  }
}
resource "azurerm_bad" "b" {
  = 1
}
"""
WORKFLOW = """on: push
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
        with:
          ref: ${{ github.sha }}
"""


def checked(root: Path, files: Mapping[str, str], *, stats: bool = True) -> Result:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return runner.check_repository(Settings(root=root, stats=stats, allow_empty=True))


@pytest.fixture
def result(tmp_path: Path) -> Result:
    return checked(
        tmp_path,
        {
            "main.bicep": BICEP,
            "main.tf": TERRAFORM,
            ".github/workflows/w.yml": WORKFLOW,
            "ok.bicep": "var a = 1\n",
            "empty.bicep": "oops\n",
        },
    )


def test_every_file_with_what_was_lost_and_the_share_that_is_known(result: Result) -> None:
    lines = list(text_report.render(result, Terminal()))
    start = next(at for at, line in enumerate(lines) if line.startswith("5 files"))
    assert lines[start : lines.index("", start)] == [
        "5 files: 2 parsed, 2 in part, 1 not parsed; 6 of 11 values known (55%)",
        "  .github/workflows/w.yml  parsed      1 of 2 values known (50%)",
        "  empty.bicep              not parsed",
        "      line 1: oops: expected a declaration",
        "  main.bicep               in part     2 of 5 values known (40%)",
        (
            "      line 6: a part of resource kv 'Microsoft.KeyVault/vaults@2023-07-01': "
            "expected a property name"
        ),
        "      line 9: resource broken: expected a resource type in quotes, with its API version",
        "  main.tf                  in part     2 of 3 values known (67%)",
        '      line 10: resource "azurerm_bad" "b": expected "}", an argument or a block',
        "  ok.bicep                 parsed      1 of 1 value known (100%)",
    ]


def test_the_summary_counts_those_that_were_not_read_whole(result: Result) -> None:
    lines = list(text_report.render(result, Terminal()))
    assert "not fully parsed 3 files: empty.bicep, main.bicep, main.tf" in lines


def test_programs_get_the_same(result: Result) -> None:
    files = json.loads(json_report.render(result))["stats"]
    assert [(each["path"], each["parse"], each["known"], each["values"]) for each in files] == [
        (".github/workflows/w.yml", "parsed", 1, 2),
        ("empty.bicep", "not parsed", 0, 0),
        ("main.bicep", "in part", 2, 5),
        ("main.tf", "in part", 2, 3),
        ("ok.bicep", "parsed", 1, 1),
    ]
    assert files[1]["lost"] == [
        {
            "what": "oops",
            "reason": "expected a declaration",
            "location": {
                "path": "empty.bicep",
                "line": 1,
                "column": 1,
                "end_line": 1,
                "end_column": 5,
            },
        }
    ]


def test_nobody_gets_it_who_does_not_ask(tmp_path: Path) -> None:
    result = checked(tmp_path, {"ok.bicep": "var a = 1\n"}, stats=False)
    assert result.stats == ()
    assert "stats" not in json.loads(json_report.render(result))
    assert not any("values known" in line for line in text_report.render(result, Terminal()))


def test_a_file_that_cannot_be_read_is_lost_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "w.bicep").write_bytes(b"var a = '\xff'\n")
    [file] = checked(tmp_path, {}).stats
    assert (file.parse, [(lost.what, lost.reason) for lost in file.lost]) == (
        "in part",
        [("a character", "a byte that is not UTF-8")],
    )
