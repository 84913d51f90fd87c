"""What the Python of the repository that a script runs holds scores against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from azlint.languages.script.syntax import Command
from azlint.languages.workflow.place import written_anew
from azlint.languages.workflow.scripts import Scripted, Scripts
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import Known, Origin, Value, alternatives
from azlint_rules.delivery.comparisons import turned
from azlint_rules.delivery.evaluations import ENDS, THRESHOLD
from azlint_rules.delivery.operands import Comparison, Fallback, Kind, Operand
from azlint_rules.delivery.python_files import script_file
from azlint_rules.delivery.python_gates import program
from azlint_rules.facts.delivery import SCORES
from azlint_rules.workflows.programs import python_script

_RELATIVE = r"-|delta|diff|change|gain|improve|regress|drop|margin|base|prev|lift|correlat"
_OTHER = regex(rf"{_RELATIVE}|max|error|latency|cost", re.IGNORECASE)
"""Of differences zero says something, and of the rest less is better."""

_ARGUMENTS = "add_argument"
_VALIDATES = regex(r"[^:\n]*+:\s*+raise\s++(?:Value|Type)Error\b")
"""What stands behind a comparison that asks whether a value can be."""


def floors(scripts: Scripts, read: Scripted) -> Iterator[tuple[Value, Span]]:
    """The thresholds of scores, each with its comparison."""
    for command in read.script.commands:
        name = None if command.tested else python_script(command)
        path, source = script_file(scripts, read, command, name) if name is not None else ("", "")
        if ENDS.search(source) and not (_ARGUMENTS in source and _takes_more(read, command)):
            found = tuple(_compared(source, _given(command)))
            for each in filter(partial(_decides, source=source, among=found), found):
                use = Span(path, each.start, each.end)
                for value in _values(scripts, read, command, path, each.right):
                    yield value, use


def _compared(source: str, options: Mapping[str, None]) -> Iterator[Comparison]:
    """The comparisons of scores, with what they must reach on the right."""
    read = program(source, options)
    for each in read.comparisons() if read is not None else ():
        text = source[each.start : each.end]
        if (SCORES.search(text) or THRESHOLD.search(text)) and not _OTHER.search(text):
            yield next((side for side in (each, turned(each)) if side.is_floor), each)


def _decides(each: Comparison, source: str, among: Sequence[Comparison]) -> bool:
    """Whether a comparison lets everything pass that reaches its right side, and is no question
    whether a value can be: a number written in it is one beside another comparison."""
    if not each.is_floor or each.operator not in ("<", ">="):
        return False
    if not each.start <= each.right.start < each.end:
        return True
    text = source[each.start : each.end]
    validates = _VALIDATES.match(source, each.end) or THRESHOLD.search(text)
    return len(among) == 1 and not validates


def _values(
    scripts: Scripts, read: Scripted, command: Command, path: str, operand: Operand
) -> Iterator[Value]:
    """What an operand of a program can be, which a command runs."""
    if operand.kind is Kind.LITERAL:
        yield Known(operand.text, origin=Origin(Span(path, operand.start, operand.end)))
    elif operand.kind is Kind.VARIABLE and not written_anew(read.place, operand.text):
        for way in scripts.ways(read):
            value = way.variable(operand.text, command.start)
            if value is not None:
                yield from alternatives(value)
            else:
                yield from (_fallen_back(path, each) for each in operand.fallbacks)


def _fallen_back(path: str, fallback: Fallback) -> Value:
    return Known(fallback.value, origin=Origin(Span(path, fallback.start, fallback.end)))


def _given(command: Command) -> Mapping[str, None]:
    """The options of a command, whose values are the workflow's and not the program's."""
    words = (each.literal or "" for each in command.words)
    return {word.partition("=")[0]: None for word in words if word.startswith("-")}


def _takes_more(read: Scripted, command: Command) -> bool:
    """Whether a command may be given options that are not written in it."""
    return any(
        word.literal is None
        and read.run.value[word.start] not in "\"'-"
        and not (before.literal or "").startswith("-")
        for before, word in pairwise(command.words)
    )
