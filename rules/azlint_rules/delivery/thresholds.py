"""Thresholds that hold nothing back: zero, never read, never compared, below the default."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from azlint.finding import Related
from azlint.languages.script.syntax import Word
from azlint.languages.workflow.link import Call, Workflows
from azlint.languages.workflow.model import (
    Event,
    Input,
    Job,
    Workflow,
    by_name,
    enclosing,
    span_of,
)
from azlint.languages.workflow.options import arguments
from azlint.languages.workflow.scalars import data
from azlint.languages.workflow.scripts import Scripted, Scripts
from azlint.languages.workflow.syntax import Scalar
from azlint.languages.workflow.task_files import Task
from azlint.node import declared_by_file, written_at
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import STRING, Cause, Known, Origin, Reason, Unknown, Value, alternatives
from azlint_rules.delivery import python_floors
from azlint_rules.delivery.comparisons import (
    comparisons,
    fails_somewhere,
    number,
    turned,
    values,
)
from azlint_rules.delivery.evaluations import THRESHOLD, Evaluation, Evaluations, can_fail
from azlint_rules.delivery.holding import Holding
from azlint_rules.delivery.operands import Comparison, Kind
from azlint_rules.facts.commands import SHOWING
from azlint_rules.facts.delivery import SCORES
from azlint_rules.workflows.flaws import Flaw
from azlint_rules.workflows.needs import Needing, Needs

_MINIMUM = regex(rf"{SCORES.pattern}|min|pass|fail|^((eval\w*|gate)[-_])?threshold$", re.IGNORECASE)
_CEILING = regex(
    r"max|error|latency|cost|fail|hallucinat|toxic|harm|bias|violat|defect|drift|drop|regress",
    re.IGNORECASE,
)
_FAILS_BELOW = regex(r"fail[-_]?(under|below|on)", re.IGNORECASE)
_COUNTED = regex(r"\b(\w+)=(?=\$\(\()|\(\(\s*+([A-Za-z_]\w*+)\s*+(?:\+\+|\+=)|\blet\s++[\"']?(\w+)")
"""A variable that a script counts up."""

_ABOUT = "what it is about"
_TAKING = "actions/download-artifact"


def gaps(scripts: Scripts) -> Iterator[Flaw]:
    """Every gap, in order of the workflows."""
    yield from _Thresholds(scripts).gaps()


class _Thresholds:
    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._workflows: Workflows = scripts.tracer.workflows
        self._evaluations = scripts.once(Evaluations)
        self._holding = scripts.once(Holding)

    def gaps(self) -> Iterator[Flaw]:
        for file in self._workflows.workflows.values():
            found = {job.id: self._evaluations.job(file, job) for job in file.jobs}
            if not any(found.values()):
                continue
            yield from self._unread(file)
            for job in file.jobs:
                if found[job.id] and job.uses is not None:
                    yield from self._called(file, job)
                elif found[job.id]:
                    yield from self._zero(file, job, found[job.id])
                    yield from self._uncompared(file, job, found[job.id])
            yield from self._below(file)

    def _unread(self, file: Workflow) -> Iterator[Flaw]:
        source = self._workflows.texts[file.path]
        if re.search(r"\(\s*(github\.event\.)?inputs\s*\)", source):
            return
        for each in file.inputs:
            name = re.escape(each.name)
            read = re.search(rf"inputs(\.{name}\b|\[\s*['\"]{name}['\"])", source, re.IGNORECASE)
            if THRESHOLD.search(each.name) and read is None:
                fields = {"name": each.name}
                yield Flaw("unread", each.declaration.header, each.declaration, fields)

    def _zero(self, file: Workflow, job: Job, found: tuple[Evaluation, ...]) -> Iterator[Flaw]:
        seen: set[Span] = set()
        for value, use in (*self._compared(file, job), *self._passed(found)):
            origin = written_at(value)
            place = origin.span if origin is not None else use
            if number(value) == 0.0 and place not in seen:
                seen.add(place)
                owner = self._workflows.file(place.path)
                related = Related(use, _ABOUT) if use != place else None
                declared = enclosing(owner, place) if owner else declared_by_file(place)
                yield Flaw("zero", place, declared, related=related)

    def _called(self, file: Workflow, job: Job) -> Iterator[Flaw]:
        """The thresholds that a workflow of another repository is given."""
        if job.uses is None or self._workflows.called(job.uses.value) is not None:
            return
        for entry in job.with_:
            name, node = entry.key.value, entry.value
            if _is_floor(name) and isinstance(node, Scalar) and _is_zero(node):
                place = span_of(file.path, node)
                yield Flaw("zero", place, enclosing(file, place))

    def _compared(self, file: Workflow, job: Job) -> Iterator[tuple[Value, Span]]:
        """What scores are held against in a job."""
        for scripted in self._scripted(file, job):
            floors = list(_floors(scripted))
            for way in self._scripts.ways(scripted):
                for each in floors:
                    use = way.span(each.start, each.end)
                    yield from ((value, use) for value in values(each.right, each.start, way))
            yield from python_floors.floors(self._scripts, scripted)

    def _passed(self, found: tuple[Evaluation, ...]) -> Iterator[tuple[Value, Span]]:
        """The thresholds that evaluating commands are given as options. Where a script runs more
        than once, zero is for a rehearsal."""
        by_script: dict[str, list[tuple[Value, Span]]] = {}
        for each in found:
            by_script.setdefault(each.script, []).extend(self._options(each))
        for script, passed in by_script.items():
            rehearses = bool(script) and any(number(value) != 0.0 for value, _ in passed)
            yield from () if rehearses else passed

    def _options(self, evaluation: Evaluation) -> Iterator[tuple[Value, Span]]:
        """The thresholds that one command is given."""
        for words, use in self._words(evaluation):
            for name, passed in arguments(words).options.items():
                if _is_floor(name):
                    for value in passed:
                        yield from ((option, use) for option in alternatives(value))

    def _words(self, evaluation: Evaluation) -> Iterator[tuple[Sequence[Value], Span]]:
        """The words of an evaluating command, in every way to run it."""
        task, scoring = evaluation.task, evaluation.scoring
        read = evaluation.step and self._scripts.read(
            evaluation.file, evaluation.job, evaluation.step
        )
        if task is not None and scoring is not None:
            words = [_literal_word(task, each) for each in scoring.words]
            yield words, task.span(scoring.start, scoring.end)
        elif read and scoring is not None:
            for invocation in self._scripts.invocations(read, scoring.__eq__):
                yield invocation.words, invocation.span

    def _scripted(self, file: Workflow, job: Job) -> Iterator[Scripted]:
        for step in job.steps:
            read = self._scripts.read(file, job, step)
            if read is not None:
                yield read

    def _uncompared(
        self, file: Workflow, job: Job, found: tuple[Evaluation, ...]
    ) -> Iterator[Flaw]:
        """Evaluations that end well whatever they find, before a deployment."""
        if (
            job.outputs
            or _hands_on(file, job, self._scripts.once(Needing).of(file))
            or not all(map(self._only_reports, found))
        ):
            return
        first = min(each.step.index for each in found if each.step is not None)
        for step in job.steps[first:]:
            if step.uses is not None and step.index > first and step.uses.value.startswith("./"):
                return
            read = self._scripts.read(file, job, step)
            if step.run is not None and (read is None or self._may_fail(read, found)):
                return
        held = self._holding.job(file, job, job.steps[first])
        if held is not None:
            fields = {"job": held.id}
            yield Flaw("uncompared", found[0].span, job.declaration, fields)

    def _only_reports(self, evaluation: Evaluation) -> bool:
        known = evaluation.reports or bool(evaluation.script)
        return evaluation.step is not None and known and not can_fail(self._scripts, evaluation)

    def _may_fail(self, read: Scripted, found: tuple[Evaluation, ...]) -> bool:
        own = {each.command.start for each in found if each.command and each.step is read.step}
        others = (
            each
            for each in read.script.commands
            if each.start not in own and each.name not in SHOWING
        )
        return fails_somewhere(read) or any(others) or any(comparisons(read))

    def _below(self, file: Workflow) -> Iterator[Flaw]:
        for declared in file.inputs:
            default = _literal(declared)
            minimum = _is_floor(declared.name) and _MINIMUM.search(declared.name)
            if declared.event is Event.CALL and minimum:
                for call in self._workflows.callers.get(file.path, ()):
                    if default is not None:
                        yield from _lower(call, declared, default)


def _literal_word(task: Task, word: Word) -> Value:
    origin = Origin(task.span(word.start, word.end))
    if word.literal is None:
        return Unknown(Reason(Cause.RUNTIME, task.text[word.start : word.end]), STRING, origin)
    return Known(word.literal, STRING, origin)


def _hands_on(file: Workflow, job: Job, needs: Needs) -> bool:
    """Whether a job that comes after another takes the files of its run, and may compare them."""
    return any(
        needs.waits(other, job) and _TAKING in {step.action for step in other.steps}
        for other in file.jobs
    )


def _is_floor(name: str) -> bool:
    """Whether a name is that of a threshold which scores must reach."""
    return bool(THRESHOLD.search(name)) and not _CEILING.search(_FAILS_BELOW.sub("", name))


def _is_zero(node: Scalar) -> bool:
    return re.fullmatch(r"0*\.?0*", node.value.strip()) is not None and "0" in node.value


def _floors(scripted: Scripted) -> Iterator[Comparison]:
    """The comparisons of a script by which what is on the left must reach what is on the right. A
    variable that the script counts up is no threshold: it is 0 before the first."""
    counted = {found[found.lastindex or 0] for found in _COUNTED.finditer(scripted.run.value)}
    for each in comparisons(scripted):
        for side in (each, turned(each)):
            counts = side.right.kind is Kind.VARIABLE and side.right.text in counted
            if side.is_floor and not counts:
                yield side


def _lower(call: Call, declared: Input, default: float) -> Iterator[Flaw]:
    entry = by_name(call.arguments, declared.name)
    if entry is None or not isinstance(entry.value, Scalar):
        return
    given = data(entry.value)
    if isinstance(given, (int, float)) and not isinstance(given, bool) and 0 < given < default:
        place = Span(call.file.path, entry.value.start, entry.value.end)
        fields = {"given": f"{given:g}", "default": f"{default:g}"}
        owner = enclosing(call.file, place)
        yield Flaw("below", place, owner, fields, Related(declared.declaration.header, _ABOUT))


def _literal(declared: Input) -> float | None:
    if not isinstance(declared.default, Scalar):
        return None
    found = data(declared.default)
    return float(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else None
