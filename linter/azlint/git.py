"""Git, asked read-only: nothing is checked out, fetched, locked or run on a repository's word."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from azlint.patterns import regex

LINK, SUBMODULE = "120000", "160000"

_OPTIONS = (
    "--no-optional-locks",
    "--no-replace-objects",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=" + os.devnull,
    "-c",
    "safe.bareRepository=explicit",
    "-c",
    "core.quotePath=false",
)
# Everything else that starts with GIT_ is dropped: inside a hook it names that hook's repository.
_KEPT = regex(
    r"GIT_(CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM|EXEC_PATH|CONFIG_(GLOBAL|SYSTEM"
    r"|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+))"
)
_SET = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class GitError(Exception):
    """Git could not answer; the message says why and what helps."""


class GitMissingError(GitError):
    """There is no git on PATH."""


class IndexEntry(NamedTuple):
    """A tracked file; `sparse` says that a sparse checkout leaves it out."""

    path: str
    mode: str
    blob: str
    sparse: bool


class TreeEntry(NamedTuple):
    """A file of a commit."""

    path: str
    mode: str
    blob: str


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or _KEPT.fullmatch(name)
    }
    return kept | _SET


def _command(folder: Path, *arguments: str) -> list[str]:
    program = shutil.which("git")
    if program is None:
        raise GitMissingError("git is not on PATH: install it, or check a folder outside git")
    return [program, "-C", str(folder), *_OPTIONS, *arguments]


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 - a fixed program, no shell
        _command(folder, *arguments),
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def _ask(folder: Path, *arguments: str) -> bytes:
    done = _run(folder, *arguments)
    if done.returncode:
        raise GitError(_explained(folder, done.stderr))
    return done.stdout


def _explained(folder: Path, stderr: bytes) -> str:
    said = stderr.decode("utf-8", "replace").strip()
    if "dubious ownership" in said:
        return (
            f"git refuses {folder.as_posix()} because another user owns it: run "
            f"`git config --global --add safe.directory {folder.as_posix()}`"
        )
    first = said.splitlines()[0] if said else "git failed without a message"
    return first.removeprefix("fatal: ")


def toplevel(folder: Path) -> Path | None:
    """The top of the work tree that a folder is in; None outside git."""
    done = _run(folder, "rev-parse", "--show-toplevel")
    if b"dubious ownership" in done.stderr:
        raise GitError(_explained(folder, done.stderr))
    if done.returncode:
        return None
    top = Path(os.fsdecode(done.stdout.removesuffix(b"\n"))).resolve()
    # `core.worktree` can name any folder; it is believed only where it holds the one asked about.
    return top if folder.resolve().is_relative_to(top) else None


def _records(answer: bytes) -> Iterator[str]:
    return (os.fsdecode(record) for record in answer.split(b"\0") if record)


def index(root: Path) -> list[IndexEntry]:
    """Tracked files under a folder of a work tree, relative to it."""
    entries: dict[str, IndexEntry] = {}
    for record in _records(_ask(root, "ls-files", "-z", "-t", "--stage")):
        fields, _, path = record.partition("\t")
        tag, mode, blob, *_ = fields.split(" ")
        entries[path] = IndexEntry(path, mode, blob, sparse=tag == "S")
    return list(entries.values())


def untracked(root: Path) -> list[str]:
    """Files that are neither tracked nor ignored; a nested repository ends with a slash."""
    return list(_records(_ask(root, "ls-files", "-z", "--others", "--exclude-standard")))


def commit_files(root: Path, commit: str) -> list[TreeEntry]:
    """Files that a commit has under a folder of the work tree, relative to it."""
    entries = []
    for record in _records(_ask(root, "ls-tree", "-r", "-z", commit)):
        fields, _, path = record.partition("\t")
        mode, _, blob = fields.split(" ")
        entries.append(TreeEntry(path, mode, blob))
    return entries


def _commit(root: Path, ref: str) -> str | None:
    done = _run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}")
    answer = done.stdout.decode("ascii", "replace").strip().splitlines()
    return answer[-1] if done.returncode == 0 and answer else None


def _shallow(root: Path) -> bool:
    return _run(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


def merge_base(root: Path, ref: str) -> str | None:
    """The commit where HEAD left `ref`; None before the first commit, when `ref` is HEAD."""
    if toplevel(root) is None:
        raise GitError(f"{root.as_posix()} is not in a git work tree, so `{ref}` names nothing")
    head, other = _commit(root, "HEAD"), _commit(root, ref)
    if head is None and ref in {"HEAD", "@"}:
        return None
    if other is None:
        raise GitError(f"git knows no commit `{ref}`: {_advice(root, ref)}")
    if head is None:
        raise GitError(f"HEAD has no commit yet, so it has no history in common with `{ref}`")
    done = _run(root, "merge-base", head, other)
    if done.returncode == 0:
        return done.stdout.decode("ascii").strip()
    if _shallow(root):
        raise GitError(
            f"the clone is shallow and ends before HEAD and `{ref}` meet: run "
            "`git fetch --unshallow` (in GitHub Actions, `fetch-depth: 0` at actions/checkout)"
        )
    raise GitError(f"HEAD and `{ref}` have no history in common")


def _advice(root: Path, ref: str) -> str:
    if _commit(root, "origin/" + ref):
        return f"did you mean `origin/{ref}`?"
    if _shallow(root):
        name = ref.removeprefix("origin/")
        return (
            f"the clone is shallow; run `git fetch --unshallow origin {name}` "
            "(in GitHub Actions, `fetch-depth: 0` at actions/checkout)"
        )
    if ref.startswith("origin/"):
        return f"run `git fetch origin {ref.removeprefix('origin/')}`"
    return "`git log --oneline --all` lists what there is"


_REMOTE = regex(
    r"(?:[a-z+]+://)?(?:[^@/]+@)?[^/:]+(?::\d+(?=/))?[/:](?P<repository>[^/:]+/[^/]+?)(?:\.git)?/?"
)


def repository(root: Path) -> str:
    """`owner/name` in the URL of the remote `origin`; empty if there is none."""
    try:
        url = _run(root, "config", "--get", "remote.origin.url").stdout
    except GitError:
        return ""
    match = _REMOTE.fullmatch(url.decode("utf-8", "replace").strip())
    return match["repository"] if match else ""


class Blobs:
    """Contents of blobs, from one process that is asked again and again."""

    def __init__(self, root: Path) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - a fixed program, no shell
            _command(root, "cat-file", "--batch"),
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def read(self, blob: str, limit: int) -> bytes | int | None:
        """A blob's bytes; its size where larger than `limit`; None where it is not here."""
        if self._process.stdin is None or self._process.stdout is None:
            return None
        try:
            self._process.stdin.write(blob.encode("ascii") + b"\n")
            self._process.stdin.flush()
        except OSError:
            return None
        header = self._process.stdout.readline().split()
        if len(header) != 3 or header[1] != b"blob":
            return None
        size = int(header[2])
        if size <= limit:
            return self._process.stdout.read(size + 1)[:-1]
        left = size + 1
        while left and (chunk := self._process.stdout.read(min(left, 1 << 20))):
            left -= len(chunk)
        return size

    def close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()
