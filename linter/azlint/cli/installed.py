"""The rules that commands list and explain: those of packs, and azlint's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from azlint import __version__
from azlint.own import RULES
from azlint.registry import PackError, registered
from azlint.rule import Rule


def installed(root: Path) -> Sequence[tuple[type[Rule], str]]:
    """Every rule with its pack, by id; packs below `root` are refused."""
    try:
        packs = [(entry.rule, entry.pack) for entry in registered(root.resolve())]
    except PackError as error:
        raise click.ClickException(str(error)) from None
    own = [(rule, f"azlint {__version__}") for rule in RULES]
    return sorted((*packs, *own), key=lambda entry: entry[0].meta.id)
