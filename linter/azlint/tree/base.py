"""What every tree does: selection, links, recording."""

from __future__ import annotations

import posixpath
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from azlint import globs

MAX_BYTES = 20_000_000
MAX_LINKS = 40

CONTEXT = ".terraform"
OUTSIDE = "<outside>"
"""The folder under which is shown what the user names outside the root."""

SKIPPED = frozenset({CONTEXT, ".terragrunt-cache", "cdktf.out", "node_modules"})

Asked = dict[tuple[str, str], str]


class Entry(StrEnum):
    """What a folder holds under a name."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    OTHER = "other"


class Refusal(StrEnum):
    """Why a file cannot be read."""

    MISSING = "there is no such file"
    OUTSIDE = "the path leads out of the repository or in a circle"
    NOT_A_FILE = "not a regular file"
    TOO_LARGE = "too large"
    UNREADABLE = "cannot be read"


class TreeError(Exception):
    """A file that cannot be read: which, and why."""

    def __init__(self, path: str, refusal: Refusal, detail: str = "") -> None:
        self.path = path
        self.refusal = refusal
        self.detail = detail
        self.reason = f"{refusal}: {detail}" if detail else str(refusal)
        super().__init__(f"{path}: {self.reason}")


class Tree(ABC):
    """Files below a root.

    `exclude` takes files out of `files()`; `include` brings back what it or a built-in rule takes
    out (both as in .gitignore). What is taken out can still be read where a listed file refers
    to it.
    """

    def __init__(
        self, root: Path, *, exclude: Sequence[str] = (), include: Sequence[str] = ()
    ) -> None:
        self.root = root.resolve()
        self.asked: Asked = {}
        self._recordings = [self.asked]
        self._lent: dict[str, Tree] = {}
        self._exclude = globs.Patterns(exclude)
        self._include = globs.Patterns(include)

    def lend(self, name: str, other: Tree) -> str:
        """Let the files of another tree be read below a folder, whose path this gives.

        They are never listed; neither tree leads into the other.
        """
        path, number = f"{OUTSIDE}/{name}", 1
        while path in self._lent and self._lent[path].root != other.root:
            number += 1
            path = f"{OUTSIDE}/{name}-{number}"
        self._lent[path] = other
        return path

    def _lender(self, path: str) -> tuple[Tree, str] | None:
        """The tree that lends a path, and the path there."""
        for prefix, other in self._lent.items():
            if path == prefix or path.startswith(f"{prefix}/"):
                return other, path[len(prefix) + 1 :]
        return None

    # What is asked.

    def files(self) -> Sequence[str]:
        """The files that azlint is to read, sorted."""
        self._record("files", "", _digest(self._files))
        return self._files

    def broken_links(self) -> tuple[str, ...]:
        """Links that lead out of the root, in a circle or nowhere, where a file may be meant."""
        self._record("broken", "", _digest(self._broken_links))
        return self._broken_links

    def read(self, path: str) -> bytes:
        """The bytes of a file, listed or not; `TreeError` says why there are none."""
        try:
            data = self._bytes(path)
        except TreeError as error:
            self._record("read", path, error.refusal.name)
            raise
        self._record("read", path, sha256(data).hexdigest())
        return data

    def head(self, path: str, size: int) -> bytes:
        """The first bytes of a file, to tell what it is; none where it cannot be read."""
        try:
            data = self._start(self._readable(path), size)
        except TreeError:
            data = b""
        self._record("head", f"{size}\0{path}", sha256(data).hexdigest())
        return data

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder; what git ignores is not there."""
        answer = self._kind(path)
        self._record("exists", path, str(answer))
        return answer is not None

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder."""
        answer = self._kind(path)
        self._record("exists", path, str(answer))
        return answer is Entry.FOLDER

    def listdir(self, folder: str) -> tuple[str, ...]:
        """The names of the files in a folder, sorted; none where there is no folder."""
        names = tuple(path.rpartition("/")[2] for path in self._below(folder, deep=False))
        self._record("listdir", folder, _digest(names))
        return names

    def glob(self, pattern: str, folder: str = "") -> tuple[str, ...]:
        """The files below a folder whose path from there matches, as `fileset` matches."""
        start = len(folder) + 1 if folder else 0
        deep = "/" in pattern or "**" in pattern
        found = tuple(p for p in self._below(folder, deep=deep) if globs.glob(pattern, p[start:]))
        self._record("glob", f"{folder}\0{pattern}", _digest(found))
        return found

    def is_excluded(self, path: str) -> bool:
        """Whether a pattern of `exclude` takes a path out that no `include` brings back."""
        return self._exclude.match(path) and not self._include.match(path)

    def resolve(self, folder: str, relative: str) -> str | None:
        """The path that `relative` names from a folder, links followed; None if not inside."""
        answer = self._resolve(folder, relative)
        self._record("resolve", f"{folder}\0{relative}", "" if answer is None else "/" + answer)
        return answer

    def ignored_values(self) -> tuple[str, ...]:
        """Value and override files that Terraform would load and git ignores.

        They are not listed and `exists` denies them, so that a laptop and CI agree; `read`
        gives them, the same on both sides of a change.
        """
        self._record("ignored", "", _digest(self._ignored))
        return self._ignored

    def notices(self) -> tuple[str, ...]:
        """What the summary should say about how files were found."""
        nameless = sum(not is_text(path) for path in self._listed())
        return (f"not read {files(nameless)}: names that are not UTF-8",) if nameless else ()

    @contextmanager
    def recording(self) -> Iterator[Asked]:
        """Everything asked within the block, beside the whole list in `asked`."""
        asked: Asked = {}
        self._recordings.append(asked)
        try:
            yield asked
        finally:
            self._recordings.pop()

    # What an implementation answers.

    @abstractmethod
    def _listed(self) -> Iterable[str]:
        """Every path that may be listed, before skipping and selection."""

    @abstractmethod
    def _scan(self, folder: str) -> Mapping[str, Entry]:
        """The entries of a canonical folder, hidden ones included."""

    @abstractmethod
    def _target(self, path: str) -> str:
        """Where a link points; empty where that cannot be told."""

    @abstractmethod
    def _load(self, path: str) -> bytes:
        """The bytes of a canonical path that is a file."""

    def _start(self, path: str, size: int) -> bytes:
        """The first bytes of a canonical path that is a file."""
        return self._load(path)[:size]

    def _visible(self, path: str) -> bool:
        """Whether a canonical path that is there may be seen."""
        return not in_git(path)

    @cached_property
    def _ignored(self) -> tuple[str, ...]:
        return ()

    # How.

    def _record(self, question: str, argument: str, answer: str) -> None:
        for asked in self._recordings:
            asked[question, argument] = answer

    @cached_property
    def _selected(self) -> tuple[str, ...]:
        listed = set(self._listed())
        environments = tuple(
            path.removesuffix("pyvenv.cfg") for path in listed if path.endswith("/pyvenv.cfg")
        )
        return tuple(
            path
            for path in sorted(listed)
            if self._is_selected(path, environments) and is_text(path)
        )

    @cached_property
    def _files(self) -> tuple[str, ...]:
        return tuple(path for path in self._selected if self._kind(path) is Entry.FILE)

    @cached_property
    def _broken_links(self) -> tuple[str, ...]:
        return tuple(
            path
            for path in self._selected
            if self._entry(path) is Entry.LINK and self._kind(path) is None
        )

    def _is_selected(self, path: str, environments: tuple[str, ...]) -> bool:
        skipped = not SKIPPED.isdisjoint(path.split("/")) or path.startswith(environments)
        if skipped or self._exclude.match(path):
            return self._include.match(path)
        return True

    def _resolve(self, folder: str, relative: str) -> str | None:
        if relative.startswith("/"):
            return None
        path = posixpath.normpath(posixpath.join(folder, relative))
        if path == ".." or path.startswith("../"):
            return None
        lender, borrower = self._lender(path), self._lender(folder)
        if lender is None:
            return None if borrower else self._canonical(path)
        other, inner = lender
        found = other._canonical(inner) if borrower is None or borrower[0] is other else None  # noqa: SLF001
        return None if found is None else path[: len(path) - len(inner)] + found

    def _canonical(self, path: str) -> str | None:
        """The path with links followed; None where it leaves the root or runs in a circle."""
        if not is_text(path):
            return None
        done = ""
        pending = path.split("/")[::-1]
        links = 0
        while pending:
            name = pending.pop()
            if name in {"", "."}:
                continue
            if name == "..":
                if not done:
                    return None
                done = done.rpartition("/")[0]
                continue
            here = f"{done}/{name}" if done else name
            if self._scan(done).get(name) is not Entry.LINK:
                done = here
                continue
            target = self._target(here) if self._visible(here) else ""
            links += 1
            if not target or target.startswith("/") or links > MAX_LINKS:
                return None
            pending.extend(target.split("/")[::-1])
        return done

    def _entry(self, path: str) -> Entry | None:
        """What a canonical path is, seen or not."""
        folder, _, name = path.rpartition("/")
        return self._scan(folder).get(name) if path else Entry.FOLDER

    def _kind(self, path: str) -> Entry | None:
        lender = self._lender(path)
        if lender is not None:
            return lender[0]._kind(lender[1])  # noqa: SLF001
        canonical = self._canonical(path)
        if canonical is None or not self._visible(canonical):
            return None
        return self._entry(canonical)

    def _bytes(self, path: str) -> bytes:
        lender = self._lender(path)
        if lender is not None:
            other, inner = lender
            try:
                return other._bytes(inner)  # noqa: SLF001
            except TreeError as error:
                raise TreeError(path, error.refusal, error.detail) from None
        return self._load(self._readable(path))

    def _readable(self, path: str) -> str:
        """The canonical path of a file that may be read."""
        canonical = self._canonical(path)
        if canonical is None:
            raise TreeError(path, Refusal.OUTSIDE)
        if not self._visible(canonical) and canonical not in self._ignored:
            raise TreeError(path, Refusal.MISSING)
        entry = self._entry(canonical)
        if entry is None:
            raise TreeError(path, Refusal.MISSING)
        if entry is not Entry.FILE:
            raise TreeError(path, Refusal.NOT_A_FILE)
        return canonical

    def _below(self, folder: str, *, deep: bool) -> list[str]:
        """The files below a folder by the path they are asked by; linked folders not entered."""
        lender = self._lender(folder)
        if lender is not None:
            top = folder[: len(folder) - len(lender[1])].rstrip("/")
            inner = lender[0]._below(lender[1], deep=deep)  # noqa: SLF001
            return [f"{top}/{path}" for path in inner]
        found = []
        pending = [folder]
        while pending:
            folder = pending.pop()
            canonical = self._canonical(folder)
            if canonical is None or not self._visible(canonical):
                continue
            for name, entry in self._scan(canonical).items():
                path = f"{folder}/{name}" if folder else name
                if entry is Entry.FOLDER:
                    if deep:
                        pending.append(path)
                elif self._kind(path) is Entry.FILE:
                    found.append(path)
        return sorted(found)


def in_git(path: str) -> bool:
    return ".git" in path.split("/")


def is_text(path: str) -> bool:
    """Whether a path can be written in a report: UTF-8 and without NUL."""
    if path.isascii():
        return "\0" not in path
    return "\0" not in path and not any("\ud800" <= c <= "\udfff" for c in path)


def too_large(path: str, size: int) -> TreeError:
    limit = f"the limit is {MAX_BYTES // 1_000_000} MB"
    return TreeError(path, Refusal.TOO_LARGE, f"{size / 1_000_000:.1f} MB, {limit}")


def files(number: int) -> str:
    """`1 file`, `2 files`."""
    return f"{number:,} file{'' if number == 1 else 's'}"


def _digest(names: Iterable[str]) -> str:
    return sha256("\0".join(names).encode("utf-8", "surrogatepass")).hexdigest()
