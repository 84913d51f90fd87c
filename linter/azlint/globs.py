"""Path patterns: gitignore-like lists for configuration, and Terraform's `fileset` patterns.

Patterns come from the checked repository, so matching is linear in names and pattern parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from azlint.patterns import regex

MAX_PATTERN = 1000
MAX_ALTERNATIVES = 64

_TOKEN = regex(r"(?P<stars>\*+)|(?P<any>\?)|(?P<set>\[[!^]?\]?[^\]]*\])|\\?(?P<one>.)", re.DOTALL)
_BRACES = regex(r"\{([^{}]*)\}")

Part = re.Pattern[str] | None


class Patterns:
    """An ordered list of gitignore-like patterns; the last that matches decides.

    Without a slash before its end a pattern matches at any depth; with one it is anchored at the
    root; `**` spans folders; a trailing slash names folders only; `!` takes back. What lies in a
    matched folder matches.
    """

    __slots__ = ("_rules",)

    def __init__(self, patterns: Iterable[str] = ()) -> None:
        self._rules = [_rule(pattern) for pattern in patterns if pattern.strip("!/ ")]

    def __bool__(self) -> bool:
        return bool(self._rules)

    def match(self, path: str) -> bool:
        """Whether a file is meant."""
        names = path.split("/")
        for parts, folder, wanted in reversed(self._rules):
            below = len(names) - folder
            if _may_match(parts, names) and any(
                length <= below for length in _prefixes(parts, names)
            ):
                return wanted
        return False


def glob(pattern: str, path: str) -> bool:
    """Whether a `fileset` pattern (`*`, `?`, `**`, `[a-z]`, `{a,b}`) matches a path."""
    names = path.split("/")
    return any(len(names) in _prefixes(parts, names) for parts in _alternatives(pattern))


def fits(pattern: str, folder: str) -> bool:
    """Whether a pattern names a folder; `.` is the top."""
    pattern = pattern.removeprefix("./").strip("/")
    return not folder if pattern in {"", "."} else bool(folder) and glob(pattern, folder)


@lru_cache(maxsize=1024)
def _rule(pattern: str) -> tuple[tuple[Part, ...], bool, bool]:
    wanted = not pattern.startswith("!")
    pattern = pattern.removeprefix("!").removeprefix("./")
    folder = pattern.endswith("/")
    pattern = pattern.rstrip("/")
    anchored = "/" in pattern
    pattern = pattern.removeprefix("/")
    return _parts(pattern if anchored else "**/" + pattern), folder, wanted


@lru_cache(maxsize=1024)
def _alternatives(pattern: str) -> tuple[tuple[Part, ...], ...]:
    if len(pattern) > MAX_PATTERN:
        return ()
    done: list[str] = []
    left = [pattern]
    while left and len(done) + len(left) <= MAX_ALTERNATIVES:
        pattern = left.pop()
        braces = _BRACES.search(pattern)
        if braces is None:
            done.append(pattern)
            continue
        before, after = pattern[: braces.start()], pattern[braces.end() :]
        left.extend(before + option + after for option in braces[1].split(","))
    return tuple(_parts(pattern) for pattern in done + left)


def _parts(pattern: str) -> tuple[Part, ...]:
    names = [name for name in pattern[:MAX_PATTERN].split("/") if name != "."]
    parts = [None if name == "**" else _name(name) for name in names]
    if parts[-1] is None:
        parts.append(_name("*"))
    return tuple(parts)


def _name(pattern: str) -> re.Pattern[str]:
    """A pattern for one name; atomic groups keep several stars from backtracking."""
    fixed = [""]
    for token in _TOKEN.finditer(pattern):
        if token["stars"]:
            fixed.append("")
        elif token["any"]:
            fixed[-1] += "."
        elif token["set"]:
            fixed[-1] += _set(token["set"])
        else:
            fixed[-1] += re.escape(token["one"])
    first, *middle = fixed
    last = ".*" + middle.pop() if middle else ""
    return re.compile(first + "".join(f"(?>.*?{text})" for text in middle) + last, re.DOTALL)


def _set(text: str) -> str:
    negated = text[1] in "!^"
    inner = re.sub(r"([\\\[\]&~|^])", r"\\\1", text[2 if negated else 1 : -1])
    regex = f"[{'^' if negated else ''}{inner}]"
    try:
        re.compile(regex)
    except re.error:
        return re.escape(text)
    return regex


def _may_match(parts: Sequence[Part], names: Sequence[str]) -> bool:
    """Whether the last part of a pattern matches a name at all, which most paths tell at once."""
    last = parts[-1]
    return last is None or any(map(last.fullmatch, names))


def _prefixes(parts: Sequence[Part], names: Sequence[str]) -> Iterator[int]:
    """The numbers of leading names that a pattern matches, all positions followed at once."""
    states = _closed({0}, parts)
    for length, name in enumerate(names, 1):
        after = set()
        for state in states:
            if state == len(parts):
                continue
            part = parts[state]
            if part is None:
                after.add(state)
            elif part.fullmatch(name):
                after.add(state + 1)
        states = _closed(after, parts)
        if len(parts) in states:
            yield length


def _closed(states: set[int], parts: Sequence[Part]) -> set[int]:
    """States with those that a `**` matching nothing leads to."""
    for state in sorted(states):
        while state < len(parts) and parts[state] is None:
            state += 1  # noqa: PLW2901 - walks on from the state
            states.add(state)
    return states
