"""AZL503: what expressions read beside what is there."""

from __future__ import annotations

import pytest

from azlint.finding import Severity
from tiny import W, findings, seen, workflow

BUILD = "build: {runs-on: x, outputs: {tag: '${{ steps.m.outputs.t }}'}, steps: [{id: m, run: a}]}"


def read(
    expression: str, head: str = "needs: build", condition: str = "", on: str = "push"
) -> list[tuple[str, str]]:
    """What is found where a step of a job reads something."""
    step = f'{{run: "${{{{ {expression} }}}}"}}' if expression else f'{{if: "{condition}"}}'
    job = f"deploy: {{runs-on: x, {head}, steps: [{step}]}}"
    return [
        (key, text)
        for key, _, _, text in seen("AZL503", {W + "w.yml": workflow(BUILD, job, on=on)})
    ]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("needs.build.outputs.tag", ""),
        ("NEEDS.Build.Outputs.TAG", ""),
        ("needs['build'].outputs['tag']", ""),
        ("needs.build.result", ""),
        ("needs.build.outputs", ""),
        ("toJSON(needs.build.outputs)", ""),
        ("needs.*.result", ""),
        ("needs.build.outputs[github.ref]", ""),
        ("needs.build.outputs.name", "no-such-output"),
        ("needs.build.outputs['name']", "no-such-output"),
        ("needs.build.outputs.name || 'x'", ""),
        ("needs.build.outputs.name == ''", ""),
        ("needs.build.outputs.name == 'x'", "no-such-output"),
        ("needs.deploy.outputs.tag", "own-job"),
        ("needs.test.outputs.tag", "no-such-job"),
        ("needs.test.outputs.tag || 'x'", "no-such-job"),
        ("steps.m.outputs.t", "no-such-step"),
        ("inputs.size", "no-such-input"),
        ("github.event.inputs.size", "no-such-input"),
        ("github.owner", "no-such-property"),
        ("github.owner || github.actor", ""),
        ("github.Repository_Owner", ""),
        ("github['owner']", "no-such-property"),
        ("github.event.owner", ""),
        ("matrix.os", "no-such-matrix-key"),
        ("matrix.os != 'x'", ""),
    ],
)
def test_reads(expression: str, expected: str) -> None:
    assert [key for key, _ in read(expression)] == [expected] * bool(expected)


def test_only_what_a_job_names_itself_counts_as_needed() -> None:
    jobs = (
        BUILD,
        "test: {runs-on: x, needs: [build], steps: [{run: a}]}",
        "deploy: {runs-on: x, needs: test, steps: [{run: '${{ needs.build.outputs.tag }}'}]}",
    )
    assert seen("AZL503", {W + "w.yml": workflow(*jobs)}) == [
        ("not-needed", "w.yml", 6, "needs.build.outputs.tag")
    ]


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        ("{os: [x]}", ""),
        ("{Os: [x]}", ""),
        ("{os: '${{ fromJSON(vars.X) }}'}", ""),
        ("{include: [{os: x}, {py: 3}]}", ""),
        ("{py: [3], include: [{os: x}]}", ""),
        ("{py: [3], exclude: [{os: x}]}", "no-such-matrix-key"),
        ("{py: [3]}", "no-such-matrix-key"),
        ("{py: [3], include: '${{ fromJSON(vars.X) }}'}", ""),
        ("{py: [3], include: ['${{ fromJSON(vars.X) }}']}", ""),
        ("'${{ fromJSON(vars.X) }}'", ""),
    ],
)
def test_keys_of_a_matrix(matrix: str, expected: str) -> None:
    found = read("matrix.os", f"strategy: {{matrix: {matrix}}}")
    assert [key for key, _ in found] == [expected] * bool(expected)


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        ("{os: [{name: x}]}", ""),
        ("{os: [{Name: x}, y]}", ""),
        ("{os: [{ref: x}, y]}", "no-such-matrix-key"),
        ("{os: [{ref: x}], include: [{os: {name: x}}]}", ""),
        ("{os: [{ref: x}, '${{ vars.X }}']}", ""),
        ("{os: [[x]]}", ""),
        ("{os: '${{ fromJSON(vars.X) }}'}", ""),
    ],
)
def test_values_of_a_matrix(matrix: str, expected: str) -> None:
    found = read("matrix.os.name", f"strategy: {{matrix: {matrix}}}")
    assert [key for key, _ in found] == [expected] * bool(expected)


def test_a_strategy_that_an_expression_makes_is_not_known() -> None:
    assert read("matrix.os", "strategy: '${{ fromJSON(vars.X) }}'") == []


def test_conditions_are_read_without_braces() -> None:
    assert read("", condition="needs.build.outputs.name == 'x'") == [
        ("no-such-output", "needs.build.outputs.name")
    ]
    assert read("", condition=" ") == []


def test_inputs_of_any_event_count() -> None:
    on = "{workflow_dispatch: {inputs: {a: {}}}, workflow_call: {inputs: {b: {type: string}}}}"
    assert read("inputs.A && inputs.b && inputs.c", on=on) == [("no-such-input", "inputs.c")]


def test_the_event_of_a_called_workflow_is_that_of_its_caller() -> None:
    dispatched = "{workflow_dispatch: {inputs: {a: {}}}}"
    called = "{workflow_call: , workflow_dispatch: {inputs: {a: {}}}}"
    assert read("github.event.inputs.b", on=dispatched) == [
        ("no-such-input", "github.event.inputs.b")
    ]
    assert read("github.event.inputs.b", on=called) == []
    assert read("github.event.inputs.b || 'x'", on=dispatched) == []
    for other in ("push", "repository_dispatch"):
        assert read("github.event.inputs.b", on=other) == [
            ("no-such-input", "github.event.inputs.b")
        ]


def test_steps_in_order() -> None:
    run = "run: '${{ steps.b.outcome }}'"
    url = "environment: {name: x, url: '${{ steps.b.outputs.u }}'}"
    job = f"a: {{runs-on: x, {url}, steps: [{{{run}}}, {{id: B, {run}}}, {{{run}}}]}}"
    found = seen("AZL503", {W + "w.yml": workflow(job)})
    assert [(key, text) for key, _, _, text in found] == [("later-step", "steps.b.outcome")] * 2


def test_outputs_through_actions_and_calls() -> None:
    files = {
        "act/action.yml": (
            "outputs: {a: {value: '${{ steps.s.outputs.a }}'},"
            " b: {value: '${{ steps.t.outputs.b }}'}}\n"
            "runs: {using: composite, steps: [{id: s, run: a, shell: bash}]}"
        ),
        "js/action.yml": "outputs: {a: {}}\nruns: {using: node20}",
        W + "c.yml": workflow(
            BUILD,
            on="{workflow_call: {outputs: {tag: {value: '${{ jobs.build.outputs.tag }}'},"
            " no: {value: '${{ jobs.build.outputs.no }}'},"
            " none: {value: '${{ jobs.n.result }}'}}}}",
        ),
        W + "w.yml": workflow(
            f"c: {{uses: ./{W}c.yml}}",
            "d: {needs: c, runs-on: x, steps: [{id: s, uses: ./act}, {id: j, uses: ./js},"
            " {run: '${{ steps.s.outputs.a }} ${{ steps.s.outputs.c }} ${{ steps.j.outputs.c }}"
            " ${{ needs.c.outputs.tag }} ${{ needs.c.outputs.other }}'}]}",
        ),
    }
    found = seen("AZL503", files)
    assert [(key, path, text) for key, path, _, text in found] == [
        ("no-such-output", "c.yml", "jobs.build.outputs.no"),
        ("no-such-job", "c.yml", "jobs.n.result"),
        ("no-such-output", "w.yml", "steps.s.outputs.c"),
        ("no-such-output", "w.yml", "needs.c.outputs.other"),
        ("no-such-step", "act/action.yml", "steps.t.outputs.b"),
    ]


def test_only_a_need_that_is_not_there_is_refused() -> None:
    files = {
        W + "w.yml": workflow(
            "a: {runs-on: x, needs: [b], steps: [{run: '${{ needs.b.result }} ${{ inputs.x }}'}]}"
        )
    }
    assert [(each.key, each.severity) for each in findings("AZL503", files)] == [
        ("no-such-need", Severity.ERROR),
        ("no-such-input", Severity.WARNING),
    ]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("if: false, ", []),
        ('if: "always() && false", ', []),
        ("if: \"${{ inputs.x == 'a' }}\", ", ["no-such-job"]),
        ("if: \"github.event_name == 'schedule'\", ", ["no-such-job"]),
        ("if: \"github.event_name == 'push'\", ", ["no-such-job"]),
        ("if: \"needs.gone.outputs.x == 'a'\", ", ["no-such-job", "no-such-job"]),
    ],
)
def test_what_never_runs_reads_nothing(head: str, expected: list[str]) -> None:
    step = '{run: "${{ needs.gone.outputs.x }}"}'
    inputs = "{push: , workflow_dispatch: {inputs: {x: {type: string}}}}"
    job = workflow(f"a: {{runs-on: x, {head}steps: [{step}]}}", on=inputs)
    own = workflow(
        f"a: {{runs-on: x, steps: [{{{head}run: '${{{{ needs.gone.x }}}}'}}]}}", on=inputs
    )
    for text in (job, own):
        assert [key for key, *_ in seen("AZL503", {W + "w.yml": text})] == expected


def test_an_empty_read_is_one_finding() -> None:
    step = "{uses: actions/setup-node@v4, with: {node-version: '${{ matrix.node }}'}}"
    text = workflow(f"a: {{runs-on: x, strategy: {{matrix: {{os: [x]}}}}, steps: [{step}]}}")
    files = {W + "w.yml": text}
    assert [key for key, *_ in seen("AZL503", files)] == ["no-such-matrix-key"]
    assert seen("AZL501", files) == []


def test_an_empty_default_is_a_moving_version() -> None:
    step = "{uses: actions/setup-node@v4, with: {node-version: '${{ inputs.node }}'}}"
    on = "{workflow_dispatch: {inputs: {node: {type: string, default: ''}}}}"
    files = {W + "w.yml": workflow(f"a: {{runs-on: x, steps: [{step}]}}", on=on)}
    assert [key for key, *_ in seen("AZL501", files)] == ["runner"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("# This file was generated by a tool. DO NOT EDIT.\n", []),
        ("\n# Do not modify: auto-generated from deploy.md\n", []),
        ("# Releases the generated client\n", ["not-needed"]),
        ("name: x\n# generated, do not edit\n", ["not-needed"]),
    ],
)
def test_files_that_a_tool_writes(head: str, expected: list[str]) -> None:
    text = workflow(BUILD, "a: {runs-on: x, steps: [{run: '${{ needs.build.outputs.tag }}'}]}")
    found = findings("AZL503", {W + "w.yml": head + text})
    assert [each.key for each in found] == expected
