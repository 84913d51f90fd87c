"""Which runtimes the images of Dockerfiles bring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from azlint.azure.versions import HIGHEST, Range
from azlint.languages.docker.model import Dockerfile, Stage
from azlint.languages.workflow.images import Build
from azlint.languages.workflow.model import enclosing
from azlint.value import Known, Value, alternatives, chain
from azlint_rules.facts.base_images import Runtime
from azlint_rules.workflows.declared import Declared, allowed
from azlint_rules.workflows.precision import image
from azlint_rules.workflows.ranges import Ranges


def runtimes_of(file: Dockerfile, runtime: Runtime, builds: Sequence[Build]) -> Iterator[Declared]:
    """What the images that a file builds run on, one for each release that a build chooses by an
    argument; the default of the file where a build leaves it, or none is known."""
    found = _runtime(file, runtime)
    if found is None:
        return
    name = _argument(file, found)
    own = [each for each in builds if _is_of(each, file)]
    if not own or any(name not in each.arguments for each in own):
        yield found
    for build in own:
        yield from _chosen(build, name, found, runtime)


def _is_of(build: Build, file: Dockerfile) -> bool:
    return isinstance(build.dockerfile, Known) and build.dockerfile.data == file.path


def _argument(file: Dockerfile, found: Declared) -> str:
    """The argument whose default tells a release; empty where none does."""
    for name, value in file.arguments.items() if found.by_default else ():
        if value.origin is not None and value.origin.span == found.span:
            return name
    return ""


def _chosen(build: Build, name: str, found: Declared, runtime: Runtime) -> Iterator[Declared]:
    """The releases that a build passes in the argument of what is found; nothing where they are
    not known, or it holds something else."""
    given = build.arguments.get(name)
    for each in () if given is None else alternatives(given):
        text = str(each.data) if isinstance(each, Known) else ""
        releases = _fitting(runtime, text, found.value)
        if releases is not None:
            span = build.run.span if each.origin is None else each.origin.span
            owner = enclosing(build.run.file, span)
            yield Declared(text, releases, span, owner, each)


def _runtime(file: Dockerfile, runtime: Runtime) -> Declared | None:
    """What the image that a file builds runs on; where that brings no such runtime, the only one
    that the stages it copies from bring."""
    if file.final is None:
        return None
    own = _brought(_start(file, file.final), file, runtime)
    if own is not None:
        return own
    copied = (copy.stage for each in file.line(file.final) for copy in each.copies)
    stages = [file.stages[at] for at in {at for at in copied if at is not None}]
    bases = (_brought(_start(file, stage), file, runtime) for stage in stages)
    found = [each for each in bases if each is not None]
    return found[0] if len({each.text for each in found}) == 1 else None


def _start(file: Dockerfile, stage: Stage) -> Stage:
    """The stage that a stage goes back to, which starts from an image."""
    return [*file.line(stage)][-1]


def _brought(stage: Stage, file: Dockerfile, runtime: Runtime) -> Declared | None:
    base = stage.base
    version = release_in(str(base.data), runtime) if isinstance(base, Known) else None
    found = None if version is None else _fitting(runtime, version, base)
    if version is None or found is None:
        return None
    places = chain(base)
    span = places[-1].span if places else stage.declaration.header
    own = stage.declaration if stage.declaration.span.holds(span) else file.declaration
    return Declared(version, found, span, own, base, len(places) > 1)


def _fitting(runtime: Runtime, version: str, base: Value | None) -> Ranges | None:
    """The releases whose results run on an image: newer ones build for a host of an older one."""
    found = allowed(runtime, version)
    parts = image(str(base.data)) if isinstance(base, Known) else None
    if found is None or parts is None or runtime.hosts is None:
        return found
    hosts = runtime.hosts.fullmatch(parts.name) is not None
    return tuple(Range(each.low, HIGHEST) for each in found) if hosts else found


def release_in(name: str, runtime: Runtime) -> str | None:
    """The release of a runtime that an image's name tells."""
    parts = image(name)
    for of, tag in () if parts is None else runtime.images:
        match = tag.fullmatch(parts.tag) if parts and of.fullmatch(parts.name) else None
        if match is not None and allowed(runtime, match["version"]) is not None:
            return match["version"]
    return None
