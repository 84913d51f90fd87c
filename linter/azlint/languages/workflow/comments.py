"""Where the comments of a YAML text are: a `#` outside every scalar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_BLOCK = ("|", ">")


def comment_spans(
    text: str, scalars: Sequence[tuple[int, int, str]]
) -> tuple[tuple[int, int], ...]:
    """The comments between scalars, given as `(start, end, style)` in order of their starts."""
    covered = list(_covered(text, scalars))
    found: list[tuple[int, int]] = []
    region = 0
    at = text.find("#")
    while at >= 0:
        while region < len(covered) and covered[region][1] <= at:
            region += 1
        if region < len(covered) and covered[region][0] <= at:
            at = text.find("#", covered[region][1])
        elif at and text[at - 1] not in " \t\r\n\ufeff":
            at = text.find("#", at + 1)
        else:
            end = _line_end(text, at)
            found.append((at, end))
            at = text.find("#", end)
    return tuple(found)


def _covered(text: str, scalars: Iterable[tuple[int, int, str]]) -> Iterable[tuple[int, int]]:
    """Stretches whose `#` is content; the header line of a block scalar may carry a comment."""
    for start, end, style in scalars:
        yield (text.find("\n", start, end) + 1 or end if style in _BLOCK else start, end)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    return end - 1 if end > start and text[end - 1] == "\r" else end
