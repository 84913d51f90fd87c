"""AZL807."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from azlint.finding import Finding, Severity
from azlint.graph import Graph
from azlint.languages.workflow.model import enclosing
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint_rules.delivery.evaluations import Evaluation, Evaluations
from azlint_rules.delivery.starting import Starting


class NoScheduledEvaluation(WorkflowRule):
    """Repositories that evaluate only when they change.

    ## What it flags
    The first evaluation of a repository in which no evaluation runs on a `schedule`, neither in
    its own workflow nor in one that calls it or that it runs after.

    ## Why it matters
    The answers change without a commit: the model behind a deployment is updated or retired, the
    index is filled anew, the content filter becomes stricter. Without a schedule the first to
    measure that are the users.

    ## Before you change this
    Each run costs tokens and quota: once a day or a week is enough. GitHub stops the schedules of
    a public repository after 60 days without activity.

    ## What the change does
    The evaluation also runs from time to time, on the default branch. Nothing that is deployed
    changes.

    ## How to fix
    Add `schedule` to the events of the workflow, and see that somebody reads its failures.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Repositories in which any evaluation is scheduled, or may be from outside: by
    `repository_dispatch`, by a caller in another repository, by a scheduled workflow that names
    the file. What starts workflows by hand or by the API from elsewhere is not to be seen here.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL807",
        name="no-scheduled-evaluation",
        severity=Severity.NOTE,
        languages=frozenset({Language.WORKFLOW}),
        enabled=False,
        citations=(
            Citation(
                "Azure OpenAI model versions",
                "https://learn.microsoft.com/azure/ai-services/openai/concepts/model-versions",
                "2026-11-28",
            ),
            Citation(
                "Events that trigger workflows: schedule",
                "https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "unscheduled": Message(
            "Nothing evaluates on a schedule: when answers change without a commit, no score tells",
            "add `schedule` to the events of this workflow, or of one that calls it",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        found = tuple(_evaluations(scene.graph))
        starting = Starting(scene.graph.workflows)
        workflows = scene.graph.workflows.workflows
        if found and not any(
            starting.may_be_scheduled(workflows[path])
            for path in dict.fromkeys(each.file.path for each in found)
        ):
            first = found[0]
            owner = enclosing(first.file, first.span)
            yield self.finding("unscheduled", first.span, owner)


def _evaluations(graph: Graph) -> Iterator[Evaluation]:
    """Every evaluation, in order of the workflows."""
    evaluations = graph.scripts.once(Evaluations)
    for _, workflow in sorted(graph.workflows.workflows.items()):
        for job in workflow.jobs:
            yield from evaluations.job(workflow, job)
