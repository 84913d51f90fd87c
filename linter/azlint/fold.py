"""Many evaluations, one finding: fold by rule, message and place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import msgspec

from azlint.finding import Context, Finding, Related, Severity, Step, Verdict

Environments = Mapping[str, Sequence[str]]
"""The names of the environments of each root."""

MAX_WAYS = 20
"""Ways of values that one finding tells beside its own."""


def fold(
    findings: Iterable[Finding],
    defaults: Mapping[str, Severity],
    environments: Environments | None = None,
) -> Sequence[Finding]:
    """One finding for each message at a place, with every context in which it holds.

    A violation in any evaluation wins over undecided at the same place. `defaults` are the
    severities of findings that name none, by rule.
    """
    ordered = sorted(findings, key=_place)
    folded: list[Finding] = []
    for _, group in groupby(ordered, key=lambda finding: (finding.rule, finding.span)):
        members = list(group)
        certain = [member for member in members if member.verdict is Verdict.VIOLATION]
        for _, same in groupby(certain or members, key=lambda finding: finding.key):
            merged = _merged(list(same), defaults)
            folded.append(_compared(merged, members, environments or {}))
    return folded


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
