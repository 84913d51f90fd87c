"""Who calls whom: reusable workflows and actions inside the repository, in both directions."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import NamedTuple

import msgspec

from azlint.guard import UNGUARDED, Guard
from azlint.kinds import Kind, kind_of
from azlint.languages.workflow.lower import lower_action, lower_workflow
from azlint.languages.workflow.model import Action, File, Job, Step, Workflow, span_of
from azlint.languages.workflow.parse import parse
from azlint.languages.workflow.syntax import Entry, Scalar, WorkflowTree
from azlint.source import Span

MAX_REACHED = 1000
"""Steps of actions that are followed from what uses them."""

_LOCAL = ("./", "$/")

Reader = Callable[[str], "str | None"]


class Call(msgspec.Struct, frozen=True):
    """A job that calls a reusable workflow, or a step that uses a local action."""

    file: File
    job: Job | None
    step: Step | None
    uses: Scalar

    @property
    def arguments(self) -> tuple[Entry, ...]:
        if self.step is not None:
            return self.step.with_
        return self.job.with_ if self.job is not None else ()

    @property
    def span(self) -> Span:
        return span_of(self.file.path, self.uses)


class Reached(NamedTuple):
    """A step that runs; `job` is None where it is an action's."""

    file: File
    job: Job | None
    step: Step


def _always(_reached: Reached) -> bool:
    return True


class Workflows(msgspec.Struct, frozen=True):
    """Every workflow and action of a repository, joined.

    workflows: by path · actions: by folder, whose `action.yml` it is · callers: by path of the
    called file · texts: by path · read: any other file of the repository, None if it is not there ·
    paths: every file of the repository that azlint may read, sorted.
    """

    workflows: Mapping[str, Workflow]
    actions: Mapping[str, Action]
    callers: Mapping[str, tuple[Call, ...]]
    texts: Mapping[str, str]
    read: Reader
    paths: Collection[str] = ()

    def files(self) -> Iterator[File]:
        """Workflows, then actions, in order of their paths."""
        for path in sorted(self.workflows):
            yield self.workflows[path]
        for folder in sorted(self.actions):
            yield self.actions[folder]

    def file(self, path: str) -> File | None:
        """The workflow or action that a path is read as."""
        action = self.actions.get(path.rpartition("/")[0])
        return action if action is not None and action.path == path else self.workflows.get(path)

    def called(self, uses: str) -> File | None:
        """What a `uses` of this repository names."""
        return _called(uses, self.workflows, self.actions)

    def jobs(self, file: File, job: Job) -> Iterator[tuple[File, Job]]:
        """A job, and those of the workflows that it calls, each workflow once."""
        waiting = [(file, job)]
        seen: set[str] = set()
        while waiting:
            where, each = waiting.pop()
            yield where, each
            called = self.called(each.uses.value) if each.uses is not None else None
            if isinstance(called, Workflow) and called.path not in seen:
                seen.add(called.path)
                waiting.extend((called, inner) for inner in reversed(called.jobs))

    def steps(
        self,
        file: File,
        job: Job | None,
        *steps: Step,
        enters: Callable[[Reached], bool] = _always,
    ) -> Iterator[Reached]:
        """Steps, and behind each those of the actions that it uses, each action once.

        enters: whether a step is followed into its action.
        """
        waiting = [Reached(file, job, step) for step in reversed(steps)]
        seen: set[str] = set()
        left = MAX_REACHED
        while waiting:
            each = waiting.pop()
            yield each
            called = self.called(each.step.uses.value) if each.step.uses is not None else None
            if isinstance(called, Action) and called.path not in seen and enters(each):
                seen.add(called.path)
                inner = called.steps[:left]
                left -= len(inner)
                waiting.extend(Reached(called, None, step) for step in reversed(inner))

    def above(self, file: File) -> Iterator[tuple[Workflow, Job]]:
        """The jobs that run a file, by themselves or through what they call, each once."""
        waiting = list(reversed(self.callers.get(file.path, ())))
        seen = {file.path}
        jobs: set[tuple[str, str]] = set()
        while waiting:
            call = waiting.pop()
            if isinstance(call.file, Workflow) and call.job is not None:
                key = (call.file.path, call.job.id)
                if key not in jobs:
                    jobs.add(key)
                    yield call.file, call.job
            if call.file.path not in seen:
                seen.add(call.file.path)
                waiting.extend(reversed(self.callers.get(call.file.path, ())))


def load(texts: Mapping[str, str], read: Reader) -> Workflows:
    """Parse, lower and link files, given by path; `.github/workflows` and `action.yml` mixed."""
    return link({path: parse(text) for path, text in texts.items()}, texts, read)


def link(
    trees: Mapping[str, WorkflowTree],
    texts: Mapping[str, str],
    read: Reader,
    paths: Collection[str] = (),
    guard: Guard = UNGUARDED,
) -> Workflows:
    """Lower and link parsed files."""
    workflows: dict[str, Workflow] = {}
    actions: dict[str, Action] = {}
    for path in sorted(trees):
        lower = lower_action if kind_of(path) is Kind.ACTION else lower_workflow
        lowered = guard.single(partial(lower, path, trees[path].root), Span(path, 0, 0), "linking")
        if isinstance(lowered, Action):
            actions.setdefault(lowered.folder, lowered)
        elif lowered is not None:
            workflows[path] = lowered
    callers: dict[str, list[Call]] = {}
    files: list[File] = [*workflows.values(), *actions.values()]
    for file in files:
        for call in calls(file):
            target = _called(call.uses.value, workflows, actions)
            if target is not None:
                callers.setdefault(target.path, []).append(call)
    linked = {path: tuple(found) for path, found in callers.items()}
    return Workflows(workflows, actions, linked, texts, read, paths)


def calls(file: File) -> Iterator[Call]:
    """Every `uses` of a file, of this repository or not."""
    if isinstance(file, Action):
        yield from (Call(file, None, step, step.uses) for step in file.steps if step.uses)
        return
    for job in file.jobs:
        if job.uses is not None:
            yield Call(file, job, None, job.uses)
        yield from (Call(file, job, step, step.uses) for step in job.steps if step.uses)


def _called(
    uses: str, workflows: Mapping[str, Workflow], actions: Mapping[str, Action]
) -> File | None:
    target = local_path(uses)
    if target is None:
        return None
    if target in workflows:
        return workflows[target]
    return actions.get(target)


def local_path(uses: str) -> str | None:
    """The path that a `uses` of this repository names, None for any other."""
    if not uses.startswith(_LOCAL):
        return None
    target = posixpath.normpath(uses[2:].partition("@")[0])
    return "" if target == "." else target
