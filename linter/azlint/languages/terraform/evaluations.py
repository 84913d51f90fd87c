"""From linked modules to evaluations: each root in each of its environments, and libraries."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import replace

from azlint.languages.terraform.environments import Environments
from azlint.languages.terraform.evaluate import Evaluation
from azlint.languages.terraform.functions import FunctionContext
from azlint.languages.terraform.inputs import ONLY
from azlint.languages.terraform.roots import (
    LOCK_FILE,
    Role,
    named_elsewhere,
    roles,
    value_files,
)
from azlint.tokens import Tokens


def evaluations(
    environments: Environments,
    paths: Collection[str],
    functions: FunctionContext,
    tokens: Tokens | None = None,
) -> Iterator[Evaluation]:
    """Evaluate every root in each of its environments, and every library.

    environments: of every root, and what they are told from · paths: every file of the tree ·
    functions: how functions read files · tokens: what pipelines replace in values.
    """
    modules, files = environments.world.modules, environments.world.files
    by_folder: dict[str, list[str]] = {}
    for path in files:
        by_folder.setdefault(posixpath.dirname(path), []).append(path)
    found = roles(modules, paths, environments.roots)
    for folder, role in sorted(found.items()):
        if role is Role.CALLED:
            continue
        ways = environments.of(folder) if role is Role.ROOT else (ONLY,)
        taken = {path for way in ways for path in way.files}
        others = {path: keys for path, keys in environments.keys.items() if path not in taken}
        automatic = value_files(folder, by_folder[folder])
        for way in ways:
            yield Evaluation(
                modules,
                folder,
                {path: files[path] for path in (*automatic, *way.files)},
                environment=way,
                library=role is Role.LIBRARY,
                elsewhere={
                    **dict.fromkeys(modules[folder].variables if way.missing else (), way.missing),
                    **named_elsewhere(folder, others),
                },
                locks=files.get(posixpath.join(folder, LOCK_FILE)),
                surroundings=replace(functions, folder=folder),
                tokens=tokens,
            )
