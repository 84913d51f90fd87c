"""What was accepted: findings against inline ignores and `[[ignore]]` entries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

import msgspec

from azlint.config import IgnoreEntry, fit
from azlint.directives import Directive, directives
from azlint.extents import Reach, nothing
from azlint.finding import Finding, Verdict
from azlint.globs import Patterns
from azlint.guard import UNGUARDED, Guard
from azlint.own import IneffectiveIgnore, own_finding
from azlint.result import Suppressed, Suppression
from azlint.source import Source, Span
from azlint.spoken import Spoken

Comments = Mapping[str, Sequence[tuple[int, int]]]


class Ran(msgspec.Struct, frozen=True):
    """What an unused ignore is judged by.

    known: ids of all installed rules · decided: ids of those that ran and had what they need
    (a rule about changes without a base did not, and none did where the command line chooses
    environments or gives values) · unparsed: files with syntax errors.
    """

    known: Collection[str]
    decided: Collection[str]
    unparsed: Collection[str] = ()


class Outcome(msgspec.Struct, frozen=True):
    """Findings that stay, undecided ones and notes about ignores among them, and the others."""

    kept: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]


def suppress(
    findings: Iterable[Finding],
    comments: Comments,
    sources: Mapping[str, Source],
    entries: Sequence[IgnoreEntry],
    ran: Ran,
    *,
    reach: Reach = nothing,
    guard: Guard = UNGUARDED,
) -> Outcome:
    """Take out what a comment or an entry accepts, and say which of these do nothing.

    Undecided findings stay, but an ignore that waits for their decision is not unused; where it
    accepts a violation at the same place, they are accepted with it. An ignore with which this
    stops accepts nothing.
    """
    heeding = _Heeding(tuple(findings), ran, reach)
    for directive in _directives(comments, sources):
        heed = partial(heeding.heed, directive, sources[directive.span.path])
        guard.done(heed, directive.span, "heeding an ignore")
    kept = [*heeding.kept, *heeding.notes]
    kept += _unused(heeding.idle, kept, sources, reach)
    return _by_entries(kept, list(heeding.accepted.values()), entries, ran, guard)


class _Heeding:
    """What the ignores in comments accept, one after the other.

    notes: on those that are not understood · idle: those that accept nothing, with the rule.
    """

    def __init__(self, findings: Sequence[Finding], ran: Ran, reach: Reach) -> None:
        self._findings = findings
        self._ran = ran
        self._spoken = Spoken(findings, reach)
        self._settled: set[int] = set()
        self.accepted: dict[int, Suppressed] = {}
        self.notes: list[Finding] = []
        self.idle: list[tuple[Directive, str]] = []

    @property
    def kept(self) -> Iterator[Finding]:
        """The findings that no ignore accepts."""
        return (each for each in self._findings if id(each) not in self._settled)

    def heed(self, directive: Directive, source: Source) -> None:
        """Accept what an ignore speaks of."""
        self.notes += _misspelt(directive, self._ran.known)
        for rule in directive.rules:
            targets = self._spoken.by(directive, source, rule)
            certain = [f for f in targets if f.verdict is Verdict.VIOLATION]
            for finding in certain:
                self.accepted.setdefault(id(finding), _accepted(finding, directive))
            places = {finding.span for finding in certain}
            self._settled.update(id(each) for each in targets if each.span in places)
            if not targets and _needless(rule, directive.span.path, self._ran):
                self.idle.append((directive, rule))


def _directives(comments: Comments, sources: Mapping[str, Source]) -> Iterator[Directive]:
    for path in sorted(comments):
        if path in sources:
            yield from directives(sources[path], comments[path])


def _misspelt(directive: Directive, known: Collection[str]) -> Iterator[Finding]:
    if directive.problem:
        yield own_finding(IneffectiveIgnore, "malformed", directive.span, problem=directive.problem)
    for rule in directive.rules:
        if rule not in known:
            yield _note("unknown", directive, rule)


def _note(key: str, directive: Directive, rule: str) -> Finding:
    return own_finding(IneffectiveIgnore, key, directive.span, rule=rule)


def _unused(
    idle: Iterable[tuple[Directive, str]],
    kept: Iterable[Finding],
    sources: Mapping[str, Source],
    reach: Reach,
) -> Iterator[Finding]:
    """A note on each rule of an ignore that reports nothing there; it says where an ignore would
    hold of what the rule reports elsewhere in the file."""
    reported: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in kept:
        if finding.verdict is Verdict.VIOLATION:
            reported[finding.rule, finding.span.path].append(finding)
    for directive, rule in idle:
        path = directive.span.path
        elsewhere = reported.get((rule, path))
        if elsewhere is None:
            yield _note("unused", directive, rule)
        else:
            near = _Near(directive, sources[path], reach)
            fields = {"rule": rule, **_hold(elsewhere, sources[path], near)}
            yield own_finding(IneffectiveIgnore, "elsewhere", directive.span, **fields)


class _Near(msgspec.Struct, frozen=True):
    """What the place of an ignore has to do with findings that it does not accept."""

    directive: Directive
    source: Source
    reach: Reach

    def rank(self, finding: Finding) -> tuple[bool, int, Span]:
        """Lower for a finding that names what the ignore stands at, then for a nearer one."""
        named = [related.span for related in finding.related]
        named += [step.span for way in finding.chains for step in way]
        line, own = (
            self.source.position(span.start).line for span in (finding.span, self.directive.span)
        )
        return (not any(map(self._touches, named)), abs(line - own), finding.span)

    def _touches(self, place: Span) -> bool:
        if place.path != self.source.path:
            return False
        end = max(place.end, self.reach(place.path, place.start))
        inside = place.start <= self.directive.span.start < end
        return inside or self.source.position(place.start).line in self.directive.lines


def _hold(findings: Collection[Finding], source: Source, near: _Near) -> Mapping[str, str]:
    """Where the finding that is meant most likely stands, and where an ignore of it holds."""
    spans = {finding.span for finding in findings}
    meant = min(findings, key=near.rank)
    around = _scope(meant)
    line, begin, end = (
        source.position(at).line for at in (meant.span.start, around.start, around.end - 1)
    )
    return {
        "line": f"line {line}",
        "lines": f"lines {begin} to {end}" if begin < end else f"line {line} or above it",
        "more": f" ({len(spans) - 1} more in this file)" if len(spans) > 1 else "",
    }


def _scope(finding: Finding) -> Span:
    """What an ignore may stand in."""
    scope = finding.scope
    return scope if scope is not None and scope.holds(finding.span) else finding.span


def _needless(rule: str, path: str, ran: Ran) -> bool:
    return rule in ran.decided and path not in ran.unparsed


def _accepted(finding: Finding, directive: Directive) -> Suppressed:
    return Suppressed(finding, Suppression.COMMENT, directive.reason, directive.span)


def _by_entries(
    findings: Sequence[Finding],
    accepted: Sequence[Suppressed],
    entries: Sequence[IgnoreEntry],
    ran: Ran,
    guard: Guard,
) -> Outcome:
    kept, suppressed = [], list(accepted)
    used: set[int] = set()
    matchers = [_Matcher(entry) for entry in entries]
    for finding in findings:
        hits = guard.several(partial(_hits, matchers, finding), finding.span, "accepting a finding")
        used.update(hits)
        if hits and finding.verdict is Verdict.VIOLATION:
            entry = entries[hits[0]]
            suppressed.append(Suppressed(finding, Suppression.CONFIG, entry.reason, entry.place))
        else:
            kept.append(finding)
    kept += [
        own_finding(IneffectiveIgnore, "unused-entry", entry.place, rule=entry.rule)
        for number, entry in enumerate(entries)
        if number not in used and entry.place is not None and entry.rule in ran.decided
    ]
    return Outcome(tuple(kept), tuple(suppressed))


def _hits(matchers: Iterable[_Matcher], finding: Finding) -> Iterator[int]:
    return (number for number, matcher in enumerate(matchers) if matcher.fits(finding))


class _Matcher:
    """An `[[ignore]]` entry, compiled."""

    def __init__(self, entry: IgnoreEntry) -> None:
        self._rule = entry.rule
        self._paths = Patterns([entry.path])
        self._address = _address_pattern(entry.address) if entry.address else None

    def fits(self, finding: Finding) -> bool:
        return (
            fit(self._rule, finding.rule, default=False) > 0
            and (not self._paths or self._paths.match(finding.span.path))
            and (self._address is None or self._address.fullmatch(finding.subject) is not None)
        )


def _address_pattern(text: str) -> re.Pattern[str]:
    """`*` stands for anything; atomic groups keep several of them from backtracking."""
    first, *rest = (re.escape(part) for part in text.split("*"))
    if not rest:
        return re.compile(first)
    *middle, last = rest
    groups = "".join(f"(?>.*?{part})" for part in middle)
    return re.compile(f"{first}{groups}.*{last}", re.DOTALL)
