"""AZL504: secrets that are read behind a call, and what the call hands over."""

from __future__ import annotations

import pytest

from tiny import W, findings, seen, workflow

CALLEE = f"./{W}callee.yml"


def callee(read: str, declared: str = "", condition: str = "") -> dict[str, str]:
    guard = f'if: "{condition}", ' if condition else ""
    job = f'a: {{runs-on: x, steps: [{{{guard}run: "${{{{ {read} }}}}"}}]}}'
    return {W + "callee.yml": workflow(job, on=f"{{workflow_call: {declared}}}")}


def found(files: dict[str, str], *jobs: str, on: str = "push") -> list[str]:
    """The secrets that each call starves its callee of."""
    files = {**files, W + "caller.yml": workflow(*jobs, on=on)}
    return [
        each.message.partition("reads ")[2].partition(",  which")[0].partition(", which")[0]
        for each in findings("AZL504", files)
    ]


@pytest.mark.parametrize(
    ("read", "declared", "secrets", "expected"),
    [
        ("secrets.KEY", "", "", ["the secret KEY"]),
        ("secrets['KEY']", "", "", ["the secret KEY"]),
        ("secrets.KEY == 'x'", "", "", ["the secret KEY"]),
        ("format('{0}{1}', secrets.KEY, secrets.Other)", "", "", ["the secrets KEY, Other"]),
        ("secrets.KEY", "", ", secrets: inherit", []),
        ("secrets.KEY", "", ", secrets: {key: x}", []),
        ("secrets.KEY", "", ", secrets: {other: x}", ["the secret KEY"]),
        ("secrets.KEY", "", ", secrets: '${{ x }}'", []),
        ("secrets.KEY", "{secrets: {key: {required: true}}}", "", []),
        ("secrets.KEY", "{secrets: {key: }}", "", []),
        ("secrets.GITHUB_TOKEN", "", "", []),
        ("secrets.KEY || github.token", "", "", []),
        ("secrets.KEY != ''", "", "", []),
        ("secrets[inputs.name]", "", "", []),
        ("toJSON(secrets)", "", "", []),
    ],
)
def test_calls(read: str, declared: str, secrets: str, expected: list[str]) -> None:
    assert found(callee(read, declared), f"c: {{uses: {CALLEE}{secrets}}}") == expected


def test_the_environment_of_a_called_job_does_not_help() -> None:
    job = "a: {runs-on: x, environment: production, steps: [{run: '${{ secrets.KEY }}'}]}"
    files = {W + "callee.yml": workflow(job, on="workflow_call")}
    assert found(files, f"c: {{uses: {CALLEE}}}") == ["the secret KEY"]


def test_each_call_is_judged_by_what_it_passes_to_the_condition() -> None:
    declared = "{inputs: {deploy: {type: boolean}}}"
    files = callee("secrets.KEY", declared, "inputs.deploy")
    jobs = (
        f"a: {{uses: {CALLEE}}}",
        f"b: {{uses: {CALLEE}, with: {{deploy: true}}}}",
        f"c: {{uses: {CALLEE}, with: {{deploy: '${{{{ github.ref == vars.X }}}}'}}}}",
    )
    files = {**files, W + "caller.yml": workflow(*jobs)}
    assert [line for _, _, line, _ in seen("AZL504", files)] == [5, 6]


@pytest.mark.parametrize(
    ("read", "starved"),
    [
        ("inputs.deploy && format('k={0}', secrets.KEY) || ''", [5, 6]),
        ("!inputs.deploy && format('k={0}', secrets.KEY) || ''", [4, 6]),
        ("case(inputs.deploy, format('k={0}', secrets.KEY), '')", [4, 5, 6]),
    ],
)
def test_an_operand_that_a_call_does_not_come_to_is_not_read(read: str, starved: list[int]) -> None:
    jobs = (
        f"a: {{uses: {CALLEE}}}",
        f"b: {{uses: {CALLEE}, with: {{deploy: true}}}}",
        f"c: {{uses: {CALLEE}, with: {{deploy: '${{{{ github.ref == vars.X }}}}'}}}}",
    )
    files = {
        **callee(read, "{inputs: {deploy: {type: boolean}}}"),
        W + "caller.yml": workflow(*jobs),
    }
    assert [line for _, _, line, _ in seen("AZL504", files)] == starved


@pytest.mark.parametrize(
    ("script", "key"),
    [
        ("curl $KEY", "never-passed"),
        ("[ -n $OTHER ] && curl $KEY", "never-passed"),
        ("[ -z $KEY ] && exit", "never-passed?"),
        ("test -n ${KEY} && curl", "never-passed?"),
        ("curl ${KEY:-none}", "never-passed?"),
        ("[[ $KEY ]] && curl", "never-passed?"),
        ("for n in KEY; do [ -z ${!n} ] && exit; done", "never-passed?"),
        ("[ -z ${!n} ] && exit", "never-passed"),
        ("if (-not $env:KEY) { exit }", "never-passed?"),
        ("[string]::IsNullOrEmpty($env:KEY)", "never-passed?"),
    ],
)
def test_a_variable_that_a_script_checks_is_undecided(script: str, key: str) -> None:
    for step, job in (
        ("env: {KEY: '${{ secrets.K }}'}, ", ""),
        ("", "env: {KEY: '${{ secrets.K }}'}, "),
    ):
        body = f'a: {{runs-on: x, {job}steps: [{{{step}run: "{script}"}}]}}'
        files = {
            W + "callee.yml": workflow(body, on="workflow_call"),
            W + "caller.yml": workflow(f"c: {{uses: {CALLEE}}}"),
        }
        assert [found for found, *_ in seen("AZL504", files)] == [key]


def test_what_is_inherited_further_down_counts_as_read() -> None:
    middle = f"m: {{uses: {CALLEE}, secrets: inherit}}"
    for declared, expected in (
        ("", ["the secret KEY"]),
        ("{secrets: {KEY: {required: true}}}", ["the secret KEY"]),
        ("{secrets: {KEY: }}", []),
    ):
        files = {
            **callee("secrets.KEY", declared),
            W + "middle.yml": workflow(middle, on="workflow_call"),
        }
        assert found(files, f"c: {{uses: ./{W}middle.yml}}") == expected
        assert found(files, f"c: {{uses: ./{W}middle.yml, secrets: inherit}}") == []


def test_calls_in_a_circle_end() -> None:
    circle = f"again: {{uses: {CALLEE}, secrets: inherit}}"
    job = "a: {runs-on: x, steps: [{run: '${{ secrets.KEY }}'}]}"
    files = {W + "callee.yml": workflow(job, circle, on="workflow_call")}
    assert found(files, f"c: {{uses: {CALLEE}}}") == ["the secret KEY"]


def test_the_reads_are_told() -> None:
    files = {**callee("secrets.KEY"), W + "caller.yml": workflow(f"c: {{uses: {CALLEE}}}")}
    (finding,) = findings("AZL504", files)
    (related,) = finding.related
    text = files[related.span.path][related.span.start : related.span.end]
    assert (related.span.path, text) == (W + "callee.yml", "secrets.KEY")


def test_undeclared_reads_are_noted_on_request() -> None:
    files = {
        **callee("format('{0}{1}{2}', secrets.A, secrets.b, secrets.A)", "{secrets: {B: }}"),
        W + "caller.yml": workflow(f"c: {{uses: {CALLEE}, secrets: inherit}}"),
    }
    assert seen("AZL504", files) == []
    assert seen("AZL504", files, undeclared=True) == [("undeclared", "callee.yml", 4, "secrets.A")]
