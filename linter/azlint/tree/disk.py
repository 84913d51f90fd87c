"""Trees on disk: a folder outside git, and a git work tree."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from azlint import git
from azlint.tree.base import (
    CONTEXT,
    MAX_BYTES,
    SKIPPED,
    Entry,
    Refusal,
    Tree,
    TreeError,
    files,
    in_git,
    is_text,
    too_large,
)

CODE = (".tf", ".tf.json", ".tofu", ".tofu.json")
VALUES = (".tfvars", ".tfvars.json")
LOADED = CODE + VALUES

_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)


class FolderTree(Tree):
    """Every file of a folder, outside git or as the earlier state of another.

    prefix: the folder as seen from the top of its work tree; empty at the top and outside git.
    """

    def __init__(
        self,
        root: Path,
        *,
        prefix: str = "",
        exclude: Sequence[str] = (),
        include: Sequence[str] = (),
    ) -> None:
        super().__init__(root, exclude=exclude, include=include)
        self.prefix = prefix
        self._scans: dict[str, Mapping[str, Entry]] = {}
        self._closed: list[str] = []

    def notices(self) -> tuple[str, ...]:
        listed = super().notices()
        closed = (f"not read, the folder cannot be opened: {path}" for path in sorted(self._closed))
        return (*listed, *closed)

    def _listed(self) -> Iterator[str]:
        pending = [""]
        while pending:
            folder = pending.pop()
            for name, entry in self._scan(folder).items():
                path = f"{folder}/{name}" if folder else name
                if entry is not Entry.FOLDER:
                    yield path
                elif name != ".git" and (name not in SKIPPED or self._include):
                    pending.append(path)

    def _scan(self, folder: str) -> Mapping[str, Entry]:
        known = self._scans.get(folder)
        if known is None:
            try:
                known = _scanned(self.root / folder)
            except PermissionError:
                self._closed.append(folder or ".")
                known = {}
            self._scans[folder] = known
        return known

    def _target(self, path: str) -> str:
        try:
            target = (self.root / path).readlink()
        except OSError:
            return ""
        return "" if target.is_absolute() else target.as_posix()

    def _load(self, path: str) -> bytes:
        try:
            with os.fdopen(os.open(self.root / path, _FLAGS), "rb") as file:
                status = os.fstat(file.fileno())
                if not stat.S_ISREG(status.st_mode):
                    raise TreeError(path, Refusal.NOT_A_FILE)
                data = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise TreeError(path, Refusal.UNREADABLE, error.strerror or "") from error
        if len(data) > MAX_BYTES:
            raise too_large(path, max(status.st_size, len(data)))
        return data

    def _start(self, path: str, size: int) -> bytes:
        try:
            file = os.open(f"{self.root}/{path}", _FLAGS)
            try:
                return os.read(file, size) if stat.S_ISREG(os.fstat(file).st_mode) else b""
            finally:
                os.close(file)
        except OSError as error:
            raise TreeError(path, Refusal.UNREADABLE, error.strerror or "") from error


class WorkingTree(FolderTree):
    """A git work tree as it is on disk: tracked files and untracked ones that are not ignored.

    `.terraform`, submodules and nested repositories can be read but are not listed.
    """

    def _listed(self) -> Iterator[str]:
        for entry in self._index:
            if entry.mode != git.SUBMODULE:
                yield entry.path
        for path in self._untracked:
            if not path.endswith("/"):
                yield path

    def notices(self) -> tuple[str, ...]:
        absent = self.absent()
        sparse = (f"a sparse checkout leaves out {files(len(absent))}",) if absent else ()
        return (*super().notices(), *sparse)

    def absent(self) -> frozenset[str]:
        """Tracked files that a sparse checkout leaves out."""
        return frozenset(
            entry.path for entry in self._index if entry.sparse and self._entry(entry.path) is None
        )

    def holds(self, path: str, blob: str) -> bool:
        """Whether the index has a path with a content; the file may have changed since."""
        return self._blobs.get(path) == blob

    @cached_property
    def _blobs(self) -> dict[str, str]:
        return {entry.path: entry.blob for entry in self._index}

    def is_context(self, path: str) -> bool:
        """Whether a path lies in what is read only because something refers to it."""
        if CONTEXT in path:
            return CONTEXT in path.split("/") and not in_git(path)
        foreign = self._foreign
        return any(part in foreign for part in _ancestors(path)) and not in_git(path)

    def _visible(self, path: str) -> bool:
        return path in self._shown or self.is_context(path)

    @cached_property
    def _index(self) -> list[git.IndexEntry]:
        return git.index(self.root)

    @cached_property
    def _untracked(self) -> list[str]:
        return git.untracked(self.root)

    @cached_property
    def _foreign(self) -> frozenset[str]:
        nested = {path.rstrip("/") for path in self._untracked if path.endswith("/")}
        return frozenset(nested.union(e.path for e in self._index if e.mode == git.SUBMODULE))

    @cached_property
    def _shown(self) -> frozenset[str]:
        return frozenset({"", *(part for path in self._listed() for part in _ancestors(path))})

    @cached_property
    def _ignored(self) -> tuple[str, ...]:
        folders = {path.rpartition("/")[0] for path in self._shown if path.endswith(CODE)}
        return tuple(
            path
            for folder in sorted(folders)
            for name, entry in sorted(self._scan(folder).items())
            if entry is Entry.FILE and name.endswith(LOADED) and _is_loaded(name)
            if (path := f"{folder}/{name}" if folder else name) not in self._shown and is_text(path)
        )


class _Ungoverned(FolderTree):
    """A git work tree where git itself is missing."""

    def notices(self) -> tuple[str, ...]:
        missing = "git is not on PATH: ignored files are read like all others"
        return (*super().notices(), missing)


def open_tree(
    start: Path,
    *,
    root: Path | None = None,
    exclude: Sequence[str] = (),
    include: Sequence[str] = (),
) -> FolderTree:
    """The tree that a path is in: its git work tree, else the folder itself, else `root`."""
    if not start.exists():
        raise TreeError(start.as_posix(), Refusal.MISSING)
    folder = root or (start if start.is_dir() else start.parent)
    if not folder.is_dir():
        raise TreeError(folder.as_posix(), Refusal.MISSING)
    try:
        top = git.toplevel(folder)
    except git.GitMissingError:
        inside = any((above / ".git").exists() for above in (folder.resolve() / "_").parents)
        kind = _Ungoverned if inside else FolderTree
        return kind(folder, exclude=exclude, include=include)
    if top is None:
        return FolderTree(folder, exclude=exclude, include=include)
    inner = folder.resolve().relative_to(top).as_posix() if root else "."
    prefix = "" if inner == "." else inner
    return WorkingTree(root or top, prefix=prefix, exclude=exclude, include=include)


def _is_loaded(name: str) -> bool:
    """Whether Terraform loads a file of this name by itself, beside the configuration."""
    stem = name.removesuffix(".json")
    if stem.endswith(".tfvars"):
        return stem == "terraform.tfvars" or stem.endswith(".auto.tfvars")
    stem = stem.rpartition(".")[0]
    return stem == "override" or stem.endswith("_override")


def _scanned(folder: Path) -> dict[str, Entry]:
    try:
        with os.scandir(folder) as entries:
            return {entry.name: _entry_kind(entry) for entry in entries}
    except PermissionError:
        raise
    except (OSError, ValueError):
        return {}


def _entry_kind(entry: os.DirEntry[str]) -> Entry:
    if entry.is_symlink():
        return Entry.LINK
    if entry.is_dir(follow_symlinks=False):
        return Entry.FOLDER
    return Entry.FILE if entry.is_file(follow_symlinks=False) else Entry.OTHER


def _ancestors(path: str) -> Iterator[str]:
    """A path and the folders above it, but not the root."""
    while path:
        yield path
        path = path.rpartition("/")[0]
