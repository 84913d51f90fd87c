"""What a stream can show: colour, width, characters.

Text from the checked repository goes through `shown` or `cells`: control and invisible
characters become escapes, and so does what a GitHub runner would take for a command.
"""

from __future__ import annotations

import codecs
import shutil
import textwrap
import unicodedata
from collections.abc import Iterator, Mapping
from typing import TextIO

import msgspec

from azlint.patterns import regex

PLAIN_WIDTH = 160
NARROWEST = 40
TAB = 4

_ESCAPE = regex(r"\x1b\[[\d;]*m")
_ODD = regex(r"[^ -~]|(?<=##)\[")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_WITHOUT_WIDTH = frozenset({"Mn", "Me"})
_ASCII: Mapping[str, str] = {"…": "...", "→": "->", "·": "-", "–": "-", "’": "'"}  # noqa: RUF001
_STYLES: Mapping[str, str] = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "undecided": "1;35",
    "strong": "1",
    "frame": "1;34",
    "faint": "2",
}

Cell = tuple[str, int]


class Terminal(msgspec.Struct, frozen=True):
    """How to write to a stream. `width` is None where lines may be of any length."""

    colour: bool = False
    width: int | None = None
    unicode: bool = True

    def paint(self, text: str, style: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colour and text else text

    def cells(self, text: str) -> Iterator[Cell]:
        """Each character of a line as it is shown, with the columns it takes."""
        at = 0
        for match in _ODD.finditer(text):
            yield from ((character, 1) for character in text[at : match.start()])
            yield self._cell(match[0])
            at = match.end()
        yield from ((character, 1) for character in text[at:])

    def _cell(self, character: str) -> Cell:
        if character == "[":
            return "\\x5b", 4
        if character == "\t":
            return " " * TAB, TAB
        category = unicodedata.category(character)
        if not self.unicode and character in _ASCII:
            return _ASCII[character], len(_ASCII[character])
        if category in _INVISIBLE or not self.unicode:
            escaped = character.encode("unicode_escape").decode("ascii")
            return escaped, len(escaped)
        if category in _WITHOUT_WIDTH:
            return character, 0
        return character, 2 if unicodedata.east_asian_width(character) in "WF" else 1

    def shown(self, text: str) -> str:
        """Any text, on one line and safe to write."""
        return _ODD.sub(lambda match: self._cell(match[0])[0], " ".join(text.splitlines()))

    def wrap(self, text: str, first: str, following: str) -> Iterator[str]:
        """Lines of at most the width; a line that would start with `::` is defused."""
        if self.width is None:
            yield first + text
            return
        used = len(_ESCAPE.sub("", first))
        head, *rest = textwrap.wrap(
            text,
            max(self.width, used + NARROWEST // 2),
            initial_indent=" " * used,
            subsequent_indent=following,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [" " * used]
        yield first + head[used:]
        for line in rest:
            defused = line.lstrip().startswith("::")
            yield line.replace("::", ":\\x3a", 1) if defused else line


def terminal_of(stream: TextIO, environment: Mapping[str, str], colour: str = "auto") -> Terminal:
    """What a stream can show; `colour` is auto, always or never.

    For auto, NO_COLOR wins over FORCE_COLOR, which wins over what the stream is.
    """
    interactive = stream.isatty()
    return Terminal(
        colour=_coloured(environment, colour, interactive=interactive),
        width=_width(environment, interactive=interactive),
        unicode=_is_unicode(stream.encoding),
    )


def _coloured(environment: Mapping[str, str], colour: str, *, interactive: bool) -> bool:
    if colour != "auto":
        return colour == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") not in {"", "0"}:
        return True
    return interactive and environment.get("TERM") != "dumb"


def _width(environment: Mapping[str, str], *, interactive: bool) -> int | None:
    columns = environment.get("COLUMNS", "")
    if columns.isdecimal() and 0 < int(columns) < 10_000:
        return max(int(columns), NARROWEST)
    return max(shutil.get_terminal_size().columns, NARROWEST) if interactive else None


def _is_unicode(encoding: str | None) -> bool:
    try:
        return codecs.lookup(encoding or "ascii").name.startswith("utf")
    except LookupError:
        return False
