"""The command line: a light group; each command is a module that is imported when it runs."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import NoReturn

import click

from azlint import __version__

BROKEN = 2
INTERRUPTED = 130

_COMMANDS: Mapping[str, str] = {
    "check": "Check a repository and report what it finds.",
    "rules": "List the installed rules.",
    "why": "Say why something was flagged, or was not.",
    "explain": "Print the page of a rule.",
    "config": "Show the configuration in effect.",
}


class _Lazy(click.Group):
    """Knows its commands by name and line; imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = import_module(f"azlint.cli.{cmd_name}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


_HELP = """
Policy as code for Azure repositories: Terraform, Bicep, ARM and GitHub workflows in one graph.

azlint says where a setting or a change will hurt, what the fix itself does, and how sure it
is. It reads files only: no network, no credentials, no provider.

\b
  azlint check .                        what is wrong here?
  azlint check . --since origin/main    what does this branch bring in?
  azlint why azurerm_key_vault.main     where do its values come from, what do rules say?
  azlint explain AZL401                 why, and how to fix it safely
"""


@click.group(cls=_Lazy, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="azlint", message="%(prog)s %(version)s")
def cli() -> None:
    """Hold the commands together."""


def main() -> NoReturn:
    """Run the command line. Exit 1 means findings, so whatever else goes wrong is 2."""
    gc.disable()  # what one run builds it keeps to its end: collecting would walk it for nothing
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Exit as exit_:
        code = exit_.exit_code
    except click.ClickException as error:
        error.show()
        code = BROKEN
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads the rest
        code = 0
    except Exception as error:  # noqa: BLE001 - a defect of azlint must not look like findings
        sys.__excepthook__(type(error), error, error.__traceback__)
        click.echo("azlint: this is a defect of azlint; please report it", err=True)
        code = BROKEN
    sys.exit(code if isinstance(code, int) else 0)


def run() -> NoReturn:
    """Run as a program of its own, and leave at once: to take modules and values apart, as the
    interpreter does at its end, takes a sixth of a small run."""
    try:
        main()
    except SystemExit as ended:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        os._exit(ended.code if isinstance(ended.code, int) else BROKEN)
