"""`azlint why`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from azlint.cli.check import SELECTION, fields
from azlint.cli.environments import OPTIONS
from azlint.cli.outputs import complain
from azlint.cli.scope import CANNOT_START, decorated, place_options, scope, settings
from azlint.own import RULES as OWN_RULES
from azlint.registry import registered
from azlint.report.answer import render, render_json
from azlint.report.terminal import terminal_of

F = TypeVar("F", bound=Callable[..., object])

_FORM = (
    click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        help="How to print it.  [default: text]",
    ),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colour.",
    ),
)

_HELP = """
Say why something was flagged, or was not.

ADDRESS is a resource or module call as Terraform writes it (keys may be left out), a variable,
local or output, a resource or module of Bicep, or a step of a workflow. Without ATTRIBUTE these
are the attributes that rules read. For each environment: the value, where it comes from, line by
line, what stops it if it is not known, and what each rule says.

\b
  azlint why 'module.kv["prod"].azurerm_key_vault.this'
  azlint why azurerm_key_vault.this purge_protection_enabled
  azlint why infra/prod:module.kv.var.sku
  azlint why main.bicep:vault properties.enablePurgeProtection
  azlint why ci.yml:build.setup-python python-version --format json
"""


def _options(function: F) -> F:
    return decorated(place_options(function), *OPTIONS, *SELECTION, *_FORM)


@click.command(name="why", help=_HELP)
@click.argument("address")
@click.argument("attribute", default="")
@_options
def command(
    *,
    address: str,
    attribute: str,
    root: Path | None,
    config: Path | None,
    isolated: bool,
    form: str,
    color: str,
    **given: object,
) -> int:
    """Answer, or say what there is instead."""
    from azlint.why import NoAnswerError, why  # noqa: PLC0415 - brings the whole engine

    try:
        where = scope((), root, config, isolated=isolated)
        rules = [*(entry.rule for entry in registered(where.root)), *OWN_RULES]
        made = settings(where, dict(fields(given, rules)), rules)
        answer = why(address, attribute, made)
    except (*CANNOT_START, NoAnswerError) as error:
        complain(str(error))
        return 2
    if form == "json":
        sys.stdout.buffer.write(render_json(answer))
        sys.stdout.flush()
        return 0
    terminal = terminal_of(sys.stdout, os.environ, color)
    lines = "".join(f"{line}\n" for line in render(answer, terminal))
    text = lines.encode("utf-8", "backslashreplace").decode("utf-8")
    click.echo(text, nl=False, color=terminal.colour)
    return 0
