"""Settings of a run: what is read, which rules run, how much a finding matters."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import msgspec

from azlint.finding import Finding, Severity
from azlint.globs import Patterns
from azlint.rule import OptionValue
from azlint.source import Source, Span
from azlint.tokens import DEFAULT as TOKENS
from azlint.value import Value

MAX_PATHS = 4_096
"""Paths whose severity is kept: of those that have a finding many have several."""


class Shift(StrEnum):
    """What a path does to a severity, where it does not name one."""

    LOWER = "lower"
    KEEP = "keep"


class Undecided(StrEnum):
    """What an undecided finding counts for: like a finding, a line in the summary, nothing."""

    FAIL = "fail"
    NOTE = "note"
    IGNORE = "ignore"

    @property
    def fails(self) -> bool:
        return self is Undecided.FAIL

    @property
    def shows(self) -> bool:
        return self is not Undecided.IGNORE


class PathSeverity(msgspec.Struct, frozen=True):
    """Findings in files that match `pattern` get this severity, or one level less."""

    pattern: str
    severity: Severity | Shift
    place: Span | None = None

    def fits(self, path: str) -> bool:
        """Whether a file matches; upper and lower case are one."""
        return Patterns([self.pattern.lower()]).match(path.lower())


SEVERITIES: Mapping[str, Severity] = {severity.label: severity for severity in Severity}
PATH_SEVERITIES: Mapping[str, Severity | Shift] = {
    **SEVERITIES,
    **{shift.value: shift for shift in Shift},
}
_TRIALS = ("test", "example", "sample", "demo")
_ENDINGS = ("", "s", "[-_.0-9]*", "s[-_.0-9]*")
LOWERED = tuple(
    PathSeverity(f"{name}/", Shift.LOWER)
    for name in (*(word + end for word in _TRIALS for end in _ENDINGS), "testdata", "e2e")
)


class IgnoreEntry(msgspec.Struct, frozen=True):
    """An `[[ignore]]` entry: accept findings of a rule, by path pattern and by address."""

    rule: str
    reason: str
    path: str = ""
    address: str = ""
    place: Span | None = None


class EnvironmentEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An `[env.NAME]` table.

    roots: patterns of the folders that it is for, empty for all that declare what it sets ·
    var_files: from a root or from the top, the strongest last · vars: single values, stronger ·
    severity: what becomes of the severity of findings that hold only there · roots_at,
    var_files_at, vars_at: where each pattern, file and name stands.
    """

    name: str
    roots: tuple[str, ...] = ()
    roots_at: tuple[Span, ...] = ()
    var_files: tuple[str, ...] = ()
    var_files_at: tuple[Span, ...] = ()
    vars: Mapping[str, Value] = {}
    vars_at: Mapping[str, Span] = {}
    workspace: str = ""
    severity: Severity | Shift | None = None
    place: Span | None = None


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which environments are evaluated, and with what values beside the repository's.

    declared: in the configuration · only: names, empty for all · variables, files: of the command
    line, for every environment · inherited: of the environment of the process, if asked for ·
    sources: of the files that the user names, by path · tokens: what pipelines replace in values.
    """

    declared: tuple[EnvironmentEntry, ...] = ()
    only: tuple[str, ...] = ()
    variables: Mapping[str, str] = {}
    inherited: Mapping[str, str] = {}
    files: tuple[str, ...] = ()
    sources: Mapping[str, Source] = {}
    tokens: tuple[str, ...] = TOKENS

    @property
    def whole(self) -> bool:
        """Whether every environment is evaluated with the values that the repository has."""
        return not (self.only or self.variables or self.inherited or self.files)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that decides the outcome of a run, whatever it was written in.

    root: absolute; everything below it is loaded · paths: POSIX, relative to the root: what is
    reported; empty for all · exclude, include: patterns as in .gitignore, `include` brings back
    what others leave out · select, ignore: `all`, `default`, a rule id or the start of one ·
    ignores: `[[ignore]]` entries · severity: by rule id · severity_by_path: the last match
    decides · trusted: as `owner/*` · repository: `owner/name` in lower case, or empty ·
    options: by rule id, only those that are set · modules: checkouts that stand for module
    sources, relative to the root, or absolute where a user names one outside · require_modules:
    a module call that is not followed breaks the run · wanted: environments and their values ·
    since: a git ref · base: a folder to compare with · today: ISO date or empty · findings:
    about the configuration itself · source: the configuration file, if it lies below the root.
    """

    root: Path
    paths: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    select: tuple[str, ...] = ("default",)
    ignore: tuple[str, ...] = ()
    ignores: tuple[IgnoreEntry, ...] = ()
    fail_on: Severity = Severity.WARNING
    undecided: Undecided = Undecided.NOTE
    severity: Mapping[str, Severity] = {}
    severity_by_path: tuple[PathSeverity, ...] = LOWERED
    trusted: tuple[str, ...] = ()
    repository: str = ""
    options: Mapping[str, Mapping[str, OptionValue]] = {}
    modules: Mapping[str, str] = {}
    require_modules: bool = False
    wanted: Wanted = Wanted()
    since: str = ""
    base: Path | None = None
    today: str = ""
    allow_empty: bool = False
    stats: bool = False
    """Say what became of each file."""
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    source: Source | None = None

    def runs(self, rule: str, *, default: bool = True, always: bool = False) -> bool:
        """Whether a rule runs: the longest selector that fits it decides, `ignore` on a tie.

        One that runs `always` need not be selected, but can be ignored.
        """
        on = max((fit(selector, rule, default=default) for selector in self.select), default=0)
        off = max((fit(selector, rule, default=default) for selector in self.ignore), default=0)
        return on > off or (always and not off)

    def told_from(self, read: Mapping[str, Source]) -> Mapping[str, Source]:
        """What is read, with the configuration where it is part of what is checked."""
        return read if self.source is None else {**read, self.source.path: self.source}

    def severity_of(self, finding: Finding, default: Severity) -> Severity:
        """The severity of a finding: its rule's or its own, overridden, then shifted by path."""
        severity = self.severity.get(self._closest(finding.rule), finding.severity or default)
        severity = shifted(severity, _of_path(self.severity_by_path, finding.span.path))
        return self._in_environments(severity, finding)

    def _in_environments(self, severity: Severity, finding: Finding) -> Severity:
        """The highest severity that a finding has in any of its environments."""
        declared = self.wanted.declared
        changed = {entry.name: entry.severity for entry in declared if entry.severity}
        places = {context.environment for context in finding.contexts}
        if not changed or not places:
            return severity
        return max(shifted(severity, changed.get(name, Shift.KEEP)) for name in places)

    def _closest(self, rule: str) -> str:
        """The selector under `severity` that names a rule most closely; empty if none does."""
        fits = {selector: fit(selector, rule, default=True) for selector in self.severity}
        best = max(fits, key=fits.__getitem__, default="")
        return best if fits.get(best) else ""


@lru_cache(maxsize=MAX_PATHS)
def _of_path(entries: tuple[PathSeverity, ...], path: str) -> Severity | Shift:
    """What the last entry that a path matches says."""
    return next((each.severity for each in reversed(entries) if each.fits(path)), Shift.KEEP)


def shifted(severity: Severity, shift: Severity | Shift) -> Severity:
    """A severity after a path had its say."""
    if isinstance(shift, Severity):
        return shift
    if shift is Shift.LOWER and severity > Severity.NOTE:
        return Severity(severity - 1)
    return severity


def fit(selector: str, rule: str, *, default: bool) -> int:
    """How closely a selector names a rule; 0 if it does not."""
    if selector == "all" or (selector == "default" and default):
        return 1
    return len(selector) + 1 if rule.startswith(selector) else 0
