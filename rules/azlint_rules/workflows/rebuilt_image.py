"""AZL508."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from typing import ClassVar

from azlint.finding import Finding, Related, Severity
from azlint.languages.workflow.images import Build
from azlint.languages.workflow.model import Workflow, enclosing, span_of
from azlint.languages.workflow.runs import Run
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint.source import Span
from azlint.value import Known, alternatives, known_texts, structure
from azlint_rules.workflows.conditions import coincide
from azlint_rules.workflows.environments import is_before, is_production, known_names
from azlint_rules.workflows.needs import Needing
from azlint_rules.workflows.worlds import condition


class RebuiltImage(WorkflowRule):
    """Images that are built anew for production instead of promoted.

    ## What it flags
    A job that builds and pushes an image for the environment production from the same Dockerfile,
    with the same arguments, as a job that it needs has built for an earlier environment, also
    through reusable workflows; and one job that does so for each environment of its matrix. A loop
    over several Dockerfiles counts as one build.

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
        needing = scene.graph.scripts.once(Needing)
        pushed = {
            (_where(each.run), structure(name))
            for each in images.pushes
            for name in alternatives(each.name)
        }
        builds = [each for each in images.builds if _counts(each, pushed)]
        before: dict[object, list[tuple[Build, str]]] = {}
        for each in builds:
            for name in _names(each, is_before)[:1]:
                before.setdefault(_recipe(each), []).append((each, name))
        for later in builds:
            for production in _names(later, is_production)[:1]:
                others = before.get(_recipe(later), ())
                earlier = [each for each in others if _precedes(each[0], later, needing)]
                if earlier:
                    yield self._found(later, production, earlier)

    def _found(
        self, later: Build, production: str, earlier: Sequence[tuple[Build, str]]
    ) -> Finding:
        run = later.run
        return self.finding(
            "rebuilt",
            run.span,
            enclosing(run.file, run.span),
            related=tuple(_related(run, [each.run for each, _ in earlier])),
            file=_text(later),
            production=production,
            before=" and ".join(dict.fromkeys(name for _, name in earlier)),
        )


def _related(later: Run, earlier: Sequence[Run]) -> Iterator[Related]:
    """Where else it is built, and what calls the one build and the other."""
    for span in dict.fromkeys(each.span for each in earlier if each.span != later.span):
        yield Related(span, "it is built here before")
    before = dict.fromkeys(span for each in earlier for span in _calls(each))
    after = dict.fromkeys(_calls(later))
    for span in before:
        often = "both times" if span in after else "before"
        yield Related(span, f"it is built through this {often}")
    for span in after:
        if span not in before:
            yield Related(span, "it is built anew through this")


def _calls(run: Run) -> Iterator[Span]:
    """The jobs through which a workflow or an action comes to run, outermost first."""
    for file, job in run.way[:-1]:
        if job is not None:
            yield span_of(file.path, job.uses) if job.uses is not None else job.declaration.header


def _counts(build: Build, pushed: Container[tuple[object, object]]) -> bool:
    """Whether the same job sends to a registry what it makes of known files for an environment."""
    told = all(isinstance(each, Known) for each in alternatives(build.dockerfile))
    if not told or build.run.environment is None:
        return False
    names = ((_where(build.run), structure(name)) for name in build.names)
    return build.pushed or any(name in pushed for name in names)


def _where(run: Run) -> tuple[str, str]:
    return run.file.path, run.job.id if run.job is not None else ""


def _text(build: Build) -> str:
    """The Dockerfiles of a build: in a loop it has several."""
    first, *others = known_texts(build.dockerfile)
    return f"{first} (and {len(others)} more)" if others else first


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


def _precedes(earlier: Build, later: Build, needing: Needing) -> bool:
    """Whether one run of a workflow builds both, the one before the other."""
    pairs = zip(earlier.run.way, later.run.way, strict=False)
    parted = next((pair for pair in pairs if pair[0] != pair[1]), None)
    if parted is None:
        return _varied(later, own=earlier is not later)
    (file, one), (there, other) = parted
    if file is not there or one is None or other is None or not isinstance(file, Workflow):
        return False
    together = coincide(file, condition(one), condition(other))
    return together and needing.of(file).waits(other, one)
