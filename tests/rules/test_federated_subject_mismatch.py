"""AZL702: subjects of credentials against those of jobs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from azlint import runner
from azlint.config import Settings
from tiny import lines, write

GITHUB = "token.actions.githubusercontent.com"
REPOSITORY = "contoso/shop"
LOGIN = "      - uses: azure/login@v2\n        with: {client-id: x, tenant-id: y}\n"


def workflow(*jobs: str, on: str = "push", uses: str = LOGIN) -> str:
    written = "".join(
        f"  j{at}:\n    runs-on: ubuntu-24.04\n{keys}    steps:\n{uses}"
        for at, keys in enumerate(jobs)
    )
    return f"on: {on}\npermissions: {{id-token: write}}\njobs:\n{written}"


def credential(
    subject: str, name: str = "c", issuer: str = "token.actions.githubusercontent.com"
) -> str:
    return (
        f'resource "azuread_application_federated_identity_credential" "{name}" {{\n'
        f'  issuer  = "https://{issuer}"\n  subject = "{subject}"\n}}\n'
    )


PROD = "    environment: prod\n"
ANY = "    environment: ${{ vars.WHERE }}\n"
NAMED = "    environment: {name: prod, url: 'https://x'}\n"
BRANCH = "repo:contoso/shop:ref:refs/heads/main"


def said(root: Path, files: dict[str, str], repository: str = REPOSITORY) -> list[str]:
    write(root, files)
    settings = Settings(root=root, select=("AZL702",), repository=repository)
    return [line.split(" ")[0] for line in lines(runner.check_repository(settings))]


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        (BRANCH, workflow(PROD), ["subject"]),
        (BRANCH, workflow(NAMED), ["subject"]),
        (BRANCH, workflow(PROD, ""), []),
        (BRANCH, workflow(PROD, uses="      - run: true\n"), []),
        (BRANCH, workflow("", on="pull_request"), ["subject"]),
        (BRANCH, workflow("", on="[push, pull_request]"), []),
        ("repo:contoso/shop:pull_request", workflow("", on="[push, pull_request]"), []),
        ("repo:contoso/shop:pull_request", workflow(""), ["subject"]),
        ("repo:contoso/shop:environment:prod", workflow(PROD), []),
        ("repo:contoso/shop:environment:Prod", workflow(PROD), ["subject"]),
        ("repo:contoso/shop:environment:test", workflow(ANY), []),
        ("repo:contoso/shop:environment:test", workflow(""), ["subject"]),
        ("repo:contoso/other:environment:test", workflow(PROD), []),
        ("repo:CONTOSO/shop:environment:test", workflow(PROD), ["subject"]),
        ("repo:contoso/shop:environment:${var.e}", workflow(PROD), []),
        ("repo:contoso/${var.r}:environment:test", workflow(PROD), ["?"]),
        ("repo:contoso/shop:job_workflow_ref:x", workflow(PROD), []),
        ("repository_owner:contoso", workflow(PROD), []),
        ("${var.subject}", workflow(PROD), []),
    ],
)
def test_subjects(tmp_path: Path, subject: str, text: str, expected: list[str]) -> None:
    variables = "".join(f'variable "{name}" {{}}\n' for name in ("e", "r", "subject"))
    files = {"main.tf": variables + credential(subject), ".github/workflows/w.yml": text}
    assert said(tmp_path, files) == expected


def test_other_issuers(tmp_path: Path) -> None:
    files = {
        "main.tf": credential(BRANCH, issuer="gitlab.com"),
        ".github/workflows/w.yml": workflow(PROD),
    }
    assert said(tmp_path, files) == []


@pytest.mark.parametrize(
    ("others", "jobs", "expected"),
    [
        (["environment:prod"], [PROD], []),
        (["environment:prod"], [PROD, ANY], ["?"]),
        (["environment:prod"], [PROD, PROD.replace("prod", "test")], ["subject"]),
        (["environment:${var.e}"], [PROD], ["?"]),
        (["pull_request", "environment:test"], [PROD], ["subject"] * 3),
        (["pull_request", "environment:test"], [PROD.replace("prod", "test")], []),
    ],
)
def test_several_credentials(
    tmp_path: Path, others: list[str], jobs: list[str], expected: list[str]
) -> None:
    subjects = [BRANCH, *(f"repo:contoso/shop:{each}" for each in others)]
    made = "".join(credential(each, f"c{at}") for at, each in enumerate(subjects))
    files = {
        "main.tf": 'variable "e" {}\n' + made,
        ".github/workflows/w.yml": workflow(*jobs),
    }
    assert said(tmp_path, files) == expected


def test_without_a_name_of_the_repository_it_is_open(tmp_path: Path) -> None:
    files = {"main.tf": credential(BRANCH), ".github/workflows/w.yml": workflow(PROD)}
    assert said(tmp_path, files, "") == ["?"]


def test_a_called_workflow_runs_in_the_environment_that_its_caller_names(tmp_path: Path) -> None:
    called = workflow(
        "    environment: ${{ inputs.where }}\n",
        on="{workflow_call: {inputs: {where: {type: string}}}}",
    )
    caller = (
        "on: push\njobs:\n  call:\n    uses: ./.github/workflows/w.yml\n    with: {where: WHERE}\n"
    )
    for where, expected in (("prod", ["subject"]), ("test", []), ("''", ["subject"])):
        files = {
            "main.tf": credential("repo:contoso/shop:environment:test"),
            ".github/workflows/w.yml": called,
            ".github/workflows/c.yml": caller.replace("WHERE", where),
        }
        assert said(tmp_path / f"_{where}", files) == expected


AD = "az ad app federated-credential create --id $APP --parameters "
FILE = '{"issuer": "https://token.actions.githubusercontent.com", "subject": "%s"}'


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (f"{AD}'{FILE % BRANCH}'", ["subject"]),
        (f"{AD}{json.dumps(FILE % BRANCH)}", ["subject"]),
        (f"{AD}@- <<EOF\n{FILE % BRANCH}\nEOF", ["subject"]),
        (f"{AD}@credential.json", ["subject"]),
        (f"{AD}credential.json", ["subject"]),
        (f"{AD}other.json", []),
        (f"az identity federated-credential create --subject {BRANCH}", ["subject"]),
        (f"az identity federated-credential update --subject '{BRANCH}'", ["subject"]),
        (f"az identity federated-credential list --query {BRANCH}", []),
        (
            f"az rest --url $G/applications/x/federatedIdentityCredentials -b '{BRANCH}'",
            ["subject"],
        ),
        (f"subject={BRANCH}\n{AD}$(jq -n --arg s $subject)", ["subject"]),
        (f"# {BRANCH}\necho {BRANCH}\n{AD}x", []),
        (f"# az identity federated-credential create --subject {BRANCH}", []),
        ("o=contoso\nr=shop\n" + AD + '"{subject: repo:$o/${r}:pull_request}"', ["subject"]),
        (AD + '"{subject: repo:$1/$2:pull_request}"', ["?"]),
        (AD + '"{subject: repo:<owner>/<name>:pull_request}"', ["?"]),
        (AD + '"{subject: repo:contoso/shop:environment:$1}"', []),
        (AD + '"{subject: repo:contoso/other:pull_request}"', []),
        (f'for e in test me; do\n{AD}"repo:contoso/shop:environment:$e"; done', ["subject"]),
        (f'for e in test prod; do\n{AD}"repo:contoso/shop:environment:$e"; done', []),
        (f'for e in prod; do\n{AD}"repo:contoso/shop:environment:$e"; done', []),
        (f"{AD}'{BRANCH}'\n{AD}'repo:contoso/shop:environment:prod'", []),
        (f"{AD}$1\nmake() {{ {AD}$1; }}\nmake '{BRANCH}'", ["?"]),
    ],
)
def test_scripts(tmp_path: Path, script: str, expected: list[str]) -> None:
    files = {
        ".github/workflows/w.yml": workflow(PROD),
        "setup/trust.sh": script,
        "setup/credential.json": FILE % BRANCH,
    }
    assert said(tmp_path, files) == expected


def test_powershell(tmp_path: Path) -> None:
    script = (
        '$repo = "contoso/shop"\n'
        'New-AzADAppFederatedCredential -Name x -Subject "repo:${repo}:pull_request"'
    )
    files = {".github/workflows/w.yml": workflow(PROD), "trust.ps1": script}
    assert said(tmp_path, files) == ["subject"]


def test_steps(tmp_path: Path) -> None:
    command = (
        "az identity federated-credential create --subject repo:${{ github.repository }}:ref:x"
    )
    text = workflow(PROD, uses=LOGIN + f"      - run: {command}\n")
    assert said(tmp_path, {".github/workflows/w.yml": text}) == ["?"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (f"{AD}$1", ["?"]),
        ("az identity federated-credential create --subject $1", ["?"]),
        (
            "az identity federated-credential create --subject system:serviceaccount:a:b",
            ["subject"],
        ),
        ("az identity federated-credential show --name x", ["subject"]),
    ],
)
def test_a_script_beside_a_resource(tmp_path: Path, script: str, expected: list[str]) -> None:
    files = {
        "main.tf": credential(BRANCH),
        ".github/workflows/w.yml": workflow(PROD),
        "trust.sh": script,
    }
    assert said(tmp_path, files) == expected


ELSEWHERE = "jobs:\n  a:\n    uses: contoso/platform/.github/workflows/release.yml@v1\n"


@pytest.mark.parametrize(
    ("permissions", "expected"),
    [("{id-token: write}", []), ("{contents: read}", ["subject"])],
)
def test_a_workflow_of_another_repository_names_its_environment(
    tmp_path: Path, permissions: str, expected: list[str]
) -> None:
    files = {
        "main.tf": credential("repo:contoso/shop:environment:prod-cd"),
        ".github/workflows/w.yml": workflow(PROD),
        ".github/workflows/v.yml": f"on: push\npermissions: {permissions}\n{ELSEWHERE}",
    }
    assert said(tmp_path, files) == expected


BOTH = "    strategy: {matrix: {e: [staging, production]}}\n    environment: ${{ matrix.e }}\n"
CHOSEN = "{workflow_dispatch: {inputs: {e: {type: choice, options: [staging, production]}}}}"
GUARDED = LOGIN.replace("uses:", "if: matrix.e == 'staging'\n        uses:")


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        (workflow(BOTH), ["staging", "prod"], ["subject"]),
        (workflow(BOTH), ["staging", "production", "prod"], []),
        (workflow(BOTH), ["staging", "${var.e}", "prod"], ["?"]),
        (workflow(BOTH, uses=GUARDED), ["staging", "prod"], ["?"]),
        (workflow(f"    if: vars.DEPLOY\n{BOTH}"), ["staging", "prod"], ["?"]),
        (workflow(BOTH.replace("staging,", "'${{ vars.E }}',")), ["staging", "prod"], []),
        (
            workflow("    environment: ${{ inputs.e }}\n", on=CHOSEN),
            ["staging", "prod"],
            ["subject"],
        ),
    ],
)
def test_a_job_for_several_environments(
    tmp_path: Path, text: str, names: list[str], expected: list[str]
) -> None:
    made = "".join(
        credential(f"repo:contoso/shop:environment:{name}", f"c{at}")
        for at, name in enumerate(names)
    )
    files = {"main.tf": 'variable "e" {}\n' + made, ".github/workflows/w.yml": text}
    assert said(tmp_path, files) == expected


@pytest.mark.parametrize(("condition", "expected"), [("", ["subject"]), ("if: vars.GO", ["?"])])
def test_environments_that_two_calls_name(
    tmp_path: Path, condition: str, expected: list[str]
) -> None:
    called = "{workflow_call: {inputs: {e: {type: string}}}}"
    calls = "".join(
        f"  {name}:\n    uses: ./.github/workflows/w.yml\n    with: {{e: {name}}}\n"
        for name in ("staging", "production")
    )
    guarded = calls.replace("  production:\n", f"  production:\n    {condition}\n")
    files = {
        "main.tf": credential("repo:contoso/shop:environment:staging")
        + credential("repo:contoso/shop:environment:prod", "d"),
        ".github/workflows/w.yml": workflow("    environment: ${{ inputs.e }}\n", on=called),
        ".github/workflows/c.yml": f"on: push\njobs:\n{guarded}",
    }
    assert said(tmp_path, files) == expected


NEEDS = "add a credential with the subject "


@pytest.mark.parametrize(
    ("text", "repository", "needed"),
    [
        (workflow(PROD), "Contoso/Shop", "repo:Contoso/Shop:environment:prod"),
        (
            workflow("", on="{push: {branches: [main]}}"),
            REPOSITORY,
            "repo:contoso/shop:ref:refs/heads/main",
        ),
        (
            workflow("", on="{push: {branches: ['rel/*']}}"),
            REPOSITORY,
            "repo:contoso/shop:ref:refs/heads/BRANCH",
        ),
        (
            workflow(PROD, "", on="pull_request"),
            REPOSITORY,
            "repo:contoso/shop:environment:prod, and with repo:contoso/shop:pull_request",
        ),
    ],
)
def test_the_help_can_be_pasted(tmp_path: Path, text: str, repository: str, needed: str) -> None:
    subject = credential("repo:contoso/shop:environment:old")
    write(tmp_path, {"main.tf": subject, ".github/workflows/w.yml": text})
    settings = Settings(root=tmp_path, select=("AZL702",), repository=repository)
    result = runner.check_repository(settings)
    assert [each.help for each in result.findings] == [f"{NEEDS}{needed}"]
