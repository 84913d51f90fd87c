"""AZL806."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import ClassVar

from azlint.finding import Finding, Related, Severity
from azlint.graph import Graph
from azlint.node import Declaration, Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint.source import Span
from azlint_rules.delivery.evaluations import Evaluation, Evaluations
from azlint_rules.delivery.installing import Asked, open_packages
from azlint_rules.facts.delivery import EVALUATING_PACKAGES


class UnpinnedEvaluationSdk(WorkflowRule):
    """SDKs of an evaluation that are installed in whatever release is newest.

    ## What it flags
    A requirements file that the job of an evaluation installs (`pip install -r`), where it gives
    an SDK that scores or asks a model only a floor (`openai>=1.0.0`) or no version.

    ## Why it matters
    A score is compared with the one before. A new release of the SDK brings other defaults,
    other prompts of its judges, or another API: the score moves or the gate breaks although
    nothing in the repository has changed.

    ## Before you change this
    Run the evaluation once with the release that you pin: the newest one may be what the last
    score was made with.

    ## What the change does
    Later runs of the evaluation install the same release. Nothing that is deployed changes.

    ## How to fix
    Pin the release (`openai==1.55.3`, `openai~=1.55.3`) and let Dependabot raise it, or install a
    file that `pip-compile` or `uv pip compile` has made.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Packages that have an upper end (`==`, `~=`, `<`), hashes or an address, in the file, in its
    constraints or in another install of the job; and installs under `PIP_CONSTRAINT`. Files whose
    paths cannot be told, and packages that score nothing.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL806",
        name="unpinned-evaluation-sdk",
        severity=Severity.NOTE,
        languages=frozenset({Language.WORKFLOW}),
        enabled=False,
        citations=(
            Citation(
                "pip: repeatable installs",
                "https://pip.pypa.io/en/stable/topics/repeatable-installs/",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "floor": Message(
            "The evaluation installs whatever {name}{specifier} brings: a new release can move "
            "its scores",
            "pin the release: `{name}==X.Y.Z`",
        ),
        "unversioned": Message(
            "The evaluation installs the newest {name}: a new release can move its scores",
            "pin the release: `{name}==X.Y.Z`",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        seen: set[Span] = set()
        for asked, evaluation in _asked(scene.graph):
            dependency = asked.dependency
            span = Span(asked.path, dependency.start, dependency.end)
            if span not in seen:
                seen.add(span)
                yield self._finding(asked, span, evaluation)

    def _finding(self, asked: Asked, span: Span, evaluation: Evaluation) -> Finding:
        dependency = asked.dependency
        folder = posixpath.dirname(span.path)
        owner = Declaration(
            Language.WORKFLOW, folder, "requirement", "", dependency.name, span, span
        )
        return self.finding(
            "floor" if dependency.specifiers else "unversioned",
            span,
            owner,
            related=(
                Related(asked.install, "installed here"),
                Related(evaluation.span, "the evaluation"),
            ),
            name=dependency.name,
            specifier=dependency.specifier,
        )


def _asked(graph: Graph) -> Iterator[tuple[Asked, Evaluation]]:
    """The open SDKs of every job that evaluates, with its first evaluation."""
    evaluations = graph.scripts.once(Evaluations)
    for _, workflow in sorted(graph.workflows.workflows.items()):
        for job in workflow.jobs if graph.requirements else ():
            found = evaluations.job(workflow, job) if job.uses is None else ()
            for each in open_packages(graph, workflow, job) if found else ():
                if each.dependency.name in EVALUATING_PACKAGES:
                    yield each, found[0]
