"""AZL802."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from azlint.finding import Finding, Severity
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint_rules.delivery.thresholds import gaps
from azlint_rules.workflows.flaws import told


class MissingScoreThreshold(WorkflowRule):
    """Evaluations whose score nothing holds back: no threshold, zero, or one that nobody reads.

    ## What it flags
    In workflows that evaluate a model, a prompt or an agent: a threshold of zero, written in the
    comparison, as an option of the evaluating command, as the default of an input or by a caller,
    or in a Python script of the repository that a step runs: as a constant, or as the default of an
    option (`argparse`) or of a variable that nothing sets; a threshold input that no expression
    reads; an evaluation that ends well whatever the scores are and whose scores nothing compares,
    in a job that a deployment waits for. As a note: a caller of a reusable evaluation that asks for
    less than its default. What an evaluation is, the page of AZL801 says.

    ## Why it matters
    The gate looks like one and holds nothing back: every score passes.

    ## Before you change this
    Look at the scores of the last runs: a threshold above them stops the next release.

    ## What the change does
    Releases below the threshold stop. Nothing that is deployed changes.

    ## How to fix
    Compare the score with a threshold above zero and let the step fail below it. Make the input
    that holds it required, or give it a default that means something.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Evaluations that no deployment waits for. Scripts that end by themselves with a failure, or
    that are not in the repository. Jobs whose outputs or artifacts others may compare. Ceilings
    (errors, latency, cost). In Python scripts: differences (`score - baseline`), what a
    configuration file may set, and checks whether a value is one at all.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL802",
        name="missing-score-threshold",
        severity=Severity.WARNING,
        languages=frozenset({Language.WORKFLOW}),
        citations=(
            Citation(
                "Microsoft Foundry evaluation GitHub Action",
                "https://github.com/microsoft/ai-agent-evals",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "zero": Message(
            "The threshold is 0, so every score passes",
            "set a threshold that a bad answer does not reach",
        ),
        "unread": Message(
            "Nothing reads {name}: whatever is passed, no score is held against it",
            "compare the score with it, or leave the input out",
        ),
        "uncompared": Message(
            "{job} deploys whatever this evaluation finds: nothing compares its scores",
            "compare the score with a threshold in a later step, and let that step fail below it",
        ),
        "below": Message(
            "{given} is below the default of the called evaluation, {default}",
            "leave it out, or say why less is enough here",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        for flaw in gaps(scene.graph.scripts):
            yield told(self, flaw, severity=Severity.NOTE if flaw.key == "below" else None)
