"""AZL508."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import ClassVar

from azlint.finding import Finding, Related, Severity
from azlint.languages.workflow.images import Build
from azlint.languages.workflow.model import Workflow, enclosing
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint.value import Known, structure
from azlint_rules.workflows.environments import is_before, is_production, known_names
from azlint_rules.workflows.needs import Needs


class RebuiltImage(WorkflowRule):
    """Images that are built anew for production instead of promoted.

    ## What it flags
    A job that builds and pushes an image for the environment production from the same Dockerfile,
    with the same arguments, as a job that it needs has built for an earlier environment; and one
    job that does so for each environment of its matrix.

    ## Why it matters
    What was tested in staging is not what runs in production: base images, packages and tools move
    between two builds of one commit. A rollback finds two images for one version.

    ## Before you change this
    Production may pull from a registry of its own: `az acr import` copies the tested image there.

    ## What the change does
    The next run builds once. Nothing that is deployed changes before.

    ## How to fix
    Build in one job before the first environment, hand the tag or the digest on as an output, and
    let every deployment take that image.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Builds whose arguments differ between environments, environments whose names are not known,
    workflows of which each deploys to one environment.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL508",
        name="rebuilt-image",
        severity=Severity.WARNING,
        languages=frozenset({Language.WORKFLOW}),
        citations=(
            Citation(
                "Recommendations for tagging and versioning container images",
                "https://learn.microsoft.com/azure/container-registry/container-registry-image-tag-version",
                "2026-11-28",
            ),
            Citation(
                "Import container images to a container registry",
                "https://learn.microsoft.com/azure/container-registry/container-registry-import-images",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "rebuilt": Message(
            "{file} is built anew for {production}, after {before}: what was tested is not what "
            "is deployed",
            "build once, and deploy the same image to every environment",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        builds = [each for each in scene.graph.images.builds if _counts(each)]
        pairs = [*permutations(builds, 2), *((each, each) for each in builds if _varied(each))]
        for earlier, later in pairs:
            before, production = _names(earlier, is_before), _names(later, is_production)
            if before and production and _same(earlier, later) and _follows(earlier, later):
                yield self._found(earlier, later, before[0], production[0])

    def _found(self, earlier: Build, later: Build, before: str, production: str) -> Finding:
        run = later.run
        other = earlier.run.span
        return self.finding(
            "rebuilt",
            run.span,
            enclosing(run.file, run.span),
            related=() if other == run.span else (Related(other, "it is built here before"),),
            file=_text(later),
            production=production,
            before=before,
        )


def _counts(build: Build) -> bool:
    return (
        build.pushed and isinstance(build.dockerfile, Known) and build.run.environment is not None
    )


def _text(build: Build) -> str:
    return str(build.dockerfile.data) if isinstance(build.dockerfile, Known) else ""


def _varied(build: Build) -> bool:
    """Whether the matrix of a calling job runs it for several environments."""
    job = build.run.start[1]
    return job is not None and job is not build.run.job and job.matrix is not None


def _names(build: Build, wanted: Callable[[str], bool]) -> Sequence[str]:
    """The environments of a build that are wanted, if it has no other, or has each in one run."""
    names = sorted(known_names(build.run.environment))
    kept = [name for name in names if wanted(name)]
    return kept if kept == names or _varied(build) else ()


def _same(one: Build, other: Build) -> bool:
    """Whether two builds make the same of the same."""
    return _recipe(one) == _recipe(other)


def _recipe(build: Build) -> object:
    given = sorted((name, structure(value)) for name, value in build.arguments.items())
    target = None if build.target is None else structure(build.target)
    return (structure(build.dockerfile), structure(build.context), given, target)


def _follows(earlier: Build, later: Build) -> bool:
    """Whether both run in one run of a workflow, one after the other or side by side."""
    (file, job), (other, next_) = earlier.run.start, later.run.start
    if file is not other or job is None or next_ is None or not isinstance(file, Workflow):
        return False
    return job is next_ or job in Needs(file).closure(next_)
