"""AZL509."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from azlint.finding import Finding, Related, Severity
from azlint.languages.workflow.model import Job, Workflow, enclosing
from azlint.languages.workflow.runs import Run
from azlint.languages.workflow.scripts import Scripts
from azlint.node import Language
from azlint.patterns import regex
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint.source import Span
from azlint_rules.workflows.deploy_runs import deploy_runs
from azlint_rules.workflows.environments import is_production, stage_names
from azlint_rules.workflows.needs import Needing
from azlint_rules.workflows.outcomes import Outcomes

_TESTS = regex(r"(^|[-_/ ])(unit|integration|e2e)?[-_]?tests?([-_./ ]|$)", re.IGNORECASE)


class UngatedDeployment(WorkflowRule):
    """Deployments that nothing holds back.

    ## What it flags
    A step that deploys to production in a job without `environment:`; and a step that deploys in a
    workflow with a test job, from a job that does not wait for it, or that runs also where it has
    failed (`if: always()`).

    ## Why it matters
    Reviewers, wait timers and branch rules belong to a GitHub environment: a job that names none
    deploys whatever reaches it. A job that does not need the tests runs beside them, and has
    deployed by the time they fail.

    ## Before you change this
    A job that names an environment gets that environment's secrets and variables, and its token a
    subject of its own: the federated credential in Azure must name the environment too.

    ## What the change does
    The next run waits. Nothing that is deployed changes.

    ## How to fix
    `environment: production` in the job that deploys, with required reviewers; and the test job
    among its `needs`. Where the condition of a job has a status function, add
    `needs.<tests>.result == 'success'`.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Tests in another workflow and branch protection, which are not to be seen here; jobs whose names
    do not say production; what Terraform deploys.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL509",
        name="ungated-deployment",
        severity=Severity.WARNING,
        languages=frozenset({Language.WORKFLOW}),
        enabled=False,
        citations=(
            Citation(
                "Managing environments for deployment",
                "https://docs.github.com/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "no-environment": Message(
            "This deploys to production in a job without environment: no reviewer and no rule of "
            "GitHub holds it back",
            "name the environment in the job: `environment: production`",
        ),
        "untested": Message(
            "This deploys without waiting for {tests}",
            "name {tests} in the needs of {job}",
        ),
        "ignored": Message(
            "This deploys even if {tests} fails: a status function in a condition lets {job} run",
            "name {tests} in the needs of {job}, and add `needs.{tests}.result == 'success'` to "
            "its condition",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        exposed: dict[Span, list[Run]] = defaultdict(list)
        untested: dict[tuple[Span, str, Span, str, str], list[Run]] = defaultdict(list)
        found = tuple(deploy_runs(scene.graph.scripts))
        testing = _Tests(scene.graph.scripts, found)
        for run in found:
            names = stage_names(run)
            if run.environment is None and names and all(map(is_production, names)):
                exposed[_place(run)].append(run)
            failed, job = testing.unheeded(run), run.start[1]
            if failed is not None and job is not None:
                key, tests = failed
                untested[(_place(run), job.id, tests.declaration.header, tests.id, key)].append(run)
        for runs in exposed.values():
            yield self._found("no-environment", runs)
        for (_, job_id, header, tests_id, key), runs in untested.items():
            yield self._found(key, runs, Related(header, "the tests"), tests=tests_id, job=job_id)

    def _found(
        self, key: str, runs: Sequence[Run], *related: Related, tests: str = "", job: str = ""
    ) -> Finding:
        """One finding for all that a job deploys."""
        run = runs[0]
        others = dict.fromkeys(each.span for each in runs if each.span != run.span)
        places = (Related(span, "this is deployed, too") for span in others)
        return self.finding(
            key,
            run.span,
            enclosing(run.file, run.span),
            related=(*related, *places),
            tests=tests,
            job=job,
        )


def _place(run: Run) -> Span:
    return run.span if run.job is None else run.job.declaration.span


class _Tests:
    """The test jobs of workflows."""

    def __init__(self, scripts: Scripts, runs: Iterable[Run]) -> None:
        self._needing = scripts.once(Needing)
        starts = (run.start[1] for run in runs)
        self._deploying = {job.declaration.span for job in starts if job is not None}
        self._known: dict[str, Sequence[Job]] = {}

    def unheeded(self, run: Run) -> tuple[str, Job] | None:
        """A test job whose failure stops no way to deploy, and why, where no other one does; what
        tests a deployment runs behind it."""
        file, job = run.start
        if job is None or not isinstance(file, Workflow) or _tests(job):
            return None
        needs, tests = self._needing.of(file), self._of(file)
        waited = [each for each in tests if needs.waits(job, each)]
        if not waited:
            return ("untested", tests[0]) if tests else None
        outcomes = Outcomes(file, needs)
        ignored = all(outcomes.runs_after(each, job) for each in waited)
        return ("ignored", waited[0]) if ignored else None

    def _of(self, file: Workflow) -> Sequence[Job]:
        """Those that wait for no deployment."""
        if file.path not in self._known:
            closure = self._needing.of(file).closure
            self._known[file.path] = [
                job
                for job in file.jobs
                if _tests(job)
                and self._deploying.isdisjoint(each.declaration.span for each in closure(job))
            ]
        return self._known[file.path]


def _tests(job: Job) -> bool:
    return any(_TESTS.search(text) for text in (job.id, job.uses.value if job.uses else ""))
