"""From linked modules to evaluations: one for each folder that is deployed or a library."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from azlint.languages.terraform.evaluate import Evaluation
from azlint.languages.terraform.functions import FunctionContext
from azlint.languages.terraform.module import Module
from azlint.languages.terraform.roots import (
    LOCK_FILE,
    VALUE_FILE,
    Role,
    named_elsewhere,
    roles,
    value_files,
)
from azlint.languages.terraform.syntax import File


def evaluations(
    modules: Mapping[str, Module],
    files: Mapping[str, File],
    paths: Collection[str],
    functions: FunctionContext,
    named: Collection[str] = (),
) -> Iterator[Evaluation]:
    """Evaluate every root and library.

    modules: linked from the files · files: parsed configuration, value and lock files, by path ·
    paths: every file of the tree · functions: how functions read files ·
    named: folders that a workflow step deploys.
    """
    by_folder: dict[str, list[str]] = {}
    for path in files:
        by_folder.setdefault(posixpath.dirname(path), []).append(path)
    attributes = {
        path: [attribute.name for attribute in file.attributes]
        for path, file in files.items()
        if VALUE_FILE.fullmatch(posixpath.basename(path))
    }
    for folder, role in sorted(roles(modules, paths, named).items()):
        if role is not Role.CALLED:
            values = value_files(folder, by_folder[folder])
            yield Evaluation(
                modules,
                folder,
                {path: files[path] for path in values},
                library=role is Role.LIBRARY,
                elsewhere=named_elsewhere(folder, attributes),
                locks=files.get(posixpath.join(folder, LOCK_FILE)),
                surroundings=replace(functions, folder=folder),
            )
