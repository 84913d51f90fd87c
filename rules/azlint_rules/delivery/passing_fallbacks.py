"""Fallbacks that a gate lets pass."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from azlint.finding import Related
from azlint.languages.script.mention import mention
from azlint.languages.script.syntax import Command
from azlint.languages.workflow.model import span_of, steps, text
from azlint.languages.workflow.scripts import Scripted, Scripts, Way, environment
from azlint.node import Declaration, declared_by_file
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import Known, Value, alternatives
from azlint_rules.delivery.comparisons import (
    as_number,
    comparisons,
    in_shell,
    number,
    programs,
    truth,
    turned,
    values,
)
from azlint_rules.delivery.evaluations import ENDS
from azlint_rules.delivery.fallbacks import fallbacks
from azlint_rules.delivery.operands import Comparison, Fallback, Kind, Lack, Operand, alternative
from azlint_rules.delivery.python_files import script_file
from azlint_rules.delivery.python_gates import program
from azlint_rules.facts.delivery import SCORES
from azlint_rules.workflows.flaws import Flaw
from azlint_rules.workflows.programs import python_script

_KEYS = {
    Lack.COMMAND: "passing-fallback",
    Lack.BLOCK: "passing-handler",
    Lack.VALUE: "passing-default",
}
_BEST = regex(r"1\.0+|100(\.0+)?%?")
"""Scores above which no scale in use goes; a plain 1 may be the lowest of five."""

_FALLS_BACK = mention("catch", "if", "exit", parts=("||", ":-", ":=", "//", "??", ".py", "python"))
_PROGRAM_FALLS_BACK = regex(r"\b(get|getenv|pop|next|getattr|except|or|else|return)\b")


def passing_fallbacks(scripts: Scripts) -> Iterator[Flaw]:
    """Every one, in order of the files."""
    for scripted in scripts.steps(_FALLS_BACK):
        step = _Step(scripts, scripted)
        yield from step.of_variables()
        yield from step.in_comparisons()
        yield from step.in_environment()
        yield from step.in_handlers()
        yield from step.in_programs()


class _Step:
    """The fallbacks of one step, and the gates that look at them."""

    def __init__(self, scripts: Scripts, scripted: Scripted) -> None:
        self._scripts = scripts
        self._scripted = scripted
        self._way = scripts.way(scripted)
        self._found: dict[int, Sequence[Comparison]] = {}

    def of_variables(self) -> Iterator[Flaw]:
        """`score=$(… || echo 1.0)` and its kin, with a gate in this step or a later one."""
        way = self._way
        for fallback in fallbacks(self._scripted) if way is not None else ():
            gate = self._gate(fallback)
            if gate is not None and way is not None:
                yield self._opening(fallback, way.span(fallback.start, fallback.end), gate)

    def in_comparisons(self) -> Iterator[Flaw]:
        """`[ "${SCORE:-1.0}" … ]`, and what inline Python reads."""
        way = self._way
        if way is None:
            return
        inline = (each for program in programs(self._scripted) for each in program.comparisons())
        for own, found in ((False, in_shell(self._scripted)), (True, inline)):
            for each in found:
                for side in (each, turned(each)):
                    if not _is_set(side.left, side.start, way, certain=not own):
                        for fallback in side.left.fallbacks:
                            others = values(side.right, side.start, way)
                            if _passes(side, fallback, others):
                                place = way.span(fallback.start, fallback.end)
                                yield self._opening(fallback, place, way.span(each.start, each.end))

    def in_handlers(self) -> Iterator[Flaw]:
        """Gates of inline Python whose failure is caught."""
        way, script = self._way, self._scripted.run.value
        for inline in programs(self._scripted) if way is not None else ():
            for compared, handler in inline.caught():
                if way is not None and SCORES.search(script[slice(*compared)]):
                    owner = self._scripted.step.declaration
                    gate = Related(way.span(*compared), "the gate")
                    yield Flaw("caught", way.span(*handler), owner, related=gate)

    def in_environment(self) -> Iterator[Flaw]:
        """`SCORE: ${{ steps.eval.outputs.score || '1.0' }}`, and a gate that reads it."""
        way, given = self._way, self._given()
        for each in self._comparisons(self._scripted) if way is not None and given else ():
            for side in (each, turned(each)):
                found = given.get(side.left.text) if side.left.kind is Kind.VARIABLE else None
                if found is not None and way is not None:
                    fallback, place = found
                    if _passes(side, fallback, values(side.right, side.start, way)):
                        yield self._opening(fallback, place, way.span(each.start, each.end))

    def _given(self) -> dict[str, tuple[Fallback, Span]]:
        """What the variables of the environment fall back to, unless the script sets them."""
        found: dict[str, tuple[Fallback, Span]] = {}
        own = {each.name for each in self._scripted.script.assignments}
        for entry in environment(self._scripted.place):
            name = entry.key.value
            for fallback in alternative(text(entry.value), 0, 0) if name not in own else ():
                place = span_of(self._scripted.file.path, entry.value)
                found.setdefault(name, (replace(fallback, name=name), place))
            own.add(name)
        return found

    def in_programs(self) -> Iterator[Flaw]:
        """The Python of the repository that the step runs."""
        for command in self._scripted.script.commands:
            name = None if command.tested else python_script(command)
            if name is not None:
                path, source = script_file(self._scripts, self._scripted, command, name)
                if ENDS.search(source) and _PROGRAM_FALLS_BACK.search(source):
                    yield from self._in_program(command, path, source)

    def _in_program(self, command: Command, path: str, source: str) -> Iterator[Flaw]:
        way = self._way
        read = program(source, _options(command))
        if read is None or way is None:
            return
        for compared, handler in read.caught():
            if SCORES.search(source[slice(*compared)]):
                place = Span(path, *handler)
                held = Related(Span(path, *compared), "the gate")
                yield Flaw("caught", place, declared_by_file(place), related=held)
        for each in read.comparisons():
            for side in (each, turned(each)):
                if not _is_set(side.left, command.start, way, certain=False):
                    for fallback in side.left.fallbacks:
                        if _passes(side, fallback, _outside(side.right, command, way)):
                            place = Span(path, fallback.start, fallback.end)
                            gate = Span(path, each.start, each.end)
                            yield self._opening(fallback, place, gate, declared_by_file(place))

    def _opening(
        self, fallback: Fallback, place: Span, gate: Span, owner: Declaration | None = None
    ) -> Flaw:
        fields = {"variable": fallback.name, "fallback": fallback.value}
        declaration = owner or self._scripted.step.declaration
        return Flaw(_KEYS[fallback.lack], place, declaration, fields, Related(gate, "the gate"))

    def _gate(self, fallback: Fallback) -> Span | None:
        """A gate that the fallback passes, where no gate stops it."""
        passed: Span | None = None
        for scripted, is_it in self._readers(fallback.name):
            way = self._scripts.way(scripted)
            for each in self._comparisons(scripted) if way is not None else ():
                if scripted is self._scripted and each.start < fallback.behind:
                    continue
                for side in (each, turned(each)):
                    if way is not None and is_it(side.left):
                        others = values(side.right, side.start, way)
                        if not _passes(side, fallback, others) or _is_asked(scripted, side):
                            return None
                        passed = passed or way.span(each.start, each.end)
        return passed

    def _comparisons(self, scripted: Scripted) -> Sequence[Comparison]:
        """Those of a script of the job, found once."""
        index = scripted.step.index
        if index not in self._found:
            self._found[index] = tuple(comparisons(scripted))
        return self._found[index]

    def _readers(self, variable: str) -> Iterator[tuple[Scripted, _Reads]]:
        """The scripts of the job that see the variable, and how to tell it there."""
        of = self._scripted
        yield of, _Reads(frozenset({variable}), "")
        name = _output(of.run.value, variable)
        if not name or not of.step.id:
            return
        read = re.compile(
            rf"\$\{{\{{\s*steps\.{re.escape(of.step.id)}\.outputs\.{re.escape(name)}\s*\}}\}}"
        )
        for job, step in steps(of.file):
            if job is of.job and step.index > of.step.index:
                scripted = self._scripts.read(of.file, job, step)
                given = frozenset(
                    entry.key.value for entry in step.env if read.fullmatch(text(entry.value))
                )
                if scripted is not None:
                    yield scripted, _Reads(given, read.pattern)


class _Reads(msgspec.Struct, frozen=True):
    """Tells an operand that holds a value: by a variable's name or as `${{ }}`."""

    names: frozenset[str]
    hole: str

    def __call__(self, operand: Operand) -> bool:
        if operand.kind is Kind.HOLE:
            return bool(self.hole) and re.fullmatch(self.hole, operand.text) is not None
        return operand.kind is Kind.VARIABLE and operand.text in self.names


def _output(script: str, variable: str) -> str:
    """The output of the step that a variable is written to."""
    if "GITHUB_OUTPUT" not in script:
        return ""
    read = rf"\$\{{?{re.escape(variable)}"
    found = re.search(rf"(?<![\w-])([A-Za-z_][\w-]*+)={read}", script)
    return found.group(1) if found else ""


def _is_set(operand: Operand, before: int, way: Way, *, certain: bool) -> bool:
    """Whether something sets the variable that an operand reads; `certain`: to a text that is
    known not to be empty, which is what the shell asks for."""
    if operand.kind is not Kind.VARIABLE:
        return False
    value = way.variable(operand.text, before)
    if value is None or not certain:
        return value is not None
    return all(isinstance(each, Known) and each.data for each in alternatives(value))


def _options(command: Command) -> dict[str, str | None]:
    """The options of a command, with their values where they are literal."""
    words = [each.literal for each in command.words]
    found: dict[str, str | None] = {}
    for word, following in zip(words, [*words[1:], None], strict=True):
        if word is not None and word.startswith("-"):
            name, assigned, value = word.partition("=")
            found[name] = value if assigned else following
    return found


def _outside(operand: Operand, command: Command, way: Way) -> Sequence[Value]:
    """What an operand of a program of the repository can be."""
    if operand.kind is Kind.LITERAL:
        return (Known(operand.text),)
    value = way.variable(operand.text, command.start) if operand.kind is Kind.VARIABLE else None
    return () if value is None else tuple(alternatives(value))


def _passes(comparison: Comparison, fallback: Fallback, others: Sequence[Value]) -> bool:
    """Whether a gate certainly lets a fallback on its left pass. A count that is not there is
    none; only a score that is not there is no score."""
    if fallback.lack is Lack.VALUE and not (comparison.is_floor and SCORES.search(fallback.name)):
        return False
    known = [number(other) for other in others if isinstance(other, Known)]
    supposed = [as_number(each.value) for each in comparison.right.fallbacks]
    unknown = [None] if len(known) < len(others) or not known else []
    against = supposed if unknown and supposed else [*known, *unknown]
    return {_stops(comparison, fallback.value, other) for other in against} == {False}


def _is_asked(scripted: Scripted, comparison: Comparison) -> bool:
    """Whether a value that one bad text fails is looked at in another condition, too."""
    fails_if_equal = comparison.operator == ("==" if comparison.fails else "!=")
    name = re.compile(rf"\$\{{?{re.escape(comparison.left.text)}\b")
    return fails_if_equal and any(
        name.search(scripted.run.value, *branch.condition)
        for branch in scripted.script.branches
        if not branch.condition[0] <= comparison.start < branch.condition[1]
    )


def _stops(comparison: Comparison, value: str, other: float | str | None) -> bool | None:
    """Whether a gate fails for a value that stands on the left; None where it cannot be told."""
    if other is None:
        return _extreme(comparison, value)
    holds = truth(as_number(value), comparison.operator, other)
    return None if holds is None else holds is comparison.fails


def _extreme(comparison: Comparison, value: str) -> bool | None:
    """A score that cannot be higher, or a count that cannot be lower, against any threshold."""
    ceiling = comparison.operator in ((">", ">=") if comparison.fails else ("<", "<="))
    best = comparison.is_floor and _BEST.fullmatch(value) is not None
    if best or (ceiling and as_number(value) == 0.0):
        return False
    return None
