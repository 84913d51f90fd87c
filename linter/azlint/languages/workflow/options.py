"""The arguments of a command as options and operands."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from azlint.languages.workflow.evaluate import one_of
from azlint.value import (
    STRING,
    Cause,
    Known,
    Reason,
    Unknown,
    Value,
    alternatives,
    text_parts,
)


class Arguments(msgspec.Struct, frozen=True):
    """options: every value of each, in order, under the long name without its dashes · operands:
    what is no option, the program's own name left out · certain: every word is known to be an
    option or none."""

    options: Mapping[str, Sequence[Value]]
    operands: Sequence[Value]
    certain: bool = True

    def last(self, *names: str) -> Value | None:
        """The value of an option that counts: the last one."""
        found = [value for name in names for value in self.options.get(name, ())]
        return found[-1] if found else None

    def all(self, *names: str) -> Sequence[Value]:
        return [value for name in names for value in self.options.get(name, ())]

    def has(self, *names: str) -> bool:
        return any(name in self.options for name in names)


def arguments(
    words: Sequence[Value], flags: Collection[str] = (), many: Collection[str] = ()
) -> Arguments:
    """Read words after the program's name.

    flags: options without a value · many: options that take every word up to the next option.
    Names are compared without dashes, in lower case.
    """
    options: dict[str, list[Value]] = {}
    operands: list[Value] = []
    certain = True
    taking = ""
    for word in words[1:]:
        text = _head(word)
        certain = certain and text is not None
        if text is not None and text.startswith("-") and text.lstrip("-")[:1].isalpha():
            name, equals, _ = text.lstrip("-").partition("=")
            taking = name.lower()
            found = options.setdefault(taking, [])
            if equals:
                found.append(_behind(word, len(text) - len(text.lstrip("-")) + len(name) + 1))
            if equals or taking in flags:
                taking = ""
        elif taking:
            options[taking].append(word)
            taking = taking if taking in many else ""
        else:
            operands.append(word)
    return Arguments(options, operands, certain)


def _head(word: Value) -> str | None:
    """The literal start of a word, None if it has none."""
    if isinstance(word, Unknown) and word.one_of:
        heads = [_head(option) for option in alternatives(word)]
        known = [head for head in heads if head is not None]
        return (posixpath.commonprefix(known) or None) if len(known) == len(heads) else None
    first = text_parts(word)[0]
    return str(first.data) if isinstance(first, Known) and first.data is not None else None


def _behind(word: Value, at: int) -> Value:
    """What follows the first characters of a word, which are literal."""
    if isinstance(word, Unknown) and word.one_of:
        return one_of([_behind(option, at) for option in alternatives(word)], word.reason)
    if isinstance(word, Known):
        return Known(str(word.data)[at:], STRING, word.origin)
    first, *rest = text_parts(word)
    start = Known(str(first.data)[at:] if isinstance(first, Known) else "", STRING, first.origin)
    pieces = (start, *rest) if start.data else tuple(rest)
    if len(pieces) == 1:
        return pieces[0]
    return Unknown(word.reason, STRING, word.origin, parts=pieces)


def pairs(values: Sequence[Value]) -> Iterator[tuple[str, Value]]:
    """`name=value` words as pairs; others are left out."""
    for value in values:
        found: dict[str, list[Value]] = {}
        for option in alternatives(value):
            head = _head(option)
            if head is not None and "=" in head:
                name = head.partition("=")[0]
                found.setdefault(name, []).append(_behind(option, len(name) + 1))
        for name, options in found.items():
            yield name, one_of(options, Reason(Cause.RUNTIME, name))


def plain(value: Value | None) -> str:
    """The text of a Known value, else nothing."""
    return str(value.data) if isinstance(value, Known) and value.data is not None else ""
