"""`azlint check` with environments: what is said, `--env`, `--var`, `--var-file`, `[env.NAME]`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commandline import Azlint, put

MAIN = """\
terraform {
  backend "azurerm" {}
}
variable "protected" {
  default = true
}
variable "sku" {}
resource "azurerm_key_vault" "main" {
  sku_name                 = var.sku
  purge_protection_enabled = var.protected
}
"""
HEAD = "warning[AZL401]: "


@pytest.fixture
def root(azlint: Azlint) -> None:  # noqa: ARG001 - which moves to a fresh folder first
    put("repo/main.tf", MAIN)
    put("repo/env/dev.tfvars", 'sku = "standard"\n')
    put("repo/env/prod.tfvars", 'sku = "premium"\nprotected = false\n')
    put("repo/env/uat.tfvars", 'sku = "premium"\nprotected = false\n')
    put("repo/env/test.tfvars", 'sku = "premium"\nprotected = "#{PROTECTED}#"\n')


def holds(out: str) -> list[str]:
    """Where the findings of a report hold, in its words."""
    return [line.strip() for line in out.splitlines() if line.strip().startswith("= in: ")]


@pytest.mark.usefixtures("root")
class TestEnvironments:
    """A root with four value files."""

    def test_one_finding_says_where_it_holds(self, azlint: Azlint) -> None:
        ran = azlint("check", "repo")
        assert ran.out.count(HEAD) == 1
        assert holds(ran.out) == ["= in: environments prod, uat; not dev; undecided in test"]
        assert "in 1 root, 4 environments" in ran.out

    def test_json_says_where_it_holds(self, azlint: Azlint) -> None:
        (finding,) = json.loads(azlint("check", "repo", "--format", "json").out)["findings"]
        assert [context["environment"] for context in finding["contexts"]] == ["prod", "uat"]
        assert (finding["not_in"], finding["undecided_in"]) == (["dev"], ["test"])

    def test_fingerprints_do_not_change_with_environments(self, azlint: Azlint) -> None:
        def prints(*options: str) -> list[str]:
            report = json.loads(azlint("check", "repo", "--format", "json", *options).out)
            return [finding["fingerprint"] for finding in report["findings"]]

        assert prints() == prints("--env", "uat") == prints("--env", "dev", "--var", "protected=0")

    def test_only_some(self, azlint: Azlint) -> None:
        assert holds(azlint("check", "repo", "--env", "prod").out) == ["= in: environment prod"]
        several = azlint("check", "repo", "--env", "dev,test", "--env", "uat")
        assert holds(several.out) == ["= in: environment uat; not dev; undecided in test"]
        assert azlint("check", "repo", "--env", "dev").code == 0

    @pytest.mark.parametrize(
        "options",
        [
            ("--env", "dev"),
            ("--var", "protected=true"),
            ("--var-file", "mine.tfvars"),
            ("--tf-vars",),
        ],
    )
    def test_an_ignore_that_other_environments_need_is_not_called_needless(
        self, azlint: Azlint, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
    ) -> None:
        monkeypatch.setenv("TF_VAR_sku", "premium")
        put("mine.tfvars", "protected = true\n")
        entry = '[[ignore]]\nrule = "AZL401"\npath = "{}"\nreason = "why"\n'
        put("repo/azlint.toml", entry.format("main.tf") + entry.format("none/"))
        put("repo/env/uat.tfvars", "protected = false # azlint: ignore[AZL401] why\n")
        put("repo/env/more.tfvars", "protected = true # azlint: ignore[AZL401] why\n")
        assert told(azlint, *options) == []
        unused = "AZL401 reports nothing that this entry accepts, so it can go"
        assert told(azlint) == [("AZL902", unused, 5, 1, 5, 11)]
        assert "note[AZL902]" not in azlint("check", "repo", *options).out

    def test_a_name_that_no_root_has(self, azlint: Azlint) -> None:
        message = "no root has an environment `live`; there are: dev, prod, test, uat"
        ran = azlint("check", "repo", "--env", "live", "--exit-zero")
        assert (ran.code, ran.out, ran.err) == (2, "", f"azlint: {message}\n")
        report = json.loads(azlint("check", "repo", "--env", "live", "--format", "json").out)
        assert [each["message"] for each in report["failures"]] == [message]
        assert report["findings"] == []
        message = "no root has an environment `produ`: did you mean `prod`?"
        assert azlint("check", "repo", "--env", "dev,produ").err == f"azlint: {message}\n"
        message = "no root has an environment `live`; there are: dev, prod, test, uat"
        ran = azlint("why", "azurerm_key_vault.main", "--root", "repo", "--env", "live")
        assert (ran.code, ran.out, ran.err) == (2, "", f"azlint: {message}\n")

    def test_a_name_where_environments_have_none(self, azlint: Azlint) -> None:
        message = "there is no environment `live`: no root has named environments"
        put("plain/main.tf", 'resource "azurerm_resource_group" "rg" {}\n')
        ran = azlint("check", "plain", "--env", "live")
        assert (ran.code, ran.out, ran.err) == (2, "", f"azlint: {message}\n")
        ran = azlint("why", "azurerm_resource_group.rg", "--root", "plain", "--env", "live")
        assert (ran.code, ran.out, ran.err) == (2, "", f"azlint: {message}\n")

    def test_values_of_the_command_line_are_the_strongest(self, azlint: Azlint) -> None:
        put("mine.tfvars", "protected = false\n")
        ran = azlint("check", "repo", "--var-file", "mine.tfvars")
        assert holds(ran.out) == ["= in: environments dev, prod, test, uat"]
        assert "<outside>/mine.tfvars:1:13" in ran.out
        assert str(Path.cwd()) not in ran.out
        ran = azlint("check", "repo", "--var-file", "mine.tfvars", "--var", "protected=true")
        assert ran.code == 0

    def test_the_environment_of_the_process_counts_only_when_asked(
        self, azlint: Azlint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TF_VAR_protected", "false")
        monkeypatch.setenv("TF_VAR_sku", "premium")
        assert holds(azlint("check", "repo").out) == [
            "= in: environments prod, uat; not dev; undecided in test"
        ]
        assert holds(azlint("check", "repo", "--tf-vars").out) == [
            "= in: environments dev, prod, uat; undecided in test"
        ]

    def test_files_of_one_name(self, azlint: Azlint) -> None:
        put("a/x.tfvars", 'sku = "a"\n')
        put("b/x.tfvars", "protected = false\n")
        ran = azlint("check", "repo", "--var-file", "a/x.tfvars", "--var-file", "b/x.tfvars")
        assert "<outside>/x (2).tfvars:1:13" in ran.out

    def test_a_new_environment(self, azlint: Azlint) -> None:
        put("live.tfvars", "protected = false\n")
        ran = azlint("check", "repo", "--env", "live", "--var-file", "live.tfvars")
        assert holds(ran.out) == ["= in: environment live"]

    @pytest.mark.parametrize("text", ["protected", "=1", "1a=2"])
    def test_a_value_without_a_name(self, azlint: Azlint, text: str) -> None:
        ran = azlint("check", "repo", "--var", text)
        assert (ran.code, "as NAME=VALUE" in ran.err) == (2, True)

    def test_declared_in_place_of_those_found(self, azlint: Azlint) -> None:
        put("repo/azlint.toml", '[env.live]\nvar-files = ["env/dev.tfvars", "env/prod.tfvars"]\n')
        assert holds(azlint("check", "repo").out) == ["= in: environment live"]

    def test_severity_of_an_environment(self, azlint: Azlint) -> None:
        put("repo/azlint.toml", '[env.prod]\nseverity = "note"\n[env.uat]\nseverity = "lower"\n')
        assert azlint("check", "repo").out.startswith("note[AZL401]: ")
        put("repo/azlint.toml", '[env.prod]\nseverity = "error"\n[env.uat]\nseverity = "lower"\n')
        assert azlint("check", "repo").out.startswith("error[AZL401]: ")
        put("repo/azlint.toml", '[env.dev]\nseverity = "error"\n')
        assert azlint("check", "repo").out.startswith(HEAD)

    def test_a_file_that_is_not_there(self, azlint: Azlint) -> None:
        put("repo/azlint.toml", '[env.live]\nvar-files = ["live.tfvars"]\nvars = { sku = "a" }\n')
        ran = azlint("check", "repo")
        assert (ran.code, holds(ran.out)) == (2, [])
        lines = ran.out.splitlines()
        at = lines.index("broken: [env.live]: there is no value file `live.tfvars`")
        assert lines[at + 1] == "  --> azlint.toml:2:14"

    def test_a_file_that_a_configuration_outside_names_and_is_not_there(
        self, azlint: Azlint
    ) -> None:
        put("azlint.toml", '[env.live]\nvar-files = ["live.tfvars"]\n')
        ran = azlint("check", "repo", "--config", "azlint.toml", "--format", "json")
        broken = {"message": "[env.live]: there is no value file `live.tfvars`", "rule": None}
        assert json.loads(ran.out)["failures"] == [{**broken, "location": None}]

    @pytest.mark.parametrize("path", ["../live.tfvars", "/etc/passwd", "env/../../live.tfvars"])
    def test_a_configuration_inside_names_nothing_outside(self, azlint: Azlint, path: str) -> None:
        put("live.tfvars", "protected = false\n")
        put("repo/azlint.toml", f'[env.live]\nvar-files = ["{path}"]\n')
        for options in ((), ("--config", "repo/azlint.toml")):
            ran = azlint("check", "repo", *options)
            assert ran.code == 2
            assert f"azlint.toml:1: `{path}` leads out of the repository" in ran.err

    def test_a_configuration_outside_may(self, azlint: Azlint) -> None:
        put("ci/live.tfvars", "protected = false\n")
        put("ci/azlint.toml", '[env.live]\nvar-files = ["env/dev.tfvars", "live.tfvars"]\n')
        ran = azlint("check", "repo", "--config", "ci/azlint.toml")
        assert holds(ran.out) == ["= in: environment live"]
        assert "<outside>/live.tfvars:1:13" in ran.out

    def test_tokens_are_configurable(self, azlint: Azlint) -> None:
        put("repo/env/test.tfvars", 'sku = "premium"\nprotected = "<<PROTECTED>>"\n')
        put("repo/azlint.toml", 'deployment-tokens = ["<<*>>"]\n')
        assert "undecided in test" in azlint("check", "repo").out

    def test_a_shift_by_path_comes_first(self, azlint: Azlint) -> None:
        put(
            "repo/azlint.toml",
            '[severity-by-path]\n"main.tf" = "error"\n[env.prod]\nseverity = "lower"\n',
        )
        assert azlint("check", "repo", "--env", "prod").out.startswith(HEAD)


def test_a_root_without_values_gets_one_note(azlint: Azlint) -> None:
    for name in ("a", "b"):
        put(f"repo/{name}/main.tf", MAIN.replace("default = true", ""))
    out = azlint("check", "repo").out
    assert [line for line in out.splitlines() if "no value" in line][-1] == (
        "no value for var.protected (in a, b); name value files in [env.NAME] of azlint.toml or "
        "with --var-file to decide 2 more findings"
    )


def test_workflows_name_environments(azlint: Azlint) -> None:
    put("main.tf", MAIN)
    put("values/live.tfvars", 'sku = "premium"\nprotected = false\n')
    put(
        ".github/workflows/deploy.yml",
        """\
on: push
jobs:
  deploy:
    runs-on: ubuntu-24.04
    strategy:
      matrix:
        env: [live, lab]
    env:
      TF_VAR_sku: standard
    steps:
      - uses: actions/checkout@v4
      - run: terraform workspace select ${{ matrix.env }}
      - run: terraform apply -auto-approve -var-file=values/${{ matrix.env }}.tfvars
""",
    )
    ran = azlint("check", ".", "--select", "AZL401")
    assert holds(ran.out) == ["= in: environment live"]


CHOICE = """\
variable "a" {}
resource "azurerm_key_vault" "main" {
  purge_protection_enabled = var.a ? false : null
}
"""


def test_an_outer_place_stands_for_branches(azlint: Azlint) -> None:
    put("main.tf", CHOICE)
    put("env/dev.tfvars", "a = true\n")
    put("env/prod.tfvars", 'a = "#{A}#"\n')
    out = azlint("check", ".").out
    assert (out.count(HEAD), holds(out)) == (1, ["= in: environments dev, prod"])
    assert " --> main.tf:3:30" in out


ROOT = """\
terraform {
  backend "azurerm" {}
}
variable "sku" {}
"""


PLACE = ("line", "column", "end_line", "end_column")


def told(azlint: Azlint, *options: str) -> list[tuple[object, ...]]:
    """Rule, message and place of what is found in the configuration."""
    report = json.loads(azlint("check", "repo", "--format", "json", *options).out)
    return [
        (each["rule"], each["message"], *(each["location"][key] for key in PLACE))
        for each in report["findings"]
        if each["location"]["path"] == "azlint.toml"
    ]


def test_a_severity_for_a_path_that_is_not_there(azlint: Azlint) -> None:
    put("repo/Legacy/main.tf", ROOT)
    put("repo/.github/workflows/a.yml", "on: push\n")
    put("repo/notes/read.txt", "")
    patterns = ("legacy/", "*.yml", "/main.tf", "notes/", "test/")
    lines = "".join(f'"{pattern}" = "keep"\n' for pattern in patterns)
    put("repo/azlint.toml", f"[severity-by-path]\n{lines}")
    text = "matches no file that is checked, so it changes no severity"
    assert told(azlint) == [
        ("AZL905", f"`/main.tf` {text}", 4, 1, 4, 11),
        ("AZL905", f"`notes/` {text}", 5, 1, 5, 9),
        ("AZL905", f"`test/` {text}", 6, 1, 6, 8),
    ]
    put("azlint.toml", f"[severity-by-path]\n{lines}")
    assert f"\n`test/` {text}\n" in azlint("check", "repo", "--config", "azlint.toml").out


class TestDeclaredForNothing:
    """`[env.NAME]` tables that concern no root."""

    def test_a_pattern_that_matches_no_root(self, azlint: Azlint) -> None:
        put("repo/infra/main.tf", ROOT)
        put("repo/azlint.toml", '[env.prod]\nroots = ["infra", "infra/*"]\nvars = { sku = "a" }\n')
        assert told(azlint) == [
            ("AZL905", "`infra/*` matches no root, so it adds none to [env.prod]", 2, 19, 2, 28)
        ]

    def test_an_environment_that_no_root_has(self, azlint: Azlint) -> None:
        put("repo/infra/main.tf", ROOT)
        put("repo/infra/env/prod.tfvars", 'sku = "a"\n')
        put("repo/infra/env/dev.tfvars", 'sku = "b"\n')
        put("repo/azlint.toml", '[env.prod]\nseverity = "error"\n[env.zzz]\nseverity = "lower"\n')
        message = "No root has an environment `zzz`, so [env.zzz] has no effect"
        assert told(azlint) == told(azlint, "--env", "dev") == [("AZL905", message, 3, 1, 3, 10)]

    @pytest.mark.parametrize(
        ("pattern", "folders"), [("infra", "infra"), ("infra/*", "infra/a, infra/b")]
    )
    def test_a_folder_that_is_no_root(self, azlint: Azlint, pattern: str, folders: str) -> None:
        group = 'resource "azurerm_resource_group" "rg" {}\n'
        for folder in ("infra", "infra/a", "infra/b"):
            put(f"repo/{folder}/main.tf", group)
        put("repo/azlint.toml", f'[env.prod]\nroots = ["{pattern}"]\nworkspace = "prod"\n')
        message = (
            f"`{pattern}` adds no root to [env.prod]: nothing in {folders} tells that it is "
            "deployed by itself"
        )
        place = (2, 10, 2, 12 + len(pattern))
        assert told(azlint) == [("AZL905", message, *place)]
        put("repo/infra/providers.tf", 'provider "azurerm" {\n  features {}\n}\n')
        put("repo/infra/a/terraform.tfvars", "")
        assert told(azlint) == []

    def test_a_variable_that_no_root_declares(self, azlint: Azlint) -> None:
        put("repo/infra/main.tf", ROOT)
        put("repo/other/main.tf", ROOT.replace("sku", "zone"))
        put("repo/azlint.toml", '[env.prod]\nvars = { sku = "a", zones = 1 }\n')
        message = "No root that [env.prod] is for declares `zones`: did you mean `zone`?"
        assert told(azlint) == [("AZL905", message, 2, 21, 2, 26)]
        put("repo/azlint.toml", '[env.prod]\nroots = ["infra"]\n[env.prod.vars]\nzone = 1\n')
        message = "No root that [env.prod] is for declares `zone`; declared are sku"
        assert told(azlint) == [("AZL905", message, 4, 1, 4, 5)]
        put("repo/azlint.toml", '[env.prod]\nroots = ["in"]\n[env.prod.vars]\nzone = 1\n')
        message = "`in` matches no root, so it adds none to [env.prod]"
        assert told(azlint) == [("AZL905", message, 2, 10, 2, 14)]

    def test_where_only_a_folder_is_named(self, azlint: Azlint) -> None:
        put("repo/infra/main.tf", ROOT)
        put("repo/azlint.toml", '[env.prod]\nroots = ["nowhere"]\nvars = { sku = "a" }\n')
        report = json.loads(azlint("check", "repo/infra", "--root", "repo", "--format", "json").out)
        found = [(each["rule"], each["location"]["path"]) for each in report["findings"]]
        assert found == [("AZL905", "azlint.toml")]

    def test_of_a_configuration_outside(self, azlint: Azlint) -> None:
        put("repo/infra/main.tf", ROOT)
        put("azlint.toml", '[env.zzz]\nseverity = "lower"\n')
        ran = azlint("check", "repo", "--config", "azlint.toml")
        assert "\nNo root has an environment `zzz`, so [env.zzz] has no effect\n" in ran.out


def test_what_declared_environments_replace_is_named(azlint: Azlint) -> None:
    for name in ("dev", "prod", "uat"):
        put(f"repo/infra/env/{name}.tfvars", f'sku = "{name}"\n')
    put("repo/infra/main.tf", ROOT)
    put("repo/azlint.toml", '[env.prod]\nroots = ["infra"]\nvar-files = ["env/prod.tfvars"]\n')
    note = "not evaluated, because [env.NAME] takes the place of what is told: dev, uat (in infra)"
    assert note in azlint("check", "repo").out.splitlines()
    assert note not in azlint("check", "repo", "--env", "prod").out
    put("repo/azlint.toml", "")
    assert note not in azlint("check", "repo").out


GIVEN = """\
terraform {
  backend "azurerm" {}
}
variable "purge" {
  type = bool
}
variable "names" {
  type = list(string)
}
resource "azurerm_key_vault" "main" {
  purge_protection_enabled = var.purge
}
resource "azurerm_key_vault" "other" {
  purge_protection_enabled = length(var.names) > 0
}
"""


class TestGivenByTheCommandLine:
    """What is said of values that stand in no file."""

    @pytest.mark.parametrize(
        ("name", "hint"),
        [
            ("prge", ": did you mean `purge`?"),
            ("zzz", "; declared are names, purge"),
            ("inner", ": lib does, but is called by others or has no sign of a root"),
        ],
    )
    def test_a_name_that_no_root_declares(self, azlint: Azlint, name: str, hint: str) -> None:
        put("repo/main.tf", GIVEN)
        put("repo/lib/main.tf", 'variable "inner" {}\n')
        ran = azlint("check", "repo", "--var", f"{name}=true", "--var", "purge=true")
        broken = [line for line in ran.out.splitlines() if line.startswith("broken")]
        message = f"no root declares `{name}`, which --var gives{hint}"
        assert (ran.code, broken) == (2, [f"broken: {message}"])
        why = azlint("why", "azurerm_key_vault.main", "--root", "repo", "--var", f"{name}=true")
        assert (why.code, why.out) == (2, "")
        assert message in why.err

    @pytest.mark.parametrize(
        ("given", "reason"),
        [
            ("purge=notabool", "var.purge: a bool is required"),
            ("names=1 +", "what is given for var.names is no expression of a list of string"),
            ("names=x", "what is given for var.names is no expression of a list of string"),
            ("names={}", "var.names: list of string required, but have object"),
        ],
    )
    def test_a_value_that_is_none_of_its_type(
        self, azlint: Azlint, given: str, reason: str
    ) -> None:
        put("repo/main.tf", GIVEN)
        vault = "main" if given.startswith("purge") else "other"
        address = f"azurerm_key_vault.{vault}"
        out = azlint("why", address, "--root", "repo", "--var", given).out
        stops = [line.strip() for line in out.splitlines() if line.strip().startswith("stopped")]
        line = 4 if vault == "main" else 7
        assert stops == [f"stopped by {reason}: expression fails at main.tf:{line}:1"]

    @pytest.mark.parametrize(
        ("options", "by"), [(("--var", "purge=false"), "--var"), (("--tf-vars",), "TF_VAR_purge")]
    )
    def test_no_place_is_told_as_theirs(
        self,
        azlint: Azlint,
        monkeypatch: pytest.MonkeyPatch,
        options: tuple[str, ...],
        by: str,
    ) -> None:
        monkeypatch.setenv("TF_VAR_purge", "false")
        put("repo/main.tf", GIVEN)
        out = azlint("check", "repo", *options).out
        assert f"| ---------------- var.purge is given by {by}\n" in out
        (finding,) = json.loads(azlint("check", "repo", *options, "--format", "json").out)[
            "findings"
        ]
        (related,) = finding["related"]
        assert related["message"] == f"var.purge is given by {by}"
        assert [step["label"] for step in finding["chains"][0]] == [
            f"var.purge (given by {by})",
            "azurerm_key_vault.main.purge_protection_enabled",
        ]


PROVIDED = """
provider "azurerm" {}
variable "sku" {}
variable "protected" { default = false }
resource "azurerm_key_vault" "main" {
  sku_name                 = var.sku
  purge_protection_enabled = var.protected
}
"""


class TestProvided:
    """A folder that only its provider block tells as a root, with a variable that somebody has to
    give a value."""

    @pytest.fixture(autouse=True)
    def files(self, azlint: Azlint) -> None:
        put("repo/infra/main.tf", PROVIDED)

    def test_by_itself_it_is_a_root(self, azlint: Azlint) -> None:
        assert azlint("check", "repo").out.startswith(HEAD)

    def test_called_it_is_what_its_callers_make_it(self, azlint: Azlint) -> None:
        call = 'module "a" {{\n  source = "../infra"\n  sku = "a"\n  protected = {}\n}}\n'
        put("repo/live/main.tf", call.format("true"))
        assert azlint("check", "repo", "--show-undecided").code == 0
        put("repo/live/main.tf", call.format("false"))
        assert azlint("check", "repo").out.startswith(HEAD)
