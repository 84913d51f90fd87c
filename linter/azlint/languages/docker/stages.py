"""What the instructions of one stage come to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import msgspec

from azlint.languages.docker.commands import Reading
from azlint.languages.docker.expand import expand
from azlint.languages.docker.model import Command, Copy, Port, Stage
from azlint.languages.docker.syntax import Instruction, Word
from azlint.languages.docker.variables import arguments, environment, found
from azlint.languages.script.parse import SHELLS, Shell
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import STRING, Cause, Known, Reason, Unknown, Value

_PORT = regex(
    r"(?P<first>[0-9]{1,5})(?:-(?P<last>[0-9]{1,5}))?(?:/(?P<protocol>\w+))?", re.IGNORECASE
)
_EMPTY_IMAGE = "scratch"
_WINDOWS = "`"
"""The escape character of files for Windows, whose shell is not read."""


class Around(msgspec.Struct, frozen=True):
    """What a stage sees of its file.

    arguments: those before the first `FROM` · given: those that the build is asked for · stage_of:
    the index of the stage that a name means.
    """

    path: str
    escape: str
    arguments: Mapping[str, Value]
    given: Mapping[str, Value]
    stage_of: Callable[[Value], int | None]


class StageReader:
    """Reads a stage, instruction by instruction."""

    def __init__(self, around: Around, base: Value, parent: Stage | None) -> None:
        self._path = around.path
        self._outer = around.arguments
        self._given = around.given
        self._stage_of = around.stage_of
        self._shell = None if around.escape == _WINDOWS else Shell.BASH
        self._new_command = False
        self.environment = parent.environment if parent else {}
        self.arguments = parent.arguments if parent else {}
        self.ports = list(parent.ports) if parent else []
        self.entrypoint = parent.entrypoint if parent else None
        self.command = parent.command if parent else None
        self.user = parent.user if parent else None
        self.folder = parent.folder if parent else None
        self.closed = parent.closed if parent else _is_empty(base)
        self.runs: list[Command] = []
        self.copies: list[Copy] = []

    def read(self, instruction: Instruction) -> None:
        reader = _READERS.get(instruction.keyword)
        if reader is not None:
            reader(self, instruction)

    def _lookup(self, name: str) -> Value | None:
        """A variable as the build sees it."""
        return self._found(name, self.environment, self.arguments)

    def _found(self, name: str, *scopes: Mapping[str, Value]) -> Value | None:
        """A variable, if only one that the base image may set."""
        value = found(name, *scopes)
        if value is not None or self.closed:
            return value
        return Unknown(Reason(Cause.RUNTIME, f"${name} of the base image"), STRING)

    def _expanded(self, word: Word) -> Value:
        return expand(word, self._lookup, self._path)

    def _span(self, node: Instruction | Word) -> Span:
        return Span(self._path, node.start, node.end)

    # Instructions.

    def env(self, instruction: Instruction) -> None:
        new = environment(instruction, self._lookup, self._path)
        self.environment = {**self.environment, **dict(new)}

    def arg(self, instruction: Instruction) -> None:
        new = arguments(instruction, self._lookup, self._path, self._outer, self._given)
        self.arguments = {**self.arguments, **dict(new)}

    def expose(self, instruction: Instruction) -> None:
        self.ports.extend(self._port(word) for word in instruction.words)

    def _port(self, word: Word) -> Port:
        value = self._expanded(word)
        match = _PORT.fullmatch(str(value.data)) if isinstance(value, Known) else None
        if match is None:
            return Port(self._span(word), value, None)
        first = int(match["first"])
        last = int(match["last"] or first)
        protocol = (match["protocol"] or "tcp").lower()
        return Port(self._span(word), value, range(first, last + 1), protocol)

    def run(self, instruction: Instruction) -> None:
        environment, arguments = self.environment, self.arguments

        def lookup(name: str) -> Value | None:
            return self._found(name, environment, arguments)

        reading = Reading(self._path, instruction, self._shell, lookup)
        self.runs.append(Command(self._span(instruction), instruction.listed, reading.commands))

    def _started(self, instruction: Instruction) -> Command:
        """A command of the finished image, which has no arguments of the build."""

        def lookup(name: str) -> Value | None:
            return self._found(name, self.environment)

        reading = Reading(self._path, instruction, self._shell, lookup)
        return Command(self._span(instruction), instruction.listed, reading.commands)

    def cmd(self, instruction: Instruction) -> None:
        self.command = self._started(instruction)
        self._new_command = True

    def start(self, instruction: Instruction) -> None:
        """A new entry point drops the command of the image that is continued."""
        self.entrypoint = self._started(instruction)
        if not self._new_command:
            self.command = None

    def shell(self, instruction: Instruction) -> None:
        name = (instruction.words[0].literal or "") if instruction.words else ""
        self._shell = SHELLS.get(name.rpartition("/")[2].lower().removesuffix(".exe"))

    def copy(self, instruction: Instruction) -> None:
        flag = instruction.flag("from")
        source = None if flag is None else self._expanded(flag)
        stage = None if source is None else self._stage_of(source)
        words = tuple(self._expanded(word) for word in instruction.words)
        self.copies.append(Copy(self._span(instruction), source, stage, words))

    def change_user(self, instruction: Instruction) -> None:
        self.user = _only(instruction.words, self._expanded)

    def change_folder(self, instruction: Instruction) -> None:
        self.folder = _only(instruction.words, self._expanded)


def _only(words: Sequence[Word], expanded: Callable[[Word], Value]) -> Value | None:
    return expanded(words[0]) if words else None


def _is_empty(base: Value) -> bool:
    return isinstance(base, Known) and base.data == _EMPTY_IMAGE


_READERS: dict[str, Callable[[StageReader, Instruction], None]] = {
    "ADD": StageReader.copy,
    "ARG": StageReader.arg,
    "CMD": StageReader.cmd,
    "COPY": StageReader.copy,
    "ENTRYPOINT": StageReader.start,
    "ENV": StageReader.env,
    "EXPOSE": StageReader.expose,
    "RUN": StageReader.run,
    "SHELL": StageReader.shell,
    "USER": StageReader.change_user,
    "WORKDIR": StageReader.change_folder,
}
