"""AZL505."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from azlint.finding import Finding, Severity
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint_rules.workflows.flaws import told
from azlint_rules.workflows.refusals import refusals


class RefusedExpression(WorkflowRule):
    """Expressions that GitHub does not accept where they stand.

    ## What it flags
    `${{ }}` and the conditions of `if` in workflows and composite actions that cannot be read,
    that name a context which GitHub does not offer at that key (`env` in the `with` of a job that
    calls a workflow, `secrets` or `matrix` in the `if` of a job, `steps` in `runs-on`, `secrets`
    or `vars` in a composite action), or that call a function which is not offered there
    (`hashFiles` outside of steps, `always` outside of `if`). A word without quotes counts as the
    name of a context, as it does for GitHub.

    ## Why it matters
    GitHub refuses the whole file: no job of the workflow starts, and an action fails where it is
    used.

    ## Before you change this
    The workflow does not run today; when it is accepted again, its triggers start it.

    ## What the change does
    The next run starts. Nothing that is deployed changes.

    ## How to fix
    Read the value where it is offered and hand it on: through an output of a job in `needs`,
    through `env` of a step, through an input of the action.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Keys that hold no expressions, and `snapshot`, of which GitHub's own schemas disagree. Names
    behind the context (`github.foo`): they are empty, and GitHub accepts them.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL505",
        name="refused-expression",
        severity=Severity.ERROR,
        languages=frozenset({Language.WORKFLOW}),
        citations=(
            Citation(
                "Contexts reference: context availability",
                "https://docs.github.com/actions/reference/workflows-and-actions/contexts#context-availability",
                "2026-08-22",
            ),
            Citation(
                "actions/languageservices: the schema of workflows",
                "https://github.com/actions/languageservices/blob/main/workflow-parser/src/workflow-v1.0.json",
                "2026-08-22",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "not-an-expression": Message(
            "GitHub cannot read this expression and refuses the file: {problem}",
            "correct the expression",
        ),
        "no-such-context": Message(
            "GitHub offers no context {name} under `{under}` here and refuses the file",
            "it offers {offered}; text stands in single quotes",
        ),
        "no-such-function": Message(
            "GitHub offers no function {name} under `{under}` here and refuses the file",
            "call it where it is offered: `hashFiles` in steps, `always`, `success`, `failure` "
            "and `cancelled` in `if`",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        for flaw in refusals(scene.graph.tracer):
            yield told(self, flaw)
