"""Workflows and actions as declarations."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from azlint.languages.workflow.link import calls, load
from azlint.languages.workflow.lower import lower_action, lower_workflow
from azlint.languages.workflow.model import Action, Event, Workflow, enclosing, text
from azlint.languages.workflow.parse import parse
from azlint.languages.workflow.place import job_place, step_place
from azlint.languages.workflow.trace import Tracer
from azlint.source import Span

WORKFLOW = """\
name: deploy
on:
  push:
  workflow_call:
    inputs:
      region: {type: string, default: westeurope, required: true}
    secrets:
      token: {required: true}
    outputs:
      tag: {value: '${{ jobs.build.outputs.tag }}'}
  workflow_dispatch:
    inputs:
      size: {type: choice, options: [small, large]}
permissions: {contents: read}
env: {A: 1}
jobs:
  build:
    needs: [test, lint]
    runs-on: ubuntu-24.04
    environment: production
    container: {image: 'node:22'}
    services:
      db: {image: postgres}
      cache: redis
    outputs: {tag: '${{ steps.s.outputs.tag }}'}
    env: {B: 2}
    steps:
      - id: s
        uses: a/b@v1
        with: {X-Y: z}
        env: {C: 3}
      - name: run it
        if: always()
        run: echo
      - parallel:
          - run: one
          - uses: c/d@v2
  call:
    needs: build
    uses: ./.github/workflows/other.yml
    with: {a: b}
    secrets: inherit
  pass:
    uses: o/r/.github/workflows/x.yml@v1
    secrets: {t: '${{ secrets.T }}'}
"""


def lowered() -> Workflow:
    found = lower_workflow(".github/workflows/deploy.yml", parse(WORKFLOW).root)
    assert found is not None
    return found


def test_a_workflow() -> None:
    found = lowered()
    assert found.declaration.address == "workflow.deploy"
    assert found.triggers == {"push", "workflow_call", "workflow_dispatch"}
    assert found.reusable
    inputs = [
        (each.event, each.name, each.type, text(each.default), each.required)
        for each in found.inputs
    ]
    assert inputs == [
        (Event.CALL, "region", "string", "westeurope", True),
        (Event.DISPATCH, "size", "choice", "", False),
    ]
    assert [option.value for option in found.inputs[1].options] == ["small", "large"]
    assert [(each.name, each.required) for each in found.secrets] == [("token", True)]
    assert [(each.name, text(each.value)) for each in found.outputs] == [
        ("tag", "${{ jobs.build.outputs.tag }}")
    ]
    assert [(entry.key.value, text(entry.value)) for entry in found.env] == [("A", "1")]
    assert found.get("permissions") is not None
    assert [job.id for job in found.jobs] == ["build", "call", "pass"]


def test_a_job_and_its_steps() -> None:
    job = lowered().jobs[0]
    assert job.needs == ("test", "lint")
    assert text(job.get("environment")) == "production"
    assert [(each.role, text(each.name)) for each in job.images] == [
        ("container", "node:22"),
        ("db", "postgres"),
        ("cache", "redis"),
    ]
    steps = [
        (each.index, each.declaration.address, text(each.uses), text(each.run))
        for each in job.steps
    ]
    assert steps == [
        (0, "step.build.s", "a/b@v1", ""),
        (1, "step.build.run it", "", "echo"),
        (2, "step.build.run", "", "one"),
        (3, "step.build.c/d", "c/d@v2", ""),
    ]
    entry = job.steps[0].argument("x-y")
    assert entry is not None
    assert text(entry.value) == "z"
    assert text(job.steps[1].get("if")) == "always()"


def test_jobs_that_call() -> None:
    _, call, pass_ = lowered().jobs
    assert (text(call.uses), call.needs, call.inherits_secrets) == (
        "./.github/workflows/other.yml",
        ("build",),
        True,
    )
    assert (pass_.inherits_secrets, [entry.key.value for entry in pass_.secrets]) == (False, ["t"])


def test_places() -> None:
    found = lowered()
    job = found.jobs[0]
    path = found.path
    assert WORKFLOW[job.declaration.header.start : job.declaration.header.end] == "build"
    step = job.steps[0].declaration
    assert WORKFLOW[step.span.start : step.span.end].startswith("id: s\n")
    assert WORKFLOW[step.header.start : step.header.end] == "uses: a/b@v1"
    at = WORKFLOW.index("node:22")
    assert enclosing(found, Span(path, at, at + 1)).address == "image.build.container"
    at = WORKFLOW.index("A: 1")
    assert enclosing(found, Span(path, at, at + 1)) == found.declaration


def test_an_action() -> None:
    source = (
        "name: x\ninputs: {i: {default: 1, required: true}}\noutputs: {o: {value: v}}\n"
        "runs: {using: composite, steps: [{run: a, shell: bash}, {uses: ./b}]}\n"
    )
    found = lower_action("tools/setup/action.yml", parse(source).root)
    assert found is not None
    assert (found.folder, found.using, found.image) == ("tools/setup", "composite", None)
    assert found.declaration.address == "action.setup"
    assert [(each.name, text(each.default), each.required) for each in found.inputs] == [
        ("i", "1", True)
    ]
    assert [(each.name, text(each.value)) for each in found.outputs] == [("o", "v")]
    assert [text(step.uses) or text(step.run) for step in found.steps] == ["a", "./b"]


def test_docker_and_node_actions() -> None:
    docker = lower_action("action.yml", parse("runs: {using: docker, image: 'docker://a:1'}").root)
    node = lower_action("action.yml", parse("runs: {using: node20, main: x.js}").root)
    assert docker is not None
    assert node is not None
    assert (docker.using, text(docker.image), docker.folder) == ("docker", "docker://a:1", "")
    assert (node.using, node.image, node.steps) == ("node20", None, ())


def test_what_is_no_mapping_is_no_workflow() -> None:
    for source in ("", "[1]", "x", "- a: b"):
        assert lower_workflow("w.yml", parse(source).root) is None
        assert lower_action("action.yml", parse(source).root) is None


def test_calls_are_linked_in_both_directions() -> None:
    files = {
        ".github/workflows/a.yml": "jobs: {j: {uses: ./.github/workflows/b.yml}}",
        ".github/workflows/b.yml": (
            "on: workflow_call\njobs: {j: {steps: [{uses: ./}, {uses: $/x/}, {uses: a/b@v1}, "
            "{uses: ./missing}, {uses: ../out}]}}"
        ),
        "action.yml": "runs: {using: composite, steps: [{uses: ./x}]}",
        "x/action.yml": "runs: {using: node20}",
    }
    linked = load(files, lambda _path: None)
    found = {
        path: [(call.file.path, call.uses.value) for call in callers]
        for path, callers in linked.callers.items()
    }
    assert found == {
        ".github/workflows/b.yml": [(".github/workflows/a.yml", "./.github/workflows/b.yml")],
        "action.yml": [(".github/workflows/b.yml", "./")],
        "x/action.yml": [(".github/workflows/b.yml", "$/x/"), ("action.yml", "./x")],
    }
    assert linked.called("./x@v1") is linked.actions["x"]
    assert linked.called("a/b@v1") is None


KEYS = st.sampled_from(
    ["on", "jobs", "steps", "uses", "with", "env", "strategy", "matrix", "include", "exclude",
     "inputs", "default", "workflow_call", "workflow_dispatch", "container", "image", "services",
     "runs", "using", "needs", "secrets", "v", "node-version", "parallel", "options", "type"]
)  # fmt: skip
LEAVES = st.sampled_from(
    ["", "push", "~", "3.10", "x", "'${{ matrix.v }}'", "'${{ inputs.v }}'", "'${{ env.v }}'",
     "./.github/workflows/w.yml", "./", "actions/setup-node@v4", "composite", "choice", "true",
     "'${{ fromJSON(inputs.v) }}'", "'${{ matrix.v && env.v || inputs.v }}${{'"]
)  # fmt: skip
FLOW = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]")
        | st.dictionaries(KEYS, inner, max_size=4).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"
        )
    ),
    max_leaves=25,
)


@given(FLOW, FLOW)
@settings(max_examples=200)
def test_any_shape_is_lowered_and_traced(workflow: str, action: str) -> None:
    files = {".github/workflows/w.yml": f"on: push\njobs: {{j: {workflow}}}", "action.yml": action}
    linked = load(files, lambda _path: None)
    tracer = Tracer(linked)
    for file in linked.files():
        assert isinstance(file, Workflow | Action)
        for call in calls(file):
            if call.step is not None:
                for entry in call.step.with_:
                    tracer.values(step_place(file, call.job, call.step), entry.value)
            elif call.job is not None:
                tracer.values(job_place(file, call.job), call.uses)


def test_a_workflow_may_have_the_name_of_an_action() -> None:
    path = ".github/workflows/action.yml"
    found = load({path: "on: push\njobs: {a: {runs-on: x}}\n"}, lambda _: None)
    assert ([*found.workflows], [*found.actions]) == ([path], [])
