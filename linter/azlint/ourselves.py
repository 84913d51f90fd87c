"""Who the repository under check is."""

from __future__ import annotations

from msgspec.structs import replace

from azlint import git
from azlint.config import Settings


def knowing_ourselves(settings: Settings) -> Settings:
    """With the name of the repository, whose owner's actions count as our own."""
    name = settings.repository or git.repository(settings.root)
    own = (f"{name.partition('/')[0]}/*",) if name else ()
    return replace(settings, repository=name, trusted=(*settings.trusted, *own))
