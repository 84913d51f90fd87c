"""Which jobs can deploy: those with an `environment`, and those that log in to a cloud."""

from __future__ import annotations

from azlint.languages.workflow.link import Workflows
from azlint.languages.workflow.model import File, Job
from azlint_rules.facts.runtimes import LOGIN_ACTIONS
from azlint_rules.workflows.claims import action_of


class Deploys:
    """Answers for jobs, local actions and reusable workflows, following local calls."""

    def __init__(self, workflows: Workflows) -> None:
        self._workflows = workflows
        self._known: dict[tuple[str, str], bool] = {}
        self._actions: dict[str, bool] = {}

    def use(self, file: File, job: Job | None) -> bool:
        """Whether a step of this job, or of this action in any of its callers, deploys."""
        if job is not None:
            return self.job(file, job)
        if file.path not in self._actions:
            users = self._workflows.above(file)
            self._actions[file.path] = any(self.job(*user) for user in users)
        return self._actions[file.path]

    def job(self, file: File, job: Job) -> bool:
        key = (file.path, job.id)
        if key not in self._known:
            self._known[key] = self._job(file, job)
        return self._known[key]

    def _job(self, file: File, job: Job) -> bool:
        if job.get("environment") is not None:
            return True
        return any(
            action_of(each.step.uses.value)[0] in LOGIN_ACTIONS
            for each in self._workflows.steps(file, job, *job.steps)
            if each.step.uses is not None
        )
