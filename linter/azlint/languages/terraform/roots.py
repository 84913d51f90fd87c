"""Which folders are deployed by themselves, which only through calls, and which are libraries."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Final

from azlint.languages.terraform.module import Module
from azlint.patterns import regex

LOCK_FILE: Final = ".terraform.lock.hcl"
VALUE_FILE: Final = regex(r".+\.tfvars(\.json)?")
AUTOMATIC: Final = regex(r"(terraform|.+\.auto)\.tfvars(\.json)?")


class Role(StrEnum):
    """What a folder is. A called folder that is also a root is a root, except where only a provider
    block or a lock file says so and a variable has no value but what callers give it."""

    ROOT = "root"
    CALLED = "called"
    LIBRARY = "library"


def roles(
    modules: Mapping[str, Module], paths: Iterable[str], named: Collection[str] = ()
) -> dict[str, Role]:
    """The role of each module folder.

    paths: every file of the tree, for value and lock files · named: folders that a workflow
    step deploys.
    """
    names = [posixpath.split(path) for path in paths]
    valued = {folder for folder, name in names if VALUE_FILE.fullmatch(name)}
    locked = {folder for folder, name in names if name == LOCK_FILE}
    called = {
        call.folder
        for module in modules.values()
        for call in module.calls.values()
        if call.folder is not None
    }
    deployed = valued | set(named)
    return {
        folder: _role(
            module, folder in deployed, bool(module.providers) or folder in locked, folder in called
        )
        for folder, module in modules.items()
    }


def _role(module: Module, deployed: bool, initialised: bool, called: bool) -> Role:
    if module.foreign:
        return Role.CALLED
    if module.backend or deployed:
        return Role.ROOT
    if called and (module.required or not initialised):
        return Role.CALLED
    return Role.ROOT if initialised else Role.LIBRARY


def value_files(folder: str, paths: Iterable[str]) -> list[str]:
    """The value files that Terraform loads by itself in a folder, the strongest last."""
    found = [
        path
        for path in paths
        if posixpath.dirname(path) == folder and AUTOMATIC.fullmatch(posixpath.basename(path))
    ]
    return sorted(found, key=_strength)


def _strength(path: str) -> tuple[bool, str]:
    name = posixpath.basename(path)
    return not name.startswith("terraform.tfvars"), name


def named_elsewhere(folder: str, value_attributes: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Variables that value files beside those of a root set, by name, with one of these files.

    value_attributes: the variables that each value file sets. Files below the folder, in it and
    in folders beside it count: somebody passes them with `-var-file`, so the root's defaults are
    not what is deployed everywhere.
    """
    loaded = set(value_files(folder, value_attributes))
    above = posixpath.dirname(folder)
    found: dict[str, str] = {}
    for path in sorted(set(value_attributes) - loaded):
        place = posixpath.dirname(path)
        if _is_below(place, folder) or (folder and posixpath.dirname(place) == above):
            for name in value_attributes[path]:
                found.setdefault(name, path)
    return found


def _is_below(place: str, folder: str) -> bool:
    return not folder or place == folder or place.startswith(f"{folder}/")
