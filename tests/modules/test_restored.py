"""Bicep modules that `bicep restore` put into a folder which is named: what is followed, and where
what is found in them stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from azlint.languages.arm.parse import parse as parse_json
from azlint.languages.bicep.evaluate import evaluate
from azlint.languages.bicep.link import assembled, declared
from azlint.languages.bicep.parse import parse
from azlint.languages.bicep.restored import candidates, folders, followed, wanted
from languages.bicep.small import shown
from modules.test_elsewhere import check, found, lost, related
from tiny import write

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
PUBLIC = "br/public:avm/res/key-vault/vault"
PLACE = ".bicep/br/mcr.microsoft.com/bicep$avm$res$key-vault$vault/0.9.0$/main.json"
CALL = f"module kv '{PUBLIC}:0.9.0' = {{\n  params: {{\n    protect: false\n  }}\n}}\n"
HEADER = f"module kv '{PUBLIC}:0.9.0' ="


def vault(protect: object) -> str:
    template = {
        "$schema": SCHEMA,
        "metadata": {"_generator": {"name": "bicep"}},
        "parameters": {"protect": {"type": "bool", "defaultValue": False}},
        "resources": [
            {
                "type": "Microsoft.KeyVault/vaults",
                "apiVersion": "2023-07-01",
                "name": "kv",
                "properties": {"enablePurgeProtection": protect},
            }
        ],
        "outputs": {"name": {"type": "string", "value": "kv"}},
    }
    return json.dumps(template, indent=1)


TAKEN = vault("[if(parameters('protect'), true(), null())]")


def test_the_argument_of_the_call_is_the_cause(tmp_path: Path) -> None:
    files = {"main.bicep": CALL, PLACE: TAKEN}
    result = check(tmp_path, files, modules={"br": ".bicep/br"})
    start = CALL.index("false")
    assert found(result) == [("AZL401", "main.bicep", "false", start, start + 5)]
    assert related(result) == [
        (
            f"'{PUBLIC}:0.9.0'",
            f"Microsoft.KeyVault/vaults.kv takes it here, in {PUBLIC} 0.9.0",
        )
    ]
    assert lost(result) == []


def test_what_no_argument_causes_is_reported_at_the_call(tmp_path: Path) -> None:
    files = {"main.bicep": CALL, PLACE: vault(None)}
    result = check(tmp_path, files, modules={"br": ".bicep/br"})
    assert [(path, text) for _, path, text, _, _ in found(result)] == [("main.bicep", HEADER[:-2])]


def test_a_cache_outside_is_context(tmp_path: Path) -> None:
    write(tmp_path, {PLACE: vault(None)})
    cache = str(tmp_path / ".bicep/br")
    result = check(tmp_path / "repo", {"main.bicep": CALL}, modules={"br": cache})
    assert [path for _, path, *_ in found(result)] == ["main.bicep"]
    assert result.counts.files == {"bicep": 1}


def test_a_module_in_the_repository_is_part_of_it(tmp_path: Path) -> None:
    text = "resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: 'kv'\n}\n"
    files = {"main.bicep": CALL, "modules/kv/main.bicep": f"param protect bool\n{text}"}
    result = check(tmp_path, files, modules={PUBLIC: "modules/kv"})
    assert [path for _, path, *_ in found(result)] == ["modules/kv/main.bicep"]
    assert (result.counts.roots, lost(result)) == (1, [])


def test_another_version_is_not_followed(tmp_path: Path) -> None:
    files = {"main.bicep": CALL.replace("0.9.0", "0.9.1"), PLACE: TAKEN}
    result = check(tmp_path, files, modules={"br": ".bicep/br"})
    assert [name for name, *_ in lost(result)] == ["module.kv"]


def test_what_is_no_template_is_not_followed(tmp_path: Path) -> None:
    for text in ("", "{", "[]", "[" * 10_000):
        result = check(tmp_path, {"main.bicep": CALL, PLACE: text}, modules={"br": ".bicep/br"})
        assert found(result) == []


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (
            "br:Contoso.azurecr.io/bicep/modules/storage:v1.0-Beta",
            "cache/contoso.azurecr.io/bicep$modules$storage/v1.0-Beta$20/main.json",
        ),
        ("br:host:5000/a/b:1.0", "cache/host$5000/a$b/1.0$/main.json"),
        (
            "br:contoso.azurecr.io/storage@sha256:e207a69d",
            "cache/contoso.azurecr.io/storage/sha256#e207a69d/main.json",
        ),
        ("ts:SUB-1/Group/Spec:V1", "specs/sub-1/group/spec/v1/main.json"),
    ],
)
def test_places_in_a_cache(source: str, place: str) -> None:
    templates = declared({"main.bicep": parse(f"module m '{source}' = {{}}\n", parameters=False)})
    known = folders({"br": "cache", "ts": "specs", "hashicorp/consul/aws": "consul"})
    sources = list(wanted(templates))
    assert [list(candidates(each, known)) for each in sources] == [[place]]


def test_a_version_of_its_own_is_nearer() -> None:
    templates = declared({"main.bicep": parse(CALL, parameters=False)})
    known = folders({f"{PUBLIC}:0.9.0": "own", PUBLIC: "any", f"{PUBLIC}:1.0": "other"})
    assert list(candidates(next(wanted(templates)), known)) == [
        "own/main.bicep",
        "own/main.json",
        "any/main.bicep",
        "any/main.json",
    ]


def values(files: Mapping[str, str], compiled: Mapping[str, object]) -> dict[str, str]:
    """The outputs of main.bicep with a module restored."""
    templates = declared({p: parse(text, parameters=False) for p, text in files.items()})
    module = parse_json(json.dumps({"$schema": SCHEMA, **compiled}), parameters=False)
    places = {(each.name, each.version): "m.json" for each in wanted(templates)}
    whole = assembled(followed(templates, places, {"m.json": module}))
    frame = evaluate(whole, files.get)[0].frame
    return {name: shown(frame.output(name)) for name in frame.template.outputs}


def test_types_variables_and_functions_are_imported() -> None:
    source = "br:contoso.azurecr.io/types:1.0"
    text = f"""
import {{ level, prefix, double as twice }} from '{source}'
import * as all from '{source}'
param a level
output a string = a
output b string = prefix
output c int = twice(21)
output d int = all.double(1)
output e string = all.prefix
"""
    compiled = {
        "definitions": {"level": {"type": "string", "allowedValues": ["low", "high"]}},
        "functions": [
            {
                "namespace": "__bicep",
                "members": {
                    "double": {
                        "parameters": [{"type": "int", "name": "n"}],
                        "output": {"type": "int", "value": "[mul(parameters('n'), 2)]"},
                    }
                },
            }
        ],
        "variables": {"prefix": "p"},
        "resources": {},
    }
    assert values({"main.bicep": text}, compiled) == {
        "a": "'high' | 'low'",
        "b": "'p'",
        "c": "42",
        "d": "2",
        "e": "'p'",
    }


def test_outputs_flow_out() -> None:
    text = f"{CALL}output n string = kv.outputs.name\n"
    assert values({"main.bicep": text}, json.loads(TAKEN)) == {"n": "'kv'"}
