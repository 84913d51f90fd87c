"""Packs of rules from elsewhere: one that is sound, and those that break."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from commandline import Azlint, put

RULE = '''
from typing import ClassVar

from azlint.finding import Severity
from azlint.node import Language
from azlint.rule import Message, Meta, ResourceRule


class Crash(ResourceRule):
    """Vaults, seen by a rule that breaks at the second.

    ## What it flags
    Nothing.
    """

    meta: ClassVar = Meta(
        id="XYZ001",
        name="crash",
        severity=Severity.WARNING,
        languages=frozenset({Language.TERRAFORM}),
    )
    messages: ClassVar = {"seen": Message("{address} is seen")}
    paths: ClassVar = {"Microsoft.KeyVault/vaults": frozenset({"properties.createMode"})}

    def check(self, resource, scene):
        if resource.declaration.name == "b":
            raise KeyError("x")
        header = resource.declaration.header
        yield self.finding(
            "seen", header, resource.declaration, resource.context, address=resource.address
        )


def rules():
    return (Crash,)
'''
VAULT = 'resource "azurerm_key_vault" "{}" {{\n  purge_protection_enabled = true\n}}\n'


@pytest.fixture
def pack(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed pack, one module beside the checked repository."""
    folder = tmp_path_factory.mktemp("installed")
    put(f"{folder}/acme_rules.py", RULE)
    about = "Metadata-Version: 2.1\nName: acme-rules\nVersion: 2.0\n"
    put(f"{folder}/acme_rules-2.0.dist-info/METADATA", about)
    points = "[azlint.rules]\nacme = acme_rules:rules\n"
    put(f"{folder}/acme_rules-2.0.dist-info/entry_points.txt", points)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "acme_rules", raising=False)
    return folder / "acme_rules.py"


@pytest.mark.usefixtures("pack")
def test_a_pack_of_one_module_is_listed_and_explained(azlint: Azlint) -> None:
    assert azlint("rules").out.splitlines()[-1] == (
        "XYZ001  warning  on   crash  (terraform; acme-rules 2.0)"
    )
    assert azlint("explain", "XYZ001").out.startswith("# XYZ001 crash\n")


@pytest.mark.usefixtures("pack")
def test_a_crashed_rule_is_located_and_everything_else_is_reported(azlint: Azlint) -> None:
    put("main.tf", VAULT.format("a") + VAULT.format("b"))
    put("z.tf", VAULT.format("z").replace("true", "false"))
    ran = azlint(
        *("check", "--exit-zero", "--format", "text", "--format", "json=a.json"),
        *("--format", "sarif=a.sarif", "--format", "github=a.txt"),
    )
    assert (ran.code, ran.err) == (2, "")
    assert "broken[XYZ001]: XYZ001 stopped with KeyError: 'x'\n  --> main.tf:4:1\n" in ran.out
    found = json.loads(Path("a.json").read_bytes())["findings"]
    assert [(f["rule"], f["location"]["path"], f["location"]["line"]) for f in found] == [
        ("XYZ001", "main.tf", 1),
        ("AZL900", "main.tf", 4),
        ("XYZ001", "z.tf", 1),
        ("AZL401", "z.tf", 2),
    ]
    (run,) = json.loads(Path("a.sarif").read_bytes())["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert len(run["results"]) == len(found)
    assert (
        Path("a.txt")
        .read_text("utf-8")
        .startswith(
            "::error file=main.tf,line=4,endLine=4,col=1,endColumn=32,title=azlint XYZ001::"
        )
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import nothing_of_this_name", "pack acme-rules 2.0 does not load: ModuleNotFoundError"),
        (RULE.replace("XYZ001", "AZL401"), "AZL401 is in both "),
    ],
    ids=["broken", "twice"],
)
def test_a_pack_that_cannot_be_used_ends_the_run(
    azlint: Azlint, pack: Path, text: str, message: str
) -> None:
    pack.write_text(text, "utf-8")
    put("main.tf", VAULT.format("a"))
    ran = azlint("check", "--format", "sarif=a.sarif")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"azlint: {message}")
    assert "results" not in json.loads(Path("a.sarif").read_bytes())["runs"][0]


@pytest.mark.parametrize("arguments", [["--ignore", "all"], ["--select", "AZL9"]])
def test_a_run_without_rules_is_broken(azlint: Azlint, arguments: list[str]) -> None:
    put("main.tf", VAULT.format("a"))
    ran = azlint("check", "--exit-zero", *arguments)
    assert ran.code == 2
    assert ran.out.startswith("broken: no rule ran: ")
