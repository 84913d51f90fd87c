"""What `.gitignore` keeps out of a repository: a tool brings it, so that it may be there."""

from __future__ import annotations

from azlint.globs import Patterns
from azlint.languages.workflow.link import Reader


def is_ignored(path: str, read: Reader) -> bool:
    """Whether the `.gitignore` of the root or of a folder above a path keeps it out."""
    names = path.split("/")
    return any(
        _patterns(read("/".join((*names[:depth], ".gitignore")))).match("/".join(names[depth:]))
        for depth in range(len(names))
    )


def _patterns(text: str | None) -> Patterns:
    lines = (line.rstrip() for line in (text or "").splitlines())
    return Patterns(line for line in lines if not line.startswith("#"))
