"""How the jobs of a workflow end where one of them fails."""

from __future__ import annotations

from collections.abc import Mapping

from azlint.languages.workflow.model import Job, Workflow
from azlint_rules.workflows.conditions import reads_outputs, unmoved
from azlint_rules.workflows.needs import Needs
from azlint_rules.workflows.worlds import Result, World, condition


class Outcomes:
    """Answers for one workflow."""

    def __init__(self, file: Workflow, needs: Needs) -> None:
        self._file = file
        self._needs = needs

    def runs_after(self, failed: Job, job: Job) -> bool:
        """Whether a job that waits for another one runs all the same where that fails."""
        return self._after_failure(failed).get(job.id.lower()) is Result.SUCCESS

    def _after_failure(self, failed: Job) -> Mapping[str, Result]:
        """How the jobs end: those that run all the same succeed."""
        results: dict[str, Result] = {}
        for job in sorted(self._file.jobs, key=lambda each: len(self._needs.closure(each))):
            result = Result.SUCCESS
            if job is failed:
                result = Result.FAILURE
            elif self._needs.waits(job, failed) and not self._runs_regardless(job, results):
                result = Result.SKIPPED
            results[job.id.lower()] = result
        return results

    def _runs_regardless(self, job: Job, results: Mapping[str, Result]) -> bool:
        """Whether the failure makes no difference to a condition that may hold."""
        expression = condition(job)
        if expression is None or reads_outputs(expression, "needs"):
            return False
        needed = {name.lower(): results.get(name.lower(), Result.SUCCESS) for name in job.needs}
        passed = dict.fromkeys(needed, Result.SUCCESS)
        after, before = (World(self._file.path, jobs=each) for each in (needed, passed))
        return unmoved(expression, after, before)
