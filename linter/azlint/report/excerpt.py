"""Source lines with places underlined, as rustc draws them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from azlint.report.terminal import PLAIN_WIDTH, Cell, Terminal
from azlint.source import Source, Span


class Mark(NamedTuple):
    """A place to underline: `^` in the colour of a severity, or `-` for a related one."""

    span: Span
    label: str = ""
    sign: str = "-"
    style: str = "frame"


class _Placed(NamedTuple):
    line: int
    start: int
    end: int
    mark: Mark
    label: str


class _View(NamedTuple):
    """A line as shown: its text, and where the underline starts and how long it is."""

    text: str
    indent: int
    length: int


def excerpt(
    source: Source, marks: Sequence[Mark], terminal: Terminal, gutter: int
) -> Iterator[str]:
    """The lines of one file that have marks; lines left out between them become `...`."""
    bar = _frame(terminal, gutter)
    yield bar
    last = 0
    placed = sorted(_place(source, mark) for mark in marks)
    for number, group in groupby(placed, key=lambda place: place.line):
        if last and number > last + 1:
            yield terminal.paint("...", "frame")
        yield from _line(source, list(group), terminal, gutter)
        last = number


def _place(source: Source, mark: Mark) -> _Placed:
    """The first line of a span; a span that goes on says up to where."""
    line, column = source.position(mark.span.start)
    text = source.line(line)
    last = source.position(max(mark.span.end - 1, mark.span.start)).line
    label = mark.label
    end = column - 1 + max(mark.span.end - mark.span.start, 1)
    if last > line:
        end = max(len(text), column)
        label = f"{label} (to line {last})" if label else f"to line {last}"
    return _Placed(line, column - 1, end, mark, label)


def _line(
    source: Source, places: Sequence[_Placed], terminal: Terminal, gutter: int
) -> Iterator[str]:
    number = places[0].line
    text = source.line(number)
    limit = (terminal.width or PLAIN_WIDTH) - gutter - 3
    head = f"{number:>{gutter}} |"
    shown = ""
    for place in places:
        view = _view(text, place, limit, terminal)
        if view.text != shown or not shown:
            yield f"{terminal.paint(head, 'frame')} {view.text}".rstrip()
            shown = view.text or " "
        yield from _underline(place, view, terminal, gutter)


def _view(line: str, place: _Placed, limit: int, terminal: Terminal) -> _View:
    """The line, or the part of a long line around the place. No more of it than could be shown is
    looked at: one line may hold a thousand findings."""
    begin = max(min(place.start, len(line)) - limit, 0)
    finish = place.start + limit + 1
    cells = list(terminal.cells(line[begin:finish]))
    at = place.start - begin
    start, stop = 0, len(cells)
    before = after = ""
    if begin or finish < len(line) or _width(cells) > limit:
        more = terminal.shown("…")
        start = _back(cells, min(at, len(cells)), limit // 3)
        before = more if begin + start else ""
        stop = _forth(cells, start, limit - 2 * len(more))
        after = more if begin + stop < len(line) else ""
    text = before + "".join(cell for cell, _ in cells[start:stop]) + after
    indent = len(before) + _width(cells[start:at])
    length = _width(cells[at : min(place.end - begin, stop)])
    return _View(text, indent + max(at - len(cells), 0), max(length, 1))


def _width(cells: Sequence[Cell]) -> int:
    return sum(width for _, width in cells)


def _back(cells: Sequence[Cell], index: int, room: int) -> int:
    while index and room >= cells[index - 1][1]:
        index -= 1
        room -= cells[index][1]
    return index


def _forth(cells: Sequence[Cell], index: int, room: int) -> int:
    while index < len(cells) and room >= cells[index][1]:
        room -= cells[index][1]
        index += 1
    return index


def _underline(place: _Placed, view: _View, terminal: Terminal, gutter: int) -> Iterator[str]:
    mark = place.mark
    signs = " " * view.indent + terminal.paint(mark.sign * view.length, mark.style)
    bar = _frame(terminal, gutter)
    label = terminal.shown(place.label)
    used = gutter + 3 + view.indent + view.length + 1 + len(label)
    if not label or terminal.width is None or used <= terminal.width:
        yield f"{bar} {signs} {terminal.paint(label, mark.style)}".rstrip()
        return
    yield f"{bar} {signs}"
    indent = " " * (gutter + 3)
    for line in terminal.wrap(label, indent, indent):
        yield f"{bar} {terminal.paint(line.strip(), mark.style)}"


def _frame(terminal: Terminal, gutter: int) -> str:
    return terminal.paint(f"{'':>{gutter}} |", "frame")
