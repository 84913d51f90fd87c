"""Programs that run the command behind them: what a script does is told by that one.

Sources, read 2026-11-28: the manuals of GNU coreutils (env, nice, nohup, stdbuf, timeout), of sudo
and of bash (command, exec, time).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from azlint.languages.script.syntax import Assignment, Text, Word
from azlint.patterns import regex

_ASSIGNED = regex(r"([A-Za-z_]\w*)=")


class _Wrapper(NamedTuple):
    """Its options that take a word, those with which it runs nothing, how many words stand before
    the command, and whether `NAME=value` may."""

    valued: frozenset[str] = frozenset()
    asking: frozenset[str] = frozenset()
    operands: int = 0
    assigning: bool = False


_SUDO = frozenset(
    {
        "-C", "--close-from", "-D", "--chdir", "-g", "--group", "-h", "--host", "-p", "--prompt",
        "-R", "--chroot", "-r", "--role", "-T", "--command-timeout", "-t", "--type",
        "-U", "--other-user", "-u", "--user",
    }
)  # fmt: skip

_WRAPPERS: Mapping[str, _Wrapper] = {
    "command": _Wrapper(asking=frozenset({"-v", "-V"})),
    "env": _Wrapper(
        frozenset({"-u", "--unset", "-C", "--chdir"}),
        frozenset({"-S", "--split-string"}),
        assigning=True,
    ),
    "exec": _Wrapper(frozenset({"-a"})),
    "nice": _Wrapper(frozenset({"-n", "--adjustment"})),
    "nohup": _Wrapper(),
    "stdbuf": _Wrapper(frozenset({"-i", "-o", "-e", "--input", "--output", "--error"})),
    "sudo": _Wrapper(
        _SUDO, frozenset({"-e", "--edit", "-l", "--list", "-v", "--validate"}), assigning=True
    ),
    "time": _Wrapper(),
    "timeout": _Wrapper(frozenset({"-k", "--kill-after", "-s", "--signal"}), operands=1),
}


def unwrapped(words: tuple[Word, ...]) -> tuple[tuple[Word, ...], tuple[Assignment, ...]]:
    """The words of a command from the program that does the work, and the variables that are set
    for it; all of the words where a wrapper runs nothing."""
    rest = words
    given: list[Assignment] = []
    while rest and (wrapper := _WRAPPERS.get(_name(rest[0]))) is not None:
        behind, set_ = _behind(rest[1:], wrapper)
        if not behind:
            break
        rest = behind
        given.extend(set_)
    return rest, tuple(given)


def _behind(
    words: tuple[Word, ...], wrapper: _Wrapper
) -> tuple[tuple[Word, ...], list[Assignment]]:
    """What a wrapper runs, nothing where it runs nothing, and what it sets for it."""
    while words and (option := words[0].literal or "").startswith("-"):
        if option in wrapper.asking:
            return (), []
        words = words[2:] if option in wrapper.valued else words[1:]
        if option == "--":
            break
    given: list[Assignment] = []
    while wrapper.assigning and words and (assignment := _assignment(words[0])) is not None:
        given.append(assignment)
        words = words[1:]
    return words[wrapper.operands :], given


def _assignment(word: Word) -> Assignment | None:
    """`NAME=value` as a variable of the command behind it; None for any other word."""
    first = word.pieces[0] if word.pieces else None
    found = _ASSIGNED.match(first.value) if isinstance(first, Text) else None
    if found is None or not isinstance(first, Text):
        return None
    text = Text(first.start, first.end, first.value[found.end() :])
    value = Word(word.start, word.end, (text, *word.pieces[1:]))
    return Assignment(word.start, word.end, found[1], (value,))


def _name(word: Word) -> str:
    return (word.literal or "").rpartition("/")[2]
