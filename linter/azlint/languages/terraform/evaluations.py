"""From linked modules to evaluations: one for each folder that is deployed or a library."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from azlint.languages.terraform.evaluate import Evaluation
from azlint.languages.terraform.functions import FunctionContext
from azlint.languages.terraform.link import link
from azlint.languages.terraform.module import Module
from azlint.languages.terraform.roots import LOCK_FILE, Role, roles, value_files
from azlint.languages.terraform.syntax import File


def evaluations(
    files: Mapping[str, File], paths: Collection[str], functions: FunctionContext
) -> Iterator[Evaluation]:
    """Evaluate every root and library.

    files: parsed configuration, value and lock files, by path · paths: every file of the tree ·
    functions: how functions read files.
    """
    modules = link(files)
    for folder, role in sorted(roles(modules, paths).items()):
        if role is not Role.CALLED:
            yield _evaluation(modules, folder, role, files, functions)


def _evaluation(
    modules: Mapping[str, Module],
    folder: str,
    role: Role,
    files: Mapping[str, File],
    functions: FunctionContext,
) -> Evaluation:
    values = {path: files[path] for path in value_files(folder, files)}
    locks = files.get(posixpath.join(folder, LOCK_FILE))
    return Evaluation(
        modules,
        folder,
        values,
        library=role is Role.LIBRARY,
        locks=locks,
        surroundings=replace(functions, folder=folder),
    )
