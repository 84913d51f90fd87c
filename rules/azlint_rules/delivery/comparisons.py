"""Comparisons that decide whether a step fails: in shell conditions and in inline Python."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from azlint.languages.script.syntax import Branch, Command, Embedded, Word
from azlint.languages.workflow.scripts import Scripted, Way
from azlint.patterns import regex
from azlint.value import Cause, Known, Origin, Reason, Unknown, Value, alternatives
from azlint_rules.delivery.calculated import calculated
from azlint_rules.delivery.endings import Endings
from azlint_rules.delivery.operands import Comparison, Kind, Operand
from azlint_rules.delivery.python_gates import Program, inline_program
from azlint_rules.delivery.sides import OPERATORS, SIGNS, compared, operand
from azlint_rules.workflows.programs import inline_python

_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_CALCULATED = regex(r"\b(bc|awk)\b")
_NEGATED = regex(r"(-eq|==?|-ne|!=)\s*[\"']?([01])[\"']?\s*\]")
_NEGATION = regex(r"\s*\(?\s*(!|-not\b)", re.IGNORECASE)


def comparisons(scripted: Scripted) -> Iterator[Comparison]:
    """Every comparison on which it hangs whether a script fails."""
    yield from in_shell(scripted)
    yield from in_commands(scripted)
    for inline in programs(scripted):
        yield from inline.comparisons()


def in_shell(scripted: Scripted) -> Iterator[Comparison]:
    """Those of the script's own conditions."""
    text = scripted.run.value
    ending = Endings(scripted.script, text).conditional
    commands = sorted(scripted.script.commands, key=_start)
    for branch in scripted.script.branches:
        first, behind = (bisect_left(commands, at, key=_start) for at in branch.condition)
        for fails in (True, False):
            if (branch.then if fails else branch.otherwise) in ending:
                yield from _in_condition(commands[first:behind], text, branch, fails=fails)


def _start(command: Command) -> int:
    return command.start


def in_commands(scripted: Scripted, after: int = 0) -> Iterator[Comparison]:
    """Those of commands, from a place on, whose failure ends the script."""
    for command in scripted.script.commands:
        if command.start >= after and command.fatal:
            yield from calculated(scripted.run.value, command)


def programs(scripted: Scripted, after: int = 0) -> Iterator[Program]:
    """The Python in a script, from a place on, whose failure ends it."""
    for command in scripted.script.commands:
        skipped = command.tested or command.start < after
        inline = None if skipped else program_in(scripted, command)
        if inline is not None:
            yield inline


def program_in(scripted: Scripted, command: Command) -> Program | None:
    """The Python that a command holds."""
    place = inline_python(command)
    return None if place is None else inline_program(scripted.run.value, *place)


def fails_somewhere(scripted: Scripted, after: int = 0) -> bool:
    """Whether some condition of a script, from a place on, can end it with a failure."""
    ending = Endings(scripted.script, scripted.run.value).conditional
    return any(
        not ending.isdisjoint((branch.then, branch.otherwise))
        for branch in scripted.script.branches
        if branch.end > after
    )


def _in_condition(
    commands: Sequence[Command], text: str, branch: Branch, *, fails: bool
) -> Iterator[Comparison]:
    start, end = branch.condition
    if _NEGATION.match(text, start, end):
        fails = not fails
    told = [
        replace(each, fails=each.fails is not fails)
        for command in commands
        for each in calculated(text, command)
    ]
    yield from told or _in_text(text[start:end], start, fails=fails)


def _in_text(condition: str, start: int, *, fails: bool) -> Iterator[Comparison]:
    printed = _CALCULATED.search(condition) is not None
    if printed and (told := _NEGATED.search(condition)) is not None:
        equal = told.group(1) in ("-eq", "=", "==")
        fails = fails if equal == (told.group(2) == "1") else not fails
    operators = SIGNS if printed else OPERATORS
    yield from compared(condition, start, operand, operators, fails=fails)


def turned(comparison: Comparison) -> Comparison:
    """The same comparison from its other side."""
    return replace(
        comparison,
        left=comparison.right,
        operator=_MIRROR[comparison.operator],
        right=comparison.left,
    )


def truth(left: float | str, operator: str, right: float | str) -> bool | None:
    """Whether a comparison of two literals holds; None where it means nothing."""
    if isinstance(left, float) and isinstance(right, float):
        return {
            "<": left < right,
            "<=": left <= right,
            ">": left > right,
            ">=": left >= right,
            "==": left == right,
            "!=": left != right,
        }[operator]
    if operator in ("==", "!="):
        return (str(left) == str(right)) is (operator == "==")
    return None


def values(operand: Operand, before: int, way: Way) -> tuple[Value, ...]:
    """What an operand can hold at a place of the script."""
    value: Value | None = None
    if operand.kind is Kind.LITERAL:
        value = Known(operand.text, origin=Origin(way.span(operand.start, operand.end)))
    elif operand.kind is Kind.VARIABLE:
        value = way.variable(operand.text, before)
    elif operand.kind is Kind.HOLE:
        hole = Embedded(operand.start, operand.end)
        value = way.word(Word(operand.start, operand.end, (hole,)), operand.start)
    if value is None:
        return (Unknown(Reason(Cause.RUNTIME, operand.text)),)
    return tuple(alternatives(value))


def number(value: Value) -> float | str | None:
    """A known value as a number where it is one; None where it is not known."""
    if not isinstance(value, Known) or value.data is None:
        return None
    return as_number(str(value.data))


def as_number(text: str) -> float | str:
    """A text as a number, where it is one."""
    try:
        return float(text)
    except ValueError:
        return text
