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
    block says so and a variable has no value but what callers give it."""

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
    signs = {posixpath.dirname(path) for path in paths if _is_sign(posixpath.basename(path))}
    called = {
        call.folder
        for module in modules.values()
        for call in module.calls.values()
        if call.folder is not None
    }
    return {folder: _role(module, signs, named, called) for folder, module in modules.items()}


def _is_sign(name: str) -> bool:
    return name == LOCK_FILE or VALUE_FILE.fullmatch(name) is not None


def _role(
    module: Module, signs: Collection[str], named: Collection[str], called: Collection[str]
) -> Role:
    folder = module.folder
    if module.foreign:
        return Role.CALLED
    if module.backend or folder in signs or folder in named:
        return Role.ROOT
    if folder in called and (module.required or not module.providers):
        return Role.CALLED
    return Role.ROOT if module.providers else Role.LIBRARY


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
