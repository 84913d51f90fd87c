"""Environments on the command line, and the value files that a user names anywhere."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import click
import msgspec

from azlint.config import EnvironmentEntry
from azlint.config.file import ConfigError
from azlint.config.keys import ConfigFile
from azlint.source import Source

MAX_VALUES = 20_000_000
OUTSIDE = "<outside>"
INHERITED = "TF_VAR_"

F = TypeVar("F", bound=Callable[..., object])

_NAME = re.compile(r"[^\W\d][\w-]*")


def _variables(_: click.Context, __: click.Parameter, values: Sequence[str]) -> Mapping[str, str]:
    found = {}
    for text in values:
        name, equals, value = text.partition("=")
        if not equals or not _NAME.fullmatch(name):
            raise click.BadParameter(f"`{text}`: as NAME=VALUE")
        found[name] = value
    return found


def _inherited(_: click.Context, __: click.Parameter, asked: bool) -> Mapping[str, str]:
    """The variables that the environment of this process has for Terraform, if asked for."""
    return {
        name.removeprefix(INHERITED): text
        for name, text in sorted(os.environ.items())
        if asked and name.startswith(INHERITED)
    }


def separated(_: click.Context, __: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """What commas separate, in each of several values."""
    return tuple(part.strip() for text in values for part in text.split(",") if part.strip())


OPTIONS = (
    click.option(
        "--env",
        "only",
        multiple=True,
        callback=separated,
        metavar="NAMES",
        help="Evaluate these environments only.",
    ),
    click.option(
        "--var",
        "variables",
        multiple=True,
        callback=_variables,
        metavar="NAME=VALUE",
        help="Give a Terraform variable a value, in every environment; repeatable.",
    ),
    click.option(
        "--var-file",
        "files",
        multiple=True,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Give the values of a file, in every environment; it may lie anywhere; repeatable.",
    ),
    click.option(
        "--tf-vars",
        "inherited",
        is_flag=True,
        callback=_inherited,
        help="Take TF_VAR_NAME from the environment, weaker than value files, as Terraform does.",
    ),
)


class ValueFiles(msgspec.Struct):
    """The value files that a user names, read, by the path under which they are reported."""

    root: Path
    sources: dict[str, Source] = msgspec.field(default_factory=dict)
    _shown: dict[Path, str] = msgspec.field(default_factory=dict)

    def add(self, file: Path) -> str:
        """Read a file; the path it is reported under."""
        place = file.resolve()
        if place not in self._shown:
            self._shown[place] = shown = self._path(place)
            self.sources[shown] = Source.decode(shown, _read(place))
        return self._shown[place]

    def _path(self, place: Path) -> str:
        if place.is_relative_to(self.root):
            return place.relative_to(self.root).as_posix()
        stem, dot, end = place.name.partition(".")
        paths = [f"{OUTSIDE}/{place.name}"]
        paths += [f"{OUTSIDE}/{stem} ({number}){dot}{end}" for number in range(2, 1000)]
        return next(path for path in paths if path not in self.sources)


def _read(place: Path) -> bytes:
    try:
        with place.open("rb") as stream:
            data = stream.read(MAX_VALUES + 1)
    except OSError as error:
        raise ConfigError(f"{place.name}: {error.strerror or 'cannot be read'}") from None
    if len(data) > MAX_VALUES:
        raise ConfigError(f"{place.name}: larger than a value file can be")
    return data


def environments(
    file: ConfigFile, files: ValueFiles, *, inside: bool
) -> tuple[EnvironmentEntry, ...]:
    """The environments of a configuration, with the value files that are found.

    One that is part of what is checked names nothing outside: whoever writes it may not be the
    user. Any other names files from its own folder first.
    """
    find = _inner if inside else _outer
    return tuple(
        msgspec.structs.replace(entry, var_files=tuple(find(file, entry, files)))
        for entry in file.wanted.declared
    )


def _inner(file: ConfigFile, entry: EnvironmentEntry, _: ValueFiles) -> Iterator[str]:
    for path in entry.var_files:
        place = posixpath.normpath(path)
        if path.startswith(("/", "~", "\\")) or place == ".." or place.startswith("../"):
            line = file.line(f"env.{entry.name}") or 1
            raise ConfigError(
                f"{file.source.path}:{line}: `{path}` leads out of the repository: only a file "
                "given by --config from outside may name such a file"
            )
        yield place


def _outer(file: ConfigFile, entry: EnvironmentEntry, files: ValueFiles) -> Iterator[str]:
    for path in entry.var_files:
        place = Path(file.source.path).parent / path
        yield files.add(place) if place.is_file() else _inside(file, entry, path)


def _inside(file: ConfigFile, entry: EnvironmentEntry, path: str) -> str:
    """A file of the repository that a configuration from outside names."""
    place = posixpath.normpath(path)
    if place.startswith(("/", "../")):
        line = file.line(f"env.{entry.name}") or 1
        raise ConfigError(f"{file.source.path}:{line}: there is no file `{path}`")
    return place
