"""What a run hands to the reports: findings, what was left out and why, and what was read."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

import msgspec

from azlint.finding import Finding
from azlint.rule import Meta, Rule
from azlint.source import Source, Span


class RuleCard(msgspec.Struct, frozen=True):
    """A rule that ran, as data: its metadata, its page (Markdown) and the pack it is from."""

    meta: Meta
    page: str
    pack: str

    @classmethod
    def of(cls, rule: type[Rule], pack: str) -> RuleCard:
        return cls(rule.meta, inspect.cleandoc(rule.__doc__ or ""), pack)


class Suppression(StrEnum):
    """Where a suppression stands; the words are SARIF's."""

    COMMENT = "inSource"
    CONFIG = "external"


class Suppressed(msgspec.Struct, frozen=True):
    """A finding that somebody accepted, with the reason given and the place of the words.

    `place` is None where the words stand in a file outside the root.
    """

    finding: Finding
    kind: Suppression
    reason: str
    place: Span | None = None


class Failure(msgspec.Struct, frozen=True):
    """Why a run is broken (exit 2), beside what it still could report.

    `detail` is for a bug report (a traceback without machine paths); `rule` names the rule that
    crashed, if one did.
    """

    message: str
    rule: str = ""
    span: Span | None = None
    detail: str = ""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What was read. `files` counts the files read by language, parsed or not."""

    files: Mapping[str, int] = {}
    roots: int = 0
    libraries: int = 0
    environments: int = 0
    modules_followed: int = 0
    modules_not_followed: int = 0


class Parse(StrEnum):
    """How much of a file was read."""

    WHOLE = "parsed"
    PART = "in part"
    NOT = "not parsed"


class Lost(msgspec.Struct, frozen=True):
    """A declaration, or a part of one, that a syntax error takes away, and why."""

    span: Span
    what: str
    reason: str


class FileStats(msgspec.Struct, frozen=True):
    """One file: what was read of it, and how many of the values that it writes are known, each
    evaluation counted."""

    path: str
    language: str
    parse: Parse
    lost: tuple[Lost, ...] = ()
    values: int = 0
    known: int = 0


class NotFollowed(msgspec.Struct, frozen=True, order=True):
    """A declared module call of which the content is not checked, and why.

    span: of the call, or of the call in this repository that brings it.
    """

    span: Span
    address: str
    source: str
    version: str
    reason: str


def called(call: NotFollowed) -> str:
    """What a call asks for: source and version."""
    return f"{call.source} {call.version}".strip() or "no source"


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One run, complete and in order; reports add nothing and ask nothing else.

    findings: sorted by place, folded, severity resolved: what this run reports · unchanged: those
    that `--since` leaves out of text, annotations and exit code because the base has them too ·
    undecided: what could not be told · rules: those that ran, by id · sources: of every file that
    a span here lies in · unparsed: paths of files with a syntax error · not_followed: module
    calls that are not, one for each declaration · ignored_value_files: git ignores them,
    Terraform would load them · notes: further lines for the summary · base: what the run was
    compared with, as the user named it, a folder with a slash at its end · failures: what broke ·
    prefix: the folder of the root, seen from the top of its work tree, empty where they are one.
    """

    findings: tuple[Finding, ...] = ()
    unchanged: tuple[Finding, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    undecided: tuple[Finding, ...] = ()
    rules: tuple[RuleCard, ...] = ()
    sources: Mapping[str, Source] = {}
    counts: Counts = Counts()
    unparsed: tuple[str, ...] = ()
    not_followed: tuple[NotFollowed, ...] = ()
    ignored_value_files: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    base: str = ""
    failures: tuple[Failure, ...] = ()
    prefix: str = ""
    undecided_fail: bool = False
    """What is undecided counts as findings do."""
    stats: tuple[FileStats, ...] = ()
    """What became of each file, where that was asked for."""

    @property
    def everything(self) -> tuple[Finding, ...]:
        """All findings, whether or not the base has them."""
        return tuple(sorted((*self.findings, *self.unchanged), key=sort_key))

    @property
    def undecided_by_cause(self) -> Mapping[str, int]:
        """How many findings each cause leaves undecided, most frequent first."""
        counted = Counter(finding.stop.cause for finding in self.undecided if finding.stop)
        return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def sort_key(finding: Finding) -> tuple[str, int, int, str, str, str]:
    """The order of findings in every report: by place, then by rule."""
    span = finding.span
    return (span.path, span.start, span.end, finding.rule, finding.key, finding.message)
