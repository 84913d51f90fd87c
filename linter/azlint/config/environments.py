"""`[env.NAME]` and `deployment-tokens`: which environments there are, and with what values."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Protocol, TypeVar

from msgspec.structs import replace

from azlint.config.settings import PATH_SEVERITIES, EnvironmentEntry, Shift
from azlint.finding import Severity
from azlint.source import Source, Span
from azlint.tokens import STAR, well_formed
from azlint.toml_places import Path
from azlint.value import BOOL, NUMBER, STRING, Known, Origin, Type, Value

MAX_NESTING = 20


class UnknownEnvironmentError(Exception):
    """The command line names an environment that no root has."""


T = TypeVar("T")


class KeyReader(Protocol):
    """What reads a configuration and collects its problems."""

    source: Source

    def pairs(self, path: Path, value: object) -> Iterator[tuple[Path, object]]: ...
    def items(self, path: Path, value: object) -> Iterator[tuple[Path, object]]: ...
    def string(self, path: Path, value: object) -> str: ...
    def pattern(self, path: Path, value: object) -> str: ...
    def choice(self, path: Path, value: object, choices: Mapping[str, T]) -> Iterator[T]: ...
    def span(self, path: Path, *, key: bool = False) -> Span: ...
    def note_place(self, path: Path) -> None: ...
    def problem(self, path: Path, text: str, *, key: bool = False) -> None: ...
    def refuse(self, path: Path, demand: str) -> None: ...
    def unknown(self, path: Path, known: tuple[str, ...]) -> None: ...


def environments(reader: KeyReader, path: Path, value: object) -> Mapping[str, object]:
    """Every `[env.NAME]` table."""
    entries = []
    for place, item in reader.pairs(path, value):
        reader.note_place(place)
        if not str(place[-1]).strip():
            reader.problem(place, "an environment has a name", key=True)
        entries.append(_entry(reader, place, item))
    return {"declared": tuple(entries)}


def tokens(reader: KeyReader, path: Path, value: object) -> Mapping[str, object]:
    """Patterns of what a pipeline replaces in value files."""
    found = []
    for place, item in reader.items(path, value):
        pattern = reader.string(place, item)
        if isinstance(item, str) and not well_formed(pattern):
            reader.problem(place, f"as `#{{{STAR}}}#`: delimiters around one `{STAR}`")
        found.append(pattern)
    return {"tokens": tuple(found)}


def _entry(reader: KeyReader, path: Path, content: object) -> EnvironmentEntry:
    fields: dict[str, object] = {}
    for place, item in reader.pairs(path, content):
        read = _KEYS.get(str(place[-1]))
        if read is None:
            reader.unknown(place, tuple(_KEYS))
        else:
            name = str(place[-1]).replace("-", "_")
            fields[name] = read(reader, place, item)
    entry = EnvironmentEntry(
        name=str(path[-1]),
        place=reader.span(path, key=True),
        **fields,  # type: ignore[arg-type]  # each by the reader of its key
    )

    def places(key: str, items: Sequence[str]) -> tuple[Span, ...]:
        return tuple(reader.span((*path, key, at)) for at in range(len(items)))

    return replace(
        entry,
        roots_at=places("roots", entry.roots),
        var_files_at=places("var-files", entry.var_files),
        vars_at={name: reader.span((*path, "vars", name), key=True) for name in entry.vars},
    )


def _roots(reader: KeyReader, path: Path, value: object) -> tuple[str, ...]:
    return tuple(reader.pattern(place, item) for place, item in reader.items(path, value))


def _files(reader: KeyReader, path: Path, value: object) -> tuple[str, ...]:
    found = []
    for place, item in reader.items(path, value):
        text = reader.string(place, item)
        if isinstance(item, str) and not text.strip():
            reader.problem(place, "a value file has a name")
        found.append(text)
    return tuple(found)


def _vars(reader: KeyReader, path: Path, value: object) -> Mapping[str, Value]:
    found = {}
    for place, item in reader.pairs(path, value):
        reader.note_place(place)
        origin = Origin(reader.span(place), str(place[-1]))
        made = plain(item, origin)
        if made is None:
            reader.refuse(place, "must be a string, number, boolean, array or table")
        else:
            found[str(place[-1])] = made
    return found


def plain(item: object, origin: Origin | None, depth: int = 0) -> Value | None:
    """A value of TOML as Terraform has it; None for dates and what is nested too deeply."""
    if isinstance(item, bool):
        return Known(item, BOOL, origin)
    if isinstance(item, int | float):
        if not math.isfinite(item):
            return None
        number = Fraction(str(item))
        return Known(int(number) if number.denominator == 1 else number, NUMBER, origin)
    if isinstance(item, str):
        return Known(item, STRING, origin)
    if depth > MAX_NESTING:
        return None
    if isinstance(item, list):
        parts = [plain(part, origin, depth + 1) for part in item]
        kept = tuple(part for part in parts if part is not None)
        return Known(kept, Type("tuple"), origin) if len(kept) == len(parts) else None
    if isinstance(item, dict):
        entries = {str(name): plain(part, origin, depth + 1) for name, part in item.items()}
        known = {name: part for name, part in entries.items() if part is not None}
        return Known(dict(known), Type("object"), origin) if len(known) == len(entries) else None
    return None


def _workspace(reader: KeyReader, path: Path, value: object) -> str:
    return reader.string(path, value)


def _severity(reader: KeyReader, path: Path, value: object) -> Severity | Shift | None:
    return next(reader.choice(path, value, PATH_SEVERITIES), None)


_KEYS: Mapping[str, Callable[[KeyReader, Path, object], object]] = {
    "roots": _roots,
    "var-files": _files,
    "vars": _vars,
    "workspace": _workspace,
    "severity": _severity,
}
