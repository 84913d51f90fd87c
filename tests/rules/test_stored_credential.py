"""AZL701: which logins keep a secret, and where it is handed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiny import found

HEAD = "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n"
SECRET = "${{ secrets.S }}"  # noqa: S105 (an expression)


def said(root: Path, text: str) -> list[str]:
    lines = found(root, "AZL701", {".github/workflows/w.yml": text})
    return [line.replace("step.a.", "") for line in lines]


def step(body: str) -> str:
    return f"{HEAD}    steps:\n      - {body}\n"


def uses(action: str, **inputs: str) -> str:
    given = "".join(f"          {name}: {value}\n" for name, value in inputs.items())
    return step(f"uses: {action}\n        with:\n{given}").replace("_", "-")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (uses("azure/login@v2", creds=SECRET), [f"creds azure/login {SECRET}"]),
        (uses("Azure/Login@v1", creds='\'{"clientSecret": "x"}\''), 1),
        (uses("azure/login@v2", creds=SECRET, client_id="x"), []),
        (uses("azure/login@v2", creds=SECRET, auth_type="IDENTITY"), []),
        (uses("azure/login@v2", creds=SECRET, environment="AzureUSGovernment"), 1),
        (uses("azure/login@v2", creds=SECRET, environment="AzureStack"), []),
        (uses("azure/login@v2", creds="''"), []),
        (uses("azure/login@v2", client_id="x", tenant_id="y", subscription_id="z"), []),
        (uses("azure/functions-action@v1", publish_profile=SECRET), 1),
        (uses("azure/webapps-deploy@v3", app_name="x"), []),
        (
            uses("azure/aks-set-context@v1", creds=SECRET),
            [f"password azure/aks-set-context {SECRET}"],
        ),
        (uses("azure/aks-set-context@v4", cluster_name="x"), []),
        (uses("azure/container-apps-deploy-action@v2", azureCredentials=SECRET), 1),
        (uses("azure/login@v2", creds=SECRET).replace("runs-on", "if: false\n    runs-on"), []),
        (uses("someone/deploy@v3", publish_profile=SECRET, creds=SECRET), []),
    ],
)
def test_actions(tmp_path: Path, text: str, expected: list[str] | int) -> None:
    lines = said(tmp_path, text)
    assert (len(lines) if isinstance(expected, int) else lines) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (f"az login --service-principal -u x -p {SECRET} --tenant t", True),
        ("az login --service-principal --username=x --password=$PASSWORD --tenant t", True),
        ("az login --service-principal -u x -p cert.pem --tenant t", False),
        ("az login --service-principal -u x --federated-token $T --tenant t", False),
        ("az login --identity", False),
        ("az login -u me@example.com -p $PASSWORD", False),
        ("echo az login --service-principal -p x", False),
    ],
)
def test_commands(tmp_path: Path, script: str, *, expected: bool) -> None:
    assert said(tmp_path, step(f"run: {script}")) == ([f"password run {script}"] * expected)


def test_a_variable_counts_once_with_the_login_that_reads_it(tmp_path: Path) -> None:
    login = "az login --service-principal -u x -p $ARM_CLIENT_SECRET --tenant t"
    text = f"env:\n  ARM_CLIENT_SECRET: {SECRET}\n{step(f'run: {login}')}"
    assert said(tmp_path, text) == [f"variable workflow.w {SECRET}"]


def test_a_variable_of_a_step(tmp_path: Path) -> None:
    text = step(f"run: terraform apply\n        env:\n          ARM_CLIENT_SECRET: {SECRET}")
    assert said(tmp_path, text) == [f"variable run {SECRET}"]


LOGIN = 'az login --service-principal -u "$ID" -p "$SECRET" --tenant "$TENANT"\n'


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("./ops/login.sh", True),
        ("bash ops/login.sh now", True),
        ("source ./ops/login.sh", True),
        ("cd ops && sh ./login.sh", True),
        ("chmod +x ops/login.sh", False),
        ("bash login.sh", False),
        ("bash ops/$NAME.sh", False),
    ],
)
def test_scripts_that_steps_run(tmp_path: Path, command: str, *, expected: bool) -> None:
    text = step(f"run: {command}")
    files = {".github/workflows/w.yml": text, "ops/login.sh": f"# {LOGIN}{LOGIN}"}
    lines = [f"password file.login.sh {LOGIN.strip()}"] if expected else []
    assert found(tmp_path, "AZL701", files) == lines


def test_a_script_gets_the_secret_of_its_step_once(tmp_path: Path) -> None:
    body = f"run: pwsh -File login.ps1\n        env: {{ARM_CLIENT_SECRET: '{SECRET}'}}"
    script = "az login --service-principal -u $env:ID -p $env:ARM_CLIENT_SECRET\n"
    files = {".github/workflows/w.yml": step(body), "login.ps1": script}
    assert [line.split(" ")[0] for line in found(tmp_path, "AZL701", files)] == ["variable"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            f'echo "ARM_CLIENT_SECRET={SECRET}" >> $GITHUB_ENV',
            [f'variable run echo "ARM_CLIENT_SECRET={SECRET}"'],
        ),
        (
            f'export ARM_CLIENT_SECRET="{SECRET}"',
            [f'variable run ARM_CLIENT_SECRET="{SECRET}"'],
        ),
        (f'echo "ARM_CLIENT_ID={SECRET}" >> $GITHUB_ENV', []),
        (f'echo "ARM_CLIENT_SECRET={SECRET}" >> $GITHUB_OUTPUT', []),
        ('echo "ARM_CLIENT_SECRET=" >> $GITHUB_ENV', []),
        ("export ARM_CLIENT_SECRET=$(az keyvault secret show --id $ID)", []),
    ],
)
def test_a_variable_that_a_script_sets(tmp_path: Path, script: str, expected: list[str]) -> None:
    assert said(tmp_path, step(f"run: {script}")) == expected


def test_a_variable_handed_on_that_its_job_has_already(tmp_path: Path) -> None:
    script = 'echo "ARM_CLIENT_SECRET=$ARM_CLIENT_SECRET" >> $GITHUB_ENV'
    text = f"env:\n  ARM_CLIENT_SECRET: {SECRET}\n{step(f'run: {script}')}"
    assert said(tmp_path, text) == [f"variable workflow.w {SECRET}"]


REGISTRY = """\
on: push
env:
  REGISTRY: contoso.azurecr.io
  PASSWORD: ${{ secrets.S }}
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - id: before
        run: echo "HANDED=${{ secrets.S }}" >> "$GITHUB_ENV"
      - uses: docker/login-action@v3
        with:
          registry: ${{ env.REGISTRY }}
          username: contoso
          password: ${{ secrets.S }}
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", True),
        ("password: ${{ secrets.S }}", "password: ${{ env.PASSWORD }}", True),
        ("password: ${{ secrets.S }}", "password: ${{ env.HANDED }}", True),
        ("password: ${{ secrets.S }}", "password: ${{ env.OTHER }}", False),
        ("password: ${{ secrets.S }}", "password: ${{ steps.before.outputs.token }}", False),
        ("contoso.azurecr.io", "${{ secrets.NAME }}.azurecr.io", True),
        ("contoso.azurecr.io", "ghcr.io", False),
        ("contoso.azurecr.io", "${{ vars.REGISTRY }}", False),
        ("username: contoso", "username: 00000000-0000-0000-0000-000000000000", False),
    ],
)
def test_registries(tmp_path: Path, old: str, new: str, *, expected: bool) -> None:
    text = REGISTRY.replace(old, new) if old else REGISTRY
    password = text[text.index("password: ") + len("password: ") :].strip()
    assert said(tmp_path, text) == ([f"registry docker/login-action {password}"] * expected)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (f'docker login x.azurecr.io -u me -p "{SECRET}"', True),
        (f"docker login --username=me --password={SECRET} x.azurecr.io", True),
        (f"sudo podman login -u me -p {SECRET} x.azurecr.io", True),
        (f"helm registry login x.azurecr.io -u me -p {SECRET}", True),
        ("docker login ${{ secrets.NAME }}.azurecr.io -u me -p $PASSWORD", True),
        ("docker login ghcr.io -u me -p $PASSWORD", False),
        ("docker login $SERVER -u me -p $PASSWORD", False),
        ("docker login x.azurecr.io -u me -p $OTHER", False),
        (f"docker login x.azurecr.io -u 00000000-0000-0000-0000-000000000000 -p {SECRET}", False),
        ("docker login x.azurecr.io -u me -p $(az acr login -n x --expose-token)", False),
        (f"az acr login --name x -u me -p {SECRET}", True),
        ("az acr login --name x --username me --password $PASSWORD", True),
        ("az acr login --name x", False),
        ("docker push x.azurecr.io/login", False),
    ],
)
def test_commands_that_log_in_to_registries(tmp_path: Path, script: str, *, expected: bool) -> None:
    text = step(f"run: {script}\n        env: {{PASSWORD: '{SECRET}'}}")
    told = script.removeprefix("sudo ")
    lines = [line.replace("sudo ", "") for line in said(tmp_path, text)]
    assert lines == [f"registry run {told}"] * expected


STDIN = "docker login x.azurecr.io -u me --password-stdin"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (f'echo "{SECRET}" | ', True),
        (f'printf "%s" "{SECRET}" |\n          ', True),
        (f"echo {SECRET} | \\\n          ", True),
        ('echo "$PASSWORD" | ', True),
        ('echo "$(az acr login -n x --expose-token)" | ', False),
        ("cat password.txt | ", False),
        (f'echo "{SECRET}" | base64 -d | ', False),
        (f'echo "{SECRET}" | tee x\n          ', False),
        ("", False),
    ],
)
def test_passwords_that_are_piped(tmp_path: Path, before: str, *, expected: bool) -> None:
    script = f"run: |\n          {before}{STDIN}\n        env: {{PASSWORD: '{SECRET}'}}"
    assert said(tmp_path, step(script)) == [f"registry run {STDIN}"] * expected


@pytest.mark.parametrize(
    "script",
    [
        f"docker login x.azurecr.io -u me -p {SECRET}",
        f"az login --service-principal -u me -p {SECRET} --tenant t",
    ],
)
def test_commands_that_never_run(tmp_path: Path, script: str) -> None:
    assert said(tmp_path, step(f"if: false\n        run: {script}")) == []
