"""AZL705."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from azlint.finding import Finding, Related, Severity
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Option, Scene, WorkflowRule
from azlint_rules.identity.injections import Injection, injections


class UntrustedScript(WorkflowRule):
    """Text of strangers in scripts of jobs that can deploy.

    ## What it flags
    `${{ github.event.issue.title }}` and other text that anyone can choose, in a `run:`, in the
    script of `actions/github-script`, `azure/cli` or `azure/powershell`, directly or through
    `env`, inputs of called workflows and actions, or a matrix, where the job logs in to a cloud
    or has an `environment`, and where an event that a stranger can cause starts it with secrets.
    With the option `inputs` also text inputs and the payload of `repository_dispatch`, which
    only those with write access choose.

    ## Why it matters
    GitHub pastes the text into the script before the shell reads it: a title of
    `"; az group delete …` runs with the identity that deploys.

    ## Before you change this
    Quotes around the expression do not help: the text can close them.

    ## What the change does
    The script receives the same text as a variable. Nothing that is deployed changes.

    ## How to fix
    Put the expression into the `env` of the step and read the variable in the script, in quotes:
    `"$TITLE"` (`$env:TITLE` in PowerShell, `process.env.TITLE` in github-script). Where an `env`
    holds the text already, replace `${{ env.TITLE }}` in the script by that.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Jobs that neither log in nor have an environment, and everything else about injections:
    zizmor looks for those. `pull_request` runs of forks, which get no secrets. Values that are
    no text (`contains(…)`, numbers), and what actions of other repositories do with an input.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL705",
        name="untrusted-script",
        severity=Severity.WARNING,
        languages=frozenset({Language.WORKFLOW}),
        security_severity="8.0",
        citations=(
            Citation(
                "Script injections",
                "https://docs.github.com/actions/concepts/security/script-injections",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "stranger": Message(
            "{source} becomes part of a script that runs with a deployment credential, and anyone "
            "can choose its text",
            "{remedy}",
        ),
        "input": Message(
            "The text of {source} becomes part of a script that runs with a deployment credential",
            "{remedy}",
        ),
    }
    options: ClassVar[dict[str, Option]] = {
        "inputs": Option(
            default=False,
            text="also note text inputs and the payload of `repository_dispatch`, which only those "
            "with write access choose",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        inputs = bool(scene.options["inputs"])
        for each in injections(scene.graph, inputs=inputs):
            yield self._finding(each)

    def _finding(self, found: Injection) -> Finding:
        related: tuple[Related, ...] = ()
        if found.origin is not None and found.origin != found.span:
            related = (Related(found.origin, "the text comes from here"),)
        elif found.declared is not None:
            related = (Related(found.declared.declaration.header, "the input is declared here"),)
        return self.finding(
            "input" if found.chosen else "stranger",
            found.span,
            found.step.declaration,
            severity=Severity.NOTE if found.chosen else None,
            related=related,
            source=found.source,
            remedy=_remedy(found),
        )


def _remedy(found: Injection) -> str:
    if found.variable:
        return f"read the variable, which is set already, in the script: {found.variable}"
    return "set an `env` variable to the expression and read that in the script"
