"""The keys of the configuration: what each may hold, and every mistake named with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from azlint.config.environments import environments, tokens
from azlint.config.file import ConfigError, located, prefix, refused, table
from azlint.config.settings import (
    LOWERED,
    PATH_SEVERITIES,
    SEVERITIES,
    IgnoreEntry,
    PathSeverity,
    Undecided,
    Wanted,
)
from azlint.finding import Severity
from azlint.patterns import regex
from azlint.source import Source, Span
from azlint.toml import TomlError
from azlint.toml_places import Path, Place, places

STANCES: Mapping[str, Undecided] = {stance.value: stance for stance in Undecided}
GROUPS = frozenset({"all", "default"})

_REPOSITORY = regex(r"[^/\s]+/[^/\s]+")
_ID = regex(r"[A-Z]+[0-9]*")
_ENTRY = ("rule", "path", "address", "reason")

T = TypeVar("T")
Written = tuple[object, Span]


class ConfigFile(msgspec.Struct, frozen=True):
    """A configuration file as read; what depends on the installed rules is not yet checked.

    values: fields of `Settings`, but for `wanted` · wanted: environments and their values · named:
    every rule id or start of one, with its place · options: as written, by rule · places: of each
    setting (`fail-on`, `severity.AZL401`).
    """

    source: Source
    values: Mapping[str, object]
    wanted: Wanted
    named: tuple[tuple[str, Span], ...]
    options: Mapping[str, Mapping[str, Written]]
    places: Mapping[str, Span]

    def line(self, setting: str) -> int | None:
        """The line of a setting; None where the file does not set it."""
        place = self.places.get(setting)
        return None if place is None else self.source.position(place.start).line


def load(source: Source) -> ConfigFile:
    """Read a configuration file; raises ConfigError with everything that is wrong."""
    content = table(source)
    reader = _Reader(source, prefix(source))
    try:
        values, wanted = reader.values(content)
    except TomlError as error:
        raise ConfigError(located(source, error.offset, str(error))) from None
    if reader.problems:
        raise ConfigError(*(located(source, *problem) for problem in sorted(reader.problems)))
    return ConfigFile(source, values, wanted, tuple(reader.named), reader.options, reader.settings)


def selector(text: str) -> str | None:
    """A rule id, the start of one, `all` or `default`, spelt as azlint spells it."""
    if text.lower() in GROUPS:
        return text.lower()
    return text.upper() if _ID.fullmatch(text.upper()) else None


class _Reader(msgspec.Struct, dict=True):
    """Reads one table and collects problems, so that one run names them all."""

    source: Source
    prefix: Path
    problems: list[tuple[int, str]] = msgspec.field(default_factory=list)
    named: list[tuple[str, Span]] = msgspec.field(default_factory=list)
    settings: dict[str, Span] = msgspec.field(default_factory=dict)
    options: dict[str, Mapping[str, Written]] = msgspec.field(default_factory=dict)

    @cached_property
    def places(self) -> Mapping[Path, Place]:
        return places(self.source.text)

    def values(self, content: object) -> tuple[Mapping[str, object], Wanted]:
        """The fields of `Settings`, but for those about environments."""
        values: dict[str, object] = {}
        wanted = Wanted()
        for path, value in self.pairs((), content):
            key = str(path[0])
            reader = _KEYS.get(key)
            if reader is None:
                self.unknown(path, _KEYS)
                continue
            self.note_place(path)
            read = reader(self, path, value)
            if key in _OF_ENVIRONMENTS:
                wanted = replace(wanted, **read)
            else:
                values.update(read)
        return values, wanted

    # Places and problems.

    def span(self, path: Path, *, key: bool = False) -> Span:
        place = self.places.get(self.prefix + path)
        if place is None:
            return self.source.span(0, 0)
        return self.source.span(*(place.key if key else place.value))

    def note_place(self, path: Path, name: str = "") -> None:
        self.settings[name or ".".join(map(str, path))] = self.span(path, key=True)

    def problem(self, path: Path, text: str, *, key: bool = False) -> None:
        self.problems.append((self.span(path, key=key).start, text))

    def refuse(self, path: Path, demand: str) -> None:
        """A value that is not what its setting demands."""
        names = ".".join(str(part) for part in path if isinstance(part, str))
        setting = f"each of `{names}`" if isinstance(path[-1], int) else f"`{names}`"
        self.problem(path, refused(self.source, setting, self.span(path), demand))

    def unknown(self, path: Path, known: Mapping[str, object] | tuple[str, ...]) -> None:
        key = str(path[-1])
        close = get_close_matches(key, known, 1)
        hint = f"did you mean `{close[0]}`?" if close else f"there are {', '.join(known)}"
        self.problem(path, f"unknown key `{key}`: {hint}", key=True)

    # Shapes.

    def pairs(self, path: Path, value: object) -> Iterator[tuple[Path, object]]:
        if isinstance(value, dict):
            yield from (((*path, key), item) for key, item in value.items())
        else:
            self.refuse(path, "must be a table")

    def items(self, path: Path, value: object) -> Iterator[tuple[Path, object]]:
        if isinstance(value, list):
            yield from (((*path, index), item) for index, item in enumerate(value))
        else:
            self.refuse(path, "must be an array of strings")

    def string(self, path: Path, value: object) -> str:
        if isinstance(value, str):
            return value
        self.refuse(path, "must be a string")
        return ""

    def choice(self, path: Path, value: object, choices: Mapping[str, T]) -> Iterator[T]:
        if isinstance(value, str) and value in choices:
            yield choices[value]
        else:
            self.refuse(path, f"must be one of {', '.join(choices)}")

    def selected(self, path: Path, value: object, *, key: bool = False) -> str:
        text = self.string(path, value)
        rule = selector(text)
        if rule is None and isinstance(value, str):
            self.problem(path, f"`{text}` is not a rule id: letters, then digits", key=key)
        if rule is None:
            return ""
        if rule not in GROUPS:
            self.named.append((rule, self.span(path, key=key)))
        return rule

    def pattern(self, path: Path, value: object, *, key: bool = False) -> str:
        text = self.string(path, value)
        if ".." in text.split("/"):
            self.problem(path, "a path pattern stays below the root, without `..`", key=key)
        return text

    # Keys.

    def selectors(self, path: Path, value: object) -> Mapping[str, object]:
        return {"select": tuple(self.selected(*item) for item in self.items(path, value))}

    def left_out(self, path: Path, value: object) -> Mapping[str, object]:
        return {"ignore": tuple(self.selected(*item) for item in self.items(path, value))}

    def accepted(self, path: Path, value: object) -> Mapping[str, object]:
        """Tables (`[[ignore]]`) accept findings, with a reason."""
        entries = []
        for place, item in self.items(path, value):
            self.note_place(place)
            if isinstance(item, dict):
                entries.append(self.entry(place, item))
            else:
                self.problem(place, "an ignore is a table; rule ids go into `ignore-rules`")
        return {"ignores": tuple(entries)}

    def entry(self, path: Path, content: Mapping[str, object]) -> IgnoreEntry:
        texts = dict.fromkeys(_ENTRY, "")
        for place, value in self.pairs(path, content):
            key = str(place[-1])
            if key not in texts:
                self.unknown(place, _ENTRY)
            elif key == "rule":
                texts[key] = self.selected(place, value)
            else:
                texts[key] = (self.pattern if key == "path" else self.string)(place, value)
        for key in ("rule", "reason"):
            given = content.get(key, "")
            if key not in content:
                self.problem(path, f"an ignore needs a `{key}`", key=True)
            elif isinstance(given, str) and not given.strip():
                self.problem((*path, key), f"the `{key}` of an ignore is not empty")
        return IgnoreEntry(**texts, place=self.span(path, key=True))

    def patterns(self, path: Path, value: object) -> Mapping[str, object]:
        found = tuple(self.pattern(*item) for item in self.items(path, value))
        return {str(path[0]): found}

    def fail_on(self, path: Path, value: object) -> Mapping[str, object]:
        return {"fail_on": next(self.choice(path, value, SEVERITIES), Severity.WARNING)}

    def undecided(self, path: Path, value: object) -> Mapping[str, object]:
        return {"undecided": next(self.choice(path, value, STANCES), Undecided.NOTE)}

    def severities(self, path: Path, value: object) -> Mapping[str, object]:
        by_rule = {}
        for place, item in self.pairs(path, value):
            rule = self.selected(place, str(place[-1]), key=True)
            for severity in self.choice(place, item, SEVERITIES):
                by_rule[rule] = severity
                self.note_place(place, f"severity.{rule}")
        return {"severity": by_rule}

    def path_severities(self, path: Path, value: object) -> Mapping[str, object]:
        """Entries come after the built-in ones, so that theirs decide."""
        entries: list[PathSeverity] = []
        for place, item in self.pairs(path, value):
            pattern = self.pattern(place, str(place[-1]), key=True)
            self.note_place(place)
            choices = self.choice(place, item, PATH_SEVERITIES)
            at = self.span(place, key=True)
            entries.extend(PathSeverity(pattern, severity, at) for severity in choices)
        return {"severity_by_path": (*LOWERED, *entries)}

    def modules(self, path: Path, value: object) -> Mapping[str, object]:
        """Checkouts that stand for module sources, as written."""
        found = {}
        for place, item in self.pairs(path, value):
            source, folder = str(place[-1]), self.string(place, item)
            if isinstance(item, str) and not (item and source):
                self.problem(place, "a module source and a folder are not empty", key=True)
            self.note_place(place, f"modules.{source}")
            found[source] = folder
        return {"modules": found}

    def trusted(self, path: Path, value: object) -> Mapping[str, object]:
        return {"trusted": tuple(self.string(*item) for item in self.items(path, value))}

    def repository(self, path: Path, value: object) -> Mapping[str, object]:
        name = self.string(path, value)
        if isinstance(value, str) and not _REPOSITORY.fullmatch(name):
            self.problem(path, "a repository is named owner/name")
        return {"repository": name}

    def rules(self, path: Path, value: object) -> Mapping[str, object]:
        for place, content in self.pairs(path, value):
            rule = self.selected(place, str(place[-1]), key=True)
            written = {}
            for option, item in self.pairs(place, content):
                written[str(option[-1])] = (item, self.span(option))
                self.note_place(option, f"rules.{rule}.{option[-1]}")
            self.options[rule] = written
        return {}


_KEYS: Mapping[str, Callable[[_Reader, Path, object], Mapping[str, object]]] = {
    "select": _Reader.selectors,
    "ignore-rules": _Reader.left_out,
    "ignore": _Reader.accepted,
    "exclude": _Reader.patterns,
    "include": _Reader.patterns,
    "fail-on": _Reader.fail_on,
    "undecided": _Reader.undecided,
    "severity": _Reader.severities,
    "severity-by-path": _Reader.path_severities,
    "modules": _Reader.modules,
    "env": environments,
    "deployment-tokens": tokens,
    "trusted": _Reader.trusted,
    "repository": _Reader.repository,
    "rules": _Reader.rules,
}
_OF_ENVIRONMENTS = frozenset({"env", "deployment-tokens"})
