"""Programs that run the command behind them: what a script does is told by that one.

Sources, read 2026-11-28: the manuals of GNU coreutils (env, nice, nohup, stdbuf, timeout), of sudo
and of bash (command, exec, time).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from azlint.languages.script.syntax import Word


class _Wrapper(NamedTuple):
    """Its options that take a word, those with which it runs nothing, and how many words stand
    before the command."""

    valued: frozenset[str] = frozenset()
    asking: frozenset[str] = frozenset()
    operands: int = 0


_WRAPPERS: Mapping[str, _Wrapper] = {
    "command": _Wrapper(asking=frozenset({"-v", "-V"})),
    "exec": _Wrapper(frozenset({"-a"})),
    "nice": _Wrapper(frozenset({"-n", "--adjustment"})),
    "nohup": _Wrapper(),
    "stdbuf": _Wrapper(frozenset({"-i", "-o", "-e", "--input", "--output", "--error"})),
    "sudo": _Wrapper(
        frozenset({"-u", "--user", "-g", "--group", "-D", "--chdir", "-C", "-h", "-p", "-r", "-t"}),
        frozenset({"-l", "--list", "-v", "--validate", "-k", "-e", "--edit"}),
    ),
    "time": _Wrapper(),
    "timeout": _Wrapper(frozenset({"-k", "--kill-after", "-s", "--signal"}), operands=1),
}


def unwrapped(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words of a command from the program that does the work; all of them where a wrapper runs
    nothing."""
    rest = words
    while rest and (wrapper := _WRAPPERS.get(_name(rest[0]))) is not None:
        behind = _behind(rest[1:], wrapper)
        if not behind:
            return rest
        rest = behind
    return rest


def _behind(words: tuple[Word, ...], wrapper: _Wrapper) -> tuple[Word, ...]:
    """What a wrapper runs, nothing where it runs nothing."""
    while words and (option := words[0].literal or "").startswith("-"):
        if option in wrapper.asking:
            return ()
        words = words[2:] if option in wrapper.valued else words[1:]
        if option == "--":
            break
    return words[wrapper.operands :]


def _name(word: Word) -> str:
    return (word.literal or "").rpartition("/")[2]
