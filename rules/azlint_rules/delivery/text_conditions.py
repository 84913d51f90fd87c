"""Conditions of deployments that are text, and so always hold."""

from __future__ import annotations

from collections.abc import Iterator

from azlint.languages.workflow.model import Job, Step, Workflow, span_of
from azlint.languages.workflow.scripts import Scripts
from azlint.syntax import Literal, Template
from azlint_rules.delivery.deploying import Deploying
from azlint_rules.workflows.flaws import Flaw
from azlint_rules.workflows.worlds import condition


def text_conditions(scripts: Scripts) -> Iterator[Flaw]:
    """Every `if` of a deployment that has text beside its `${{ }}`: GitHub makes text of both."""
    deploying = scripts.once(Deploying)
    for file in scripts.tracer.workflows.workflows.values():
        for job in file.jobs:
            if _is_always(job) and deploying.job(file, job):
                yield _flaw(file, job, job)
            for step in job.steps:
                if _is_always(step) and deploying.step(file, job, step):
                    yield _flaw(file, job, step)


def _flaw(file: Workflow, job: Job, owner: Job | Step) -> Flaw:
    node = owner.get("if")
    place = owner.declaration.header if node is None else span_of(file.path, node)
    return Flaw("text-condition", place, owner.declaration, {"job": job.id})


def _is_always(owner: Job | Step) -> bool:
    said = condition(owner)
    return isinstance(said, Template) and any(map(_is_text, said.parts))


def _is_text(part: object) -> bool:
    return isinstance(part, Literal) and isinstance(part.value, str) and part.value != ""
