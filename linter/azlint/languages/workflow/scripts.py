"""The commands that steps run, with their words evaluated as far as the repository tells."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from azlint.languages.script.holes import holes, inner
from azlint.languages.script.parse import SHELLS, Shell, parse
from azlint.languages.script.syntax import (
    Assignment,
    Command,
    Embedded,
    Piece,
    Script,
    Text,
    Variable,
    Word,
)
from azlint.languages.workflow.evaluate import one_of
from azlint.languages.workflow.model import File, Job, Step, by_name, steps
from azlint.languages.workflow.syntax import Entry, Scalar, Yaml, entries
from azlint.languages.workflow.trace import Binding, Place, Tracer, step_place
from azlint.source import Span
from azlint.value import STRING, Cause, Known, Origin, Reason, Unknown, Value, alternatives

T = TypeVar("T")

MAX_WAYS = 64
"""Ways to run a step that are looked at; a matrix beyond that has no more to tell."""

MAX_ASSIGNMENTS = 8
"""How often variables are followed into one another."""

_ROOT = frozenset({"github.workspace"})
_WORKSPACE = "GITHUB_WORKSPACE"
_TERRAFORM = "TF_"
"""Variables that terraform reads without a word in the script."""

_RUNNERS = {"azure/cli": Shell.BASH, "azure/powershell": Shell.POWERSHELL}
"""Actions that run a script in a shell of their own."""

_INLINE = "inlineScript"

_WINDOWS = re.compile(r"windows", re.IGNORECASE)


@dataclass(frozen=True)
class Scripted:
    """One step that runs a script in a shell that is read."""

    file: File
    job: Job | None
    step: Step
    run: Scalar
    script: Script

    @property
    def place(self) -> Place:
        return step_place(self.file, self.job, self.step)


@dataclass(frozen=True)
class Invocation:
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
        for assignment in self.command.assignments:
            if assignment.name == name:
                return self.way.word(assignment.values[0], self.command.start)
        return self.way.variable(name, self.command.start)


class Scripts:
    """Reads the scripts of workflows, each once."""

    def __init__(self, tracer: Tracer) -> None:
        self.tracer = tracer
        self._read: dict[tuple[str, int], Scripted | None] = {}
        self._made: dict[Callable[[Scripts], object], object] = {}

    def once(self, make: Callable[[Scripts], T]) -> T:
        """What is made of the scripts, made once however many rules ask for it."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])

    def steps(self, mentioning: re.Pattern[str]) -> Iterator[Scripted]:
        """Every step whose script holds something, in order of the files."""
        for file in self.tracer.workflows.files():
            for job, step in steps(file):
                written = _written(step)
                if written is not None and mentioning.search(written.value):
                    read = self.read(file, job, step)
                    if read is not None:
                        yield read

    def read(self, file: File, job: Job | None, step: Step) -> Scripted | None:
        """The script of a step, if it has one in a shell that is read."""
        key = (file.path, step.declaration.span.start)
        if key not in self._read:
            self._read[key] = self._parsed(file, job, step)
        return self._read[key]

    def _parsed(self, file: File, job: Job | None, step: Step) -> Scripted | None:
        shell = _shell(file, job, step)
        written = _written(step)
        if written is None or shell is None:
            return None
        return Scripted(file, job, step, written, parse(written.value, shell))

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

    def variables(self, invocation: Invocation, prefix: str) -> Mapping[str, Value]:
        """The variables that a program sees whose names start with a prefix, without it."""
        of = invocation.of
        names = {entry.key.value for entry in _environment(of.place)}
        names |= {each.name for each in of.script.assignments if each.exported}
        names |= {each.name for each in invocation.command.assignments}
        found = {
            name: invocation.variable(name) for name in sorted(names) if name.startswith(prefix)
        }
        return {
            name.removeprefix(prefix): value for name, value in found.items() if value is not None
        }

    def ways(self, scripted: Scripted, *nodes: Yaml) -> Iterator[Way]:
        """Every way to run a step, as far as what its script reads can tell them apart."""
        place = scripted.place
        folder = _folder(scripted.file, scripted.job, scripted.step)
        read = [*nodes, scripted.run, *([folder] if folder is not None else [])]
        reads = _names(scripted.script)
        read.extend(
            entry.value
            for entry in _environment(place)
            if entry.key.value in reads or entry.key.value.startswith(_TERRAFORM)
        )
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
        self._variables: dict[tuple[str, int, int], Value | None] = {}

    @cached_property
    def _offsets(self) -> Sequence[int]:
        return self._tracer.places(self._scripted.file, self._scripted.run)

    def span(self, start: int, end: int) -> Span:
        """A range of the script as a place in the file."""
        places = self._offsets
        last = places[end - 1] + 1 if end > start else places[start]
        return Span(self._scripted.file.path, places[start], last)

    def word(self, word: Word, before: int, hops: int = 0) -> Value:
        """A word, evaluated with the variables that are set before a place of the script."""
        origin = Origin(self.span(word.start, word.end))
        values = [self._piece(piece, before, hops) for piece in word.pieces]
        if len(values) == 1 and not isinstance(word.pieces[0], Text):
            return _at(values[0], origin)
        return joined(values, origin)

    def _piece(self, piece: Piece, before: int, hops: int) -> Value:
        if isinstance(piece, Text):
            return Known(piece.value, STRING)
        if isinstance(piece, Embedded):
            return self._embedded(piece)
        if isinstance(piece, Variable) and piece.plain:
            value = self.variable(piece.name, before, hops)
            text = f"${piece.name}"
            return value if value is not None else Unknown(Reason(Cause.RUNTIME, text), STRING)
        text = self._scripted.run.value[piece.start : piece.end]
        return Unknown(Reason(Cause.RUNTIME, text), STRING)

    def _embedded(self, piece: Embedded) -> Value:
        node = self._scripted.run
        if inner(node.value[piece.start : piece.end]) in _ROOT:
            return Known(".", STRING)
        return self._tracer.piece(self._place, node, piece.start, piece.end, self.binding)

    def variable(self, name: str, before: int, hops: int = 0) -> Value | None:
        """A variable at a place of the script: as the script sets it, else its environment."""
        key = (name, bisect_left(self._sets.get(name, ()), before, key=_start_of), hops)
        if key not in self._variables:
            self._variables[key] = self._found(name, key[1], hops)
        return self._variables[key]

    def _found(self, name: str, count: int, hops: int) -> Value | None:
        """A variable behind a number of its assignments."""
        if name == _WORKSPACE:
            return Known(".", STRING)
        if hops >= MAX_ASSIGNMENTS:
            return Unknown(Reason(Cause.LIMIT, f"${name}"), STRING)
        options: list[Value] = []
        for assignment in reversed(self._sets.get(name, ())[:count]):
            options.extend(
                self.word(value, assignment.start, hops + 1) for value in assignment.values
            )
            if not assignment.conditional:
                return one_of(options, Reason(Cause.RUNTIME, f"${name}"))
        entry = next((each for each in _environment(self._place) if each.key.value == name), None)
        outer = self._tracer.variable(self._place, name, self.binding)
        if entry is None and not options and isinstance(outer, Unknown):
            return None
        options.append(outer)
        return one_of(options, Reason(Cause.RUNTIME, f"${name}"))

    @cached_property
    def _sets(self) -> Mapping[str, Sequence[Assignment]]:
        """The assignments of each variable, in order of the script."""
        found: dict[str, list[Assignment]] = {}
        for each in sorted(self._scripted.script.assignments, key=_start_of):
            found.setdefault(each.name, []).append(each)
        return found

    def folder(self, command: Command) -> Value:
        """Where a command runs: the step's folder and every `cd` before it."""
        moves = self._moves.get(command.function, ())
        count = bisect_left(moves, command.start, key=lambda move: move[0])
        return moves[count - 1][1] if count else self._start

    @cached_property
    def _moves(self) -> Mapping[str, Sequence[tuple[int, Value]]]:
        """Where each `cd` leads and from which place on, by the function that it stands in."""
        found: dict[str, list[tuple[int, Value]]] = {}
        last = 0
        for each in self._scripted.script.commands:
            last = max(last, each.start)
            if each.name in _MOVES and len(each.words) > 1:
                moves = found.setdefault(each.function, [])
                before = moves[-1][1] if moves else self._start
                moves.append((last, inside(before, self.word(each.words[1], each.start))))
        return found

    @cached_property
    def _start(self) -> Value:
        node = _folder(self._scripted.file, self._scripted.job, self._scripted.step)
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


def _start_of(assignment: Assignment) -> int:
    return assignment.start


def _agree(one: Binding, other: Binding) -> bool:
    """Whether two steps can run together: called alike, in one combination of the matrix."""
    if one.frame is not other.frame:
        return False
    return one.vector is None or other.vector is None or one.vector == other.vector


_MOVES = frozenset({"cd", "pushd", "Set-Location", "Push-Location", "sl"})


def inside(folder: Value, path: Value) -> Value:
    """A path as seen from a folder, normalised; Unknown where it leaves the repository."""
    if isinstance(path, Unknown):
        return path
    if isinstance(folder, Unknown):
        return folder
    text = posixpath.normpath(posixpath.join(str(folder.data), str(path.data).replace("\\", "/")))
    if text.startswith(("/", "..", "~")):
        return Unknown(Reason(Cause.RUNTIME, f"{path.data} lies outside the repository"), STRING)
    return Known("" if text == "." else text, STRING, path.origin)


def joined(values: list[Value], origin: Origin) -> Value:
    """Pieces of text as one text, with every combination of their alternatives."""
    options: list[list[Value]] = [[]]
    for value in values:
        choices = list(alternatives(value))
        if len(options) * len(choices) > MAX_WAYS:
            choices = [Unknown(Reason(Cause.LIMIT, "too many values"), STRING)]
        options = [[*option, choice] for option in options for choice in choices]
    texts = [_text(option, origin) for option in options]
    if len(texts) == 1:
        return texts[0]
    return one_of(texts, Reason(Cause.RUNTIME, "one of several"))


def _text(pieces: list[Value], origin: Origin) -> Value:
    if all(isinstance(piece, Known) for piece in pieces):
        text = "".join(_shown(piece) for piece in pieces)
        nearest = next((each.origin for each in pieces if each.origin is not None), None)
        return Known(text, STRING, Origin(origin.span, origin.label, nearest))
    reason = next(piece.reason for piece in pieces if isinstance(piece, Unknown))
    return Unknown(reason, STRING, origin, parts=tuple(pieces))


def _shown(value: Value) -> str:
    data = value.data if isinstance(value, Known) else ""
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, float) and data.is_integer():
        return str(int(data))
    return "" if data is None else str(data)


def _at(value: Value, origin: Origin) -> Value:
    """A value handed on to a word."""
    if isinstance(value, Known):
        return Known(value.data, value.type, Origin(origin.span, "", value.origin))
    return value


def _environment(place: Place) -> Iterator[Entry]:
    """The entries of every `env` that a step sees, the nearest first."""
    yield from place.step.env if place.step is not None else ()
    yield from place.job.env if place.job is not None else ()
    yield from place.file.env


def _names(script: Script) -> frozenset[str]:
    """The variables that a script mentions."""
    words = [word for command in script.commands for word in command.words]
    words.extend(word for each in script.assignments for word in each.values)
    return frozenset(
        piece.name for word in words for piece in word.pieces if isinstance(piece, Variable)
    )


def setting(file: File, job: Job | None, step: Step, key: str) -> Scalar | None:
    """A key of a step, or the default of its job or workflow."""
    own = step.get(key)
    if isinstance(own, Scalar):
        return own
    for owner in (job, file):
        defaults = owner.get("defaults") if owner is not None else None
        run = by_name(entries(defaults), "run")
        found = by_name(entries(run.value), key) if run is not None else None
        if found is not None and isinstance(found.value, Scalar):
            return found.value
    return None


def _action(step: Step) -> str:
    return step.uses.value.partition("@")[0].lower() if step.uses is not None else ""


def _written(step: Step) -> Scalar | None:
    """The script of a step: its own, or the one that it has an action run."""
    if _action(step) in _RUNNERS:
        inline = step.argument(_INLINE)
        return inline.value if inline is not None and isinstance(inline.value, Scalar) else None
    return step.run


def _shell(file: File, job: Job | None, step: Step) -> Shell | None:
    if _action(step) in _RUNNERS:
        return _RUNNERS[_action(step)]
    named = setting(file, job, step, "shell")
    if named is not None:
        return SHELLS.get(named.value.split(" ")[0].rpartition("/")[2])
    runner = job.get("runs-on") if job is not None else None
    windows = isinstance(runner, Scalar) and _WINDOWS.search(runner.value)
    return Shell.POWERSHELL if windows else Shell.BASH


def _folder(file: File, job: Job | None, step: Step) -> Scalar | None:
    return setting(file, job, step, "working-directory")
