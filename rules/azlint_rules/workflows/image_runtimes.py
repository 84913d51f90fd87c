"""Which runtimes the images of Dockerfiles bring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from azlint.azure.versions import HIGHEST, Range
from azlint.languages.docker.model import Dockerfile, Stage
from azlint.languages.workflow.model import enclosing
from azlint.node import Declaration, declared_by_file
from azlint.source import Span
from azlint.value import Known, Value, chain
from azlint_rules.facts.base_images import Runtime
from azlint_rules.workflows.declared import Declared, allowed
from azlint_rules.workflows.dockerfiles import Reading
from azlint_rules.workflows.precision import image
from azlint_rules.workflows.ranges import Ranges


def runtimes_of(
    file: Dockerfile, readings: Sequence[Reading], runtime: Runtime
) -> Iterator[Declared]:
    """What the images that a file builds run on, one for each release at its place."""
    found = (_runtime(each, runtime) for each in readings or [Reading(file)])
    by_place = {(each.text, each.span): each for each in found if each is not None}
    yield from by_place.values()


def _runtime(reading: Reading, runtime: Runtime) -> Declared | None:
    """What the image that a file builds runs on; where that brings no such runtime, the only one
    that the stages it copies from bring."""
    file = reading.file
    if file.final is None:
        return None
    own = _brought(_start(file, file.final), reading, runtime)
    if own is not None:
        return own
    copied = (copy.stage for each in file.line(file.final) for copy in each.copies)
    stages = [file.stages[at] for at in {at for at in copied if at is not None}]
    bases = (_brought(_start(file, stage), reading, runtime) for stage in stages)
    found = [each for each in bases if each is not None]
    return found[0] if len({each.text for each in found}) == 1 else None


def _start(file: Dockerfile, stage: Stage) -> Stage:
    """The stage that a stage goes back to, which starts from an image."""
    return [*file.line(stage)][-1]


def _brought(stage: Stage, reading: Reading, runtime: Runtime) -> Declared | None:
    base = stage.base
    version = release_in(str(base.data), runtime) if isinstance(base, Known) else None
    found = None if version is None else _fitting(runtime, version, base)
    if version is None or found is None:
        return None
    places = chain(base)
    span = places[-1].span if places else stage.declaration.header
    by_default = len(places) > 1 and span.path == reading.file.path
    return Declared(version, found, span, _owner(span, stage, reading), base, by_default)


def _owner(span: Span, stage: Stage, reading: Reading) -> Declaration:
    """The declaration in which a release is written."""
    if span.path == reading.file.path:
        return stage.declaration if stage.declaration.span.holds(span) else reading.file.declaration
    if reading.build is not None and span.path == reading.build.run.file.path:
        return enclosing(reading.build.run.file, span)
    return declared_by_file(span)


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
