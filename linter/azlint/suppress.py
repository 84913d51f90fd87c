"""What was accepted: findings against inline ignores and `[[ignore]]` entries."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from azlint.config import IgnoreEntry, fit
from azlint.directives import Directive, directives
from azlint.finding import Finding, Verdict
from azlint.globs import Patterns
from azlint.own import IneffectiveIgnore, own_finding
from azlint.result import Suppressed, Suppression
from azlint.source import Source

Comments = Mapping[str, Sequence[tuple[int, int]]]


@dataclass(frozen=True)
class Ran:
    """What an unused ignore is judged by.

    known: ids of all installed rules · decided: ids of those that ran and had what they need
    (a rule about changes without a base did not) · unparsed: files with syntax errors.
    """

    known: Collection[str]
    decided: Collection[str]
    unparsed: Collection[str] = ()


@dataclass(frozen=True)
class Outcome:
    """Findings that stay, undecided ones and notes about ignores among them, and the others."""

    kept: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]


def suppress(
    findings: Iterable[Finding],
    comments: Comments,
    sources: Mapping[str, Source],
    entries: Sequence[IgnoreEntry],
    ran: Ran,
) -> Outcome:
    """Take out what a comment or an entry accepts, and say which of these do nothing.

    Undecided findings stay, but an ignore that waits for their decision is not unused.
    """
    kept = list(findings)
    accepted: dict[int, Suppressed] = {}
    notes: list[Finding] = []
    for directive in _directives(comments, sources):
        notes += _misspelt(directive, ran.known)
        for rule in directive.rules:
            targets = _targets(directive, [f for f in kept if f.rule == rule], sources)
            for finding in targets:
                if finding.verdict is Verdict.VIOLATION:
                    accepted.setdefault(id(finding), _accepted(finding, directive))
            if not targets and _needless(rule, directive.span.path, ran):
                notes.append(_note("unused", directive, rule))
    kept = [finding for finding in kept if id(finding) not in accepted] + notes
    return _by_entries(kept, list(accepted.values()), entries, ran)


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


def _needless(rule: str, path: str, ran: Ran) -> bool:
    return rule in ran.decided and path not in ran.unparsed


def _accepted(finding: Finding, directive: Directive) -> Suppressed:
    return Suppressed(finding, Suppression.COMMENT, directive.reason, directive.span)


def _targets(
    directive: Directive, findings: Sequence[Finding], sources: Mapping[str, Source]
) -> Sequence[Finding]:
    """What an ignore speaks of: findings on its lines, else the block below it, else its own."""
    path, at = directive.span.path, directive.span.start
    on_line = [f for f in findings if _starts_on(f.span.path, f.span.start, directive, sources)]
    if on_line:
        return on_line
    scoped = [(f, f.scope) for f in findings if f.scope is not None and f.scope.path == path]
    below = [f for f, scope in scoped if _starts_on(path, scope.start, directive, sources)]
    if below:
        return below
    around = [(scope.end - scope.start, f) for f, scope in scoped if scope.start <= at < scope.end]
    smallest = min((size for size, _ in around), default=0)
    return [finding for size, finding in around if size == smallest]


def _starts_on(path: str, start: int, directive: Directive, sources: Mapping[str, Source]) -> bool:
    return path == directive.span.path and sources[path].position(start).line in directive.lines


def _by_entries(
    findings: Sequence[Finding],
    accepted: Sequence[Suppressed],
    entries: Sequence[IgnoreEntry],
    ran: Ran,
) -> Outcome:
    kept, suppressed = [], list(accepted)
    used: set[int] = set()
    matchers = [_Matcher(entry) for entry in entries]
    for finding in findings:
        hits = [number for number, matcher in enumerate(matchers) if matcher.fits(finding)]
        used.update(hits)
        if hits and finding.verdict is Verdict.VIOLATION:
            entry = entries[hits[0]]
            suppressed.append(Suppressed(finding, Suppression.CONFIG, entry.reason, entry.place))
        else:
            kept.append(finding)
    kept += [
        own_finding(IneffectiveIgnore, "unused", entry.place, rule=entry.rule)
        for number, entry in enumerate(entries)
        if number not in used and entry.place is not None and entry.rule in ran.decided
    ]
    return Outcome(tuple(kept), tuple(suppressed))


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
