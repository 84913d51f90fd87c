"""Parameter files in JSON: which template each is for, and the values that it gives."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest

from azlint.languages.arm.parse import parse as parse_json
from azlint.languages.bicep.evaluate import evaluate
from azlint.languages.bicep.link import link
from azlint.languages.bicep.parse import parse
from azlint.languages.bicep.syntax import File
from azlint.languages.bicep.template import Passed
from azlint.value import Unknown, chain
from languages.bicep.small import shown

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#"
TEMPLATE = "param size string = 'S'\nparam tags object = {}\nparam count int = 1\n"


def values(**given: object) -> str:
    parameters = {name: {"value": value} for name, value in given.items()}
    return json.dumps({"$schema": SCHEMA, "parameters": parameters})


def parsed(files: Mapping[str, str]) -> dict[str, File]:
    return {
        path: parse_json(text, parameters=True)
        if path.endswith(".json")
        else parse(text, parameters=path.endswith(".bicepparam"))
        for path, text in files.items()
    }


def environments(
    files: Mapping[str, str], given: Mapping[str, Sequence[Passed]] | None = None
) -> dict[str, list[tuple[str, ...]]]:
    """Name and file of every environment, by template."""
    repository = link(parsed(files), (), given or {})
    return {
        root.path: [(one.name, *one.files) for one in root.environments]
        for root in repository.roots
    }


@pytest.mark.parametrize(
    ("path", "template", "name"),
    [
        ("main.parameters.json", "main.bicep", "main"),
        ("main.parameters.prod.json", "main.bicep", "prod"),
        ("main.prod.parameters.json", "main.bicep", "prod"),
        ("main-prod.parameters.json", "main.bicep", "prod"),
        ("main.parameters-prod.json", "main.bicep", "prod"),
        ("prod.parameters.json", "main.bicep", "prod"),
        ("parameters.json", "main.bicep", "main"),
        ("parameters.dev.json", "main.bicep", "dev"),
        ("param.json", "main.bicep", "main"),
        ("azuredeploy.parameters.json", "main.bicep", "azuredeploy"),
        ("parameters/main.parameters.dev.json", "main.bicep", "dev"),
        ("parameters/dev.json", "main.bicep", "dev"),
        ("env/dev/main.parameters.json", "main.bicep", "main"),
    ],
)
def test_environments_are_named_after_their_files(path: str, template: str, name: str) -> None:
    files = {f"infra/{template}": TEMPLATE, f"infra/{path}": values(size="M")}
    assert environments(files) == {f"infra/{template}": [(name, f"infra/{path}")]}


def test_of_several_templates_the_name_decides_then_the_parameters() -> None:
    files = {
        "web.bicep": TEMPLATE,
        "web-db.bicep": TEMPLATE,
        "net.bicep": "param cidr string\n",
        "web.parameters.json": values(size="M"),
        "web-db.parameters.json": values(size="L"),
        "some.parameters.json": values(cidr="10.0.0.0/8"),
        "web.other.parameters.json": values(unheard=1),
    }
    assert environments(files) == {
        "net.bicep": [("some", "some.parameters.json")],
        "web-db.bicep": [("web-db", "web-db.parameters.json")],
        "web.bicep": [("web", "web.parameters.json")],
    }


def test_equal_names_are_told_apart_by_folder() -> None:
    files = {
        "main.bicep": TEMPLATE,
        "env/dev/main.parameters.json": values(size="M"),
        "env/prod/main.parameters.json": values(size="L"),
    }
    assert environments(files) == {
        "main.bicep": [
            ("env/dev/main.parameters", "env/dev/main.parameters.json"),
            ("env/prod/main.parameters", "env/prod/main.parameters.json"),
        ]
    }


def test_a_step_binds_what_names_do_not() -> None:
    files = {"bicep/app.bicep": TEMPLATE, "config/x.json": values(size="M")}
    assert environments(files) == {"bicep/app.bicep": []}
    steps = [Passed(files=(path,)) for path in ("config/x.json", "config/missing.json")]
    assert environments(files, {"bicep/app.bicep": steps}) == {
        "bicep/app.bicep": [("x", "config/x.json")]
    }


def test_a_step_passes_several_files() -> None:
    files = {
        "main.bicep": TEMPLATE,
        "common.json": values(size="M", count=2),
        "dev.json": values(count=3),
    }
    given = {"main.bicep": [Passed(files=("common.json", "dev.json"))]}
    assert environments(files, given) == {"main.bicep": [("dev", "common.json", "dev.json")]}
    frame = evaluate(link(parsed(files), (), given), files.get)[0].frame
    assert [shown(frame.value(name)) for name in ("size", "count")] == ["'M'", "3"]


def given(text: str) -> dict[str, str]:
    """The values of the parameters of the template."""
    files = {"main.bicep": TEMPLATE, "main.parameters.json": text}
    evaluation = evaluate(link(parsed(files)), files.get)[0]
    names = ("size", "tags", "count")
    return {name: shown(evaluation.frame.value(name)) for name in names}


def test_values_are_what_the_file_says() -> None:
    text = values(Size="[not an expression]", tags={"a": ["b", None, 1.5]}, count=3)
    assert given(text) == {
        "size": "'[not an expression]'",
        "tags": "{a: ['b', null, 3/2]}",
        "count": "3",
    }


def test_what_is_not_given_has_its_default() -> None:
    assert given(values()) == {"size": "'S'", "tags": "{}", "count": "1"}


def test_marks_are_replaced_at_deployment() -> None:
    text = values(size="x-${AZURE_ENV_NAME}", tags={"a": "#{owner}#"}, count="__count__")
    assert given(text) == {
        "size": "'x-${${AZURE_ENV_NAME}}'",
        "tags": "{a: #{owner}#}",
        "count": "__count__",
    }


def test_secrets_come_from_a_vault() -> None:
    vault = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv"
    reference = {"keyVault": {"id": vault}, "secretName": "pw"}
    text = json.dumps({"parameters": {"size": {"reference": reference}}})
    files = {"main.bicep": TEMPLATE, "main.parameters.json": text}
    value = evaluate(link(parsed(files)), files.get)[0].frame.value("size")
    assert isinstance(value, Unknown)
    assert value.sensitive
    assert value.reason.text == "getSecret('s', 'g', 'kv', 'pw')"


def test_the_origin_is_in_the_file() -> None:
    text = values(size="M")
    files = {"main.bicep": TEMPLATE, "main.parameters.json": text}
    value = evaluate(link(parsed(files)), files.get)[0].frame.value("size")
    assert value is not None
    written = chain(value)[-1]
    assert (written.span.path, text[written.span.start : written.span.end], written.label) == (
        "main.parameters.json",
        '"M"',
        "param size",
    )


def test_comments_are_read_and_errors_told() -> None:
    text = '{"parameters": {/* x */ "size": {"value": "M"}, // y\n "count": {"value": 2,}, }}'
    file = parse_json(text, parameters=True)
    assert (file.problems, [text[a:b] for a, b in file.comments]) == ((), ["/* x */", "// y"])
    broken = parse_json('{"parameters": {"size": {"value": "M"}}, "x": ]}', parameters=True)
    assert [problem.message for problem in broken.problems] == ["expected a value"]
    assert [type(each).__name__ for each in broken.statements] == ["ParameterAssignment"]
