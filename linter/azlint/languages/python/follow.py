"""Requirements files and those that they include."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from azlint.languages.python.syntax import File

MAX_FILES = 50


def followed(path: str, files: Mapping[str, File]) -> Iterator[tuple[str, File, bool]]:
    """A requirements file and those that it includes, each once, with its path and whether it
    only constrains; those that are not there are left out."""
    waiting = [(path, False)]
    seen: set[str] = set()
    while waiting and len(seen) < MAX_FILES:
        current, constrains = waiting.pop(0)
        file = files.get(current)
        if file is None or current in seen:
            continue
        seen.add(current)
        yield current, file, constrains
        folder = posixpath.dirname(current)
        for include in file.includes:
            target = posixpath.normpath(posixpath.join(folder, include.path))
            waiting.append((target, constrains or include.constrains))
