"""What a gate compares, whichever language it is written in."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from azlint.patterns import regex


class Kind(StrEnum):
    """What an operand is."""

    LITERAL = "literal"
    VARIABLE = "variable"
    HOLE = "hole"
    OTHER = "other"


class Lack(StrEnum):
    """Why a fallback comes: a command failed, a block of code failed, or there is no value."""

    COMMAND = "command"
    BLOCK = "block"
    VALUE = "value"


class Fallback(msgspec.Struct, frozen=True):
    """A literal that stands for what a name should hold, and where it is written.

    behind: from where on the name can still hold it.
    """

    name: str
    value: str
    lack: Lack
    start: int
    end: int
    behind: int = 0


class Operand(msgspec.Struct, frozen=True):
    """One side of a comparison: a literal's text, a variable's name (`$NAME`, `os.environ`), or
    the range of a `${{ }}` in the script.

    fallbacks: what it is where what it should be is not there.
    """

    kind: Kind
    text: str = ""
    start: int = 0
    end: int = 0
    fallbacks: tuple[Fallback, ...] = ()


_ALTERNATIVE = regex(r"(?<![\w-])([\w-]++)(?:['\"]?\])?\s*+\|\|\s*+'?([\w.%-]++)'?\s*+\}\}")


def alternative(hole: str, start: int, end: int) -> tuple[Fallback, ...]:
    """What `${{ steps.eval.outputs.score || '1.0' }}` is where there is no score."""
    found = _ALTERNATIVE.search(hole)
    if found is None:
        return ()
    return (Fallback(found.group(1), found.group(2), Lack.VALUE, start, end),)


class Comparison(msgspec.Struct, frozen=True):
    """`left operator right`; the step fails where the comparison is `fails`."""

    left: Operand
    operator: str
    right: Operand
    fails: bool
    start: int
    end: int

    @property
    def is_floor(self) -> bool:
        """The left side must reach the right one; a literal does not reach anything."""
        low = self.operator in (("<", "<=") if self.fails else (">", ">="))
        return low and self.left.kind is not Kind.LITERAL
