"""What a run reads and reports: exclusions, namesakes, folders, paths, what came in since."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gitrepo import commit, init
from robustness.program import found, here, write

VAULT = 'resource "azurerm_key_vault" "{0}" {{\n  purge_protection_enabled = false\n}}\n'
WORKFLOW = """\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    environment: prod
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version: 3.10
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = init(tmp_path / "r")
    files = {"a/main.tf": VAULT.format("a"), "b/main.tf": VAULT.format("b")}
    commit(root, {**files, ".gitignore": "terraform.tfvars\n*.secret.tf\n"})
    return root


A, B = "AZL401 a/main.tf:2:30", "AZL401 b/main.tf:2:30"


def sarif(root: Path, *arguments: str) -> list[str]:
    report = json.loads(here(root, "check", "--format", "sarif", *arguments).out)
    return [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in report["runs"][0]["results"]
    ]


def test_exclude_and_include(root: Path) -> None:
    write(root, {"azlint.toml": 'exclude = ["b/"]\n'})
    assert found(root) == [A]
    write(root, {"azlint.toml": 'exclude = ["b/"]\ninclude = ["b/main.tf"]\n'})
    assert found(root) == [A, B]


def test_one_configuration_a_run(root: Path) -> None:
    write(root, {"azlint.toml": "", "a/azlint.toml": 'select = ["AZL501"]\n'})
    assert found(root) == [A, B]
    assert found(root, "a", "b") == [A, B]
    assert found(root, "a") == []
    assert found(root / "a") == []


def test_a_subfolder_names_the_same_paths(root: Path) -> None:
    assert found(root / "a") == [A]
    assert found(root / "a", "../b") == [B]


def test_paths_choose_what_is_reported(root: Path) -> None:
    assert found(root, "a") == [A]
    assert sarif(root, "a") == ["a/main.tf"]
    assert sarif(root) == sarif(root / "a", "..") == ["a/main.tf", "b/main.tf"]


def test_since_filters_but_not_sarif(root: Path) -> None:
    write(root, {"c/main.tf": VAULT.format("c")})
    ran = here(root, "check", "--since", "HEAD")
    assert (ran.code, ran.out.count("AZL401]")) == (1, 1)
    assert here(root, "check", "--since", "HEAD", "--format", "github").out.count("file=") == 1
    assert sarif(root, "--since", "HEAD") == ["a/main.tf", "b/main.tf", "c/main.tf"]
    (root / "c/main.tf").unlink()
    assert here(root, "check", "--since", "HEAD").code == 0


def new(root: Path, *arguments: str) -> list[str]:
    """What a run with `--since HEAD` reports, of what it finds."""
    ran = here(root, "check", *arguments, "--since", "HEAD", "--format", "json")
    return [
        f"{each['rule']} {each['location']['path']}:{each['location']['line']}"
        for each in json.loads(ran.out)["findings"]
        if each["introduced"]
    ]


def test_a_copy_is_new_and_what_was_copied_is_not(root: Path) -> None:
    copy = VAULT.format("b")
    write(root, {"0/main.tf": copy, "z/main.tf": copy})
    assert new(root) == ["AZL401 0/main.tf:2", "AZL401 z/main.tf:2"]
    assert new(root, "z") == ["AZL401 z/main.tf:2"]
    (root / "b/main.tf").rename(root / "b/renamed.tf")
    (root / "z/main.tf").unlink()
    (root / "0/main.tf").unlink()
    assert new(root) == []


def test_what_the_head_decides_is_new(root: Path) -> None:
    text = VAULT.format("v").replace("false", "var.given") + 'terraform {\n  backend "a" {}\n}\n'
    commit(root, {"v/main.tf": text + 'variable "given" {}\n'})
    assert new(root) == []
    write(root, {"v/main.tf": text + 'variable "given" { default = false }\n'})
    assert new(root) == ["AZL401 v/main.tf:2"]


def test_notes_about_ignores_are_new_only_once(root: Path) -> None:
    ignore = "# azlint: ignore[AZL401] not needed\n"
    commit(root, {"v/main.tf": ignore + VAULT.format("v").replace("false", "true")})
    assert new(root) == []
    write(root, {"w/main.tf": ignore + VAULT.format("w").replace("false", "true")})
    assert new(root) == ["AZL902 w/main.tf:1"]


def test_what_is_said_of_the_configuration_is_new_where_its_lines_are(root: Path) -> None:
    idle = '[[ignore]]\nrule = "AZL401"\npath = "none/"\nreason = "why"\n'
    known = '[env.a]\nseverity = "lower"\n'
    write(root, {"azlint.toml": known})
    assert new(root) == ["AZL905 azlint.toml:1"]
    commit(root, {"azlint.toml": f'severity = {{ XYZ1 = "note" }}\n{idle}{known}'})
    about = ["AZL903 azlint.toml:1:14", "AZL902 azlint.toml:2:1", "AZL905 azlint.toml:6:1"]
    assert found(root) == [A, *about, B]
    assert new(root) == new(root, "a") == []
    entry = idle.replace("none", "nil")
    write(root, {"azlint.toml": f'severity = {{ XYZ1 = "note" }}\n{idle}{entry}[env.b]\n{known}'})
    assert new(root) == ["AZL902 azlint.toml:6", "AZL905 azlint.toml:10"]
    write(root, {"azlint.toml": f'severity = {{ XYZ1 = "note" }}\n{entry}{known}'})
    assert new(root) == ["AZL902 azlint.toml:2"]


def test_since_a_ref_that_is_not_there(root: Path) -> None:
    for ref in ("nope", "--output=x", "HEAD~5", "a b"):
        ran = here(root, "check", "--since", ref)
        assert (ran.code, ran.out) == (2, "")
        assert "git knows no commit" in ran.err


def test_ignored_files(root: Path) -> None:
    values = {"a/terraform.tfvars": "x = 1\n", "a/x.secret.tf": VAULT.format("x")}
    write(root, values)
    assert found(root) == [A, B]
    assert "ignored by git, yet loaded by Terraform: a/terraform.tfvars" in here(root, "check").out


def test_tofu_replaces_its_namesake(root: Path) -> None:
    write(root, {"a/main.tofu": VAULT.format("new")})
    assert found(root) == ["AZL401 a/main.tofu:2:30", B]


def test_only_workflows_at_the_root_live(root: Path) -> None:
    write(root, {".github/workflows/a.yml": WORKFLOW, "a/.github/workflows/a.yml": WORKFLOW})
    assert found(root) == ["AZL501 .github/workflows/a.yml:9:27", A, B]
