"""The report for programs. Its shape is stable: `version` rises when a field changes or goes.

    {
      "version": 1,
      "tool": {"name": "azlint", "version": "0.1.0"},
      "success": true,                     false where the run is broken (exit code 2)
      "base": "origin/main" | null,        what the run was compared with
      "findings": [FINDING], "undecided": [FINDING],
      "suppressed": [FINDING + {"suppression": {"kind": "inSource" | "external", "reason": …,
                                                "location": PLACE | null}}],
      "rules": [{"id", "name", "severity", "enabled", "languages", "security_severity", "pack"}],
      "files": {"terraform": 12}, "unparsed": [path], "ignored_value_files": [path],
      "modules_not_followed": [{"address", "source", "version" | null, "reason", "location"}],
      "counts": {"roots", "libraries", "environments", "modules_followed",
                 "modules_not_followed", "undecided": {cause: number}},
      "failures": [{"message", "rule" | null, "location": PLACE | null}], "notes": [text],
      "stats": [{"path", "language", "parse": "parsed" | "in part" | "not parsed",
                 "lost": [{"what", "reason", "location": PLACE}], "values", "known"}]
    }                                      stats: only with --stats

    FINDING: {"rule", "key", "severity", "verdict", "message", "help", "consequence",
              "confidence", "address", "fingerprint", "introduced": bool, "cause" | null,
              "stop": {"cause", "reference", "location": PLACE | null} | null,
              "location": PLACE, "related": [PLACE + {"message"}],
              "chains": [[{"label", "location": PLACE}]],   from the literal to the use
              "contexts": [{"environment" | null, "addresses": [text],
                            "calls": [{"address", "location": PLACE}],
                            "keys": [text]}],
              "not_in": [environment], "undecided_in": [environment]}
    PLACE: {"path", "line", "column", "end_line", "end_column"}   1-based, code points, end
                                                                   exclusive, path from the root

`introduced` is false for a finding that the base has too. Findings are sorted by place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from azlint import __version__
from azlint.finding import Context, Finding, Severity, Step, Stop
from azlint.fingerprint import fingerprints
from azlint.report.plain import plain
from azlint.report.rows import region
from azlint.report.words import addresses
from azlint.result import Failure, FileStats, NotFollowed, Result, RuleCard, Suppressed, sort_key
from azlint.source import Source, Span

VERSION = 1

Object = dict[str, object]


def render(result: Result) -> bytes:
    """The report as UTF-8."""
    data = msgspec.json.encode(plain(_report(result)))
    return msgspec.json.format(data, indent=2) + b"\n"


def _report(result: Result) -> Object:
    writer = _Writer(result)
    counts = msgspec.structs.asdict(result.counts)
    files = counts.pop("files")
    return {
        "version": VERSION,
        "tool": {"name": "azlint", "version": __version__},
        "success": not result.failures,
        "base": result.base or None,
        "findings": [writer.finding(finding) for finding in result.everything],
        "undecided": [writer.finding(finding) for finding in result.undecided],
        "suppressed": [writer.suppressed(entry) for entry in result.suppressed],
        "rules": [_rule(card) for card in result.rules],
        "files": files,
        "unparsed": result.unparsed,
        "ignored_value_files": result.ignored_value_files,
        "modules_not_followed": [writer.call(call) for call in result.not_followed],
        "counts": counts | {"undecided": result.undecided_by_cause},
        "failures": [writer.failure(failure) for failure in result.failures],
        "notes": result.notes,
        **({"stats": [writer.stats(file) for file in result.stats]} if result.stats else {}),
    }


def _rule(card: RuleCard) -> Object:
    meta = card.meta
    return {
        "id": meta.id,
        "name": meta.name,
        "severity": meta.severity.label,
        "enabled": meta.enabled,
        "languages": sorted(meta.languages),
        "security_severity": meta.security_severity or None,
        "pack": card.pack,
    }


class _Writer:
    """Findings as objects; fingerprints are numbered over all findings of the run."""

    def __init__(self, result: Result) -> None:
        self._sources: Mapping[str, Source] = result.sources
        self._known = {id(finding) for finding in result.unchanged}
        accepted = (entry.finding for entry in result.suppressed)
        self._prints = {
            id(finding): name
            for findings in ((*result.everything, *accepted), result.undecided)
            for finding, name in self._named(findings)
        }

    def _named(self, findings: Iterable[Finding]) -> Iterable[tuple[Finding, str]]:
        ordered = sorted(findings, key=sort_key)
        return zip(ordered, fingerprints(ordered, self._sources), strict=True)

    def finding(self, finding: Finding) -> Object:
        return {
            "rule": finding.rule,
            "key": finding.key,
            "severity": (finding.severity or Severity.WARNING).label,
            "verdict": finding.verdict,
            "message": finding.message,
            "help": finding.help,
            "consequence": finding.consequence,
            "confidence": finding.confidence,
            "address": finding.subject,
            "fingerprint": self._prints[id(finding)],
            "introduced": id(finding) not in self._known,
            "cause": finding.cause or None,
            "stop": None if finding.stop is None else self.stop(finding.stop),
            "location": self.place(finding.span),
            "related": [
                self.place(place.span) | {"message": place.message} for place in finding.related
            ],
            "chains": [self.chain(way) for way in finding.chains],
            "contexts": self.contexts(finding.contexts, finding.subject),
            "not_in": finding.not_in,
            "undecided_in": finding.undecided_in,
        }

    def stop(self, stop: Stop) -> Object:
        return {
            "cause": stop.cause,
            "reference": stop.reference,
            "location": None if stop.span is None else self.place(stop.span),
        }

    def place(self, span: Span) -> Object:
        place = region(span, self._sources.get(span.path))
        return {"path": span.path, **place._asdict()}

    def chain(self, way: Sequence[Step]) -> Sequence[Object]:
        return [{"label": step.name, "location": self.place(step.span)} for step in reversed(way)]

    def contexts(self, contexts: Sequence[Context], subject: str) -> Sequence[Object]:
        return [
            {
                "environment": context.environment or None,
                "addresses": list(addresses(context, subject)),
                "calls": [
                    {"address": address, "location": self.place(span)}
                    for address, span in context.calls
                ],
                "keys": context.keys,
            }
            for context in contexts
        ]

    def suppressed(self, entry: Suppressed) -> Object:
        words: Object = {
            "kind": entry.kind,
            "reason": entry.reason,
            "location": None if entry.place is None else self.place(entry.place),
        }
        return self.finding(entry.finding) | {"suppression": words}

    def call(self, call: NotFollowed) -> Object:
        return {
            "address": call.address,
            "source": call.source,
            "version": call.version or None,
            "reason": call.reason,
            "location": self.place(call.span),
        }

    def stats(self, file: FileStats) -> Object:
        return {
            "path": file.path,
            "language": file.language,
            "parse": file.parse,
            "lost": [
                {"what": lost.what, "reason": lost.reason, "location": self.place(lost.span)}
                for lost in file.lost
            ],
            "values": file.values,
            "known": file.known,
        }

    def failure(self, failure: Failure) -> Object:
        return {
            "message": failure.message,
            "rule": failure.rule or None,
            "location": None if failure.span is None else self.place(failure.span),
        }
