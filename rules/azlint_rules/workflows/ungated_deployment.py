"""AZL509."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import ClassVar

from azlint.finding import Finding, Related, Severity
from azlint.languages.workflow.model import Job, Workflow, enclosing
from azlint.languages.workflow.runs import Run
from azlint.node import Language
from azlint.patterns import regex
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint.source import Span
from azlint_rules.workflows.deployments import deployments
from azlint_rules.workflows.environments import is_production, stage_names
from azlint_rules.workflows.needs import Needs

_TESTS = regex(r"(^|[-_/ ])(unit|integration|e2e)?[-_]?tests?([-_./ ]|$)", re.IGNORECASE)


class UngatedDeployment(WorkflowRule):
    """Deployments that nothing holds back.

    ## What it flags
    A step that deploys to production in a job without `environment:`; and a step that deploys in a
    workflow with a test job, from a job that does not wait for it.

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
    among its `needs`.

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
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        exposed: dict[Span, list[Run]] = defaultdict(list)
        untested: dict[tuple[Span, str, Span, str], list[Run]] = defaultdict(list)
        found = tuple(deployments(scene.graph.scripts))
        deploying = {job.declaration.span for each in found if (job := each.start[1]) is not None}
        for run in found:
            names = stage_names(run)
            if run.environment is None and names and all(map(is_production, names)):
                exposed[_place(run)].append(run)
            tests, job = _skipped(run, deploying), run.start[1]
            if tests is not None and job is not None:
                untested[(_place(run), job.id, tests.declaration.header, tests.id)].append(run)
        for runs in exposed.values():
            yield self._found("no-environment", runs)
        for (_, job_id, header, tests_id), runs in untested.items():
            skipped = Related(header, "the tests")
            yield self._found("untested", runs, skipped, tests=tests_id, job=job_id)

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


def _skipped(run: Run, deploying: Collection[Span]) -> Job | None:
    """A test job that a way to deploy does not wait for, where it waits for none; what tests a
    deployment runs behind it."""
    file, job = run.start
    if job is None or not isinstance(file, Workflow) or _tests(job):
        return None
    needs = Needs(file)
    waited = needs.closure(job)
    tests = [
        each
        for each in file.jobs
        if _tests(each)
        and all(before.declaration.span not in deploying for before in needs.closure(each))
    ]
    return next(iter(tests), None) if not any(each in waited for each in tests) else None


def _tests(job: Job) -> bool:
    return any(_TESTS.search(text) for text in (job.id, job.uses.value if job.uses else ""))
