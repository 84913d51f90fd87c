"""Comparisons that decide whether a step fails: in shell conditions and in inline Python."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from azlint.languages.script.holes import filled
from azlint.languages.script.syntax import Branch, Command, Embedded, Script, Word
from azlint.languages.workflow.scripts import Scripted, Way
from azlint.value import Cause, Known, Origin, Reason, Unknown, Value, alternatives
from azlint_rules.delivery.calculated import calculated
from azlint_rules.delivery.operands import Comparison, Kind, Operand
from azlint_rules.delivery.python_gates import Program, inline_program
from azlint_rules.delivery.sides import COMPARED, MARK, OPERATORS, operand
from azlint_rules.workflows.programs import inline_python

_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_CALCULATED = re.compile(r"\b(bc|awk)\b")
_NEGATED = re.compile(r"(-eq|==?|-ne|!=)\s*[\"']?([01])[\"']?\s*\]")
_NEGATION = re.compile(r"\s*\(?\s*(!|-not\b)", re.IGNORECASE)
_FAILING = re.compile(r"(exit|return)\s*\(?\s*[1-9]")
_RAISING = frozenset({"throw", "write-error"})
"""What ends a PowerShell script that GitHub runs, where nothing catches it."""


def comparisons(scripted: Scripted) -> Iterator[Comparison]:
    """Every comparison on which it hangs whether a script fails."""
    yield from in_shell(scripted)
    yield from in_commands(scripted)
    for inline in programs(scripted):
        yield from inline.comparisons()


def in_shell(scripted: Scripted) -> Iterator[Comparison]:
    """Those of the script's own conditions."""
    script = scripted.script
    text = scripted.run.value
    ending = _ending(script, text)
    for branch in script.branches:
        for fails in (True, False):
            if (branch.then if fails else branch.otherwise) in ending:
                yield from _in_condition(script, text, branch, fails=fails)


def in_commands(scripted: Scripted, after: int = 0) -> Iterator[Comparison]:
    """Those of commands, from a place on, whose failure ends the script."""
    for command in scripted.script.commands:
        if command.start >= after and not (command.tested or command.otherwise or command.piped):
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
    ending = _ending(scripted.script, scripted.run.value)
    return any(
        not ending.isdisjoint((branch.then, branch.otherwise))
        for branch in scripted.script.branches
        if branch.end > after
    )


def _ending(script: Script, text: str) -> frozenset[tuple[int, int]]:
    """The conditional ranges that `ends` is true of, found in one pass."""
    failing = sorted(each.start for each in script.commands if _fails(script, text, each))
    conditional = [(part, each) for each in script.branches for part in (each.then, each.otherwise)]
    waiting = deque(sorted(conditional, key=lambda found: (found[0][0], -found[0][1])))
    around: list[tuple[tuple[int, int], Branch]] = []
    ending: set[tuple[int, int]] = set()
    for start in failing:
        while waiting and waiting[0][0][0] <= start:
            around = [each for each in around if each[0][1] > waiting[0][0][0]]
            around.append(waiting.popleft())
        around = [each for each in around if each[0][1] > start]
        ending.update(_apart(around))
    return frozenset(ending)


def _apart(around: Sequence[tuple[tuple[int, int], Branch]]) -> Iterator[tuple[int, int]]:
    """Of the ranges around a command, those in which nothing else makes it conditional."""
    inner: list[Branch] = []
    for part, branch in reversed(around):
        if any(part[0] <= each.start and each.end <= part[1] for each in inner):
            return
        yield part
        inner.append(branch)


def may_end(script: Script, text: str, part: tuple[int, int]) -> bool:
    """Whether something in a range can end the script with a failure."""
    return any(
        part[0] <= each.start < part[1] and _fails(script, text, each) for each in script.commands
    )


def ends(script: Script, text: str, part: tuple[int, int]) -> bool:
    """Whether a range, apart from what is conditional in it, ends the script with a failure."""
    inner = [
        each
        for branch in script.branches
        for each in (branch.then, branch.otherwise)
        if part[0] <= branch.start and branch.end <= part[1]
    ]
    return any(
        part[0] <= each.start < part[1]
        and _fails(script, text, each)
        and not any(start <= each.start < end for start, end in inner)
        for each in script.commands
    )


def _fails(script: Script, text: str, command: Command) -> bool:
    name = (command.name or "").lower()
    if name in _RAISING:
        return all(
            ends(script, text, each.handler)
            for each in script.attempts
            if each.body[0] <= command.start < each.body[1]
        )
    return name == "false" or _FAILING.match(text, command.start) is not None


def _in_condition(
    script: Script, text: str, branch: Branch, *, fails: bool
) -> Iterator[Comparison]:
    start, end = branch.condition
    if _NEGATION.match(text, start, end):
        fails = not fails
    told = [
        replace(each, fails=each.fails is not fails)
        for command in script.commands
        if start <= command.start < end
        for each in calculated(text, command)
    ]
    yield from told or _in_text(text[start:end], start, fails=fails)


def _in_text(condition: str, start: int, *, fails: bool) -> Iterator[Comparison]:
    printed = _CALCULATED.search(condition) is not None
    if printed and (told := _NEGATED.search(condition)) is not None:
        equal = told.group(1) in ("-eq", "=", "==")
        fails = fails if equal == (told.group(2) == "1") else not fails
    for found in COMPARED.finditer(filled(condition, MARK)):
        if printed and found.group(2).startswith("-"):
            continue
        left = operand(condition[slice(*found.span(1))], start + found.start(1))
        right = operand(condition[slice(*found.span(3))], start + found.start(3))
        operator = OPERATORS[found.group(2)]
        yield Comparison(left, operator, right, fails, start + found.start(), start + found.end())


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
