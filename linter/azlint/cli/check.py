"""`azlint check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import click

from azlint.cli.environments import OPTIONS, separated
from azlint.cli.outputs import FORMATS, Style, complain, outputs, write
from azlint.cli.scope import CANNOT_START, Scope, decorated, scope, scope_options, settings
from azlint.config import SEVERITIES
from azlint.config.keys import STANCES
from azlint.config.rules import selectors
from azlint.finding import Severity
from azlint.own import RULES as OWN_RULES
from azlint.registry import registered
from azlint.report.terminal import Terminal
from azlint.report.text import summary
from azlint.result import Failure, Result
from azlint.rule import Rule

F = TypeVar("F", bound=Callable[..., object])

_LEVELS = [severity.label for severity in reversed(Severity)]

Given = Mapping[str, object]


def _day(_: click.Context, __: click.Parameter, value: str) -> str:
    if value in {"", "now"}:
        return date.today().isoformat() if value else ""  # noqa: DTZ011 - the user's own day
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise click.BadParameter("a date as 2026-08-31, or `now`") from None


def _levels(_: click.Context, __: click.Parameter, values: Sequence[str]) -> Mapping[str, str]:
    levels = {}
    for text in values:
        rule, _equals, level = text.partition("=")
        if level not in SEVERITIES:
            raise click.BadParameter(f"as AZL401=error; the levels are {', '.join(_LEVELS)}")
        levels[rule] = level
    return levels


SELECTION = (
    click.option(
        "--select",
        multiple=True,
        callback=separated,
        metavar="RULES",
        help="Run these rules only: ids or their start, `default`, `all`.",
    ),
    click.option(
        "--ignore",
        multiple=True,
        callback=separated,
        metavar="RULES",
        help="Leave these rules out.",
    ),
)

_OPTIONS = (
    *SELECTION,
    click.option(
        "--severity",
        multiple=True,
        callback=_levels,
        metavar="RULE=LEVEL",
        help="Set the severity of a rule.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(_LEVELS),
        help="Exit 1 from this severity on.  [default: warning]",
    ),
    click.option("--exit-zero", is_flag=True, help="Exit 0 whatever is found (not if broken)."),
    click.option(
        "--since", metavar="REF", help="Report what came in since the merge base with REF."
    ),
    click.option(
        "--base",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Compare with the state in this folder.",
    ),
    click.option(
        "--format",
        "formats",
        multiple=True,
        metavar="NAME[=FILE]",
        help=f"{', '.join(FORMATS)}; repeatable, all but one with a file.  [default: text]",
    ),
    click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        help="File for the report of a single --format.",
    ),
    click.option(
        "--undecided",
        type=click.Choice(list(STANCES)),
        help="What could not be decided: exit 1, say how much, or leave it out.  [default: note]",
    ),
    click.option("--show-undecided", is_flag=True, help="Print what could not be decided, too."),
    click.option(
        "--sarif-include-suppressed",
        is_flag=True,
        help="Put suppressed findings into SARIF, marked as such.",
    ),
    click.option("--verbose", is_flag=True, help="List the module calls that are not followed."),
    click.option(
        "--require-modules",
        is_flag=True,
        help="Exit 2 if a module call is not followed.",
    ),
    click.option(
        "--stats",
        is_flag=True,
        help="Say of each file what was read and how much of it is known.",
    ),
    click.option("--allow-empty", is_flag=True, help="Exit 0 if there is nothing to check."),
    click.option(
        "--today",
        callback=_day,
        default="",
        metavar="DATE",
        help="Let dates count; `now` for today.",
    ),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colour.",
    ),
)


def _run_options(function: F) -> F:
    return decorated(function, *OPTIONS, *_OPTIONS)


_HELP = """
Check the Terraform, Bicep, ARM and workflow files of a repository.

The whole repository is read, whatever PATHS name: they choose what is reported.

\b
Examples:
  azlint check .
  azlint check infra --fail-on error
  azlint check . --since origin/main
  azlint check . --format text --format sarif=azlint.sarif
  azlint check . --format sarif --output azlint.sarif --exit-zero
  azlint check . --select AZL3,AZL4 --severity AZL301=error
  azlint check . --format github
  azlint check . --env prod --var-file ../values/prod.tfvars

\b
Exit codes:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on, or with --undecided=fail something undecided
  2  wrong use, or a run that broke: what it could check is still reported
"""


class _Reporting(click.Command):
    """Writes the report files that are asked for even where an option cannot be read."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            with click.Context(self, info_name=ctx.info_name, resilient_parsing=True) as lenient:
                super().parse_args(lenient, given)
            _report_broken(lenient.params, error.format_message())
            raise


def _report_broken(given: Mapping[str, object], message: str) -> None:
    formats, output = given.get("formats"), given.get("output")
    try:
        wanted = outputs(_texts(formats), output if isinstance(output, Path) else None)
    except click.UsageError:
        return
    result = Result(failures=(Failure(message),))
    write(result, [one for one in wanted if one.file], Style())


@click.command(name="check", help=_HELP, cls=_Reporting)
@scope_options
@_run_options
def command(
    *,
    paths: Sequence[Path],
    root: Path | None,
    config: Path | None,
    isolated: bool,
    formats: Sequence[str],
    output: Path | None,
    color: str,
    exit_zero: bool,
    show_undecided: bool,
    sarif_include_suppressed: bool,
    verbose: bool,
    **given: object,
) -> int:
    """Check a repository."""
    wanted = outputs(formats, output)
    style = Style(color, show_undecided, sarif_include_suppressed, verbose)
    if given["since"] and given["base"]:
        raise click.UsageError("--since and --base exclude each other")
    fail_on = Severity.WARNING
    try:
        where = scope(paths, root, config, isolated=isolated)
        result, fail_on = _run(where, given)
    except CANNOT_START as error:
        complain(str(error))
        result = Result(failures=(Failure("; ".join(str(error).splitlines())),))
        wanted = [one for one in wanted if one.format != "text" or one.file]
    write(result, wanted, style)
    if all(one.file for one in wanted) and result.rules:
        _tell(result)
    return exit_code(result, fail_on, exit_zero=exit_zero)


def _run(where: Scope, given: Given) -> tuple[Result, Severity]:
    rules = [*(entry.rule for entry in registered(where.root)), *OWN_RULES]
    made = settings(where, dict(fields(given, rules)), rules)

    from azlint.runner import check_repository  # noqa: PLC0415 - brings the whole engine

    return check_repository(made), made.fail_on


def fields(given: Given, rules: Sequence[type[Rule]]) -> Iterator[tuple[str, object]]:
    """The options as fields of the settings."""
    for name, value in given.items():
        if name in {"select", "ignore"}:
            yield name, tuple(selectors(_texts(value), rules))
        elif name == "severity" and isinstance(value, Mapping):
            levels = zip(selectors(value, rules), value.values(), strict=True)
            yield name, {rule: SEVERITIES[level] for rule, level in levels}
        elif name == "fail_on" and isinstance(value, str):
            yield name, SEVERITIES[value]
        elif name == "undecided" and isinstance(value, str):
            yield name, STANCES[value]
        elif name == "base" and isinstance(value, Path):
            yield name, value.resolve()
        else:
            yield name, value


def _texts(value: object) -> Sequence[str]:
    return [str(item) for item in value] if isinstance(value, tuple) else []


def exit_code(result: Result, fail_on: Severity, *, exit_zero: bool = False) -> int:
    """2 for a broken run, 1 for findings from `fail_on` on or undecided ones that count, else 0."""
    if result.failures:
        return 2
    worst = max((finding.severity or Severity.WARNING for finding in result.findings), default=0)
    open_ = result.undecided_fail and bool(result.undecided)
    return int((worst >= fail_on or open_) and not exit_zero)


def _tell(result: Result) -> None:
    """With every report in a file, standard error says how it went."""
    complain("\n".join(summary(result, Terminal())))
