"""Deployment tokens: marks in value files that a pipeline replaces before it deploys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import structs

from azlint.value import STRING, Cause, Known, Reason, Unknown, Value

STAR = "*"
"""Stands for the name between the delimiters of a pattern."""

DEFAULT = ("#{*}#", "#{*}", "__*__")
JSON = "${*}"
"""In a JSON file this is no expression, so it can only be a mark."""

_NAME = r"\w(?:[\w.: /-]{0,98}?\w)??"
_CAPITALS = r"[A-Z](?:[A-Z0-9_]{0,98}?[A-Z0-9])??"


class Tokens:
    """Finds tokens by patterns such as `#{*}#`: delimiters around a name."""

    def __init__(self, patterns: Iterable[str] = DEFAULT) -> None:
        self.patterns = tuple(patterns)

    @cached_property
    def _plain(self) -> re.Pattern[str] | None:
        return _compiled(self.patterns)

    @cached_property
    def _json(self) -> re.Pattern[str] | None:
        return _compiled((*self.patterns, JSON))

    def value(self, value: Value, *, json: bool = False) -> Value:
        """A value as it is deployed: Unknown wherever a token stands in it."""
        pattern = self._json if json else self._plain
        return value if pattern is None else _replaced(value, pattern)


def well_formed(pattern: str) -> bool:
    """Whether a pattern has delimiters on both sides of one `*`."""
    before, star, after = pattern.partition(STAR)
    return bool(before.strip() and star and after.strip()) and STAR not in after


def _compiled(patterns: Iterable[str]) -> re.Pattern[str] | None:
    spelled = sorted(filter(well_formed, patterns), key=len, reverse=True)
    return re.compile("|".join(map(_regex, spelled))) if spelled else None


def _regex(pattern: str) -> str:
    """Delimiters made of letters or underscores end a word, unless capitals tell them apart."""
    before, _, after = (re.escape(part) for part in pattern.partition(STAR))
    if re.match(r"\w", pattern) or re.search(r"\w\Z", pattern):
        return rf"(?<!\w){before}{_NAME}{after}(?!\w)|{before}{_CAPITALS}{after}"
    return f"{before}{_NAME}{after}"


def _replaced(value: Value, pattern: re.Pattern[str]) -> Value:
    if not isinstance(value, Known):
        return value
    data = value.data
    if isinstance(data, str):
        return _text(value, data, pattern)
    if isinstance(data, tuple):
        items = tuple(_replaced(item, pattern) for item in data)
        if any(new is not old for new, old in zip(items, data, strict=True)):
            return structs.replace(value, data=items)
    elif isinstance(data, dict):
        entries = {name: _replaced(item, pattern) for name, item in data.items()}
        if any(entries[name] is not old for name, old in data.items()):
            return structs.replace(value, data=entries)
    return value


def _text(value: Known, text: str, pattern: re.Pattern[str]) -> Value:
    found = pattern.search(text)
    if found is None:
        return value
    parts = tuple(_parts(value, text, pattern))
    span = value.origin.span if value.origin else None
    reason = Reason(Cause.PLACEHOLDER, found[0], span)
    return Unknown(
        reason,
        STRING if len(parts) > 1 else value.type,
        value.origin,
        parts=parts if len(parts) > 1 else (),
        not_null=True,
        sensitive=value.sensitive,
    )


def _parts(value: Known, text: str, pattern: re.Pattern[str]) -> Iterator[Value]:
    span = value.origin.span if value.origin else None
    at = 0
    for found in pattern.finditer(text):
        if found.start() > at:
            yield Known(text[at : found.start()], STRING, value.origin)
        yield Unknown(Reason(Cause.PLACEHOLDER, found[0], span), STRING, not_null=True)
        at = found.end()
    if at < len(text):
        yield Known(text[at:], STRING, value.origin)
