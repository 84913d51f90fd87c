"""What a job waits for, directly and through what it waits for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from azlint.languages.workflow.model import Job, Workflow


class Needs:
    """The `needs` of the jobs of one workflow; names of jobs that do not exist are left out."""

    def __init__(self, workflow: Workflow) -> None:
        self._workflow = workflow

    @cached_property
    def _jobs(self) -> Mapping[str, Job]:
        return {job.id.lower(): job for job in self._workflow.jobs}

    def closure(self, job: Job) -> tuple[Job, ...]:
        """Every job that has ended before this one starts, in order of the file."""
        reached: set[str] = set()
        open_ = [job]
        while open_:
            for name in open_.pop().needs:
                needed = self._jobs.get(name.lower())
                if needed is not None and needed.id not in reached:
                    reached.add(needed.id)
                    open_.append(needed)
        return tuple(each for each in self._workflow.jobs if each.id in reached)
