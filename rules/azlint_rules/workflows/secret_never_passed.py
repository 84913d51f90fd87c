"""AZL504."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from azlint.finding import Finding, Related, Severity
from azlint.languages.workflow.model import Workflow, enclosing
from azlint.languages.workflow.references import Reference
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Option, Scene, WorkflowRule
from azlint.value import Cause, Reason, Unknown
from azlint_rules.workflows.secrets import Secrets, Starved

UNDECLARED = "undeclared"
_CHECKED = Unknown(Reason(Cause.RUNTIME, "what a script does that checks whether it is set"))


class SecretNeverPassed(WorkflowRule):
    """Secrets that a reusable workflow reads and that a call of it does not hand over.

    ## What it flags
    Jobs that call a reusable workflow of the same repository without `secrets: inherit`, where
    that workflow reads secrets which it does not declare, so that no call can pass them by name.
    What it hands on by `secrets: inherit` to the workflows it calls counts as read by it.

    With `undeclared = true`, a note also where such a secret is read, whoever calls.

    ## Why it matters
    A called workflow has the secrets that the call passes, and no others: not those of the
    repository, and not those of the environment that its jobs name. GitHub says nothing, the
    secret is the empty text, and the login or the request fails or goes out without it.

    ## Before you change this
    `secrets: inherit` hands over every secret that the caller has.

    ## What the change does
    The next run has the secret. Nothing that is deployed changes before.

    ## How to fix
    Declare the secret under `on.workflow_call.secrets` of the called workflow, `required: true`
    where it cannot do without, and pass it in the call.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Declared secrets (a required one that is not passed is AZL502, an optional one may be left
    out), `GITHUB_TOKEN`, reads whose expression says what holds without the secret
    (`secrets.X || github.token`), reads whose `if` is certainly false for the call, operands that
    it does not come to (`inputs.report && secrets.X`), and workflows of other repositories. It is
    undecided where all that reads a secret are scripts that check whether it is set.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL504",
        name="secret-never-passed",
        severity=Severity.WARNING,
        languages=frozenset({Language.WORKFLOW}),
        citations=(
            Citation(
                "Reuse workflows: using inputs and secrets",
                "https://docs.github.com/actions/how-tos/reuse-automations/reuse-workflows",
                "2026-08-22",
            ),
            Citation(
                "actions/runner #4453: secrets of an environment are empty unless they are passed",
                "https://github.com/actions/runner/issues/4453",
                "2026-08-22",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "never-passed": Message(
            "{callee} reads {secrets}, which this call neither passes nor inherits: always empty",
            "declare {names} under `on.workflow_call.secrets` there and pass it here, or "
            "`secrets: inherit`",
        ),
        UNDECLARED: Message(
            "The secret {name} is not declared, so that only `secrets: inherit` hands it over",
            "declare {name} under `on.workflow_call.secrets`",
        ),
    }
    options: ClassVar[Mapping[str, Option]] = {
        UNDECLARED: Option(
            default=False,
            text="also note secrets that a reusable workflow reads and does not declare",
        )
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        secrets = Secrets(scene.graph.tracer)
        yield from (self._starved(each) for each in secrets.starved())
        if scene.options[UNDECLARED]:
            yield from (self._undeclared(file, read) for file, read in secrets.undeclared())

    def _starved(self, starved: Starved) -> Finding:
        call = starved.call
        names = [read.name for read in starved.reads]
        return self.finding(
            "never-passed",
            call.span,
            enclosing(call.file, call.span),
            because=_CHECKED if starved.checked else None,
            related=tuple(
                Related(read.span, f"{read.name} is read here") for read in starved.reads
            ),
            callee=starved.callee.path,
            secrets=f"the secret{'s' * (len(names) > 1)} {', '.join(names)}",
            names=", ".join(names),
        )

    def _undeclared(self, file: Workflow, read: Reference) -> Finding:
        return self.finding(
            UNDECLARED,
            read.span,
            enclosing(file, read.span),
            severity=Severity.NOTE,
            name=read.name,
        )
