"""Units of Terragrunt: which module each deploys, and what it passes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from azlint.languages.terraform.functions import FunctionContext
from azlint.languages.terraform.inputs import Environment
from azlint.languages.terraform.link import link
from azlint.languages.terraform.parse import parse
from azlint.languages.terraform.syntax import File
from azlint.languages.terraform.terragrunt.configuration import Library
from azlint.languages.terraform.terragrunt.units import Units, units
from azlint.value import Unknown, Value, chain
from languages.terraform.small import lister, reader, show

MODULE = {
    "modules/kv/main.tf": "\n".join(
        f'variable "{name}" {{ type = {type_} }}'
        for name, type_ in {
            "sku": "string",
            "days": "number",
            "tags": "map(string)",
            "zones": "list(string)",
            "free": "any",
        }.items()
    )
    + '\nvariable "loose" {}\n',
}
SOURCE = 'terraform {\n  source = "../../modules//kv?ref=v1"\n}\n'


def found(texts: Mapping[str, str], mapped: Mapping[str, str] | None = None) -> Units:
    files: dict[str, File] = {
        path: parse(text)
        for path, text in texts.items()
        if path.endswith((".tf", ".tfvars", "terragrunt.hcl"))
    }

    def parsed(path: str) -> File | None:
        return parse(texts[path]) if path in texts else None

    modules = link({path: file for path, file in files.items() if path.endswith(".tf")})
    context = FunctionContext("", reader(texts), lister(texts))
    return units(modules, files, mapped or {}, Library(parsed, context))


def ways(texts: Mapping[str, str], root: str = "modules/kv") -> list[str]:
    return [line(each) for each in found({**MODULE, **texts}).environments[root]]


def line(environment: Environment) -> str:
    parts = [f"{environment.name}:", *environment.files]
    for sign, values in (("", environment.variables), ("~", environment.inherited)):
        parts += [f"{sign}{name}={shown(value)}" for name, value in sorted(values.items())]
    return " ".join((*parts, *([f"-{environment.missing}"] if environment.missing else [])))


def shown(value: Value) -> str:
    return f"<{value.reason.text}>" if isinstance(value, Unknown) else show(value)


def unit(inputs: str, before: str = "") -> dict[str, str]:
    return {"live/dev/terragrunt.hcl": f"{SOURCE}{before}\ninputs = {inputs}\n"}


def passed(inputs: str, before: str = "", **others: str) -> str:
    """What the only unit passes to `sku`."""
    files = {path.replace("__", "/").replace("_", ".", 1): text for path, text in others.items()}
    only = found({**MODULE, **unit(inputs, before), **files}).environments["modules/kv"][0]
    return shown(only.inherited["sku"])


def test_a_unit_is_an_environment_of_the_module_that_it_names() -> None:
    inputs = '{ sku = "premium", days = 7, unknown = 1 }'
    assert ways(unit(inputs)) == ["dev: ~days='7' ~sku='premium'"]


def test_a_unit_without_a_source_deploys_its_own_folder() -> None:
    texts = {
        "infra/prod/main.tf": 'variable "sku" {}',
        "infra/prod/terragrunt.hcl": 'inputs = { sku = "a" }',
    }
    assert ways(texts, "infra/prod") == ["prod: ~sku='a'"]


def test_what_is_passed_travels_through_the_environment() -> None:
    """A variable without a type gets the text, one of any type what the text means."""
    inputs = '{ loose = { a = 1 }, free = { a = 1 }, days = "7", tags = { b = true } }'
    assert ways(unit(inputs)) == [
        "dev: ~days='7' ~free=object{a: 1} ~loose='{\"a\":1}' ~tags=object{b: true}"
    ]


@pytest.mark.parametrize(
    ("folders", "names"),
    [
        (("live/dev/kv", "live/prod/kv"), ["dev", "prod"]),
        (("live/eu/dev/kv", "live/us/dev/kv"), ["eu", "us"]),
        (("dev/eastus/kv", "dev/westus/kv", "prod/eastus/kv"),
         ["dev/eastus", "dev/westus", "prod/eastus"]),
        (("shop/kv",), [""]),
        (("acme-nonprod/weu/test/kv",), ["test"]),
    ],
)  # fmt: skip
def test_names(folders: tuple[str, ...], names: list[str]) -> None:
    source = 'terraform {\n  source = "${get_repo_root()}/modules/kv"\n}\n'
    texts = {**MODULE, **{f"{folder}/terragrunt.hcl": source for folder in folders}}
    environments = found(texts).environments["modules/kv"]
    assert [each.name for each in environments] == names


ROOT = """
locals {
  env = read_terragrunt_config(find_in_parent_folders("env.hcl"))
}
inputs = merge(local.env.locals, { days = 30, tags = { owner = "root" }, zones = ["1"] })
"""
TREE = {
    "root.hcl": ROOT,
    "dev/env.hcl": 'locals {\n  sku = "standard"\n}\n',
    "prod/env.hcl": 'locals {\n  sku = "premium"\n}\n',
}


def included(extra: str = "", inputs: str = "{ days = 7 }") -> dict[str, str]:
    text = (
        'include "root" {\n  path = find_in_parent_folders("root.hcl")\n' + extra + "}\n"
        'terraform {\n  source = "${get_terragrunt_dir()}/../../modules/kv"\n}\n'
        f"inputs = {inputs}\n"
    )
    return {**TREE, "dev/kv/terragrunt.hcl": text, "prod/kv/terragrunt.hcl": text}


def test_included_inputs_are_those_of_the_unit_that_includes() -> None:
    assert ways(included()) == [
        "dev: ~days='7' ~sku='standard' ~tags=object{owner: 'root'} ~zones=('1')",
        "prod: ~days='7' ~sku='premium' ~tags=object{owner: 'root'} ~zones=('1')",
    ]


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ("shallow", "~sku='standard' ~tags=object{team: 'kv'} ~zones=('2')"),
        ("deep", "~sku='standard' ~tags=object{owner: 'root', team: 'kv'} ~zones=('1', '2')"),
        ("no_merge", "~tags=object{team: 'kv'} ~zones=('2')"),
    ],
)
def test_merge_strategies(strategy: str, expected: str) -> None:
    inputs = '{ tags = { team = "kv" }, zones = ["2"] }'
    texts = included(f'merge_strategy = "{strategy}"\n', inputs)
    days = "" if strategy == "no_merge" else "~days='30' "
    assert ways(texts)[0] == f"dev: {days}{expected}"


def test_what_is_exposed_can_be_read() -> None:
    texts = included("expose = true\n", "{ sku = include.root.locals.env.locals.sku }")
    assert [way.split("~sku=")[1].split(" ")[0] for way in ways(texts)] == [
        "'standard'",
        "'premium'",
    ]


def test_later_includes_are_stronger() -> None:
    texts = {
        "a.hcl": 'inputs = { sku = "a", days = 1 }',
        "b.hcl": 'inputs = { sku = "b" }',
        **unit(
            "{}",
            'include "a" {\n path = "../../a.hcl"\n}\ninclude "b" {\n path = "../../b.hcl"\n}',
        ),
    }
    assert ways(texts) == ["dev: ~days='1' ~sku='b'"]


def test_a_file_that_others_include_is_no_unit() -> None:
    texts = {
        "terragrunt.hcl": SOURCE.replace("../../", "./") + 'inputs = { sku = "root" }',
        "dev/terragrunt.hcl": "include {\n  path = find_in_parent_folders()\n}\n"
        + SOURCE.replace("../../", "../"),
    }
    assert ways(texts) == ["dev: ~sku='root'"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("path_relative_to_include()", "'live/dev'"),
        ("path_relative_from_include()", "'../..'"),
        ('path_relative_to_include("root")', "'live/dev'"),
        ("get_path_from_repo_root()", "'live/dev'"),
        ("get_path_to_repo_root()", "'../..'"),
        ("basename(get_terragrunt_dir())", "'dev'"),
        ("basename(dirname(get_terragrunt_dir()))", "'live'"),
        ('file("${get_parent_terragrunt_dir()}/name.txt")', "'text'"),
        ('file("../../name.txt")', "'text'"),
        ('fileexists("${get_repo_root()}/none.txt")', "'false'"),
        ('jsondecode(file(find_in_parent_folders("data.json"))).sku', "'json'"),
        ('find_in_parent_folders("none.hcl", "fallback")', "'fallback'"),
        ('read_terragrunt_config("none.hcl", { locals = { a = "d" } }).locals.a', "'d'"),
        ('read_terragrunt_config("../../data.hcl").locals.up', "'live'"),
        ('read_terragrunt_config("../../data.hcl").inputs.sku', "'in'"),
        ('upper("a")', "'A'"),
        ("get_terragrunt_dir()", "<the folder that the repository lies in>"),
        ('get_env("SKU")', "<get_env() reads the environment>"),
        ('get_env("SKU", "a")', "<get_env() reads the environment>"),
        ('run_cmd("cat", "sku")', "<run_cmd() asks Terragrunt where it runs>"),
        ("dependency.vnet.outputs.id", "<dependency.vnet.outputs>"),
        ("feature.on.value", "<feature>"),
        ('file("/etc/passwd")', '<"/etc/passwd" lies outside the repository>'),
        ('file("${get_repo_root()}/../x")', '<"/../x" lies outside the repository>'),
        ('read_terragrunt_config("../../../x.hcl").locals.a',
         '<"../../../x.hcl" lies outside the repository>'),
        ('read_terragrunt_config("../../data.hcl").remote_state.backend',
         "<remote_state of data.hcl>"),
        ('read_terragrunt_config("../../broken.hcl").locals.a', "<broken.hcl>"),
        ("local.loop", "<local.loop refers to itself>"),
        ('read_terragrunt_config("../../cycle.hcl").locals.a', "<local.a refers to itself>"),
        ('find_in_parent_folders("none.hcl")',
         '<Call to function "find_in_parent_folders" failed: no folder above has "none.hcl".>'),
    ],
)  # fmt: skip
def test_functions(expression: str, expected: str) -> None:
    before = (
        'include "root" {\n  path = "../../root.hcl"\n}\n'
        'dependency "vnet" {\n  config_path = "../v"\n}\n'
        "locals {\n  loop = local.loop\n}\n"
    )
    texts = {
        **MODULE,
        **unit(f"{{ sku = {expression} }}", before),
        "root.hcl": "",
        "name.txt": "text",
        "data.json": '{"sku": "json"}',
        "data.hcl": 'locals {\n  up = "live"\n}\ninputs = { sku = "in" }\n',
        "broken.hcl": "locals {\n  a = = 1\n",
        "cycle.hcl": 'locals {\n  a = read_terragrunt_config("cycle.hcl").locals.a\n}\n',
    }
    only = found(texts).environments["modules/kv"][0]
    assert shown(only.inherited["sku"]) == expected


def test_inputs_that_are_not_known_as_a_whole_leave_every_variable_open() -> None:
    inputs = 'merge(jsondecode(get_env("ALL")), { sku = "a" })'
    every = "<get_env() reads the environment>"
    names = ("days", "free", "loose", "sku", "tags", "zones")
    assert ways(unit(inputs)) == [" ".join(("dev:", *(f"~{name}={every}" for name in names)))]


def test_inputs_of_what_is_included_and_not_there() -> None:
    texts = unit('{ sku = "a" }', 'include "root" {\n  path = "../root.hcl"\n}\n')
    only = found({**MODULE, **texts}).environments["modules/kv"][0]
    assert shown(only.inherited["sku"]) == "'a'"
    assert shown(only.inherited["days"]) == "<live/root.hcl is not there>"


def test_extra_arguments() -> None:
    block = """
terraform {
  source = "../../modules/kv"
  extra_arguments "vars" {
    commands           = get_terraform_commands_that_need_vars()
    required_var_files = ["${get_terragrunt_dir()}/a.tfvars"]
    optional_var_files = ["${get_terragrunt_dir()}/none.tfvars"]
    arguments          = ["-var-file=${get_repo_root()}/b.tfvars", "-var=sku=premium", "-lock"]
    env_vars           = { TF_VAR_days = 5, OTHER = 1 }
  }
  extra_arguments "init" {
    commands  = ["init"]
    arguments = ["-var-file=c.tfvars"]
  }
}
inputs = { days = 3 }
"""
    texts = {
        "live/dev/terragrunt.hcl": block,
        "live/dev/a.tfvars": "",
        "live/dev/terraform.tfvars": "",
        "b.tfvars": "",
    }
    files = "live/dev/terraform.tfvars live/dev/a.tfvars b.tfvars"
    assert ways(texts) == [f"dev: {files} sku='premium' ~days=5"]
    lost = {**texts, "live/dev/terragrunt.hcl": block.replace("/a.tfvars", "/lost.tfvars")}
    assert ways(lost)[0].endswith("-a file named in live/dev/terragrunt.hcl")


@pytest.mark.parametrize(
    ("source", "obstacle"),
    [
        ('"git::https://example.com/kv.git"', "it is a remote module that is not installed here"),
        ('"../none"', "its folder has no Terraform files"),
        ('"${get_env("BASE")}/kv"', "its folder has no Terraform files"),
        ('get_env("BASE")', "its source is not a plain string"),
    ],
)  # fmt: skip
def test_a_source_that_leads_nowhere_is_a_call_that_is_not_followed(
    source: str, obstacle: str
) -> None:
    texts = {**MODULE, "live/dev/terragrunt.hcl": f"terraform {{\n  source = {source}\n}}\n"}
    result = found(texts)
    assert not result.environments
    assert [(call.address, call.obstacle) for call in result.calls] == [("unit live/dev", obstacle)]


def test_a_source_that_a_checkout_stands_for_is_followed() -> None:
    source = 'terraform {\n  source = "git::https://example.com/all.git//kv?ref=v1"\n}\n'
    texts = {**MODULE, "live/dev/terragrunt.hcl": source + 'inputs = { sku = "a" }'}
    environments = found(texts, {"example.com/all": "modules"}).environments
    assert [line(each) for each in environments["modules/kv"]] == ["dev: ~sku='a'"]


def test_the_chain_leads_to_the_line_that_gives_the_value() -> None:
    text = included(inputs="{}")
    only = found({**MODULE, **text}).environments["modules/kv"][0]
    places = [(place.span.path, place.label) for place in chain(only.inherited["sku"])]
    assert places == [
        ("root.hcl", "inputs"),
        ("dev/env.hcl", "local.sku"),
    ]


def test_files_that_read_each_other_endlessly_are_bounded() -> None:
    texts = {
        f"f{at}.hcl": f'locals {{\n  a = read_terragrunt_config("f{at + 1}.hcl").locals.a\n}}\n'
        for at in range(200)
    }
    texts |= unit('{ sku = read_terragrunt_config("../../f0.hcl").locals.a }')
    what = "a chain of more than 20 files that read each other"
    assert ways(texts) == [f"dev: ~sku=<read_terragrunt_config() would make {what}>"]
