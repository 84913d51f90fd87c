"""`azlint rules`."""

from __future__ import annotations

from pathlib import Path

import click

from azlint.cli.installed import installed


@click.command(name="rules")
def command() -> None:
    """List the installed rules: id, severity, whether on by default, name.

    `azlint explain ID` prints the page of one. Rules that are off by default run when selected:
    `azlint check . --select default,AZL503`.
    """
    for entry in installed(Path.cwd()):
        meta = entry.rule.meta
        on = "on" if meta.enabled else "off"
        languages = ", ".join(sorted(meta.languages))
        click.echo(
            f"{meta.id}  {meta.severity.label:7}  {on:3}  {meta.name}  ({languages}; {entry.pack})"
        )
