"""`azlint check` on a repository that Terragrunt deploys."""

from __future__ import annotations

import json

import pytest

from commandline import Azlint, put

MODULE = """\
variable "sku" {
  type = string
}
variable "protected" {
  type = bool
}
resource "azurerm_key_vault" "main" {
  sku_name                 = var.sku
  purge_protection_enabled = var.protected
}
"""
UNIT = """\
include "root" {
  path = find_in_parent_folders("root.hcl")
}
terraform {
  source = "${get_repo_root()}/modules/kv"
}
"""
ROOT = """\
locals {
  env = read_terragrunt_config(find_in_parent_folders("env.hcl")).locals
}
inputs = {
  sku       = "standard"
  protected = local.env.protected
}
"""


@pytest.fixture
def repo(azlint: Azlint) -> None:  # noqa: ARG001 - which moves to a fresh folder first
    put("repo/modules/kv/main.tf", MODULE)
    put("repo/root.hcl", ROOT)
    for name, protected in (("dev", "false"), ("prod", "true"), ("test", 'get_env("P")')):
        put(f"repo/{name}/env.hcl", f"locals {{\n  protected = {protected}\n}}\n")
        put(f"repo/{name}/kv/terragrunt.hcl", UNIT)


@pytest.mark.usefixtures("repo")
class TestUnits:
    """A module that three units deploy."""

    def test_a_finding_says_where_it_holds_and_where_the_value_is_written(
        self, azlint: Azlint
    ) -> None:
        report = json.loads(azlint("check", "repo", "--format", "json").out)
        (finding,) = report["findings"]
        assert [context["environment"] for context in finding["contexts"]] == ["dev"]
        assert (finding["not_in"], finding["undecided_in"]) == (["prod"], ["test"])
        (links,) = finding["chains"]
        places = [(link["label"], link["location"]) for link in links]
        assert [(label, place["path"], place["line"]) for label, place in places] == [
            ("local.protected", "dev/env.hcl", 2),
            ("local.env", "root.hcl", 2),
            ("inputs", "root.hcl", 6),
            ("var.protected", "modules/kv/main.tf", 4),
            ("azurerm_key_vault.main.purge_protection_enabled", "modules/kv/main.tf", 9),
        ]

    def test_what_stops_it_is_named(self, azlint: Azlint) -> None:
        out = azlint("check", "repo", "--env", "test", "--show-undecided").out
        assert "get_env() reads the environment" in out

    def test_an_ignore_in_a_file_that_is_read(self, azlint: Azlint) -> None:
        put(
            "repo/dev/env.hcl",
            "locals {\n  # azlint: ignore[AZL401] rebuilt every night\n  protected = false\n}\n",
        )
        ran = azlint("check", "repo")
        assert ran.code == 0
        assert "1 suppressed" in ran.out

    def test_a_file_that_is_read_and_does_not_parse(self, azlint: Azlint) -> None:
        put("repo/dev/env.hcl", "locals {\n  protected = = false\n}\n")
        ran = azlint("check", "repo")
        assert "warning[AZL901]" in ran.out
        assert "dev/env.hcl:2:15" in ran.out

    def test_a_unit_whose_module_is_not_here(self, azlint: Azlint) -> None:
        put("repo/lab/kv/terragrunt.hcl", 'terraform {\n  source = "tfr:///acme/kv/azurerm"\n}\n')
        assert "not followed 1 of 4 module calls" in azlint("check", "repo").out
        assert azlint("check", "repo", "--require-modules").code == 2
