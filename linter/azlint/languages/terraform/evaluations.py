"""From linked modules to evaluations: each root in each of its environments, and libraries."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial

from msgspec.structs import replace

from azlint.guard import UNGUARDED, Guard
from azlint.languages.terraform.environments import Environments
from azlint.languages.terraform.evaluate import Evaluation
from azlint.languages.terraform.functions import FunctionContext
from azlint.languages.terraform.inputs import ONLY, Environment
from azlint.languages.terraform.memory import WORKSPACE, Memory, differing
from azlint.languages.terraform.module import Module
from azlint.languages.terraform.roots import (
    LOCK_FILE,
    Role,
    named_elsewhere,
    roles,
    value_files,
)
from azlint.languages.terraform.syntax import File
from azlint.source import Span
from azlint.tokens import Tokens
from azlint.value import Value, structure


def evaluations(
    environments: Environments,
    paths: Collection[str],
    functions: FunctionContext,
    tokens: Tokens | None = None,
    guard: Guard = UNGUARDED,
) -> Iterator[Evaluation]:
    """Evaluate every root in each of its environments, and every library.

    environments: of every root, and what they are told from · paths: every file of the tree ·
    functions: how functions read files · tokens: what pipelines replace in values · guard: notes
    the parts that are lost to a defect.
    """
    modules = environments.world.modules
    by_folder: dict[str, list[str]] = {}
    for path in environments.world.files:
        by_folder.setdefault(posixpath.dirname(path), []).append(path)
    found = roles(modules, paths, environments.roots)
    for folder, role in sorted(found.items()):
        if role is not Role.CALLED:
            automatic = value_files(folder, by_folder[folder])
            made = partial(
                _of,
                environments,
                folder,
                automatic,
                library=role is Role.LIBRARY,
                functions=replace(functions, folder=folder),
                tokens=tokens,
                guard=guard,
            )
            place = Span(modules[folder].files[0], 0, 0)
            yield from guard.several(made, place, "telling how its folder is deployed")


def _of(
    environments: Environments,
    folder: str,
    automatic: Sequence[str],
    *,
    library: bool,
    functions: FunctionContext,
    tokens: Tokens | None,
    guard: Guard,
) -> Iterator[Evaluation]:
    """A folder in each of its environments; automatic: the value files that Terraform loads by
    itself."""
    modules, files = environments.world.modules, environments.world.files
    ways = (ONLY,) if library else environments.of(folder)
    taken = {path for way in ways for path in way.files}
    others = {path: keys for path, keys in environments.keys.items() if path not in taken}
    elsewhere = {} if environments.settled(folder) else named_elsewhere(folder, others)
    memory = Memory(varying(ways, files, automatic, modules[folder]))
    for way in ways:
        yield Evaluation(
            modules,
            folder,
            {path: files[path] for path in (*automatic, *way.files)},
            environment=way,
            library=library,
            elsewhere={
                **dict.fromkeys(modules[folder].variables if way.missing else (), way.missing),
                **elsewhere,
            },
            locks=files.get(posixpath.join(folder, LOCK_FILE)),
            surroundings=functions,
            tokens=tokens,
            memory=memory,
            guard=guard,
        )


def varying(
    ways: Sequence[Environment], files: Mapping[str, File], automatic: Sequence[str], module: Module
) -> frozenset[str]:
    """The variables of a root that differ between environments, or come from other places."""
    paths = [path for way in ways for path in (*automatic, *way.files)]
    if any(way.missing for way in ways) or any(files[path].problems for path in paths):
        return frozenset((*module.variables, WORKSPACE))
    return differing([_given(way, files) for way in ways])


def _given(way: Environment, files: Mapping[str, File]) -> Mapping[str, object]:
    """What an environment has for each name: values with their places."""
    given: dict[str, object] = {WORKSPACE: _told(way.workspace)}
    for name, value in way.inherited.items():
        given[name] = _told(value)
    for path in way.files:
        for attribute in files[path].attributes:
            given[attribute.name] = (path, attribute.start)
    for name, value in way.variables.items():
        given[name] = _told(value)
    return given


def _told(value: Value | None) -> object:
    return None if value is None else (structure(value), value.origin)
