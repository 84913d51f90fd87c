"""AZL512."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from azlint.analysis.container_apps import CONTAINER_APP, CONTAINERS
from azlint.finding import Consequence, Finding, Related, Severity
from azlint.graph import Graph
from azlint.node import TEMPLATES, Language
from azlint.rule import Citation, Message, Meta, ResourceRule, Scene
from azlint.source import Span
from azlint.value import Known, Unknown, Value, data_of
from azlint_rules.facts.version_variables import READS, SOURCES, TESTS
from azlint_rules.workflows.builds import Built, built, releases

if TYPE_CHECKING:
    from azlint.azure.resource import Resource

MOST_FILES = 500


class UnsetVersionVariable(ResourceRule):
    """Apps that report a version from a variable that nothing sets.

    ## What it flags
    A container app whose image holds Python or JavaScript that reads the commit or the build from
    a variable (`GITHUB_SHA`, `GIT_COMMIT`, `BUILD_VERSION`), while neither the app, nor its image,
    nor the workflow that deploys it sets that variable.

    ## Why it matters
    GitHub's variables exist on the runner and not in the container: `/version` answers with the
    default for ever, and the check whether a deployment has arrived always says the same.

    ## Before you change this
    An image that holds its commit is a new image for each commit, also where nothing else changed.

    ## What the change does
    In place: a new revision.

    ## How to fix
    Set it where the image is made (`ARG GITHUB_SHA` and `ENV GITHUB_SHA=$GITHUB_SHA`, with
    `--build-arg GITHUB_SHA=${{ github.sha }}`), or where it is deployed
    (`az containerapp update --set-env-vars GITHUB_SHA=…`).

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Apps whose variables cannot be told, images that the repository does not build, files that the
    Dockerfile does not copy, names that a workflow mentions in an assignment.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL512",
        name="unset-version-variable",
        severity=Severity.NOTE,
        languages=frozenset({Language.TERRAFORM, *TEMPLATES}),
        enabled=False,
        citations=(
            Citation(
                "Default environment variables",
                "https://docs.github.com/actions/reference/workflows-and-actions/variables",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "unset": Message(
            "{file} reads {variable}, and nothing sets it where {subject} runs: the version that "
            "it reports is always the default",
            "set {variable} in the image, or where it is deployed",
        ),
    }
    paths: ClassVar[dict[str, frozenset[str]]] = {
        CONTAINER_APP: frozenset({CONTAINERS, "name", "tags"}),
    }

    def check(self, resource: Resource, scene: Scene) -> Iterator[Finding]:
        containers = resource.items(CONTAINERS)
        if isinstance(containers, Unknown) or len(containers) != 1:
            return
        variables = containers[0].property("env")
        given = _names(variables.value)
        source = built(resource, scene.graph)
        if given is None or source is None or source.context is None:
            return
        given |= source.stage.environment.keys()
        for release in releases(resource, scene.graph.images):
            given |= release.variables.keys()
        for variable, place in _reads(source, scene.graph):
            if variable not in given and not _mentioned(scene.graph, variable):
                yield self.finding(
                    "unset",
                    variables.span,
                    resource.declaration,
                    resource.context,
                    consequence=Consequence.IN_PLACE,
                    related=(Related(place, f"{variable} is read here"),),
                    subject=resource.declaration.address,
                    file=place.path,
                    variable=variable,
                )


def _names(variables: Value) -> set[str] | None:
    """The names of a container's variables; None where one of them is not known."""
    if isinstance(variables, Unknown):
        return None
    items = variables.data if isinstance(variables.data, tuple) else ()
    names = [_name(each) for each in items]
    return None if None in names else {name for name in names if name is not None}


def _name(variable: Value) -> str | None:
    fields = data_of(variable)
    name = fields.get("name") if isinstance(fields, dict) else None
    return str(name.data) if isinstance(name, Known) else None


def _reads(source: Built, graph: Graph) -> Iterator[tuple[str, Span]]:
    """The variables that the files of an image read, each where it is read first."""
    found: dict[str, Span] = {}
    for path in _copied(source, graph):
        text = graph.workflows.read(path) or ""
        for match in READS.finditer(text):
            name = match["quoted"] or match["plain"]
            found.setdefault(name, Span(path, *match.span()))
    yield from found.items()


def _copied(source: Built, graph: Graph) -> Iterator[str]:
    """The sources that a Dockerfile copies out of its context."""
    copies = [copy for stage in source.dockerfile.stages for copy in stage.copies]
    words = [word for copy in copies if copy.source is None for word in copy.words[:-1]]
    roots = [
        posixpath.normpath(posixpath.join(source.context or "", str(word.data).lstrip("/")))
        for word in words
        if isinstance(word, Known)
    ]
    count = 0
    for path in graph.workflows.paths:
        if path.endswith(SOURCES) and not TESTS.search(path) and _below(path, roots):
            count += 1
            if count > MOST_FILES:
                return
            yield path


def _below(path: str, roots: list[str]) -> bool:
    return any(root in (".", path) or path.startswith(f"{root}/") for root in roots)


def _mentioned(graph: Graph, variable: str) -> bool:
    return any(f"{variable}=" in text for text in graph.workflows.texts.values())
