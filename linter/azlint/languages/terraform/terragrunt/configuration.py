"""One file as Terragrunt reads it: locals, what it includes, inputs, the source of its module."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Final

import msgspec
from msgspec.structs import replace

from azlint.languages.terraform.access import OBJECT
from azlint.languages.terraform.functions import FunctionContext
from azlint.languages.terraform.instance import ModuleInstance
from azlint.languages.terraform.link import declared
from azlint.languages.terraform.machine import Machine
from azlint.languages.terraform.module import Module
from azlint.languages.terraform.results import Excess, failure
from azlint.languages.terraform.scope import Scope
from azlint.languages.terraform.syntax import Block, File
from azlint.languages.terraform.terragrunt.builtins import builtins
from azlint.languages.terraform.terragrunt.inputs import NO_INPUTS, Given, given, merged
from azlint.languages.terraform.terragrunt.paths import located, unlocated
from azlint.source import Span
from azlint.syntax import Expression
from azlint.value import Cause, Known, Reason, Unknown, Value, data_of

MAX_STEPS: Final = 100_000
MAX_READ: Final = 20
"""How many files may read each other in turn."""

_ELSEWHERE: Final = ("terraform", "remote_state", "generate", "iam_role", "feature", "exclude")
"""What else of a configuration others may read, which decides no input here."""


class Reading(msgspec.Struct, frozen=True):
    """A file as it is read.

    home: the folder of the file that it is read as a part of, its own unless it is included ·
    original: that of the unit.
    """

    path: str
    home: str
    original: str


class Library(msgspec.Struct, frozen=True):
    """Where configurations come from: the syntax of a file, and how functions read files."""

    parse: Callable[[str], File | None]
    functions: FunctionContext
    known: dict[Reading, Configuration] = msgspec.field(default_factory=dict)

    def unit(self, path: str) -> Configuration | None:
        """The configuration that a unit starts from."""
        folder = posixpath.dirname(path)
        return self.configuration(Reading(path, folder, folder))

    def configuration(self, reading: Reading, depth: int = 0) -> Configuration | None:
        """A file as it is read, with so many between; None where there is none."""
        if reading not in self.known:
            file = self.parse(reading.path)
            if file is None:
                return None
            self.known[reading] = Configuration(self, reading, file, depth)
        return self.known[reading]


class Include(msgspec.Struct, frozen=True):
    """An `include` block: what it includes, or the reason why that is not known."""

    configuration: Configuration | None
    obstacle: Unknown
    strategy: str
    exposed: bool

    def value(self) -> Value:
        """What the file that includes it sees."""
        return self.obstacle if self.configuration is None else self.configuration.value()


class Configuration:
    """One file, as read for one unit.

    folder: its own, from which relative paths start · home, original: as of its reading.
    """

    path: str
    folder: str
    home: str
    original: str

    def __init__(self, library: Library, reading: Reading, file: File, depth: int) -> None:
        self.library = library
        self.path = reading.path
        self.home = reading.home
        self.original = reading.original
        self.depth = depth
        self.folder = posixpath.dirname(reading.path)
        self.file = file
        functions = replace(library.functions, folder=self.folder, further=builtins(self))
        machine = Machine({}, functions)
        machine.steps = MAX_STEPS
        self._names = _Names(machine, declared(reading.path, file), self)

    @property
    def is_included(self) -> bool:
        """Whether it is part of a unit's configuration, which stands elsewhere."""
        return self.home != self.folder

    def exists(self, place: str) -> bool:
        """Whether the repository has a file or a folder there."""
        functions = self.library.functions
        return functions.read(place) is not None or bool(functions.files(place))

    def another(self, path: str) -> Configuration | None:
        """A file that this one reads."""
        if self.depth >= MAX_READ:
            raise Excess(f"a chain of more than {MAX_READ} files that read each other")
        folder = posixpath.dirname(path)
        return self.library.configuration(Reading(path, folder, self.original), self.depth + 1)

    def value(self) -> Value:
        """What those that read it see."""
        if self.file.problems:
            return Unknown(Reason(Cause.INCOMPLETE, self.path, Span(self.path, 0, 0)))
        local = {name: self._names.local(name) for name in self._names.module.locals}
        unread = {
            name: failure(f"{name} of {self.path}", cause=Cause.FUNCTION) for name in _ELSEWHERE
        }
        parts = {"locals": Known(local, OBJECT), "inputs": self.inputs.value()}
        return Known({**unread, **parts, "dependency": self.dependencies}, OBJECT)

    # What it includes.

    @cached_property
    def includes(self) -> Mapping[str, Include]:
        """What it includes, by name, in the order of the file."""
        blocks = (block for block in self.file.blocks if block.type == "include")
        return {"".join(block.labels[:1]): self._include(block) for block in blocks}

    def _include(self, block: Block) -> Include:
        path = self._attribute(block, "path")
        place = located(path, self.folder) if path is not None else None
        found = None
        if place is not None and not self.is_included and place != self.path:
            reading = Reading(place, self.home, self.original)
            found = self.library.configuration(reading, self.depth + 1)
        obstacle = failure(f"{place} is not there") if place is not None else _why(path)
        strategy = data_of(self._attribute(block, "merge_strategy")) or "shallow"
        exposed = data_of(self._attribute(block, "expose")) is True
        return Include(found, obstacle, str(strategy), exposed)

    def _attribute(self, block: Block, name: str) -> Value | None:
        return next(
            (self.evaluated(each.value) for each in block.attributes if each.name == name), None
        )

    @cached_property
    def parts(self) -> tuple[Configuration, ...]:
        """The configuration itself and what is merged into it, the strongest first."""
        included = reversed(list(self.includes.values()))
        kept = [each for each in included if each.strategy != "no_merge"]
        return (self, *(each.configuration for each in kept if each.configuration is not None))

    def blocks(self, type_: str) -> Iterator[tuple[Configuration, Block]]:
        """The blocks of a type with the file that has them, the strongest first."""
        for part in self.parts:
            for block in part.file.blocks:
                if block.type == type_:
                    yield part, block

    # Values.

    def evaluated(self, expression: Expression) -> Value:
        """The value of an expression of this file."""
        return self._names.scope(self.path).value(expression)

    @cached_property
    def inputs(self) -> Given:
        """The inputs, with those of what it includes."""
        found = self._own_inputs()
        for each in reversed(list(self.includes.values())):
            if each.strategy == "no_merge":
                continue
            if each.configuration is None:
                weaker = Given({}, each.obstacle)
            else:
                weaker = each.configuration.inputs
            found = merged(weaker, found, deep=each.strategy.startswith("deep"))
        return found

    def _own_inputs(self) -> Given:
        for attribute in self.file.attributes:
            if attribute.name == "inputs":
                span = Span(self.path, attribute.value.start, attribute.value.end)
                return given(self.evaluated(attribute.value), span)
        if self.file.problems:
            return Given({}, Unknown(Reason(Cause.INCOMPLETE, self.path, Span(self.path, 0, 0))))
        return NO_INPUTS

    @cached_property
    def dependencies(self) -> Value:
        """What other units give, by name: known once they are deployed."""
        found: dict[str, Value] = {}
        for part, block in self.blocks("dependency"):
            name = "".join(block.labels[:1])
            place = Span(part.path, block.start, block.header_end)
            outputs = Unknown(Reason(Cause.REFERENCE, f"dependency.{name}.outputs", place))
            found[name] = Known({"outputs": outputs, "inputs": outputs}, OBJECT)
        return Known(found, OBJECT)

    def names(self) -> Iterator[tuple[str, Value]]:
        """What its expressions may name beside locals."""
        exposed = {name: each.value() for name, each in self.includes.items() if each.exposed}
        yield "include", exposed[""] if "" in exposed else Known(exposed, OBJECT)
        yield "dependency", self.dependencies
        for name in ("feature", "values"):
            yield name, Unknown(Reason(Cause.RUNTIME, name))


class _Names(ModuleInstance):
    """The names of one configuration: its locals, and what is bound beside them."""

    def __init__(self, machine: Machine, module: Module, of: Configuration) -> None:
        super().__init__(machine, module)
        self._of = of
        self._bound: dict[str, Value] | None = None

    def scope(self, path: str, bindings: Mapping[str, Value] | None = None) -> Scope:
        """As that of a module; while it is found what is included, nothing else has a name."""
        if self._bound is None:
            self._bound = {}
            self._bound = dict(self._of.names())
        return Scope(self, path, {**self._bound, **(bindings or {})})


def _why(path: Value | None) -> Unknown:
    return failure("an include without a path") if path is None else unlocated(path)
