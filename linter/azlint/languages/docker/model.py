"""A Dockerfile as stages: what each is built from, and what its image runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

import msgspec

from azlint.node import Declaration
from azlint.source import Span
from azlint.value import Value


class Port(msgspec.Struct, frozen=True):
    """What an `EXPOSE` names; `numbers` is None where it cannot be told."""

    span: Span
    value: Value
    numbers: range | None
    protocol: str = "tcp"


class Command(msgspec.Struct, frozen=True, dict=True):
    """A `RUN`, `CMD` or `ENTRYPOINT`.

    listed: in exec form, else for the shell · read: its simple commands, word by word.
    """

    span: Span
    listed: bool
    read: Callable[[], Iterator[tuple[Value, ...]]]

    @cached_property
    def commands(self) -> tuple[tuple[Value, ...], ...]:
        """The simple commands in it, in order; of the exec form there is one, unless it calls a
        shell. Nothing where a shell is used that is not read."""
        return tuple(self.read())


class Copy(msgspec.Struct, frozen=True):
    """`COPY` or `ADD`; `source` is what `--from` names, `stage` the index of the stage it means."""

    span: Span
    source: Value | None
    stage: int | None
    words: tuple[Value, ...]


class Stage(msgspec.Struct, frozen=True):
    """What stands between one `FROM` and the next; what it takes over from a stage that it
    continues is its own too.

    name: empty where it has none · base: the image, or the name of a stage · parent: the index
    of the stage that it continues · closed: it starts from nothing, so that what is not set here
    is not set · environment: of its image · arguments: what `ARG` declares.
    """

    declaration: Declaration
    index: int
    name: str
    base: Value
    parent: int | None
    closed: bool
    environment: Mapping[str, Value]
    arguments: Mapping[str, Value]
    ports: tuple[Port, ...]
    entrypoint: Command | None
    command: Command | None
    runs: tuple[Command, ...]
    copies: tuple[Copy, ...]
    user: Value | None
    folder: Value | None


class Dockerfile(msgspec.Struct, frozen=True):
    """One file.

    arguments: those before the first `FROM`, with their defaults · given: the file as a build reads
    it that passes some arguments.
    """

    path: str
    declaration: Declaration
    arguments: Mapping[str, Value]
    stages: tuple[Stage, ...]
    given: Callable[[Mapping[str, Value]], Dockerfile]

    @property
    def final(self) -> Stage | None:
        """The stage that is built where no other is asked for."""
        return self.stages[-1] if self.stages else None

    def stage(self, name: str) -> Stage | None:
        """A stage by its name or number."""
        lowered = name.lower()
        named = [each for each in self.stages if each.name and each.name == lowered]
        numbered = [each for each in self.stages if str(each.index) == name]
        return next(iter(named[-1:] or numbered), None)

    def line(self, stage: Stage) -> Iterator[Stage]:
        """A stage and those that it continues, down to the one that starts from an image."""
        while True:
            yield stage
            if stage.parent is None:
                return
            stage = self.stages[stage.parent]
