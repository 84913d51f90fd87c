"""Defaults that value files of other environments override, and references through chains."""

from __future__ import annotations

from pathlib import Path

import pytest

from azlint.config import Settings
from azlint.runner import check_repository

ROOT = 'terraform {\n  backend "azurerm" {}\n}\n'
VAULT = """
variable "protected" {
  default = false
}
resource "azurerm_key_vault" "main" {
  purge_protection_enabled = var.protected
}
"""


def check(tmp_path: Path, files: dict[str, str]) -> list[tuple[str, str, int, str]]:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    result = check_repository(Settings(root=tmp_path))
    assert not result.failures
    return [
        (f.rule, f.span.path, result.sources[f.span.path].position(f.span.start).line, f.cause)
        for f in (*result.findings, *result.undecided)
    ]


@pytest.mark.parametrize(
    "path", ["example.tfvars", "env/sample.tfvars", "examples/prod/terraform.tfvars"]
)
def test_a_default_that_a_value_file_of_no_environment_overrides_is_assumed(
    tmp_path: Path, path: str
) -> None:
    files = {"infra/main.tf": ROOT + VAULT, f"infra/{path}": "protected = true\n"}
    [(*place, cause)] = check(tmp_path, files)
    assert place == ["AZL401", "infra/main.tf", 9]
    assert cause.endswith(f"var.protected (set in infra/{path})")


@pytest.mark.parametrize(
    "path", ["prod.tfvars", "envs/prod.tfvars", "env/prod/terraform.tfvars", "../vars/prod.tfvars"]
)
def test_a_value_file_of_an_environment_overrides_the_default(tmp_path: Path, path: str) -> None:
    files = {"infra/main.tf": ROOT + VAULT, f"infra/{path}": "protected = true\n"}
    assert check(tmp_path, files) == []
    files[f"infra/{path}"] = "protected = false\n"
    assert check(tmp_path, files) == [("AZL401", "infra/main.tf", 9, "")]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"other/modules/x/prod.tfvars": "protected = true\n"},
        {"infra/prod.tfvars": "unrelated = true\n"},
        {"infra/terraform.tfvars": "protected = false\n", "infra/prod.tfvars": "protected = true"},
    ],
    ids=["none", "far away", "another variable", "loaded value wins"],
)
def test_what_else_stays_a_violation(tmp_path: Path, files: dict[str, str]) -> None:
    found = check(tmp_path, {"infra/main.tf": ROOT + VAULT, **files})
    assert found == [("AZL401", "infra/main.tf", 9, "")]


@pytest.mark.parametrize(
    ("collection", "target"),
    [
        ("azurerm_network_security_group.n", "each.value.id"),
        ("{ for k, v in azurerm_network_security_group.n : k => v.id }", "each.value"),
    ],
)
def test_a_chain_of_for_each_keeps_its_reference(
    tmp_path: Path, collection: str, target: str
) -> None:
    text = f"""
variable "names" {{
  type = map(string)
}}
resource "azurerm_network_security_group" "n" {{
  for_each = var.names
}}
resource "azurerm_network_watcher_flow_log" "f" {{
  for_each           = {collection}
  target_resource_id = {target}
  enabled            = true
}}
"""
    assert check(tmp_path, {"main.tf": ROOT + text}) == [("AZL601", "main.tf", 13, "")]


def test_what_the_left_operand_decides_cannot_fail_on_the_right(tmp_path: Path) -> None:
    text = """
variable "x" {
  type    = object({ a = optional(object({ b = bool })) })
  default = {}
}
resource "azurerm_key_vault" "main" {
  purge_protection_enabled = var.x.a != null && var.x.a.b
}
"""
    assert check(tmp_path, {"main.tf": ROOT + text}) == [("AZL401", "main.tf", 10, "")]
