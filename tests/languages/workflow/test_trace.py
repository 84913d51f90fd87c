"""Values traced to their literals, through matrix, env, inputs and calls in both directions."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from azlint.languages.workflow.coercion import to_text
from azlint.languages.workflow.link import Workflows, calls, load
from azlint.languages.workflow.model import File, Workflow
from azlint.languages.workflow.place import job_place, step_place
from azlint.languages.workflow.trace import Tracer
from azlint.node import written_at
from azlint.value import Known, Unknown, Value, alternatives, chain

W = ".github/workflows/"
JOB = "jobs:\n  a:\n    runs-on: x\n"


def linked(files: Mapping[str, str]) -> Workflows:
    return load(files, lambda _path: None)


def shown(workflows: Workflows, found: Value) -> str:
    """A value, where it is written, and the labels of its chain."""
    if isinstance(found, Unknown):
        options = " | ".join(shown(workflows, each) for each in found.one_of)
        return f"({options})" if options else f"? {found.reason.text}"
    origin = written_at(found)
    assert isinstance(found, Known)
    text = to_text(found.data)
    if origin is None:
        return text
    span = origin.span
    source = workflows.texts[span.path]
    if len(chain(found)) == 1 and "${{" in source[span.start : span.end]:
        return text
    line = source.count("\n", 0, span.start) + 1
    labels = ">".join(place.label for place in chain(found) if place.label)
    name = span.path.rpartition("/")[2]
    return f"{text} = {source[span.start : span.end]} @{name}:{line} {labels}".rstrip()


def traced(files: Mapping[str, str], path: str = W + "w.yml", name: str = "v") -> list[str]:
    """The values of `with: v:` of the only step of a file that has one."""
    workflows = linked(files)
    tracer = Tracer(workflows)
    found: list[str] = []
    for file in workflows.files():
        for call in calls(file):
            if file.path == path and call.step is not None:
                entry = call.step.argument(name)
                if entry is not None:
                    place = step_place(file, call.job, call.step)
                    found += [shown(workflows, each) for each in tracer.values(place, entry.value)]
    return found


def workflow(head: str, expression: str, extra: str = "") -> dict[str, str]:
    steps = f'    steps:\n      - uses: x/y@v1\n        with: {{v: "${{{{ {expression} }}}}"}}\n'
    return {W + "w.yml": head + JOB + extra + steps}


def test_literals() -> None:
    files = {W + "w.yml": JOB + "    steps:\n      - uses: x/y@v1\n        with: {V: 3.10}\n"}
    assert traced(files) == ["3.1 = 3.10 @w.yml:6"]


def test_the_nearest_env() -> None:
    env = "    env: {A: job, B: '${{ env.C }}'}\n"
    head = "env: {A: workflow, C: top}\n"
    assert traced(workflow(head, "env.A", env)) == ["job = job @w.yml:5 env.A"]
    assert traced(workflow(head, "env.C", env)) == ["top = top @w.yml:1 env.C"]
    assert traced(workflow(head, "env.D", env)) == ["? env.D"]
    assert traced(workflow(head, "env.B", env)) == ["? env is not available here"]


def test_what_a_script_before_a_step_writes_counts_for_more_than_outer_env() -> None:
    head = "on: push\nenv: {A: outer, AB: other}\n" + JOB + "    steps:\n"
    use = "      - uses: x/y@v1\n        with: {v: '${{ env.A }}'}\n"
    own = "        env: {A: own}\n"
    outer = ["outer = outer @w.yml:2 env.A"]
    for script, expected in (
        ('echo "A=$(cat v)" >> "$GITHUB_ENV"', ["? env.A"]),
        ('"A=1" >> $env:GITHUB_ENV', ["? env.A"]),
        ("{ echo 'A<<E'; cat v; echo E; } >> $GITHUB_ENV", ["? env.A"]),
        ('echo "AB=1" >> "$GITHUB_ENV"', outer),
        ('echo "A=1" >> "$GITHUB_OUTPUT"', outer),
    ):
        step = f"      - run: |\n          {script}\n"
        assert traced({W + "w.yml": head + step + use}) == expected
        assert traced({W + "w.yml": head + use + step}) == outer
        (inner,) = traced({W + "w.yml": head + step + use + own})
        assert inner.startswith("own = own @w.yml")


def test_the_env_of_the_step_itself() -> None:
    text = (
        "env: {A: outer}\n" + JOB + "    steps:\n      - uses: x/y@v1\n"
        "        env: {A: 'v${{ env.A }}'}\n        with: {v: '${{ env.A }}'}\n"
    )
    assert traced({W + "w.yml": text}) == ["vouter = v${{ env.A }} @w.yml:7 env.A"]


def test_every_element_of_a_matrix() -> None:
    matrix = (
        "    strategy:\n      matrix:\n        p: [3.9, '3.10']\n        os: [a, b]\n"
        "        include: [{p: x, os: c}, {os: a, tool: t}]\n"
    )
    assert traced(workflow("", "matrix.p", matrix)) == [
        "3.9 = 3.9 @w.yml:6 matrix.p",
        "3.10 = '3.10' @w.yml:6 matrix.p",
        "x = x @w.yml:8 matrix.p",
    ]
    assert traced(workflow("", "matrix.tool", matrix)) == ["t = t @w.yml:8 matrix.tool", ""]


def test_members_of_one_combination_belong_together() -> None:
    matrix = "    strategy: {matrix: {include: [{a: 1, b: x}, {a: 2, b: y}]}}\n"
    found = traced(workflow("", "matrix.a == 1 && matrix.b || 'other'", matrix))
    assert found == ["x = x @w.yml:4 matrix.b", "other = 'other' @w.yml:7"]


def test_objects_in_a_matrix() -> None:
    matrix = "    strategy: {matrix: {c: [{v: '1', n: {m: deep}}, {v: '2'}]}}\n"
    assert traced(workflow("", "matrix.c.v", matrix)) == [
        "1 = '1' @w.yml:4 matrix.c.v",
        "2 = '2' @w.yml:4 matrix.c.v",
    ]
    assert traced(workflow("", "matrix.c.n.m", matrix))[0] == "deep = deep @w.yml:4 matrix.c.n.m"


def test_a_matrix_from_json() -> None:
    matrix = "    strategy: {matrix: {p: \"${{ fromJSON('[1.10, 2]') }}\"}}\n"
    assert [text.partition(" =")[0] for text in traced(workflow("", "matrix.p", matrix))] == [
        "1.1",
        "2",
    ]


def test_opaque_matrices() -> None:
    matrix = "    strategy: {matrix: '${{ fromJSON(needs.x.outputs.m) }}'}\n"
    assert traced(workflow("", "matrix.p", matrix)) == ["? needs.x.outputs.m"]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("on: push", [""]),
        ("on: {workflow_dispatch: {inputs: {i: {default: d}}}}", ["d = d @w.yml:1 inputs.i"]),
        (
            "on: {push: , workflow_dispatch: {inputs: {i: {default: d}}}}",
            ["d = d @w.yml:1 inputs.i", ""],
        ),
        ("on: {workflow_dispatch: {inputs: {i: {required: true}}}}", ["? inputs.i"]),
        ("on: {workflow_dispatch: {inputs: {i: }}}", [""]),
        ("on: {workflow_call: {inputs: {i: {type: number}}}}", ["0"]),
        ("on: {workflow_call: {inputs: {i: {type: boolean}}}}", ["false"]),
        (
            "on: {workflow_dispatch: {inputs: {i: {type: choice, options: [a, b]}}}}",
            ["(a = a @w.yml:1 inputs.i | b = b @w.yml:1 inputs.i)"],
        ),
    ],
)
def test_inputs_without_callers(on: str, expected: list[str]) -> None:
    assert traced(workflow(on + "\n", "inputs.I")) == expected


def test_ways_that_a_condition_rules_out() -> None:
    head = "on: {push: , workflow_dispatch: {inputs: {i: {default: d}}}}\n"
    found = {
        condition: traced(workflow(head, "inputs.i", f"    if: {condition}\n"))
        for condition in ("inputs.i != ''", "'${{ !inputs.i }}'", "github.ref == 'x'", "false")
    }
    written = "d = d @w.yml:1 inputs.i"
    assert found == {
        "inputs.i != ''": [written],
        "'${{ !inputs.i }}'": [""],
        "github.ref == 'x'": [written, ""],
        "false": [],
    }


def test_combinations_that_the_step_skips() -> None:
    text = (
        JOB + "    strategy: {matrix: {v: ['1', '2']}}\n    steps:\n      - uses: x/y@v1\n"
        "        if: matrix.v == '2'\n        with: {v: '${{ matrix.v }}'}\n"
    )
    assert traced({W + "w.yml": text}) == ["2 = '2' @w.yml:4 matrix.v"]


def test_inputs_of_the_event() -> None:
    head = "on: {workflow_dispatch: {inputs: {i: {default: d}}}}\n"
    assert traced(workflow(head, "github.event.inputs.i")) == ["d = d @w.yml:1 inputs.i"]
    assert traced(workflow(head, "github.event.number")) == ["? github.event.number"]


CALLEE = workflow("on: {workflow_call: {inputs: {i: {type: string, default: d}}}}\n", "inputs.i")


def test_every_caller_and_the_default() -> None:
    caller = (
        "jobs:\n  one:\n    uses: ./.github/workflows/w.yml\n    with: {I: 1}\n"
        "  two:\n    strategy: {matrix: {v: [2, 3]}}\n    uses: ./.github/workflows/w.yml\n"
        "    with: {i: '${{ matrix.v }}'}\n  three:\n    uses: $/.github/workflows/w.yml\n"
        "  four:\n    uses: ./.github/workflows/w.yml\n    with: {i: '${{ vars.X }}'}\n"
        "  five:\n    uses: ./.github/workflows/w.yml\n    env: {A: b}\n"
        "    with: {i: '${{ env.A }}'}\n"
    )
    assert traced({**CALLEE, W + "caller.yml": caller}) == [
        "1 = 1 @caller.yml:4 inputs.i",
        "(2 = 2 @caller.yml:6 inputs.i>matrix.v | 3 = 3 @caller.yml:6 inputs.i>matrix.v)",
        "d = d @w.yml:1 inputs.i",
        "? vars.X",
        "? env is not available here",
    ]


def test_inputs_handed_through_two_calls() -> None:
    middle = (
        "on: {workflow_call: {inputs: {m: {type: string, required: true}}}}\njobs:\n  j:\n"
        "    uses: ./.github/workflows/w.yml\n    with: {i: '${{ inputs.m }}'}\n"
    )
    top = "jobs:\n  j:\n    uses: ./.github/workflows/middle.yml\n    with: {m: '9'}\n"
    assert traced({**CALLEE, W + "middle.yml": middle, W + "top.yml": top}) == [
        "9 = '9' @top.yml:4 inputs.i>inputs.m",
        "? inputs.m",
        "d = d @w.yml:1 inputs.i",
    ]


ACTION = (
    "inputs: {i: {default: d}}\nruns:\n  using: composite\n  steps:\n"
    "    - uses: x/y@v1\n      with: {v: '${{ inputs.i }}', e: '${{ env.E }}'}\n"
)


def test_composite_actions() -> None:
    caller = (
        "env: {E: outer}\n" + JOB + "    steps:\n      - uses: ./tools/setup/\n"
        "        with: {i: '${{ env.E }}'}\n      - uses: ./tools/setup\n        env: {E: own}\n"
    )
    files = {"tools/setup/action.yml": ACTION, W + "w.yml": caller}
    path = "tools/setup/action.yml"
    assert traced(files, path) == [
        "outer = outer @w.yml:1 inputs.i>env.E",
        "d = d @action.yml:1 inputs.i",
    ]
    assert traced(files, path, "e") == [
        "outer = outer @w.yml:1 env.E",
        "own = own @w.yml:9 env.E",
        "? env.E",
    ]


def test_cycles_end() -> None:
    loop = (
        "on: {workflow_call: {inputs: {i: {type: string}}}}\njobs:\n  a:\n"
        "    uses: ./.github/workflows/w.yml\n    with: {i: '${{ inputs.i }}'}\n  b:\n"
        "    steps: [{uses: x/y@v1, with: {v: '${{ inputs.i }}'}}]\n"
    )
    assert all(text == "" or text.startswith("?") for text in traced({W + "w.yml": loop}))
    env = "env: {A: '${{ env.A }}'}\n"
    assert traced(workflow(env, "env.A")) == ["? env is not available here"]
    action = ACTION.replace("x/y@v1", "./tools").replace("v:", "i:")
    assert traced({"tools/action.yml": action}, "tools/action.yml", "i") != []


def test_contexts_are_those_of_the_key() -> None:
    text = (
        "env: {A: b}\njobs:\n  a:\n    runs-on: '${{ env.A }}'\n    container: '${{ matrix.i }}'\n"
        "    strategy: {matrix: {i: [img, '${{ env.A }}']}}\n"
    )
    workflows = linked({W + "w.yml": text})
    file: File = workflows.workflows[W + "w.yml"]
    assert isinstance(file, Workflow)
    job = file.jobs[0]
    tracer = Tracer(workflows)
    runs_on = job.get("runs-on")
    assert runs_on is not None
    assert [shown(workflows, each) for each in tracer.values(job_place(file, job), runs_on)] == [
        "? env is not available here"
    ]
    image = job.images[0].name
    assert [shown(workflows, each) for each in tracer.values(job_place(file, job), image)] == [
        "img = img @w.yml:6 matrix.i",
        "? env is not available here",
    ]


def test_secrets_and_outputs_are_known_at_run_time() -> None:
    assert traced(workflow("", "secrets.A")) == ["? secrets.A"]
    assert traced(workflow("", "steps.a.outputs.b")) == ["? steps.a.outputs.b"]
    (value,) = traced(workflow("", "vars.A || '1'"))
    assert value == "(? vars.A | 1 = '1' @w.yml:6)"


def test_alternatives_share_the_use() -> None:
    workflows = linked(workflow("", "vars.A == 1 && 'x' || 'y'"))
    file = workflows.workflows[W + "w.yml"]
    step = file.jobs[0].steps[0]
    entry = step.argument("v")
    assert entry is not None
    (found,) = Tracer(workflows).values(step_place(file, file.jobs[0], step), entry.value)
    starts = [chain(each)[0].span.start for each in alternatives(found)]
    assert starts == [entry.value.start] * 2
