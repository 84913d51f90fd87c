"""Which jobs can deploy: those with an `environment`, and those that log in to a cloud."""

from __future__ import annotations

import re

from azlint.languages.script.syntax import Command
from azlint.languages.workflow.model import Action, File, Job, Step, Workflow
from azlint.languages.workflow.scripts import Scripts
from azlint_rules.facts.runtimes import LOGIN_ACTIONS, LOGIN_COMMANDS
from azlint_rules.workflows.claims import action_of

MAX_DEPTH = 8
_LOGIN = re.compile("login|connect-", re.IGNORECASE)


class Deploys:
    """Answers for jobs, local actions and reusable workflows, following local calls."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._workflows = scripts.tracer.workflows
        self._known: dict[tuple[str, str], bool] = {}

    def use(self, file: File, job: Job | None) -> bool:
        """Whether a step of this job, or of this action in any of its callers, deploys."""
        if job is not None:
            return self.job(file, job)
        return self._action_is_called_by_deploy(file, MAX_DEPTH)

    def job(self, file: File, job: Job) -> bool:
        key = (file.path, job.id)
        if key not in self._known:
            self._known[key] = False
            self._known[key] = self._job(file, job)
        return self._known[key]

    def _job(self, file: File, job: Job) -> bool:
        if job.get("environment") is not None:
            return True
        return any(self._logs_in(file, job, step, MAX_DEPTH) for step in job.steps)

    def _logs_in(self, file: File, job: Job | None, step: Step, depth: int) -> bool:
        if step.run is not None:
            return self._script_logs_in(file, job, step, step.run.value)
        if step.uses is None or depth == 0:
            return False
        if action_of(step.uses.value)[0] in LOGIN_ACTIONS:
            return True
        called = self._workflows.called(step.uses.value)
        if not isinstance(called, Action):
            return False
        return any(self._logs_in(called, None, each, depth - 1) for each in called.steps)

    def _script_logs_in(self, file: File, job: Job | None, step: Step, text: str) -> bool:
        read = self._scripts.read(file, job, step) if _LOGIN.search(text) else None
        return read is not None and any(map(_is_login, read.script.commands))

    def _action_is_called_by_deploy(self, file: File, depth: int) -> bool:
        if depth == 0:
            return False
        for call in self._workflows.callers.get(file.path, ()):
            if isinstance(call.file, Workflow) and call.job is not None:
                if self.job(call.file, call.job):
                    return True
            elif self._action_is_called_by_deploy(call.file, depth - 1):
                return True
        return False


def _is_login(command: Command) -> bool:
    words = tuple((word.literal or "").lower() for word in command.words)
    return any(words[: len(each)] == each for each in LOGIN_COMMANDS)
