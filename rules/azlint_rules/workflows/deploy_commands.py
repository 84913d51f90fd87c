"""Which commands change what runs on Azure."""

from __future__ import annotations

from azlint.languages.script.syntax import Command
from azlint.languages.workflow.deployments import CMDLET
from azlint_rules.facts.commands import Act
from azlint_rules.workflows.programs import does

_TELLING = frozenset({"--dry-run", "--dry-run=client", "--what-if", "-h", "--help"})
_SUPPOSING = "-whatif"
"""The switch of cmdlets, in lower case."""


def deploys(command: Command) -> bool:
    deploying = does(command, Act.DEPLOY) or CMDLET.fullmatch(command.name or "") is not None
    return deploying and not only_tells(command)


def configures(command: Command) -> bool:
    """Whether a command changes what programs run in."""
    return does(command, Act.CONFIGURE) and not only_tells(command)


def only_tells(command: Command) -> bool:
    """Whether a command only says what it would do."""
    words = [each.literal or "" for each in command.words]
    return not _TELLING.isdisjoint(words) or _SUPPOSING in map(str.lower, words)
