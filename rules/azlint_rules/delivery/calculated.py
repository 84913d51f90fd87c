"""Comparisons of awk and jq that decide how the program ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from msgspec.structs import replace

from azlint.languages.script.syntax import Command, Word
from azlint.patterns import regex
from azlint_rules.delivery.operands import Comparison, Kind, Operand
from azlint_rules.delivery.sides import OPERATORS, compared, operand

MAX_BEFORE = 50
"""Characters before a comparison in which `exit` stands that ends awk with it."""

_AWKS = frozenset({"awk", "gawk", "mawk"})
_JQ_STATUS = regex(r"-[a-zA-Z]*e[a-zA-Z]*|--exit-status")
_JQ_TAKING = {"--arg": 2, "--argjson": 2, "--slurpfile": 2, "--rawfile": 2, "--indent": 1}
_JQ_OTHER = regex(r"\b(not|if|select|any|all|map|empty)\b")
_FIELD = regex(r"(?<!\\)\$(?=[0-9N(])|\\\$")
_NAMED = regex(r"\$?[A-Za-z_]")
_NEGATED = regex(r"\bexit\s*+\(?\s*+!\s*+\(?\s*+$")
_ITSELF = regex(r"\bexit\s*+\(?\s*+\(?\s*+$")
_CHOICE = regex(r"\s*+\)?\s*+\?\s*+([0-9]+)")
_ACTION = regex(r"\s*+\)?\s*+\{?[^{}]{0,500}?\bexit\s*+\(?\s*+([0-9]+)")


def calculated(text: str, command: Command) -> Iterator[Comparison]:
    """The comparisons in a command on whose result alone its status hangs."""
    name = command.name
    if name in _AWKS:
        yield from _awk(text, command.words[1:])
    elif name == "jq" and any(_JQ_STATUS.fullmatch(each.literal or "") for each in command.words):
        yield from _jq(text, command.words[1:])


def _awk(text: str, words: Sequence[Word]) -> Iterator[Comparison]:
    given: dict[str, Operand] = {}
    waiting = list(words)
    while waiting and text[waiting[0].start] == "-":
        option = waiting.pop(0)
        written = text[option.start : option.end]
        if written in ("-f", "--file"):
            return
        if written in ("-v", "-F") and waiting:
            value = waiting.pop(0)
            given.update(_assigned(text, value.start, value.end) if written == "-v" else {})
        elif written.startswith("-v"):
            given.update(_assigned(text, option.start + 2, option.end))
    if not waiting:
        return
    at = waiting[0].start
    source = _FIELD.sub(lambda match: "_" * len(match[0]), text[at : waiting[0].end])
    for each in _compared(source, at, given):
        fails = _ends(source, each.start - at, each.end - at)
        if fails is not None:
            yield replace(each, fails=fails)


def _ends(program: str, start: int, end: int) -> bool | None:
    """Whether awk ends with a failure where the comparison in a range of a program holds; None
    where that is not told."""
    near = max(0, start - MAX_BEFORE)
    if _NEGATED.search(program, near, start):
        return False
    chosen = _CHOICE.match(program, end)
    if chosen is not None or _ITSELF.search(program, near, start):
        return chosen is None or int(chosen[1]) != 0
    acting = _ACTION.match(program, end)
    return None if acting is None else int(acting[1]) != 0


def _assigned(text: str, start: int, end: int) -> Mapping[str, Operand]:
    """`name=value`, by the name."""
    name, equals, value = text[start:end].partition("=")
    at = start + len(name) + len(equals)
    return {name.lstrip("\"'"): _value(value, at)}


def _value(text: str, at: int) -> Operand:
    bare = text.strip("\"'")
    return operand(bare, at + text.index(bare))


def _jq(text: str, words: Sequence[Word]) -> Iterator[Comparison]:
    given: dict[str, Operand] = {}
    waiting = list(words)
    while waiting and text[waiting[0].start] == "-":
        option = waiting.pop(0).literal
        taken = [waiting.pop(0) for _ in range(min(_JQ_TAKING.get(option or "", 0), len(waiting)))]
        for name, value in pairwise(taken):
            bound = _value(text[value.start : value.end], value.start)
            given[f"${name.literal}"] = bound
    if waiting and not _JQ_OTHER.search(text[waiting[0].start : waiting[0].end]):
        at = waiting[0].start
        yield from _compared(text[at : waiting[0].end], at, given)


def _compared(program: str, at: int, given: Mapping[str, Operand]) -> Iterator[Comparison]:
    """The comparisons in a program, which fails where they do not hold."""
    expands = not program.startswith("'")
    side = partial(_side, given=given, expands=expands)
    yield from compared(program, at, side, OPERATORS, fails=False)


def _side(text: str, at: int, given: Mapping[str, Operand], *, expands: bool) -> Operand:
    """A side as the program reads it: its own names are what it is given, or what it finds.
    `expands`: what starts with `$` is the shell's."""
    if text in given:
        return given[text]
    if (expands and text.startswith("$")) or not _NAMED.match(text):
        return operand(text, at)
    return Operand(Kind.OTHER, text, at, at + len(text))
