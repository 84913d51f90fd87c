"""From arguments and files to the settings of a run."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import click
import msgspec

from azlint.cli.checkouts import checkouts, lost
from azlint.cli.environments import ValueFiles, environments
from azlint.config import Settings, Wanted
from azlint.config.environments import UnknownEnvironmentError
from azlint.config.file import ConfigError, find
from azlint.config.keys import GROUPS, ConfigFile, load
from azlint.config.rules import UnknownRuleError, options, unknown_in_file
from azlint.finding import Finding
from azlint.git import GitError
from azlint.registry import PackError
from azlint.rule import Rule
from azlint.source import Source
from azlint.tree import FolderTree, Refusal, TreeError, open_tree

MAX_CONFIG = 1_000_000

CANNOT_START = (
    ConfigError,
    GitError,
    PackError,
    TreeError,
    UnknownEnvironmentError,
    UnknownRuleError,
)
"""What stops a run before it checks anything; the messages are for the user."""

F = TypeVar("F", bound=Callable[..., object])


def scope_options(command: F) -> F:
    """PATHS, --root, --config and --isolated."""
    paths = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
    return paths(place_options(command))


def place_options(command: F) -> F:
    """--root, --config and --isolated."""
    return decorated(
        command,
        click.option(
            "--root",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            help="Folder to load and to name files from; by default the top of the work tree.",
        ),
        click.option(
            "--config",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="Configuration file to use instead of the one in the repository.",
        ),
        click.option("--isolated", is_flag=True, help="Use no configuration file."),
    )


def decorated(command: F, *decorators: Callable[[F], F]) -> F:
    """A command with options in the order given."""
    for decorate in reversed(decorators):
        command = decorate(command)
    return command


class Scope(msgspec.Struct, frozen=True):
    """What is loaded and reported, and the configuration that goes with it."""

    root: Path
    paths: tuple[str, ...]
    file: ConfigFile | None
    inside: bool


def scope(
    paths: Sequence[Path], root: Path | None, config: Path | None, *, isolated: bool
) -> Scope:
    """Find root and configuration.

    Raises TreeError, ConfigError, git's errors, and UsageError for paths that do not go together.
    """
    if isolated and config is not None:
        raise click.UsageError("--config and --isolated exclude each other")
    paths = paths or (root or Path(),)
    for path in paths:
        if not path.exists():
            raise TreeError(path.as_posix(), Refusal.MISSING)
    tree = open_tree(paths[0], root=root)
    inner = tuple(dict.fromkeys(_inside(path, tree.root) for path in paths))
    source, inside = None, True
    if config is not None:
        source, inside = _named(config, tree.root)
    elif not isolated:
        source = find(_start(inner, tree), lambda path: _read(tree, path))
    file = load(source) if source else None
    return Scope(tree.root, () if "" in inner else inner, file, inside)


def _inside(path: Path, root: Path) -> str:
    try:
        inner = path.resolve().relative_to(root).as_posix()
    except ValueError:
        raise click.UsageError(
            f"{path.as_posix()} is not below {root.as_posix()}; --root names a folder above both"
        ) from None
    return "" if inner == "." else inner


def _start(paths: Sequence[str], tree: FolderTree) -> str:
    """The folder that all paths share: its configuration is the one of the run."""
    folders = [path if tree.is_folder(path) else path.rpartition("/")[0] for path in paths]
    return os.path.commonpath(folders) if all(folders) else ""


def _read(tree: FolderTree, path: str) -> bytes | None:
    try:
        return tree.read(path)
    except TreeError as error:
        if error.refusal not in {Refusal.MISSING, Refusal.NOT_A_FILE}:
            raise
        return None


def _named(config: Path, root: Path) -> tuple[Source, bool]:
    """A file that the user names may lie anywhere."""
    with config.open("rb") as stream:
        data = stream.read(MAX_CONFIG + 1)
    inside = config.resolve().is_relative_to(root)
    path = config.resolve().relative_to(root) if inside else config
    if len(data) > MAX_CONFIG:
        raise ConfigError(f"{path.as_posix()}: larger than a configuration can be")
    return Source.decode(path.as_posix(), data), inside


def settings(
    where: Scope,
    given: Mapping[str, object],
    rules: Sequence[type[Rule]],
) -> Settings:
    """Settings of a run: defaults, then the file, then what is `given` on the command line.

    `--select` replaces the file's; `--ignore` and `--severity` add to it.
    """
    file = where.file
    values: dict[str, object] = dict(file.values) if file else {}
    files = ValueFiles(where.root)
    wanted = Wanted()
    if file is not None:
        declared = environments(file, files, inside=where.inside)
        wanted = msgspec.structs.replace(file.wanted, declared=declared)
        values["options"] = options(file, rules)
        values["modules"] = modules = dict(checkouts(file, where.root, inside=where.inside))
        found = (
            *unknown_in_file(file, {rule.meta.id for rule in rules}),
            *(lost(file, modules, where.root) if where.inside else ()),
        )
        values |= _remarks(file, found, inside=where.inside)
    made = msgspec.structs.replace(Settings(root=where.root, paths=where.paths), **values)
    named = given.get("files")
    paths = tuple(files.add(path) for path in named) if isinstance(named, tuple) else ()
    about = {name: given[name] for name in ("only", "variables", "inherited") if name in given}
    wanted = msgspec.structs.replace(wanted, **about, files=paths, sources=files.sources)
    rest = {name: value for name, value in given.items() if name not in {*about, "files"}}
    return _overridden(made, {**rest, "wanted": wanted})


def _remarks(file: ConfigFile, found: tuple[Finding, ...], *, inside: bool) -> Mapping[str, object]:
    """What there is to say about the file: findings where it is part of what is checked."""
    if inside:
        return {"findings": found, "source": file.source}
    entries = file.values.get("ignores", ())
    lines = [file.source.position(finding.span.start).line for finding in found]
    return {
        "notes": tuple(
            f"{file.source.path}:{line}: {finding.message}"
            for line, finding in zip(lines, found, strict=True)
        ),
        "ignores": tuple(
            msgspec.structs.replace(entry, place=None)
            for entry in (entries if isinstance(entries, tuple) else ())
        ),
    }


def _overridden(made: Settings, given: Mapping[str, object]) -> Settings:
    replaced = {
        name: value for name, value in given.items() if value not in (None, (), "", {}, False)
    }
    select, ignore = replaced.get("select"), replaced.pop("ignore", ())
    kept = made.ignore
    if isinstance(select, tuple):
        kept = tuple(rule for rule in kept if rule not in select or rule in GROUPS)
    if isinstance(ignore, tuple):
        replaced["ignore"] = (*kept, *ignore)
    severity = replaced.pop("severity", None)
    if isinstance(severity, Mapping):
        replaced["severity"] = {**made.severity, **severity}
    return msgspec.structs.replace(made, **replaced)
