"""Entry points of what is installed, as `importlib.metadata` tells them. Importing that takes a
tenth of a small run, most of it for mail and archives."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from operator import attrgetter
from pathlib import Path

import msgspec

from azlint.rule import Rule

ABOUT = ("METADATA", "PKG-INFO")
POINTS = "entry_points.txt"
SUFFIXES = (".dist-info", ".egg-info")


class EntryPoint(msgspec.Struct, frozen=True):
    """What a distribution offers under a name: `module:attribute`."""

    name: str
    value: str
    distribution: str

    @property
    def module(self) -> str:
        return self._parts[0]

    @property
    def _parts(self) -> tuple[str, str]:
        module, _, attribute = self.value.partition("[")[0].partition(":")
        return module.strip(), attribute.strip()

    def load(self) -> Callable[[], Iterable[type[Rule]]]:
        """Import the module and take the attribute: what lists the rules of a pack."""
        module, attribute = self._parts
        found: Callable[[], Iterable[type[Rule]]] = attrgetter(attribute)(import_module(module))
        return found


def entry_points(group: str) -> Iterator[EntryPoint]:
    """Those of a group; of a distribution that lies on the path twice, those of the first."""
    seen: set[str] = set()
    for folder in sys.path:
        for info in _infos(Path(folder)):
            distribution = info.stem.partition("-")[0].replace(".", "_").lower()
            if distribution not in seen:
                seen.add(distribution)
                yield from _offered(info, group)


def _infos(folder: Path) -> Sequence[Path]:
    try:
        return [path for path in folder.iterdir() if path.suffix in SUFFIXES]
    except OSError:
        return ()


def _offered(info: Path, group: str) -> Iterator[EntryPoint]:
    section = ""
    for line in map(str.strip, _text(info / POINTS).splitlines()):
        if line.startswith("["):
            section = line.strip("[]")
        elif section == group and line and not line.startswith("#"):
            name, _, value = line.partition("=")
            yield EntryPoint(name.strip(), value.strip(), _called(info))


def _called(info: Path) -> str:
    """Name and version of a distribution."""
    about = next(filter(None, (_text(info / name) for name in ABOUT)), "")
    headers = dict(line.partition(": ")[::2] for line in about.partition("\n\n")[0].splitlines())
    return f"{headers.get('Name', info.stem)} {headers.get('Version', '')}".strip()


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError:
        return ""
