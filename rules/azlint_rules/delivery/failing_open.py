"""Gates that pass although what they check has failed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from azlint.languages.script.syntax import Command
from azlint.languages.workflow.model import File, Job, Step, Workflow, steps, text
from azlint.languages.workflow.scripts import Scripted, Scripts, Way, setting
from azlint.languages.workflow.syntax import Scalar
from azlint.node import Declaration
from azlint.source import Span
from azlint_rules.delivery.comparisons import (
    Comparison,
    Kind,
    Operand,
    as_number,
    comparisons,
    fails_somewhere,
    number,
    truth,
    turned,
    values,
)
from azlint_rules.delivery.evaluations import Evaluations
from azlint_rules.delivery.holding import Holding
from azlint_rules.delivery.programs import runs
from azlint_rules.facts.delivery import TESTING_COMMANDS

_FALLS_BACK = re.compile(r"\|\|")
_SAYING = frozenset({"echo", "printf"})
_HARMLESS = _SAYING | {"true", ":"}
_ANSWERING = frozenset({"grep", "egrep", "fgrep", "rg", "pgrep", "diff", "cmp", "which", "command"})
"""Programs whose failure is an answer."""

_UNFAILING = frozenset({"cat", "cut", "head", "sed", "sort", "tail", "tr", "uniq", "xargs"})
"""Programs at the end of a pipe that do not fail where what stands before them does."""

_BEST = frozenset({1.0, 100.0})
"""Scores above which no scale in use goes."""


@dataclass(frozen=True)
class Opening:
    """One way past a gate."""

    key: str
    place: Span
    declaration: Declaration
    fields: dict[str, Any] = field(default_factory=dict)
    gate: Span | None = None


def openings(scripts: Scripts) -> Iterator[Opening]:
    """Every opening, in order of the files."""
    for scripted in scripts.steps(_FALLS_BACK):
        yield from _Fallbacks(scripts, scripted).openings()
    yield from _Swallowing(scripts).openings()


class _Fallbacks:
    """Values of one step that fall back to what passes: `score=$(… || echo 1.0)`."""

    def __init__(self, scripts: Scripts, scripted: Scripted) -> None:
        self._scripts = scripts
        self._scripted = scripted
        self._way = next(scripts.ways(scripted), None)

    def openings(self) -> Iterator[Opening]:
        way = self._way
        if way is None:
            return
        for command in self._scripted.script.commands:
            said = _fallback(command)
            if said is None or command.piped or self._cannot_come(command):
                continue
            value, place = said
            gate = self._gate(command.assigned, value)
            if gate is not None:
                span = way.span(place.start, place.end)
                fields = {"variable": command.assigned, "fallback": value}
                declaration = self._scripted.step.declaration
                yield Opening("passing-fallback", span, declaration, fields, gate)

    def _cannot_come(self, command: Command) -> bool:
        """The fallback comes for another reason than a failure: a program whose failure is an
        answer stands in the same substitution, or one that hides what fails before it."""
        together = [
            each
            for each in self._scripted.script.commands
            if each.assigned == command.assigned and each.otherwise == command.otherwise
        ]
        hides = len(together) > 1 and command.name in _UNFAILING
        if any(each.name in _ANSWERING for each in together):
            return True
        return hides and "pipefail" not in self._scripted.run.value

    def _gate(self, variable: str, value: str) -> Span | None:
        """A gate that the fallback passes, where no gate stops it."""
        passed: Span | None = None
        for scripted, is_it in self._readers(variable):
            way = next(self._scripts.ways(scripted), None)
            for each in comparisons(scripted) if way is not None else ():
                for side in (each, turned(each)):
                    if way is not None and is_it(side.left):
                        stops = _stops(side, value, way)
                        if stops is not False:
                            return None
                        passed = passed or way.span(each.start, each.end)
        return passed

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


@dataclass(frozen=True)
class _Reads:
    """Tells an operand that holds a value: by a variable's name or as `${{ }}`."""

    names: frozenset[str]
    hole: str

    def __call__(self, operand: Operand) -> bool:
        if operand.kind is Kind.HOLE:
            return bool(self.hole) and re.fullmatch(self.hole, operand.text) is not None
        return operand.kind is Kind.VARIABLE and operand.text in self.names


def _fallback(command: Command) -> tuple[str, Command] | None:
    """The literal that a substitution says where its command fails, and the command that does."""
    if not command.assigned or len(command.otherwise) != 1:
        return None
    said = command.otherwise[0]
    if said.name not in _SAYING or said.assigned != command.assigned or len(said.words) != 2:
        return None
    literal = said.words[1].literal
    return None if literal is None or not literal.strip() else (literal.strip(), said)


def _output(script: str, variable: str) -> str:
    """The output of the step that a variable is written to."""
    if "GITHUB_OUTPUT" not in script:
        return ""
    read = rf"\$\{{?{re.escape(variable)}"
    found = re.search(rf"(?<![\w-])([A-Za-z_][\w-]*+)={read}", script)
    return found.group(1) if found else ""


def _stops(comparison: Comparison, value: str, way: Way) -> bool | None:
    """Whether a gate fails for a value that stands on the left; None where it cannot be told."""
    others = values(comparison.right, comparison.start, way)
    found = {_decided(comparison, value, number(other)) for other in others}
    return found.pop() if len(found) == 1 else None


def _decided(comparison: Comparison, value: str, other: float | str | None) -> bool | None:
    left = as_number(value)
    if other is None:
        return _extreme(comparison, left)
    holds = truth(left, comparison.operator, other)
    return None if holds is None else holds is comparison.fails


def _extreme(comparison: Comparison, value: float | str) -> bool | None:
    """A score that cannot be higher, or a count that cannot be lower, against any threshold."""
    below, above = comparison.operator in ("<", "<="), comparison.operator in (">", ">=")
    fails_low = below if comparison.fails else above
    fails_high = above if comparison.fails else below
    if (fails_low and value in _BEST) or (fails_high and value == 0.0):
        return False
    return None


class _Swallowing:
    """Tests and evaluations before a deployment whose failure ends nothing."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._workflows = scripts.tracer.workflows
        self._holding = Holding(scripts)
        self._evaluations = scripts.once(Evaluations)

    def openings(self) -> Iterator[Opening]:
        for file in self._workflows.workflows.values():
            for job in file.jobs:
                for step in job.steps:
                    for command, key, place in self._swallowed(file, job, step):
                        held = self._holding.job(file, job, step)
                        if held is not None and not self._looked_at(file, job, step):
                            fields = {"command": command, "job": held.id}
                            yield Opening(key, place, step.declaration, fields)

    def _looked_at(self, file: File, job: Job, step: Step) -> bool:
        """What became of a step is asked later, or a later step of the job can fail by itself."""
        source = self._workflows.texts[file.path]
        asked = rf"steps\.{re.escape(step.id)}\.(outcome|conclusion|outputs)" if step.id else None
        if asked is not None and re.search(asked, source):
            return True
        for later in job.steps:
            if later.index > step.index:
                read = self._scripts.read(file, job, later)
                if read is not None and fails_somewhere(read):
                    return True
        return False

    def _swallowed(self, file: Workflow, job: Job, step: Step) -> Iterator[tuple[str, str, Span]]:
        """What a step runs that may fail without ending the job: its name, how, and where."""
        read = self._scripts.read(file, job, step)
        checking = [] if read is None else self._checking(read)
        if not checking and not any(self._evaluations.step(file, job, step)):
            return
        name = _shown(checking[0]) if checking else "the evaluation"
        node = step.get("continue-on-error")
        if _is_true(node) and isinstance(node, Scalar):
            yield name, "step-continues", Span(file.path, node.start, node.end)
            return
        node = job.get("continue-on-error")
        if _is_true(node) and isinstance(node, Scalar):
            yield name, "job-continues", Span(file.path, node.start, node.end)
            return
        way = next(self._scripts.ways(read), None) if read is not None else None
        if read is None or way is None or fails_somewhere(read):
            return
        for command in checking:
            key = self._lost(read, command)
            if key:
                yield _shown(command), key, way.span(command.start, command.end)

    def _checking(self, read: Scripted) -> list[Command]:
        """The commands of a script that test or evaluate."""
        found = self._evaluations.step(read.file, read.job, read.step)
        evaluating = {each.command.start for each in found if each.command is not None}
        return [
            each
            for each in read.script.commands
            if each.start in evaluating or runs(each, TESTING_COMMANDS)
        ]

    def _lost(self, read: Scripted, command: Command) -> str:
        """How the failure of a command gets lost in its script, if it does."""
        script = read.run.value
        if command.tested or "PIPESTATUS" in script:
            return ""
        if command.otherwise and all(map(_is_harmless, command.otherwise)):
            return "swallowed"
        if command.piped and "pipefail" not in script and not _fails_in_pipes(read):
            return "piped"
        last = max(each.start for each in read.script.commands)
        before = script[: command.start]
        after = script[command.end :]
        goes_on = re.search(r"\bset \+e\b", before) and not re.search(r"\bset -e", before + after)
        return "goes-on" if goes_on and "$?" not in after and command.start != last else ""


def _fails_in_pipes(read: Scripted) -> bool:
    """GitHub starts `shell: bash` with pipefail, and the default without."""
    named = setting(read.file, read.job, read.step, "shell")
    return named is not None


def _is_harmless(command: Command) -> bool:
    if command.redirects:
        return False
    ends = command.name == "exit" and len(command.words) > 1 and command.words[1].literal == "0"
    return ends or command.name in _HARMLESS


def _is_true(node: object) -> bool:
    return isinstance(node, Scalar) and node.value.strip().lower() == "true"


def _shown(command: Command) -> str:
    """The first words of a command, as a name for it."""
    words = [each.literal for each in command.words[:4]]
    shown: list[str] = []
    for word in words:
        if word is None or "\n" in word:
            break
        shown.append(word)
    return f"`{' '.join(shown)}`"
