"""Python files of the repository that steps run, and what they import."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from azlint.languages.script.syntax import Command
from azlint.languages.workflow.scripts import Scripted, Scripts
from azlint.patterns import regex
from azlint.value import Known

MAX_IMPORTS = 2
"""How far imports of the repository's own modules are followed."""

_IMPORT = regex(
    r"^[ \t]*(?:from[ \t]+(?P<base>[.\w]+)[ \t]+import[ \t]+\(?(?P<names>[\w, \t]+)"
    r"|import[ \t]+(?P<module>[.\w]+))",
    re.MULTILINE,
)


def importing(libraries: Sequence[str]) -> re.Pattern[str]:
    """What a line looks like that imports one of some libraries."""
    names = "|".join(map(re.escape, libraries))
    return re.compile(rf"^\s*(?:from|import)\s+(?:{names})(?!\w)", re.MULTILINE)


def script_file(scripts: Scripts, read: Scripted, command: Command, script: str) -> tuple[str, str]:
    """The path and the text of a script or module (`-m name`) that a command runs, empty where it
    is not in the repository."""
    way = scripts.way(read)
    folder = way.folder(command) if way is not None else None
    return script_in(scripts, str(folder.data) if isinstance(folder, Known) else "", script)


def script_in(scripts: Scripts, folder: str, script: str) -> tuple[str, str]:
    """The same, as seen from a folder."""
    for name in _files(script):
        for root in dict.fromkeys((folder, posixpath.join(folder, "src"))):
            path = posixpath.normpath(posixpath.join(root, name))
            if not path.startswith(("/", "..")):
                text = scripts.tracer.workflows.read(path)
                if text is not None:
                    return path, text
    return "", ""


class Imports:
    """Answers what the Python files of one repository import."""

    def __init__(self, scripts: Scripts) -> None:
        self._workflows = scripts.tracer.workflows
        self._paths = frozenset(self._workflows.paths)

    def reach(self, path: str, libraries: re.Pattern[str], depth: int = MAX_IMPORTS) -> bool:
        """Whether a file imports a library, itself or through modules of the repository."""
        text = self._workflows.read(path) or ""
        if libraries.search(text):
            return True
        return depth > 0 and any(
            self.reach(each, libraries, depth - 1) for each in self._modules(path, text)
        )

    def _modules(self, path: str, text: str) -> Iterator[str]:
        """The files of the repository that a file imports."""
        for found in _IMPORT.finditer(text):
            for name in _named(found):
                yield from self._module(posixpath.dirname(path), name)

    def _module(self, folder: str, name: str) -> Iterator[str]:
        relative = len(name) - len(name.lstrip("."))
        for _ in range(relative - 1):
            folder = posixpath.dirname(folder)
        base = name.lstrip(".").replace(".", "/")
        for root in (folder,) if relative else _above(folder):
            for file in (f"{base}.py", f"{base}/__init__.py"):
                place = posixpath.join(root, file)
                if place in self._paths:
                    yield place
                    return


def _named(found: re.Match[str]) -> Iterator[str]:
    """The modules that an import may mean: `from a import b` that of `a` or `a.b`."""
    if found["module"]:
        yield found["module"]
        return
    base = found["base"]
    yield base
    joint = "" if base.endswith(".") else "."
    yield from (f"{base}{joint}{name}" for name in re.findall(r"\w+", found["names"]))


def _above(folder: str) -> Iterator[str]:
    """The folders that modules may be found from: that of the file and those above it."""
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield from ("", "src")


def _files(script: str) -> Iterator[str]:
    """The files that a script or a module (`-m name`) may be."""
    if not script.startswith("-m "):
        yield script
        return
    base = script.removeprefix("-m ").replace(".", "/")
    yield from (f"{base}.py", f"{base}/__main__.py")
