"""What folders declare and where calls lead."""

from __future__ import annotations

from azlint.languages.terraform.module import Module, Obstacle
from azlint.languages.terraform.roots import Role, roles, value_files
from azlint.value import STRING, map_of
from languages.terraform.small import modules, parsed


def calls(module: Module) -> dict[str, tuple[str | None, Obstacle | None]]:
    return {name: (call.folder, call.obstacle) for name, call in module.calls.items()}


def problems(module: Module, texts: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (texts[p.span.path][p.span.start : p.span.end].strip(), p.message) for p in module.problems
    ]


def test_a_folder_declares() -> None:
    module = modules(
        {
            "net/main.tf": """
terraform {
  required_version = ">= 1.5"
  required_providers {
    azurerm = { source = "hashicorp/azurerm", version = "~> 4.0" }
    random  = "3.1.0"
  }
  backend "azurerm" {}
}
provider "azurerm" {
  features {}
}
variable "tags" {
  type      = map(string)
  default   = {}
  nullable  = false
  sensitive = true
}
locals {
  a = 1
  b = 2
}
resource "azurerm_subnet" "this" {}
data "azurerm_subnet" "this" {}
module "x" { source = "./x" }
output "o" { value = 1 }
moved {
  from = a.b
  to   = a.c
}
removed { from = a.d }
import {
  to = a.e
  id = "x"
}
check "c" {}
""",
            "net/more.tf": "locals { c = 3 }\n",
        }
    )["net"]
    tags = module.variables["tags"]
    assert (tags.type, tags.nullable, tags.sensitive) == (map_of(STRING), False, True)
    assert list(module.locals) == ["a", "b", "c"]
    assert list(module.resources) == ["azurerm_subnet.this", "data.azurerm_subnet.this"]
    assert list(module.outputs) == ["o"]
    assert [other.declaration.kind for other in module.others] == [
        "moved", "removed", "import", "check",
    ]  # fmt: skip
    assert {r.name: (r.source, r.version) for r in module.requirements.values()} == {
        "azurerm": ("hashicorp/azurerm", "~> 4.0"),
        "random": ("hashicorp/random", "3.1.0"),
    }
    assert [provider.declaration.name for provider in module.providers] == ["azurerm"]
    assert module.backend is not None
    assert module.files == ("net/main.tf", "net/more.tf")
    assert not module.incomplete


def test_calls_lead_to_folders() -> None:
    linked = modules(
        {
            "live/main.tf": """
module "up"       { source = "../lib/" }
module "down"     { source = "./inner" }
module "missing"  { source = "./nowhere" }
module "outside"  { source = "../../../etc" }
module "registry" {
  source  = "Azure/avm-res-keyvault-vault/azurerm"
  version = "0.9.1"
}
module "host"     { source = "app.terraform.io/org/kv/azurerm//sub" }
module "git"      { source = "git::https://example.com/x.git?ref=v1" }
module "computed" { source = var.source }
""",
            "live/inner/main.tf": "",
            "lib/main.tf": "",
        }
    )
    assert calls(linked["live"]) == {
        "up": ("lib", None),
        "down": ("live/inner", None),
        "missing": (None, Obstacle.MISSING),
        "outside": (None, Obstacle.OUTSIDE),
        "registry": (None, Obstacle.REGISTRY),
        "host": (None, Obstacle.REGISTRY),
        "git": (None, Obstacle.REMOTE),
        "computed": (None, Obstacle.UNREADABLE),
    }
    registry = linked["live"].calls["registry"]
    assert (registry.source, registry.version) == ("Azure/avm-res-keyvault-vault/azurerm", "0.9.1")


def test_calls_in_a_circle_are_cut_and_located() -> None:
    texts = {
        "a/main.tf": 'module "b" { source = "../b" }',
        "b/main.tf": 'module "c" { source = "../c" }\nmodule "d" { source = "../d" }',
        "c/main.tf": 'module "a" { source = "../a" }',
        "d/main.tf": 'module "d" { source = "./" }',
        "e/main.tf": 'module "a" { source = "../a" }',
    }
    linked = modules(texts)
    assert {folder: calls(module) for folder, module in linked.items()} == {
        "a": {"b": (None, Obstacle.CYCLE)},
        "b": {"c": (None, Obstacle.CYCLE), "d": ("d", None)},
        "c": {"a": (None, Obstacle.CYCLE)},
        "d": {"d": (None, Obstacle.CYCLE)},
        "e": {"a": ("a", None)},
    }
    assert problems(linked["a"], texts) == [
        ('module "b"', "module.b leads back to the module that calls it")
    ]


def test_declared_twice_the_first_stays_and_the_second_is_located() -> None:
    texts = {
        "a.tf": 'resource "t" "x" { v = 1 }\nvariable "v" {}\nlocals { l = 1 }\n',
        "b.tf": 'resource "t" "x" { v = 2 }\nvariable "v" {}\nlocals { l = 2 }\n',
    }
    module = modules(texts)[""]
    assert module.resources["t.x"].path == "a.tf"
    assert [(p.span.path, p.message) for p in module.problems] == [
        ("b.tf", "t.x is declared more than once"),
        ("b.tf", "var.v is declared more than once"),
        ("b.tf", "local.l is declared more than once"),
    ]


def test_override_files_change_what_is_declared() -> None:
    module = modules(
        {
            "main.tf": """
variable "v" {
  type    = string
  default = "a"
}
resource "t" "x" {
  one = 1
  two = 2
  part { a = 1 }
  part { a = 2 }
  other {}
  lifecycle { prevent_destroy = true }
}
module "m" { source = "./old" }
""",
            "x_override.tf": """
variable "v" { default = "b" }
resource "t" "x" {
  two = 3
  part { a = 3 }
  lifecycle { ignore_changes = all }
}
module "m" { source = "./new" }
""",
            "new/main.tf": "",
        }
    )[""]
    body = module.resources["t.x"].body
    assert {name: written.path for name, written in body.attributes.items()} == {
        "one": "main.tf",
        "two": "x_override.tf",
    }
    assert [(placed.path, placed.block.type) for placed in body.blocks] == [
        ("main.tf", "other"),
        ("main.tf", "lifecycle"),
        ("x_override.tf", "part"),
        ("x_override.tf", "lifecycle"),
    ]
    assert module.variables["v"].type == STRING
    assert module.calls["m"].folder == "new"
    assert not module.problems


def test_a_tofu_file_replaces_its_namesake() -> None:
    module = modules({"main.tf": "locals { a = 1 }", "main.tofu": "locals { b = 1 }"})[""]
    assert (list(module.locals), module.files) == (["b"], ("main.tofu",))


def test_a_file_with_a_problem_makes_its_folder_incomplete() -> None:
    linked = modules({"a/x.tf": 'locals { a = 1 }\nresource "t" {', "b/x.tf": ""})
    assert (linked["a"].incomplete, linked["b"].incomplete) == (True, False)


NEEDS = 'provider "azurerm" {}\nvariable "a" {}'


def test_roles_of_folders() -> None:
    texts = {
        "backend/m.tf": 'terraform {\n backend "local" {}\n}',
        "cloud/m.tf": "terraform {\n cloud {}\n}",
        "provider/m.tf": 'provider "azurerm" {}\nmodule "a" { source = "../called" }',
        "values/m.tf": "",
        "locked/m.tf": "",
        "workflow/m.tf": "",
        "called/m.tf": "",
        "both/m.tf": 'provider "azurerm" {}',
        "alone/m.tf": NEEDS,
        "needing/m.tf": NEEDS,
        "tested/m.tf": 'variable "a" {}',
        "whole/m.tf": "",
        "caller/m.tf": "\n".join(
            f'module "{name}" {{ source = "../{name}" }}'
            for name in ("both", "needing", "tested", "whole")
        ),
    }
    locks = [f"{name}/.terraform.lock.hcl" for name in ("locked", "tested", "whole")]
    paths = [*texts, *locks, "values/dev.tfvars.json"]
    assert roles(modules(texts), paths, {"workflow"}) == {
        "backend": Role.ROOT,
        "cloud": Role.ROOT,
        "provider": Role.ROOT,
        "values": Role.ROOT,
        "locked": Role.ROOT,
        "workflow": Role.ROOT,
        "called": Role.CALLED,
        "both": Role.ROOT,
        "alone": Role.ROOT,
        "needing": Role.CALLED,
        "tested": Role.CALLED,
        "whole": Role.ROOT,
        "caller": Role.LIBRARY,
    }


def test_value_files_strongest_last() -> None:
    paths = [
        "r/b.auto.tfvars", "r/a.auto.tfvars.json", "r/terraform.tfvars.json", "r/dev.tfvars",
        "r/terraform.tfvars", "other/terraform.tfvars", "r/sub/x.auto.tfvars",
    ]  # fmt: skip
    assert value_files("r", paths) == [
        "r/terraform.tfvars", "r/terraform.tfvars.json", "r/a.auto.tfvars.json", "r/b.auto.tfvars",
    ]  # fmt: skip


def test_only_configuration_files_make_modules() -> None:
    texts = {"a/terraform.tfvars": "x = 1", "b/.hidden.tf": "", "c/x.tf~": "", "d/x.tf": ""}
    assert list(modules(texts)) == ["d"]
    assert set(parsed(texts)) == {"a/terraform.tfvars", "b/.hidden.tf", "d/x.tf"}
