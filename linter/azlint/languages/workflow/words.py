"""The words of a script, evaluated with what the script assigns."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import msgspec

from azlint.languages.script.syntax import (
    Assignment,
    Embedded,
    Piece,
    Script,
    Text,
    Variable,
    Word,
)
from azlint.languages.workflow.evaluate import one_of
from azlint.source import Span
from azlint.value import STRING, Cause, Known, Origin, Reason, Unknown, Value, alternatives

MAX_TEXTS = 64
"""Texts that the alternatives of pieces are joined to."""

MAX_ASSIGNMENTS = 8
"""How often variables are followed into one another."""

_WORKSPACE = "GITHUB_WORKSPACE"


class Words(msgspec.Struct, frozen=True, dict=True):
    """Evaluates the words of one script.

    span: a range of the script as a place in its file · outside: a variable that the script does
    not set, None where nothing does · embedded: what GitHub puts into a range.
    """

    text: str
    script: Script
    span: Callable[[int, int], Span]
    outside: Callable[[str], Value | None]
    embedded: Callable[[int, int], Value]

    def word(self, word: Word, before: int, hops: int = 0) -> Value:
        """A word, evaluated with the variables that are set before a place of the script."""
        return self.text_of(word.pieces, (word.start, word.end), before, hops)

    def text_of(
        self, pieces: Sequence[Piece], place: tuple[int, int], before: int, hops: int = 0
    ) -> Value:
        """Pieces as one text."""
        origin = Origin(self.span(*place))
        values = [self._piece(piece, before, hops) for piece in pieces]
        if len(values) == 1 and not isinstance(pieces[0], Text):
            return _at(values[0], origin)
        return joined(values, origin)

    def _piece(self, piece: Piece, before: int, hops: int) -> Value:
        if isinstance(piece, Text):
            return Known(piece.value, STRING)
        if isinstance(piece, Embedded):
            return self.embedded(piece.start, piece.end)
        if isinstance(piece, Variable) and piece.plain:
            value = self.variable(piece.name, before, hops)
            text = f"${piece.name}"
            return value if value is not None else Unknown(Reason(Cause.RUNTIME, text), STRING)
        text = self.text[piece.start : piece.end]
        return Unknown(Reason(Cause.RUNTIME, text), STRING)

    def variable(self, name: str, before: int, hops: int = 0) -> Value | None:
        """A variable at a place of the script: as the script sets it, else from outside."""
        key = (name, bisect_left(self._sets.get(name, ()), before, key=_start), hops)
        if key not in self._known:
            self._known[key] = self._found(*key)
        return self._known[key]

    def _found(self, name: str, count: int, hops: int) -> Value | None:
        """A variable behind a number of its assignments."""
        if name == _WORKSPACE:
            return Known(".", STRING)
        if hops >= MAX_ASSIGNMENTS:
            return Unknown(Reason(Cause.LIMIT, f"${name}"), STRING)
        unknown = Reason(Cause.RUNTIME, f"${name}")
        options: list[Value] = []
        for assignment in reversed(self._sets.get(name, ())[:count]):
            options.extend(
                self.word(value, assignment.start, hops + 1) for value in assignment.values
            )
            if not assignment.conditional:
                return one_of(options, unknown)
        outer = self.outside(name)
        if outer is None and not options:
            return None
        options.append(Unknown(unknown, STRING) if outer is None else outer)
        return one_of(options, unknown)

    @cached_property
    def _known(self) -> dict[tuple[str, int, int], Value | None]:
        return {}

    @cached_property
    def _sets(self) -> Mapping[str, Sequence[Assignment]]:
        """The assignments of each variable, in order of the script."""
        found: dict[str, list[Assignment]] = {}
        for each in sorted(self.script.assignments, key=_start):
            found.setdefault(each.name, []).append(each)
        return found


def _start(assignment: Assignment) -> int:
    return assignment.start


def joined(values: list[Value], origin: Origin) -> Value:
    """Pieces of text as one text, with every combination of their alternatives."""
    options: list[list[Value]] = [[]]
    for value in values:
        choices = list(alternatives(value))
        if len(options) * len(choices) > MAX_TEXTS:
            choices = [Unknown(Reason(Cause.LIMIT, "too many values"), STRING)]
        options = [[*option, choice] for option in options for choice in choices]
    texts = [_text(option, origin) for option in options]
    if len(texts) == 1:
        return texts[0]
    return one_of(texts, Reason(Cause.RUNTIME, "one of several"))


def _text(pieces: list[Value], origin: Origin) -> Value:
    if all(isinstance(piece, Known) for piece in pieces):
        text = "".join(_shown(piece) for piece in pieces)
        nearest = next((each.origin for each in pieces if each.origin is not None), None)
        return Known(text, STRING, Origin(origin.span, origin.label, nearest))
    reason = next(piece.reason for piece in pieces if isinstance(piece, Unknown))
    return Unknown(reason, STRING, origin, parts=tuple(pieces))


def _shown(value: Value) -> str:
    data = value.data if isinstance(value, Known) else ""
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, float) and data.is_integer():
        return str(int(data))
    return "" if data is None else str(data)


def _at(value: Value, origin: Origin) -> Value:
    """A value handed on to a word."""
    if isinstance(value, Known):
        return Known(value.data, value.type, Origin(origin.span, "", value.origin))
    return value
