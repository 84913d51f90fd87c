"""Dockerfiles as the builds of workflows read them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import msgspec

from azlint.graph import Graph
from azlint.languages.docker.model import Dockerfile
from azlint.languages.workflow.images import Build
from azlint.value import STRING, Cause, Reason, Unknown, Value, alternatives, known_texts

MAX_READINGS = 64
"""Ways to read a file that the alternatives of a build's arguments make."""


class Reading(msgspec.Struct, frozen=True):
    """A Dockerfile with the arguments of one build; as written where that is None."""

    file: Dockerfile
    build: Build | None = None


def dockerfiles(graph: Graph) -> Iterator[tuple[Dockerfile, Sequence[Reading]]]:
    """Every Dockerfile, by path, in every way in which a workflow builds it, which may be none."""
    builds: dict[str, list[Build]] = defaultdict(list)
    for build in graph.images.builds:
        for path in known_texts(build.dockerfile):
            builds[path].append(build)
    for path, file in sorted(graph.dockerfiles.items()):
        yield file, [each for build in builds[path] for each in _readings(file, build)]


def _readings(file: Dockerfile, build: Build) -> Iterator[Reading]:
    given = _given(file, build)
    choices = [tuple(alternatives(value)) for value in given.values()]
    if math.prod(map(len, choices)) > MAX_READINGS:
        choices = [(value,) for value in given.values()]
    for chosen in product(*choices):
        yield Reading(file.given(dict(zip(given, chosen, strict=True))), build)


def _given(file: Dockerfile, build: Build) -> Mapping[str, Value]:
    """The arguments of a build; where it may pass more, each has a value that is not known."""
    if build.certain:
        return build.arguments
    other = Unknown(Reason(Cause.RUNTIME, "what the build passes"), STRING)
    declared = (file.arguments, *(stage.arguments for stage in file.stages))
    return {**{name: other for each in declared for name in each}, **build.arguments}
