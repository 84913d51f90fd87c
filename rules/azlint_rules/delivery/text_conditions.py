"""Conditions of deployments that are text, and so always hold."""

from __future__ import annotations

from collections.abc import Iterator

from azlint.languages.workflow.contexts import Level
from azlint.languages.workflow.model import Job, Step, span_of
from azlint.languages.workflow.place import Place, step_place
from azlint.languages.workflow.scripts import Scripts
from azlint.syntax import Literal, Template
from azlint_rules.delivery.conditions import condition
from azlint_rules.delivery.deploying import Deploying
from azlint_rules.workflows.flaws import Flaw


def text_conditions(scripts: Scripts) -> Iterator[Flaw]:
    """Every `if` of a deployment that has text beside its `${{ }}`: GitHub makes text of both."""
    deploying = scripts.once(Deploying)
    for file in scripts.tracer.workflows.workflows.values():
        for job in deploying.jobs(file):
            place = Place(file, Level.JOB_IF, job)
            yield from _of(scripts, place, job, job)
            for step in job.steps:
                if deploying.step(file, job, step):
                    yield from _of(scripts, step_place(file, job, step), job, step)


def _of(scripts: Scripts, place: Place, job: Job, owner: Job | Step) -> Iterator[Flaw]:
    said = condition(scripts.tracer, place, owner)
    node = owner.get("if")
    if node is not None and isinstance(said, Template) and any(map(_is_text, said.parts)):
        span = span_of(place.file.path, node)
        yield Flaw("text-condition", span, owner.declaration, {"job": job.id})


def _is_text(part: object) -> bool:
    return isinstance(part, Literal) and isinstance(part.value, str) and part.value != ""
