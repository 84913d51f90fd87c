"""Which steps deploy to Azure by themselves, and every way in which they run."""

from __future__ import annotations

from collections.abc import Iterator

from azlint.languages.script.mention import mention
from azlint.languages.script.syntax import Command
from azlint.languages.workflow.model import steps
from azlint.languages.workflow.place import step_place
from azlint.languages.workflow.runs import Run, runs, stage_nodes
from azlint.languages.workflow.scripts import Scripts
from azlint_rules.workflows.actions import uses_deployment
from azlint_rules.workflows.deploy_commands import deploys
from azlint_rules.workflows.placements import placements
from azlint_rules.workflows.programs import name_of, program

_APPS = frozenset({"az", "azd", "func", "swa"})
_MENTION = mention(*_APPS)


def deploy_runs(scripts: Scripts) -> Iterator[Run]:
    """Every one, whether or not its step names the resource group."""
    yield from (placement.run for placement in placements(scripts))
    tracer = scripts.tracer
    for scripted in scripts.steps(_MENTION):
        nodes = stage_nodes(scripted.job)
        for invocation in scripts.invocations(scripted, _deploys, *nodes):
            yield from runs(tracer, scripted.place, invocation.span, invocation.way.binding)
    for file in tracer.workflows.files():
        for job, step in steps(file):
            if uses_deployment(step):
                place = step_place(file, job, step)
                for binding in tracer.bindings(place, *stage_nodes(job)):
                    yield from runs(tracer, place, step.declaration.header, binding)


def _deploys(command: Command) -> bool:
    return name_of(program(command)) in _APPS and deploys(command)
