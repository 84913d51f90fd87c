"""The dependencies of a `pyproject.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from azlint import toml
from azlint.languages.python.specifiers import constrained, requirement
from azlint.languages.python.syntax import Dependency, File
from azlint.syntax import Problem
from azlint.toml import TomlError
from azlint.toml_places import Path, Place, comments, places

_PYTHON = "python"
_GROUP = "group:"
_LISTS: tuple[tuple[Path, str], ...] = (
    (("project", "dependencies"), ""),
    (("tool", "uv", "dev-dependencies"), f"{_GROUP}dev"),
)
_LISTS_BY_NAME: tuple[tuple[Path, str], ...] = (
    (("project", "optional-dependencies"), "optional:"),
    (("dependency-groups",), _GROUP),
)
_POETRY: Path = ("tool", "poetry")


def parse(text: str) -> File:
    """Read a project; a text that is no TOML has a problem and no dependencies."""
    try:
        document = toml.read(text)
        found = places(text)
    except TomlError as error:
        return File(problems=(Problem(error.offset, error.offset, str(error)),))
    dependencies = sorted(_dependencies(document, found), key=_start)
    return File(tuple(dependencies), comments=tuple(comments(text)))


def _start(dependency: Dependency) -> int:
    return dependency.start


def _dependencies(
    document: Mapping[str, object], found: Mapping[Path, Place]
) -> Iterator[Dependency]:
    for path, group in _LISTS:
        yield from _listed(_below(document, path), path, group, found)
    for path, prefix in _LISTS_BY_NAME:
        for name, listed in _table(_below(document, path)).items():
            yield from _listed(listed, (*path, name), f"{prefix}{name}", found)
    for path, group in _poetry_tables(document):
        for name, value in _table(_below(document, path)).items():
            yield from _constrained(name, value, (*path, name), group, found)


def _poetry_tables(document: Mapping[str, object]) -> Iterator[tuple[Path, str]]:
    yield (*_POETRY, "dependencies"), ""
    yield (*_POETRY, "dev-dependencies"), f"{_GROUP}dev"
    for name in _table(_below(document, (*_POETRY, "group"))):
        yield (*_POETRY, "group", name, "dependencies"), f"{_GROUP}{name}"


def _listed(
    listed: object, path: Path, group: str, found: Mapping[Path, Place]
) -> Iterator[Dependency]:
    for index, text in enumerate(listed if isinstance(listed, list) else ()):
        place = found.get((*path, index))
        if isinstance(text, str) and place is not None:
            start, end = place.value
            dependency = requirement(text, start + 1, end - 1)
            if dependency is not None:
                yield msgspec.structs.replace(dependency, group=group)


def _constrained(
    name: str, value: object, path: Path, group: str, found: Mapping[Path, Place]
) -> Iterator[Dependency]:
    """`name = "^1.2"`, or `name = {version = "^1.2", …}`."""
    version = value.get("version") if isinstance(value, dict) else value
    place = found.get((*path, "version") if isinstance(value, dict) else path)
    if name == _PYTHON or not isinstance(version, str) or place is None:
        return
    start, end = place.value
    dependency = constrained(name, version, start + 1, end - 1)
    if dependency is not None:
        yield msgspec.structs.replace(dependency, group=group)


def _below(document: object, path: Path) -> object:
    for key in path:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
