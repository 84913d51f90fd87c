"""Which deployment waits for what a job does."""

from __future__ import annotations

from azlint.languages.workflow.model import Job, Step, Workflow
from azlint.languages.workflow.scripts import Scripts
from azlint_rules.delivery.deploying import Deploying
from azlint_rules.workflows.needs import Needs

MAX_CALLS = 4


class Holding:
    """Answers for jobs and steps, also where their workflow is called."""

    def __init__(self, scripts: Scripts) -> None:
        self._workflows = scripts.tracer.workflows
        self._deploying = Deploying(scripts)

    def job(
        self, file: Workflow, job: Job, step: Step | None, depth: int = MAX_CALLS
    ) -> Job | None:
        """A deploying job that comes only after a step."""
        for other in file.jobs:
            if other is job and step is not None:
                later = (each for each in job.steps if each.index > step.index)
                if any(self._deploying.step(file, job, each) for each in later):
                    return job
            elif job in Needs(file).closure(other) and self._deploying.job(file, other):
                return other
        for call in self._workflows.callers.get(file.path, ()) if depth else ():
            if isinstance(call.file, Workflow) and call.job is not None:
                found = self.job(call.file, call.job, None, depth - 1)
                if found is not None:
                    return found
        return None
