"""How the jobs of a workflow end where one of them fails."""

from __future__ import annotations

from collections.abc import Mapping

from azlint.languages.workflow.contexts import Level
from azlint.languages.workflow.model import Job, Workflow
from azlint.languages.workflow.place import Place
from azlint.languages.workflow.trace import Tracer
from azlint.syntax import Expression
from azlint_rules.delivery.conditions import Result, World, condition, reads_outputs, unmoved
from azlint_rules.workflows.needs import Needs


class Outcomes:
    """Answers for one workflow."""

    def __init__(self, tracer: Tracer, file: Workflow, needs: Needs) -> None:
        self._tracer = tracer
        self._file = file
        self._needs = needs

    def runs_after(self, failed: Job, job: Job) -> bool:
        """Whether a job that waits for another one runs all the same where that fails."""
        return self._after_failure(failed).get(job.id.lower()) is Result.SUCCESS

    def condition(self, job: Job) -> Expression | None:
        return condition(self._tracer, Place(self._file, Level.JOB_IF, job), job)

    def _after_failure(self, failed: Job) -> Mapping[str, Result]:
        """How the jobs end: those that run all the same succeed."""
        results: dict[str, Result] = {}
        closures = {job.id: self._needs.closure(job) for job in self._file.jobs}
        for job in sorted(self._file.jobs, key=lambda each: len(closures[each.id])):
            result = Result.SUCCESS
            if job is failed:
                result = Result.FAILURE
            elif failed in closures[job.id] and not self._runs_regardless(job, results):
                result = Result.SKIPPED
            results[job.id.lower()] = result
        return results

    def _runs_regardless(self, job: Job, results: Mapping[str, Result]) -> bool:
        """Whether the failure makes no difference to a condition that may hold."""
        expression = self.condition(job)
        if expression is None or reads_outputs(expression, "needs"):
            return False
        needed = {name.lower(): results.get(name.lower(), Result.SUCCESS) for name in job.needs}
        passed = dict.fromkeys(needed, Result.SUCCESS)
        after, before = (World(self._file.path, jobs=each) for each in (needed, passed))
        return unmoved(expression, after, before)
