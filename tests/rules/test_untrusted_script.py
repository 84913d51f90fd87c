"""AZL705: whose text, in which scripts, in which runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from azlint.finding import Severity
from tiny import findings, found

DEPLOYS = "    environment: prod\n"


def workflow(script: str, on: str = "[issues]", job: str = DEPLOYS, env: str = "") -> str:
    return (
        f"on: {on}\n{env}jobs:\n  a:\n    runs-on: ubuntu-24.04\n{job}    steps:\n"
        f"      - run: |\n          {script}\n"
    )


def said(root: Path, text: str, **more: str) -> list[str]:
    files = {".github/workflows/w.yml": text} | {
        name.replace("__", "/") + ".yml": content for name, content in more.items()
    }
    return [line.replace("step.a.run ", "") for line in found(root, "AZL705", files)]


TITLE = "github.event.issue.title"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (TITLE, [TITLE]),
        ("github['event'].issue.TITLE", ["github['event'].issue.TITLE"]),
        (f"format('{{0}}', {TITLE})", [TITLE]),
        (f"{TITLE} || 'none'", [TITLE]),
        (f"'x' && {TITLE}", [TITLE]),
        (f"toJSON({TITLE})", [TITLE]),
        (f"{TITLE} && 'x' || 'y'", []),
        (f"contains({TITLE}, '}}}}')", []),
        (f"{TITLE} == 'x'", []),
        ("github.event.issue.number", []),
        ("github.event.comment.id", []),
        ("github.head_ref", []),
        ("secrets.TOKEN", []),
    ],
)
def test_expressions(tmp_path: Path, expression: str, expected: list[str]) -> None:
    lines = said(tmp_path, workflow(f"echo ${{{{ {expression} }}}}"))
    assert lines == [f"stranger {text}" for text in expected]


@pytest.mark.parametrize(
    ("on", "context", "expected"),
    [
        ("pull_request_target", "github.head_ref", True),
        ("pull_request", "github.head_ref", False),
        ("[pull_request, issues]", "github.head_ref", False),
        ("workflow_dispatch", TITLE, False),
        ("issue_comment", "github.event.comment.body", True),
        ("pull_request_review_comment", "github.event.comment.body", False),
        ("push", "github.event.head_commit.message", True),
        ("{workflow_run: {workflows: [w]}}", "github.event.workflow_run.head_branch", True),
        ("{workflow_run: {branches: [main]}}", "github.event.workflow_run.head_branch", False),
        ("{workflow_run: {branches: ['**']}}", "github.event.workflow_run.head_branch", True),
    ],
)
def test_events(tmp_path: Path, on: str, context: str, *, expected: bool) -> None:
    lines = said(tmp_path, workflow(f"echo ${{{{ {context} }}}}", on))
    assert lines == [f"stranger {context}"] * expected


def test_only_jobs_that_can_deploy(tmp_path: Path) -> None:
    assert said(tmp_path, workflow(f"echo ${{{{ {TITLE} }}}}", job="")) == []


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("az login --identity", True),
        ("az account show || az login -i", True),
        ("azd auth login --client-id $ID", True),
        ("Connect-AzAccount -Identity", True),
        ("az acr login --name registry", False),
        ("docker login registry", False),
        ("echo az login", False),
    ],
)
def test_a_script_that_logs_in_can_deploy(tmp_path: Path, command: str, *, expected: bool) -> None:
    script = f"echo ${{{{ {TITLE} }}}}\n          {command}"
    assert said(tmp_path, workflow(script, job="")) == [f"stranger {TITLE}"] * expected


def test_what_only_those_with_write_access_choose() -> None:
    declared = "{workflow_dispatch: {inputs: {a: {}, b: {type: boolean}}}}"
    payload = "github.event.client_payload.a"
    for on, context, expected in (
        (declared, "inputs.a", True),
        (declared, "inputs.b", False),
        (declared, "github.event.inputs.A", True),
        (declared, "github.event.inputs.b", False),
        (declared, "github.event.inputs.c", False),
        (declared, payload, False),
        ("repository_dispatch", payload, True),
    ):
        files = {".github/workflows/w.yml": workflow(f"echo ${{{{ {context} }}}}", on)}
        keys = [(each.key, each.severity) for each in findings("AZL705", files, inputs=True)]
        assert keys == [("input", Severity.NOTE)] * expected
        assert findings("AZL705", files) == []


def test_text_that_is_handed_on(tmp_path: Path) -> None:
    env = f"env:\n  TEXT: ${{{{ {TITLE} }}}}\n"
    assert said(tmp_path, workflow("echo ${{ env.TEXT }}", env=env)) == ["stranger env.TEXT"]
    assert said(tmp_path, workflow('echo "$TEXT"', env=env)) == []


def test_a_called_workflow_runs_for_the_events_of_its_callers(tmp_path: Path) -> None:
    called = workflow(
        "echo ${{ inputs.text }}", "{workflow_call: {inputs: {text: {type: string}}}}"
    )
    caller = (
        "on: {on}\njobs:\n  call:\n    uses: ./.github/workflows/w.yml\n"
        f"    with: {{text: '${{{{ {TITLE} }}}}'}}\n"
    )
    for on, expected in (("issues", ["stranger inputs.text"]), ("workflow_dispatch", [])):
        text = caller.replace("{on}", on)
        assert said(tmp_path / on, called, **{".github__workflows__c": text}) == expected


SET = "set an `env` variable to the expression and read that in the script"
READ = "read the variable, which is set already, in the script: "


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("run: echo ${{ env.Title }}", f'{READ}"$TITLE"'),
        ("{shell: pwsh, run: 'echo ${{ env.TITLE }}'}", f"{READ}$env:TITLE"),
        ("{shell: python, run: 'print(${{ env.TITLE }})'}", SET),
        (
            "{uses: actions/github-script@v7, with: {script: 'f(${{ env.TITLE }})'}}",
            f"{READ}process.env.TITLE",
        ),
        (f"run: echo ${{{{ {TITLE} }}}}", SET),
        ("run: echo ${{ matrix.title }}", SET),
    ],
)
def test_the_help_names_the_variable_that_is_set(step: str, expected: str) -> None:
    text = (
        f"on: issues\njobs:\n  a:\n    runs-on: ubuntu-24.04\n{DEPLOYS}"
        f"    strategy: {{matrix: {{title: ['${{{{ {TITLE} }}}}']}}}}\n"
        f"    env: {{TITLE: '${{{{ {TITLE} }}}}'}}\n    steps:\n      - {step}\n"
    )
    found_here = findings("AZL705", {".github/workflows/w.yml": text})
    assert [each.help for each in found_here] == [expected]
