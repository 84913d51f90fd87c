"""Comparisons that decide whether a step fails: in shell conditions and in inline Python."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from azlint.languages.script.holes import OPENING, filled
from azlint.languages.script.syntax import Branch, Command, Embedded, Word
from azlint.languages.workflow.scripts import Scripted, Way
from azlint.patterns import regex
from azlint.value import Cause, Known, Origin, Reason, Unknown, Value, alternatives
from azlint_rules.delivery.endings import Endings
from azlint_rules.delivery.operands import Comparison, Fallback, Kind, Lack, Operand, alternative
from azlint_rules.delivery.python_gates import Program, inline_program
from azlint_rules.workflows.programs import inline_python

_OPERATORS = {
    "-lt": "<", "-le": "<=", "-gt": ">", "-ge": ">=", "-eq": "==", "-ne": "!=",
    "=": "==", "==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
}  # fmt: skip
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_MARK = "\ue000"
"""Stands for each character of a `${{ }}`."""

_DEFAULT = regex(r"\$\{([A-Za-z_]\w*):?-[\"']?([\w.%-]+)[\"']?\}")
"""`${NAME:-literal}`: what it is where it is unset."""

_CAST = r"(?:\[[\w.]++\]\s*+)?"
_NUMBER = r"-?(?<![\w.])(?:[0-9]++(?:\.[0-9]++)?+|\.[0-9]++)"
_NAME = (
    rf"{_DEFAULT.pattern.replace('(', '(?:')}"
    r"|(?:\$\{?|(?<![\w$])\{?)(?:env:)?[A-Za-z_]\w*+\}?"
)
_SIDE = rf"""{_CAST}["']?({_MARK}++|{_NAME}|{_NUMBER})["']?"""
_COMPARED = regex(rf"{_SIDE}\s*+(-lt|-le|-gt|-ge|-eq|-ne|<=|>=|==|!=|=|<|>)\s*+{_SIDE}")
_CALCULATED = regex(r"\b(bc|awk)\b")
_NEGATED = regex(r"(-eq|==?|-ne|!=)\s*[\"']?([01])[\"']?\s*\]")
_NEGATION = regex(r"\s*\(?\s*(!|-not\b)", re.IGNORECASE)


def comparisons(scripted: Scripted) -> Iterator[Comparison]:
    """Every comparison on which it hangs whether a script fails."""
    yield from in_shell(scripted)
    for inline in programs(scripted):
        yield from inline.comparisons()


def in_shell(scripted: Scripted) -> Iterator[Comparison]:
    """Those of the script's own conditions."""
    script = scripted.script
    text = scripted.run.value
    ending = Endings(script, text).conditional
    for branch in script.branches:
        for fails in (True, False):
            if (branch.then if fails else branch.otherwise) in ending:
                yield from _in_condition(text, branch, fails=fails)


def programs(scripted: Scripted) -> Iterator[Program]:
    """The Python in a script whose failure ends it."""
    for command in scripted.script.commands:
        inline = None if command.tested else program_in(scripted, command)
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


def _in_condition(text: str, branch: Branch, *, fails: bool) -> Iterator[Comparison]:
    start, end = branch.condition
    condition = text[start:end]
    if _NEGATION.match(condition):
        fails = not fails
    calculated = _CALCULATED.search(condition) is not None
    if calculated and (told := _NEGATED.search(condition)) is not None:
        equal = told.group(1) in ("-eq", "=", "==")
        fails = fails if equal == (told.group(2) == "1") else not fails
    if "awk" in condition and re.search(r"exit\s*+\(?+(?!\s*!)", condition):
        fails = not fails
    for found in _COMPARED.finditer(filled(condition, _MARK)):
        if calculated and found.group(2).startswith("-"):
            continue
        left = _operand(condition[slice(*found.span(1))], start + found.start(1))
        right = _operand(condition[slice(*found.span(3))], start + found.start(3))
        operator = _OPERATORS[found.group(2)]
        yield Comparison(left, operator, right, fails, start + found.start(), start + found.end())


def _operand(text: str, at: int) -> Operand:
    place = (at, at + len(text))
    if text.startswith(OPENING):
        return Operand(Kind.HOLE, text, *place, alternative(text, *place))
    default = _DEFAULT.fullmatch(text)
    if default is not None:
        name = default.group(1)
        fallback = Fallback(name, default.group(2), Lack.VALUE, *place)
        return Operand(Kind.VARIABLE, name, *place, (fallback,))
    if text.startswith("$"):
        return Operand(Kind.VARIABLE, text.strip("${}").removeprefix("env:"), *place)
    return Operand(Kind.LITERAL, text, *place)


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
