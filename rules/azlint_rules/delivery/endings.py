"""Where a shell script ends with a failure."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

from azlint.languages.script.syntax import Attempt, Branch, Command, Script
from azlint.patterns import regex

Range = tuple[int, int]
T = TypeVar("T")

_FAILING = regex(r"(exit|return)\s*\(?\s*[1-9]")
_RAISING = frozenset({"throw", "write-error"})
"""What ends a PowerShell script that GitHub runs, where nothing catches it."""


class Endings:
    """Answers for the ranges of one script, which is gone through once."""

    def __init__(self, script: Script, text: str) -> None:
        self._script = script
        self._text = text
        self._known: dict[Range, bool] = {}

    def always(self, part: Range) -> bool:
        """Whether a range, apart from what is conditional in it, ends the script."""
        if part not in self._known:
            first, behind = (bisect_left(self._candidates, at, key=_start) for at in part)
            self._known[part] = any(
                self._fails(each) and not self._is_conditional(each, part)
                for each in self._candidates[first:behind]
            )
        return self._known[part]

    def after(self, place: int) -> bool:
        """Whether something from a place on can end the script."""
        return self._last >= place

    @cached_property
    def _last(self) -> int:
        return next((each.start for each in reversed(self._candidates) if self._fails(each)), -1)

    @cached_property
    def conditional(self) -> frozenset[Range]:
        """The conditional ranges that always end the script."""
        return frozenset(
            part
            for each in self._candidates
            if self._fails(each)
            for part in self._branches[each.start].apart
        )

    @cached_property
    def _candidates(self) -> Sequence[Command]:
        """The commands that end a script where nothing catches them."""
        found = (each for each in self._script.commands if self._ends(each))
        return sorted(found, key=_start)

    def _ends(self, command: Command) -> bool:
        name = (command.name or "").lower()
        return (
            name == "false" or name in _RAISING or bool(_FAILING.match(self._text, command.start))
        )

    def _fails(self, command: Command) -> bool:
        if (command.name or "").lower() not in _RAISING:
            return True
        return all(self.always(each.handler) for each in self._caught[command.start])

    def _is_conditional(self, command: Command, part: Range) -> bool:
        """Whether a branch within a range holds a command. The innermost one does if any does."""
        inner = self._branches[command.start].inner
        return inner is not None and part[0] <= inner.start and inner.end <= part[1]

    @cached_property
    def _branches(self) -> Mapping[int, _Around]:
        """What makes each candidate conditional."""
        branches = self._script.branches
        parts = [(part, each) for each in branches for part in (each.then, each.otherwise)]
        found = holders(map(_start, self._candidates), parts)
        return {
            place: _Around(around[-1][1] if around else None, tuple(_apart(around)))
            for place, around in found
        }

    @cached_property
    def _caught(self) -> Mapping[int, Sequence[Attempt]]:
        """The attempts around each candidate."""
        parts = [(each.body, each) for each in self._script.attempts]
        found = holders(map(_start, self._candidates), parts)
        return {place: [attempt for _, attempt in around] for place, around in found}


class _Around(NamedTuple):
    """inner: the innermost branch around a command · apart: the ranges around it in which nothing
    else makes it conditional."""

    inner: Branch | None
    apart: tuple[Range, ...]


def _start(command: Command) -> int:
    return command.start


def holders(
    places: Iterable[int], parts: list[tuple[Range, T]]
) -> Iterator[tuple[int, list[tuple[Range, T]]]]:
    """The ranges around each place, the outermost first; places come in their order."""
    waiting = deque(sorted(parts, key=lambda each: (each[0][0], -each[0][1])))
    around: list[tuple[Range, T]] = []
    for place in places:
        while waiting and waiting[0][0][0] <= place:
            around = [each for each in around if each[0][1] > waiting[0][0][0]]
            around.append(waiting.popleft())
        around = [each for each in around if each[0][1] > place]
        yield place, around


def _apart(around: Sequence[tuple[Range, Branch]]) -> Iterator[Range]:
    """Of the ranges around a command, those in which nothing else makes it conditional."""
    inner: list[Branch] = []
    for part, branch in reversed(around):
        if any(part[0] <= each.start and each.end <= part[1] for each in inner):
            return
        yield part
        inner.append(branch)
