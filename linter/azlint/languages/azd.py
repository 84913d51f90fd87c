"""The services of the Azure Developer CLI: what `azure.yaml` has it build and deploy.

Read 2026-11-28 from the schema of azure.yaml (Azure/azure-dev, schemas/v1.0) and from azd's source
(container_helper.go, tags.go): `docker.path` (`./Dockerfile`) and `docker.context` (`.`) are
relative to the service's `project`, or to its folder where that is a file; a service finds its
resource by the tag `azd-service-name`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterator
from functools import partial

import msgspec

from azlint.guard import UNGUARDED, Guard
from azlint.languages.workflow.model import text
from azlint.languages.workflow.parse import parse
from azlint.languages.workflow.syntax import Mapping, entries
from azlint.source import Span

MANIFESTS = ("azure.yaml", "azure.yml")
TAG = "azd-service-name"


class Service(msgspec.Struct, frozen=True):
    """One service that azd builds an image for; `dockerfile` and `context`, the folder whose files
    it may copy, are relative to the root."""

    name: str
    dockerfile: str
    context: str


def services(
    paths: Collection[str], read: Callable[[str], str | None], guard: Guard = UNGUARDED
) -> Iterator[Service]:
    """Every service of every manifest that builds an image from a Dockerfile."""
    for path in paths:
        if posixpath.basename(path) in MANIFESTS:
            written = read(path)
            if written is not None:
                found = partial(_services, posixpath.dirname(path), written, paths)
                yield from guard.several(found, Span(path, 0, 0), "telling its services")


def _services(folder: str, written: str, paths: Collection[str]) -> Iterator[Service]:
    root = parse(written).root
    declared = root.get("services") if isinstance(root, Mapping) else None
    for entry in entries(declared):
        service = entry.value
        if isinstance(service, Mapping) and service.get("image") is None:
            docker = service.get("docker")
            own = docker if isinstance(docker, Mapping) else None
            named, context = (text(own.get(key)) if own else "" for key in ("path", "context"))
            project = _below(folder, text(service.get("project")))
            if project in paths:
                project = posixpath.dirname(project)
            dockerfile = _below(project, named or "Dockerfile")
            yield Service(entry.key.value, dockerfile, _below(project, context))


def _below(folder: str, path: str) -> str:
    joined = posixpath.normpath(posixpath.join(folder, path))
    return "" if joined == "." else joined
