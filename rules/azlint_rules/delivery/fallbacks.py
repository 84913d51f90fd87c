"""What the variables of a shell script hold where what they should hold is not there."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

from msgspec.structs import replace

from azlint.languages.script.syntax import Assignment, Attempt, Branch, Command, Variable, Word
from azlint.languages.workflow.scripts import Scripted
from azlint.patterns import regex
from azlint.syntax import Node
from azlint_rules.delivery.comparisons import program_in
from azlint_rules.delivery.endings import Endings, holders
from azlint_rules.delivery.operands import Fallback, Lack, alternative
from azlint_rules.facts.commands import SAYING

T = TypeVar("T")
N = TypeVar("N", bound=Node)

_start = attrgetter("start")

_ANSWERING = frozenset({"grep", "egrep", "fgrep", "rg", "pgrep", "diff", "cmp", "which", "command"})
"""Programs whose failure is an answer."""

_UNFAILING = frozenset({"cat", "cut", "head", "sed", "sort", "tail", "tr", "uniq", "xargs"})
"""Programs at the end of a pipe that do not fail where what stands before them does."""

_SETTING = frozenset({"=", ":="})
"""How `${…}` sets a variable that has no value."""

_LITERAL = r"[\"']?([\w.%-]+)[\"']?"
_EXPANDED = regex(rf"\$\{{\w+:?[-=]{_LITERAL}\}}")
_COALESCED = regex(rf"\?\?\s*{_LITERAL}\s*$")
_QUERIED = regex(rf"//\s*{_LITERAL}[\s)]*$")
_CALLED = regex(r"[A-Za-z][\w-]*")
_RETURNED = regex(rf"\{{\s*+(?:return\s++)?{_LITERAL}\s*+;?\s*+\}}")
"""A handler that hands back a literal."""

_ABSENT = regex(
    r"-z\b|\$null\b|IsNullOr|\bnot\b|!|=\s*[\"'](?:null)?[\"']", re.IGNORECASE | re.DOTALL
)
"""How a condition asks whether there is a value."""


def fallbacks(scripted: Scripted) -> Iterator[Fallback]:
    """Every literal that a variable falls back to."""
    yield from _Variables(scripted).fallbacks()


class _Variables:
    """The variables of one script."""

    def __init__(self, scripted: Scripted) -> None:
        self._scripted = scripted
        self._script = scripted.script
        self._text = scripted.run.value
        self._endings = Endings(scripted.script, scripted.run.value)

    def fallbacks(self) -> Iterator[Fallback]:
        for command in self._script.commands:
            yield from self._of_command(command)
        by_name: dict[str, list[Assignment]] = {}
        for assignment in self._script.assignments:
            yield from self._of_assignment(assignment)
            by_name.setdefault(assignment.name, []).append(assignment)
        for assigned in by_name.values():
            yield from self._initial(assigned)

    def _of_command(self, command: Command) -> Iterator[Fallback]:
        """`name=$(command || echo 1)`, `name=$(jq '.score // 1')`, `name=$(python -c …)`, also in
        a function that is called, and `: "${name:=1}"`."""
        yield from _set_where_absent(command)
        name = command.assigned
        if not name or command.piped:
            return
        for each in (command, *self._functions.get(command.name or "", ())):
            said = _said(each)
            if said is not None and not self._cannot_come(each):
                value, place = said
                yield Fallback(name, value, Lack.COMMAND, place.start, place.end)
        if command.name == "jq":
            for word in command.words[1:]:
                found = _QUERIED.search(word.literal or "")
                if found is not None:
                    yield Fallback(name, found.group(1), Lack.VALUE, word.start, word.end)
        inline = program_in(self._scripted, command)
        if inline is not None:
            yield from inline.printed(name)

    def _cannot_come(self, command: Command) -> bool:
        """The fallback comes for another reason than a failure: a program whose failure is an
        answer stands in the same substitution, or one that hides what fails before it."""
        return self._answers(self._together[command.assigned, command.otherwise], command)

    def _answers(self, together: Sequence[Command], last: Command) -> bool:
        if any(each.name in _ANSWERING for each in together):
            return True
        hides = len(together) > 1 and last.name in _UNFAILING
        return hides and "pipefail" not in self._text

    @cached_property
    def _together(self) -> Mapping[tuple[str, tuple[Command, ...]], Sequence[Command]]:
        """The commands of each substitution with a fallback."""
        found: dict[tuple[str, tuple[Command, ...]], list[Command]] = {}
        for each in self._script.commands:
            if each.otherwise:
                found.setdefault((each.assigned, each.otherwise), []).append(each)
        return found

    @cached_property
    def _functions(self) -> Mapping[str, Sequence[Command]]:
        """The commands of each function whose output is its own."""
        found: dict[str, list[Command]] = {}
        for each in self._script.commands:
            if each.function and not (each.assigned or each.piped):
                found.setdefault(each.function, []).append(each)
        return found

    def _of_assignment(self, assignment: Assignment) -> Iterator[Fallback]:
        """`name=${other:-1}`, `$name = … ?? 1`, and what a handler or a look at it gives it."""
        name, word, at = assignment.name, assignment.values[-1], assignment.start
        written = self._text[word.start : word.end].strip("\"'")
        found = _EXPANDED.fullmatch(written) or _COALESCED.search(written)
        if found is not None:
            yield Fallback(name, found.group(1), Lack.VALUE, word.start, word.end)
        for alternate in alternative(written, word.start, word.end):
            yield replace(alternate, name=name)
        yield from self._handed_back(name, word)
        if not word.literal:
            return
        for attempt in self._handlers[at]:
            if not self._endings.always(attempt.handler):
                yield Fallback(name, word.literal, Lack.BLOCK, word.start, word.end)
        for branch in self._branches[at]:
            if self._asks(branch, name):
                yield Fallback(name, word.literal, Lack.VALUE, word.start, word.end)
        for branch in self._refusing[at]:
            if self._takes(branch, name) and not self._endings.always(self._refused(branch)):
                yield Fallback(name, word.literal, Lack.COMMAND, word.start, word.end)

    def _asks(self, branch: Branch, name: str) -> bool:
        """Whether a condition asks if a variable has no value."""
        asked = self._text[slice(*branch.condition)]
        return _mentions(asked, name) and _ABSENT.search(asked) is not None

    def _takes(self, branch: Branch, name: str) -> bool:
        """Whether a condition is `name=$(command)`, which fails as the command does."""
        start, end = branch.condition
        if not re.compile(rf"(?:!\s+)?{re.escape(name)}=[\"']?\$\(").match(self._text, start, end):
            return False
        inside = [each for each in _starting(self._commands, start, end) if each.assigned == name]
        conditions = (each.condition for each in _starting(self._conditions, start, end))
        recovers = any(each != branch.condition for each in conditions)
        return bool(inside) and not recovers and not self._answers(inside, inside[-1])

    def _refused(self, branch: Branch) -> tuple[int, int]:
        """What runs where the command of a condition fails."""
        negated = self._text.startswith("!", branch.condition[0])
        return branch.then if negated else branch.otherwise

    @cached_property
    def _commands(self) -> Sequence[Command]:
        return sorted(self._script.commands, key=_start)

    @cached_property
    def _conditions(self) -> Sequence[Branch]:
        return sorted(self._script.branches, key=_start)

    def _handed_back(self, name: str, word: Word) -> Iterator[Fallback]:
        """`$name = try { … } catch { 1.0 }`, and the same in a function that is called."""
        called = _CALLED.match(self._text, word.start, word.end)
        within = self._within.get(called.group().lower(), ()) if called is not None else ()
        for attempt in (*self._starting.get(word.start, ()), *within):
            found = _RETURNED.fullmatch(self._text, *attempt.handler)
            if found is not None:
                yield Fallback(name, found.group(1), Lack.BLOCK, *found.span(1))

    @cached_property
    def _starting(self) -> Mapping[int, Sequence[Attempt]]:
        """The attempts by where they start."""
        found: dict[int, list[Attempt]] = {}
        for each in self._script.attempts:
            found.setdefault(each.start, []).append(each)
        return found

    @cached_property
    def _within(self) -> Mapping[str, Sequence[Attempt]]:
        """The attempts by the function whose commands they hold, in lower case."""
        found: dict[str, dict[Attempt, None]] = {}
        for attempt in self._script.attempts:
            for each in _starting(self._commands, *attempt.body):
                if each.function:
                    found.setdefault(each.function.lower(), {})[attempt] = None
        return {function: tuple(attempts) for function, attempts in found.items()}

    def _initial(self, assigned: Sequence[Assignment]) -> Iterator[Fallback]:
        """A literal at the start that only a branch or an attempt replaces."""
        first, *later = assigned
        word = first.values[-1]
        if first.conditional or not word.literal or not later:
            return
        parts = [self._replacing(each) for each in later]
        if all(part is not None for part in parts):
            behind = max(part.end for part in parts if part is not None)
            lack = Lack.BLOCK if any(isinstance(part, Attempt) for part in parts) else Lack.VALUE
            yield Fallback(first.name, word.literal, lack, word.start, word.end, behind)

    def _replacing(self, assignment: Assignment) -> Branch | Attempt | None:
        """What an assignment hangs on, if it reads a value that does not come from the variable."""
        name, at = assignment.name, assignment.start
        written = self._text[at : assignment.end]
        if len(re.findall(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", written)) != 1:
            return None
        if assignment.values[-1].literal is not None:
            return None
        for attempt in self._attempts[at]:
            return None if self._endings.always(attempt.handler) else attempt
        outer = (
            branch
            for branch in self._branches[at]
            if not _mentions(self._text[slice(*branch.condition)], name)
        )
        return next(outer, None)

    @cached_property
    def _branches(self) -> Mapping[int, Sequence[Branch]]:
        """Those in which each assignment is made where their condition holds."""
        return self._around([(each.then, each) for each in self._script.branches])

    @cached_property
    def _refusing(self) -> Mapping[int, Sequence[Branch]]:
        """Those in which each assignment is made where the command of their condition fails."""
        return self._around([(self._refused(each), each) for each in self._script.branches])

    @cached_property
    def _attempts(self) -> Mapping[int, Sequence[Attempt]]:
        """Those of which the body holds each assignment."""
        return self._around([(each.body, each) for each in self._script.attempts])

    @cached_property
    def _handlers(self) -> Mapping[int, Sequence[Attempt]]:
        """Those of which the handler holds each assignment."""
        return self._around([(each.handler, each) for each in self._script.attempts])

    def _around(self, parts: Sequence[tuple[tuple[int, int], T]]) -> Mapping[int, Sequence[T]]:
        """What has a part around each assignment, in order of the script."""
        places = sorted({each.start for each in self._script.assignments})
        numbered = [(part, number) for number, (part, _) in enumerate(parts)]
        return {
            place: [parts[number][1] for number in sorted(number for _, number in around)]
            for place, around in holders(places, numbered)
        }


def _starting(nodes: Sequence[N], start: int, end: int) -> Sequence[N]:
    """Those of nodes in order that start in a range."""
    first, behind = (bisect_left(nodes, at, key=_start) for at in (start, end))
    return nodes[first:behind]


def _set_where_absent(command: Command) -> Iterator[Fallback]:
    """What a command sets a variable to in passing: `${name:=1}`."""
    for word in command.words:
        for piece in word.pieces:
            if isinstance(piece, Variable) and piece.operator in _SETTING:
                literal = Word(piece.start, piece.end, piece.operand).literal
                if literal:
                    yield Fallback(piece.name, literal, Lack.VALUE, piece.start, piece.end)


def _said(command: Command) -> tuple[str, Command] | None:
    """The literal that a substitution says where its command fails, and the command that does."""
    if len(command.otherwise) != 1:
        return None
    said = command.otherwise[0]
    if (
        said.name not in SAYING
        or said.redirects
        or said.assigned != command.assigned
        or len(said.words) != 2
    ):
        return None
    literal = said.words[1].literal
    return None if literal is None or not literal.strip() else (literal.strip(), said)


def _mentions(condition: str, name: str) -> bool:
    return re.search(rf"\$\{{?{re.escape(name)}\b", condition) is not None
