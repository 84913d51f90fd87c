"""A tree as a commit has it: nothing is checked out and nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from weakref import finalize

from azlint import git
from azlint.tree.base import MAX_BYTES, Entry, Refusal, Tree, TreeError, too_large
from azlint.tree.disk import WorkingTree

_MODES = {git.LINK: Entry.LINK, git.SUBMODULE: Entry.FOLDER}


class RevisionTree(Tree):
    """The files of a commit, read from git's objects; without a commit there are none.

    What git does not hold is taken from the work tree, so that both sides of a change see the
    same: ignored value files, `.terraform`, submodules, and what a sparse checkout leaves out.
    """

    def __init__(
        self,
        root: Path,
        commit: str | None,
        *,
        exclude: Sequence[str] = (),
        include: Sequence[str] = (),
    ) -> None:
        super().__init__(root, exclude=exclude, include=include)
        self._disk = WorkingTree(root)
        self._blobs: dict[str, str] = {}
        self._folders: dict[str, dict[str, Entry]] = {"": {}}
        self._scans: dict[str, Mapping[str, Entry]] = {}
        absent = self._disk.absent()
        for path, mode, blob in git.commit_files(self.root, commit) if commit else ():
            if path not in absent:
                self._add(path, mode, blob)

    def _add(self, path: str, mode: str, blob: str) -> None:
        if mode != git.SUBMODULE:
            self._blobs[path] = blob
        entry = _MODES.get(mode, Entry.FILE)
        while path:
            folder, _, name = path.rpartition("/")
            known = folder in self._folders
            self._folders.setdefault(folder, {})[name] = entry
            if known:
                return
            path, entry = folder, Entry.FOLDER

    def _listed(self) -> Iterable[str]:
        return self._blobs

    def _visible(self, path: str) -> bool:
        folder, _, name = path.rpartition("/")
        own = not path or name in self._folders.get(folder, {})
        return own or self._disk.is_context(path)

    def _scan(self, folder: str) -> Mapping[str, Entry]:
        known = self._scans.get(folder)
        if known is None:
            known = self._scans[folder] = self._merged(folder)
        return known

    def _merged(self, folder: str) -> Mapping[str, Entry]:
        """A folder as the commit has it, with what the work tree lends."""
        disk = self._disk._scan(folder)  # noqa: SLF001 - the same class hierarchy
        if self._disk.is_context(folder):
            return disk
        lent = {
            name: entry
            for name, entry in disk.items()
            if self._is_lent(f"{folder}/{name}" if folder else name)
        }
        return lent | self._folders.get(folder, {})

    def _is_lent(self, path: str) -> bool:
        return self._disk.is_context(path) or path in self._ignored

    def _target(self, path: str) -> str:
        if path not in self._blobs:
            return self._disk._target(path)  # noqa: SLF001
        return self._load(path).decode("utf-8", "surrogateescape")

    def _load(self, path: str) -> bytes:
        blob = self._blobs.get(path)
        if blob is None:
            return self._disk._load(path)  # noqa: SLF001
        data = self._store.read(blob, MAX_BYTES)
        if data is None:
            raise TreeError(path, Refusal.UNREADABLE, "git does not have it (a partial clone?)")
        if isinstance(data, int):
            raise too_large(path, data)
        return data

    def _start(self, path: str, size: int) -> bytes:
        """Of what the index has unchanged, the file on disk is looked at, which costs less."""
        blob = self._blobs.get(path)
        if blob is None or self._disk.holds(path, blob):
            with suppress(TreeError):
                return self._disk._start(path, size)  # noqa: SLF001 - the same class hierarchy
        return self._load(path)[:size]

    @cached_property
    def _store(self) -> git.Blobs:
        store = git.Blobs(self.root)
        finalize(self, store.close)
        return store

    @cached_property
    def _ignored(self) -> tuple[str, ...]:
        return tuple(path for path in self._disk._ignored if path not in self._blobs)  # noqa: SLF001
