"""The steps of `action.yml`, run as a runner runs them, with azlint itself replaced."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest
from ruamel.yaml import YAML

from gitrepo import commit, environment, git, init, write

ACTION = Path(__file__).parents[2] / "action.yml"
Step = Mapping[str, object]


def load() -> Mapping[str, object]:
    return cast("Mapping[str, object]", YAML(typ="safe").load(ACTION.read_text("utf-8")))


def steps() -> list[Step]:
    return cast("list[Step]", cast("Mapping[str, object]", load()["runs"])["steps"])


def script(name: str) -> str:
    return str(next(step["run"] for step in steps() if step.get("name") == name))


class Runner:
    """A runner's folders and files, and a program `azlint` that notes how it is called."""

    def __init__(self, root: Path) -> None:
        self.temp = root / "runner temp"
        self.workspace = root / "work space"
        self.workspace.mkdir()
        self.output = root / "output"
        self.summary = root / "summary"
        program = (
            '#!/bin/bash\nprintf "%s\\n" "$@" > "$RUNNER_TEMP/called"\n'
            'echo "::error::the report"\n'
            'echo "::error file=a.tf::annotation" > "$RUNNER_TEMP/azlint-reports/annotations.txt"\n'
            'echo "the summary" > "$GITHUB_STEP_SUMMARY"\n'
            'echo "{}" > "$RUNNER_TEMP/azlint-reports/azlint.sarif"\n'
            "exit ${AZLINT_CODE:-0}\n"
        )
        write(self.temp, {"azlint/bin/azlint": program})
        (self.temp / "azlint/bin/azlint").chmod(0o755)

    def run(self, name: str, **variables: str) -> subprocess.CompletedProcess[str]:
        self.output.write_text("", "utf-8")
        self.summary.write_text("", "utf-8")
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script(name)],
            cwd=self.workspace,
            env={
                **environment(),
                "RUNNER_TEMP": str(self.temp),
                "GITHUB_OUTPUT": str(self.output),
                "GITHUB_STEP_SUMMARY": str(self.summary),
                **variables,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def outputs(self) -> dict[str, str]:
        lines = self.output.read_text("utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    def base(self, event: str, since: str = "auto", **bases: str) -> str:
        """What the step that finds the base answers."""
        variables = {"PULL_REQUEST_BASE": "", "MERGE_GROUP_BASE": "", "PUSH_BASE": ""} | bases
        done = self.run("Find the base", FOLDER=".", EVENT=event, SINCE=since, **variables)
        assert done.returncode == 0, done.stderr
        self.said = done.stdout
        return self.outputs()["since"]

    def check(self, **variables: str) -> list[str]:
        """The arguments with which azlint is called."""
        defaults = {"FOLDER": ".", "PATHS": ".", "SINCE": "", "FAIL_ON": "warning", "ARGUMENTS": ""}
        done = self.run("Check", **(defaults | variables))
        assert done.returncode == 0, done.stderr
        self.said = done.stdout
        return (self.temp / "called").read_text("utf-8").splitlines()


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_no_input_is_pasted_into_a_script() -> None:
    for step in steps():
        assert "${{" not in str(step.get("run", ""))


def test_actions_are_pinned_to_commits() -> None:
    uses = re.findall(r"uses: (.*)", ACTION.read_text("utf-8"))
    assert len(uses) == 2
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use) for use in uses)


def test_every_input_is_used() -> None:
    text = ACTION.read_text("utf-8")
    for name in cast("Mapping[str, object]", load()["inputs"]):
        assert f"inputs.{name}" in text


def test_installs_from_its_own_ref_without_looking_at_the_workspace(
    runner: Runner, tmp_path: Path
) -> None:
    called = tmp_path / "called"
    stub = f'#!/bin/bash\nprintf "%s\\n" "$@" >> "{called}"\nmkdir -p "$RUNNER_TEMP/azlint/bin"\n'
    write(tmp_path, {"python": stub})
    write(runner.temp, {"azlint/bin/python": stub})
    for program in (tmp_path / "python", runner.temp / "azlint/bin/python"):
        program.chmod(0o755)
    python = str(tmp_path / "python")
    done = runner.run("Install azlint", PYTHON=python, GITHUB_ACTION_PATH="/actions/a b")
    assert done.returncode == 0, done.stderr
    assert called.read_text("utf-8").splitlines() == [
        *("-I", "-m", "venv", f"{runner.temp}/azlint"),
        *("-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "/actions/a b"),
    ]


def test_the_base_of_each_event(runner: Runner) -> None:
    root = init(runner.workspace)
    first = commit(root, {"a.tf": "1"})
    commit(root, {"a.tf": "2"})
    assert runner.base("pull_request", PULL_REQUEST_BASE=first) == first
    assert runner.base("pull_request_target", PULL_REQUEST_BASE=first) == first
    assert runner.base("merge_group", MERGE_GROUP_BASE=first) == first
    assert runner.base("push", PUSH_BASE=first) == first
    assert runner.base("push", PUSH_BASE="0" * 40) == ""
    assert runner.base("schedule", PUSH_BASE=first) == ""
    assert runner.base("push", since="v1", PUSH_BASE=first) == "v1"
    assert runner.base("push", since="", PUSH_BASE=first) == ""


def origin(tmp_path: Path) -> tuple[Path, str, str]:
    """A repository with a branch point some commits ago: base tip and merge commit."""
    root = init(tmp_path / "origin")
    commit(root, {"a.tf": "0"})
    git(root, "switch", "-qc", "side")
    for number in range(4):
        commit(root, {"b.tf": str(number)})
    git(root, "switch", "-q", "main")
    for number in range(3):
        commit(root, {"a.tf": f"main {number}"})
    base = git(root, "rev-parse", "HEAD")
    git(root, "switch", "-qc", "merged")
    git(root, "merge", "-q", "--no-ff", "-m", "merge", "side")
    git(root, "config", "uploadpack.allowAnySHA1InWant", "true")
    return root, base, git(root, "rev-parse", "HEAD")


def shallow(source: Path, ref: str, folder: Path) -> None:
    init(folder)
    git(folder, "remote", "add", "origin", source.as_uri())
    git(folder, "fetch", "-q", "--no-tags", "--depth=1", "origin", ref)
    git(folder, "checkout", "-q", "FETCH_HEAD")


@pytest.mark.parametrize("ref", ["merged", "side"])
def test_a_shallow_clone_is_deepened_until_the_sides_meet(
    runner: Runner, tmp_path: Path, ref: str
) -> None:
    source, base, _ = origin(tmp_path)
    shallow(source, ref, runner.workspace)
    assert runner.base("pull_request", PULL_REQUEST_BASE=base) == base
    expected = git(source, "merge-base", ref, base)
    assert git(runner.workspace, "merge-base", "HEAD", base) == expected


def test_a_base_that_cannot_be_had_is_said_and_left_out(runner: Runner, tmp_path: Path) -> None:
    source, _, _ = origin(tmp_path)
    shallow(source, "merged", runner.workspace)
    assert runner.base("push", PUSH_BASE="1" * 40) == ""
    assert "::warning title=azlint::The base 1111" in runner.said
    assert "fetch-depth 0" in runner.said


def test_inputs_reach_azlint_as_they_are(runner: Runner) -> None:
    hostile = "$(touch pwned)"
    arguments = runner.check(
        PATHS=f"a b\n{hostile}\n", SINCE=hostile, FAIL_ON="error", ARGUMENTS="--select\nAZL4 x\n\n"
    )
    out = runner.temp / "azlint-reports"
    assert arguments == [
        "check",
        *("--format", "text"),
        *("--format", f"sarif={out}/azlint.sarif"),
        *("--format", f"github={out}/annotations.txt"),
        *("--fail-on", "error"),
        *("--since", hostile),
        *("--select", "AZL4 x"),
        "--",
        "a b",
        hostile,
    ]
    assert not (runner.workspace / "pwned").exists()


def test_never_failing_and_no_base(runner: Runner) -> None:
    arguments = runner.check(FAIL_ON="never")
    assert "--exit-zero" in arguments
    assert not {"--fail-on", "--since"} & set(arguments)


def test_findings_do_not_fail_before_the_upload(runner: Runner) -> None:
    init(runner.workspace)
    runner.check(AZLINT_CODE="1")
    assert runner.summary.read_text("utf-8") == ""
    out = runner.temp / "azlint-reports"
    assert runner.outputs() == {
        "exit-code": "1",
        "out": str(out),
        "root": str(runner.workspace),
        "sarif": f"{out}/azlint.sarif",
    }
    assert runner.run("Result", CODE="1").returncode == 1
    assert runner.run("Result", CODE="0").returncode == 0
    assert runner.run("Result", CODE="").returncode == 2


def test_the_report_gives_the_runner_no_commands(runner: Runner) -> None:
    runner.check()
    stop, report, resume = runner.said.splitlines()
    token = stop.removeprefix("::stop-commands::")
    assert re.fullmatch(r"[0-9a-f]{32}", token)
    assert (report, resume) == ("::error::the report", f"::{token}::")


def test_without_an_upload_there_are_annotations_and_a_summary(runner: Runner) -> None:
    runner.check()
    out = str(runner.temp / "azlint-reports")
    done = runner.run("Annotate", OUT=out)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "::error file=a.tf::annotation\n"
    assert runner.summary.read_text("utf-8") == "the summary\n"


def test_only_a_whole_run_is_uploaded_and_only_by_a_token_that_may() -> None:
    upload = next(step for step in steps() if step.get("id") == "upload")
    assert upload["continue-on-error"] is True
    assert upload["if"] == (
        "inputs.upload == 'true' && steps.check.outputs.exit-code != '2' && "
        "(github.event.pull_request.head.repo.full_name || github.repository) == github.repository"
    )


def test_bash_agrees_with_every_script() -> None:
    for step in steps():
        if "run" in step:
            subprocess.run(["bash", "-n", "-c", str(step["run"])], check=True, env=dict(os.environ))
