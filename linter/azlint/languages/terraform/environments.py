"""The environments of each root: named by workflows, told by layouts and by what it looks up."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

import msgspec
from msgspec.structs import replace

from azlint.globs import fits
from azlint.languages.terraform.candidates import WORKSPACE, Candidate, Files, Texts, candidates
from azlint.languages.terraform.inputs import ONLY, Environment
from azlint.languages.terraform.layouts import MAX_ENVIRONMENTS, STAGE, file_name, layouts
from azlint.languages.terraform.module import Module
from azlint.languages.terraform.passed import NAMING, Declared, Deployed, Values, joined
from azlint.languages.terraform.roots import VALUE_FILE, value_files
from azlint.languages.terraform.syntax import File
from azlint.languages.terraform.terragrunt.units import Units
from azlint.languages.terraform.trace import placed
from azlint.value import STRING, Known, Origin

__all__ = ["Environments", "World"]


OPTION: Final = "--var"
INHERITED: Final = "TF_VAR_{name}"


class World(msgspec.Struct, frozen=True):
    """What environments are told from: every module and parsed file of the repository, what
    workflows pass to each root, what units of Terragrunt do, the text of a file, the files below a
    folder; what the user declares, what the user adds to every environment, and the names that the
    user asks for."""

    modules: Mapping[str, Module]
    files: Mapping[str, File]
    deployed: Mapping[str, Sequence[Deployed]] = msgspec.field(default_factory=dict)
    units: Units = msgspec.field(default_factory=Units)
    texts: Texts = lambda _path: ""
    below: Files = lambda _folder: ()
    declared: Sequence[Declared] = ()
    extra: Declared = Declared()
    only: Sequence[str] = ()


class Environments:
    """The environments of every root of a repository.

    world: what they are told from · keys: the variables that each value file sets · crowded:
    roots with more sets of values than are deployed, and how many; none of these is taken.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.keys = {
            path: [attribute.name for attribute in file.attributes]
            for path, file in world.files.items()
            if VALUE_FILE.fullmatch(posixpath.basename(path)) or path in world.extra.files
        }
        told = {path: keys for path, keys in self.keys.items() if path not in world.extra.files}
        found = layouts(world.modules, told)
        self.crowded = {
            root: len(sets) for root, sets in found.items() if len(sets) > MAX_ENVIRONMENTS
        }
        self._below = cache(world.below)
        self._layouts = {root: sets for root, sets in found.items() if root not in self.crowded}

    @property
    def roots(self) -> frozenset[str]:
        """Folders that workflows or units deploy, or that have environments by layout."""
        return frozenset((*self._layouts, *self.world.deployed, *self.world.units.environments))

    def of(self, root: str) -> tuple[Environment, ...]:
        """The environments of a root, by name; a single unnamed one where nothing names any.

        What the user declares for a root takes the place of what is told from the repository.
        """
        declared = [each for each in self.world.declared if self._concerns(each, root)]
        found = [self._made(each, root) for each in declared] or self._found(root) or [ONLY]
        return tuple(sorted(self._extended(found, root), key=lambda each: each.name))

    def settled(self, root: str) -> bool:
        """Whether the user says which value files a root is deployed with: no other is passed."""
        declared = [each for each in self.world.declared if self._concerns(each, root)]
        return bool(declared) and all(each.files for each in declared)

    def replaced(self, root: str) -> tuple[str, ...]:
        """The environments that the repository tells of and the user's stand in place of."""
        declared = {each.name for each in self.world.declared if self._concerns(each, root)}
        told = {each.name for each in self._found(root)} - {""}
        return tuple(sorted(told - declared)) if declared else ()

    def lost(self) -> Iterator[tuple[str, str]]:
        """The value files that the user declares and no root has, with their environment."""
        for each in self.world.declared:
            for path in each.files:
                if all(self._place(path, root) is None for root in self.world.modules):
                    yield each.name, path

    def _concerns(self, declared: Declared, root: str) -> bool:
        """Whether the user means a root."""
        if declared.is_empty:
            return False
        if declared.roots:
            return any(fits(each, root) for each in declared.roots)
        variables = self.world.modules[root].variables.keys()
        given = {*declared.variables, *declared.inherited}
        for path in declared.files:
            given.update(self.keys.get(self._place(path, root) or "", ()))
        return bool(given & variables) or (declared.workspace is not None and not given)

    def _place(self, path: str, root: str) -> str | None:
        """Where a value file is that the user names: seen from a root, else from the top."""
        places = (posixpath.normpath(posixpath.join(root, path)), path)
        return next((place for place in places if place in self.world.files), None)

    def _made(self, declared: Declared, root: str) -> Environment:
        places = [(path, self._place(path, root)) for path in declared.files]
        return Environment(
            declared.name,
            tuple(place for _, place in places if place is not None),
            next((path for path, place in places if place is None), ""),
            declared.variables,
            declared.inherited,
            declared.workspace,
        )

    def _extended(self, found: list[Environment], root: str) -> list[Environment]:
        """Environments with what the user adds; one more where the user asks for a name that no
        root has and says what its values are."""
        extra = self.world.extra
        if not self._concerns(extra, root):
            return found
        names = {each.name for each in found}
        if not names.intersection(self.world.only):
            found = [*found, *(Environment(name) for name in self.world.only)]
        added = self._made(extra, root)
        variables = self._given(added.variables, root, OPTION)
        inherited = self._given(added.inherited, root, INHERITED)
        return [
            replace(
                each,
                files=(*each.files, *added.files),
                variables={**each.variables, **variables},
                inherited={**each.inherited, **inherited},
            )
            for each in found
        ]

    def _given(self, values: Values, root: str, by: str) -> Values:
        """Values that no file has, at the variables of a root that take them."""
        variables = self.world.modules[root].variables
        return {
            name: placed(
                value,
                Origin(
                    variables[name].declaration.header,
                    f"var.{name}",
                    given_by=by.format(name=name),
                ),
            )
            for name, value in values.items()
            if name in variables
        }

    def _found(self, root: str) -> list[Environment]:
        """The environments that the repository tells of; where Terragrunt deploys, its units."""
        if root in self.world.units.environments:
            return list(self.world.units.environments[root])
        sets = self._layouts.get(root, ())
        found = joined((*sets, *self._plain(root, sets)), self._passed(root))
        found = self._offered(root, found)
        if len(found) == 1 and not _is_telling(found[0]):
            found = [replace(found[0], name="")]
        return found

    def _plain(self, root: str, sets: Sequence[Environment]) -> Iterator[Environment]:
        """The root with what Terraform loads by itself, where that says much the same as each of
        the sets: somebody deploys it so."""
        automatic = value_files(root, self.keys)
        given = {name for path in automatic for name in self.keys[path]}
        keys = [{name for path in each.files for name in self.keys[path]} for each in sets]
        if keys and all(len(one & given) * 2 >= len(one) > 0 for one in keys):
            yield Environment(posixpath.basename(automatic[-1]))

    def _passed(self, root: str) -> Iterator[Deployed]:
        """What workflows pass; files that the repository does not have are missing."""
        for each in self.world.deployed.get(root, ()):
            lost = next((path for path in each.files if path not in self.world.files), "")
            yield replace(each, missing=lost) if lost else each

    def _offered(self, root: str, found: list[Environment]) -> list[Environment]:
        """Environments with values that the root itself has something for."""
        module = self.world.modules[root]
        automatic = {name for path in value_files(root, self.keys) for name in self.keys[path]}
        for name, options in candidates(module, self.world.texts, self._below).items():
            variable = name.removeprefix("var.")
            declared = variable in module.variables and variable not in automatic
            if name == WORKSPACE or (declared and _names_environments(variable, options)):
                found = list(self._chosen(found, name, options))
        return found

    def _chosen(
        self, found: list[Environment], name: str, options: Sequence[Candidate]
    ) -> Iterator[Environment]:
        """Each environment with the option that is called as it is; where there is only an
        unnamed one, one environment for each option."""
        only = found[0] if found else ONLY
        if len(found) <= 1 and not only.name and not self._gives(only, name):
            for option in options:
                yield _with(replace(only, name=option.value), name, option)
            return
        by_name = {option.value.lower(): option for option in options}
        for each in found:
            same = by_name.get(each.name.lower())
            yield each if same is None or self._gives(each, name) else _with(each, name, same)

    def _gives(self, environment: Environment, name: str) -> bool:
        """Whether an environment has a value for a name already."""
        if name == WORKSPACE:
            return environment.workspace is not None
        given = {key for path in environment.files for key in self.keys.get(path, ())}
        given |= environment.variables.keys() | environment.inherited.keys()
        return name.removeprefix("var.") in given


_FEW: Final = 2


def _names_environments(variable: str, options: Sequence[Candidate]) -> bool:
    """Whether what a variable chooses is where something is deployed to."""
    stages = sum(STAGE.fullmatch(option.value) is not None for option in options)
    return variable in NAMING or stages * _FEW > len(options)


def _with(environment: Environment, name: str, option: Candidate) -> Environment:
    value = Known(option.value, STRING, Origin(option.place, name))
    if name == WORKSPACE:
        return replace(environment, workspace=value)
    return replace(
        environment, inherited={**environment.inherited, name.removeprefix("var."): value}
    )


def _is_telling(environment: Environment) -> bool:
    """Whether the name of a single environment says more than that there is one."""
    last = environment.files[-1:]
    by_file = bool(last) and environment.name == file_name(last[0])
    return not by_file or STAGE.fullmatch(environment.name) is not None
