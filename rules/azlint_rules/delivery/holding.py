"""Which deployment waits for what a job does."""

from __future__ import annotations

from azlint.languages.workflow.model import Job, Step, Workflow
from azlint.languages.workflow.scripts import Scripts
from azlint_rules.delivery.deploying import Deploying
from azlint_rules.workflows.needs import Needing


class Holding:
    """Answers for jobs and steps, also where their workflow is called."""

    def __init__(self, scripts: Scripts) -> None:
        self._workflows = scripts.tracer.workflows
        self._deploying = scripts.once(Deploying)
        self._needing = scripts.once(Needing)
        self._behind: dict[tuple[str, str], Job | None] = {}
        self._last: dict[tuple[str, str], int] = {}

    def job(self, file: Workflow, job: Job, step: Step) -> Job | None:
        """A deploying job that comes only after a step."""
        if self._last_deploying(file, job) > step.index:
            return job
        found = self._after(file, job)
        callers = self._workflows.above(file)
        above = (each for caller in callers if (each := self._after(*caller)) is not None)
        return found if found is not None else next(above, None)

    def _last_deploying(self, file: Workflow, job: Job) -> int:
        """The last step of a job that deploys."""
        key = (file.path, job.id)
        if key not in self._last:
            steps = reversed(job.steps)
            found = (each.index for each in steps if self._deploying.step(file, job, each))
            self._last[key] = next(found, -1)
        return self._last[key]

    def _after(self, file: Workflow, job: Job) -> Job | None:
        """A deploying job that waits for another one."""
        key = (file.path, job.id)
        if key not in self._behind:
            needs = self._needing.of(file)
            waiting = (each for each in file.jobs if needs.waits(each, job))
            deploying = (each for each in waiting if self._deploying.job(file, each))
            self._behind[key] = next(deploying, None)
        return self._behind[key]
