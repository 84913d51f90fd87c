"""Which jobs can deploy: those with an `environment`, and those that log in to a cloud."""

from __future__ import annotations

from azlint.languages.workflow.link import Workflows
from azlint.languages.workflow.model import Action, File, Job, Step, Workflow
from azlint_rules.facts.runtimes import LOGIN_ACTIONS
from azlint_rules.workflows.claims import action_of

MAX_DEPTH = 8


class Deploys:
    """Answers for jobs, local actions and reusable workflows, following local calls."""

    def __init__(self, workflows: Workflows) -> None:
        self._workflows = workflows
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
            self._known[key] = self._job(job)
        return self._known[key]

    def _job(self, job: Job) -> bool:
        if job.get("environment") is not None:
            return True
        return any(self._logs_in(step, MAX_DEPTH) for step in job.steps)

    def _logs_in(self, step: Step, depth: int) -> bool:
        if step.uses is None or depth == 0:
            return False
        if action_of(step.uses.value)[0] in LOGIN_ACTIONS:
            return True
        called = self._workflows.called(step.uses.value)
        if not isinstance(called, Action):
            return False
        return any(self._logs_in(each, depth - 1) for each in called.steps)

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
