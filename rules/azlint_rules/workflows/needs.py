"""What a job waits for, directly and through what it waits for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from azlint.languages.workflow.model import Job, Workflow
from azlint.languages.workflow.scripts import Scripts


class Needing:
    """The needs of every workflow, each read once."""

    def __init__(self, _: Scripts) -> None:
        self._known: dict[str, Needs] = {}

    def of(self, file: Workflow) -> Needs:
        if file.path not in self._known:
            self._known[file.path] = Needs(file)
        return self._known[file.path]


class Needs:
    """The `needs` of the jobs of one workflow; names of jobs that do not exist are left out."""

    def __init__(self, workflow: Workflow) -> None:
        self._workflow = workflow
        self._reached: dict[str, frozenset[str]] = {}

    @cached_property
    def _jobs(self) -> Mapping[str, Job]:
        return {job.id.lower(): job for job in self._workflow.jobs}

    def closure(self, job: Job) -> tuple[Job, ...]:
        """Every job that has ended before this one starts, in order of the file."""
        reached = self._before(job)
        return tuple(each for each in self._workflow.jobs if each.id in reached)

    def waits(self, job: Job, other: Job) -> bool:
        """Whether a job starts only when another one has ended."""
        return other.id in self._before(job)

    def _before(self, job: Job) -> frozenset[str]:
        if job.id not in self._reached:
            reached: set[str] = set()
            open_ = [job]
            while open_:
                for name in open_.pop().needs:
                    needed = self._jobs.get(name.lower())
                    if needed is None or needed.id in reached:
                        continue
                    reached.add(needed.id)
                    known = self._reached.get(needed.id)
                    if known is None:
                        open_.append(needed)
                    else:
                        reached |= known
            self._reached[job.id] = frozenset(reached)
        return self._reached[job.id]
