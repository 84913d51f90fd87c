"""AZL804."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from azlint.finding import Finding, Related, Severity
from azlint.languages.workflow.model import Job, Step, Workflow, text
from azlint.languages.workflow.scripts import Scripts
from azlint.node import Language
from azlint.patterns import regex
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint_rules.delivery.comparisons import comparisons, fails_somewhere
from azlint_rules.delivery.evaluations import Evaluation, Evaluations, fails_for_scores
from azlint_rules.workflows.conditions import asks_status
from azlint_rules.workflows.worlds import condition

_UPLOAD = "actions/upload-artifact"
_SCORES = regex(r"eval|score|result|report|metric", re.IGNORECASE)

_BASELINE = regex(r"baseline", re.IGNORECASE)
"""What later runs are held against is taken from a run that passed."""


class LostScoreArtifact(WorkflowRule):
    """Scores that are uploaded only if they pass.

    ## What it flags
    A step that uploads what an evaluation of its job has written, without `if: always()` or
    `!cancelled()`, where the evaluation or a gate behind it can fail the job before.

    ## Why it matters
    The scores are there when all is well. On the day when the gate stops a release nobody can
    see which answers were bad.

    ## Before you change this
    The step then also runs when the file was never written: `if-no-files-found` says what then.

    ## What the change does
    Nothing that is deployed changes.

    ## How to fix
    Add `if: ${{ !cancelled() }}` to the upload.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Evaluations that succeed whatever the scores are. Uploads of anything else, baselines among
    them, which come from runs that passed. Conditions with a status function.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL804",
        name="lost-score-artifact",
        severity=Severity.NOTE,
        languages=frozenset({Language.WORKFLOW}),
        citations=(
            Citation(
                "Evaluate expressions: status check functions",
                "https://docs.github.com/actions/reference/workflows-and-actions/expressions",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "lost": Message(
            "If the evaluation fails, this step does not run, and its scores are lost",
            "add `if: ${{{{ !cancelled() }}}}` to this step",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        evaluations = scene.graph.scripts.once(Evaluations)
        for file in scene.graph.workflows.workflows.values():
            for job in file.jobs if _UPLOAD in scene.graph.workflows.texts[file.path] else ():
                found = evaluations.job(file, job) if job.uses is None else ()
                for step in job.steps if found else ():
                    cause = _cause(scene.graph.scripts, file, job, step, found)
                    if cause is not None and _is_lost(step):
                        yield self._finding(step, cause)

    def _finding(self, step: Step, cause: Evaluation) -> Finding:
        related = (Related(cause.span, "the evaluation"),)
        return self.finding("lost", step.declaration.header, step.declaration, related=related)


def _cause(
    scripts: Scripts, file: Workflow, job: Job, step: Step, found: tuple[Evaluation, ...]
) -> Evaluation | None:
    """The evaluation whose failure skips an upload of its scores."""
    if step.action != _UPLOAD:
        return None
    uploaded = " ".join(text(entry.value) for entry in step.with_ if entry.key.value in _NAMING)
    if not _SCORES.search(uploaded) or _BASELINE.search(uploaded):
        return None
    for each in found:
        if each.step is not None and each.step.index < step.index and not _goes_on(each.step):
            between = job.steps[each.step.index : step.index]
            if fails_for_scores(scripts, each) or any(
                _gates(scripts, file, job, at, each) for at in between
            ):
                return each
    return None


def _gates(scripts: Scripts, file: Workflow, job: Job, step: Step, evaluation: Evaluation) -> bool:
    """Whether a step can fail for what an evaluation has found."""
    read = scripts.read(file, job, step)
    command = evaluation.command
    start = command.end if step is evaluation.step and command is not None else 0
    return read is not None and (
        fails_somewhere(read, start) or any(each.end > start for each in comparisons(read))
    )


_NAMING = frozenset({"name", "path"})


def _goes_on(step: Step) -> bool:
    return step.get("continue-on-error") is not None


def _is_lost(step: Step) -> bool:
    expression = condition(step)
    return expression is None or not asks_status(expression)
