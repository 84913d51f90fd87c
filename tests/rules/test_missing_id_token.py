"""AZL703: what logs in by OIDC, and what the token of its job may do."""

from __future__ import annotations

import pytest

from tiny import Seen, W, seen, workflow

OIDC = "{uses: azure/login@v2, with: {client-id: x}}"
AZD = "azd auth login --federated-credential-provider"


def job(steps: str, head: str = "", workflow_head: str = "") -> list[tuple[str, str]]:
    text = workflow(f"a: {{runs-on: x, {head}steps: [{steps}]}}", head=workflow_head)
    return [(key, shown) for key, _, _, shown in seen("AZL703", {W + "w.yml": text})]


@pytest.mark.parametrize(
    ("step", "logs_in"),
    [
        (OIDC, True),
        ("{uses: Azure/Login@v1.4, with: {Client-ID: x}}", True),
        ("{uses: azure/login@v2, with: {client-id: x, auth-type: service_principal}}", True),
        ("{uses: azure/login@v2, with: {client-id: x, creds: y}}", False),
        ("{uses: azure/login@v2, with: {creds: y}}", False),
        ("{uses: azure/login@v2}", False),
        ("{uses: azure/login@v2, with: {client-id: x, auth-type: IDENTITY}}", False),
        ("{uses: azure/login@v2, with: {client-id: x, auth-type: '${{ vars.T }}'}}", False),
        ("{uses: azure/login@v2, continue-on-error: true, with: {client-id: x}}", False),
        ("{uses: azure/login@v2, if: false, with: {client-id: x}}", False),
        ("{uses: azure/login@v2, if: vars.X, with: {client-id: x}}", True),
        ("{uses: google-github-actions/auth@v3, with: {workload_identity_provider: p}}", True),
        ("{uses: google-github-actions/auth@v3, with: {credentials_json: c}}", False),
        ("{uses: aws-actions/configure-aws-credentials@v5, with: {role-to-assume: r}}", False),
        (f"{{run: {AZD} github}}", True),
        (f'{{run: \'cd x && {AZD}="github" --client-id "$ID"\'}}', True),
        (f"{{run: '{AZD} azure-pipelines'}}", False),
        (f"{{run: '{AZD} github || azd auth login --client-secret \"$S\"'}}", False),
        ("{run: azd auth login --client-secret x}", False),
        (f"{{run: 'echo \"{AZD} github\"'}}", False),
    ],
)
def test_what_logs_in(step: str, logs_in: bool) -> None:
    assert len(job(step)) == logs_in
    assert job(step, "permissions: {id-token: write}, ") == []


@pytest.mark.parametrize(
    ("own", "whole", "expected"),
    [
        ("", "", "no-permissions"),
        ("{}", "", "not-granted"),
        ("{contents: write}", "", "not-granted"),
        ("{id-token: read}", "", "not-granted"),
        ("read-all", "", "not-granted"),
        ("write-all", "", ""),
        ("{id-token: write}", "", ""),
        ("", "{id-token: write}", ""),
        ("", "{contents: read}", "not-granted"),
        ("{contents: read}", "{id-token: write}", "not-granted"),
        ("{id-token: write}", "{}", ""),
        ("'${{ vars.P }}'", "", ""),
    ],
)
def test_blocks(own: str, whole: str, expected: str) -> None:
    found = job(OIDC, f"permissions: {own}, " if own else "", f"permissions: {whole}" * bool(whole))
    assert found == [(expected, "azure/login@v2")] * bool(expected)


def test_the_first_login_of_a_job_stands_for_all() -> None:
    assert job(f"{OIDC}, {OIDC}, {{run: {AZD} github}}") == [("no-permissions", "azure/login@v2")]


def test_the_command_is_the_place() -> None:
    found = job(f'{{run: "echo\\n{AZD} github\\n"}}')
    assert found == [("no-permissions", f"{AZD} github")]


def called(callee: dict[str, str], *jobs: str, head: str = "") -> list[Seen]:
    return seen("AZL703", {**callee, W + "caller.yml": workflow(*jobs, head=head)})


def test_callers_grant_what_a_called_job_has() -> None:
    callee = {W + "c.yml": workflow(f"a: {{runs-on: x, steps: [{OIDC}]}}", on="workflow_call")}
    uses = f"uses: ./{W}c.yml"
    assert called(
        callee,
        f"good: {{{uses}, permissions: {{id-token: write}}}}",
        f"less: {{{uses}, permissions: {{contents: read}}}}",
        f"none: {{{uses}}}",
    ) == [
        ("caller-grants-less", "caller.yml", 5, f"./{W}c.yml"),
        ("caller-grants-less", "caller.yml", 6, f"./{W}c.yml"),
    ]
    assert called(callee) == []


def test_a_block_of_the_called_workflow_decides_itself() -> None:
    for block, expected in (("{id-token: write}", []), ("{}", ["not-granted"])):
        callee = {
            W + "c.yml": workflow(
                f"a: {{runs-on: x, permissions: {block}, steps: [{OIDC}]}}", on="workflow_call"
            )
        }
        found = called(callee, f"b: {{uses: ./{W}c.yml, permissions: {{contents: read}}}}")
        assert [key for key, *_ in found] == expected


def test_the_condition_of_the_login_is_judged_for_each_call() -> None:
    step = "{uses: azure/login@v2, if: inputs.oidc, with: {client-id: x}}"
    callee = {
        W + "c.yml": workflow(
            f"a: {{runs-on: x, steps: [{step}]}}",
            on="{workflow_call: {inputs: {oidc: {type: boolean}}}, push: }",
        )
    }
    found = called(
        callee,
        f"no: {{uses: ./{W}c.yml}}",
        f"yes: {{uses: ./{W}c.yml, with: {{oidc: true}}}}",
        head="permissions: {}",
    )
    assert found == [("caller-grants-less", "caller.yml", 5, f"./{W}c.yml")]


def test_logins_inside_actions() -> None:
    action = (
        "inputs: {creds: {}}\nruns: {using: composite, steps: ["
        "{uses: azure/login@v2, if: \"inputs.creds == ''\", with: {client-id: x}}]}"
    )
    outer = "runs: {using: composite, steps: [{uses: ./inner}]}"
    files = {
        "inner/action.yml": action,
        "outer/action.yml": outer,
        W + "w.yml": workflow(
            "a: {runs-on: x, steps: [{uses: ./outer}]}",
            "b: {runs-on: x, steps: [{uses: ./inner, with: {creds: y}}]}",
            "c: {runs-on: x, permissions: {id-token: write}, steps: [{uses: ./inner}]}",
        ),
    }
    assert seen("AZL703", files) == [("no-permissions", "w.yml", 4, "./outer")]


def test_calls_in_a_circle_end() -> None:
    files = {
        W + "a.yml": workflow(
            f"x: {{uses: ./{W}a.yml}}",
            f"y: {{runs-on: x, steps: [{OIDC}]}}",
            on="workflow_call",
        )
    }
    assert seen("AZL703", files) == []
