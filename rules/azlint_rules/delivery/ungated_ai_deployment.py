"""AZL801."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from azlint.finding import Finding, Severity
from azlint.languages.workflow.model import Workflow
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint_rules.delivery.gating import breaches
from azlint_rules.workflows.flaws import told


class UngatedAiDeployment(WorkflowRule):
    """Deployments that do not wait for the evaluation of the same workflow, or ignore its result.

    ## What it flags
    A job that deploys to Azure in a workflow that evaluates a model, a prompt or an agent (with
    promptfoo, DeepEval, an evaluation action or script, or a reusable workflow that does), where
    the deploying job does not need the evaluation, directly or through what it needs; and one
    that does, but whose `if` (`always()`, `!cancelled()`) lets it run after a failed evaluation.
    Also a deployment on `workflow_run` of an evaluating workflow that never asks for its
    conclusion.

    An evaluation is a command or an action made for it, or a script of the repository that is
    called so and scores with a library made for it, takes a threshold, or holds a score against
    one, also behind `npm run` and `make`. A name alone is none.

    ## Why it matters
    The score is computed and the release goes out whatever it is. A prompt or model that has
    become worse reaches production with a red run beside it.

    ## Before you change this
    The deployment waits for the evaluation from then on, which takes its time and calls the
    model.

    ## What the change does
    The next run deploys only after a passed evaluation. Nothing that is deployed changes.

    ## How to fix
    Name the evaluating job in the `needs` of the deploying one. Where its `if` has a status
    function, add `needs.<job>.result == 'success'`.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Evaluations that need the deployment (they score what has been deployed). Jobs that never run
    together, by the events and inputs that their `if` names. Conditions that look at the
    evaluation's result or outputs. Evaluations in another workflow. Scripts that only have the
    word in their name, or tell of an evaluation (`eval-comment.js`).
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL801",
        name="ungated-ai-deployment",
        severity=Severity.WARNING,
        languages=frozenset({Language.WORKFLOW}),
        citations=(
            Citation(
                "Using conditions to control job execution",
                "https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/control-jobs-with-conditions",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "not-needed": Message(
            "{job} deploys without waiting for the evaluation {evaluation}: whatever the score is, "
            "the release goes out",
            "add {evaluation} to the needs of {job}",
        ),
        "defeated": Message(
            "{job} deploys even if the evaluation {evaluation} fails: this condition does not look "
            "at its result",
            "add `needs.{evaluation}.result == 'success'` to the condition",
        ),
        "step-defeated": Message(
            "This step deploys even if the evaluation before it fails: its condition does not look "
            "at the result",
            "leave the status function out of the condition",
        ),
        "run-unchecked": Message(
            "{job} deploys after every run of {workflow}, which evaluates, also after a failed one",
            "add `if: github.event.workflow_run.conclusion == 'success'` to {job}",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        for file in scene.graph.workflows.files():
            if isinstance(file, Workflow):
                for flaw in breaches(scene.graph.scripts, file):
                    yield told(self, flaw)
