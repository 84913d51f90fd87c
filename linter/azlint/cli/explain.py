"""`azlint explain`."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import click

from azlint.cli.installed import installed
from azlint.report.page import full_page, shipped_page

_HELP = """
Print the page of a RULE: what it flags, why, and how to fix it safely.

\b
  azlint explain AZL401
  azlint explain missing-purge-protection
"""


@click.command(name="explain", help=_HELP)
@click.argument("rule")
def command(rule: str) -> None:
    """Print the page of a rule."""
    known = {}
    for entry in installed(Path.cwd()):
        meta = entry.rule.meta
        known[meta.id.lower()] = known[meta.name.lower()] = entry
    if rule.lower() not in known:
        close = get_close_matches(rule.lower(), known, 1)
        hint = f"did you mean {close[0].upper()}?" if close else "`azlint rules` lists them"
        raise click.UsageError(f"no rule is called `{rule}`: {hint}")
    found = known[rule.lower()]
    click.echo(shipped_page(found.rule) or full_page(found.rule, found.pack))
