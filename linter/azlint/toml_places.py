"""Where the keys and values of a TOML document stand.

The standard library reads TOML without positions. This reads the same text once more, after the
library accepted it, and notes places only.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from azlint.patterns import regex
from azlint.toml import STRING, TomlError

MAX_DEPTH = 32

Path = tuple[str | int, ...]

_BLANK = regex(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = regex(r"[ \t]*")
_KEY = regex(rf"[A-Za-z0-9_-]+|{STRING}", re.DOTALL)
_SCALAR = regex(rf"{STRING}|[^,\]}}\n#]+", re.DOTALL)

_COMMENTED = regex(rf"{STRING}|(?P<comment>#[^\n]*)", re.DOTALL)


class Place(NamedTuple):
    """Offsets of a key (of an element: of its value) and of its value."""

    key: tuple[int, int]
    value: tuple[int, int]


def places(text: str) -> Mapping[Path, Place]:
    """The place of every key and array element, by its path; the text must be valid TOML."""
    return _Reader(text).document()


def comments(text: str) -> Iterator[tuple[int, int]]:
    """The places of the comments."""
    for match in _COMMENTED.finditer(text):
        if match["comment"] is not None:
            yield match.start(), match.start() + len(match[0].rstrip())


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, Place] = {}
        self.lengths: dict[Path, int] = {}

    def document(self) -> Mapping[Path, Place]:
        table: Path = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table, 0)
            self.skip(_BLANK)
        return self.found

    def skip(self, pattern: re.Pattern[str]) -> tuple[int, int]:
        """Move past a pattern; where it stands, without blanks at its end."""
        start = self.at
        match = pattern.match(self.text, start)
        self.at = match.end() if match else len(self.text)
        return start, start + len(self.text[start : self.at].rstrip())

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def header(self) -> Path:
        """`[a.b]` or `[[a.b]]`: a step into an array of tables enters its last element."""
        start = self.at
        array = self.text.startswith("[[", start)
        self.at += 2 if array else 1
        keys = self.keys()
        self.at += 2 if array else 1
        span = (start, self.at)
        path: Path = ()
        for key in keys[:-1]:
            self.found.setdefault((*path, key), Place(span, span))
            path = self.entered((*path, key))
        path = (*path, keys[-1])
        self.found.setdefault(path, Place(span, span))
        if array:
            self.lengths[path] = self.lengths.get(path, 0) + 1
            path = self.entered(path)
            self.found[path] = Place(span, span)
            return path
        return self.entered(path)

    def entered(self, path: Path) -> Path:
        return (*path, self.lengths[path] - 1) if path in self.lengths else path

    def keys(self) -> list[str]:
        names = []
        while True:
            self.skip(_SPACE)
            start, end = self.skip(_KEY)
            names.append(_unquoted(self.text[start:end]))
            self.skip(_SPACE)
            if self.peek() != ".":
                return names
            self.at += 1

    def pair(self, table: Path, depth: int) -> None:
        start = self.at
        path = table
        names = self.keys()
        end = start + len(self.text[start : self.at].rstrip())
        self.at += 1
        self.skip(_SPACE)
        for name in names:
            path = (*path, name)
            self.found.setdefault(path, Place((start, end), (start, end)))
        self.found[path] = Place((start, end), self.value(path, depth))

    def value(self, path: Path, depth: int) -> tuple[int, int]:
        if depth > MAX_DEPTH:
            raise TomlError("nested too deeply")
        if self.peek() == "[":
            return self.items(path, depth, "]")
        if self.peek() == "{":
            return self.items(path, depth, "}")
        return self.skip(_SCALAR)

    def items(self, path: Path, depth: int, closing: str) -> tuple[int, int]:
        """An array, or an inline table."""
        start = self.at
        index = 0
        self.at += 1
        self.skip(_BLANK)
        while self.peek() not in {closing, ""}:
            if closing == "}":
                self.pair(path, depth + 1)
            else:
                element = (*path, index)
                span = self.value(element, depth + 1)
                self.found[element] = Place(span, span)
                index += 1
            self.skip(_BLANK)
            if self.peek() == ",":
                self.at += 1
                self.skip(_BLANK)
        self.at += 1
        return start, self.at


def _unquoted(key: str) -> str:
    return next(iter(tomllib.loads(f"{key} = 0"))) if key[:1] in {'"', "'"} else key
