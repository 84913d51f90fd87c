"""AZL505: every key with what it is offered, and expressions that cannot be read."""

from __future__ import annotations

import pytest

from tiny import W, seen

ALL = "env github inputs job jobs matrix needs runner secrets steps strategy vars"
BASE = {"github", "inputs", "vars"}
JOB = BASE | {"matrix", "needs", "strategy"}
RUN = JOB | {"env", "job", "runner", "steps"}
STEP = RUN | {"secrets"}
ACTION = {"github", "job", "matrix", "runner", "strategy"}
STEPPED = ACTION | {"env", "inputs", "steps"}
STATUS = {"always", "cancelled", "failure", "success"}


def at(keys: str) -> str:
    """A workflow that has one value, at dotted keys; `[]` is a list of one item."""
    text = "VALUE"
    for key in reversed(keys.split(".")):
        text = f"[{text}]" if key == "[]" else f"{{{key}: {text}}}"
    return text


WORKFLOW = [
    ("run-name", BASE, set()),
    ("concurrency", BASE, set()),
    ("concurrency.group", BASE, set()),
    ("env.A", BASE | {"secrets"}, set()),
    ("on.workflow_call.inputs.a.default", BASE, set()),
    ("on.workflow_call.outputs.a.value", BASE | {"jobs"}, set()),
    ("jobs.a.name", JOB, set()),
    ("jobs.a.if", BASE | {"needs"}, STATUS),
    ("jobs.a.strategy.matrix.os", BASE | {"needs"}, set()),
    ("jobs.a.strategy.matrix.os.[]", BASE | {"needs"}, set()),
    ("jobs.a.runs-on", JOB, set()),
    ("jobs.a.runs-on.[]", JOB, set()),
    ("jobs.a.runs-on.group", JOB, set()),
    ("jobs.a.timeout-minutes", JOB, set()),
    ("jobs.a.continue-on-error", JOB, set()),
    ("jobs.a.concurrency.group", JOB, set()),
    ("jobs.a.environment", JOB, set()),
    ("jobs.a.environment.name", JOB, set()),
    ("jobs.a.environment.url", RUN, set()),
    ("jobs.a.container", JOB, set()),
    ("jobs.a.container.image", JOB, set()),
    ("jobs.a.container.options", JOB, set()),
    ("jobs.a.container.credentials.username", JOB | {"env", "secrets"}, set()),
    ("jobs.a.container.env.A", STEP, set()),
    ("jobs.a.services.db.image", JOB, set()),
    ("jobs.a.services.db.credentials.password", JOB | {"env", "secrets"}, set()),
    ("jobs.a.services.db.env.A", STEP, set()),
    ("jobs.a.env.A", JOB | {"secrets"}, set()),
    ("jobs.a.defaults.run.shell", JOB | {"env"}, set()),
    ("jobs.a.outputs.a", STEP, set()),
    ("jobs.a.with.a", JOB, set()),
    ("jobs.a.secrets.a", JOB | {"secrets"}, set()),
    ("jobs.a.steps.[].if", RUN, STATUS | {"hashFiles"}),
    ("jobs.a.steps.[].name", STEP, {"hashFiles"}),
    ("jobs.a.steps.[].run", STEP, {"hashFiles"}),
    ("jobs.a.steps.[].with.a", STEP, {"hashFiles"}),
    ("jobs.a.steps.[].env.A", STEP, {"hashFiles"}),
    ("jobs.a.steps.[].working-directory", STEP, {"hashFiles"}),
    ("jobs.a.steps.[].continue-on-error", STEP, {"hashFiles"}),
    ("jobs.a.steps.[].timeout-minutes", STEP, {"hashFiles"}),
]
ACTIONS = [
    ("inputs.a.default", ACTION, {"hashFiles"}),
    ("outputs.a.value", STEPPED, set()),
    ("runs.steps.[].if", STEPPED, STATUS | {"hashFiles"}),
    ("runs.steps.[].run", STEPPED, {"hashFiles"}),
    ("runs.steps.[].shell", STEPPED, {"hashFiles"}),
    ("runs.steps.[].with.a", STEPPED, {"hashFiles"}),
    ("runs.steps.[].env.A", STEPPED, {"hashFiles"}),
]


def named(part: object) -> str:
    """Sets have no order to be named by."""
    return part if isinstance(part, str) else "-"


def refused(path: str, text: str) -> list[tuple[str, str]]:
    return [(key, name) for key, _, _, name in seen("AZL505", {path: text})]


def offered(path: str, frame: str) -> tuple[set[str], set[str]]:
    """The contexts and the functions beyond the common ones that one place accepts."""
    contexts = " || ".join(f"{name}.x" for name in ALL.split())
    calls = " || ".join(f"{name}('x')" for name in sorted(STATUS | {"hashFiles", "Format"}))
    value = f'"${{{{ {contexts} || {calls} }}}}"'
    found = refused(path, frame.replace("VALUE", value))
    contexts_refused = {name for key, name in found if key == "no-such-context"}
    functions_refused = {name for key, name in found if key == "no-such-function"}
    return set(ALL.split()) - contexts_refused, (STATUS | {"hashFiles"}) - functions_refused


@pytest.mark.parametrize(("keys", "contexts", "functions"), WORKFLOW, ids=named)
def test_keys_of_workflows(keys: str, contexts: set[str], functions: set[str]) -> None:
    assert offered(W + "w.yml", at(keys)) == (contexts, functions)


@pytest.mark.parametrize(("keys", "contexts", "functions"), ACTIONS, ids=named)
def test_keys_of_actions(keys: str, contexts: set[str], functions: set[str]) -> None:
    frame = at(keys)
    if keys.startswith("runs"):
        frame = frame.replace("{runs: {", "{runs: {using: composite, ")
    else:
        frame = frame.removesuffix("}") + ", runs: {using: composite}}"
    assert offered("a/action.yml", frame) == (contexts, functions)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("github.ref", []),
        ("GitHub.ref == 'a' && FromJSON('1')", []),
        ("\u00a0github.ref\u00a0", []),
        ("github.ref == main", [("no-such-context", "main")]),
        ("substring(github.ref, 0)", [("no-such-function", "substring")]),
        ("a.b[c.d].*.e", [("no-such-context", "a"), ("no-such-context", "c")]),
        ("github.ref ==", [("not-an-expression", "}")]),
        ("github..ref", [("not-an-expression", ".")]),
        ("'open", [("not-an-expression", "${{ 'open }}")]),
        ("", [("not-an-expression", "}")]),
    ],
)
def test_expressions(expression: str, expected: list[tuple[str, str]]) -> None:
    text = at("jobs.a.name").replace("VALUE", f'"${{{{ {expression} }}}}"')
    assert refused(W + "w.yml", text) == expected


def test_conditions_need_no_braces() -> None:
    frame = at("jobs.a.if")
    assert refused(W + "w.yml", frame.replace("VALUE", "env.A == 'x'")) == [
        ("no-such-context", "env")
    ]
    assert refused(W + "w.yml", frame.replace("VALUE", "''")) == []
    assert refused(W + "w.yml", frame.replace("VALUE", '"${{ env.A }}"')) == [
        ("no-such-context", "env")
    ]


@pytest.mark.parametrize("keys", ["jobs.a.snapshot.if", "jobs.a.needs", "name", "on.push.branches"])
def test_keys_without_a_row_are_not_judged(keys: str) -> None:
    assert refused(W + "w.yml", at(keys).replace("VALUE", '"${{ env.A }}"')) == []


def test_only_composite_actions_hold_expressions() -> None:
    text = "inputs: {a: {default: '${{ vars.A }}'}}\nruns: {using: node20, pre-if: x.y}"
    assert refused("a/action.yml", text) == []
