"""From what rules said to what is told: placed, accepted or not, each place once.

Ignores come before folding: one on the way of a value speaks of the evaluations in which the
value comes that way, and of no other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import structs

from azlint.build import Built
from azlint.config import IgnoreEntry
from azlint.extents import reach
from azlint.finding import Finding, Severity
from azlint.fold import fold, names
from azlint.lostparts import lost_parts
from azlint.placement import place
from azlint.result import Suppressed
from azlint.source import NOWHERE
from azlint.suppress import Outcome, Ran, suppress

Severities = Mapping[str, Severity]


def settled(
    findings: Iterable[Finding],
    built: Built,
    defaults: Severities,
    entries: Sequence[IgnoreEntry],
    ran: Ran,
) -> Outcome:
    """What stays and what is accepted, each place once."""
    graph, guard = built.graph, built.guard
    lost = [*lost_parts(guard)]
    placed = place((*findings, *lost), graph.entrances, guard)
    outcome = suppress(
        (*placed, *built.problems),
        built.comments,
        graph.sources,
        entries,
        ran,
        reach=reach(built.loaded.parsed),
        guard=guard,
    )
    accepted = _accepted(outcome.suppressed, defaults, built)
    kept = fold(outcome.kept, defaults, graph.environments, guard)
    here = [each for each in lost_parts(guard) if each not in lost]
    return Outcome((*_without_accepted(kept, accepted), *here), accepted)


def _accepted(
    entries: Iterable[Suppressed], defaults: Severities, built: Built
) -> tuple[Suppressed, ...]:
    """Findings that the same words accept, each place once."""
    groups: dict[Suppressed, list[Finding]] = defaultdict(list)
    for entry in entries:
        groups[structs.replace(entry, finding=_ANY)].append(entry.finding)
    return tuple(
        structs.replace(words, finding=finding)
        for words, members in groups.items()
        for finding in fold(members, defaults, built.graph.environments, built.guard)
    )


def _without_accepted(
    findings: Iterable[Finding], accepted: Iterable[Suppressed]
) -> Iterable[Finding]:
    """Findings that do not call an environment free of them in which they are accepted."""
    elsewhere: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for entry in accepted:
        finding = entry.finding
        elsewhere[finding.rule, finding.key, finding.span] |= names(finding.contexts)
    for finding in findings:
        silent = elsewhere.get((finding.rule, finding.key, finding.span), set())
        free = tuple(name for name in finding.not_in if name not in silent)
        yield structs.replace(finding, not_in=free) if silent else finding


_ANY = Finding(rule="", key="", message="", span=NOWHERE)
