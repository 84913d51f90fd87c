"""Deployments of a workflow that its evaluation does not hold back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from azlint.finding import Related
from azlint.languages.workflow.model import Job, Step, Workflow, span_of, text
from azlint.languages.workflow.scripts import Scripts
from azlint.languages.workflow.syntax import scalars
from azlint.source import Span
from azlint.syntax import Expression
from azlint_rules.delivery.deploying import Deploying
from azlint_rules.delivery.evaluations import Evaluation, Evaluations
from azlint_rules.delivery.starting import awaited
from azlint_rules.workflows.conditions import coincide, reads_outputs, unmoved
from azlint_rules.workflows.flaws import Flaw
from azlint_rules.workflows.needs import Needing
from azlint_rules.workflows.outcomes import Outcomes
from azlint_rules.workflows.worlds import Result, World, condition


def breaches(scripts: Scripts, file: Workflow) -> Iterator[Flaw]:
    """Every breach of a workflow, in order of its jobs."""
    evaluations = scripts.once(Evaluations)
    scored = [(job, found) for job in file.jobs if (found := evaluations.job(file, job))]
    if scored:
        yield from _Gates(scripts, file).breaches(scored)
    else:
        yield from _after_run(scripts, evaluations, file)


def _after_run(scripts: Scripts, evaluations: Evaluations, file: Workflow) -> Iterator[Flaw]:
    """Deployments that follow a run of an evaluating workflow, however it ended."""
    workflows = scripts.tracer.workflows
    for other in awaited(workflows, file):
        found = [each for job in other.jobs for each in evaluations.job(other, job)]
        needs = scripts.once(Needing).of(file)
        for job in scripts.once(Deploying).jobs(file) if found else ():
            if any(_looks(each) for each in (job, *needs.closure(job))):
                continue
            fields = {"job": job.id, "workflow": text(other.get("name"))}
            place, owner = job.declaration.header, job.declaration
            yield Flaw("run-unchecked", place, owner, fields, _cause(found[0]))


_CONCLUSION = "workflow_run.conclusion"


def _looks(job: Job) -> bool:
    """Whether a job looks at how the run ended, in an expression or in a script."""
    return any(_CONCLUSION in each.value for each in scalars(job.node))


class _Gates:
    """What holds back the deployments of one workflow."""

    def __init__(self, scripts: Scripts, file: Workflow) -> None:
        self._tracer = scripts.tracer
        self._deploying = scripts.once(Deploying)
        self._file = file
        self._needs = scripts.once(Needing).of(file)
        self._outcomes = Outcomes(file, self._needs)

    def breaches(self, scored: Sequence[tuple[Job, Sequence[Evaluation]]]) -> Iterator[Flaw]:
        for job in self._deploying.jobs(self._file):
            for other, found in scored:
                if other is job:
                    yield from self._within(job, found)
                elif self._needs.waits(job, other):
                    yield from self._defeated(job, other, found[0])
                elif not self._needs.waits(other, job) and self._run_together(job, other):
                    fields = {"job": job.id, "evaluation": other.id}
                    place, owner = job.declaration.header, job.declaration
                    yield Flaw("not-needed", place, owner, fields, _cause(found[0]))

    def _run_together(self, one: Job, other: Job) -> bool:
        return coincide(self._file, condition(one), condition(other))

    def _defeated(self, job: Job, evaluating: Job, found: Evaluation) -> Iterator[Flaw]:
        if self._outcomes.runs_after(evaluating, job):
            place = _place(self._file, job)
            fields = {"job": job.id, "evaluation": evaluating.id}
            yield Flaw("defeated", place, job.declaration, fields, _cause(found))

    def _within(self, job: Job, found: Sequence[Evaluation]) -> Iterator[Flaw]:
        """Steps of the evaluating job itself that deploy after it."""
        evaluating = next((each for each in found if each.step is not None), None)
        if evaluating is None or evaluating.step is None:
            return
        for step in job.steps:
            later = step.index > evaluating.step.index
            defeated = later and self._step_runs_regardless(condition(step), evaluating.step)
            if defeated and self._deploying.step(self._file, job, step):
                place = _place(self._file, step)
                yield Flaw("step-defeated", place, step.declaration, related=_cause(evaluating))

    def _step_runs_regardless(self, expression: Expression | None, evaluating: Step) -> bool:
        if expression is None or reads_outputs(expression, "steps"):
            return False
        name = evaluating.id.lower()
        after = World(self._file.path, steps={name: Result.FAILURE})
        before = World(self._file.path, steps={name: Result.SUCCESS})
        return unmoved(expression, after, before)


def _cause(evaluation: Evaluation) -> Related:
    return Related(evaluation.span, "what evaluates")


def _place(file: Workflow, owner: Job | Step) -> Span:
    node = owner.get("if")
    return span_of(file.path, node) if node is not None else owner.declaration.header
