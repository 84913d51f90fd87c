"""AZL809."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from azlint.finding import Finding, Related, Severity
from azlint.graph import Graph
from azlint.languages.workflow.filters import path_filters, starts
from azlint.languages.workflow.model import Workflow, span_of
from azlint.languages.workflow.syntax import Mapping
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint.source import Span
from azlint_rules.delivery.deploying import Deploying
from azlint_rules.delivery.evaluations import Evaluation
from azlint_rules.delivery.material import evaluations_of, found, materials

_KEYS = ("paths", "paths-ignore")


class UnwatchedPrompt(WorkflowRule):
    """Prompts and evaluation files that start no evaluation when they change.

    ## What it flags
    Workflows that evaluate and that only changes of some files start (`paths`, `paths-ignore`),
    where a prompt, the dataset or the script that the evaluation reads is none of these files.

    ## Why it matters
    A changed prompt changes the answers as much as changed code does. Here it is merged without
    a score, and the next change of code is blamed for it.

    ## Before you change this
    Each run of the evaluation costs tokens: name the files that it reads, not whole folders.

    ## What the change does
    The workflow runs for more changes. Nothing that is deployed changes.

    ## How to fix
    Add the files to `paths`: `prompts/**`, `eval/**`.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Files whose paths the script computes, and evaluations that another event starts for every
    change, a call from another workflow among them. What a schedule evaluates is scored too late.
    The script where the same workflow deploys: its change is no reason for a release.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL809",
        name="unwatched-prompt",
        severity=Severity.WARNING,
        languages=frozenset({Language.WORKFLOW}),
        citations=(
            Citation(
                "Workflow syntax: paths",
                "https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#onpushpull_requestpull_request_targetpathspaths-ignore",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "unwatched": Message(
            "A change of {paths} starts no evaluation, although this one reads {them}",
            "add {paths} to these paths",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        workflows = scene.graph.workflows.workflows
        for path in sorted(workflows):
            yield from self._of(scene.graph, workflows[path])

    def _of(self, graph: Graph, workflow: Workflow) -> Iterator[Finding]:
        events = [settings for _, settings in path_filters(workflow)]
        filters = [place for each in events if (place := _filter(workflow, each)) is not None]
        if workflow.reusable or not filters or len(filters) < len(events):
            return
        releases = any(graph.scripts.once(Deploying).jobs(workflow))
        unwatched = {
            path: named
            for evaluation in evaluations_of(graph, workflow)
            for path, named in _files(graph, evaluation)
            if not _watched(events, path) and not (releases and path == evaluation.script)
        }
        if unwatched:
            yield self.finding(
                "unwatched",
                filters[0],
                workflow.declaration,
                related=tuple(Related(named, "read here") for named in unwatched.values()),
                paths=", ".join(unwatched),
                them="it" if len(unwatched) == 1 else "them",
            )


def _watched(events: Sequence[Mapping | None], path: str) -> bool:
    return any(starts(each, path) for each in events)


def _filter(workflow: Workflow, settings: Mapping | None) -> Span | None:
    nodes = (settings.get(key) for key in _KEYS) if settings is not None else ()
    return next((span_of(workflow.path, node) for node in nodes if node is not None), None)


def _files(graph: Graph, evaluation: Evaluation) -> Iterator[tuple[str, Span]]:
    """The files of the repository that an evaluation reads."""
    if evaluation.script:
        yield evaluation.script, evaluation.span
    for each in materials(graph, evaluation):
        for path in found(graph, evaluation, each)[:1]:
            yield path, each.span
