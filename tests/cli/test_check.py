"""`azlint check` in this process: options, exit codes, where reports go."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from commandline import Azlint, Ran, put
from gitrepo import git, init

VAULT = """\
resource "azurerm_key_vault" "main" {
  name                     = "kv"
  purge_protection_enabled = false
}
"""


@pytest.fixture
def vault(azlint: Azlint) -> None:  # noqa: ARG001 - which moves to a fresh folder first
    put("infra/main.tf", VAULT)


@pytest.mark.usefixtures("vault")
class TestVault:
    """With one finding, AZL401, a warning."""

    def test_text(self, azlint: Azlint) -> None:
        ran = azlint("check", ".")
        assert ran.code == 1
        lines = ran.out.splitlines()
        assert lines[0].startswith("warning[AZL401]: ")
        assert lines[1:5] == [
            " --> infra/main.tf:3:30",
            "  |",
            "3 |   purge_protection_enabled = false",
            "  |                              ^^^^^",
        ]
        assert "1 warning" in lines
        assert ran.err == ""

    def test_here_is_the_default(self, azlint: Azlint) -> None:
        assert azlint("check") == azlint("check", ".")

    @pytest.mark.parametrize(
        ("options", "code"),
        [
            ([], 1),
            (["--fail-on", "note"], 1),
            (["--fail-on", "error"], 0),
            (["--exit-zero"], 0),
            (["--severity", "AZL401=note"], 0),
            (["--severity", "AZL4=error", "--fail-on", "error"], 1),
            (["--ignore", "azl401"], 0),
            (["--select", "AZL5"], 0),
            (["--select", "AZL401,AZL501"], 1),
            (["--select", "all", "--ignore", "AZL4"], 0),
        ],
    )
    def test_exit_code(self, azlint: Azlint, options: list[str], code: int) -> None:
        assert azlint("check", ".", *options).code == code

    def test_paths_choose_what_is_reported(self, azlint: Azlint) -> None:
        put("other/main.tf", VAULT)
        assert azlint("check", "other", "--root", ".").out.count("warning[AZL401]") == 1
        assert azlint("check", "infra/main.tf", "other", "--root", ".").out.count("AZL401]") == 2

    def test_several_formats(self, azlint: Azlint) -> None:
        ran = azlint(
            "check", "--format", "text", "--format", "sarif=out/a.sarif", "--format", "json=b"
        )
        assert ran.code == 1
        assert ran.out.startswith("warning[AZL401]")
        log = json.loads(Path("out/a.sarif").read_bytes())
        assert [found["ruleId"] for found in log["runs"][0]["results"]] == ["AZL401"]
        report = json.loads(Path("b").read_bytes())
        assert [found["location"]["path"] for found in report["findings"]] == ["infra/main.tf"]

    def test_one_format_to_a_file(self, azlint: Azlint) -> None:
        ran = azlint("check", "--format", "sarif", "--output", "azlint.sarif")
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.splitlines()[0] == "azlint: 1 warning"
        assert json.loads(Path("azlint.sarif").read_bytes())["version"] == "2.1.0"

    @pytest.mark.parametrize("name", ["sarif", "json"])
    def test_data_on_standard_output_is_alone(self, azlint: Azlint, name: str) -> None:
        ran = azlint("check", "--format", name)
        assert ran.code == 1
        json.loads(ran.out)

    def test_github(self, azlint: Azlint, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
        put("summary.md", "# before\n")
        ran = azlint("check", "--format", "github")
        assert ran.out.startswith("::warning file=infra/main.tf,line=3,")
        assert Path("summary.md").read_text("utf-8").startswith("# before\n## azlint\n")

    def test_reports_do_not_follow_links(self, azlint: Azlint) -> None:
        victim = put("victim.txt", "precious")
        Path("azlint.sarif").symlink_to(victim)
        azlint("check", "--format", "sarif=azlint.sarif")
        assert victim.read_text("utf-8") == "precious"
        assert not Path("azlint.sarif").is_symlink()

    def test_a_report_that_cannot_be_written(self, azlint: Azlint) -> None:
        put("file", "")
        ran = azlint("check", "--format", "text", "--format", "json=file/report.json")
        assert ran.code == 2
        assert ran.out.startswith("warning[AZL401]")
        assert "a report was not written: file/report.json: " in ran.err

    def test_suppressed_with_a_reason(self, azlint: Azlint) -> None:
        text = VAULT.replace("= false", "= false # azlint: ignore[AZL401] short-lived")
        put("infra/main.tf", text)
        ran = azlint("check")
        assert (ran.code, ran.out.splitlines()[0]) == (0, "no findings, 1 suppressed")
        log = json.loads(azlint("check", "--format", "sarif", "--sarif-include-suppressed").out)
        (found,) = log["runs"][0]["results"]
        assert found["suppressions"][0]["justification"] == "short-lived"

    def test_configuration_in_the_repository(self, azlint: Azlint) -> None:
        put("azlint.toml", '[[ignore]]\nrule = "AZL401"\npath = "infra/"\nreason = "moves"\n')
        assert azlint("check").code == 0
        assert azlint("check", "--isolated").code == 1

    def test_unknown_rules_in_configuration_are_notes(self, azlint: Azlint) -> None:
        put("azlint.toml", 'ignore-rules = ["AZL401", "AZL999"]\n')
        ran = azlint("check")
        assert ran.code == 0
        assert ran.out.startswith("note[AZL903]: No rule is called AZL999")
        assert " --> azlint.toml:1:27" in ran.out

    def test_configuration_from_elsewhere(
        self, azlint: Azlint, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        put("azlint.toml", 'ignore-rules = ["AZL401"]\n')
        other = tmp_path_factory.mktemp("ci") / "strict.toml"
        other.write_text('fail-on = "error"\nignore-rules = ["AZL777"]\n', "utf-8")
        ran = azlint("check", "--config", str(other))
        assert ran.code == 0
        assert ran.out.startswith("warning[AZL401]")
        assert "strict.toml:2: No rule is called AZL777" in ran.out

    def test_broken_configuration_is_located_and_reports_are_written(self, azlint: Azlint) -> None:
        put("azlint.toml", "selekt = []\nexclude = 1\n")
        formats = ("--format", "text", "--format", "text=a.txt", "--format", "sarif=a.sarif")
        ran = azlint("check", *formats)
        assert ran == Ran(
            2,
            "",
            "azlint: azlint.toml:1:1: unknown key `selekt`: did you mean `select`?\n"
            "azlint: azlint.toml:2:11: `exclude` must be an array of strings, not 1\n",
        )
        (run,) = json.loads(Path("a.sarif").read_bytes())["runs"]
        assert run["invocations"][0]["executionSuccessful"] is False
        assert "results" not in run
        first, *_, checked, _read = Path("a.txt").read_text(encoding="utf-8").splitlines()
        assert (first[:22], checked) == ("broken: azlint.toml:1:", "nothing was checked")

    def test_width(self, azlint: Azlint, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "60")
        ran = azlint("check", "--color", "never")
        assert max(len(line) for line in ran.out.splitlines()) <= 60

    def test_colour(self, azlint: Azlint) -> None:
        assert "\x1b[" not in azlint("check").out
        assert azlint("check", "--color", "always").out.startswith("\x1b[1;33mwarning[AZL401]")


def test_since_filters_text_and_exit_code_but_not_sarif(azlint: Azlint) -> None:
    put("old.tf", VAULT)
    here = Path.cwd()
    git(here, "init", "-q", ".")
    git(here, "add", ".")
    git(here, "commit", "-qm", "one")
    ran = azlint("check", "--since", "HEAD", "--format", "text", "--format", "sarif=a.sarif")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "no findings since HEAD, 1 there before")
    assert len(json.loads(Path("a.sarif").read_bytes())["runs"][0]["results"]) == 1
    put("new.tf", VAULT.replace("main", "second"))
    ran = azlint("check", "--since", "HEAD")
    assert ran.code == 1
    assert " --> new.tf:3:30" in ran.out
    assert " --> old.tf" not in ran.out
    assert "1 warning since HEAD, 1 there before" in ran.out


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["check", "missing"], "missing: there is no such file"),
        (["check", "--select", "AZL999"], "no rule is called `AZL999`"),
        (["check", "--ignore", "missing-purge-protection"], "select it by its id, AZL401"),
        (["check", "--severity", "AZL401=bad"], "the levels are error, warning, note"),
        (["check", "--severity", "AZL999=note"], "no rule is called `AZL999`"),
        (["check", "--since", "x", "--base", "."], "--since and --base exclude each other"),
        (["check", "--since", "main"], "is not in a git work tree"),
        (["check", "--format", "xml"], "--format takes text, sarif, json, github"),
        (["check", "--format", "sarif="], "not `sarif=`"),
        (["check", "--format", "text", "--format", "json"], "`--format json=azlint.json`"),
        (["check", "--format", "text", "--format", "json", "--output", "x"], "one --format"),
        (["check", "--format", "json=a", "--output", "x"], "--output goes with one --format"),
        (["check", "--isolated", "--config", "a.tf"], "exclude each other"),
        (["check", "--config", "none.toml"], "does not exist"),
        (["check", "--today", "soon"], "a date as 2026-08-31, or `now`"),
        (["check", ".."], "--root names a folder above both"),
        (["explain", "AZL40l"], "did you mean AZL401?"),
        (["chek"], "No such command"),
    ],
)
def test_wrong_use(azlint: Azlint, arguments: list[str], problem: str) -> None:
    put("a.tf", "")
    if ".." in arguments:
        arguments = [*arguments, "--root", "."]
    ran = azlint(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert problem in " ".join(ran.err.split())


@pytest.mark.parametrize(
    "wrong", [("--fail-on", "bogus"), ("--zzz",), ("--today", "soon"), ("--severity", "AZL401=x")]
)
def test_an_option_that_cannot_be_read_leaves_no_report_out(
    azlint: Azlint, wrong: tuple[str, ...]
) -> None:
    Path("main.tf").write_text("", "utf-8")
    ran = azlint("check", "--format", "sarif=a.sarif", "--format", "json=b.json", *wrong)
    assert (ran.code, ran.out) == (2, "")
    problem = ran.err.partition("Error: ")[2].strip()
    (run,) = json.loads(Path("a.sarif").read_bytes())["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"] == problem
    report = json.loads(Path("b.json").read_bytes())
    assert [each["message"] for each in report["failures"]] == [problem]


def test_nothing_to_check(azlint: Azlint) -> None:
    ran = azlint("check", "--select", "AZL401")
    assert ran.code == 2
    assert ran.out == (
        "broken: nothing to check: no Terraform, Bicep, ARM, workflow or Docker file was found\n\n"
        "nothing was checked\nread no files; 1 rule from 1 pack\n"
    )
    assert azlint("check", "--allow-empty").code == 0


def test_outside_git_no_git_is_needed(azlint: Azlint, monkeypatch: pytest.MonkeyPatch) -> None:
    put("main.tf", VAULT)
    monkeypatch.setenv("PATH", "")
    ran = azlint("check", "--format", "github")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("::warning file=main.tf,line=3,")


def test_only_rules_about_the_run_check_nothing(azlint: Azlint) -> None:
    put("main.tf", 'resource "azurerm_key_vault" "a" {}\n')
    ran = azlint("check", "--select", "AZL9")
    assert (ran.code, ran.out.splitlines()) == (
        2,
        [
            "broken: no rule ran: --select, --ignore and the configuration leave none",
            "",
            "nothing was checked",
            "read 1 Terraform file in 1 library; 0 rules from 0 packs",
        ],
    )


def test_a_folder_as_the_base(azlint: Azlint) -> None:
    put("before/requirements.txt", "a==1\n")
    put("after/main.tf", 'resource "azurerm_key_vault" "a" {}\n')
    put("after/requirements.txt", "a==1\n")
    ran = azlint("check", "after", "--root", "after", "--base", "before", "--select", "AZL401")
    read = "read 1 Python project and 1 Terraform files in 1 library; "
    assert (ran.code, ran.out.splitlines()[-2:]) == (
        1,
        ["1 warning since the state in before/", f"{read}1 rule from 1 pack"],
    )


def test_names_with_control_characters_stay_harmless(azlint: Azlint) -> None:
    put("azlint.toml", '"\\u001b[31m" = 1\n')
    ran = azlint("check")
    assert ran.code == 2
    assert "\x1b" not in ran.err
    assert "unknown key `\\x1b[31m`" in ran.err


# The other commands.


def test_rules(azlint: Azlint) -> None:
    ran = azlint("rules")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(line.split()[0] for line in lines)
    assert any(line.startswith("AZL401  warning  on   missing-purge-protection") for line in lines)
    assert any(line.startswith("AZL902  note     on   ineffective-ignore") for line in lines)


def test_explain_by_id_and_by_name(azlint: Azlint) -> None:
    page = azlint("explain", "azl401")
    assert page.code == 0
    assert page.out.startswith("# AZL401 missing-purge-protection\n\nwarning · on by default · ")
    assert "## How to fix" in page.out
    assert azlint("explain", "Missing-Purge-Protection") == page


def test_every_rule_is_explained(azlint: Azlint) -> None:
    for line in azlint("rules").out.splitlines():
        page = azlint("explain", line.split()[0])
        assert page.code == 0
        assert "## What it stays silent about" in page.out


def test_config_show(azlint: Azlint) -> None:
    put(
        "infra/azlint.toml",
        'select = ["default", "AZL5"]\n[severity]\nAZL401 = "error"\n'
        '[severity-by-path]\n"legacy/" = "note"\n'
        '[[ignore]]\nrule = "AZL601"\nreason = "moves"\n'
        '[[ignore]]\nrule = "AZL401"\nreason = "stays"\n'
        '[env.prod]\nroots = ["a"]\n[env.prod.vars]\nsku = "S1"\nsizes = [2, { x = 0.5 }]\n',
    )
    git(init(Path()), "remote", "add", "origin", "https://github.com/Contoso/shop.git")
    ran = azlint("config", "show", "infra", "--root", ".")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    for line in (
        'select = ["default", "AZL5"]  # infra/azlint.toml:1',
        "exclude = []  # default",
        'fail-on = "warning"  # default',
        'severity.AZL401 = "error"  # infra/azlint.toml:3',
        'severity-by-path."tests/" = "lower"  # default',
        'severity-by-path."legacy/" = "note"  # infra/azlint.toml:5',
        '[[ignore]] = "AZL601 · moves"  # infra/azlint.toml:6',
        '[[ignore]] = "AZL401 · stays"  # infra/azlint.toml:9',
        'repository = "Contoso/shop"  # remote origin',
        'env.prod = "a"  # infra/azlint.toml:12',
        'env.prod.vars.sku = "S1"  # infra/azlint.toml:15',
        'env.prod.vars.sizes = [2, { "x" = 0.5 }]  # infra/azlint.toml:16',
    ):
        assert line in lines


def test_config_show_of_a_broken_file(azlint: Azlint) -> None:
    put("azlint.toml", "x")
    ran = azlint("config", "show")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("azlint: azlint.toml:1:2: not valid TOML: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["-h"],
        ["check", "-h"],
        ["rules", "-h"],
        ["explain", "-h"],
        ["config", "show", "-h"],
    ],
)
def test_help(azlint: Azlint, arguments: list[str]) -> None:
    ran = azlint(*arguments)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Usage: azlint")
    assert "\\b" not in ran.out


def test_the_working_directory_decides_no_uri(azlint: Azlint) -> None:
    put("infra/main.tf", VAULT)
    os.chdir("infra")
    log = json.loads(azlint("check", ".", "--root", "..", "--format", "sarif").out)
    (found,) = log["runs"][0]["results"]
    uri = found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "infra/main.tf"


def test_uploaded_paths_start_at_the_top_of_the_work_tree(azlint: Azlint) -> None:
    git(Path(), "init", "-q")
    put("infra/live/main.tf", VAULT)
    git(Path(), "add", ".")
    os.chdir("infra")
    log = json.loads(azlint("check", ".", "--root", ".", "--format", "sarif").out)
    (found,) = log["runs"][0]["results"]
    uri = found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "infra/live/main.tf"
    os.chdir("..")
    annotations = azlint("check", "infra", "--root", "infra", "--format", "github").out
    assert "file=infra/live/main.tf,line=" in annotations
    assert "--> live/main.tf:" in azlint("check", "infra", "--root", "infra").out


@pytest.mark.parametrize("format_", ["text", "sarif", "json", "github"])
def test_a_password_that_is_written_out_is_not_repeated(azlint: Azlint, format_: str) -> None:
    put(
        ".github/workflows/login.yml",
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    env:\n"
        "      ARM_CLIENT_SECRET: hunter2\n    steps:\n"
        "      - run: az login --service-principal -u a -p hunter2 --tenant t\n"
        "      - {uses: azure/login@v2, with: {creds: hunter2}}\n",
    )
    ran = azlint("check", "--root", ".", "--select", "AZL701", "--format", format_, ".")
    assert (ran.code, ran.out.count("AZL701") > 0, "hunter2" in ran.out) == (1, True, False)
