"""What a workflow or an action reads of jobs, steps and inputs that do not provide it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from azlint.finding import Related
from azlint.languages.workflow.coercion import truthy
from azlint.languages.workflow.contexts import Level
from azlint.languages.workflow.evaluate import evaluate
from azlint.languages.workflow.link import Workflows
from azlint.languages.workflow.model import (
    Action,
    Event,
    File,
    Job,
    Output,
    Step,
    Workflow,
    enclosing,
)
from azlint.languages.workflow.references import Reference, Site
from azlint.languages.workflow.scripts import Scripts
from azlint.languages.workflow.syntax import Mapping, Scalar, items
from azlint.languages.workflow.trace import Tracer
from azlint.node import Declaration
from azlint.source import Span
from azlint.value import Known
from azlint_rules.facts.contexts import GITHUB
from azlint_rules.workflows.flaws import Flaw
from azlint_rules.workflows.matrices import holds
from azlint_rules.workflows.worlds import World, condition

_CONTEXTS = frozenset({"github", "inputs", "jobs", "matrix", "needs", "steps"})
_CONDITION = "if"
_OUTPUTS = "outputs"
_STEPWISE = frozenset({"outputs", "environment"})
"""Keys of a job that are evaluated when its steps have run."""


class Gaps:
    """Every gap, file by file, found once."""

    def __init__(self, scripts: Scripts) -> None:
        self.all = tuple(_found(scripts.tracer))

    def within(self, span: Span) -> bool:
        """Whether something that a place reads gives nothing."""
        return any(span.holds(each.place) for each in self.all)


def _found(tracer: Tracer) -> Iterator[Flaw]:
    workflows = tracer.workflows
    for file in workflows.files():
        if isinstance(file, Workflow):
            yield from _needed(file)
        for reference in tracer.references(file, _CONTEXTS):
            gap = _gap(workflows, reference)
            if gap is not None and _may_be_read(reference.site):
                yield gap


def _may_be_read(site: Site) -> bool:
    """Whether no condition rules out that the place is evaluated; conditions are."""
    owners = (site.job, site.step)
    return site.key == _CONDITION or not any(
        _never_holds(site.file, owner) for owner in owners if owner
    )


def _never_holds(file: File, owner: Job | Step) -> bool:
    """Whether an `if` is false whatever the contexts hold."""
    said = condition(owner)
    value = None if said is None else evaluate(said, World(file.path))
    return isinstance(value, Known) and not truthy(value.data)


def _needed(file: Workflow) -> Iterator[Flaw]:
    """Jobs that `needs` names and that do not exist."""
    jobs = {job.id.lower() for job in file.jobs}
    for job in file.jobs:
        node = job.get("needs")
        for each in (node,) if isinstance(node, Scalar) else items(node):
            if isinstance(each, Scalar) and each.value and each.value.lower() not in jobs:
                place = Span(file.path, each.start, each.end)
                yield Flaw("no-such-need", place, enclosing(file, place), {"name": each.value})


def _gap(workflows: Workflows, reference: Reference) -> Flaw | None:
    match reference.path:
        case ("needs", name, *rest):
            return _of_need(workflows, reference, name, rest)
        case ("jobs", name, *rest) if reference.site.level is Level.CALL_OUTPUT:
            return _of_job(workflows, reference, name, rest)
        case ("steps", name, *rest):
            return _of_step(workflows, reference, name, rest)
        case ("inputs", name, *_):
            return _of_input(reference, name, (Event.CALL, Event.DISPATCH, Event.ACTION))
        case ("matrix", _, *_):
            return _of_matrix(reference)
        case ("github", "event", "inputs", name, *_):
            return _of_dispatch(reference, name)
        case ("github", name, *_) if name not in GITHUB and not reference.tested:
            return _build("no-such-property", reference, None, name=reference.name)
        case _:
            return None


def _build(key: str, reference: Reference, declared: Declaration | None, **fields: str) -> Flaw:
    related = Related(declared.header, "what it would have to come from") if declared else None
    owner = enclosing(reference.site.file, reference.span)
    return Flaw(key, reference.span, owner, fields, related)


def _of_need(workflows: Workflows, reference: Reference, name: str, rest: list[str]) -> Flaw | None:
    file, reader = reference.site.file, reference.site.job
    if reader is None or not isinstance(file, Workflow):
        return None
    if name in {each.lower() for each in reader.needs}:
        return _of_job(workflows, reference, name, rest)
    job = _named(file.jobs, name)
    if job is None:
        return _build("no-such-job", reference, None, name=name)
    if job is reader:
        return _build("own-job", reference, None, name=job.id)
    return _build("not-needed", reference, job.declaration, name=job.id, reader=reader.id)


def _of_job(workflows: Workflows, reference: Reference, name: str, rest: list[str]) -> Flaw | None:
    file = reference.site.file
    job = _named(file.jobs, name) if isinstance(file, Workflow) else None
    if job is None:
        known = reference.path[0] == "needs"  # a need without a job is a gap of its own
        return None if known else _build("no-such-job", reference, None, name=name)
    declared = _outputs(workflows, job)
    if declared is None or not _lacks(declared, reference, rest):
        return None
    fields = {"name": job.id, "output": reference.name}
    return _build("no-such-output", reference, job.declaration, **fields)


def _outputs(workflows: Workflows, job: Job) -> Iterable[Output] | None:
    """What a job declares, None where that cannot be told."""
    if job.uses is None:
        node = job.get(_OUTPUTS)
        return job.outputs if node is None or isinstance(node, Mapping) else None
    target = workflows.called(job.uses.value)
    return target.outputs if isinstance(target, Workflow) and target.reusable else None


def _of_step(workflows: Workflows, reference: Reference, name: str, rest: list[str]) -> Flaw | None:
    site = reference.site
    steps = _visible(reference)
    if steps is None:
        return None
    step = next((each for each in steps if each.id.lower() == name), None)
    if step is None:
        later = any(each.id.lower() == name for each in _all(site.file, site.job))
        return _build("later-step" if later else "no-such-step", reference, None, name=name)
    called = workflows.called(step.uses.value) if step.uses is not None else None
    known = isinstance(called, Action) and called.using == "composite"
    if not known or called is None or not _lacks(called.outputs, reference, rest):
        return None
    fields = {"name": step.id, "output": reference.name}
    return _build("no-such-output", reference, called.declaration, **fields)


def _all(file: File, job: Job | None) -> tuple[Step, ...]:
    if isinstance(file, Action):
        return file.steps
    return job.steps if job is not None else ()


def _visible(reference: Reference) -> tuple[Step, ...] | None:
    """The steps that have run where a reference stands; None where there are none to read."""
    site = reference.site
    steps = _all(site.file, site.job)
    if isinstance(site.file, Workflow) and site.job is None:
        return None
    if site.step is None:
        whole = isinstance(site.file, Action) or site.key in _STEPWISE
        return steps if whole else None
    return tuple(each for each in steps if each.index < site.step.index)


def _of_input(reference: Reference, name: str, events: tuple[Event, ...]) -> Flaw | None:
    file = reference.site.file
    known = {each.name.lower() for each in file.inputs if each.event in events}
    if name in known:
        return None
    return _build("no-such-input", reference, None, name=reference.name, path=file.path)


def _of_matrix(reference: Reference) -> Flaw | None:
    job, names = reference.site.job, reference.path[1:]
    if job is None or reference.tested or reference.site.level is Level.STRATEGY:
        return None
    if holds(job, names) is not False:
        return None
    missing = ".".join(names)
    return _build("no-such-matrix-key", reference, job.declaration, name=job.id, missing=missing)


def _of_dispatch(reference: Reference, name: str) -> Flaw | None:
    """`github.event` of a called workflow is that of its caller."""
    file = reference.site.file
    if not isinstance(file, Workflow) or file.reusable or not file.triggers:
        return None
    return None if reference.tested else _of_input(reference, name, (Event.DISPATCH,))


def _named(jobs: tuple[Job, ...], name: str) -> Job | None:
    return next((job for job in jobs if job.id.lower() == name), None)


def _lacks(declared: Iterable[Output], reference: Reference, rest: list[str]) -> bool:
    """An output is read that is not declared, and nothing says what holds without it."""
    if rest[:1] != [_OUTPUTS] or len(rest) < 2 or reference.tested:
        return False
    return all(each.name.lower() != rest[1] for each in declared)
