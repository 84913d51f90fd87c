"""Aliases of registries: which file counts, and what a name becomes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from azlint.languages.bicep.aliases import Aliases
from azlint.languages.bicep.template import Obstacle, Source
from languages.bicep.small import linked

CONFIG = """{
  // registries
  "moduleAliases": {
    "br": {
      "contoso": { "registry": "contoso.azurecr.io", "modulePath": "bicep/modules/" },
      "bare": { "registry": "bare.azurecr.io" },
      "broken": { "modulePath": "x" },
      "number": 1
    },
    "ts": { "specs": { "subscription": "0000", "resourceGroup": "rg" } }
  }
}"""


def resolved(files: Mapping[str, str], name: str, folder: str = "a/b") -> str:
    source = Source(None, Obstacle.REGISTRY, name, "1.0")
    return Aliases(files.get).resolved(source, folder).name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("br/contoso:storage", "br:contoso.azurecr.io/bicep/modules/storage"),
        ("br/bare:net/vnet", "br:bare.azurecr.io/net/vnet"),
        ("ts/specs:vm", "ts:0000/rg/vm"),
        ("br/broken:x", "br/broken:x"),
        ("br/number:x", "br/number:x"),
        ("br/specs:x", "br/specs:x"),
        ("br/public:avm/res/key-vault/vault", "br/public:avm/res/key-vault/vault"),
        ("br:contoso.azurecr.io/x", "br:contoso.azurecr.io/x"),
    ],
)
def test_names(name: str, expected: str) -> None:
    assert resolved({"bicepconfig.json": CONFIG}, name) == expected


def test_the_nearest_file_counts_alone() -> None:
    near = CONFIG.replace("contoso.azurecr.io", "near.azurecr.io").replace("bare", "other")
    files = {"bicepconfig.json": CONFIG, "a/bicepconfig.json": near}
    assert resolved(files, "br/contoso:x") == "br:near.azurecr.io/bicep/modules/x"
    assert resolved(files, "br/bare:x") == "br/bare:x"
    assert resolved(files, "br/bare:x", "") == "br:bare.azurecr.io/x"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"moduleAliases": []}', "[" * 2_000, "null"])
def test_a_broken_file_has_no_aliases(text: str) -> None:
    assert resolved({"bicepconfig.json": text}, "br/contoso:x") == "br/contoso:x"


def test_modules_and_imports_have_their_full_names() -> None:
    text = """
module m 'br/contoso:storage:1.2' = { params: {} }
module own 'own.bicep' = { params: {} }
import { t } from 'br/contoso:types:2.0'
"""
    template = linked({"a/main.bicep": text, "a/own.bicep": ""}).templates["a/main.bicep"]
    Aliases({"bicepconfig.json": CONFIG}.get).name(template)
    entry = template.modules["m"]
    full = "br:contoso.azurecr.io/bicep/modules/storage"
    assert (entry.source.name, entry.source.version, entry.declaration.type) == (full, "1.2", full)
    assert template.modules["own"].source.path == "a/own.bicep"
    assert template.imports["t"].source.name == "br:contoso.azurecr.io/bicep/modules/types"
