"""AZL508."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from typing import ClassVar

from azlint.finding import Finding, Related, Severity
from azlint.languages.workflow.contexts import Level
from azlint.languages.workflow.images import Build
from azlint.languages.workflow.model import Job, Workflow, enclosing
from azlint.languages.workflow.place import Place
from azlint.languages.workflow.runs import Run
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint.value import Known, structure
from azlint_rules.delivery.conditions import coincide, condition
from azlint_rules.workflows.environments import is_before, is_production, known_names
from azlint_rules.workflows.needs import Needs


class RebuiltImage(WorkflowRule):
    """Images that are built anew for production instead of promoted.

    ## What it flags
    A job that builds and pushes an image for the environment production from the same Dockerfile,
    with the same arguments, as a job that it needs has built for an earlier environment, also
    through reusable workflows; and one job that does so for each environment of its matrix.

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
    workflows of which each run deploys to one environment.
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
        images = scene.graph.images
        pushed = {(_where(each.run), structure(each.name)) for each in images.pushes}
        builds = [each for each in images.builds if _counts(each, pushed)]
        before: dict[object, list[tuple[Build, str]]] = {}
        for each in builds:
            for name in _names(each, is_before)[:1]:
                before.setdefault(_recipe(each), []).append((each, name))
        for later in builds:
            for production in _names(later, is_production)[:1]:
                others = before.get(_recipe(later), ())
                earlier = [each for each in others if _precedes(each[0], later, scene)]
                if earlier:
                    yield self._found(later, production, earlier)

    def _found(
        self, later: Build, production: str, earlier: Sequence[tuple[Build, str]]
    ) -> Finding:
        run = later.run
        others = dict.fromkeys(each.run.span for each, _ in earlier if each.run.span != run.span)
        return self.finding(
            "rebuilt",
            run.span,
            enclosing(run.file, run.span),
            related=tuple(Related(span, "it is built here before") for span in others),
            file=_text(later),
            production=production,
            before=" and ".join(dict.fromkeys(name for _, name in earlier)),
        )


def _counts(build: Build, pushed: Container[tuple[object, object]]) -> bool:
    """Whether the same job sends to a registry what it makes of a known file for an environment."""
    if not isinstance(build.dockerfile, Known) or build.run.environment is None:
        return False
    names = ((_where(build.run), structure(name)) for name in build.names)
    return build.pushed or any(name in pushed for name in names)


def _where(run: Run) -> tuple[str, str]:
    return run.file.path, run.job.id if run.job is not None else ""


def _text(build: Build) -> str:
    return str(build.dockerfile.data) if isinstance(build.dockerfile, Known) else ""


def _varied(build: Build, *, own: bool = False) -> bool:
    """Whether the matrix of a calling job, or its own, runs it for several environments."""
    jobs = (job for _, job in build.run.way if own or job is not build.run.job)
    return any(job is not None and job.matrix is not None for job in jobs)


def _names(build: Build, wanted: Callable[[str], bool]) -> Sequence[str]:
    """The environments of a build that are wanted, if it has no other, or has each in one run."""
    names = sorted(known_names(build.run.environment))
    kept = [name for name in names if wanted(name)]
    return kept if kept == names or _varied(build) else ()


def _recipe(build: Build) -> object:
    """Builds of one recipe make the same of the same."""
    given = tuple(sorted((name, structure(value)) for name, value in build.arguments.items()))
    target = None if build.target is None else structure(build.target)
    return (structure(build.dockerfile), structure(build.context), given, target)


def _precedes(earlier: Build, later: Build, scene: Scene) -> bool:
    """Whether one run of a workflow builds both, the one before the other."""
    pairs = zip(earlier.run.way, later.run.way, strict=False)
    parted = next((pair for pair in pairs if pair[0] != pair[1]), None)
    if parted is None:
        return _varied(later, own=earlier is not later)
    (file, one), (there, other) = parted
    if file is not there or one is None or other is None or not isinstance(file, Workflow):
        return False
    return one in Needs(file).closure(other) and _together(scene, file, one, other)


def _together(scene: Scene, file: Workflow, one: Job, other: Job) -> bool:
    tracer = scene.graph.scripts.tracer
    first, second = (
        condition(tracer, Place(file, Level.JOB_IF, each), each) for each in (one, other)
    )
    return coincide(file, first, second)
