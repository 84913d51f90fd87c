"""The rules that are installed, azlint's own among them, and those of them that run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from azlint import __version__
from azlint.config import Settings
from azlint.finding import Severity
from azlint.own import RULES as OWN_RULES
from azlint.registry import Registered, registered
from azlint.rule import Rule

_OWN_PACK = f"azlint {__version__}"


class Active(msgspec.Struct, frozen=True):
    """known: every rule that is installed · entries: those that run."""

    known: Sequence[Registered]
    entries: Sequence[Registered]

    @property
    def rules(self) -> Sequence[type[Rule]]:
        return [entry.rule for entry in self.entries]

    @property
    def severities(self) -> Mapping[str, Severity]:
        """How severe each rule is by itself, by id, of all that are installed."""
        return {entry.rule.meta.id: entry.rule.meta.severity for entry in self.known}

    @property
    def idle(self) -> bool:
        """Whether no rule runs but azlint's own."""
        return all(entry.rule in OWN_RULES for entry in self.entries)


def active(settings: Settings) -> Active:
    """Raises PackError where rules cannot be loaded."""
    known = installed(settings.root)
    return Active(known, [entry for entry in known if _runs(entry.rule, settings)])


def installed(root: Path) -> Sequence[Registered]:
    """Every rule, those of packs by id and then azlint's own; packs below `root` are refused."""
    return (*registered(root), *(Registered(rule, _OWN_PACK) for rule in OWN_RULES))


def _runs(rule: type[Rule], settings: Settings) -> bool:
    return settings.runs(rule.meta.id, default=rule.meta.enabled, always=rule in OWN_RULES)
