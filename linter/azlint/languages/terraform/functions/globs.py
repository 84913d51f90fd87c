"""The patterns of `fileset`: `*`, `**`, `?`, `[a-z]`, `{a,b}` and backslash."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from azlint.languages.terraform.functions.regex import compiled
from azlint.languages.terraform.results import Failure
from azlint.patterns import regex

_SPECIAL = regex(r"[*?\[{\\]")
_CLASS = regex(r"\[(\^?)((?:\\.|[^\]\\])+)\]", re.DOTALL)


def split(pattern: str) -> tuple[str, str]:
    """The folder that a pattern starts with literally, and the rest."""
    steps = pattern.split("/")
    literal = next((at for at, step in enumerate(steps) if _SPECIAL.search(step)), len(steps) - 1)
    return "/".join(steps[:literal]), "/".join(steps[literal:])


def matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a relative path matches a pattern as a whole."""
    expression = compiled("(?s)^(?:" + "".join(_translated(pattern)) + ")$")
    return lambda path: next(iter(expression.finditer(path)), None) is not None


def _translated(pattern: str) -> Iterator[str]:
    at = 0
    depth = 0
    while at < len(pattern):
        char = pattern[at]
        step = 1
        if _is_globstar(pattern, at):
            slash = pattern[at + 2 : at + 3] == "/"
            step = 3 if slash else 2
            yield "(?:[^/]+/)*" if slash else ".*"
        elif char == "*":
            yield "[^/]*"
        elif char == "?":
            yield "[^/]"
        elif char == "[":
            found = _CLASS.match(pattern, at)
            if found is None:
                raise Failure(f'failed to glob pattern "{pattern}": syntax error in pattern')
            step = found.end() - at
            yield f"[{found[1]}{_members(found[2])}]"
        elif char == "\\" and at + 1 < len(pattern):
            step = 2
            yield re.escape(pattern[at + 1])
        elif char == "{":
            depth += 1
            yield "(?:"
        elif char == "}" and depth:
            depth -= 1
            yield ")"
        elif char == "/" and depth:
            raise Failure(f'failed to glob pattern "{pattern}": syntax error in pattern')
        else:
            yield "|" if char == "," and depth else re.escape(char)
        at += step
    if depth:
        raise Failure(f'failed to glob pattern "{pattern}": syntax error in pattern')


def _is_globstar(pattern: str, at: int) -> bool:
    """`**` counts only as a whole step of the path."""
    return (
        pattern.startswith("**", at)
        and pattern[at - 1 : at] in ("", "/", "{", ",")
        and pattern[at + 2 : at + 3] in ("", "/", "}", ",")
    )


def _members(members: str) -> str:
    return re.sub(r"[\[^&~|]", lambda match: "\\" + match[0], members)
