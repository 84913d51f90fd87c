"""Modules from elsewhere as context: installed by `terraform init`, or a checkout that is named.

They are read, never reported: what is found in them belongs to the call that brings them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from azlint.kinds import kind_of
from azlint.languages.terraform.installed import (
    DATA,
    MANIFEST,
    Foreign,
    Installed,
    destination,
    is_local,
    manifest,
    meant,
    normal,
    parts,
)
from azlint.languages.terraform.link import is_configuration
from azlint.languages.terraform.syntax import File
from azlint.load import Loaded
from azlint.parsing.files import Task, parse_all
from azlint.source import Source
from azlint.syntax import Literal, Problem
from azlint.tree import FolderTree, Tree, TreeError

MAX_FOLDERS = 5_000
MAX_TEXT = 100_000_000
"""Characters of modules from elsewhere that are read."""


def foreign_modules(tree: Tree, loaded: Loaded, modules: Mapping[str, str]) -> Foreign:
    """Read the modules from elsewhere that the Terraform files of a tree lead to.

    modules: checkouts by source: folders below the root, or absolute where the user names one
    outside. The texts become sources of `loaded`.
    """
    own = loaded.of(File)
    found = Foreign()
    for source, path in modules.items():
        found.mapped[normal(source)] = _lent(tree, source, path) if path.startswith("/") else path
    folders = {posixpath.dirname(path) for path in own if is_configuration(path)}
    for folder in sorted(folders):
        installed = dict(_installed(tree, folder))
        if installed:
            found.installed[folder] = installed
    pending = {each.folder for known in found.installed.values() for each in known.values()}
    pending |= set(_led_to(own, found, tree))
    _Reader(tree, loaded, found, set(folders)).read(pending)
    return found


def _lent(tree: Tree, source: str, path: str) -> str:
    """Where the files of a folder outside are read: the git checkout that it lies in by the same
    path as in its package, else the folder itself.
    """
    inner = parts(source)[1]
    top = Path(path.removesuffix(f"/{inner}")) if inner else Path(path)
    if top.as_posix() == path or not (top / ".git").exists():
        return tree.lend(Path(path).name, FolderTree(Path(path)))
    return f"{tree.lend(top.name, FolderTree(top))}/{inner}"


def _installed(tree: Tree, folder: str) -> Iterator[tuple[str, Installed]]:
    """What `terraform init` put where, by the chain of call names."""
    path = posixpath.join(folder, MANIFEST)
    if not tree.exists(path):
        return
    try:
        data = tree.read(path)
    except TreeError:
        return
    for entry in manifest(data):
        place = tree.resolve(folder, entry.dir)
        if place is not None:
            yield entry.key, Installed(place, entry.source, entry.version)


def _led_to(files: Mapping[str, File], found: Foreign, tree: Tree) -> Iterator[str]:
    """The folders that the module calls in files lead to, as far as that is known here."""
    calls: dict[str, dict[str, str]] = {}
    for path, file in files.items():
        calls.setdefault(posixpath.dirname(path), {}).update(_sources(file))
    for folder, sources in calls.items():
        for source in sources.values():
            place = destination(meant(source, sources), found.mapped)
            if place is None and is_local(source):
                place = tree.resolve(folder, source.replace("\\", "/"))
            if place is not None:
                yield place


def _sources(file: File) -> Iterator[tuple[str, str]]:
    """The module calls of a file: names and sources."""
    for block in file.blocks:
        for attribute in block.attributes if block.type == "module" else ():
            value = attribute.value
            if attribute.name == "source" and isinstance(value, Literal) and block.labels:
                yield block.labels[0], str(value.value)


class _Reader:
    """Reads folders, and the folders that these lead to, while there is room."""

    def __init__(self, tree: Tree, loaded: Loaded, found: Foreign, known: set[str]) -> None:
        self.tree = tree
        self.loaded = loaded
        self.found = found
        self.known = known
        self.room = MAX_TEXT
        self.folders = MAX_FOLDERS

    def read(self, folders: Iterable[str]) -> None:
        pending = set(folders) - self.known
        while pending and self.room > 0:
            chosen = sorted(pending)[: self.folders]
            self.folders -= len(chosen)
            self.known.update(chosen)
            tasks = [task for folder in chosen for task in self._tasks(folder)]
            parsed = dict(parse_all(tasks))
            files = {path: file for path, file in parsed.items() if isinstance(file, File)}
            self.found.files.update(files)
            pending = set(_led_to(files, self.found, self.tree)) - self.known

    def _tasks(self, folder: str) -> Iterator[Task]:
        for name in self.tree.listdir(folder):
            path = posixpath.join(folder, name)
            kind = kind_of(path) if is_configuration(path) else None
            if kind is None or self.room <= 0 or self._left_out(path):
                continue
            try:
                source = Source.decode(path, self.tree.read(path))
            except TreeError as error:
                self.found.files[path] = File((), (), (Problem(0, 0, error.reason),))
                continue
            self.room -= len(source.text)
            self.loaded.sources[path] = source
            yield path, kind, source.text

    def _left_out(self, path: str) -> bool:
        """What the user excludes is not followed; what init installed is never listed anyway."""
        return self.tree.is_excluded(path) and DATA not in path.split("/")
