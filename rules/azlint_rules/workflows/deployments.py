"""Which steps deploy to Azure by themselves, and every way in which they run."""

from __future__ import annotations

from collections.abc import Iterator

from azlint.languages.script.syntax import Command
from azlint.languages.workflow.model import steps
from azlint.languages.workflow.place import step_place
from azlint.languages.workflow.runs import Run, runs
from azlint.languages.workflow.scripts import Scripts
from azlint.patterns import regex
from azlint_rules.facts.commands import Act
from azlint_rules.workflows.actions import deploys
from azlint_rules.workflows.placements import placements, stage_nodes
from azlint_rules.workflows.programs import does

_APPS = frozenset({"az", "azd", "func", "swa"})
_TELLING = frozenset({"--what-if", "--dry-run", "-h", "--help"})
_MENTION = regex(r"\b(az|azd|func|swa)\b")


def deployments(scripts: Scripts) -> Iterator[Run]:
    """Every one, whether or not its step names the resource group."""
    yield from (placement.run for placement in placements(scripts))
    tracer = scripts.tracer
    for scripted in scripts.steps(_MENTION):
        nodes = stage_nodes(scripted.job)
        for invocation in scripts.invocations(scripted, _deploys, *nodes):
            yield from runs(tracer, scripted.place, invocation.span, invocation.way.binding)
    for file in tracer.workflows.files():
        for job, step in steps(file):
            if deploys(step):
                place = step_place(file, job, step)
                for binding in tracer.bindings(place, *stage_nodes(job)):
                    yield from runs(tracer, place, step.declaration.header, binding)


def _deploys(command: Command) -> bool:
    tells = any(word.literal in _TELLING for word in command.words)
    return command.name in _APPS and does(command, Act.DEPLOY) and not tells
