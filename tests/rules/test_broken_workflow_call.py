"""AZL502: what calls pass beside what is declared, and permissions down the chain of calls."""

from __future__ import annotations

import pytest

from azlint.finding import Severity
from tiny import Seen, W, findings, seen, workflow

CALLEE = f"./{W}callee.yml"


def calls(
    declared: str, job: str, head: str = "", callee: str = "a: {runs-on: x, steps: [{run: a}]}"
) -> list[Seen]:
    """What is found where one job calls a workflow that declares something."""
    files = {
        W + "callee.yml": workflow(callee, on=f"{{workflow_call: {declared}}}"),
        W + "caller.yml": workflow(f"call: {{uses: {CALLEE}{job}}}", head=head),
    }
    return [each for each in seen("AZL502", files) if each[1] == "caller.yml"]


def keys(found: list[Seen]) -> list[tuple[str, str]]:
    return [(key, text) for key, _, _, text in found]


@pytest.mark.parametrize(
    ("declared", "passed", "expected"),
    [
        ("boolean", "true", []),
        ("boolean", "'true'", [("input-type", "'true'")]),
        ("boolean", "1", [("input-type", "1")]),
        ("boolean", "${{ github.ref == 'x' }}", []),
        ("boolean", "${{ !github.ref }}", []),
        ("boolean", "${{ github.ref }}", [("input-type", "${{ github.ref }}")]),
        ("boolean", "${{ inputs.flag || false }}", []),
        ("boolean", "${{ fromJSON(github.ref) }}", []),
        ("boolean", "${{ vars.X }}", [("input-type", "${{ vars.X }}")]),
        ("boolean", "a ${{ true }}", [("input-type", "a ${{ true }}")]),
        ("number", "3", []),
        ("number", "'3'", [("input-type", "'3'")]),
        ("number", "${{ format('{0}', 3) }}", [("input-type", "${{ format('{0}', 3) }}")]),
        ("number", "${{ matrix.n }}", []),
        ("string", "true", []),
        ("string", "3", []),
    ],
)
def test_types_of_inputs(declared: str, passed: str, expected: list[tuple[str, str]]) -> None:
    declared = f"{{inputs: {{n: {{type: {declared}}}}}}}"
    passed = passed if passed[0] in "'1t3" else f'"{passed}"'
    found = keys(calls(declared, f", with: {{n: {passed}}}"))
    assert [(key, text.strip('"')) for key, text in found] == expected


def test_the_type_of_an_own_input_is_the_declared_one() -> None:
    on = "{workflow_dispatch: {inputs: {flag: {type: boolean}, size: {type: number}, t: {}}}}"
    passed = "{b: '${{ inputs.flag }}', n: '${{ inputs.size }}', s: '${{ inputs.t }}'}"
    declared = "{inputs: {b: {type: boolean}, n: {type: number}, s: {type: boolean}}}"
    files = {
        W + "callee.yml": workflow("a: {runs-on: x}", on=f"{{workflow_call: {declared}}}"),
        W + "caller.yml": workflow(f"call: {{uses: {CALLEE}, with: {passed}}}", on=on),
    }
    assert keys(seen("AZL502", files)) == [("input-type", "'${{ inputs.t }}'")]


def test_what_is_required_and_what_is_not_declared() -> None:
    declared = (
        "{inputs: {A: {type: string, required: true}, b: {type: string}},"
        " secrets: {S: {required: true}, t: }}"
    )
    assert keys(calls(declared, ", with: {c: 1}, secrets: {u: x}")) == [
        ("input-missing", CALLEE),
        ("secret-missing", CALLEE),
        ("input-unknown", "c"),
        ("secret-unknown", "u"),
    ]
    assert calls(declared, ", with: {a: x}, secrets: {s: x}") == []
    assert calls(declared, ", with: {a: x}, secrets: inherit") == []
    assert calls(declared, ", with: '${{ x }}', secrets: '${{ x }}'") == []


def test_a_call_of_what_is_not_there_or_not_callable() -> None:
    files = {
        W + "caller.yml": workflow(
            f"a: {{uses: ./{W}none.yml}}",
            f"b: {{uses: ./{W}push.yml}}",
            f"c: {{uses: contoso/platform/{W}none.yml@v1}}",
            f"d: {{uses: ./{W}broken.yml}}",
        ),
        W + "push.yml": workflow("a: {runs-on: x}"),
        W + "broken.yml": "- not a workflow\n",
    }
    assert seen("AZL502", files) == [
        ("not-there", "caller.yml", 4, f"./{W}none.yml"),
        ("not-callable", "caller.yml", 5, f"./{W}push.yml"),
    ]


def test_actions_are_lenient() -> None:
    action = "inputs: {a: {required: true}, b: {required: true, default: x}}\nruns: {using: node20}"
    steps = "[{uses: ./act, with: {c: 1}}]"
    elsewhere = "[{uses: actions/checkout@v4, with: {repository: contoso/tools}}, {uses: ./act}]"
    own = elsewhere.replace("contoso/tools", "'${{ github.repository }}'")
    files = {
        "act/action.yml": action,
        W + "w.yml": workflow(
            f"a: {{runs-on: x, steps: {steps}}}",
            f"b: {{runs-on: x, steps: {elsewhere}}}",
            f"c: {{runs-on: x, steps: {own}}}",
        ),
    }
    found = findings("AZL502", files)
    assert seen("AZL502", files) == [
        ("action-input-missing", "w.yml", 4, "./act"),
        ("action-input-unknown", "w.yml", 4, "c"),
        ("action-input-missing", "w.yml", 6, "./act"),
    ]
    assert {finding.severity for finding in found} == {Severity.WARNING}


@pytest.mark.parametrize(
    ("asked", "granted", "expected"),
    [
        ("{contents: write}", "{contents: write}", []),
        ("{contents: write}", "{contents: read}", ["contents: write"]),
        ("{contents: read}", "{contents: write}", []),
        ("{id-token: write}", "{contents: read}", ["id-token: write"]),
        ("{id-token: none}", "{}", []),
        ("{}", "{}", []),
        ("read-all", "{contents: read}", ["read-all"]),
        ("read-all", "read-all", []),
        ("{contents: write, issues: read}", "read-all", ["contents: write"]),
        ("write-all", "read-all", ["write-all"]),
        ("write-all", "write-all", []),
        ("{b: write, a: read}", "{}", ["a: read, b: write"]),
    ],
)
def test_permissions(asked: str, granted: str, expected: list[str]) -> None:
    job = f"a: {{runs-on: x, permissions: {asked}, steps: [{{run: a}}]}}"
    for passed, head in ((f", permissions: {granted}", ""), ("", f"permissions: {granted}")):
        files = {
            W + "callee.yml": workflow(job, on="workflow_call"),
            W + "caller.yml": workflow(f"call: {{uses: {CALLEE}{passed}}}", head=head),
        }
        found = findings("AZL502", files)
        assert [each.message for each in found] == [
            f"{W}callee.yml asks for {scopes}, which this job does not grant: "
            "GitHub refuses the call"
            for scopes in expected
        ]


def test_the_block_of_a_called_workflow_counts_beside_those_of_its_jobs() -> None:
    job = "a: {runs-on: x, permissions: {contents: read}}"
    files = {
        W + "callee.yml": workflow(job, on="workflow_call", head="permissions: {issues: write}"),
        W + "caller.yml": workflow(f"c: {{uses: {CALLEE}, permissions: {{contents: read}}}}"),
    }
    (finding,) = findings("AZL502", files)
    (related,) = finding.related
    assert files[related.span.path][related.span.start : related.span.end] == "{issues: write}"


def test_the_default_of_the_repository_is_not_known() -> None:
    job = "a: {{runs-on: x, permissions: {{{}}}}}"
    assert keys(calls("", "", callee=job.format("contents: read, packages: read"))) == []
    assert keys(calls("", "", callee=job.format("contents: write"))) == [
        ("permission-above?", CALLEE)
    ]


def test_a_called_job_has_what_its_callers_grant() -> None:
    files = {
        W + "inner.yml": workflow(
            "a: {runs-on: x, permissions: {id-token: write}}", on="workflow_call"
        ),
        W + "outer.yml": workflow(f"b: {{uses: ./{W}inner.yml}}", on="workflow_call"),
        W + "caller.yml": workflow(
            f"good: {{uses: ./{W}outer.yml, permissions: {{id-token: write}}}}",
            f"bad: {{uses: ./{W}outer.yml, permissions: {{contents: write}}}}",
        ),
    }
    assert seen("AZL502", files) == [("permission-above", "caller.yml", 5, f"./{W}outer.yml")]


def test_calls_in_a_circle_end() -> None:
    files = {
        W + "a.yml": workflow(f"x: {{uses: ./{W}b.yml}}", on="workflow_call"),
        W + "b.yml": workflow(
            f"y: {{uses: ./{W}a.yml}}",
            "z: {runs-on: x, permissions: {id-token: write}}",
            on="workflow_call",
        ),
    }
    assert seen("AZL502", files) == []
