"""How files of a tree are read that others refer to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from azlint.load import Loaded
from azlint.source import Source
from azlint.tree import Tree, TreeError


def data(tree: Tree, loaded: Loaded) -> Callable[[str], bytes | None]:
    """The bytes of a file that others refer to, None where it cannot be had; it counts as a source
    from then on."""

    def read(path: str) -> bytes | None:
        try:
            found = tree.read(path)
        except TreeError:
            return None
        if path not in loaded.sources:
            loaded.sources[path] = Source.decode(path, found)
        return found

    return read


def texts(tree: Tree, loaded: Loaded) -> Callable[[str], str | None]:
    """The text of such a file."""
    read = data(tree, loaded)

    def text(path: str) -> str | None:
        return loaded.sources[path].text if read(path) is not None else None

    return text


def below(tree: Tree) -> Callable[[str], Sequence[str]]:
    """All files below a folder, relative to it."""

    def files(folder: str) -> Sequence[str]:
        prefix = f"{folder}/" if folder else ""
        return [path.removeprefix(prefix) for path in tree.glob("**", folder)]

    return files
