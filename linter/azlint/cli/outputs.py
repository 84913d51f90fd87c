"""Where reports go: `--format NAME[=FILE]` and `--output FILE`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import click
import msgspec

from azlint import report
from azlint.report.rebase import from_top
from azlint.report.terminal import Terminal, terminal_of
from azlint.result import Result

SUMMARY = "GITHUB_STEP_SUMMARY"


class Style(msgspec.Struct, frozen=True):
    """How reports are drawn."""

    colour: str = "auto"
    show_undecided: bool = False
    include_suppressed: bool = False
    verbose: bool = False


class Output(msgspec.Struct, frozen=True):
    """A report and the file it goes to; None is standard output."""

    format: str
    file: Path | None = None


def _text(result: Result, terminal: Terminal, style: Style) -> bytes:
    lines = report.text.render(
        result, terminal, show_undecided=style.show_undecided, verbose=style.verbose
    )
    return _lines(lines)


def _sarif(result: Result, terminal: Terminal, style: Style) -> bytes:  # noqa: ARG001
    return report.sarif.render(from_top(result), include_suppressed=style.include_suppressed)


def _json(result: Result, terminal: Terminal, style: Style) -> bytes:  # noqa: ARG001
    return report.json.render(result)


def _github(result: Result, terminal: Terminal, style: Style) -> bytes:  # noqa: ARG001
    return _lines(report.github.render(from_top(result), terminal))


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


FORMATS: Mapping[str, Callable[[Result, Terminal, Style], bytes]] = {
    "text": _text,
    "sarif": _sarif,
    "json": _json,
    "github": _github,
}


DEVICES = Path("/dev")


def outputs(formats: Sequence[str], output: Path | None) -> Sequence[Output]:
    """What the options ask for; at most one report goes to standard output."""
    named = [_output(wanted) for wanted in formats or ("text",)]
    if output is not None:
        if len(named) != 1 or named[0].file is not None:
            raise click.UsageError(
                "--output goes with one --format; name the files of several as in "
                "`--format text --format sarif=azlint.sarif`"
            )
        named = [Output(named[0].format, output)]
    if sum(one.file is None for one in named) > 1:
        raise click.UsageError(
            "two reports cannot share standard output: name a file for one, as in "
            f"`--format {named[-1].format}=azlint.{named[-1].format}`"
        )
    return named


def _output(wanted: str) -> Output:
    name, _, file = wanted.partition("=")
    if name not in FORMATS or wanted.endswith("="):
        known = ", ".join(FORMATS)
        raise click.UsageError(f"--format takes {known}, or one with a file, not `{wanted}`")
    return Output(name, Path(file) if file else None)


def write(result: Result, wanted: Sequence[Output], style: Style) -> None:
    """Write every report, files first; a file that cannot be written is an error."""
    problems = []
    for one in sorted(wanted, key=lambda output: output.file is None):
        try:
            _write_one(result, one, style)
        except BrokenPipeError:
            raise
        except OSError as error:
            problems.append(f"{one.file or 'standard output'}: {error.strerror or error}")
    if problems:
        raise click.ClickException(f"a report was not written: {'; '.join(problems)}")


def _write_one(result: Result, one: Output, style: Style) -> None:
    if one.file is not None:
        _replace(one.file, FORMATS[one.format](result, Terminal(), style))
    else:
        terminal = terminal_of(sys.stdout, os.environ, style.colour)
        data = FORMATS[one.format](result, terminal, style)
        if one.format in {"sarif", "json"}:
            sys.stdout.buffer.write(data)
            sys.stdout.flush()
        else:
            click.echo(data.decode("utf-8"), nl=False, color=terminal.colour)
    if one.format == "github" and os.environ.get(SUMMARY):
        _summarise(result, Path(os.environ[SUMMARY]))


def _replace(file: Path, data: bytes) -> None:
    """Write beside the file and move it there: never half a report, never through a link.

    A device or pipe (`/dev/null`, `/dev/stdout`) is written to, not replaced.
    """
    if file.exists() and (not file.is_file() or DEVICES in file.absolute().parents):
        file.write_bytes(data)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _summarise(result: Result, file: Path) -> None:
    with file.open("a", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(report.github.job_summary(from_top(result)))


def complain(message: str) -> None:
    """A line on standard error, safe whatever the checked repository put into it."""
    terminal = terminal_of(sys.stderr, os.environ)
    for line in message.splitlines():
        click.echo(f"azlint: {terminal.shown(line)}", err=True)
