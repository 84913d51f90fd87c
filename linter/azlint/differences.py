"""Which lines of a file differ from the base revision, and which place of a value lies on one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

import msgspec

from azlint.source import Source, Span

MAX_LINES = 1_000
"""Lines that differ as a block beyond which they are not compared one by one."""

COMMENTS = ("#", "//")

Hunk = tuple[int, int, int, int]
"""Base lines from and to, head lines from and to: 0-based, half-open."""


class Differences(msgspec.Struct, frozen=True):
    """The lines in which files differ between two revisions; blanks do not count."""

    before: Mapping[str, Source]
    after: Mapping[str, Source]
    _hunks: dict[str, Sequence[Hunk]] = msgspec.field(default_factory=dict)

    def hunks(self, path: str) -> Sequence[Hunk]:
        """Where a file differs."""
        if path not in self._hunks:
            self._hunks[path] = tuple(_hunks(self.before.get(path), self.after.get(path)))
        return self._hunks[path]

    def changed(self, span: Span) -> Span | None:
        """The span if it lies on a changed line; of one over several lines, the first of these."""
        source = self.after.get(span.path)
        if source is None:
            return None
        first, last = _lines(source, span)
        line = next(self._changed_lines(source, first, last), None)
        if line is None:
            return None
        return span if first == last else _text_of(source, line, span)

    def near(self, gone: Span, within: Span) -> Span | None:
        """The changed line inside a block that is nearest to what the base had at a place."""
        source, old = self.after.get(within.path), self.before.get(gone.path)
        if source is None or old is None or gone.path != within.path:
            return None
        at = self._head_line(gone.path, old.position(gone.start).line - 1)
        first, last = _lines(source, within)
        inside = self._changed_lines(source, first + 1, last - 1)
        nearest = min(inside, key=lambda line: (abs(line - at), line), default=None)
        return None if nearest is None else _text_of(source, nearest, within)

    def instead_of(self, gone: Span) -> Span | None:
        """The line that now stands where the base had a place."""
        source, old = self.after.get(gone.path), self.before.get(gone.path)
        if source is None or old is None:
            return None
        line = old.position(gone.start).line - 1
        for low, high, start, end in self.hunks(gone.path):
            if low <= line < high and start < end:
                now = min(start + line - low, end - 1)
                found = _text_of(source, now, source.span(0, len(source.text)))
                return found if found.start < found.end else None
        return None

    def _changed_lines(self, source: Source, first: int, last: int) -> Iterator[int]:
        """The changed lines between two, both included, that hold more than a comment."""
        for _, _, start, end in self.hunks(source.path):
            for line in range(max(start, first), min(end, last + 1)):
                text = source.line(line + 1).strip()
                if text and not text.startswith(COMMENTS):
                    yield line

    def _head_line(self, path: str, line: int) -> int:
        """Where a line of the base would be."""
        shift = 0
        for low, high, start, end in self.hunks(path):
            if line < low:
                break
            if line < high:
                return min(start + line - low, end)
            shift = end - high
        return line + shift


def _hunks(before: Source | None, after: Source | None) -> Iterable[Hunk]:
    old, new = _normal(before), _normal(after)
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    limit = min(len(old), len(new)) - head
    while tail < limit and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(old), len(new)) > MAX_LINES:
        yield head, head + len(old), head, head + len(new)
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, low, high, start, end in matcher.get_opcodes():
        if tag != "equal":
            yield head + low, head + high, head + start, head + end


def _normal(source: Source | None) -> list[str]:
    return ["".join(line.split()) for line in source.text.split("\n")] if source else []


def _lines(source: Source, span: Span) -> tuple[int, int]:
    first = source.position(span.start).line - 1
    return first, source.position(max(span.start, span.end - 1)).line - 1


def _text_of(source: Source, line: int, within: Span) -> Span:
    """What stands on a line, as far as it lies in a span."""
    text = source.line(line + 1)
    start = source.starts[line] + len(text) - len(text.lstrip())
    end = source.starts[line] + len(text.rstrip())
    return source.span(max(start, within.start), min(max(start, end), within.end))
