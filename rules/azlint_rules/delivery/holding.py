"""Which deployment waits for what a job does."""

from __future__ import annotations

from azlint.languages.workflow.model import Job, Step, Workflow
from azlint.languages.workflow.scripts import Scripts
from azlint_rules.delivery.deploying import Deploying
from azlint_rules.workflows.needs import Needs


class Holding:
    """Answers for jobs and steps, also where their workflow is called."""

    def __init__(self, scripts: Scripts) -> None:
        self._workflows = scripts.tracer.workflows
        self._deploying = scripts.once(Deploying)

    def job(self, file: Workflow, job: Job, step: Step) -> Job | None:
        """A deploying job that comes only after a step."""
        found = self._behind(file, job, step)
        callers = self._workflows.above(file)
        above = (each for caller in callers if (each := self._behind(*caller, None)) is not None)
        return found if found is not None else next(above, None)

    def _behind(self, file: Workflow, job: Job, step: Step | None) -> Job | None:
        for other in file.jobs:
            if other is job and step is not None:
                later = (each for each in job.steps if each.index > step.index)
                if any(self._deploying.step(file, job, each) for each in later):
                    return job
            elif job in Needs(file).closure(other) and self._deploying.job(file, other):
                return other
        return None
