"""The commands that steps run, with their words evaluated as far as the repository tells."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from operator import attrgetter
from typing import Protocol, TypeVar, cast

import msgspec

from azlint.guard import UNGUARDED, Guard
from azlint.languages.script.holes import holes, inner
from azlint.languages.script.mention import Lowered, Mention
from azlint.languages.script.parse import Shell, parse
from azlint.languages.script.syntax import Command, Script, Word, variables
from azlint.languages.workflow.evaluate import one_of
from azlint.languages.workflow.frames import Binding
from azlint.languages.workflow.model import File, Job, Step, steps
from azlint.languages.workflow.moves import Move, moves
from azlint.languages.workflow.place import Place, step_place
from azlint.languages.workflow.shells import (
    shell_of,
    shell_of_runner,
    working_directory,
    written_script,
)
from azlint.languages.workflow.syntax import Entry, Scalar, Yaml
from azlint.languages.workflow.trace import Tracer
from azlint.languages.workflow.words import WORKSPACE, Words
from azlint.source import Span
from azlint.value import STRING, Cause, Known, Reason, Unknown, Value, alternatives

T = TypeVar("T")

MAX_WAYS = 64
"""Ways to run a step that are looked at; a matrix beyond that has no more to tell."""

_ROOT = frozenset({"github.workspace"})
_TERRAFORM = "TF_"
"""Variables that terraform reads without a word in the script."""


class Scripted(msgspec.Struct, frozen=True):
    """One step that runs a script in a shell that is read."""

    file: File
    job: Job | None
    step: Step
    run: Scalar
    script: Script
    shell: Shell

    @property
    def place(self) -> Place:
        return step_place(self.file, self.job, self.step)


class Invocation(msgspec.Struct, frozen=True, dict=True):
    """One command of a step, in one way to run it.

    words: the program's name first · folder: where it runs, relative to the root of the
    repository, Unknown if that cannot be told.
    """

    of: Scripted
    command: Command
    way: Way

    @cached_property
    def words(self) -> tuple[Value, ...]:
        return tuple(self.way.word(word, self.command.start) for word in self.command.words)

    @cached_property
    def folder(self) -> Value:
        return self.way.folder(self.command)

    @property
    def span(self) -> Span:
        """The command as it stands in the file."""
        return self.way.span(self.command.start, self.command.end)

    def variable(self, name: str) -> Value | None:
        """A variable that the program sees, None where nothing sets it."""
        own, at = self.command.given(name), self.command.start
        return self.way.variable(name, at) if own is None else self.way.word(own, at)


class Seeing(Protocol):
    """A command of a step, or of what the step runs, and the variables that it sees."""

    @property
    def of(self) -> Scripted: ...

    @property
    def command(self) -> Command: ...

    def variable(self, name: str) -> Value | None: ...


class Scripts:
    """Reads the scripts of workflows, each once."""

    def __init__(self, tracer: Tracer, guard: Guard = UNGUARDED) -> None:
        self.tracer = tracer
        self.guard = guard
        self._read: dict[tuple[str, int], Scripted | None] = {}
        self._lowered: dict[tuple[str, int], Lowered | None] = {}
        self._ways: dict[tuple[str, int], tuple[Way, ...]] = {}
        self._runners: dict[tuple[str, str], Shell] = {}
        self._made: dict[Callable[[Scripts], object], object] = {}

    def once(self, make: Callable[[Scripts], T]) -> T:
        """What is made of the scripts, made once however many rules ask for it."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])

    def steps(self, mentioning: Mention) -> Iterator[Scripted]:
        """Every step whose script holds something, in order of the files."""
        for file, job, step in self._written:
            read = self.read(file, job, step, mentioning)
            if read is not None:
                yield read

    @cached_property
    def _written(self) -> Sequence[tuple[File, Job | None, Step]]:
        """Every step that has a script."""
        return [
            (file, job, step)
            for file in self.tracer.workflows.files()
            for job, step in steps(file)
            if written_script(step) is not None
        ]

    def read(
        self, file: File, job: Job | None, step: Step, mentioning: Mention | None = None
    ) -> Scripted | None:
        """The script of a step, if it has one in a shell that is read, and that holds something
        where it is to."""
        key = _key(file, step)
        if mentioning is not None and not self._holds(mentioning, key, step):
            return None
        if key not in self._read:
            parsed = partial(self._parsed, file, job, step)
            header = step.declaration.header
            self._read[key] = self.guard.single(parsed, header, "the reader of its script")
        return self._read[key]

    def _holds(self, mentioning: Mention, key: tuple[str, int], step: Step) -> bool:
        if key not in self._lowered:
            written = written_script(step)
            self._lowered[key] = None if written is None else Lowered(written.value.lower())
        lowered = self._lowered[key]
        return lowered is not None and mentioning.within(lowered)

    def _parsed(self, file: File, job: Job | None, step: Step) -> Scripted | None:
        written = written_script(step)
        if written is None:
            return None
        shell = shell_of(file, job, step, partial(self._runner, file))
        if shell is None:
            return None
        return Scripted(file, job, step, written, parse(written.value, shell), shell)

    def _runner(self, file: File, job: Job) -> Shell:
        key = (file.path, job.id)
        if key not in self._runners:
            self._runners[key] = shell_of_runner(self.tracer, file, job)
        return self._runners[key]

    def invocations(
        self, scripted: Scripted, wanted: Callable[[Command], bool], *nodes: Yaml
    ) -> Iterator[Invocation]:
        """Some commands of a step, in every way to run them; `nodes` tell ways apart, too."""
        commands = [each for each in scripted.script.commands if wanted(each)]
        if not commands:
            return
        for way in self.ways(scripted, *nodes):
            yield from (Invocation(scripted, command, way) for command in commands)

    def before(
        self, invocation: Invocation, wanted: Callable[[Command], bool]
    ) -> Iterator[Invocation]:
        """Some of the commands that run before one, in its script and its job."""
        of = invocation.of
        for job, step in steps(of.file):
            if job is not of.job or step.index > of.step.index:
                continue
            earlier = self.read(of.file, job, step)
            if earlier is None:
                continue
            for each in self.invocations(earlier, wanted):
                same = step is of.step
                if same and each.command.start >= invocation.command.start:
                    continue
                if _agree(each.way.binding, invocation.way.binding):
                    yield each

    def variables(self, invocation: Seeing, prefix: str) -> Mapping[str, Value]:
        """The variables that a program sees whose names start with a prefix, without it."""
        of = invocation.of
        names = {entry.key.value for entry in environment(of.place)}
        names |= {each.name for each in of.script.assignments if each.exported}
        names |= {each.name for each in invocation.command.assignments}
        found = {
            name: invocation.variable(name) for name in sorted(names) if name.startswith(prefix)
        }
        return {
            name.removeprefix(prefix): value for name, value in found.items() if value is not None
        }

    def way(self, scripted: Scripted) -> Way | None:
        """The first way to run a step, where one is enough."""
        return next(iter(self.ways(scripted)), None)

    def ways(self, scripted: Scripted, *nodes: Yaml) -> Iterable[Way]:
        """Every way to run a step, as far as what its script reads, and `nodes`, tell them
        apart."""
        if nodes:
            return self._told_apart(scripted, *nodes)
        key = _key(scripted.file, scripted.step)
        if key not in self._ways:
            self._ways[key] = tuple(self._told_apart(scripted))
        return self._ways[key]

    def _told_apart(self, scripted: Scripted, *nodes: Yaml) -> Iterator[Way]:
        place = scripted.place
        folder = working_directory(scripted.file, scripted.job, scripted.step)
        read = [*nodes, scripted.run, *([folder] if folder is not None else [])]
        read.extend(variables_for(place, scripted.script))
        for count, binding in enumerate(self.tracer.bindings(place, *read)):
            if count >= MAX_WAYS:
                return
            yield Way(self.tracer, scripted, binding)


class Way:
    """One way to run a step: what its variables hold."""

    def __init__(self, tracer: Tracer, scripted: Scripted, binding: Binding) -> None:
        self.binding = binding
        self._tracer = tracer
        self._scripted = scripted
        self._place = scripted.place

    @cached_property
    def _offsets(self) -> Sequence[int]:
        return self._tracer.places(self._scripted.file, self._scripted.run)

    def span(self, start: int, end: int) -> Span:
        """A range of the script as a place in the file."""
        places = self._offsets
        last = places[end - 1] + 1 if end > start else places[start]
        return Span(self._scripted.file.path, places[start], last)

    def word(self, word: Word, before: int) -> Value:
        """A word, evaluated with the variables that are set before a place of the script."""
        return self.words.word(word, before)

    def variable(self, name: str, before: int) -> Value | None:
        """A variable at a place of the script: as the script sets it, else its environment."""
        return self.words.variable(name, before)

    @cached_property
    def words(self) -> Words:
        of = self._scripted
        return Words(of.run.value, of.script, self.span, self._outside, self._embedded)

    def _embedded(self, start: int, end: int) -> Value:
        node = self._scripted.run
        if inner(node.value[start:end]) in _ROOT:
            return Known(WORKSPACE, STRING)
        return self._tracer.piece(self._place, node, start, end, self.binding)

    def _outside(self, name: str) -> Value | None:
        """A variable of the environment, None where nothing that is written sets it."""
        value = self._tracer.variable(self._place, name, self.binding)
        written = any(each.key.value == name for each in environment(self._place))
        told = isinstance(value, Known) or bool(value.one_of)
        return value if written or told else None

    def folder(self, command: Command) -> Value:
        """Where a command runs: the step's folder and every `cd` before it."""
        found = self._moves.get(command.function, ())
        count = bisect_left(found, command.start, key=attrgetter("at"))
        return found[count - 1].folder if count else self._start

    @cached_property
    def _moves(self) -> Mapping[str, Sequence[Move]]:
        return moves(self._scripted.script, self._start, self.word, inside)

    @cached_property
    def _start(self) -> Value:
        node = working_directory(self._scripted.file, self._scripted.job, self._scripted.step)
        if node is None:
            return Known("", STRING)
        text = node.value
        start, end = next(holes(text), (0, 0))
        if not start and inner(text[:end]) in _ROOT:
            text = f".{text[end:]}"
            if "${{" not in text:
                return inside(Known("", STRING), Known(text, STRING))
        value = self._tracer.resolve(self._place, node, self.binding)
        return inside(Known("", STRING), value)


def _key(file: File, step: Step) -> tuple[str, int]:
    """What tells a step from every other one."""
    return file.path, step.declaration.span.start


def _agree(one: Binding, other: Binding) -> bool:
    """Whether two steps can run together: called alike, in one combination of the matrix."""
    if one.frame is not other.frame:
        return False
    return one.vector is None or other.vector is None or one.vector == other.vector


def inside(folder: Value, path: Value) -> Value:
    """A path as seen from a folder, normalised; Unknown where it leaves the repository."""
    if isinstance(path, Unknown) and path.one_of:
        return one_of([inside(folder, each) for each in alternatives(path)], path.reason)
    if isinstance(folder, Unknown) and folder.one_of:
        return one_of([inside(each, path) for each in alternatives(folder)], folder.reason)
    if isinstance(path, Unknown):
        return path
    if isinstance(folder, Unknown):
        return folder
    base, text = str(folder.data), str(path.data).replace("\\", "/")
    if text == WORKSPACE or text.startswith(f"{WORKSPACE}/"):
        base, text = "", f".{text.removeprefix(WORKSPACE)}"
    text = text if text.startswith("~") else posixpath.normpath(posixpath.join(base, text))
    if text.startswith(("/", "..", "~")):
        return Unknown(Reason(Cause.RUNTIME, f"{path.data} lies outside the repository"), STRING)
    return Known("" if text == "." else text, STRING, path.origin)


def environment(place: Place) -> Iterator[Entry]:
    """The entries of every `env` that a step sees, the nearest first."""
    yield from place.step.env if place.step is not None else ()
    yield from place.job.env if place.job is not None else ()
    yield from place.file.env


def variables_for(place: Place, script: Script) -> Iterator[Yaml]:
    """What the `env` of a place holds of what a script reads, or terraform in it."""
    names = _names(script)
    for entry in environment(place):
        if entry.key.value in names or entry.key.value.startswith(_TERRAFORM):
            yield entry.value


def _names(script: Script) -> frozenset[str]:
    """The variables that a script mentions."""
    given = (each for command in script.commands for each in command.assignments)
    words = [word for command in script.commands for word in command.words]
    words.extend(word for each in (*script.assignments, *given) for word in each.values)
    return frozenset(name for word in words for name in variables(word.pieces))
