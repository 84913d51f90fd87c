"""Which jobs can deploy: those with an `environment`, and those that log in to a cloud."""

from __future__ import annotations

from azlint.languages.workflow.link import Reached
from azlint.languages.workflow.model import File, Job
from azlint.languages.workflow.scripts import Scripts
from azlint_rules.facts.commands import Act
from azlint_rules.workflows.actions import used
from azlint_rules.workflows.programs import does, running

_MENTION = running(Act.SIGN_IN)


class MayDeploy:
    """Answers for jobs, local actions and reusable workflows, following local calls."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._workflows = scripts.tracer.workflows
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
        return any(map(self._logs_in, self._workflows.steps(file, job, *job.steps)))

    def _logs_in(self, reached: Reached) -> bool:
        step = reached.step
        if step.run is None:
            return used(step).signs_in
        read = self._scripts.read(*reached, _MENTION)
        return read is not None and any(does(each, Act.SIGN_IN) for each in read.script.commands)
