"""Workflows and actions as declarations: what they say, with nothing evaluated yet.

A field that may hold `${{ }}` is kept as its YAML node; `trace` tells its values. `None` means
that the key is not written.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from enum import StrEnum

import msgspec

from azlint.languages.workflow.syntax import Entry, Mapping, Scalar, Sequence, Yaml
from azlint.node import Declaration
from azlint.source import Span
from azlint.syntax import Node


class Event(StrEnum):
    """The triggers that bring inputs."""

    CALL = "workflow_call"
    DISPATCH = "workflow_dispatch"
    ACTION = "action"


class Input(msgspec.Struct, frozen=True):
    """A declared input; `type` is empty where the file does not say (a string then)."""

    event: Event
    declaration: Declaration
    name: str
    type: str
    default: Yaml | None
    required: bool
    options: tuple[Scalar, ...] = ()


class Output(msgspec.Struct, frozen=True):
    """A declared output of a job, a reusable workflow or an action."""

    name: str
    value: Yaml | None


class Secret(msgspec.Struct, frozen=True):
    """A secret that a reusable workflow declares; `span` is that of its name."""

    name: str
    required: bool
    span: Span


class Image(msgspec.Struct, frozen=True):
    """A container image of a job or a service: `role` is `container` or the service's name."""

    declaration: Declaration
    role: str
    name: Yaml


class Step(msgspec.Struct, frozen=True):
    """One step.

    action: what it uses, in lower case and without the ref; empty for a script · with_: the
    entries as written; their names are case-insensitive.
    """

    declaration: Declaration
    node: Mapping
    index: int
    id: str
    uses: Scalar | None
    action: str
    run: Scalar | None
    with_: tuple[Entry, ...]
    env: tuple[Entry, ...]

    def get(self, key: str) -> Yaml | None:
        """Any other key: `name`, `if`, `shell`, `working-directory` and so on."""
        return self.node.get(key)

    def argument(self, name: str) -> Entry | None:
        """The `with` entry of an input, whatever its case."""
        return by_name(self.with_, name)


class Job(msgspec.Struct, frozen=True):
    """One job; `uses` makes it a call of a reusable workflow."""

    declaration: Declaration
    node: Mapping
    id: str
    needs: tuple[str, ...]
    uses: Scalar | None
    with_: tuple[Entry, ...]
    inherits_secrets: bool
    secrets: tuple[Entry, ...]
    env: tuple[Entry, ...]
    matrix: Yaml | None
    images: tuple[Image, ...]
    outputs: tuple[Output, ...]
    steps: tuple[Step, ...]

    def get(self, key: str) -> Yaml | None:
        """Any other key: `name`, `if`, `runs-on`, `environment` and so on."""
        return self.node.get(key)

    def argument(self, name: str) -> Entry | None:
        return by_name(self.with_, name)


class Workflow(msgspec.Struct, frozen=True):
    """One file of `.github/workflows`. `triggers` are the names of its events."""

    path: str
    declaration: Declaration
    node: Mapping
    triggers: frozenset[str]
    inputs: tuple[Input, ...]
    secrets: tuple[Secret, ...]
    outputs: tuple[Output, ...]
    env: tuple[Entry, ...]
    jobs: tuple[Job, ...]

    @property
    def reusable(self) -> bool:
        return Event.CALL in self.triggers

    def get(self, key: str) -> Yaml | None:
        """Any other key: `name`, `permissions`, `defaults`, `concurrency` and so on."""
        return self.node.get(key)

    def declarations(self, offset: int) -> Iterator[Declaration]:
        """Those that may hold an offset, the file's own first."""
        yield self.declaration
        yield from (each.declaration for each in self.inputs)
        index = bisect_right(self.jobs, offset, key=lambda job: job.declaration.span.start)
        for job in self.jobs[max(index - 1, 0) : index]:
            yield job.declaration
            yield from (image.declaration for image in job.images)
            yield from (step.declaration for step in job.steps)


class Action(msgspec.Struct, frozen=True):
    """One `action.yml`. `using` is `composite`, `docker` or `node…`; `image` a docker image."""

    path: str
    declaration: Declaration
    node: Mapping
    using: str
    image: Scalar | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    steps: tuple[Step, ...]

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def env(self) -> tuple[Entry, ...]:
        """An action has no `env` of its own."""
        return ()

    def get(self, key: str) -> Yaml | None:
        return self.node.get(key)

    def declarations(self, _offset: int) -> Iterator[Declaration]:
        """Those that may hold an offset, the file's own first."""
        yield self.declaration
        yield from (each.declaration for each in self.inputs)
        yield from (step.declaration for step in self.steps)


File = Workflow | Action


def steps(file: File) -> Iterator[tuple[Job | None, Step]]:
    """Every step of a file, with its job; an action has none."""
    if isinstance(file, Action):
        yield from ((None, step) for step in file.steps)
    else:
        yield from ((job, step) for job in file.jobs for step in job.steps)


def enclosing(file: File, span: Span) -> Declaration:
    """The smallest declaration of a file that holds a span, else the file's own."""
    at = span.start
    holders = [each for each in file.declarations(at) if each.span.start <= at < each.span.end]
    return min(holders, key=lambda each: each.span.end - each.span.start, default=file.declaration)


def input_named(file: File, name: str) -> Iterator[Input]:
    """The declared inputs of a name, whatever its case: one for each event that brings it."""
    folded = name.lower()
    return (each for each in file.inputs if each.name.lower() == folded)


def by_name(fields: tuple[Entry, ...], name: str) -> Entry | None:
    """The entry of a name, whatever its case."""
    folded = name.lower()
    return next((entry for entry in fields if entry.key.value.lower() == folded), None)


def text(node: Yaml | None) -> str:
    """The text of a scalar, else nothing."""
    return node.value if isinstance(node, Scalar) else ""


def span_of(path: str, node: Node) -> Span:
    return Span(path, node.start, node.end)


def texts(node: Yaml | None) -> tuple[str, ...]:
    """The texts of a scalar or of a sequence of scalars."""
    if isinstance(node, Sequence):
        return tuple(item.value for item in node.items if isinstance(item, Scalar))
    return (node.value,) if isinstance(node, Scalar) and node.value else ()
