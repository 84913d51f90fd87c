"""AZL808."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from azlint.finding import Finding, Related, Severity
from azlint.languages.workflow.images import Release
from azlint.languages.workflow.model import Step, Workflow, enclosing, text
from azlint.node import Language
from azlint.patterns import regex
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint_rules.delivery.evaluations import Evaluation, Evaluations

_PROMPT = regex(r"prompt", re.IGNORECASE)
_MODEL = regex(r"model", re.IGNORECASE)
_RECORD = regex(
    r"gh release|action-gh-release|release[-_]?(notes?|drafter|please)|manifest|rollback|lineage"
    r"|provenance|attest|metadata|record",
    re.IGNORECASE,
)


class RollbackTripleNotRecorded(WorkflowRule):
    """Deployments of an agent that record nowhere what to go back to.

    ## What it flags
    A workflow that evaluates and deploys an image, where no step beside the evaluation names both
    the prompt and the model, and none names a release, a manifest or a record.

    ## Why it matters
    What a score belongs to is three things: the image, the prompt and the model. To go back to the
    last good one all three have to be known; the tag of the image tells one.

    ## Before you change this
    Decide where it is looked for at night: an artifact expires, a release or a tag of the
    container app's revision does not.

    ## What the change does
    The next run writes one more file. Nothing that is deployed changes.

    ## How to fix
    Write the image's tag, the version of the prompt and the model's name and version into a file
    and upload it with the release, or set them as variables of the revision.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Workflows in which a job calls another workflow or a step uses an action of the repository:
    what they record is not looked for. Workflows that deploy no image, or evaluate elsewhere.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL808",
        name="rollback-triple-not-recorded",
        severity=Severity.NOTE,
        languages=frozenset({Language.WORKFLOW}),
        enabled=False,
        citations=(
            Citation(
                "GenAIOps for MLOps practitioners",
                "https://learn.microsoft.com/azure/architecture/ai-ml/guide/genaiops-for-mlops",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "unrecorded": Message(
            "This deploys what was scored, but nothing records which prompt and model belong to "
            "the image",
            "write image, prompt version and model into a file that is kept with the release",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        evaluations = scene.graph.scripts.once(Evaluations)
        seen: set[str] = set()
        for release in scene.graph.images.releases:
            file, _ = release.run.start
            if isinstance(file, Workflow) and file.path not in seen:
                seen.add(file.path)
                found = [each for job in file.jobs for each in evaluations.job(file, job)]
                if found and not _may_record(file, found):
                    yield self._finding(release, found[0])

    def _finding(self, release: Release, evaluation: Evaluation) -> Finding:
        run = release.run
        related = (Related(evaluation.span, "the evaluation"),)
        return self.finding("unrecorded", run.span, enclosing(run.file, run.span), related=related)


def _may_record(file: Workflow, found: list[Evaluation]) -> bool:
    """Whether a step records what belongs together, or one that is not looked into may."""
    scoring = {each.step.declaration.span for each in found if each.step is not None}
    for job in file.jobs:
        if job.uses is not None:
            return True
        for step in job.steps:
            if step.uses is not None and step.uses.value.startswith("."):
                return True
            if step.declaration.span not in scoring and _records(step):
                return True
    return False


def _records(step: Step) -> bool:
    nodes = [step.uses, step.run, *(entry.value for entry in (*step.with_, *step.env))]
    names = [entry.key.value for entry in (*step.with_, *step.env)]
    written = "\n".join((*names, *map(text, nodes)))
    both = _PROMPT.search(written) and _MODEL.search(written)
    return bool(both or _RECORD.search(written))
