"""Many evaluations, one finding: fold by rule, message and place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby

import msgspec

from azlint.finding import Context, Finding, Related, Severity, Step, Verdict
from azlint.guard import UNGUARDED, Guard
from azlint.source import Span

Environments = Mapping[str, Sequence[str]]
"""The names of the environments of each root."""

MAX_WAYS = 20
"""Ways of values that one finding tells beside its own."""


def fold(
    findings: Iterable[Finding],
    defaults: Mapping[str, Severity],
    environments: Environments | None = None,
    guard: Guard = UNGUARDED,
) -> Sequence[Finding]:
    """One finding for each thing said at a place, with every context in which it holds.

    A violation in any evaluation wins over undecided at the same place. `defaults` are the
    severities of findings that name none, by rule. Where that stops, findings stay as they are.
    """
    ordered = sorted(_gathered(findings), key=_place)
    folded: list[Finding] = []
    for (_, span), group in groupby(ordered, key=lambda finding: (finding.rule, finding.span)):
        members = list(group)
        together = partial(_together, members, defaults, environments or {})
        made = guard.single(together, span, "folding findings")
        folded += members if made is None else made
    return folded


def _together(
    members: list[Finding], defaults: Mapping[str, Severity], environments: Environments
) -> list[Finding]:
    """What a rule says at one place."""
    certain = [member for member in members if member.verdict is Verdict.VIOLATION]
    return [
        _compared(_merged(one, defaults), members, environments)
        for _, same in groupby(certain or members, key=lambda finding: finding.key)
        for one in _apart(list(same))
    ]


def _apart(members: list[Finding]) -> Iterable[list[Finding]]:
    """Different things said of one declaration in one evaluation are more than one finding; of
    different ones, to which one place is the cause, they are one."""
    groups: list[tuple[set[tuple[str, Context]], list[Finding]]] = []
    for _, same in groupby(members, key=lambda finding: finding.message):
        alike = list(same)
        cases = {(member.subject, context) for member in alike for context in member.contexts}
        new: tuple[set[tuple[str, Context]], list[Finding]] = (set(), [])
        seen, joined = next((each for each in groups if each[0].isdisjoint(cases)), new)
        if not joined:
            groups.append(new)
        seen |= cases
        joined.extend(alike)
    return [joined for _, joined in groups]


def _gathered(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Findings with one message about one declaration, at places that lie in one another: what is
    a choice in one environment is one of its branches in another. They stand at the outer place,
    unless an evaluation has both."""
    by_subject: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        subject = (finding.rule, finding.key, finding.scope, finding.span.path)
        by_subject.setdefault(subject, []).append(finding)
    for members in by_subject.values():
        by_span: dict[Span, list[Finding]] = {}
        for member in members:
            by_span.setdefault(member.span, []).append(member)
        yield from members if len(by_span) == 1 or members[0].scope is None else _outer(by_span)


def _outer(by_span: Mapping[Span, list[Finding]]) -> Iterable[Finding]:
    kept: dict[Span, set[tuple[str, str]]] = {}
    for span in sorted(by_span, key=lambda span: (span.start, -span.end)):
        places = {(c.root, c.environment) for each in by_span[span] for c in each.contexts}
        kept = {each: seen for each, seen in kept.items() if each.end >= span.start}
        outer = next((o for o, seen in kept.items() if o.holds(span) and not seen & places), span)
        kept.setdefault(outer, set()).update(places)
        yield from (msgspec.structs.replace(each, span=outer) for each in by_span[span])


def _place(finding: Finding) -> tuple[object, ...]:
    place = (finding.rule, finding.span, finding.key)
    return (*place, finding.message, finding.contexts, finding.chain)


def _merged(members: list[Finding], defaults: Mapping[str, Severity]) -> Finding:
    worst = max(members, key=lambda member: member.severity or defaults[member.rule])
    message, help_ = worst.general
    if not message or all(member.message == worst.message for member in members):
        message = worst.message
    if not help_ or all(member.help == worst.help for member in members):
        help_ = worst.help
    return msgspec.structs.replace(
        worst,
        message=message,
        help=help_,
        contexts=tuple(sorted({c for member in members for c in member.contexts})),
        related=_related(members),
        also=_also(worst, members),
    )


def _also(worst: Finding, members: list[Finding]) -> tuple[tuple[Step, ...], ...]:
    """The ways of the others, in order and as many as are told."""
    ways = {way for member in members for way in member.chains} - {worst.chain}
    return tuple(sorted(ways)[:MAX_WAYS])


def _related(members: list[Finding]) -> tuple[Related, ...]:
    return tuple(sorted({related for member in members for related in member.related}))


def _compared(finding: Finding, members: list[Finding], environments: Environments) -> Finding:
    """A finding that says in which environments of its roots it does not hold."""
    present = names(finding.contexts)
    roots = {context.root for context in finding.contexts if context.environment}
    others = {name for root in roots for name in environments.get(root, ())} - present
    if not others:
        return finding
    waiting = [member for member in members if member.verdict is Verdict.UNDECIDED]
    undecided = others & names(context for member in waiting for context in member.contexts)
    return msgspec.structs.replace(
        finding, not_in=tuple(sorted(others - undecided)), undecided_in=tuple(sorted(undecided))
    )


def names(contexts: Iterable[Context]) -> set[str]:
    """The environments of some contexts."""
    return {context.environment for context in contexts} - {""}
