"""Regular expressions: RE2, which is linear in the text and what Terraform uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Protocol, cast

import re2

from azlint.languages.terraform.functions.signature import (
    ELEMENT_LIMIT,
    TEXT_LIMIT,
    Function,
    FunctionContext,
    Parameter,
    as_text,
    mapping,
    sequence,
    text,
)
from azlint.languages.terraform.results import Excess, Failure
from azlint.patterns import regex
from azlint.value import STRING, Known, Type, Value

_MEMORY = 8 << 20


class _Match(Protocol):
    def group(self, group: int | str = 0) -> str | None: ...
    def groups(self) -> tuple[str | None, ...]: ...
    def start(self) -> int: ...
    def end(self) -> int: ...


class Pattern(Protocol):
    """A compiled regular expression, in the words of Python's own."""

    groups: int
    groupindex: dict[str, int]

    def finditer(self, text: str) -> Iterator[_Match]: ...


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Pattern:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    try:
        return cast("Pattern", re2.compile(pattern, options=options))
    except re2.error as error:
        detail = error.args[0] if error.args else b""
        shown = detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)
        raise Failure(f"invalid regexp pattern: {shown} in {pattern}") from None


_NOT_IN_GO = regex(r"(?:\\\\)*\\C")


def compiled(pattern: str) -> Pattern:
    """The pattern, or a Failure in Terraform's words."""
    if _NOT_IN_GO.search(pattern):
        raise Failure(f"invalid regexp pattern: invalid escape sequence in {pattern}")
    return _compiled(pattern)


def matches(pattern: Pattern, subject: str) -> Iterator[_Match]:
    """All matches; an empty one directly after another does not count."""
    end = -1
    for found, match in enumerate(pattern.finditer(subject)):
        if match.start() == match.end() == end:
            continue
        if found > ELEMENT_LIMIT:
            raise Excess(f"more than {ELEMENT_LIMIT:,} matches")
        end = match.end()
        yield match


def _captured(pattern: Pattern, match: _Match) -> Value:
    """A string without groups, an object of named ones, else a tuple."""
    if not pattern.groups:
        return text(match.group() or "")
    groups = [_group(found) for found in match.groups()]
    if not pattern.groupindex:
        return sequence("tuple", groups)
    return mapping({name: groups[at - 1] for name, at in pattern.groupindex.items()})


def _group(found: str | None) -> Value:
    return Known(None, STRING) if found is None else text(found)


def _result_type(pattern: Pattern) -> Type:
    if not pattern.groups:
        return STRING
    if pattern.groupindex:
        names = sorted(pattern.groupindex)
        return Type("object", attributes=tuple((name, STRING) for name in names))
    return Type("tuple", elements=(STRING,) * pattern.groups)


def _checked(pattern: str) -> Pattern:
    found = compiled(pattern)
    if found.groupindex and len(found.groupindex) != found.groups:
        raise Failure("regexp pattern mixes named and unnamed capture groups")
    return found


def _regex(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    pattern = _checked(as_text(arguments[0]))
    for match in matches(pattern, as_text(arguments[1])):
        return _captured(pattern, match)
    raise Failure("pattern did not match any part of the given string")


def _regexall(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    pattern = _checked(as_text(arguments[0]))
    found = [_captured(pattern, match) for match in matches(pattern, as_text(arguments[1]))]
    return sequence("list", found, _result_type(pattern))


_REFERENCE = regex(r"\$(?:(\$)|(\w+)|\{(\w+)\})")


def expansion(pattern: Pattern, template: str) -> Callable[[_Match], str]:
    """The replacement for a match: `$1`, `${name}` and `$$` are expanded as Go does."""

    def expand(match: _Match) -> str:
        def referred(found: re.Match[str]) -> str:
            if found[1]:
                return "$"
            name = found[2] or found[3]
            group = int(name) if name.isdigit() else pattern.groupindex.get(name, -1)
            return (match.group(group) or "") if 0 <= group <= pattern.groups else ""

        return _REFERENCE.sub(referred, template)

    return expand


def substituted(pattern: Pattern, subject: str, template: str) -> str:
    """`subject` with every match replaced."""
    expand = expansion(pattern, template)
    pieces: list[str] = []
    size = at = 0
    for match in matches(pattern, subject):
        pieces += (subject[at : match.start()], expand(match))
        size += len(pieces[-1])
        if size > TEXT_LIMIT:
            raise Excess("a string of more than 1,000,000 characters")
        at = match.end()
    return "".join((*pieces, subject[at:]))


_PARAMETERS = (Parameter("pattern", STRING), Parameter("string", STRING))

FUNCTIONS = {
    "regex": Function(_regex, _PARAMETERS),
    "regexall": Function(_regexall, _PARAMETERS, result=Type("list")),
}
