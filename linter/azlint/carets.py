"""The notation of samples: findings drawn in comments under the lines they point at.

    enabled = false
    #         ^^^^^ XYZ101[disabled]: this must be on
    #------ XYZ101: a span that starts under the comment mark

`^` stands under exactly the primary span, `~` under that of an undecided finding, `-` under a
related one. Marks that start directly after `#` or `//` include it, so that a span can start in
the first column. Spans of several lines, and lines inside text, are named instead, in a comment
anywhere in the file: `# azlint-expect: 3:1-5:2 XYZ101[absent] text` (`azlint-undecided:` where
it is undecided). `expected.txt` beside the files names spans of those that have no comments, or
that a comment would change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from azlint.patterns import regex
from azlint.source import Position, Source

SIDECAR = "expected.txt"


class Role(StrEnum):
    """What a mark claims; the value is how it is drawn."""

    VIOLATION = "^"
    UNDECIDED = "~"
    RELATED = "-"


class Mark(NamedTuple):
    """One claim of a sample: a rule points at a span. A related mark has no key."""

    path: str
    start: Position
    end: Position
    rule: str
    key: str
    role: Role = Role.VIOLATION

    def __str__(self) -> str:
        key = f"[{self.key}]" if self.key else ""
        role = "" if self.role is Role.VIOLATION else f" ({self.role.name.lower()})"
        return f"{self.path}:{_range(self.start, self.end)} {self.rule}{key}{role}"


class Note(NamedTuple):
    """A mark and the text to write beside it."""

    mark: Mark
    text: str


_COMMENTS = {
    "//": (".bicep", ".bicepparam", "go.mod", "go.work"),
    "#": (
        *(".tf", ".tofu", ".tfvars", ".hcl", ".yml", ".yaml", ".toml", ".tool-versions"),
        *("Dockerfile", ".txt", ".py", ".sh", ".ps1"),
    ),
}
_NAMES = {"^": Role.VIOLATION, "~": Role.UNDECIDED, "-": Role.RELATED}
_WORDS = {"expect": Role.VIOLATION, "undecided": Role.UNDECIDED}
_DRAWN = regex(
    r"[ \t]*(?P<mark>\#|//)(?P<gap>[ \t]*)(?P<run>\^+|~+|-+)"
    r"[ ](?P<rule>[A-Z]+[0-9]+)(?:\[(?P<key>[^\]\s]+)\])?:"
)
_NAMED = regex(
    r"[ \t]*(?:\#|//)[ ]azlint-(?P<word>expect|undecided):[ ]"
    r"(?P<place>\d+:\d+-\d+:\d+)[ ](?P<rule>[A-Z]+[0-9]+)\[(?P<key>[^\]\s]+)\]"
)
_LISTED = regex(
    r"(?P<path>.+?):(?P<place>\d+:\d+-\d+:\d+)[ ](?P<rule>[A-Z]+[0-9]+)\[(?P<key>[^\]\s]+)\]"
    r"(?P<undecided>[ ]\(undecided\))?"
)


def comment_mark(path: str) -> str | None:
    """What starts a comment in a file; None where it has none."""
    return next((mark for mark, ends in _COMMENTS.items() if path.endswith(ends)), None)


def read(source: Source) -> Iterator[Mark]:
    """The marks drawn or named in a file."""
    if comment_mark(source.path) is None:
        return
    target = 0
    for number in range(1, len(source.starts) + 1):
        line = source.line(number)
        if drawn := _DRAWN.match(line):
            yield _drawn_mark(source.path, target, drawn)
        elif named := _NAMED.match(line):
            role = _WORDS[named["word"]]
            yield _placed(source.path, named["place"], named["rule"], named["key"], role)
        else:
            target = number


def read_sidecar(text: str) -> Iterator[Mark]:
    """The marks that `expected.txt` names."""
    for line in text.splitlines():
        if match := _LISTED.match(line):
            role = Role.UNDECIDED if match["undecided"] else Role.VIOLATION
            yield _placed(match["path"], match["place"], match["rule"], match["key"], role)


def strip(text: str) -> str:
    """A file's text without its marks."""
    return "".join(
        line for line in _lines(text) if not _DRAWN.match(line) and not _NAMED.match(line)
    )


def draw(source: Source, notes: Iterable[Note], *, named: bool = False) -> str:
    """A file's text (without marks) with marks; `named` draws none, for lines inside text."""
    mark = comment_mark(source.path) or "#"
    drawn: dict[int, list[str]] = {}
    left: list[Note] = []
    for note in sorted(notes):
        line = None if named else _drawing(note, mark, source.line(note.mark.start.line))
        if line is not None:
            drawn.setdefault(note.mark.start.line, []).append(line)
        elif note.mark.role is not Role.RELATED:
            left.append(note)
    return _woven(source, drawn, [_naming(note, mark, drawn) for note in left])


def list_marks(notes: Iterable[Note]) -> str:
    """The text of `expected.txt`."""
    return "".join(f"{note.mark} {note.text}".rstrip() + "\n" for note in sorted(notes))


def _drawn_mark(path: str, line: int, match: re.Match[str]) -> Mark:
    start = match.start("run") if match["gap"] else match.start("mark")
    return Mark(
        path,
        Position(line, start + 1),
        Position(line, match.end("run") + 1),
        match["rule"],
        match["key"] or "",
        _NAMES[match["run"][0]],
    )


def _placed(path: str, place: str, rule: str, key: str, role: Role) -> Mark:
    start, end = (Position(*map(int, half.split(":"))) for half in place.split("-"))
    return Mark(path, start, end, rule, key, role)


def _drawing(note: Note, mark: str, line: str) -> str | None:
    """The comment line that draws a note; None where that cannot be done."""
    (_, start, end, rule, key, role), text = note
    width = end.column - start.column
    if start.line != end.line or width < 1:
        return None
    label = f" {rule}{f'[{key}]' if key else ''}: {text}".rstrip()
    indent = len(line) - len(line.lstrip(" "))
    for column in (indent, 0):
        gap = start.column - 1 - column - len(mark)
        if gap > 0:
            return " " * column + mark + " " * gap + role * width + label
    if width > len(mark) and start.column - 1 == indent:
        return " " * indent + mark + role * (width - len(mark)) + label
    return None


def _naming(note: Note, mark: str, drawn: dict[int, list[str]]) -> str:
    (_, start, end, rule, key, role), text = note
    word = next(word for word, meant in _WORDS.items() if meant is role)
    place = _range(_moved(start, drawn), _moved(end, drawn))
    return f"{mark} azlint-{word}: {place} {rule}[{key}] {text}".rstrip()


def _moved(position: Position, drawn: dict[int, list[str]]) -> Position:
    """Where a position is once marks are drawn above it."""
    above = sum(len(lines) for line, lines in drawn.items() if line < position.line)
    return Position(position.line + above, position.column)


def _woven(source: Source, drawn: dict[int, list[str]], footer: Sequence[str]) -> str:
    ending = "\r\n" if "\r\n" in source.text else "\n"
    woven: list[str] = []
    for number, line in enumerate(_lines(source.text) or [""], 1):
        below = drawn.get(number, [])
        woven.append(line if line.endswith("\n") or not (below or footer) else line + ending)
        woven.extend(text + ending for text in below)
    woven.extend(text + ending for text in footer)
    return "".join(woven)


def _lines(text: str) -> list[str]:
    """Lines with their breaks, where only a line feed ends a line."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _range(start: Position, end: Position) -> str:
    return f"{start.line}:{start.column}-{end.line}:{end.column}"
