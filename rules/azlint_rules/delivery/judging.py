"""Scripts that judge what another one has found."""

from __future__ import annotations

import re

from azlint.languages.script.syntax import Command, Word
from azlint.languages.workflow.scripts import Scripted, Scripts
from azlint_rules.delivery.comparisons import fails_somewhere, in_commands, programs
from azlint_rules.delivery.evaluations import ENDS
from azlint_rules.delivery.fallbacks import SAYING
from azlint_rules.delivery.python_files import script_file
from azlint_rules.workflows.programs import python_script

_FILE = re.compile(r"[\w.-]+\.(?:json|jsonl|ya?ml|xml|csv|tsv|txt|log|md|html)\b")
_SCRIPT = re.compile(
    r"(?:gate|check|score|threshold|assert|verif|compare|regress)[\w-]*\.(?:py|sh|bash|[cm]?[jt]s|ps1)$"
)
_BARE = re.compile(r"^[ \t]*(?:\[\[?|\(\()\s(?!.*&&)", re.MULTILINE)
"""A condition that stands alone."""

_SHOWING = SAYING | {"cat", "cp", "gh", "head", "jq", "ls", "mkdir", "mv", "rm", "tail", "tee"}


class Judging:
    """Answers for the scripts of steps."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts

    def judges(self, read: Scripted, found: Scripted | None, after: int = 0) -> bool:
        """Whether a script can fail, from a place on, for what another one has found."""
        files = frozenset() if found is None else _files(found)
        return (
            fails_somewhere(read, after)
            or _BARE.search(read.run.value, after) is not None
            or any(True for _ in in_commands(read, after))
            or any(True for inline in programs(read, after) for _ in inline.comparisons())
            or any(self._decides(read, each, files) for each in _ending(read, after))
        )

    def _decides(self, read: Scripted, command: Command, files: frozenset[str]) -> bool:
        """Whether a command is a test, a script that can fail or says that it judges, or takes a
        file that was written."""
        script = python_script(command)
        if script is not None and ENDS.search(script_file(self._scripts, read, command, script)[1]):
            return True
        if command.name == "test" or any(map(_is_gate, command.words[:3])):
            return True
        text = read.run.value[command.start : command.end]
        return command.name not in _SHOWING and not files.isdisjoint(_FILE.findall(text))


def _is_gate(word: Word) -> bool:
    return word.literal is not None and _SCRIPT.search(word.literal.lower()) is not None


def _files(read: Scripted) -> frozenset[str]:
    """The names of the files that a script names."""
    return frozenset(_FILE.findall(read.run.value))


def _ending(read: Scripted, after: int) -> list[Command]:
    """The commands, from a place on, whose failure ends a script."""
    return [
        each
        for each in read.script.commands
        if each.start >= after and not (each.tested or each.otherwise or each.piped)
    ]
