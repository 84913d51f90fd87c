"""Which program a command runs, and with which verbs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from azlint.languages.script.mention import Mention, mention
from azlint.languages.script.syntax import Command, Word
from azlint.patterns import regex
from azlint_rules.facts.commands import COMMANDS, LAUNCHERS, Act

MAX_NAMES = 4_096
"""Names of programs that are kept: scripts repeat few."""

_PYTHONS = frozenset({"python", "python3", "py"})
_NODES = frozenset({"node", "tsx", "ts-node", "bun"})
_NODE_SCRIPT = regex(r"\.[mc]?[jt]s$")
_VALUED = frozenset({"--with", "--project", "--directory", "--extra", "--group", "--python", "-p"})
"""Options of launchers that take a value."""


def program(command: Command) -> tuple[Word, ...]:
    """The words of a command from the program that does the work: launchers are left out."""
    words = command.words
    while words:
        name = _name(words[0])
        verbs = LAUNCHERS.get(name)
        if verbs is None:
            break
        rest = words[1:]
        if verbs:
            if not rest or rest[0].literal not in verbs:
                break
            rest = rest[1:]
        words = _behind_options(rest)
    return words


def _behind_options(words: tuple[Word, ...]) -> tuple[Word, ...]:
    while words and (text := words[0].literal) is not None and text.startswith("-"):
        words = words[2:] if text in _VALUED else words[1:]
    return words


def name_of(words: Sequence[Word]) -> str:
    """The program's name, in lower case, without its folder, version and suffix; of
    `python -m name`, the module's."""
    if not words:
        return ""
    name = _name(words[0])
    if name in _PYTHONS and len(words) > 2 and words[1].literal == "-m":
        return (words[2].literal or "").lower()
    return name


def _name(word: Word) -> str:
    return _bare_name(word.literal or "")


@lru_cache(maxsize=MAX_NAMES)
def _bare_name(literal: str) -> str:
    name = literal.replace("\\", "/").rpartition("/")[2].lower()
    return name.partition("@")[0].removesuffix(".exe").removesuffix(".cmd")


def does(command: Command, act: Act) -> bool:
    """Whether a command runs a program with verbs that do something."""
    words = program(command)
    verbs = COMMANDS[act].get(name_of(words))
    if verbs is None:
        return False
    operands = [each.literal for each in words[1:] if not (each.literal or "").startswith("-")]
    if operands[:1] == [None] and len(words) > 1:
        return () in verbs
    return any(tuple(operands[: len(verb)]) == verb for verb in verbs)


def running(act: Act) -> Mention:
    """What a script must hold to run a command that does something."""
    return mention(*COMMANDS[act])


def python_script(command: Command) -> str | None:
    """The script or module (`-m`, with its dots) that Python runs; None for anything else."""
    words = program(command)
    if not words or _name(words[0]) not in _PYTHONS:
        return (words[0].literal or None) if words and _is_script(words[0]) else None
    rest = list(words[1:])
    while rest and (text := rest[0].literal) is not None and text.startswith("-"):
        if text == "-m":
            return f"-m {rest[1].literal}" if len(rest) > 1 and rest[1].literal else None
        if text in ("-c", "-"):
            return None
        rest = rest[1:]
    return rest[0].literal if rest else None


def node_script(command: Command) -> str | None:
    """The script that Node runs, or what does as Node does; None for anything else."""
    words = program(command)
    if not words or _name(words[0]) not in _NODES:
        return None
    named = (each.literal for each in words[1:] if _NODE_SCRIPT.search(each.literal or ""))
    return next(named, None)


def _is_script(word: Word) -> bool:
    return (word.literal or "").endswith(".py")


def inline_python(command: Command) -> tuple[int, int] | None:
    """Where the text of `python -c TEXT` or `python - <<EOF` stands; None for anything else."""
    words = program(command)
    if not words or _name(words[0]) not in _PYTHONS:
        return None
    for flag, text in pairwise(words):
        if flag.literal == "-c":
            return text.start, text.end
    body = next((each.target for each in command.redirects if each.operator == "<<"), None)
    return None if body is None else (body.start, body.end)
