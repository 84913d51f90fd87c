"""Steps that log in with a token that GitHub issues, in jobs and in the actions they use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import msgspec

from azlint.languages.script.syntax import Command
from azlint.languages.workflow.expressions import has_expression
from azlint.languages.workflow.frames import Frame
from azlint.languages.workflow.model import Action, File, Job, Step, Workflow, span_of, text
from azlint.languages.workflow.scripts import Scripts
from azlint.languages.workflow.trace import step_place
from azlint.source import Span
from azlint_rules.facts.logins import LOGIN_ACTIONS, LOGIN_COMMANDS, LoginAction
from azlint_rules.workflows.claims import action_of

MAX_DEPTH = 8

Within = Callable[[Frame], bool]


def anywhere(_frame: Frame) -> bool:
    """In every way in which a file runs."""
    return True


class Login(msgspec.Struct, frozen=True):
    """A login of a job. span: what logs in · step: of the job, through which it comes."""

    name: str
    span: Span
    step: Step


class Logins:
    """Answers for jobs, following the local actions that they use."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._tracer = scripts.tracer
        self._workflows = scripts.tracer.workflows

    def of(self, file: Workflow, job: Job, within: Within = anywhere) -> Iterator[Login]:
        """The logins of a job whose conditions do not rule them out where its file runs so."""
        for step in job.steps:
            if self._tracer.may_run(step_place(file, job, step), within):
                for name, span in self._of_step(file, job, step, MAX_DEPTH):
                    yield Login(name, span, step)

    def _of_step(
        self, file: File, job: Job | None, step: Step, depth: int
    ) -> Iterator[tuple[str, Span]]:
        if step.get("continue-on-error") is not None:
            return
        if step.uses is None:
            yield from self._of_script(file, job, step)
            return
        name, _ = action_of(step.uses.value)
        login = LOGIN_ACTIONS.get(name)
        if login is not None and _asks(login, step):
            yield name, span_of(file.path, step.uses)
        called = self._workflows.called(step.uses.value)
        if isinstance(called, Action) and depth:
            yield from self._of_action(called, step, depth - 1)

    def _of_action(self, action: Action, using: Step, depth: int) -> Iterator[tuple[str, Span]]:
        for step in action.steps:
            found = tuple(self._of_step(action, None, step, depth))
            place = step_place(action, None, step)
            if found and self._tracer.may_run(place, lambda frame: _used_by(frame, using)):
                yield from found

    def _of_script(self, file: File, job: Job | None, step: Step) -> Iterator[tuple[str, Span]]:
        scripted = self._scripts.read(file, job, step)
        if scripted is None:
            return
        for command in scripted.script.commands:
            if _logs_in(command):
                places = self._tracer.places(file, scripted.run)
                span = Span(file.path, places[command.start], places[command.end])
                yield " ".join(_words(command)[:3]), span


def _used_by(frame: Frame, step: Step) -> bool:
    return frame.call is not None and frame.call.step is step


def _asks(login: LoginAction, step: Step) -> bool:
    """Whether a step's inputs certainly ask for a login of this kind."""
    names = {entry.key.value.lower() for entry in step.with_}
    for name, values in login.only.items():
        entry = step.argument(name)
        value = text(entry.value) if entry is not None else ""
        if has_expression(value) or value.strip().lower() not in values:
            return False
    return names >= login.given and not names & login.absent


def _logs_in(command: Command) -> bool:
    if command.tested or command.otherwise:
        return False
    words = _words(command)
    option, value = LOGIN_COMMANDS.get(tuple(words[:3]), ("", ""))
    rest = words[3:]
    pairs = pairwise(rest)
    return bool(option) and (f"--{option}={value}" in rest or (f"--{option}", value) in pairs)


def _words(command: Command) -> list[str]:
    """The words of a command; what is no literal is empty."""
    return [word.literal or "" for word in command.words]
