"""Where expressions stand in workflows and actions."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from azlint.languages.workflow.contexts import Level
from azlint.languages.workflow.model import File, Job, Step, steps
from azlint.languages.workflow.syntax import Scalar

_STORE = "GITHUB_ENV"


class Place(msgspec.Struct, frozen=True):
    """Where an expression stands: it decides which contexts it sees."""

    file: File
    level: Level
    job: Job | None = None
    step: Step | None = None


def job_place(file: File, job: Job) -> Place:
    """Where `runs-on`, `container` and `services` stand."""
    return Place(file, Level.JOB, job)


def step_place(file: File, job: Job | None, step: Step) -> Place:
    """Where `with`, `run` and the other keys of a step stand."""
    return Place(file, Level.STEP, job, step)


def conditions_of(place: Place) -> Iterator[tuple[Place, Scalar]]:
    """The `if` of a place's job and of its step, and where they stand."""
    job, step = place.job, place.step
    found = (job and job.get("if"), Place(place.file, Level.JOB_IF, job))
    owned = (step and step.get("if"), Place(place.file, Level.STEP, job, step))
    for node, where in (found, owned):
        if isinstance(node, Scalar) and node.value.strip():
            yield where, node


def written_anew(place: Place, name: str) -> bool:
    """Whether a script before a step may write a variable to GITHUB_ENV, which counts for more
    than the `env` of the job and of the file."""
    if place.step is None:
        return False
    written = re.compile(rf"\b{re.escape(name)}(?:=|<<)")
    earlier = (
        each.run.value
        for job, each in steps(place.file)
        if job is place.job and each.index < place.step.index and each.run is not None
    )
    return any(_STORE in script and written.search(script) for script in earlier)
