"""The command line: a light group; each command is a module that is imported when it runs."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import NoReturn

import click

from azlint import __version__

BROKEN = 2
INTERRUPTED = 130
PIPE_CLOSED = 141
"""As a shell tells of a program that a closed pipe ends: whoever reads has enough, and whether
there are findings is not said."""

_COMMANDS: Mapping[str, str] = {
    "check": "Check a repository and report what it finds.",
    "rules": "List the installed rules.",
    "why": "Say why something was flagged, or was not.",
    "explain": "Print the page of a rule.",
    "config": "Show the configuration in effect.",
}


class _PipeClosed(Exception):  # noqa: N818 - no error
    """Nobody reads what is written. Of the error itself click makes exit code 1."""


class _Lazy(click.Group):
    """Knows its commands by name and line; imports one only to run it."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: object,
    ) -> click.Context:
        with _pipes():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        with _pipes():
            return super().invoke(ctx)

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


@contextmanager
def _pipes() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise _PipeClosed from None


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
    _open_closed()
    try:
        code = _code()
    except (_PipeClosed, BrokenPipeError):
        code = PIPE_CLOSED
    sys.exit(_flushed(code))


def _code() -> int:
    """How a run ends, with what is said about it where it does not end well."""
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Exit as exit_:
        code = exit_.exit_code
    except click.ClickException as error:
        error.show()
        return BROKEN
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except _PipeClosed:
        raise
    except Exception as error:  # noqa: BLE001 - a defect of azlint must not look like findings
        if isinstance(error, OSError) and error.filename is None:
            click.echo(f"azlint: standard output: {error.strerror or error}", err=True)
            return BROKEN
        sys.__excepthook__(type(error), error, error.__traceback__)
        click.echo("azlint: this is a defect of azlint; please report it", err=True)
        return BROKEN
    return code if isinstance(code, int) else 0


def _open_closed() -> None:
    """Streams that the caller closed: standard output refuses what is written, and no file that is
    opened takes its number."""
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY))
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")


def _flushed(code: int) -> int:
    """The exit code, once everything is written; what nobody takes is dropped."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            code = PIPE_CLOSED if isinstance(error, BrokenPipeError) else BROKEN
    return code


def run() -> NoReturn:
    """Run as a program of its own, and leave at once: to take modules and values apart, as the
    interpreter does at its end, takes a sixth of a small run."""
    try:
        main()
    except SystemExit as ended:
        os._exit(ended.code if isinstance(ended.code, int) else BROKEN)
