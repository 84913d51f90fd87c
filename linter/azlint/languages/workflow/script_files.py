"""The shell scripts of a repository, whoever runs them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain

import msgspec

from azlint.languages.script.mention import Lowered, Mention, mention
from azlint.languages.script.parse import Shell, parse
from azlint.languages.script.syntax import Command, Script
from azlint.languages.workflow.scripts import Scripted, Scripts, inside
from azlint.languages.workflow.words import Words
from azlint.source import Span
from azlint.value import STRING, Cause, Known, Reason, Unknown, Value

_SHELLS = {".sh": Shell.BASH, ".bash": Shell.BASH, ".ps1": Shell.POWERSHELL}
_CALL = mention(parts=_SHELLS)
_LAUNCHERS = frozenset({"bash", "sh", "source", ".", "pwsh", "powershell"})
_HOOKS = ("azure.yaml", "azure.yml")
"""Where the Azure Developer CLI looks for hooks, whose scripts may stand in it."""


class ScriptFile(msgspec.Struct, frozen=True, dict=True):
    """One script with its words evaluated by what it assigns itself.

    shell: None for a text that is no script.
    """

    path: str
    text: str
    shell: Shell | None

    @cached_property
    def script(self) -> Script:
        return Script(0, len(self.text)) if self.shell is None else parse(self.text, self.shell)

    @cached_property
    def words(self) -> Words:
        return Words(self.text, self.script, self.span, _unset, self._embedded)

    def span(self, start: int, end: int) -> Span:
        """A range as a place in the file."""
        return Span(self.path, start, end)

    def _embedded(self, start: int, end: int) -> Value:
        return Unknown(Reason(Cause.RUNTIME, self.text[start:end]), STRING)


class ScriptFiles:
    """Finds scripts by what they mention, or by who runs them; each is read once."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._workflows = scripts.tracer.workflows
        self._files: dict[str, ScriptFile] = {}
        self._read: dict[str, str] = {}
        self._lowered: dict[str, Lowered] = {}

    def mentioning(self, mentioned: Mention) -> Iterator[ScriptFile]:
        """The scripts whose text holds something, in order of their paths."""
        for path, shell in self._paths():
            if self._holds(path, mentioned):
                yield self._file(path, shell)

    def ran(self, mentioned: Mention) -> Iterator[tuple[ScriptFile, Scripted]]:
        """The scripts that steps run and whose text holds something, each with every such step."""
        for path, shell, scripted in self._ran:
            if self._holds(path, mentioned):
                yield self._file(path, shell), scripted

    @cached_property
    def _ran(self) -> Sequence[tuple[str, Shell, Scripted]]:
        """The scripts that steps run, each with every such step, in order of the steps."""
        found: list[tuple[str, Shell, Scripted]] = []
        for scripted in self._scripts.steps(_CALL) if any(self._paths()) else ():
            paths = {
                str(path.data)
                for each in self._scripts.invocations(scripted, _starts_script)
                for path in (inside(each.folder, each.words[_starts(each.command) - 1]),)
                if isinstance(path, Known)
            }
            shells = ((path, _shell(path)) for path in sorted(paths))
            found.extend((path, shell, scripted) for path, shell in shells if shell is not None)
        return found

    def _paths(self) -> Iterator[tuple[str, Shell]]:
        """The scripts of the repository."""
        for path in self._workflows.paths:
            shell = _shell(path)
            if shell is not None:
                yield path, shell

    def say(self, pattern: re.Pattern[str]) -> bool:
        """Whether a script, or a hook of the Azure Developer CLI, holds something."""
        hooks = (path for path in self._workflows.paths if path.rpartition("/")[2] in _HOOKS)
        scripts = (path for path, _ in self._paths())
        return any(pattern.search(self._text(path)) for path in chain(scripts, hooks))

    def _holds(self, path: str, mentioned: Mention) -> bool:
        if path not in self._lowered:
            self._lowered[path] = Lowered(self._text(path).lower())
        return mentioned.within(self._lowered[path])

    def _file(self, path: str, shell: Shell) -> ScriptFile:
        if path not in self._files:
            self._files[path] = ScriptFile(path, self._text(path), shell)
        return self._files[path]

    def _text(self, path: str) -> str:
        if path not in self._read:
            self._read[path] = self._workflows.read(path) or ""
        return self._read[path]


def _shell(path: str) -> Shell | None:
    return next((_SHELLS[end] for end in _SHELLS if path.endswith(end)), None)


def _starts(command: Command) -> int:
    """Which word of a command names the script that it starts, from 1; 0 where none does."""
    words = [each.literal or "" for each in command.words[:3]]
    at = next((at for at, word in enumerate(words, 1) if _shell(word) is not None), 0)
    return at if at == 1 or (words[:1] and words[0] in _LAUNCHERS) else 0


def _starts_script(command: Command) -> bool:
    return _starts(command) > 0


def _unset(_name: str) -> Value | None:
    """Of what sets variables outside of a script nothing is known."""
    return None
