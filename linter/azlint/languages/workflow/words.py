"""The words of a script, evaluated with what the script assigns."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import msgspec

from azlint.languages.script.edits import PATTERNS, edited, literally
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

_DEFAULTS = frozenset({"-", "="})
WORKSPACE = "/github/workspace"
"""Stands for the root of the repository in texts: paths below it are absolute."""

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
        if isinstance(piece, Variable):
            return self._expanded(piece, self.variable(piece.name, before, hops), before, hops)
        return self._untold(piece)

    def _untold(self, piece: Piece) -> Unknown:
        return Unknown(Reason(Cause.RUNTIME, self.text[piece.start : piece.end]), STRING)

    def _expanded(self, piece: Variable, value: Value | None, before: int, hops: int) -> Value:
        """A variable, with what is done to its value."""
        given = Unknown(Reason(Cause.RUNTIME, f"${piece.name}"), STRING) if value is None else value
        kind = piece.operator.lstrip(":")
        if kind in ("", "?") and piece.operator != ":":
            return given
        if value is None and kind not in _DEFAULTS:
            return self._untold(piece)
        operand = self._operand(piece, before, hops)
        if kind in _DEFAULTS:
            options = [_or_default(each, piece.operator, operand) for each in alternatives(given)]
            options += [operand] if value is None else []
        else:
            new = self.text_of(piece.replacement, (piece.start, piece.end), before, hops)
            edits = [_edited(each, piece.operator, operand, new) for each in alternatives(given)]
            options = [self._untold(piece) if each is None else each for each in edits]
        return one_of(options, self._untold(piece).reason)

    def _operand(self, piece: Variable, before: int, hops: int) -> Value:
        """What an operator works with; the value of a variable is no pattern."""
        values = [self._piece(each, before, hops) for each in piece.operand]
        if piece.operator in PATTERNS:
            pairs = zip(piece.operand, values, strict=True)
            values = [each if isinstance(of, Text) else _literal(each) for of, each in pairs]
        return joined(values, Origin(self.span(piece.start, piece.end)))

    def variable(self, name: str, before: int, hops: int = 0) -> Value | None:
        """A variable at a place of the script: as the script sets it, else from outside."""
        sets = self._sets.get(name, ())
        last = bisect_left(sets, before, key=_start)
        found = (at for at in range(last - 1, -1, -1) if _has_happened(sets[at], before))
        key = (name, next(found, -1), last, hops)
        if key not in self._known:
            self._known[key] = self._found(*key)
        return self._known[key]

    def _found(self, name: str, sure: int, last: int, hops: int) -> Value | None:
        """A variable behind a number of its assignments, one of which has happened for sure."""
        if name == _WORKSPACE:
            return Known(WORKSPACE, STRING)
        if hops >= MAX_ASSIGNMENTS:
            return Unknown(Reason(Cause.LIMIT, f"${name}"), STRING)
        unknown = Reason(Cause.RUNTIME, f"${name}")
        options: list[Value] = []
        for assignment in reversed(self._sets.get(name, ())[max(sure, 0) : last]):
            options.extend(
                self.word(value, assignment.start, hops + 1) for value in assignment.values
            )
        if sure >= 0:
            return one_of(options, unknown)
        outer = self.outside(name)
        if outer is None and not options:
            return None
        options.append(Unknown(unknown, STRING) if outer is None else outer)
        return one_of(options, unknown)

    @cached_property
    def _known(self) -> dict[tuple[str, int, int, int], Value | None]:
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


def _has_happened(assignment: Assignment, before: int) -> bool:
    return not assignment.conditional or before < assignment.until


def _or_default(value: Value, operator: str, default: Value) -> Value:
    """`-`: a default for what is not set; with a colon for what is empty, too."""
    empty = isinstance(value, Known) and _shown(value) == ""
    return default if empty and operator.startswith(":") else value


def _edited(value: Value, operator: str, operand: Value, new: Value) -> Value | None:
    """A value behind an operator; None where that cannot be told."""
    if isinstance(value, Known) and isinstance(operand, Known) and isinstance(new, Known):
        text = edited(_shown(value), operator, _shown(operand), _shown(new))
        return None if text is None else Known(text, STRING, value.origin)
    return None


def _literal(value: Value) -> Value:
    if isinstance(value, Known):
        return Known(literally(_shown(value)), STRING, value.origin)
    return Unknown(value.reason, STRING, value.origin)


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
