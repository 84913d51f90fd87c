"""How files of a tree are read that others refer to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from azlint.load import Loaded
from azlint.source import Source
from azlint.tree import Tree, TreeError


def texts(tree: Tree, loaded: Loaded) -> Callable[[str], str | None]:
    """The text of a file that others refer to; it counts as a source from then on."""
    read = optional(tree.read)

    def text(path: str) -> str | None:
        data = read(path)
        if data is None:
            return None
        return loaded.sources.setdefault(path, Source.decode(path, data)).text

    return text


def optional(read: Callable[[str], bytes]) -> Callable[[str], bytes | None]:
    """Reading where a file that cannot be had is just not there."""

    def read_or_none(path: str) -> bytes | None:
        try:
            return read(path)
        except TreeError:
            return None

    return read_or_none


def below(tree: Tree) -> Callable[[str], Sequence[str]]:
    """All files below a folder, relative to it."""

    def files(folder: str) -> Sequence[str]:
        prefix = f"{folder}/" if folder else ""
        return [path.removeprefix(prefix) for path in tree.glob("**", folder)]

    return files
