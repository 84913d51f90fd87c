"""Which Dockerfile the image of a container app is built from."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from azlint.analysis.container_apps import images
from azlint.azure.resource import Resource
from azlint.graph import Graph
from azlint.languages.azd import TAG
from azlint.languages.docker.model import Dockerfile, Stage
from azlint.languages.workflow.image_names import image_name
from azlint.languages.workflow.images import Host, Images, Release
from azlint.node import folded_member
from azlint.value import Known, Unknown, Value, alternatives


class Built(msgspec.Struct, frozen=True):
    """A Dockerfile, the stage of it that is built, and the folder whose files it may copy (None
    where that is not known)."""

    dockerfile: Dockerfile
    stage: Stage
    context: str | None


def built(resource: Resource, graph: Graph) -> Built | None:
    """The one Dockerfile whose image an app runs; None where there are none or several."""
    found = {
        (each.dockerfile.path, each.stage.index): each
        for each in (*_by_service(resource, graph), *_by_image(resource, graph))
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _by_service(resource: Resource, graph: Graph) -> Iterator[Built]:
    tags = resource.property("tags").value
    written = tags.data if isinstance(tags, Known) and isinstance(tags.data, dict) else {}
    named = folded_member(written, TAG)
    for service in graph.services:
        if isinstance(named, Known) and named.data == service.name:
            dockerfile = graph.dockerfiles.get(service.dockerfile)
            if dockerfile is not None and dockerfile.final is not None:
                yield Built(dockerfile, dockerfile.final, service.context)


def _by_image(resource: Resource, graph: Graph) -> Iterator[Built]:
    wanted = {*_declared(resource), *_released(resource, graph.images)}
    for build in graph.images.builds:
        repositories = {image_name(name).repository for name in build.names}
        if wanted.isdisjoint(repositories - {None}):
            continue
        path = build.dockerfile
        dockerfile = graph.dockerfiles.get(str(path.data)) if isinstance(path, Known) else None
        if dockerfile is None:
            continue
        stage = _stage(dockerfile, build.target)
        if stage is not None:
            context = str(build.context.data) if isinstance(build.context, Known) else None
            yield Built(dockerfile, stage, context)


def _stage(dockerfile: Dockerfile, target: Value | None) -> Stage | None:
    if target is None:
        return dockerfile.final
    return dockerfile.stage(str(target.data)) if isinstance(target, Known) else None


def _declared(resource: Resource) -> Iterator[str]:
    """The repositories of the images that an app is declared with."""
    found = images(resource)
    for image in () if isinstance(found, Unknown) else found:
        for option in alternatives(image.value):
            repository = image_name(option).repository
            if repository is not None:
                yield repository


def releases(resource: Resource, handled: Images) -> Iterator[Release]:
    """The steps of workflows that have an app run an image."""
    name = resource.property("name").value
    for release in handled.releases:
        if release.host is not Host.CONTAINER_APP or release.app is None:
            continue
        if isinstance(name, Known) and _is(release.app, name):
            yield release


def _released(resource: Resource, handled: Images) -> Iterator[str]:
    """The repositories of the images that workflows have an app run."""
    for release in releases(resource, handled):
        for option in alternatives(release.name):
            repository = image_name(option).repository
            if repository is not None:
                yield repository


def _is(value: Value, name: Known) -> bool:
    return any(isinstance(each, Known) and each.data == name.data for each in alternatives(value))
