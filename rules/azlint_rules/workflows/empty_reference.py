"""AZL503."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from azlint.finding import Finding, Severity
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint_rules.workflows.flaws import told
from azlint_rules.workflows.generated import is_generated
from azlint_rules.workflows.reads import Gaps


class EmptyReference(WorkflowRule):
    """Expressions that read what no job, step or input provides.

    ## What it flags
    `needs.build.outputs.tag` in a job that does not name `build` in its own `needs` (what a
    needed job needs in turn does not count), outputs that a job, a reusable workflow or a
    composite action of the repository does not declare, steps that do not exist or run later,
    inputs that the file does not declare, keys that no combination of the job's matrix has,
    properties that the `github` context does not have, and `needs` of jobs that do not exist.

    ## Why it matters
    GitHub says nothing: the expression is the empty text. An image tag, a resource group or a
    switch is empty at the moment of the deployment, and the command runs with what is left.

    ## Before you change this
    A job that names another one in `needs` waits for it, and is skipped if that one fails.

    ## What the change does
    The next run reads the value. Nothing that is deployed changes before.

    ## How to fix
    Name the job in `needs`, declare the output where it is made, or correct the name.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Reads whose expression says what holds without them (`… || 'main'`, `… != 'true'`), except of
    `inputs`, steps and jobs. Outputs of jobs that call a workflow of another repository, and of
    steps that run a script or an action of another repository: what they write is not declared in
    this one. Matrices that an expression makes. Jobs and steps whose `if` never holds. Files whose
    head says that a tool generates them, but for `needs` that name no job.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL503",
        name="empty-reference",
        severity=Severity.WARNING,
        languages=frozenset({Language.WORKFLOW}),
        citations=(
            Citation(
                "Contexts reference",
                "https://docs.github.com/actions/reference/workflows-and-actions/contexts",
                "2026-08-22",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "no-such-need": Message(
            "No job of this workflow is called {name}: GitHub refuses the workflow",
            "name a job that exists",
        ),
        "no-such-job": Message(
            "No job of this workflow is called {name}, so this is always empty",
            "name a job that exists",
        ),
        "not-needed": Message(
            "This is always empty: the job {reader} does not name {name} in its own needs",
            "add {name} to the needs of {reader}",
        ),
        "own-job": Message(
            "This is always empty: {name} is the job that reads it, and no job needs itself",
            "read the step that makes the value: `steps.<id>.outputs`",
        ),
        "no-such-output": Message(
            "This is always empty: {name} declares no output {output}",
            "declare {output} under its `outputs`, or read one that it declares",
        ),
        "no-such-step": Message(
            "No step here has the id {name}, so this is always empty",
            "give the step that makes the value `id: {name}`; steps of other jobs are read "
            "through outputs and needs",
        ),
        "later-step": Message(
            "The step {name} has not run yet where this is read, so this is always empty",
            "move the step that reads it behind {name}",
        ),
        "no-such-input": Message(
            "{path} declares no input {name}, so this is always empty",
            "declare {name}, or read an input that is declared",
        ),
        "no-such-matrix-key": Message(
            "The job {name} has no {missing} in its matrix, so this is always empty",
            "add {missing} to the matrix, or read a key that it has",
        ),
        "no-such-property": Message(
            "The github context has no {name}, so this is always empty",
            "read a property that it has, such as `github.repository_owner`",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        texts = scene.graph.workflows.texts
        for flaw in scene.graph.scripts.once(Gaps).all:
            if flaw.key == "no-such-need":
                yield told(self, flaw, severity=Severity.ERROR)
            elif not is_generated(texts[flaw.place.path]):
                yield told(self, flaw)
