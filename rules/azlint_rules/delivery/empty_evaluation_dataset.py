"""AZL810."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import ClassVar

from azlint.finding import Finding, Related, Severity
from azlint.graph import Graph
from azlint.languages.workflow.model import Workflow
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint_rules.delivery.bringing import may_be_brought
from azlint_rules.delivery.evaluations import Evaluation
from azlint_rules.delivery.material import Material, evaluations_of, found, materials


class EmptyEvaluationDataset(WorkflowRule):
    """Evaluations whose dataset is missing or empty.

    ## What it flags
    A data file that the script of an evaluation opens, that its command is given, or that the
    `tests` of its promptfoo configuration name (`file://tests.csv`), by a literal path: it is not
    in the repository, where no step of the job may make or fetch it either, or it holds no record.

    ## Why it matters
    Without examples there is no score: the gate fails for every change, or divides by nothing
    and passes.

    ## Before you change this
    Golden answers are worth a review of their own: what they say is what the agent is held to.

    ## What the change does
    The next evaluation scores something. Nothing that is deployed changes.

    ## How to fix
    Commit the dataset, or fetch it in a step before the evaluation.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Paths that a script computes, files that a command or an action of the job names, by themselves
    or by their folder (it may make them; installs, linters, tests and what only shows files do
    not), jobs in which a step fetches files (`dvc pull`, `az storage blob download`, an artefact,
    …), and formats other than JSON, JSON lines and text. Of a configuration, tests that a script
    makes, patterns of names, and what the named files name themselves.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL810",
        name="empty-evaluation-dataset",
        severity=Severity.WARNING,
        languages=frozenset({Language.WORKFLOW}),
        citations=(
            Citation(
                "Evaluate your generative AI application",
                "https://learn.microsoft.com/azure/ai-foundry/how-to/develop/evaluate-sdk",
                "2026-11-28",
            ),
            Citation(
                "promptfoo: test cases",
                "https://www.promptfoo.dev/docs/configuration/test-cases",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "missing": Message(
            "The evaluation reads {path}, which is not in the repository",
            "commit the dataset, or fetch it in a step before",
        ),
        "empty": Message(
            "The evaluation reads {path}, which holds nothing to score",
            "add examples with the answers that are expected",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        workflows = scene.graph.workflows.workflows
        for path in sorted(workflows):
            for evaluation in evaluations_of(scene.graph, workflows[path]):
                for each in materials(scene.graph, evaluation):
                    if not each.is_prompt:
                        yield from self._of(scene.graph, workflows[path], evaluation, each)

    def _of(
        self, graph: Graph, workflow: Workflow, evaluation: Evaluation, material: Material
    ) -> Iterator[Finding]:
        key = _lack(graph, workflow, evaluation, material)
        if key and evaluation.step is not None:
            related = () if material.span == evaluation.span else (Related(material.span, "here"),)
            yield self.finding(
                key,
                evaluation.span,
                evaluation.step.declaration,
                related=related,
                path=material.path,
            )


def _lack(graph: Graph, workflow: Workflow, evaluation: Evaluation, material: Material) -> str:
    """What is wrong with a dataset, empty where nothing certainly is."""
    places = found(graph, evaluation, material)
    if not places:
        return "" if may_be_brought(graph, workflow, evaluation, material.path) else "missing"
    contents = [graph.workflows.read(place) for place in places]
    return "empty" if all(each is not None and _is_empty(each) for each in contents) else ""


def _is_empty(content: str) -> bool:
    if not content.strip():
        return True
    try:
        return json.loads(content) in ([], {})
    except (ValueError, RecursionError):
        return False
