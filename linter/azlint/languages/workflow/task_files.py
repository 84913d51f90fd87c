"""What a repository keeps under a name: scripts of `package.json`, targets of a `Makefile`.

Each is read as a script of its own. npm: https://docs.npmjs.com/cli/commands/npm-run-script,
make: https://www.gnu.org/software/make/manual/make.html#Recipe-Syntax, both 2026-11-28.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

import msgspec

from azlint import json_source
from azlint.languages.script.parse import Shell, parse
from azlint.languages.script.syntax import Command, Script, Text, Word
from azlint.languages.workflow.options import pairs
from azlint.languages.workflow.scripts import Invocation, Scripted, Scripts, inside
from azlint.languages.workflow.words import Words
from azlint.patterns import regex
from azlint.source import Span
from azlint.syntax import Expression, Literal, Object, ObjectItem
from azlint.value import STRING, Cause, Known, Reason, Unknown, Value

MAX_TASKS = 3
"""How often a task is followed into the tasks that it runs."""

_MAKE = "make"
_PACKAGE = "package.json"
_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
_MANAGERS: Mapping[str, frozenset[str]] = {
    "npm": frozenset({"test", "start", "stop", "restart"}),
    "pnpm": frozenset(),
    "yarn": frozenset(),
    "bun": frozenset(),
}
"""What runs scripts of packages, and those that it runs by their names alone; empty: any."""

RUNNERS = frozenset({_MAKE, *_MANAGERS})
"""Programs that run tasks."""

_RUNS = frozenset({"run", "run-script"})
_FOLDERS = frozenset({"--prefix", "-C", "--dir", "--cwd", "--directory"})
_ELSEWHERE = frozenset({"-w", "--workspace", "--workspaces", "-r", "--recursive", "--filter", "-f"})
"""Options that choose packages or files which the command does not name by a folder."""

_RULE = regex(
    r"^(?P<targets>[\w./ -]+?):(?!=)[^\n]*\n(?P<recipe>(?:\t[^\n]*(?:\n|\Z))+)", re.MULTILINE
)
_PREFIX = regex(r"^\t[-@+ ]*", re.MULTILINE)
_IGNORED = regex(r"^\t[@+ ]*-(?:\\\n|[^\n])*", re.MULTILINE)
_EXPANDED = regex(r"(?<!\$)\$\((\w+)\)")
_DOLLARS = regex(r"\$\$")
_BREAK = regex(r"(?<!\\)\n")

_Kept = tuple[str, str, Sequence[int], tuple[tuple[int, int], ...]]
"""A name, its script, the places of it, and what of it may fail."""


class Task(msgspec.Struct, frozen=True, dict=True):
    """One script that is kept under a name.

    text: its script · places: the offset in the file of each of its characters, and of its end ·
    folder: where it starts · ignored: the ranges whose failure is ignored.
    """

    path: str
    folder: str
    text: str
    places: Sequence[int]
    script: Script
    ignored: tuple[tuple[int, int], ...] = ()

    def span(self, start: int, end: int) -> Span:
        """A range of the script as a place in its file."""
        return Span(self.path, self.places[start], self.places[end])

    def folder_of(self, command: Command) -> str | None:
        """Where a command runs, None where that is not known: each line of a recipe has a shell of
        its own."""
        return self._behind(self._moves, command.start)

    @cached_property
    def _moves(self) -> Sequence[_Move]:
        """Every `cd` to a folder."""
        found: list[_Move] = []
        for each in self.script.commands:
            if each.name == "cd" and len(each.words) > 1:
                before = self._behind(found, each.start)
                found.append(_Move(each.end, _moved(before, each.words[1].literal)))
        return found

    def _behind(self, moves: Sequence[_Move], at: int) -> str | None:
        """The folder at a place: that of the last move on its line."""
        count = bisect_right(moves, at, key=attrgetter("end"))
        if not count or self._line(moves[count - 1].end) < self._line(at):
            return self.folder
        return moves[count - 1].folder

    def _line(self, at: int) -> int:
        return bisect_left(self._breaks, at)

    @cached_property
    def _breaks(self) -> Sequence[int]:
        """Where lines end that are not continued."""
        return [found.start() for found in _BREAK.finditer(self.text)]


class TaskInvocation(msgspec.Struct, frozen=True, dict=True):
    """One command of a task, in one way to run the command that asks for it.

    outer: that command, which is what stands in the step.
    """

    outer: Invocation
    task: Task
    command: Command

    @property
    def of(self) -> Scripted:
        return self.outer.of

    @property
    def span(self) -> Span:
        return self.outer.span

    @cached_property
    def words(self) -> tuple[Value, ...]:
        return tuple(self._values.word(word, self.command.start) for word in self.command.words)

    @property
    def folder(self) -> Value:
        folder = self.task.folder_of(self.command)
        if folder is None:
            return Unknown(Reason(Cause.RUNTIME, "where a `cd` of the task leads"), STRING)
        return inside(Known("", STRING), Known(folder, STRING))

    def variable(self, name: str) -> Value | None:
        """A variable that the program sees, None where nothing sets it."""
        own, at = self.command.given(name), self.command.start
        return self._values.variable(name, at) if own is None else self._values.word(own, at)

    def before(self, wanted: Callable[[Command], bool]) -> Iterator[TaskInvocation]:
        """Some of the commands that run before one in its task."""
        for each in self.task.script.commands:
            if each.start < self.command.start and wanted(each):
                yield TaskInvocation(self.outer, self.task, each)

    @cached_property
    def _values(self) -> Words:
        task = self.task
        return Words(task.text, task.script, task.span, self._outside, _untold)

    def _outside(self, name: str) -> Value | None:
        """A variable as `make NAME=value` gives it, else as the step does."""
        given = dict(pairs(self.outer.words[1:]))
        return given[name] if name in given else self.outer.variable(name)


def _untold(_start: int, _end: int) -> Value:
    return Unknown(Reason(Cause.RUNTIME, "${{ }} outside of a workflow"), STRING)


class _Move(NamedTuple):
    """Where a `cd` ends, and the folder behind it, None where that is not known."""

    end: int
    folder: str | None


def _moved(before: str | None, path: str | None) -> str | None:
    if before is None or path is None:
        return None
    return posixpath.normpath(posixpath.join(before, path))


class Tasks:
    """Finds the tasks that commands run; each file is read once."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._read = scripts.tracer.workflows.read
        self._files: dict[str, Mapping[str, Task]] = {}

    def of(self, scripted: Scripted, command: Command) -> Iterator[Task]:
        """The tasks that a command of a step runs, and the tasks that these run."""
        if _asked(command) is None:
            return
        way = self._scripts.way(scripted)
        folder = way.folder(command) if way is not None else None
        if isinstance(folder, Known):
            yield from self._reached(str(folder.data), command)

    def _reached(self, folder: str, command: Command) -> Iterator[Task]:
        """The tasks that a command runs, and those that these run, each once."""
        seen: set[tuple[str, int]] = set()
        asking = [(folder, command)]
        for _ in range(MAX_TASKS):
            found = [task for each in asking for task in self._named(*each)]
            new = {(task.path, task.places[0]): task for task in found}
            reached = [task for key, task in new.items() if key not in seen]
            yield from reached
            seen |= new.keys()
            asking = [
                (place, inner)
                for each in reached
                for inner in each.script.commands
                if (place := each.folder_of(inner)) is not None
            ]

    def _named(self, folder: str, command: Command) -> Iterator[Task]:
        asked = _asked(command)
        if asked is None:
            return
        base = posixpath.normpath(posixpath.join(folder, asked.folder))
        paths = (posixpath.normpath(posixpath.join(base, file)) for file in asked.files)
        kept = next((found for path in paths if (found := self._kept(path))), {})
        yield from (kept[name] for name in asked.names if name in kept)

    def _kept(self, path: str) -> Mapping[str, Task]:
        if path not in self._files:
            self._files[path] = {} if path.startswith(("..", "/")) else self._tasks(path)
        return self._files[path]

    def _tasks(self, path: str) -> Mapping[str, Task]:
        text = self._read(path)
        if text is None:
            return {}
        is_package = posixpath.basename(path) == _PACKAGE
        found = _package_scripts(text) if is_package else _recipes(text)
        folder = posixpath.dirname(path)
        return {
            name: Task(path, folder, script, places, parse(script, Shell.BASH), ignored)
            for name, script, places, ignored in found
        }


class _Asked(NamedTuple):
    """The tasks that a command asks for, in the first of some files that is in a folder."""

    folder: str
    files: Sequence[str]
    names: Sequence[str]


def _asked(command: Command) -> _Asked | None:
    """What a command asks for; None where it runs nothing that is kept under a name."""
    program = command.name or ""
    if program not in _MANAGERS and program != _MAKE:
        return None
    folder = ""
    words: list[str] = []
    waiting = iter([_told(each) for each in command.words[1:]])
    for word in waiting:
        if word is None or word in _ELSEWHERE or word.startswith("--filter="):
            return None
        option, given, value = word.partition("=")
        if option in _FOLDERS:
            moved = value if given else next(waiting, None)
            if moved is None:
                return None
            folder = posixpath.join(folder, moved)
        elif word == "--":
            break
        elif not word.startswith("-") and not (program == _MAKE and given):
            words.append(word)
    if program == _MAKE:
        return _Asked(folder, _MAKEFILES, words)
    name = _script_name(words, _MANAGERS[program])
    return None if name is None else _Asked(folder, (_PACKAGE,), (name,))


def _told(word: Word) -> str | None:
    """A word that is literal, or at least the name in `NAME=$VALUE`."""
    first = word.pieces[0] if word.pieces else None
    if word.literal is None and isinstance(first, Text) and "=" in first.value:
        return first.value
    return word.literal


def _script_name(words: Sequence[str], alone: frozenset[str]) -> str | None:
    """The script that the words of a package manager name."""
    if words[:1] and words[0] in _RUNS:
        return words[1] if len(words) > 1 else None
    return words[0] if words and (not alone or words[0] in alone) else None


def _package_scripts(text: str) -> Iterator[_Kept]:
    """The scripts of a package: `npm` hands each to a shell."""
    document, _ = json_source.read(text)
    for name, value in _items(dict(_items(document)).get("scripts")):
        if isinstance(value, Literal) and isinstance(value.value, str):
            raw = text[value.start + 1 : value.end - 1]
            yield name, value.value, json_source.places(raw, value.start + 1), ()


def _items(value: Expression | None) -> Iterator[tuple[str, Expression]]:
    for item in value.items if isinstance(value, Object) else ():
        if isinstance(item, ObjectItem) and isinstance(item.key, Literal):
            yield str(item.key.value), item.value


def _recipes(text: str) -> Iterator[_Kept]:
    """The recipes of a `Makefile`: `$(NAME)` is written as the shell would, `$$` is its `$`."""
    for rule in _RULE.finditer(text):
        recipe = _EXPANDED.sub(r"${\1}", _PREFIX.sub(_blank, rule["recipe"]))
        dropped = [found.start() for found in _DOLLARS.finditer(recipe)]
        kept = sorted({*range(len(recipe))} - {*dropped})
        script = "".join(recipe[at] for at in kept)
        places = [rule.start("recipe") + at for at in (*kept, len(recipe))]
        ignored = tuple(
            (bisect_left(kept, each.start()), bisect_left(kept, each.end()))
            for each in _IGNORED.finditer(rule["recipe"])
        )
        for target in rule["targets"].split():
            yield target, script, places, ignored


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())
