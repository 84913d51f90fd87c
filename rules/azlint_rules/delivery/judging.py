"""What judges the results of a step: a later step of its job, or what follows in its script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from azlint.languages.script.syntax import Command, Word
from azlint.languages.workflow.model import File, Job, Step
from azlint.languages.workflow.scalars import is_true
from azlint.languages.workflow.scripts import Scripted, Scripts
from azlint.patterns import regex
from azlint_rules.delivery.calculated import calculated
from azlint_rules.delivery.comparisons import fails_somewhere, program_in
from azlint_rules.delivery.evaluations import ENDS
from azlint_rules.delivery.python_files import script_file
from azlint_rules.facts.commands import SHOWING
from azlint_rules.workflows.programs import python_script

_FILE = regex(r"(?<![\w.-])[\w.-]+\.(?:json|jsonl|ya?ml|xml|csv|tsv|txt|log|md|html)\b")
_SCRIPT = regex(
    r"(?:gate|check|score|threshold|assert|verif|compare|regress)[\w-]*"
    r"\.(?:py|sh|bash|[cm]?[jt]s|ps1)$"
)
_BARE = regex(r"^[ \t]*(?:\[\[?|\(\()\s(?!.*&&)", re.MULTILINE)
"""A condition that stands alone."""

_HANDING = SHOWING | {"gh", "jq"}
"""Commands that hand files on as they are, or in part."""


class _Last(msgspec.Struct):
    """The last steps of a job that can fail by themselves, and that take a file of a name."""

    failing: int = -1
    taking: dict[str, int] = msgspec.field(default_factory=dict)


class Judging:
    """Answers for steps; each job is read once."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._known: dict[tuple[str, str], _Last] = {}

    def later(self, file: File, job: Job, step: Step) -> bool:
        """Whether a later step of a job can fail, by itself or for a file that a step names."""
        key = (file.path, job.id)
        if key not in self._known:
            self._known[key] = self._last(file, job)
        last = self._known[key]
        read = self._scripts.read(file, job, step)
        named = () if read is None else _FILE.findall(read.run.value)
        taking = (last.taking.get(name, -1) for name in named)
        return max(last.failing, max(taking, default=-1)) > step.index

    def behind(self, read: Scripted) -> int:
        """Where the last command of a script stands that judges for it; -1 where none does."""
        text = read.run.value
        named = frozenset(_FILE.findall(text))
        judges = [
            each.start
            for each in _ending(read)
            if self._decides(read, each) or not named.isdisjoint(_taken(text, each))
        ]
        return max([*judges, *(found.start() for found in _BARE.finditer(text))], default=-1)

    def _last(self, file: File, job: Job) -> _Last:
        last = _Last()
        for step in job.steps:
            read = self._scripts.read(file, job, step)
            if read is None or is_true(step.get("continue-on-error")):
                continue
            ending = _ending(read)
            if (
                fails_somewhere(read)
                or _BARE.search(read.run.value)
                or any(self._decides(read, each) for each in ending)
            ):
                last.failing = step.index
            for each in ending:
                last.taking.update(dict.fromkeys(_taken(read.run.value, each), step.index))
        return last

    def _decides(self, read: Scripted, command: Command) -> bool:
        """Whether a command is a test, a comparison, or a script that can fail or says that it
        judges."""
        script = python_script(command)
        if script is not None and ENDS.search(script_file(self._scripts, read, command, script)[1]):
            return True
        if command.name == "test" or any(map(_is_gate, command.words[:3])):
            return True
        inline = program_in(read, command)
        compared = inline is not None and any(inline.comparisons())
        return compared or any(calculated(read.run.value, command))


def _is_gate(word: Word) -> bool:
    return word.literal is not None and _SCRIPT.search(word.literal.lower()) is not None


def _taken(text: str, command: Command) -> Iterator[str]:
    """The names of the files that a command takes to do more than to show them."""
    if command.name not in _HANDING:
        yield from _FILE.findall(text, command.start, command.end)


def _ending(read: Scripted) -> list[Command]:
    """The commands whose failure ends a script."""
    return [each for each in read.script.commands if each.fatal]
