"""What the variables of a shell script hold where what they should hold is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from azlint.languages.script.syntax import Assignment, Attempt, Branch, Command, Script
from azlint.languages.workflow.scripts import Scripted
from azlint.patterns import regex
from azlint_rules.delivery.comparisons import program_in
from azlint_rules.delivery.endings import Endings
from azlint_rules.delivery.operands import Fallback, Lack, alternative

SAYING = frozenset({"echo", "printf"})
_ANSWERING = frozenset({"grep", "egrep", "fgrep", "rg", "pgrep", "diff", "cmp", "which", "command"})
"""Programs whose failure is an answer."""

_UNFAILING = frozenset({"cat", "cut", "head", "sed", "sort", "tail", "tr", "uniq", "xargs"})
"""Programs at the end of a pipe that do not fail where what stands before them does."""

_LITERAL = r"[\"']?([\w.%-]+)[\"']?"
_EXPANDED = regex(rf"\$\{{\w+:?-{_LITERAL}\}}")
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
    script, text = scripted.script, scripted.run.value
    for command in script.commands:
        yield from _of_command(scripted, command)
    endings = Endings(script, text)
    by_name: dict[str, list[Assignment]] = {}
    for assignment in script.assignments:
        yield from _of_assignment(script, text, assignment, endings)
        by_name.setdefault(assignment.name, []).append(assignment)
    for assigned in by_name.values():
        yield from _initial(script, text, assigned, endings)


def _of_command(scripted: Scripted, command: Command) -> Iterator[Fallback]:
    """`name=$(command || echo 1)`, `name=$(jq '.score // 1')`, `name=$(python -c …)`."""
    name = command.assigned
    if not name or command.piped:
        return
    said = _said(command)
    if said is not None and not _cannot_come(scripted, command):
        value, place = said
        yield Fallback(name, value, Lack.COMMAND, place.start, place.end)
    if command.name == "jq":
        for word in command.words[1:]:
            found = _QUERIED.search(word.literal or "")
            if found is not None:
                yield Fallback(name, found.group(1), Lack.VALUE, word.start, word.end)
    inline = program_in(scripted, command)
    if inline is not None:
        yield from inline.printed(name)


def _said(command: Command) -> tuple[str, Command] | None:
    """The literal that a substitution says where its command fails, and the command that does."""
    if len(command.otherwise) != 1:
        return None
    said = command.otherwise[0]
    if said.name not in SAYING or said.assigned != command.assigned or len(said.words) != 2:
        return None
    literal = said.words[1].literal
    return None if literal is None or not literal.strip() else (literal.strip(), said)


def _cannot_come(scripted: Scripted, command: Command) -> bool:
    """The fallback comes for another reason than a failure: a program whose failure is an answer
    stands in the same substitution, or one that hides what fails before it."""
    together = [
        each
        for each in scripted.script.commands
        if each.assigned == command.assigned and each.otherwise == command.otherwise
    ]
    hides = len(together) > 1 and command.name in _UNFAILING
    if any(each.name in _ANSWERING for each in together):
        return True
    return hides and "pipefail" not in scripted.run.value


def _of_assignment(
    script: Script, text: str, assignment: Assignment, endings: Endings
) -> Iterator[Fallback]:
    """`name=${other:-1}`, `$name = … ?? 1`, and what a handler or a look at it gives it."""
    name, word = assignment.name, assignment.values[-1]
    written = text[word.start : word.end].strip("\"'")
    found = _EXPANDED.fullmatch(written) or _COALESCED.search(written)
    if found is not None:
        yield Fallback(name, found.group(1), Lack.VALUE, word.start, word.end)
    for alternate in alternative(written, word.start, word.end):
        yield replace(alternate, name=name)
    yield from _handed_back(script, text, assignment)
    if not word.literal:
        return
    for attempt in script.attempts:
        if _holds(attempt.handler, assignment.start) and not endings.always(attempt.handler):
            yield Fallback(name, word.literal, Lack.BLOCK, word.start, word.end)
    for branch in script.branches:
        asked = text[slice(*branch.condition)]
        asks = _mentions(asked, name) and _ABSENT.search(asked) is not None
        if asks and _holds(branch.then, assignment.start):
            yield Fallback(name, word.literal, Lack.VALUE, word.start, word.end)


def _handed_back(script: Script, text: str, assignment: Assignment) -> Iterator[Fallback]:
    """`$name = try { … } catch { 1.0 }`, and the same in a function that is called."""
    name, word = assignment.name, assignment.values[-1]
    called = _CALLED.match(text, word.start, word.end)
    function = called.group().lower() if called is not None else ""
    inside = [each.start for each in script.commands if each.function.lower() == function != ""]
    for attempt in script.attempts:
        around = attempt.start == word.start or any(_holds(attempt.body, at) for at in inside)
        found = _RETURNED.fullmatch(text, *attempt.handler) if around else None
        if found is not None:
            yield Fallback(name, found.group(1), Lack.BLOCK, *found.span(1))


def _initial(
    script: Script, text: str, assigned: Sequence[Assignment], endings: Endings
) -> Iterator[Fallback]:
    """A literal at the start that only a branch or an attempt replaces."""
    first, *later = assigned
    word = first.values[-1]
    if first.conditional or not word.literal or not later:
        return
    parts = [_replacing(script, text, each, endings) for each in later]
    if all(part is not None for part in parts):
        behind = max(part.end for part in parts if part is not None)
        lack = Lack.BLOCK if any(isinstance(part, Attempt) for part in parts) else Lack.VALUE
        yield Fallback(first.name, word.literal, lack, word.start, word.end, behind)


def _replacing(
    script: Script, text: str, assignment: Assignment, endings: Endings
) -> Branch | Attempt | None:
    """What an assignment hangs on, if it reads a value that does not come from the variable."""
    written = text[assignment.start : assignment.end]
    if len(re.findall(rf"(?<![\w.-]){re.escape(assignment.name)}(?![\w.-])", written)) != 1:
        return None
    if assignment.values[-1].literal is not None:
        return None
    for attempt in script.attempts:
        if _holds(attempt.body, assignment.start):
            return None if endings.always(attempt.handler) else attempt
    outer = (
        branch
        for branch in script.branches
        if _holds(branch.then, assignment.start)
        and not _mentions(text[slice(*branch.condition)], assignment.name)
    )
    return next(outer, None)


def _holds(part: tuple[int, int], place: int) -> bool:
    return part[0] <= place < part[1]


def _mentions(condition: str, name: str) -> bool:
    return re.search(rf"\$\{{?{re.escape(name)}\b", condition) is not None
