"""Inline ignores: `azlint: ignore[AZL401, AZL601] reason` in a comment of any language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from azlint.patterns import regex
from azlint.source import Source, Span

_DIRECTIVE = regex(
    r"(?<![\w-])azlint\s*:\s*ignore\s*\[(?P<rules>[^\[\]\n]*)\](?P<reason>[^\n]*)", re.IGNORECASE
)
_ATTEMPT = regex(r"azlint\s*(:|[ -]\s*ignore\b)[^\n]*", re.IGNORECASE)
_MARKER = regex(r"(#+|//+|/\*+)\s*")
_RULE = regex(r"[A-Z]+[0-9]+")
_SEPARATORS = " \t\r:-\u2013\u2014"
MAX_COMMENT = 2000


class Directive(msgspec.Struct, frozen=True):
    """An ignore as written, and the lines it speaks of.

    lines: its own and, where it has that to itself, the next one that is no comment · problem:
    why it has no effect, or empty.
    """

    span: Span
    rules: tuple[str, ...]
    reason: str
    lines: tuple[int, ...]
    problem: str = ""


def directives(source: Source, comments: Sequence[tuple[int, int]]) -> Iterator[Directive]:
    """The ignores in the comments of a file, malformed ones included."""
    alone: set[int] | None = None
    for start, end in comments:
        text = source.text[start : min(end, start + MAX_COMMENT)]
        match = _DIRECTIVE.search(text) or _attempt(text)
        if match is None:
            continue
        alone = _lines_alone(source, comments) if alone is None else alone
        rules, reason, problem = _read(match)
        length = len(match[0].removesuffix("*/").rstrip())
        span = source.span(start + match.start(), start + match.start() + length)
        lines = tuple(_lines(source, (start, end), alone))
        yield Directive(span, rules, reason, lines, problem)


def _attempt(text: str) -> re.Match[str] | None:
    """Something at the start of a comment that wants to be an ignore."""
    marker = _MARKER.match(text)
    return _ATTEMPT.match(text, marker.end() if marker else 0)


def _read(match: re.Match[str]) -> tuple[tuple[str, ...], str, str]:
    groups = match.groupdict()
    if "rules" not in groups:
        return (), "", "it is not written as `azlint: ignore[<rule>] <reason>`"
    written = [rule.strip() for rule in groups["rules"].split(",")]
    rules = tuple(rule.upper() for rule in written)
    reason = groups["reason"].strip().removesuffix("*/").strip(_SEPARATORS)
    wrong = next((rule for rule in written if not _RULE.fullmatch(rule.upper())), None)
    if wrong is not None:
        problem = f"`{wrong}` is not a rule id" if wrong else "a rule id is missing"
        return (), reason, problem
    if not any(character.isalnum() for character in reason):
        return (), "", "the reason is missing"
    return rules, reason, ""


def _lines(source: Source, comment: tuple[int, int], alone: set[int]) -> Iterator[int]:
    line = source.position(comment[0]).line
    yield line
    if line in alone:
        line = _last_line(source, comment) + 1
        while line in alone:
            line += 1
        yield line


def _lines_alone(source: Source, comments: Iterable[tuple[int, int]]) -> set[int]:
    """The lines that hold nothing but a comment."""
    found: set[int] = set()
    for comment in comments:
        line, column = source.position(comment[0])
        if not source.line(line)[: column - 1].strip():
            found.update(range(line, _last_line(source, comment) + 1))
    return found


def _last_line(source: Source, comment: tuple[int, int]) -> int:
    text = source.text[comment[0] : comment[1]].rstrip()
    return source.position(comment[0] + len(text)).line
