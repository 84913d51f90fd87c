"""The rules that commands list and explain."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from azlint import active
from azlint.registry import PackError, Registered


def installed(root: Path) -> Sequence[Registered]:
    """Every rule with its pack, by id; packs below `root` are refused."""
    try:
        return sorted(active.installed(root.resolve()), key=lambda entry: entry.rule.meta.id)
    except PackError as error:
        raise click.ClickException(str(error)) from None
