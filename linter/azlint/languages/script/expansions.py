"""`${NAME…}` of bash: the operator behind the name, and where what it works with stands.

https://www.gnu.org/software/bash/manual/bash.html#Shell-Parameter-Expansion, read 2026-11-28.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from azlint.languages.script.edits import PATTERNS, REPLACING
from azlint.languages.script.masking import Masked
from azlint.languages.script.tree import Tree
from azlint.patterns import regex

_UNREAD = regex(r"[$`\"'{}]")
"""What the grammar takes for text here and bash does not."""

_SET = regex(r"\[")

_MATCHED = regex(r"&")
"""What fits, within what is put in its place: since bash 5.2."""

Range = tuple[int, int]


class Expansion(NamedTuple):
    """The operator, its operand, and what stands behind a second one (`${A/x/y}`, `${A:0:7}`).

    certain: all that counts in them is read.
    """

    operator: str
    operand: Range
    new: Range
    certain: bool


def expansion(mask: Masked, node: Tree, name: Tree) -> Expansion | None:
    """What is done to a variable; None where that is not read (`${#A}`, `${!A}`)."""
    operator = next((each for each in node.role("operator") if each.start >= name.end), None)
    if operator is None or name.start > node.start + len("${") or node.children[-1].broken:
        return None
    kind, at, end = operator.type, operator.end, node.end - 1
    opaque = [*((each.start, each.end) for each in node.inner()), *mask.holes]
    split = end
    if kind == ":" or kind in REPLACING:
        # what follows `//` is never the end of the pattern
        begin = at + (kind == "//" and not mask.text.startswith("\\", at))
        split = _first(mask.text, (begin, end), kind[0], opaque)
    operand, new = (at, split), (min(split + 1, end), end)
    pattern = kind in PATTERNS
    texts = [_bare(mask.text, place, opaque) for place in (operand, new)]
    certain = not (
        any(_UNREAD.search(text) for text in texts)
        or (pattern and (_SET.search(texts[0]) or _MATCHED.search(texts[1])))
    )
    return Expansion(kind, operand, new, certain)


def _first(text: str, place: Range, mark: str, opaque: Iterable[Range]) -> int:
    """Where a mark stands that is neither escaped nor in something opaque, else the end."""
    at, end = place
    while at < end:
        behind = next((closed for opened, closed in opaque if opened <= at < closed), None)
        if behind is not None:
            at = behind
        elif text[at] == mark:
            return at
        else:
            at += 2 if text[at] == "\\" else 1
    return end


def _bare(text: str, place: Range, opaque: Sequence[Range]) -> str:
    """A range without what is opaque in it."""
    at, end = place
    parts = []
    for opened, closed in sorted(opaque):
        if at <= opened < end:
            parts.append(text[at:opened])
            at = closed
    return "".join((*parts, text[at:end]))
