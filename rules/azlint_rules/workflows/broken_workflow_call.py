"""AZL502."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from azlint.finding import Finding, Severity
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint_rules.workflows.contracts import breaches
from azlint_rules.workflows.flaws import told

_LENIENT = frozenset({"action-input-missing", "action-input-unknown"})
"""GitHub runs these calls all the same."""


class BrokenWorkflowCall(WorkflowRule):
    """Calls that do not keep to what the called workflow or action declares.

    ## What it flags
    Jobs that call a reusable workflow of the same repository, and steps that use one of its
    actions: a required input or secret that is not passed, an input or secret that is passed and
    not declared, a boolean or number input that is given text (also by its own default), an input
    whose type calls do not know, permissions that the called
    workflow asks for beyond those of the calling job, a workflow that is not there or has no
    `workflow_call` trigger, an action that is not there in a job that only checks out the commit.

    ## Why it matters
    GitHub refuses the whole run before its first job (for an action it warns, and the input is
    empty). The break shows only when the calling workflow runs: for a release or a deployment
    that is the worst moment.

    ## Before you change this
    Other repositories may call the same workflow: what is declared is their contract too.

    ## What the change does
    The next run starts. Nothing that is deployed changes.

    ## How to fix
    Pass what is required, by the name that is declared. Outputs of jobs, variables and
    `github.event.inputs` are text: pass `${{ fromJSON(…) }}` or `${{ … == 'true' }}` to a boolean
    or number input.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Workflows and actions of other repositories. Values whose type cannot be told. Secrets where
    the call inherits them. Actions in jobs that check out another repository. A required input
    with a default counts as required for workflows, as GitHub sees it, and not for actions.
    Permissions are undecided where no block grants them and the repository's default may.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL502",
        name="broken-workflow-call",
        severity=Severity.ERROR,
        languages=frozenset({Language.WORKFLOW}),
        citations=(
            Citation(
                "Reusing workflow configurations",
                "https://docs.github.com/actions/reference/workflows-and-actions/reusing-workflow-configurations",
                "2026-08-22",
            ),
            Citation(
                "actions/runner: how calls are checked",
                "https://github.com/actions/runner/blob/main/src/Sdk/WorkflowParser/Conversion/WorkflowTemplateConverter.cs",
                "2026-08-22",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "not-there": Message(
            "{path} is not in the repository, so GitHub refuses this workflow",
            "correct the path; reusable workflows lie directly in .github/workflows",
        ),
        "action-not-there": Message(
            "{path} holds no action, so the job stops at this step",
            "correct the path; it begins at the root of what the job checks out",
        ),
        "not-callable": Message(
            "{path} has no workflow_call trigger, so GitHub refuses this workflow",
            "add `workflow_call:` to its `on`",
        ),
        "input-missing": Message(
            "{callee} requires the input {name}, which is not passed: GitHub refuses the call",
            "pass {name} under `with`",
        ),
        "input-unknown": Message(
            "{callee} declares no input {name}: GitHub refuses the call",
            "pass an input that it declares, or declare {name} there",
        ),
        "input-type": Message(
            "{callee} declares the input {name} as {type}, and {passed} is passed: GitHub refuses "
            "the call",
            "pass a {type}: an unquoted literal, a comparison, or fromJSON(…) of the text",
        ),
        "input-kind": Message(
            "{callee} declares the input {name} as {type}, which a call cannot pass: GitHub "
            "refuses the file",
            "declare it as string, boolean or number",
        ),
        "default-type": Message(
            "The input {name} is declared as {type} and its default is a {passed}: GitHub refuses "
            "every call",
            "write a {type} as default, without quotes, or leave it out",
        ),
        "secret-missing": Message(
            "{callee} requires the secret {name}, which is not passed: GitHub refuses the call",
            "pass {name} under `secrets`, or `secrets: inherit`",
        ),
        "secret-unknown": Message(
            "{callee} declares no secret {name}: GitHub refuses the call",
            "declare {name} under `on.workflow_call.secrets` there",
        ),
        "permission-above": Message(
            "{callee} asks for {scopes}, which this job does not grant: GitHub refuses the call",
            "grant it under the `permissions` of this job",
        ),
        "action-input-missing": Message(
            "The action {callee} requires the input {name}, which is not passed and so is empty",
            "pass {name} under `with`, or give it a default there",
        ),
        "action-input-unknown": Message(
            "The action {callee} declares no input {name}: what is passed is ignored",
            "pass an input that it declares, or declare {name} there",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        for flaw in breaches(scene.graph.workflows):
            lenient = flaw.key in _LENIENT
            yield told(self, flaw, severity=Severity.WARNING if lenient else None)
