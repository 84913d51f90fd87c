"""The units of Terragrunt: which module each deploys, and with what values."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

import msgspec
from msgspec.structs import replace

from azlint.guard import UNGUARDED, Guard
from azlint.languages.terraform.inputs import Environment
from azlint.languages.terraform.installed import destination, is_local
from azlint.languages.terraform.layouts import STAGE
from azlint.languages.terraform.module import Module, Obstacle
from azlint.languages.terraform.roots import value_files
from azlint.languages.terraform.syntax import Block, File
from azlint.languages.terraform.terragrunt.arguments import arguments
from azlint.languages.terraform.terragrunt.builtins import MAIN
from azlint.languages.terraform.terragrunt.configuration import Configuration, Library
from azlint.languages.terraform.terragrunt.paths import located
from azlint.node import Declaration, Language, ModuleCall
from azlint.source import Span
from azlint.value import Known, Value, data_of, text_parts

MAX_UNITS: Final = 2_000
_TELLING: Final = "telling what its unit deploys"


class Units(msgspec.Struct, frozen=True):
    """The environments that units make, by root, and the modules that they name, as calls."""

    environments: Mapping[str, Sequence[Environment]] = msgspec.field(default_factory=dict)
    calls: tuple[ModuleCall, ...] = ()


def units(
    modules: Mapping[str, Module],
    files: Mapping[str, File],
    mapped: Mapping[str, str],
    library: Library,
    guard: Guard = UNGUARDED,
) -> Units:
    """Every unit of a repository.

    mapped: folders that stand for sources, in their normal spelling · guard: notes the units
    that are lost to a defect.
    """
    found: dict[str, dict[str, Environment]] = defaultdict(dict)
    calls: list[ModuleCall] = []

    def enter(unit: Configuration) -> None:
        source = _source(unit)
        root = unit.home if source is None else source.leads(modules, mapped)
        if source is not None:
            calls.append(source.call(root))
        if root is not None and root in modules:
            found[root][unit.home] = _environment(unit, modules[root], files, source)

    for unit in _units(files, library, guard):
        guard.done(partial(enter, unit), Span(unit.path, 0, 0), _TELLING)
    named_ways = {root: tuple(_named(ways)) for root, ways in found.items()}
    return Units(named_ways, tuple(calls))


def _units(files: Mapping[str, File], library: Library, guard: Guard) -> Iterator[Configuration]:
    """The configurations that none of the others includes."""
    paths = [path for path in sorted(files) if posixpath.basename(path) == MAIN]
    read = (
        guard.single(partial(library.unit, path), Span(path, 0, 0), _TELLING)
        for path in paths[:MAX_UNITS]
    )
    found = [unit for unit in read if unit is not None]
    included = {
        each.configuration.path
        for unit in found
        for each in unit.includes.values()
        if each.configuration is not None
    }
    yield from (unit for unit in found if unit.path not in included)


class _Source(msgspec.Struct, frozen=True):
    """The module that a unit names."""

    unit: Configuration
    path: str
    block: Block
    value: Value

    def leads(self, modules: Mapping[str, Module], mapped: Mapping[str, str]) -> str | None:
        """The folder of the module; None where the repository does not have it."""
        text = data_of(self.value)
        if isinstance(text, str) and not is_local(text) and not text.startswith("."):
            folder = destination(text, mapped)
        else:
            folder = located(self.value, self.unit.home)
        folder = None if folder is None else _plain(folder)
        known = modules.get(folder) if folder is not None else None
        return folder if known is not None and not known.foreign else None

    def call(self, root: str | None) -> ModuleCall:
        """The unit as a call of its module."""
        header = Span(self.path, self.block.start, self.block.header_end)
        span = Span(self.path, self.block.start, self.block.end)
        home = self.unit.home
        declaration = Declaration(Language.TERRAFORM, home, "unit", "", home, span, header)
        source = "".join(
            str(part.data) if isinstance(part, Known) else "…" for part in text_parts(self.value)
        )
        obstacle = "" if root is not None else _obstacle(source)
        origin = self.value.origin
        place = header if origin is None else origin.span
        return ModuleCall(declaration, f"unit {home or '.'}", source, place, obstacle=obstacle)


def _obstacle(source: str) -> str:
    if source == "…":
        return Obstacle.UNREADABLE
    return Obstacle.MISSING if source.startswith((".", "…")) else Obstacle.REMOTE


def _plain(folder: str) -> str:
    """A folder without what a source says beside it."""
    found = posixpath.normpath(folder.partition("?")[0])
    return "" if found == "." else found


def _source(unit: Configuration) -> _Source | None:
    for part, block in unit.blocks("terraform"):
        for attribute in block.attributes:
            if attribute.name == "source":
                return _Source(unit, part.path, block, part.evaluated(attribute.value))
    return None


def _environment(
    unit: Configuration, module: Module, files: Mapping[str, File], source: _Source | None
) -> Environment:
    """What a unit passes to the module that it deploys."""
    passed = {}
    for name, variable in module.variables.items():
        value = unit.inputs.of(variable)
        if value is not None:
            passed[name] = value
    own = () if source is None else value_files(unit.home, files)
    added = arguments(unit, files, relative=source is None)
    return Environment(
        files=(*own, *added.files),
        missing=added.missing,
        variables=added.variables,
        inherited={**passed, **added.inherited},
    )


def _named(ways: Mapping[str, Environment]) -> Iterator[Environment]:
    """The ways to deploy one module, by the folders of the units: named by their stages where
    these differ, else by what tells the folders apart."""
    stages = {home: _stage(home) for home in ways}
    names = stages if len(set(stages.values())) == len(ways) else _differing(list(ways))
    for home, environment in ways.items():
        yield replace(environment, name=names[home])


def _stage(folder: str) -> str:
    """The innermost folder that is called as a stage; the unit's own only by a plain word, for it
    is called as its module is."""
    *above, own = folder.split("/")
    names = (own, *reversed(above)) if own.isalnum() else reversed(above)
    return next((name for name in names if STAGE.fullmatch(name)), "")


def _differing(folders: Sequence[str]) -> Mapping[str, str]:
    """Each folder without the parts that all of them begin with, and all of them end with."""
    split = [folder.split("/") for folder in folders]
    begin = len(posixpath.commonprefix(split))
    ends = [parts[begin:][::-1] for parts in split]
    end = len(posixpath.commonprefix(ends))
    return {
        folder: "/".join(parts[begin : len(parts) - end]) or parts[-1]
        for folder, parts in zip(folders, split, strict=True)
    }
