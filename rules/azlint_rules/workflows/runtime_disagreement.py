"""AZL506."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import ClassVar

from azlint.finding import Finding, Related, Severity
from azlint.graph import Graph
from azlint.languages import terraform
from azlint.languages.docker.model import Dockerfile
from azlint.languages.workflow.deployments import Tool
from azlint.node import Declaration, Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint.source import Span
from azlint.syntax import Literal
from azlint.value import Known, Value, alternatives
from azlint_rules.facts.base_images import PREFERENCES, RUNTIMES, Runtime
from azlint_rules.workflows.declared import Choice, Declared, Projects, disagree, patches_of_one
from azlint_rules.workflows.dockerfiles import dockerfiles
from azlint_rules.workflows.image_runtimes import runtimes_of
from azlint_rules.workflows.job_runtimes import Setup, setups
from azlint_rules.workflows.ranges import ranges

MAX_RELATED = 10
_SEVERITIES = {"terraform": Severity.ERROR, "patch": Severity.NOTE}


class RuntimeDisagreement(WorkflowRule):
    """One project is built, tested or run on releases of a runtime that cannot be the same.

    ## What it flags
    The release of Python, Node.js, Go, .NET, Ruby or Java that is declared in two places of one
    project, where no release satisfies both: the setup action of a job, in its steps or in an
    action of the repository that it uses, or the image in which the job runs, where it installs,
    builds or tests the project in its folder (also as `pip install ./api[test]`); the base image
    of the Dockerfile that lies there or copies the project's file; and what the project itself
    asks for (`.python-version`, `requires-python`, `engines`, `.nvmrc`, `go.mod`, `global.json`,
    `.tool-versions`). And the Terraform that a job sets up against the `required_version` of the
    root that it initializes or deploys.

    ## Why it matters
    The tests pass on one release and the image runs on another: what they proved does not hold
    where it runs. Or the tool refuses, in the pipeline or in the build of the image.

    ## Before you change this
    Find out which release production runs, and whether the others were kept back on purpose.

    ## What the change does
    The next run or image uses the other release. Nothing that is deployed changes before.

    ## How to fix
    Write the release in one place and let the others read it: a version file for the setup
    action, an `ARG` that the workflow passes to the image.

    ## Way back
    Write the former release again.

    ## What it stays silent about
    A range and a release within it (`>=3.11` and `3.12.4`), and a line and one of its releases
    (`3.12` and `3.12.4`); a .NET SDK that is newer than the runtime image, as it builds for older
    ones; jobs that run with several releases, or set one up for tools only, and the image where
    one of its jobs runs with several;
    two jobs with different releases, which is how a project is tested on both; builder stages
    where the final image brings the runtime itself; Dockerfiles and jobs of other folders. A
    release known only at run time is undecided.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL506",
        name="runtime-disagreement",
        severity=Severity.WARNING,
        languages=frozenset({Language.WORKFLOW, Language.DOCKER}),
        citations=(
            Citation(
                "Go toolchains",
                "https://go.dev/doc/toolchain",
                "2026-08-22",
            ),
            Citation(
                "Python packaging: requires-python",
                "https://packaging.python.org/en/latest/specifications/pyproject-toml/",
                "2026-08-22",
            ),
            Citation(
                "Select the .NET version to use",
                "https://learn.microsoft.com/dotnet/core/versions/selection",
                "2026-11-28",
            ),
            Citation(
                "Terraform settings: required_version",
                "https://developer.hashicorp.com/terraform/language/terraform",
                "2026-08-22",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "job-project": Message(
            "{product} {version} is set up for {folder}, but its {file} asks for {other}",
            "set up what {file} asks for; the action can read it from there",
        ),
        "image-jobs": Message(
            "The image runs {product} {version}, but the jobs that work on it set up {other} only",
            "test on the release that the image runs",
        ),
        "image-project": Message(
            "The image brings {product} {version}, but {file} asks for {other}",
            "build upon an image of the release that {file} asks for",
        ),
        "projects": Message(
            "{product} {version} here, but {file} in the same folder asks for {other}",
            "write the release in one of the two, or bring them together",
        ),
        "patch": Message(
            "{product} {version} here and {other} in {file}: two patches of one release",
            "write the patch in one place, or leave it out in both",
        ),
        "terraform": Message(
            "Terraform {version} is set up, but {folder} requires {other}: init stops",
            "set up a release that required_version allows",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        projects = Projects(scene.graph)
        jobs = tuple(setups(scene.graph.scripts))
        for setup in jobs:
            yield from self._job(setup, jobs, scene.graph, projects)
        files = tuple(dockerfiles(scene.graph))
        for runtime in RUNTIMES:
            for file, readings in files:
                for found in runtimes_of(file, readings, runtime):
                    yield from self._image(found, file, runtime, projects)
                    yield from self._tested(found, posixpath.dirname(file.path), runtime, jobs)
            for folder in projects.folders(runtime):
                yield from self._projects(folder, runtime, projects)

    def _job(
        self, setup: Setup, setups: Sequence[Setup], graph: Graph, projects: Projects
    ) -> Iterator[Finding]:
        if not setup.single:
            return
        runtime, because = setup.runtime, setup.because
        for folder in setup.folders:
            for other in projects.files(folder, runtime):
                here = tuple(_working(setups, runtime, folder))
                own = setup.declared
                if other[0].name in PREFERENCES:
                    own = tuple(declared for job in here for declared in job.declared)
                    if not all(job.single for job in here):
                        continue
                if because is not None or disagree(own, other):
                    yield self._conflict("job-project", runtime, setup.declared, other, because)
                    break
        if runtime.tool == Tool.TERRAFORM:
            for other in _required(setup, graph):
                if because is not None or disagree(setup.declared, other):
                    yield self._conflict("terraform", runtime, setup.declared, other, because)

    def _image(
        self, found: Declared, file: Dockerfile, runtime: Runtime, projects: Projects
    ) -> Iterator[Finding]:
        for folder in _project_folders(file, runtime, projects):
            for other in projects.files(folder, runtime):
                if disagree((found,), other):
                    yield self._conflict("image-project", runtime, (found,), other)
                    return

    def _tested(
        self,
        found: Declared,
        folder: str,
        runtime: Runtime,
        setups: Sequence[Setup],
    ) -> Iterator[Finding]:
        """An image against every job that works in the folder of its file; what a build may choose
        by an argument is left to it."""
        here = tuple(_working(setups, runtime, folder))
        because = next((each.because for each in here if each.because is not None), None)
        other = tuple(each for job in here if job.because is None for each in job.declared)
        single = all(job.single for job in here)
        if other and single and not found.by_default and disagree((found,), other):
            yield self._conflict("image-jobs", runtime, (found,), other, because)

    def _projects(self, folder: str, runtime: Runtime, projects: Projects) -> Iterator[Finding]:
        found = list(projects.files(folder, runtime))
        for other in found[1:]:
            if disagree(found[0], other):
                yield self._conflict("projects", runtime, found[0], other)

    def _conflict(
        self, key: str, runtime: Runtime, own: Choice, other: Choice, because: Value | None = None
    ) -> Finding:
        first, second = own[0], other[0]
        folder = posixpath.dirname(second.path)
        if key != "terraform" and patches_of_one(own, other):
            key = "patch"
        return self.finding(
            key,
            first.span,
            first.owner,
            value=first.value,
            because=because,
            severity=_SEVERITIES.get(key),
            related=tuple(_related(runtime, other)),
            product=runtime.product,
            version=_texts(own),
            folder=folder or "the repository",
            file=second.name,
            other=_texts(other),
        )


def _related(runtime: Runtime, choice: Choice) -> Iterator[Related]:
    places = dict.fromkeys((each.span, each.text) for each in choice)
    for span, text in list(places)[:MAX_RELATED]:
        yield Related(span, f"{runtime.product} {text} is asked for here")


def _texts(choice: Choice) -> str:
    return " or ".join(dict.fromkeys(each.text for each in choice))


def _working(setups: Sequence[Setup], runtime: Runtime, folder: str) -> Iterator[Setup]:
    """The jobs that work in a folder with a runtime."""
    return (each for each in setups if each.runtime is runtime and folder in each.folders)


def _project_folders(file: Dockerfile, runtime: Runtime, projects: Projects) -> Iterator[str]:
    """The folders whose project an image is of: that of the Dockerfile; where that holds none,
    the nearest context in which a file that tells a release is copied."""
    own = posixpath.dirname(file.path)
    yield own
    for name in _copied(file):
        context = own
        while context and not projects.has(posixpath.join(context, name)):
            context = posixpath.dirname(context)
        target = posixpath.normpath(posixpath.join(context, name))
        folder, _, file_name = target.rpartition("/")
        if file_name in runtime.files and folder != own and projects.has(target):
            yield folder


def _copied(file: Dockerfile) -> Sequence[str]:
    """What is copied from the context of the build."""
    names = {
        str(word.data).lstrip("/")
        for stage in file.stages
        for copy in stage.copies
        if copy.source is None
        for word in copy.words[:-1]
        if isinstance(word, Known)
    }
    return sorted(names)


def _required(setup: Setup, graph: Graph) -> Iterator[Choice]:
    """What the roots ask for that a job works on."""
    folders = set(setup.folders) | {
        str(option.data)
        for each in graph.deployments
        if each.tool is Tool.TERRAFORM
        and each.job is not None
        and (each.file.path, each.job.id) == setup.job
        for option in alternatives(each.target)
        if isinstance(option, Known)
    }
    seen: set[Span] = set()
    for evaluation in graph.evaluations:
        if evaluation.root in folders and isinstance(
            evaluation.native, terraform.evaluate.Evaluation
        ):
            for each in _constraints(evaluation.native):
                if each.span not in seen:
                    seen.add(each.span)
                    yield (each,)


def _constraints(evaluation: terraform.evaluate.Evaluation) -> Iterator[Declared]:
    """Every `required_version` of a root and of the modules that it calls."""
    for instance in evaluation.modules():
        module = instance.module
        for written in module.required_versions:
            node = written.expression
            found = ranges(str(node.value)) if isinstance(node, Literal) else None
            if found is not None and isinstance(node, Literal):
                span = written.span
                owner = Declaration(
                    Language.TERRAFORM, module.folder, "terraform", "", "", span, span
                )
                yield Declared(str(node.value), found, span, owner)
