"""What became of each file, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from azlint.plural import counted
from azlint.report.terminal import Terminal
from azlint.result import FileStats, Parse, Result

WIDEST = 60


def table(result: Result, terminal: Terminal) -> Iterator[str]:
    """A line for each file, under it what was lost and why; nothing where nobody asked."""
    if not result.stats:
        return
    width = min(max(len(terminal.shown(file.path)) for file in result.stats), WIDEST)
    yield terminal.paint(_total(result.stats), "strong")
    for file in result.stats:
        path = terminal.shown(file.path)
        yield f"  {path:<{width}}  {file.parse:<10}  {_share(file.known, file.values)}".rstrip()
        for lost in file.lost:
            source = result.sources.get(file.path)
            line = 1 if source is None else source.position(lost.span.start).line
            yield from terminal.wrap(
                terminal.shown(f"line {line}: {lost.what}: {lost.reason}"), "      ", "        "
            )
    yield ""


def _total(files: Sequence[FileStats]) -> str:
    parsed = ", ".join(
        f"{number:,} {parse}"
        for parse in Parse
        if (number := sum(file.parse is parse for file in files))
    )
    share = _share(sum(file.known for file in files), sum(file.values for file in files))
    return f"{counted(len(files), 'file')}: {parsed}" + (f"; {share}" if share else "")


def _share(known: int, values: int) -> str:
    return f"{known:,} of {counted(values, 'value')} known ({known / values:.0%})" if values else ""
