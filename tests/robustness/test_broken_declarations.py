"""Declarations that are refused or lead nowhere: a located note, and the rest is checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from azlint.config import Settings
from azlint.runner import check_repository

VAULT = 'resource "azurerm_key_vault" "kv" {\n}\n'


@pytest.mark.parametrize(
    ("files", "places"),
    [
        ({"main.tf": VAULT + 'module "a" {\n  source = "./gone"\n}\n'}, [("main.tf", 3, "call")]),
        (
            {
                "main.tf": 'terraform {\n  backend "local" {}\n}\n'
                + VAULT
                + 'module "a" {\n  source = "./a"\n}\n',
                "a/main.tf": 'module "b" {\n  source = "../b"\n}\n',
                "b/main.tf": 'module "a" {\n  source = "../a"\n}\n',
            },
            [("a/main.tf", 1, "refused"), ("b/main.tf", 1, "refused")],
        ),
        ({"main.tf": VAULT + 'variable "v" {}\nvariable "v" {}\n'}, [("main.tf", 4, "refused")]),
        (
            {
                "main.bicep": "module m 'gone.bicep' = {\n  name: 'm'\n}\n"
                "resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: 'k'\n"
                "  location: 'x'\n  properties: {}\n}\n"
            },
            [("main.bicep", 1, "call")],
        ),
    ],
    ids=["missing", "circle", "twice", "bicep"],
)
def test_it_is_a_located_note(
    tmp_path: Path, files: dict[str, str], places: list[tuple[str, int, str]]
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    result = check_repository(Settings(root=tmp_path))
    assert not result.failures
    notes = [
        (f.span.path, result.sources[f.span.path].position(f.span.start).line, f.key)
        for f in result.findings
        if f.rule == "AZL904"
    ]
    assert notes == places
    assert [f.rule for f in result.findings if f.rule != "AZL904"] == ["AZL401"]
