"""Findings as rows for code scanning: one for each rule and line, within GitHub's limits.

GitHub makes one alert of what has the same rule and the same line, so findings that share both
become one row here, with the others as related places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import msgspec

from azlint.finding import Finding, Related, Severity, Verdict
from azlint.fingerprint import LineHashes, fingerprints
from azlint.plural import counted
from azlint.report.words import CONSEQUENCES, sentences, where
from azlint.result import Result, Suppressed, sort_key
from azlint.source import Source, Span

MAX_RELATED = 20


class Region(NamedTuple):
    """A span as lines and columns, 1-based; the end column is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Row(msgspec.Struct, frozen=True):
    """One result for code scanning; `related` is numbered from 1 in the text."""

    finding: Finding
    severity: Severity
    text: str
    related: tuple[Related, ...]
    fingerprint: str
    line_hash: str
    suppressed: Suppressed | None = None


def region(span: Span, source: Source | None) -> Region:
    """Where a span stands; a line break at its end is left out."""
    if source is None:
        return Region(1, 1, 1, 1)
    text = source[span]
    end = span.start + len(text.rstrip("\r\n"))
    return Region(*source.position(span.start), *source.position(end))


def rows(result: Result, *, include_suppressed: bool = False) -> Sequence[Row]:
    """Every row, by place and rule, whatever a base has.

    Fingerprints count suppressed findings always, so that accepting one renames no other, and
    undecided ones last, so that they rename none. These are rows only where they fail the run.
    """
    accepted = {id(entry.finding): entry for entry in result.suppressed}
    findings = sorted(
        (*result.everything, *(entry.finding for entry in result.suppressed)), key=sort_key
    )
    if result.undecided_fail:
        findings += sorted(result.undecided, key=sort_key)
    named = list(zip(findings, fingerprints(findings, result.sources), strict=True))
    hashes = _Hashes(result.sources)

    def place(item: tuple[Finding, str]) -> tuple[str, int, str, bool]:
        finding = item[0]
        line = region(finding.span, result.sources.get(finding.span.path)).line
        return (finding.span.path, line, finding.rule, id(finding) in accepted)

    made = []
    for (path, line, _, silent), group in groupby(sorted(named, key=place), key=place):
        if not silent or include_suppressed:
            members = list(group)
            entry = accepted.get(id(members[0][0]))
            made.append(_row(members, hashes.of(path, line), entry, result.sources))
    return made


def _row(
    members: Sequence[tuple[Finding, str]],
    line_hash: str,
    entry: Suppressed | None,
    sources: Mapping[str, Source],
) -> Row:
    """The most severe finding that is certain speaks; the others are places that it relates."""
    main, name = max(members, key=lambda item: (_is_certain(item[0]), _severity(item[0])))
    also = [
        Related(finding.span, f"also here: {sentences(finding.message)[0]}")
        for finding, _ in members
        if finding is not main
    ]
    related = tuple(dict.fromkeys((*also, *main.related)))
    shown = related[:MAX_RELATED]
    text = _text(main, shown, len(related) - len(shown), sources)
    return Row(main, _severity(main), text, shown, name, line_hash, entry)


def _is_certain(finding: Finding) -> bool:
    return finding.verdict is Verdict.VIOLATION


def _severity(finding: Finding) -> Severity:
    return finding.severity or Severity.WARNING


def _text(
    finding: Finding, related: Sequence[Related], more: int, sources: Mapping[str, Source]
) -> str:
    """The message, what the fix does, how to fix, and links to related places."""
    links = [f"[{_link(place.message)}]({number})" for number, place in enumerate(related, 1)]
    if more:
        links.append(f"and {counted(more, 'place')} more")
    parts = [
        ("", finding.message),
        ("Holds in ", where(finding, sources)),
        ("Undecided: ", finding.cause),
        ("Consequence of the fix: ", CONSEQUENCES[finding.consequence]),
        ("How to fix: ", finding.help),
    ]
    lines = [_ended(f"{label}{_plain(text)}") for label, text in parts if text]
    return "\n".join((*lines, *([f"See {', '.join(links)}."] if links else [])))


def _ended(text: str) -> str:
    """A sentence with its end, so that readers of the first one find it."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _plain(text: str) -> str:
    """Text that must not read as a link."""
    return " ".join(text.split()).replace("](", "\\](")


def _link(text: str) -> str:
    """The text of a link, in which brackets and backslashes are escaped."""
    escaped = " ".join(text.split()).replace("\\", "\\\\")
    return escaped.replace("[", "\\[").replace("]", "\\]") or "here"


class _Hashes:
    """Line hashes, computed once for each file that has a row."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._done: dict[str, LineHashes] = {}

    def of(self, path: str, line: int) -> str:
        source = self._sources.get(path)
        if source is None:
            return ""
        if path not in self._done:
            self._done[path] = LineHashes(source)
        hashes = self._done[path]
        return hashes[line - 1] if line <= len(hashes) else ""


def most_severe(found: Sequence[Row], limit: int) -> Iterator[Row]:
    """At most so many rows, in their order, the most severe kept."""
    ranked = sorted(range(len(found)), key=lambda index: -found[index].severity)
    for index in sorted(ranked[:limit]):
        yield found[index]
