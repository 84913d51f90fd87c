"""Which contexts GitHub offers to an expression, by where it stands.

From the workflow schema of actions/languageservices (`workflow-v1.0.json`), read 2026-08.
"""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """Where an expression stands."""

    WORKFLOW = "workflow"
    WORKFLOW_ENV = "workflow env"
    INPUT_DEFAULT = "input default"
    STRATEGY = "strategy"
    JOB = "job"
    JOB_ENV = "job env"
    JOB_IF = "job if"
    CALL = "call"
    STEP = "step"
    STEP_ENV = "step env"
    OUTPUT = "output"


_BASE = frozenset({"github", "inputs", "vars"})
_JOB = _BASE | {"needs", "strategy", "matrix"}
_STEP = _JOB | {"secrets", "steps", "job", "runner", "env"}

ALLOWED: dict[Level, frozenset[str]] = {
    Level.WORKFLOW: _BASE,
    Level.WORKFLOW_ENV: _BASE | {"secrets"},
    Level.INPUT_DEFAULT: _BASE,
    Level.STRATEGY: _BASE | {"needs"},
    Level.JOB: _JOB,
    Level.JOB_ENV: _JOB | {"secrets"},
    Level.JOB_IF: _BASE | {"needs"},
    Level.CALL: _JOB,
    Level.STEP: _STEP,
    Level.STEP_ENV: _STEP,
    Level.OUTPUT: _STEP | {"jobs"},
}
