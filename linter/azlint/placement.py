"""Where a finding stands: at what its reader can change.

A rule points at the attribute that it reads. That is the place unless the cause lies with a
caller of the module (then it is the caller's argument), or the module is from elsewhere (then it
is the call in this repository that brings it).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

import msgspec

from azlint.finding import Context, Entrance, Finding, Related, Step, Stop
from azlint.guard import UNGUARDED, Guard
from azlint.patterns import regex
from azlint.source import Span

Entrances = Mapping[str, Sequence[Entrance]]
"""The calls that bring each file from elsewhere, by path."""

Move = Callable[[Span], Entrance | None]
"""The call that stands for a place; None for a place in the repository."""


ELSEWHERE = "; this is for the module to do: look for an argument or another version that does it"
TAKES = "takes it here"


INPUT = regex(r"var\.|param ")
ARGUMENT = regex(r"^module\.|\.params\.")
"""What a step is called that stands at the input of a module, and at what a call gives it."""


def place(
    findings: Iterable[Finding], entrances: Entrances, guard: Guard = UNGUARDED
) -> list[Finding]:
    """Every finding at its place, in the order given; what a rule said of one module in each of
    its calls is taken together. Where that stops, findings stay where the rule said it.
    """
    found = list(findings)
    groups: dict[tuple[str, str, Span], list[int]] = defaultdict(list)
    for number, finding in enumerate(found):
        groups[finding.rule, finding.key, finding.span].append(number)
    for (_, _, span), numbers in groups.items():
        members = [found[number] for number in numbers]
        placed = guard.single(partial(_placed, members, entrances), span, "placing a finding")
        for number, finding in zip(numbers, placed or members, strict=True):
            found[number] = finding
    return found


def _placed(members: Sequence[Finding], entrances: Entrances) -> list[Finding]:
    return [_settled(finding, entrances) for finding in _at_causes(members, entrances)]


# The caller's argument.


def _at_causes(members: Sequence[Finding], entrances: Entrances) -> list[Finding]:
    """Findings at one attribute, those that a caller causes at its argument.

    What several arguments hand on from one place is no caller's: it stays at the attribute.
    """
    arguments = [_argument(finding, entrances) for finding in members]
    sharing: dict[Span, set[Span]] = defaultdict(set)
    for finding, argument in zip(members, arguments, strict=True):
        if argument is not None:
            sharing[finding.chain[-1].span].add(argument.span)
    return [
        _at(argument, finding)
        if argument is not None and len(sharing[finding.chain[-1].span]) == 1
        else finding
        for finding, argument in zip(members, arguments, strict=True)
    ]


def _argument(finding: Finding, entrances: Entrances) -> Step | None:
    """The argument of the farthest call that hands the value on, in this repository."""
    if finding.anchored or (finding.chain and finding.chain[0].span != finding.span):
        return None
    found = None
    for taken, step in zip(finding.chain, finding.chain[1:], strict=False):
        passed = INPUT.match(taken.label) and ARGUMENT.search(step.label)
        if passed and step.span.path not in entrances:
            found = step
    return found


def _at(argument: Step, finding: Finding) -> Finding:
    attribute = Related(finding.span, f"{finding.subject} {TAKES}")
    kept = (related for related in finding.related if related.span != argument.span)
    return msgspec.structs.replace(finding, span=argument.span, related=(attribute, *kept))


# Modules from elsewhere.


def _settled(finding: Finding, entrances: Entrances) -> Finding:
    """A finding of which no place lies elsewhere."""
    own = next((c.entrance for c in finding.contexts if c.entrance is not None), None)
    if own is None and not any(span.path in entrances for span in _places(finding)):
        return finding
    move = partial(_entrance, entrances=entrances, own=own)
    related = [_related(each, move(each.span)) for each in finding.related]
    if own is not None and not any(finding.subject in each.message for each in related):
        related.append(Related(own.source, f"{_inner(finding, own)} is declared in {own.package}"))
    outer, owner = move(finding.span), finding.scope and move(finding.scope)
    steps = (_step(step, move(step.span)) for step in finding.chain)
    return msgspec.structs.replace(
        finding,
        span=outer.header if outer else finding.span,
        scope=owner.scope if owner else finding.scope,
        related=tuple(dict.fromkeys(related)),
        contexts=tuple(_context(context, move) for context in finding.contexts),
        chain=tuple(dict.fromkeys(steps)),
        stop=_stop(finding.stop, move),
        fix=() if outer else finding.fix,
        help=f"{finding.help}{ELSEWHERE}" if outer and finding.help else finding.help,
    )


def _places(finding: Finding) -> Iterator[Span]:
    yield finding.span
    yield from (related.span for related in finding.related)
    yield from (step.span for step in finding.chain)
    if finding.stop is not None and finding.stop.span is not None:
        yield finding.stop.span


def _entrance(span: Span, entrances: Entrances, own: Entrance | None) -> Entrance | None:
    """The call that brings a place, that of the finding itself if it can be; None for a place in
    the repository."""
    found = entrances.get(span.path, ())
    return own if own in found else next(iter(found), None)


def _related(related: Related, entrance: Entrance | None) -> Related:
    if entrance is None:
        return related
    return Related(entrance.source, f"{related.message}, in {entrance.package}")


def _step(step: Step, entrance: Entrance | None) -> Step:
    return step if entrance is None else Step(entrance.source, step.label)


def _stop(stop: Stop | None, move: Move) -> Stop | None:
    if stop is None or stop.span is None:
        return stop
    entrance = move(stop.span)
    return msgspec.structs.replace(stop, span=entrance.source) if entrance else stop


def _context(context: Context, move: Move) -> Context:
    calls = []
    for address, span in context.calls:
        entrance = move(span)
        calls.append((address, entrance.header if entrance else span))
    return msgspec.structs.replace(context, calls=tuple(calls))


def _inner(finding: Finding, entrance: Entrance) -> str:
    """The address of the declaration in the module from elsewhere."""
    calls = next(context.calls for context in finding.contexts if context.entrance == entrance)
    outer = next((address for address, span in calls if span == entrance.header), "")
    inside = calls[-1][0].removeprefix(outer).removeprefix(".") if outer else ""
    return f"{inside}.{finding.subject}" if inside else finding.subject
