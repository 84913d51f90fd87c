"""What is new since a base: findings that hold in more cases than they did, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from azlint import runner
from azlint.config import Settings
from tiny import write

Files = dict[str, str]

BACKEND = 'terraform {\n  backend "local" {}\n}\n'
VAULT = """resource "azurerm_key_vault" "kv" {
  name                     = "kv"
  purge_protection_enabled = var.purge
}
"""
VARIABLE = 'variable "purge" {\n  type = bool\n}\n'
ROOT = BACKEND + VARIABLE + VAULT
ENVIRONMENTS = {
    "infra/main.tf": ROOT,
    "infra/env/dev.tfvars": "purge = false\n",
    "infra/env/prod.tfvars": "purge = true\n",
}
MODULE = {"modules/kv/main.tf": VAULT.replace("var.purge", "false")}
CALL = 'module "{}" {{\n  source = "../modules/kv"\n}}\n'
CALLED = {**MODULE, "dev/main.tf": BACKEND + CALL.format("a")}
EACH = """locals {
  vaults = { a = false, b = true }
}
resource "azurerm_key_vault" "kv" {
  for_each                 = local.vaults
  name                     = each.key
  purge_protection_enabled = each.value
}
"""


def new(root: Path, before: Files, after: Files) -> list[str]:
    """The places of what is new."""
    write(root / "before", before)
    write(root / "after", after)
    settings = Settings(root=root / "after", base=root / "before", select=("AZL401",))
    return [finding.span.path for finding in runner.check_repository(settings).findings]


@pytest.mark.parametrize(
    ("before", "changes", "expected"),
    [
        pytest.param(ENVIRONMENTS, {}, [], id="nothing"),
        pytest.param(
            ENVIRONMENTS,
            {"infra/env/prod.tfvars": "purge = false\n"},
            ["infra/main.tf"],
            id="one more environment",
        ),
        pytest.param(
            {**ENVIRONMENTS, "infra/env/prod.tfvars": "purge = false\n"},
            {"infra/env/prod.tfvars": "purge = true\n"},
            [],
            id="one environment less",
        ),
        pytest.param(
            CALLED,
            {"dev/main.tf": BACKEND + CALL.format("a") + CALL.format("b")},
            ["modules/kv/main.tf"],
            id="one more call",
        ),
        pytest.param(
            CALLED,
            {"prod/main.tf": BACKEND + CALL.format("a")},
            ["modules/kv/main.tf"],
            id="one more root",
        ),
        pytest.param(
            CALLED, {"dev/main.tf": BACKEND + CALL.format("vault")}, [], id="a call renamed"
        ),
        pytest.param(
            {"main.tf": BACKEND + EACH},
            {"main.tf": BACKEND + EACH.replace("b = true", "b = false")},
            ["main.tf"],
            id="one more instance",
        ),
    ],
)
def test_what_holds_in_more_cases_is_new(
    tmp_path: Path, before: Files, changes: Files, expected: list[str]
) -> None:
    assert new(tmp_path, before, {**before, **changes}) == expected


def test_a_renamed_root_has_nothing_new(tmp_path: Path) -> None:
    after = {path.replace("infra/", "platform/"): text for path, text in ENVIRONMENTS.items()}
    assert new(tmp_path, ENVIRONMENTS, after) == []


def test_environments_that_get_names_are_nothing_new(tmp_path: Path) -> None:
    before = {"main.tf": ROOT, "terraform.tfvars": "purge = false\n"}
    after = {"main.tf": ROOT, "env/a.tfvars": "purge = false\n", "env/b.tfvars": "purge = false\n"}
    assert new(tmp_path, before, after) == []
