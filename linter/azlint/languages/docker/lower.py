"""From instructions to stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from azlint.languages.docker.expand import expand
from azlint.languages.docker.model import Dockerfile, Stage
from azlint.languages.docker.stages import Around, StageReader
from azlint.languages.docker.syntax import File, Instruction, Word
from azlint.languages.docker.variables import arguments, found, set_by_build
from azlint.node import Declaration, Language
from azlint.source import Span
from azlint.value import Known, Value

MAX_INSTRUCTIONS = 2_000
"""Far more than the layers that an image can have."""


def lower(path: str, file: File) -> Dockerfile:
    """A parsed file as stages."""
    return _Lowering(path, file, {}).dockerfile()


class _Lowering:
    def __init__(self, path: str, file: File, given: Mapping[str, Value]) -> None:
        self._path = path
        self._file = file
        self._given = given
        self._stages: list[Stage] = []
        self._arguments: dict[str, Value] = {}

    def dockerfile(self) -> Dockerfile:
        instructions = self._file.instructions[:MAX_INSTRUCTIONS]
        starts = [at for at, each in enumerate(instructions) if each.keyword == "FROM"]
        for each in instructions[: starts[0] if starts else None]:
            if each.keyword == "ARG":
                new = arguments(each, self._lookup, self._path, {}, self._given)
                for name, value in new:
                    self._arguments[name] = value
        for start, end in pairwise([*starts, len(instructions)]):
            if instructions[start].words:
                self._stages.append(self._stage(instructions[start], instructions[start + 1 : end]))
        name = self._path.rpartition("/")[2]
        declaration = self._declare("dockerfile", name, instructions)
        stages = tuple(self._stages)
        return Dockerfile(self._path, declaration, self._arguments, stages, self._again)

    def _again(self, given: Mapping[str, Value]) -> Dockerfile:
        return _Lowering(self._path, self._file, given).dockerfile()

    def _declare(self, kind: str, name: str, within: Sequence[Instruction]) -> Declaration:
        """A declaration whose header is its first instruction."""
        path = self._path
        folder = path.rpartition("/")[0]
        header = Span(path, within[0].start, within[0].end) if within else Span(path, 0, 0)
        end = max((_end(each) for each in within), default=0)
        span = Span(path, header.start, end)
        return Declaration(Language.DOCKER, folder, kind, "", name, span, header)

    def _lookup(self, name: str) -> Value | None:
        """A variable before the first `FROM`, and in every `FROM`."""
        value = found(name, self._arguments)
        return set_by_build(name) if value is None else value

    def _expanded(self, word: Word) -> Value:
        return expand(word, self._lookup, self._path)

    def _stage(self, start: Instruction, below: Sequence[Instruction]) -> Stage:
        words = start.words
        name = (words[2].literal or "").lower() if len(words) == 3 else ""
        index = len(self._stages)
        base = self._expanded(words[0])
        parent = self._named(base)
        continued = None if parent is None else self._stages[parent]
        escape = self._file.escape
        around = Around(self._path, escape, self._arguments, self._given, self._stage_of)
        reader = StageReader(around, base, continued)
        for each in below:
            reader.read(each)
        return Stage(
            declaration=self._declare("stage", name or str(index), [start, *below]),
            index=index,
            name=name,
            base=base,
            parent=parent,
            closed=reader.closed,
            environment=reader.environment,
            arguments=reader.arguments,
            ports=tuple(reader.ports),
            entrypoint=reader.entrypoint,
            command=reader.command,
            runs=tuple(reader.runs),
            copies=tuple(reader.copies),
            user=reader.user,
            folder=reader.folder,
        )

    def _named(self, value: Value) -> int | None:
        """The earlier stage that a name means; of several it is the last one."""
        if not isinstance(value, Known):
            return None
        name = str(value.data).lower()
        return next((s.index for s in reversed(self._stages) if s.name and s.name == name), None)

    def _stage_of(self, value: Value) -> int | None:
        """The earlier stage that a name or a number means."""
        named = self._named(value)
        if named is not None or not isinstance(value, Known):
            return named
        return next((s.index for s in self._stages if str(s.index) == value.data), None)


def _end(instruction: Instruction) -> int:
    inner = instruction.trigger or instruction
    return max(instruction.end, *(each.end for each in inner.heredocs), 0)
