"""Into which resource group and subscription steps deploy."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from azlint.languages.script.mention import mention
from azlint.languages.script.syntax import Command
from azlint.languages.workflow.action_inputs import inputs_of
from azlint.languages.workflow.deployments import CMDLET
from azlint.languages.workflow.frames import Binding
from azlint.languages.workflow.model import steps
from azlint.languages.workflow.options import Arguments, arguments
from azlint.languages.workflow.place import step_place
from azlint.languages.workflow.runs import Run, runs, stage_nodes
from azlint.languages.workflow.scripts import Scripts
from azlint.languages.workflow.trace import Tracer
from azlint.value import Value
from azlint_rules.facts.actions import LOGIN, SECRET, SUBSCRIPTION
from azlint_rules.workflows.actions import is_preview
from azlint_rules.workflows.deploy_commands import configures, deploys

_MENTION = mention("az", parts=("new-az", "set-az"))
_FLAGS = frozenset({"no-wait", "yes", "y", "only-show-errors", "debug", "verbose"})
_SLOTTED = frozenset({"functionapp", "webapp"})
_SUBSCRIPTION = (SUBSCRIPTION, SECRET)


class Placement(msgspec.Struct, frozen=True):
    """One way in which a step deploys into a resource group.

    subscription: what says which, None where nothing in the job does.
    """

    run: Run
    group: Value
    subscription: Value | None


def placements(scripts: Scripts) -> Iterator[Placement]:
    """Every deployment into a resource group that a step names."""
    yield from _by_commands(scripts)
    yield from _by_actions(scripts.tracer)


def _by_commands(scripts: Scripts) -> Iterator[Placement]:
    tracer = scripts.tracer
    for scripted in scripts.steps(_MENTION):
        for invocation in scripts.invocations(scripted, _places, *stage_nodes(scripted.job)):
            read = arguments(invocation.words, _FLAGS)
            group = read.last("g", "resource-group", "resourcegroupname")
            binding = invocation.way.binding
            if group is None or read.has("slot") or _is_short_for_slot(invocation.command, read):
                continue
            subscription = read.last("subscription")
            for run in runs(tracer, scripted.place, invocation.span, binding):
                login = _login(tracer, run, binding) if subscription is None else subscription
                yield Placement(run, group, login)


def _places(command: Command) -> bool:
    name = command.name or ""
    if CMDLET.fullmatch(name):
        return deploys(command)
    return name == "az" and (deploys(command) or configures(command))


def _is_short_for_slot(command: Command, read: Arguments) -> bool:
    """Whether a command is about a slot, which is no environment but the app's own."""
    return read.has("s") and len(command.words) > 1 and command.words[1].literal in _SLOTTED


def _by_actions(tracer: Tracer) -> Iterator[Placement]:
    for file in tracer.workflows.files():
        for job, step in steps(file):
            entry = step.argument(inputs_of(step).group)
            if entry is None or is_preview(step):
                continue
            place = step_place(file, job, step)
            for binding in tracer.bindings(place, entry.value, *stage_nodes(job)):
                group = tracer.resolve(place, entry.value, binding)
                for run in runs(tracer, place, step.declaration.header, binding):
                    yield Placement(run, group, _login(tracer, run, binding))


def _login(tracer: Tracer, run: Run, binding: Binding) -> Value | None:
    """The subscription, or the credentials that lead to it, of the login before a step."""
    found = None
    for step in run.job.steps if run.job is not None else ():
        if step.index < run.step.index and step.action == LOGIN:
            place = step_place(run.file, run.job, step)
            entries = (step.argument(name) for name in _SUBSCRIPTION)
            entry = next((each for each in entries if each is not None), None)
            found = None if entry is None else tracer.resolve(place, entry.value, binding)
    return found
