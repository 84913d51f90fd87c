"""What steps and jobs hand on: outputs, and variables for the steps behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from azlint.languages.script.syntax import Command, Variable
from azlint.languages.workflow.contexts import Level
from azlint.languages.workflow.evaluate import one_of
from azlint.languages.workflow.image_names import flat, listed
from azlint.languages.workflow.model import File, Job, Output, Step, Workflow
from azlint.languages.workflow.options import pairs
from azlint.languages.workflow.place import Place, step_place
from azlint.languages.workflow.scripts import Scripts
from azlint.languages.workflow.syntax import Yaml
from azlint.languages.workflow.words import joined
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import STRING, Cause, Known, Origin, Reason, Unknown, Value, alternatives, chain

MAX_HOPS = 6
_OUTPUT = regex(r"(steps|needs|jobs)\.([\w-]+)\.outputs\.([\w-]+)")
_VARIABLE = regex(r"(?:\$|env\.)(\w+)")
_METADATA = "docker/metadata-action@"
"""Gives images the tags that its rules make of a run."""


class Outputs:
    """Follows values from where they are read to the step that writes them."""

    def __init__(self, scripts: Scripts) -> None:
        self._tracer = scripts.tracer
        self._scripts = scripts
        self._known: dict[tuple[str, str, str], tuple[Value, ...]] = {}

    def follow(self, value: Value, file: File, job: Job | None, hops: int = 0) -> Value:
        """A value with its pieces replaced by what is written where they come from."""
        if hops >= MAX_HOPS:
            return value
        results = [self._followed(each, file, job, hops) for each in alternatives(value)]
        return _either(results, value)

    def _followed(self, value: Value, file: File, job: Job | None, hops: int) -> Value:
        if isinstance(value, Known):
            return value
        merged = [self._piece(piece, file, job, hops) for piece in flat(value)]
        origin = value.origin or Origin(Span(file.path, 0, 0))
        return merged[0] if len(merged) == 1 else joined(merged, origin)

    def _piece(self, piece: Value, file: File, job: Job | None, hops: int) -> Value:
        if isinstance(piece, Known):
            return piece
        file, job = self._home(piece, file, job)
        text = piece.reason.text
        key = (text, file.path, job.id if job is not None else "")
        if key not in self._known:
            self._known[key] = ()
            self._known[key] = tuple(self._sources(text, file, job, hops))
        sources = self._known[key]
        return _either(sources, piece) if sources else piece

    def _home(self, piece: Value, file: File, job: Job | None) -> tuple[File, Job | None]:
        """Where a piece is read, which is its caller's file if an input brings it."""
        places = chain(piece)
        place = places[-1].span if places else None
        other = self._tracer.workflows.file(place.path) if place is not None else None
        if place is None or not isinstance(other, Workflow) or other.path == file.path:
            return file, job
        jobs = (each for each in other.jobs if _holds(each.declaration.span, place))
        return other, next(jobs, None)

    def _sources(self, text: str, file: File, job: Job | None, hops: int) -> Iterator[Value]:
        read = _OUTPUT.fullmatch(text)
        variable = _VARIABLE.fullmatch(text)
        if read is not None and read[1] == "steps":
            for step in job.steps if job is not None else ():
                if step.id.lower() == read[2].lower():
                    for value in self._of_step(file, job, step, read[3]):
                        yield self.follow(value, file, job, hops + 1)
        elif read is not None:
            yield from self._of_job(file, read[2], read[3], hops)
        elif variable is not None:
            for step in job.steps if job is not None else ():
                for value in self._written(file, job, step, variable[1], "GITHUB_ENV"):
                    yield self.follow(value, file, job, hops + 1)

    def _of_job(self, file: File, job_id: str, name: str, hops: int) -> Iterator[Value]:
        if not isinstance(file, Workflow):
            return
        for job in file.jobs:
            if job.id.lower() != job_id.lower():
                continue
            called = self._tracer.workflows.called(job.uses.value) if job.uses else None
            if isinstance(called, Workflow):
                yield from self._declared(called, None, called.outputs, name, hops)
            else:
                yield from self._declared(file, job, job.outputs, name, hops)

    def _declared(
        self, file: File, job: Job | None, outputs: tuple[Output, ...], name: str, hops: int
    ) -> Iterator[Value]:
        for declared in outputs:
            if declared.name.lower() == name.lower() and declared.value is not None:
                place = Place(file, _level(file, job), job)
                for value in self._tracer.values(place, declared.value):
                    yield self.follow(value, file, job, hops + 1)

    def _of_step(self, file: File, job: Job | None, step: Step, name: str) -> Iterator[Value]:
        if step.uses is not None and step.uses.value.lower().startswith(_METADATA):
            yield from self._of_metadata(file, job, step, name)
        else:
            yield from self._written(file, job, step, name, "GITHUB_OUTPUT")

    def _of_metadata(self, file: File, job: Job | None, step: Step, name: str) -> Iterator[Value]:
        entry = step.argument("images")
        if entry is None or name != "tags":
            return
        tag = Unknown(Reason(Cause.RUNTIME, f"tags of {step.id}"), STRING)
        colon = Known(":", STRING)
        for value in self._resolved(file, job, step, entry.value):
            for image in listed(value):
                origin = image.origin or Origin(Span(file.path, entry.value.start, entry.value.end))
                yield joined([image, colon, tag], origin)

    def _resolved(self, file: File, job: Job | None, step: Step, node: Yaml) -> Iterator[Value]:
        for value in self._tracer.values(step_place(file, job, step), node):
            yield from alternatives(value)

    def _written(
        self, file: File, job: Job | None, step: Step, name: str, store: str
    ) -> Iterator[Value]:
        """What a script writes for a name into one of the files that GitHub reads behind it."""
        scripted = self._scripts.read(file, job, step)
        if scripted is None or store not in scripted.run.value:
            return
        for invocation in self._scripts.invocations(scripted, lambda each: stores(each, store)):
            for found, value in pairs(invocation.words[1:]):
                if found == name:
                    yield value


def stores(command: Command, store: str) -> bool:
    """Whether a command writes into one of the files that GitHub reads behind a step."""
    return command.name == "echo" and any(
        isinstance(piece, Variable) and piece.name == store
        for redirect in command.redirects
        for piece in redirect.target.pieces
    )


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start < outer.end


def _either(results: Sequence[Value], value: Value) -> Value:
    if len(results) == 1:
        return results[0]
    reason = value.reason if isinstance(value, Unknown) else Reason(Cause.RUNTIME, "one of several")
    return one_of(results, reason)


def _level(file: File, job: Job | None) -> Level:
    """Where the value of an output stands: in a job, in `on.workflow_call`, in an action."""
    if job is not None:
        return Level.RUNNER
    return Level.CALL_OUTPUT if isinstance(file, Workflow) else Level.ACTION_OUTPUT
