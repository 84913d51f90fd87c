"""Text that a shell grammar can read: what GitHub replaces beforehand is a plain word in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

import msgspec

from azlint.languages.script.holes import filled, holes
from azlint.patterns import regex

_FOREIGN = regex(r"[^\x00-\x7f]")
_BETWEEN = regex(r"^.*\(\(.*|(?<=[\w./:@%+=,-])(\$[A-Za-z_]\w*)[/.,@%=+-]", re.MULTILINE)
"""The grammar ends the word `$a/$b/c` behind its second `$`, but not where a colon follows; lines
with arithmetic stay as they are."""


class Masked(msgspec.Struct, frozen=True):
    """A script's text, its ASCII stand-in of equal length, and the ranges of `${{ }}`."""

    text: str
    stand_in: bytes
    holes: tuple[tuple[int, int], ...]

    def split(self, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """A range as pieces that are `${{ }}` and pieces that are not."""
        at = start
        first = bisect_right(self.holes, start, key=lambda hole: hole[1])
        for opened, closed in self.holes[first:]:
            if opened >= end:
                break
            if opened > at:
                yield at, opened, False
            yield max(opened, at), min(closed, end), True
            at = min(closed, end)
        if at < end:
            yield at, end, False


def masked(text: str, *, bash: bool) -> Masked:
    """Mask a script; `bash`: for the grammar of bash."""
    plain = _FOREIGN.sub("x", filled(text, "x"))
    if bash:
        plain = _BETWEEN.sub(_led, plain)
    return Masked(text, plain.encode("ascii"), tuple(holes(text)))


def _led(found: re.Match[str]) -> str:
    return f"{found[1]}:" if found[1] else found[0]
