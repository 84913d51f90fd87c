"""What contexts hold in runs that may come about, and the conditions to ask of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from azlint.languages.workflow.model import Job, Step
from azlint.languages.workflow.references import read
from azlint.languages.workflow.syntax import Scalar
from azlint.source import Span
from azlint.syntax import Expression
from azlint.value import Cause, Data, Known, Reason, Unknown, Value


class Result(StrEnum):
    """How a job or a step ends, as GitHub names it."""

    SUCCESS = "success"
    FAILURE = "failure"
    SKIPPED = "skipped"


class World(msgspec.Struct):
    """What contexts hold: results of jobs (`needs`) or steps by id, and texts by path."""

    path: str
    jobs: Mapping[str, Result] = msgspec.field(default_factory=dict)
    steps: Mapping[str, Result] = msgspec.field(default_factory=dict)
    texts: Mapping[tuple[str, ...], Data] = msgspec.field(default_factory=dict)

    def span(self, start: int, end: int) -> Span:
        return Span(self.path, start, end)

    def whole(self, context: str) -> Value:
        known = {"needs": self.jobs, "steps": self.steps}.get(context)
        if not known:
            return _unknown(context)
        return Known({name: _ended(result, name) for name, result in known.items()})

    def member(self, context: str, name: str) -> Value:
        path = (*context.split("."), name.lower())
        if path in self.texts:
            return Known(self.texts[path])
        known = {"needs": self.jobs, "steps": self.steps}.get(context, {})
        result = known.get(name.lower())
        return _ended(result, name) if result is not None else _unknown(f"{context}.{name}")


def _unknown(text: str) -> Unknown:
    return Unknown(Reason(Cause.RUNTIME, text))


def _ended(result: Result, name: str) -> Value:
    outputs = _unknown(f"{name}.outputs")
    text = Known(result.value)
    return Known({"result": text, "outcome": text, "conclusion": text, "outputs": outputs})


def condition(owner: Job | Step) -> Expression | None:
    """What an `if` says; None where none is written."""
    node = owner.get("if")
    said = read(node, condition=True) if isinstance(node, Scalar) else None
    return None if said is None else said.expression
