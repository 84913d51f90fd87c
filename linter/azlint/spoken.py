"""Which findings an ignore speaks of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import msgspec

from azlint.directives import Directive
from azlint.extents import Reach
from azlint.finding import Finding
from azlint.source import Source, Span

Place = tuple[int, int]
"""An offset and the number of the finding that stands there."""

Range = tuple[int, int]


class Spoken:
    """Findings by where they stand: at their own place and at every step on the way of their
    value."""

    def __init__(self, findings: Sequence[Finding], reach: Reach) -> None:
        self._findings = findings
        self._reach = reach
        self._shelves: defaultdict[tuple[str, str], _Shelf] = defaultdict(_Shelf)
        for number, finding in enumerate(findings):
            self._put(number, finding)
        for shelf in self._shelves.values():
            shelf.sort()

    def _put(self, number: int, finding: Finding) -> None:
        rule, span, scope = finding.rule, finding.span, finding.scope
        self._shelves[rule, span.path].places.append((span.start, number))
        for way in finding.chains:
            for step in way:
                self._shelves[rule, step.span.path].steps.append((step.span.start, number))
        if scope is not None:
            self._shelves[rule, scope.path].scopes.setdefault(scope, []).append(number)

    def by(self, directive: Directive, source: Source, rule: str) -> Sequence[Finding]:
        """The findings of a rule on the lines of an ignore, else those in what starts there, else
        those in what it stands in."""
        shelf = self._shelves.get((rule, source.path))
        numbers = () if shelf is None else self._numbers(shelf, directive, source)
        return [self._findings[number] for number in sorted(numbers)]

    def _numbers(self, shelf: _Shelf, directive: Directive, source: Source) -> Iterable[int]:
        at, path = directive.span.start, source.path
        lines = [(source.offset(n), source.offset(n + 1)) for n in directive.lines]
        present = [n for n in directive.lines if n <= len(source.starts)]
        starts = [source.offset(n, _indent(source.line(n)) + 1) for n in present]
        ways: tuple[Callable[[], Iterable[int]], ...] = (
            lambda: {*_within(shelf.places, lines), *_within(shelf.steps, lines)},
            lambda: shelf.starting(lines),
            lambda: _within(shelf.steps, [(start, self._reach(path, start)) for start in starts]),
            lambda: shelf.around(at),
            lambda: shelf.held(at, partial(self._reach, path)),
        )
        return next((found for way in ways if (found := {*way()})), set())


class _Shelf(msgspec.Struct):
    """The findings of one rule that touch one file."""

    places: list[Place] = msgspec.field(default_factory=list)
    steps: list[Place] = msgspec.field(default_factory=list)
    scopes: dict[Span, list[int]] = msgspec.field(default_factory=dict)
    ordered: list[Span] = msgspec.field(default_factory=list)

    def sort(self) -> None:
        self.places.sort()
        self.steps.sort()
        self.ordered = sorted(self.scopes, key=lambda scope: (scope.start, -scope.end))

    def starting(self, ranges: Iterable[Range]) -> Iterator[int]:
        """Those of declarations that start in some ranges."""
        for start, end in ranges:
            first, behind = (bisect_left(self.ordered, at, key=_start) for at in (start, end))
            for scope in self.ordered[first:behind]:
                yield from self.scopes[scope]

    def around(self, at: int) -> Sequence[int]:
        """Those of the smallest declaration around a place: the last that starts before it and
        ends behind it, as declarations lie in one another."""
        behind = bisect_right(self.ordered, at, key=_start)
        before = (self.ordered[index] for index in range(behind - 1, -1, -1))
        return next((self.scopes[scope] for scope in before if at < scope.end), ())

    def held(self, at: int, reach: Callable[[int], int]) -> Iterator[int]:
        """Those with a step at which something starts that a place lies in."""
        return (number for start, number in self.steps if start <= at < reach(start))


def _start(scope: Span) -> int:
    return scope.start


def _within(places: Sequence[Place], ranges: Iterable[Range]) -> Iterator[int]:
    for start, end in ranges:
        first, behind = (bisect_left(places, (at, 0)) for at in (start, end))
        yield from (number for _, number in places[first:behind])


def _indent(line: str) -> int:
    """Blanks and the dash of a list item before what a line says."""
    return len(line) - len(line.lstrip(" \t-"))
