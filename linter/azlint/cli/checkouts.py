"""Checkouts that a configuration names for module sources: where they lie."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path

from azlint.config.file import ConfigError
from azlint.config.keys import ConfigFile
from azlint.finding import Finding
from azlint.own import IneffectiveSetting, own_finding


def checkouts(file: ConfigFile, root: Path, *, inside: bool) -> Iterator[tuple[str, str]]:
    """Each source with its folder: relative to the root, or absolute outside it.

    Paths are relative to the configuration. One that is part of what is checked names nothing
    outside: whoever writes it may not be the user.
    """
    given = file.values.get("modules")
    for source, path in given.items() if isinstance(given, dict) else ():
        here = f"{file.source.path}:{file.line(f'modules.{source}') or 1}: `{path}`"
        yield source, _inner(file, path, here) if inside else _outer(file, path, root, here)


def lost(file: ConfigFile, modules: Mapping[str, str], root: Path) -> Iterator[Finding]:
    """A note for each checkout that is not there; the file is part of what is checked."""
    for source, folder in modules.items():
        if not (root / folder).is_dir():
            place = file.places[f"modules.{source}"]
            yield own_finding(IneffectiveSetting, "folder", place, folder=folder, source=source)


def _inner(file: ConfigFile, path: str, here: str) -> str:
    folder = posixpath.normpath(posixpath.join(posixpath.dirname(file.source.path), path))
    if path.startswith(("/", "~")) or folder == ".." or folder.startswith("../"):
        raise ConfigError(
            f"{here} leads out of the repository: only a file given by --config from outside may "
            "name such a folder"
        )
    return "" if folder == "." else folder


def _outer(file: ConfigFile, path: str, root: Path, here: str) -> str:
    folder = (Path(file.source.path).parent / Path(path).expanduser()).resolve()
    if not folder.is_dir():
        raise ConfigError(f"{here} is not a folder")
    if folder.is_relative_to(root):
        inner = folder.relative_to(root).as_posix()
        return "" if inner == "." else inner
    return folder.as_posix()
