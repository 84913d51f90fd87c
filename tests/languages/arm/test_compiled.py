"""Templates that the compiler made of what is there too."""

from __future__ import annotations

from pathlib import Path

import pytest

from azlint.languages.arm.compiled import copies
from azlint.load import load
from azlint.tree import FolderTree
from gitrepo import write

COMPILED = """{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "metadata": {
    "_generator": {
      "name": "bicep"
    }
  },
  "parameters": {
    "name": {
      "type": "string",
      "metadata": {
        "parameters": {
          "other": {}
        }
      }
    }
  },
  "resources": [],
  "outputs": {
    "id": {
      "type": "string",
      "value": "x"
    }
  }
}
"""
SOURCE = "param name string\n\n@description('the id')\noutput id string = 'x'\n"
LARGER = COMPILED.replace(
    '    "name": {\n', '    "a": {\n    },\n    "b": {\n    },\n    "name": {\n'
)
LARGER_SOURCE = SOURCE + "param a int\nparam b int\n"


@pytest.mark.parametrize(
    ("path", "template", "source_path", "source", "is_copy"),
    [
        ("arm/app.json", COMPILED, "bicep/app.bicep", SOURCE, True),
        ("app/azuredeploy.json", COMPILED, "app/main.bicep", SOURCE, True),
        ("arm/app.json", COMPILED, "bicep/other.bicep", SOURCE, False),
        ("arm/app.json", COMPILED, "bicep/app.bicep", SOURCE + "param more int\n", False),
        ("arm/app.json", LARGER, "bicep/app.bicep", LARGER_SOURCE + "param more int\n", True),
        ("arm/app.json", COMPILED.replace("bicep", "other"), "bicep/app.bicep", SOURCE, False),
    ],
    ids=[
        "named alike",
        "beside",
        "named otherwise",
        "another one",
        "changed since",
        "of another tool",
    ],
)
def test_copies(path: str, template: str, source_path: str, source: str, is_copy: bool) -> None:
    assert list(copies({path: template}, {source_path: source})) == [path] * is_copy


def test_copies_are_not_read(tmp_path: Path) -> None:
    files = {
        "main.bicep": SOURCE,
        "main.json": COMPILED,
        "arm/main.json": COMPILED,
        "arm/else.json": COMPILED,
        "some.json": "{}",
    }
    write(tmp_path, files)
    assert sorted(load(FolderTree(tmp_path)).parsed) == ["arm/else.json", "main.bicep"]
