"""Files as text: the only module that knows what a line and a column are."""

from __future__ import annotations

from bisect import bisect_right
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

BOM = "\ufeff"
UTF_8 = "utf-8"
REPLACED = "\ufffd"
_MARKED = ((BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be"))


class Span(msgspec.Struct, frozen=True, order=True, gc=False, array_like=True):
    """A half-open range of code points in one file.

    `path` is POSIX and relative to the root of the tree; `start` and `end` are offsets into
    `Source.text`, so the byte order mark does not count.
    """

    path: str
    start: int
    end: int

    def holds(self, other: Span) -> bool:
        """Whether another range lies within this one."""
        return self.path == other.path and self.start <= other.start and other.end <= self.end


NOWHERE = Span("", 0, 0)


class Position(NamedTuple):
    """A place in a text: 1-based line, 1-based column in code points."""

    line: int
    column: int


class Source:
    """One file: its path, its text without a byte order mark, and its line index.

    `damage` is the offset of the first byte that is not in the `encoding` (replaced by U+FFFD),
    else None.
    """

    __slots__ = ("_starts", "bom", "damage", "encoding", "path", "text")

    def __init__(
        self,
        path: str,
        text: str,
        *,
        bom: bool = False,
        damage: int | None = None,
        encoding: str = UTF_8,
    ) -> None:
        self.path = path
        self.text = text
        self.bom = bom
        self.damage = damage
        self.encoding = encoding
        self._starts: list[int] | None = None

    @classmethod
    def decode(cls, path: str, data: bytes) -> Source:
        """Read UTF-8, or UTF-16 where a mark says so; a broken byte becomes U+FFFD and sets
        `damage`, nothing is lost."""
        encoding = next((name for mark, name in _MARKED if data.startswith(mark)), UTF_8)
        try:
            text = data.decode(encoding)
            damage = None
        except UnicodeDecodeError as error:
            damage = len(data[: error.start].decode(encoding))
            text = data.decode(encoding, "replace")
        bom = text.startswith(BOM)
        if bom:
            text = text[1:]
            damage = None if damage is None else damage - 1
        return cls(path, text, bom=bom, damage=damage, encoding=encoding)

    @property
    def not_utf_8(self) -> int | None:
        """The offset from which on it is not UTF-8, None where all of it is."""
        return self.damage if self.encoding == UTF_8 else 0

    @property
    def starts(self) -> list[int]:
        """Offsets at which lines start."""
        if self._starts is None:
            starts = [0]
            find = self.text.find
            at = find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = find("\n", at + 1)
            self._starts = starts
        return self._starts

    def without(self, spans: Iterable[Span]) -> Source:
        """The same file with other characters in the place of some."""
        text = self.text
        for span in spans:
            hidden = "".join(one if one.isspace() else "*" for one in text[span.start : span.end])
            text = text[: span.start] + hidden + text[span.end :]
        return Source(self.path, text, bom=self.bom, damage=self.damage, encoding=self.encoding)

    def position(self, offset: int) -> Position:
        """Line and column of an offset."""
        line = bisect_right(self.starts, offset)
        return Position(line, offset - self.starts[line - 1] + 1)

    def offset(self, line: int, column: int = 1) -> int:
        """The inverse of `position`; a line past the end gives the end."""
        if line > len(self.starts):
            return len(self.text)
        return min(self.starts[line - 1] + column - 1, len(self.text))

    def line(self, number: int) -> str:
        """The text of a line without its line break."""
        start = self.starts[number - 1]
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def span(self, start: int, end: int) -> Span:
        return Span(self.path, start, end)

    def __getitem__(self, span: Span) -> str:
        """The text of a span."""
        return self.text[span.start : span.end]
