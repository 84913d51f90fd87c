"""What commands install packages with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from azlint.languages.script.syntax import Command
from azlint.languages.workflow.options import Arguments, arguments, plain
from azlint.value import Value
from azlint_rules.facts.installers import Installer


def program_of(*installers: Installer, others: Collection[str] = ()) -> Callable[[Command], bool]:
    """Asks whether a command runs the program of an installer, or another one."""
    programs = {words[0] for each in installers for words in each.words} | {*others}
    return lambda command: command.name in programs


def arguments_of(installer: Installer, words: Sequence[Value]) -> Arguments | None:
    """What a command gives an installer, None where it does not install with it."""
    texts = tuple(plain(word) for word in words)
    start = next((each for each in installer.words if texts[: len(each)] == each), None)
    return None if start is None else arguments(words[len(start) - 1 :], installer.flags)
