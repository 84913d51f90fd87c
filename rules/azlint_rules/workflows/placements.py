"""Into which resource group and subscription steps deploy."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from azlint.languages.script.syntax import Command
from azlint.languages.workflow.model import Job, steps
from azlint.languages.workflow.options import arguments
from azlint.languages.workflow.place import step_place
from azlint.languages.workflow.runs import Run, environment_of, runs
from azlint.languages.workflow.scripts import Scripts
from azlint.languages.workflow.syntax import Yaml
from azlint.languages.workflow.trace import Binding, Tracer
from azlint.patterns import regex
from azlint.value import Value
from azlint_rules.facts.actions import LOGIN
from azlint_rules.facts.commands import PLACING_GROUPS, PLACING_VERBS
from azlint_rules.workflows.actions import is_preview, used

_MENTION = regex(r"\baz\b")
_FLAGS = frozenset({"no-wait", "yes", "y", "only-show-errors", "debug", "verbose"})
_SUBSCRIPTION = ("subscription-id", "creds")


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
        for invocation in scripts.invocations(scripted, _deploys, *stage_nodes(scripted.job)):
            read = arguments(invocation.words, _FLAGS)
            group = read.last("g", "resource-group")
            binding = invocation.way.binding
            if group is None:
                continue
            subscription = read.last("subscription")
            for run in runs(tracer, scripted.place, invocation.span, binding):
                login = _login(tracer, run, binding) if subscription is None else subscription
                yield Placement(run, group, login)


def _deploys(command: Command) -> bool:
    words = [word.literal or "" for word in command.words[1:5]]
    placing = not PLACING_GROUPS.isdisjoint(words[:1]) and not PLACING_VERBS.isdisjoint(words[1:])
    return command.name == "az" and placing


def _by_actions(tracer: Tracer) -> Iterator[Placement]:
    for file in tracer.workflows.files():
        for job, step in steps(file):
            entry = step.argument(used(step).group)
            if entry is None or is_preview(step):
                continue
            place = step_place(file, job, step)
            for binding in tracer.bindings(place, entry.value, *stage_nodes(job)):
                group = tracer.resolve(place, entry.value, binding)
                for run in runs(tracer, place, step.declaration.header, binding):
                    yield Placement(run, group, _login(tracer, run, binding))


def stage_nodes(job: Job | None) -> list[Yaml]:
    """What tells the environment of a job, for the bindings that decide it."""
    named = environment_of(job)
    return [] if named is None else [named]


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
