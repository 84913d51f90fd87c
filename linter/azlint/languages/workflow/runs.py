"""The ways in which steps of workflows and actions run: from which job, for which environment."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from azlint.languages.workflow.evaluate import one_of
from azlint.languages.workflow.frames import Binding, Frame
from azlint.languages.workflow.model import File, Job, Step
from azlint.languages.workflow.place import Place, job_place
from azlint.languages.workflow.syntax import Mapping, Yaml
from azlint.languages.workflow.trace import Tracer
from azlint.source import Span
from azlint.value import Cause, Reason, Value

MAX_DEPTH = 10


class Run(msgspec.Struct, frozen=True):
    """Where and how a step runs: one way of it.

    environment: of its job, None where it names none · way: the jobs that lead to it, from the one
    in the workflow that nothing of the repository calls in it.
    """

    file: File
    job: Job | None
    step: Step
    span: Span
    environment: Value | None
    way: tuple[tuple[File, Job | None], ...]

    @property
    def start(self) -> tuple[File, Job | None]:
        return self.way[0]


def runs(tracer: Tracer, place: Place, span: Span, binding: Binding) -> Iterator[Run]:
    """A way to run a step, as a place to point at; nothing where there is no step."""
    job, step = place.job, place.step
    if step is not None:
        environment = _environment(tracer, place.file, job, binding)
        yield Run(place.file, job, step, span, environment, _way(place, binding.frame))


def _environment(tracer: Tracer, file: File, job: Job | None, binding: Binding) -> Value | None:
    """What names the environment of a job; of an action, of the job that uses it."""
    if job is None:
        return _callers_environment(tracer, binding.frame)
    named = environment_of(job)
    return None if named is None else tracer.resolve(job_place(file, job), named, binding)


def _callers_environment(tracer: Tracer, frame: Frame) -> Value | None:
    call = frame.call
    if call is None:
        return None
    ways = tracer.callers(frame)
    found = [_environment(tracer, call.file, call.job, way) for way in ways]
    named = [each for each in found if each is not None]
    return one_of(named, Reason(Cause.RUNTIME, "environment")) if named else None


def environment_of(job: Job | None) -> Yaml | None:
    """What names the environment of a job."""
    node = job.get("environment") if job is not None else None
    return node.get("name") if isinstance(node, Mapping) else node


def _way(place: Place, frame: Frame) -> tuple[tuple[File, Job | None], ...]:
    found = [(place.file, place.job)]
    above: Frame | None = frame
    while above is not None and above.call is not None and len(found) <= MAX_DEPTH:
        found.append((above.call.file, above.call.job))
        above = above.parent
    return tuple(reversed(found))


def stage_nodes(job: Job | None) -> list[Yaml]:
    """What tells the environment of a job, for the bindings that decide it."""
    named = environment_of(job)
    return [] if named is None else [named]
