"""`azlint.toml` and `[tool.azlint]` of `pyproject.toml`: found and read as TOML."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from azlint import toml
from azlint.source import Source, Span
from azlint.toml_places import Path

OWN, SHARED = "azlint.toml", "pyproject.toml"
TABLES: Mapping[str, Path] = {OWN: (), SHARED: ("tool", "azlint")}

MAX_SHOWN = 40


class ConfigError(Exception):
    """A configuration that cannot be used; each problem says where it stands."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def find(folder: str, read: Callable[[str], bytes | None]) -> Source | None:
    """The configuration nearest to a folder, upward to the root.

    `read` gives the bytes of a path relative to the root, or None where there is no such file.
    """
    while True:
        for name in TABLES:
            path = f"{folder}/{name}" if folder else name
            data = read(path)
            source = None if data is None else Source.decode(path, data)
            if source is not None and (name == OWN or _shares(source)):
                return source
        if not folder:
            return None
        folder = folder.rpartition("/")[0]


def _shares(source: Source) -> bool:
    """Whether a `pyproject.toml` has a table for azlint; one that never names it is not read."""
    return "azlint" in source.text and _table(source, parse(source)) is not None


def table(source: Source) -> object:
    """The part of a configuration file that is azlint's."""
    found = _table(source, parse(source))
    return {} if found is None else found


def prefix(source: Source) -> Path:
    """The path of azlint's table in its file; a file of any other name is azlint's own."""
    return TABLES.get(source.path.rpartition("/")[2], ())


def _table(source: Source, document: object) -> object:
    for key in prefix(source):
        document = document.get(key) if isinstance(document, dict) else None
    return document


def parse(source: Source) -> Mapping[str, object]:
    """The document in a file."""
    if source.not_utf_8 is not None:
        raise ConfigError(located(source, source.not_utf_8, "not UTF-8"))
    try:
        return toml.read(source.text)
    except toml.TomlError as error:
        raise ConfigError(located(source, error.offset, str(error))) from None


def located(source: Source, offset: int, message: str) -> str:
    """`path:line:column: message`."""
    line, column = source.position(offset)
    return f"{source.path}:{line}:{column}: {message}"


def refused(source: Source, setting: str, span: Span, demand: str) -> str:
    """What a setting demands, and what is written instead."""
    first, *more = source.text[span.start : span.end].splitlines() or [""]
    cut = first[:MAX_SHOWN] + "…" * bool(more or len(first) > MAX_SHOWN)
    return f"{setting} {demand}, not {cut}"
