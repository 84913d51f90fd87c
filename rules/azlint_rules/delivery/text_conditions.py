"""Conditions of deployments that are text, and so always hold."""

from __future__ import annotations

from collections.abc import Iterator

from azlint.languages.workflow.model import File, Job, Step, span_of
from azlint.languages.workflow.scripts import Scripts
from azlint.syntax import Literal, Template
from azlint_rules.delivery.deploying import Deploying
from azlint_rules.workflows.flaws import Flaw
from azlint_rules.workflows.worlds import condition


def text_conditions(scripts: Scripts) -> Iterator[Flaw]:
    """Every `if` of a deployment that has text beside its `${{ }}`: GitHub makes text of both."""
    deploying = scripts.once(Deploying)
    for file in scripts.tracer.workflows.workflows.values():
        for job in deploying.jobs(file):
            steps = (step for step in job.steps if deploying.step(file, job, step))
            owners: tuple[Job | Step, ...] = (job, *steps)
            for owner in owners:
                yield from _of(scripts, file, job, owner)


def _of(scripts: Scripts, file: File, job: Job, owner: Job | Step) -> Iterator[Flaw]:
    said = condition(scripts.tracer, file, owner)
    node = owner.get("if")
    if node is not None and isinstance(said, Template) and any(map(_is_text, said.parts)):
        yield Flaw("text-condition", span_of(file.path, node), owner.declaration, {"job": job.id})


def _is_text(part: object) -> bool:
    return isinstance(part, Literal) and isinstance(part.value, str) and part.value != ""
