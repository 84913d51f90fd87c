"""Which contexts and functions GitHub offers to an expression, by where it stands.

From the schemas that GitHub's own parsers read: `workflow-v1.0.json` and `action-v1.0.json` of
actions/languageservices (4043eda, 2026-08-05), `action_yaml.json` of actions/runner (258d6c8,
2026-08-17). What a key is offered, all keys below it are offered too. Where the schemas do not
agree (`snapshot`), or a key holds no expression, there is no row.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Level(StrEnum):
    """Where an expression stands."""

    WORKFLOW = "workflow"
    WORKFLOW_ENV = "workflow env"
    INPUT_DEFAULT = "input default"
    CALL_OUTPUT = "call output"
    STRATEGY = "strategy"
    JOB = "job"
    JOB_ENV = "job env"
    JOB_IF = "job if"
    JOB_DEFAULTS = "job defaults"
    CREDENTIALS = "credentials"
    RUNNER = "runner"
    ENVIRONMENT_URL = "environment url"
    CALL = "call"
    CALL_SECRETS = "call secrets"
    STEP = "step"
    STEP_ENV = "step env"
    STEP_IF = "step if"
    ACTION_INPUT_DEFAULT = "action input default"
    ACTION_OUTPUT = "action output"
    ACTION_STEP = "action step"
    ACTION_STEP_IF = "action step if"


_BASE = frozenset({"github", "inputs", "vars"})
_JOB = _BASE | {"needs", "strategy", "matrix"}
_RUN = frozenset({"steps", "job", "runner", "env"})
_ACTION = frozenset({"github", "strategy", "matrix", "job", "runner"})

ALLOWED: Mapping[Level, frozenset[str]] = {
    Level.WORKFLOW: _BASE,
    Level.WORKFLOW_ENV: _BASE | {"secrets"},
    Level.INPUT_DEFAULT: _BASE,
    Level.CALL_OUTPUT: _BASE | {"jobs"},
    Level.STRATEGY: _BASE | {"needs"},
    Level.JOB: _JOB,
    Level.JOB_ENV: _JOB | {"secrets"},
    Level.JOB_IF: _BASE | {"needs"},
    Level.JOB_DEFAULTS: _JOB | {"env"},
    Level.CREDENTIALS: _JOB | {"secrets", "env"},
    Level.RUNNER: _JOB | _RUN | {"secrets"},
    Level.ENVIRONMENT_URL: _JOB | _RUN,
    Level.CALL: _JOB,
    Level.CALL_SECRETS: _JOB | {"secrets"},
    Level.STEP: _JOB | _RUN | {"secrets"},
    Level.STEP_ENV: _JOB | _RUN | {"secrets"},
    Level.STEP_IF: _JOB | _RUN,
    Level.ACTION_INPUT_DEFAULT: _ACTION,
    Level.ACTION_OUTPUT: _ACTION | {"inputs", "steps", "env"},
    Level.ACTION_STEP: _ACTION | {"inputs", "steps", "env"},
    Level.ACTION_STEP_IF: _ACTION | {"inputs", "steps", "env"},
}
"""The contexts of each level."""

_ANYWHERE = frozenset(
    {"case", "contains", "endswith", "format", "fromjson", "join", "startswith", "tojson"}
)
_STATUS = frozenset({"always", "cancelled", "failure", "success"})
_FILES = frozenset({"hashfiles"})

_MORE_FUNCTIONS: Mapping[Level, frozenset[str]] = {
    Level.JOB_IF: _STATUS,
    Level.STEP: _FILES,
    Level.STEP_ENV: _FILES,
    Level.STEP_IF: _STATUS | _FILES,
    Level.ACTION_INPUT_DEFAULT: _FILES,
    Level.ACTION_STEP: _FILES,
    Level.ACTION_STEP_IF: _STATUS | _FILES,
}

FUNCTIONS: Mapping[Level, frozenset[str]] = {
    level: _ANYWHERE | _MORE_FUNCTIONS.get(level, frozenset()) for level in Level
}
"""The functions of each level, in lower case."""

_ANY = "*"

_WORKFLOW_KEYS: Mapping[str, Level] = {
    "run-name": Level.WORKFLOW,
    "concurrency": Level.WORKFLOW,
    "env": Level.WORKFLOW_ENV,
    "on.workflow_call.inputs.*.default": Level.INPUT_DEFAULT,
    "on.workflow_call.outputs.*.value": Level.CALL_OUTPUT,
    "jobs.*.name": Level.JOB,
    "jobs.*.if": Level.JOB_IF,
    "jobs.*.strategy": Level.STRATEGY,
    "jobs.*.runs-on": Level.JOB,
    "jobs.*.timeout-minutes": Level.JOB,
    "jobs.*.cancel-timeout-minutes": Level.JOB,
    "jobs.*.continue-on-error": Level.JOB,
    "jobs.*.concurrency": Level.JOB,
    "jobs.*.environment": Level.JOB,
    "jobs.*.environment.url": Level.ENVIRONMENT_URL,
    "jobs.*.container": Level.JOB,
    "jobs.*.container.credentials": Level.CREDENTIALS,
    "jobs.*.container.env": Level.RUNNER,
    "jobs.*.services": Level.JOB,
    "jobs.*.services.*.credentials": Level.CREDENTIALS,
    "jobs.*.services.*.env": Level.RUNNER,
    "jobs.*.env": Level.JOB_ENV,
    "jobs.*.defaults.run": Level.JOB_DEFAULTS,
    "jobs.*.outputs": Level.RUNNER,
    "jobs.*.with": Level.CALL,
    "jobs.*.secrets": Level.CALL_SECRETS,
    "jobs.*.steps.if": Level.STEP_IF,
    "jobs.*.steps.name": Level.STEP,
    "jobs.*.steps.run": Level.STEP,
    "jobs.*.steps.with": Level.STEP,
    "jobs.*.steps.env": Level.STEP_ENV,
    "jobs.*.steps.working-directory": Level.STEP,
    "jobs.*.steps.continue-on-error": Level.STEP,
    "jobs.*.steps.timeout-minutes": Level.STEP,
}

_ACTION_KEYS: Mapping[str, Level] = {
    "inputs.*.default": Level.ACTION_INPUT_DEFAULT,
    "outputs.*.value": Level.ACTION_OUTPUT,
    "runs.steps.if": Level.ACTION_STEP_IF,
    "runs.steps.name": Level.ACTION_STEP,
    "runs.steps.run": Level.ACTION_STEP,
    "runs.steps.shell": Level.ACTION_STEP,
    "runs.steps.with": Level.ACTION_STEP,
    "runs.steps.env": Level.ACTION_STEP,
    "runs.steps.working-directory": Level.ACTION_STEP,
    "runs.steps.continue-on-error": Level.ACTION_STEP,
}


class _Tree:
    """A table of keys by their first part, so that a path walks down it."""

    def __init__(self) -> None:
        self.level: Level | None = None
        self.below: dict[str, _Tree] = {}

    def add(self, keys: str, level: Level) -> None:
        node = self
        for key in keys.split("."):
            node = node.below.setdefault(key, _Tree())
        node.level = level


def _tree(table: Mapping[str, Level]) -> _Tree:
    root = _Tree()
    for keys, level in table.items():
        root.add(keys, level)
    return root


_WORKFLOW_TREE = _tree(_WORKFLOW_KEYS)
_ACTION_TREE = _tree(_ACTION_KEYS)


def level_of(keys: tuple[str, ...], *, action: bool) -> Level | None:
    """The level at a path of keys from the root of a file; None where there is no row.

    Items of a sequence stand for the sequence.
    """
    node = _ACTION_TREE if action else _WORKFLOW_TREE
    found = node.level
    for key in keys:
        below = node.below.get(key) or node.below.get(_ANY)
        if below is None:
            break
        node = below
        found = node.level or found
    return found
