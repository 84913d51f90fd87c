"""The report for people: findings as rustc draws them, then what was and was not checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from azlint.finding import Finding, Related, Severity, Verdict
from azlint.kinds import Kind, kind_of, may_be_arm
from azlint.plural import counted
from azlint.report.excerpt import Mark, excerpt
from azlint.report.stats import table
from azlint.report.terminal import Terminal
from azlint.report.words import (
    CONSEQUENCES,
    by_severity,
    policies,
    read_files,
    rules_and_packs,
    sentences,
    shortened,
    since,
    undecided,
    where,
)
from azlint.result import Failure, NotFollowed, Result, called
from azlint.source import Source, Span

MAX_RELATED = 8
MAX_STEPS = 8
_CACHED = ("br:", "br/", "ts:", "ts/")
"""How module sources start that `bicep restore` puts into its cache."""


def render(
    result: Result, terminal: Terminal, *, show_undecided: bool = False, verbose: bool = False
) -> Iterator[str]:
    """The lines of the report; `verbose` lists the module calls that are not followed."""
    show_undecided = show_undecided or result.undecided_fail
    shown = [*result.findings, *(result.undecided if show_undecided else ())]
    for finding in shown:
        yield from _finding(finding, result, terminal)
        yield ""
    for failure in result.failures:
        yield from _failure(failure, result, terminal)
        yield ""
    if verbose:
        yield from _not_followed(result, terminal)
    yield from table(result, terminal)
    yield from summary(result, terminal, show_undecided=show_undecided)


def _finding(finding: Finding, result: Result, terminal: Terminal) -> Iterator[str]:
    style = _style(finding)
    first, rest = sentences(finding.message)
    head = f"{terminal.paint(f'{style}[{finding.rule}]', style)}: "
    plain = len(f"{style}[{finding.rule}]: ")
    yield from _head(terminal.shown(first), head, plain, terminal)
    related = finding.related[:MAX_RELATED]
    gutter = _gutter(finding, related, result)
    yield from _places(finding, related, result, terminal, gutter)
    notes = [
        ("note", rest),
        ("in", where(finding, result.sources)),
        ("undecided", finding.cause),
        ("from", _from(finding, related, result)),
        ("consequence", CONSEQUENCES[finding.consequence]),
        ("help", finding.help),
        ("note", _more(len(finding.related) - len(related))),
    ]
    if any(text for _, text in notes):
        yield terminal.paint(f"{'':>{gutter}} |", "frame")
    for label, text in notes:
        if text:
            yield from _note(label, text, terminal, gutter)


def _from(finding: Finding, related: Sequence[Related], result: Result) -> str:
    """The steps from where the value is written to the finding; nothing where the places drawn
    show all of them, or all but one."""
    drawn = {_at(span, result) for span in (finding.span, *(each.span for each in related))}
    open_ = [sum(_at(step.span, result) not in drawn for step in way) for way in finding.chains]
    if max(open_, default=0) < 2:
        return ""
    steps = [step for step in reversed(finding.chains[0]) if step.span != finding.span]
    places = [(step.name, _at(step.span, result)) for step in steps]
    told = [f"{label} ({place})" if label else place for label, place in places]
    if len(told) > MAX_STEPS:
        told = [*told[: MAX_STEPS // 2], "…", *told[-MAX_STEPS // 2 :]]
    more = len(finding.chains) - 1
    return " -> ".join(told) + (f"; and {counted(more, 'way')} more" if more else "")


def _at(span: Span, result: Result) -> str:
    return f"{span.path}:{_line(span, result)}"


def _style(finding: Finding) -> str:
    if finding.verdict is Verdict.UNDECIDED:
        return "undecided"
    return (finding.severity or Severity.WARNING).label


def _head(text: str, head: str, width: int, terminal: Terminal) -> Iterator[str]:
    first, *rest = terminal.wrap(text, " " * width, "  ")
    yield head + terminal.paint(first[width:], "strong")
    yield from (terminal.paint(line, "strong") for line in rest)


def _more(number: int) -> str:
    return f"{counted(number, 'related place')} more" if number > 0 else ""


def _gutter(finding: Finding, related: Sequence[Related], result: Result) -> int:
    """The width of the largest line number."""
    lines = [_line(span, result) for span in (finding.span, *(place.span for place in related))]
    return len(str(max(lines)))


def _line(span: Span, result: Result) -> int:
    source = result.sources.get(span.path)
    return source.position(span.start).line if source else 1


def _places(
    finding: Finding,
    related: Sequence[Related],
    result: Result,
    terminal: Terminal,
    gutter: int,
) -> Iterator[str]:
    """The primary place with related ones of its file, then those of other files."""
    primary = Mark(finding.span, sign="^", style=_style(finding))
    home = finding.span.path
    own = [Mark(place.span, place.message) for place in related if place.span.path == home]
    yield from _file("-->", [primary, *own], _source(home, finding, result), terminal, gutter)
    others = [Mark(place.span, place.message) for place in related if place.span.path != home]
    for path, marks in groupby(others, key=lambda mark: mark.span.path):
        source = _source(path, finding, result)
        yield from _file(":::", list(marks), source, terminal, gutter)


def _source(path: str, finding: Finding, result: Result) -> Source | None:
    """A file without what is secret in it."""
    source = result.sources.get(path)
    secrets = [span for span in finding.secrets if span.path == path]
    return source.without(secrets) if source is not None and secrets else source


def _file(
    arrow: str, marks: Sequence[Mark], source: Source | None, terminal: Terminal, gutter: int
) -> Iterator[str]:
    span = marks[0].span
    pointer = terminal.paint(f"{'':>{gutter}}{arrow}", "frame")
    yield f"{pointer} {terminal.shown(location(span, source))}"
    if source is not None:
        yield from excerpt(source, marks, terminal, gutter)
    else:
        yield from (
            f"{'':>{gutter}} | {terminal.shown(mark.label)}" for mark in marks if mark.label
        )


def location(span: Span, source: Source | None) -> str:
    """`path:line:column`."""
    if source is None:
        return span.path
    line, column = source.position(span.start)
    return f"{span.path}:{line}:{column}"


def _note(label: str, text: str, terminal: Terminal, gutter: int) -> Iterator[str]:
    prefix = f"{'':>{gutter}} {terminal.paint('=', 'frame')} {terminal.paint(label, 'strong')}: "
    indent = " " * (gutter + len(label) + 5)
    yield from terminal.wrap(terminal.shown(text), prefix, indent)


def _failure(failure: Failure, result: Result, terminal: Terminal) -> Iterator[str]:
    head = terminal.paint("broken", "error")
    rule = f"[{failure.rule}]" if failure.rule else ""
    yield from terminal.wrap(terminal.shown(failure.message), f"{head}{rule}: ", "  ")
    if failure.span is not None:
        source = result.sources.get(failure.span.path)
        yield f"  --> {terminal.shown(location(failure.span, source))}"
    yield from (f"    {terminal.shown(line)}" for line in failure.detail.splitlines())


def _not_followed(result: Result, terminal: Terminal) -> Iterator[str]:
    for call in result.not_followed:
        head = terminal.paint("not followed", "note")
        text = f"{call.address} ({called(call)}): {call.reason}"
        yield from terminal.wrap(terminal.shown(text), f"{head}: ", "  ")
        yield f"  --> {terminal.shown(location(call.span, result.sources.get(call.span.path)))}"
    if result.not_followed:
        yield ""


# The summary.


def summary(result: Result, terminal: Terminal, *, show_undecided: bool = False) -> Iterator[str]:
    """What was found, read and left open, one line each."""
    yield terminal.paint(terminal.shown(_found(result)), "strong")
    read = f"read {read_files(result)}{_evaluated(result)}; {rules_and_packs(result)}"
    for text in (read, *_left_open(result, show_undecided=show_undecided)):
        yield from terminal.wrap(terminal.shown(text), "", "  ")


def _found(result: Result) -> str:
    if result.failures and not (result.counts.files and policies(result)):
        return "nothing was checked"
    found = by_severity(f.severity or Severity.WARNING for f in result.findings) or "no findings"
    known = f", {len(result.unchanged):,} there before" if result.unchanged else ""
    accepted = f", {len(result.suppressed):,} suppressed" if result.suppressed else ""
    fails = result.undecided_fail and result.undecided
    waiting = f"; {len(result.undecided):,} undecided count as findings" if fails else ""
    broken = "; the run is broken" if result.failures else ""
    return f"{found}{since(result.base)}{known}{accepted}{waiting}{broken}"


def _evaluated(result: Result) -> str:
    counts = result.counts
    parts = [
        counted(number, noun)
        for number, noun in (
            (counts.roots, "root"),
            (counts.libraries, "library"),
            (counts.environments, "environment"),
        )
        if number
    ]
    return f" in {', '.join(parts)}" if parts else ""


def _left_open(result: Result, *, show_undecided: bool) -> Iterator[str]:
    counts = result.counts
    if result.undecided:
        hint = "" if show_undecided else " (--show-undecided shows them)"
        yield f"undecided {undecided(result)}{hint}"
    if result.unparsed:
        files = counted(len(result.unparsed), "file")
        yield f"not fully parsed {files}: {shortened(result.unparsed)}"
    if counts.modules_not_followed:
        calls = counted(counts.modules_followed + counts.modules_not_followed, "module call")
        them = "it" if counts.modules_not_followed == 1 else "them"
        hint = f"({_way(result.not_followed, them)}--verbose lists {them})"
        yield f"not followed {counts.modules_not_followed:,} of {calls} {hint}"
    if result.ignored_value_files:
        paths = shortened(result.ignored_value_files)
        yield f"ignored by git, yet loaded by Terraform: {paths}"
    yield from result.notes


def _way(calls: Sequence[NotFollowed], them: str) -> str:
    """How module calls are followed, for the languages that make them."""
    terraform = any(not _is_template(call.span.path) for call in calls)
    bicep = any(call.source.startswith(_CACHED) for call in calls)
    ways = ["terraform init or [modules]"] if terraform else []
    ways += ["bicep restore and [modules]"] if bicep else []
    return f"to follow {them}: {', '.join(ways)}; " if ways else ""


def _is_template(path: str) -> bool:
    kind = kind_of(path)
    return kind in {Kind.BICEP, Kind.BICEPPARAM} or (kind is None and may_be_arm(path))
