"""Steps that log in with a token that GitHub issues, in jobs and in the actions they use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import msgspec

from azlint.languages.script.mention import mention
from azlint.languages.script.syntax import Command
from azlint.languages.workflow.expressions import has_expression
from azlint.languages.workflow.frames import Frame
from azlint.languages.workflow.link import Reached
from azlint.languages.workflow.model import File, Job, Step, Workflow, span_of, text
from azlint.languages.workflow.place import step_place
from azlint.languages.workflow.scripts import Scripts
from azlint.source import Span
from azlint_rules.facts.actions import Token
from azlint_rules.facts.commands import TOKEN_OPTION, Act
from azlint_rules.workflows.actions import used
from azlint_rules.workflows.programs import does

Within = Callable[[Frame], bool]

_MENTION = mention(TOKEN_OPTION[0])


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
            found = [Login(name, span, step) for name, span in self._of_step(file, job, step)]
            if found and self._tracer.may_run(step_place(file, job, step), within):
                yield from found

    def asks(self, file: File, job: Job | None, step: Step) -> bool:
        """Whether a step itself logs in with a token of GitHub."""
        return any(True for _ in self._own(file, job, step))

    def _of_step(self, file: File, job: Job, step: Step) -> Iterator[tuple[str, Span]]:
        """The logins of a step of a job and of the actions that it uses."""
        used = {id(each.step) for each in self._workflows.steps(file, job, step)}

        def so_used(frame: Frame) -> bool:
            return frame.call is not None and id(frame.call.step) in used

        def runs(reached: Reached) -> bool:
            if reached.step.get("continue-on-error") is not None:
                return False
            return reached.step is step or self._tracer.may_run(step_place(*reached), so_used)

        for reached in self._workflows.steps(file, job, step, enters=runs):
            found = tuple(self._own(*reached))
            if found and runs(reached):
                yield from found

    def _own(self, file: File, job: Job | None, step: Step) -> Iterator[tuple[str, Span]]:
        if step.uses is None:
            yield from self._of_script(file, job, step)
            return
        if asks_for_token(step):
            yield step.action, span_of(file.path, step.uses)

    def _of_script(self, file: File, job: Job | None, step: Step) -> Iterator[tuple[str, Span]]:
        scripted = self._scripts.read(file, job, step, _MENTION)
        if scripted is None:
            return
        for command in scripted.script.commands:
            if _logs_in(command):
                places = self._tracer.places(file, scripted.run)
                span = Span(file.path, places[command.start], places[command.end])
                yield " ".join(_words(command)[:3]), span


def asks_for_token(step: Step) -> bool:
    """Whether a step is an action that certainly logs in with a token of GitHub."""
    token = used(step).token
    return token is not None and _asks(token, step)


def _asks(token: Token, step: Step) -> bool:
    """Whether a step's inputs certainly ask for a token."""
    names = {entry.key.value.lower() for entry in step.with_}
    for name, values in token.only.items():
        entry = step.argument(name)
        value = text(entry.value) if entry is not None else ""
        if has_expression(value) or value.strip().lower() not in values:
            return False
    return names >= token.given and not names & token.absent


def _logs_in(command: Command) -> bool:
    if command.tested or command.otherwise or not does(command, Act.SIGN_IN):
        return False
    words = _words(command)
    option, value = TOKEN_OPTION
    return f"--{option}={value}" in words or (f"--{option}", value) in pairwise(words)


def _words(command: Command) -> list[str]:
    """The words of a command; what is no literal is empty."""
    return [word.literal or "" for word in command.words]
