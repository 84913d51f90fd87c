"""The environments of roots: what value files, workflows and the roots themselves tell."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

import pytest

from azlint.languages.terraform.environments import Environments, World
from azlint.languages.terraform.evaluate import Evaluation
from azlint.languages.terraform.evaluations import evaluations
from azlint.languages.terraform.functions import FunctionContext
from azlint.languages.terraform.inputs import Environment
from azlint.languages.terraform.json_syntax import parse as parse_json
from azlint.languages.terraform.link import link
from azlint.languages.terraform.parse import parse
from azlint.languages.terraform.passed import Declared, Deployed
from azlint.value import STRING, Cause, Known, Origin, Reason, Unknown, Value, chain
from languages.terraform.small import lister, outputs, reader, show

VARIABLES = "".join(f'variable "{name}" {{}}\n' for name in ("a", "b", "c", "d"))
ROOT = 'terraform {\n  backend "azurerm" {}\n}\n' + VARIABLES


def world(texts: Mapping[str, str], **given: object) -> World:
    files = {
        path: parse_json(text, values=True) if path.endswith(".json") else parse(text)
        for path, text in texts.items()
        if path.endswith((".tf", ".tfvars", ".tfvars.json"))
    }
    modules = link({path: file for path, file in files.items() if path.endswith(".tf")})
    given = {"texts": lambda path: texts.get(path, ""), "below": lister(texts), **given}
    return World(modules, files, **given)  # type: ignore[arg-type]


def found(texts: Mapping[str, str], root: str = "", **given: object) -> list[str]:
    return [line(each) for each in Environments(world(texts, **given)).of(root)]


def line(environment: Environment) -> str:
    parts = [f"{environment.name}:", *environment.files]
    for sign, values in (("", environment.variables), ("~", environment.inherited)):
        parts += [f"{sign}{name}={show(value)}" for name, value in sorted(values.items())]
    if environment.workspace is not None:
        parts.append(f"@{show(environment.workspace)}")
    if environment.missing:
        parts.append(f"-{environment.missing}")
    return " ".join(parts)


def evaluated(texts: Mapping[str, str], **given: object) -> dict[str, Evaluation]:
    """The evaluations of the roots, by root and environment."""
    surveyed = Environments(world(texts, **given))
    found = evaluations(surveyed, list(texts), FunctionContext("", reader(texts)))
    return {posixpath.join(each.root, f"[{each.environment}]"): each for each in found}


def text(value: str) -> Known:
    return Known(value, STRING)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, [":"]),
        ({"terraform.tfvars": "a = 1", "x.auto.tfvars": "b = 1"}, [":"]),
        (
            {"env/dev.tfvars": "a = 1", "env/prod.tfvars": "a = 2"},
            ["dev: env/dev.tfvars", "prod: env/prod.tfvars"],
        ),
        (
            {"environments/dev/terraform.tfvars": "a = 1", "environments/prod/x.tfvars": "a = 2"},
            ["dev: environments/dev/terraform.tfvars", "prod: environments/prod/x.tfvars"],
        ),
        (
            {"env-dev.tfvars": "a = 1", "env-prod.tfvars": "a = 2", "terraform.tfvars": "b = 1"},
            ["dev: env-dev.tfvars", "prod: env-prod.tfvars"],
        ),
        (
            {"vars/dev.tfvars.json": '{"a": 1}', "vars/prod.tfvars.json": '{"a": 2}'},
            ["dev: vars/dev.tfvars.json", "prod: vars/prod.tfvars.json"],
        ),
        (
            {"env/prod/network.tfvars": "a = 1", "env/prod/compute.tfvars": "b = 1"},
            ["prod: env/prod/compute.tfvars env/prod/network.tfvars"],
        ),
        (
            {"network.tfvars": "a = 1", "compute.tfvars": "b = 1"},
            [": compute.tfvars network.tfvars"],
        ),
        (
            {"env/common.tfvars": "a = 1", "env/dev.tfvars": "b = 1", "env/prod.tfvars": "b = 2"},
            ["dev: env/common.tfvars env/dev.tfvars", "prod: env/common.tfvars env/prod.tfvars"],
        ),
        (
            {"env/all.tfvars": "a = 1", "env/dev/x.tfvars": "b = 1", "env/prod/x.tfvars": "b = 2"},
            ["dev: env/all.tfvars env/dev/x.tfvars", "prod: env/all.tfvars env/prod/x.tfvars"],
        ),
        (
            {"env/default.tfvars": "a = 1", "env/prod.tfvars": "a = 2"},
            ["default: env/default.tfvars", "prod: env/prod.tfvars"],
        ),
        ({"prod.tfvars": "a = 1"}, ["prod: prod.tfvars"]),
        ({"main.tfvars.json": '{"a": 1}'}, [": main.tfvars.json"]),
        (
            {"env/prod/eu.tfvars": "a = 1", "env/prod/us.tfvars": "a = 2"},
            ["prod/eu: env/prod/eu.tfvars", "prod/us: env/prod/us.tfvars"],
        ),
        (
            {"terraform.tfvars": "a = 1", "prod.tfvars": "a = 2"},
            ["prod: prod.tfvars", "terraform.tfvars:"],
        ),
        (
            {"env/prod/backend.tfvars": 'key = "x"', "env/prod/x.tfvars": "a = 1"},
            ["prod: env/prod/x.tfvars"],
        ),
        ({"env/prod.tfvars": "x = 1\ny = 1\na = 1"}, [":"]),
        ({"examples/prod.tfvars": "a = 1", "env/sample.tfvars": "a = 1"}, [":"]),
        ({"modules/m/main.tf": "", "modules/m/prod.tfvars": "a = 1"}, [":"]),
        ({"1/2/3/4/5/prod.tfvars": "a = 1"}, [":"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)  # fmt: skip
def test_value_files_make_environments(files: dict[str, str], expected: list[str]) -> None:
    assert found({"main.tf": ROOT, **files}) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("stacks/env/prod.tfvars", "prod: stacks/env/prod.tfvars"),
        ("environments/prod/prod.tfvars", "prod: environments/prod/prod.tfvars"),
        ("stacks/other/prod.tfvars", ":"),
        ("prod/env/x.tfvars", ":"),
    ],
)
def test_environments_beside_a_root(path: str, expected: str) -> None:
    assert found({"stacks/app/main.tf": ROOT, path: "a = 1"}, "stacks/app") == [expected]


def test_own_environments_before_those_beside() -> None:
    texts = {
        "app/main.tf": ROOT,
        "app/env/dev.tfvars": "a = 1",
        "env/dev.tfvars": "a = 1",
        "env/prod.tfvars": "a = 1",
    }
    assert found(texts, "app") == ["dev: app/env/dev.tfvars"]


def test_a_collection_of_examples_is_no_list_of_environments() -> None:
    texts = {"main.tf": ROOT, **{f"cases/{at}/x.tfvars": "a = 1" for at in range(40)}}
    surveyed = Environments(world(texts))
    assert (surveyed.of(""), surveyed.crowded) == ((Environment(),), {"": 40})


UNKNOWN = Unknown(Reason(Cause.RUNTIME, "secrets.A"), STRING)
LAYOUT = {"main.tf": ROOT, "env/dev.tfvars": "a = 1", "env/prod.tfvars": "a = 2"}
DEV, PROD = "dev: env/dev.tfvars", "prod: env/prod.tfvars"


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (Deployed(files=("env/prod.tfvars",), workspace=text("w")), [DEV, f"{PROD} @'w'"]),
        (Deployed("prd", ("env/prod.tfvars",), variables={"b": text("x")}), [DEV, f"{PROD} b='x'"]),
        (Deployed(inherited={"b": UNKNOWN}), [f"{DEV} ~b=?RUNTIME", f"{PROD} ~b=?RUNTIME"]),
        (
            Deployed(missing="a file", variables={"b": UNKNOWN}),
            [f"{DEV} b=?RUNTIME", f"{PROD} b=?RUNTIME"],
        ),
        (
            Deployed(files=("env/dev.tfvars", "env/prod.tfvars")),
            ["prod: env/dev.tfvars env/prod.tfvars"],
        ),
        (Deployed("qa", variables={"a": text("3")}), [DEV, PROD, "qa: a='3'"]),
        (Deployed(files=("lost.tfvars",)), [DEV, PROD]),
    ],
)  # fmt: skip
def test_what_workflows_pass_completes_environments(passed: Deployed, expected: list[str]) -> None:
    assert found(LAYOUT, deployed={"": [passed]}) == expected


def test_what_workflows_pass_makes_environments() -> None:
    named = [
        Deployed(variables={"environment": text("dev"), "a": text("1")}),
        Deployed(workspace=text("prod")),
    ]
    assert found({"main.tf": ROOT}, deployed={"": named}) == [
        "dev: a='1' environment='dev'",
        "prod: @'prod'",
    ]
    nameless = [Deployed(variables={"a": text("1")}), Deployed(variables={"a": text("2")})]
    assert found({"main.tf": ROOT}, deployed={"": nameless}) == [": a=?('1' | '2')"]
    assert found({"main.tf": ROOT}, deployed={"": [Deployed(files=("x.tfvars",))]}) == [
        ": -x.tfvars"
    ]


@pytest.mark.parametrize(
    ("written", "files", "expected"),
    [
        (
            'locals {\n c = jsondecode(file("./config/${var.a}.json"))\n}',
            ("config/dev.json", "config/prod.json", "config/x.txt"),
            ["dev: ~a='dev'", "prod: ~a='prod'"],
        ),
        (
            'locals {\n c = yamldecode(file("${path.module}/${var.a}/settings.yaml"))\n}',
            ("dev/settings.yaml", "prod/settings.yaml", "modules/x.tf"),
            ["dev: ~a='dev'", "prod: ~a='prod'"],
        ),
        (
            'locals {\n c = file("policies/${var.a}.json")\n}',
            ("policies/audit.json", "policies/deny.json"),
            [":"],
        ),
        ('locals {\n c = file("../../${var.a}.json")\n}', ("dev.json",), [":"]),
        (
            'locals {\n m = { dev = 1, "prod" = 2 }\n c = local.m[terraform.workspace]\n}',
            (),
            ["dev: @'dev'", "prod: @'prod'"],
        ),
        (
            "locals {\n c = lookup({ dev = 1, prod = 2 }, terraform.workspace, 0)\n}",
            (),
            ["dev: @'dev'", "prod: @'prod'"],
        ),
    ],
)  # fmt: skip
def test_what_a_root_looks_up_makes_environments(
    written: str, files: tuple[str, ...], expected: list[str]
) -> None:
    texts = {"main.tf": ROOT + written, **dict.fromkeys(files, "")}
    assert found(texts) == expected


def test_what_a_root_looks_up_completes_environments() -> None:
    written = 'locals {\n c = file("${var.b}.json")\n d = { prod = 1 }[terraform.workspace]\n}'
    texts = {**LAYOUT, "main.tf": ROOT + written, "prod.json": "", "dev.json": ""}
    assert found(texts) == [f"{DEV} ~b='dev'", f"{PROD} ~b='prod' @'prod'"]


def test_what_is_declared_takes_the_place_of_what_is_told() -> None:
    qa = Declared("qa", files=("env/dev.tfvars",), variables={"a": text("x")})
    assert found(LAYOUT, declared=[qa]) == ["qa: env/dev.tfvars a='x'"]
    elsewhere = Declared("qa", ("infra/*",), variables={"a": text("x")})
    assert found(LAYOUT, declared=[elsewhere]) == [DEV, PROD]
    assert found(LAYOUT, declared=[Declared("qa", (".",), workspace=text("w"))]) == ["qa: @'w'"]
    unrelated = Declared("qa", variables={"z": text("x")})
    assert found(LAYOUT, declared=[unrelated]) == [DEV, PROD]


def test_declared_files_are_sought_from_the_root_first() -> None:
    texts = {"app/main.tf": ROOT, "app/x.tfvars": "a = 1", "x.tfvars": "a = 2", "y.tfvars": "a = 3"}
    declared = [Declared("one", files=("x.tfvars", "y.tfvars", "z.tfvars"))]
    assert found(texts, "app", declared=declared) == ["one: app/x.tfvars y.tfvars -z.tfvars"]
    assert list(Environments(world(texts, declared=declared)).lost()) == [("one", "z.tfvars")]


def test_what_the_user_adds_goes_to_every_environment() -> None:
    texts = {**LAYOUT, "x.tfvars": "b = 1"}
    extra = Declared(files=("x.tfvars",), variables={"a": text("9")})
    assert found(texts, extra=extra, only=("prod",)) == [
        "dev: env/dev.tfvars x.tfvars a='9'",
        "prod: env/prod.tfvars x.tfvars a='9'",
    ]
    assert "qa: x.tfvars a='9'" in found(texts, extra=extra, only=("qa",))
    assert found(LAYOUT, extra=Declared(variables={"z": text("9")})) == [DEV, PROD]


OUTPUTS = """
variable "env" { default = "none" }
variable "size" { type = number }
variable "zones" { type = list(string) }
output "env" { value = var.env }
output "size" { value = var.size }
output "zones" { value = var.zones }
output "workspace" { value = terraform.workspace }
"""


def test_precedence_is_that_of_terraform() -> None:
    texts = {
        "main.tf": OUTPUTS,
        "terraform.tfvars": "size = 1",
        "terraform.tfvars.json": '{"size": 2}',
        "a.auto.tfvars": 'size = 3\nzones = ["auto"]',
        "env/dev.tfvars": 'env = "dev"',
        "env/prod.tfvars": 'env = "prod"\nsize = 4',
    }
    passed = [
        Deployed(
            files=("env/prod.tfvars",),
            variables={"zones": text('["1", "2"]')},
            inherited={"size": text("9"), "zones": text("[]")},
            workspace=text("w"),
        ),
        Deployed(files=("env/dev.tfvars",), inherited={"size": text("9"), "zones": text("[]")}),
    ]
    evaluations = evaluated(texts, deployed={"": passed})
    assert {name: outputs(each) for name, each in evaluations.items()} == {
        "[dev]": {"env": "'dev'", "size": "3", "zones": "['auto']", "workspace": "?RUNTIME"},
        "[prod]": {"env": "'prod'", "size": "4", "zones": "['1', '2']", "workspace": "'w'"},
    }


def test_what_is_inherited_is_stronger_than_a_default_only() -> None:
    passed = [Deployed(inherited={"env": text("ci"), "size": text("1"), "zones": text("[")})]
    (evaluation,) = evaluated({"main.tf": OUTPUTS}, deployed={"": passed}).values()
    shown = outputs(evaluation)
    assert shown == {"env": "'ci'", "size": "1", "zones": "?ERROR", "workspace": "?RUNTIME"}


def test_tokens_are_replaced_at_deployment() -> None:
    texts = {
        "main.tf": OUTPUTS,
        "env/dev.tfvars": 'env = "rg-#{NAME}#-x"\nsize = "__SIZE__"\nzones = ["a", "#{Z}"]',
        "env/prod.tfvars.json": '{"env": "${NAME}", "size": "7", "zones": ["st__ENV__001"]}',
    }
    evaluations = evaluated(texts)
    assert {name: outputs(each) for name, each in evaluations.items()} == {
        "[dev]": {
            "env": "?`'rg-' ?PLACEHOLDER '-x'`",
            "size": "?PLACEHOLDER",
            "zones": "['a', ?PLACEHOLDER]",
            "workspace": "?RUNTIME",
        },
        "[prod]": {
            "env": "?PLACEHOLDER",
            "size": "7",
            "zones": "[?`'st' ?PLACEHOLDER '001'`]",
            "workspace": "?RUNTIME",
        },
    }


def test_defaults_are_assumed_where_a_value_file_is_missing() -> None:
    passed = [Deployed(missing="ci/prod.tfvars", variables={"size": text("1")})]
    (evaluation,) = evaluated({"main.tf": OUTPUTS}, deployed={"": passed}).values()
    assert outputs(evaluation)["env"] == "~var.env (set in ci/prod.tfvars) 'none'"


@pytest.mark.parametrize(
    ("declared", "env"),
    [
        (Declared("qa", files=("qa.tfvars",)), "'none'"),
        (
            Declared("qa", files=("lost.tfvars",), roots=(".",)),
            "~var.env (set in lost.tfvars) 'none'",
        ),
        (Declared("qa", variables={"size": text("1")}), "~var.env (set in env/dev.tfvars) 'none'"),
    ],
)
def test_defaults_are_certain_where_value_files_are_declared(declared: Declared, env: str) -> None:
    texts = {"main.tf": OUTPUTS, "env/dev.tfvars": 'env = "dev"', "qa.tfvars": 'size = "1"'}
    (evaluation,) = evaluated(texts, declared=[declared]).values()
    assert outputs(evaluation)["env"] == env


SHARED = """
variable "sku" { default = "basic" }
variable "same" { default = "s" }
locals {
  fixed = [for x in range(5) : "${var.same}-${x}"]
  moved = "${var.sku}-x"
}
resource "azurerm_key_vault" "kv" {
  for_each = toset(local.fixed)
  name     = each.value
  sku      = var.sku
}
module "m" {
  source   = "./m"
  for_each = { a = var.sku, b = "b" }
  value    = each.value
}
output "names" { value = [for kv in azurerm_key_vault.kv : kv.name] }
output "skus"  { value = [for kv in azurerm_key_vault.kv : kv.sku] }
output "moved" { value = local.moved }
output "text"  { value = templatestring("$${a}", { a = var.sku }) }
output "kept"  { value = local.fixed }
output "calls" { value = [for m in module.m : m.out] }
output "w"     { value = { dev = 1 }[terraform.workspace] }
"""
CHILD = 'variable "value" {}\nlocals { v = "v-${var.value}" }\noutput "out" { value = local.v }\n'


def test_what_environments_share_is_what_each_would_compute() -> None:
    texts = {
        "main.tf": SHARED,
        "m/main.tf": CHILD,
        "env/dev.tfvars": 'sku = "standard"',
        "env/prod.tfvars": 'sku = "premium"',
        "env/qa.tfvars": 'same = "q"\nsku = "standard"',
    }
    passed = [Deployed(files=("env/dev.tfvars",), workspace=text("dev"))]
    together = {
        name: chains(each) for name, each in evaluated(texts, deployed={"": passed}).items()
    }
    for name in ("dev", "prod", "qa"):
        kept = {path: each for path, each in texts.items() if name in path or ".tfvars" not in path}
        (alone,) = evaluated(kept, deployed={"": passed if name == "dev" else []}).values()
        assert chains(alone) == together[f"[{name}]"]


def test_what_no_environment_changes_is_computed_once() -> None:
    texts = {
        "main.tf": SHARED,
        "m/main.tf": CHILD,
        **{f"env/dev{at}.tfvars": f'sku = "s{at}"' for at in range(3)},
    }
    steps = []
    for each in evaluated(texts).values():
        assert outputs(each)["names"] == "('s-0', 's-1', 's-2', 's-3', 's-4')"
        steps.append(each.steps)
    assert steps[1] == steps[2] < steps[0]


def chains(evaluation: Evaluation) -> dict[str, tuple[str, list[str]]]:
    """Outputs with the places that their values come from."""
    return {
        declaration.name: (show(value), [f"{each.span} {each.label}" for each in origins(value)])
        for declaration, value in evaluation.outputs()
    }


def origins(value: Value) -> list[Origin]:
    data = value.data if isinstance(value, Known) else ()
    inner = data if isinstance(data, tuple) else ()
    return [*chain(value), *(origin for item in inner for origin in origins(item))]
