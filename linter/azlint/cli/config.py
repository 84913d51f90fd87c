"""`azlint config`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from azlint.cli.installed import installed
from azlint.cli.outputs import complain
from azlint.cli.scope import CANNOT_START, Scope, scope, scope_options, settings
from azlint.config import LOWERED, EnvironmentEntry, IgnoreEntry, Settings
from azlint.finding import Severity
from azlint.ourselves import knowing_ourselves
from azlint.report.answer import data_of
from azlint.report.page import toml
from azlint.rule import Rule


@click.group(name="config")
def command() -> None:
    """Configuration: `azlint.toml`, or `[tool.azlint]` in `pyproject.toml`.

    The nearest file upward from PATHS to the root is used, and no other.
    """


@command.command()
@scope_options
def show(paths: Sequence[Path], root: Path | None, config: Path | None, isolated: bool) -> int:
    """Print each setting in effect and where it comes from."""
    try:
        where = scope(paths, root, config, isolated=isolated)
        rules = [entry.rule for entry in installed(where.root)]
        made = settings(where, {}, rules)
    except CANNOT_START as error:
        complain(str(error))
        return 2
    for setting, value, origin in effective(made, where, rules):
        click.echo(f"{setting} = {value}  # {origin}")
    for note in (*made.notes, *(finding.message for finding in made.findings)):
        complain(note)
    return 0


Line = tuple[str, str, str]


def effective(made: Settings, where: Scope, rules: Sequence[type[Rule]]) -> Iterator[Line]:
    """Every setting with its value as TOML and its origin."""

    def line(setting: str, value: object, key: str = "") -> Line:
        number = where.file.line(key or setting) if where.file else None
        path = where.file.source.path if where.file else ""
        return setting, toml(value), f"{path}:{number}" if number else "default"

    yield "root", toml(where.root.as_posix()), "git or command line"
    yield line("select", made.select)
    yield line("ignore-rules", made.ignore)
    yield line("exclude", made.exclude)
    yield line("include", made.include)
    yield line("fail-on", made.fail_on.label)
    yield line("undecided", made.undecided.value)
    yield line("trusted", made.trusted)
    yield _repository(made, line("repository", made.repository))
    for source, folder in made.modules.items():
        yield line(f"modules.{toml(source)}", folder, f"modules.{source}")
    yield line("deployment-tokens", made.wanted.tokens)
    for declared in made.wanted.declared:
        key = f"env.{declared.name}"
        yield line(key, _environment(declared))
        for variable, given in declared.vars.items():
            yield line(f"{key}.vars.{variable}", data_of(given))
    for selector, severity in made.severity.items():
        yield line(f"severity.{selector}", severity.label)
    for number, entry in enumerate(made.severity_by_path):
        label = entry.severity.label if isinstance(entry.severity, Severity) else entry.severity
        key = "none" if number < len(LOWERED) else f"severity-by-path.{entry.pattern}"
        yield line(f"severity-by-path.{toml(entry.pattern)}", label, key)
    for number, ignore in enumerate(made.ignores):
        yield line("[[ignore]]", _words(ignore), f"ignore.{number}")
    for rule in rules:
        for name, option in rule.options.items():
            value = made.options.get(rule.meta.id, {}).get(name, option.default)
            yield line(f"rules.{rule.meta.id}.{name}", value)


def _repository(made: Settings, written: Line) -> Line:
    """As written, else as the work tree tells it."""
    known = knowing_ourselves(made).repository
    if known == made.repository:
        return written
    return "repository", toml(known), "remote origin"


def _environment(entry: EnvironmentEntry) -> str:
    severity = entry.severity
    parts = (
        *entry.roots,
        *entry.var_files,
        f"workspace {entry.workspace}" * bool(entry.workspace),
        severity.label if isinstance(severity, Severity) else severity or "",
    )
    return " · ".join(part for part in parts if part)


def _words(entry: IgnoreEntry) -> str:
    parts = (entry.rule, entry.path, entry.address, entry.reason)
    return " · ".join(part for part in parts if part)
