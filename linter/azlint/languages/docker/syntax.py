"""What the Dockerfile parser returns: instructions with the places of their words.

An instruction may go over several lines, with comments between them. Its text is kept as one
logical line that knows where each of its characters stands in the file.
"""

from __future__ import annotations

from bisect import bisect_right

import msgspec

from azlint.syntax import Node, Problem


class Text(Node, frozen=True, tag="text"):
    """Literal text, already unquoted."""

    value: str


class Variable(Node, frozen=True, tag="variable"):
    """`$NAME` or `${NAME}`; `operator` is what follows the name (`:-`, `+`, `##`, `//`)."""

    name: str
    operator: str = ""
    operand: tuple[Piece, ...] = ()
    replacement: tuple[Piece, ...] = ()


Piece = Text | Variable


class Word(Node, frozen=True, tag="word"):
    """One argument in its pieces."""

    pieces: tuple[Piece, ...]

    @property
    def literal(self) -> str | None:
        """The text, where it is all literal."""
        texts = [piece.value for piece in self.pieces if isinstance(piece, Text)]
        return "".join(texts) if len(texts) == len(self.pieces) else None


class Pair(Node, frozen=True, tag="pair"):
    """`NAME=value` of `ENV`, `LABEL` and `ARG`; an `ARG` may have no value."""

    name: Word
    value: Word | None


class Flag(Node, frozen=True, tag="flag"):
    """`--name=value`; a switch has no value."""

    name: str
    value: Word | None


class Line(Node, frozen=True, tag="line"):
    """Text whose characters stand in the file at the places that `joints` tell.

    joints: offsets in the text and in the file, where each stretch begins.
    """

    text: str
    joints: tuple[tuple[int, int], ...]

    def place(self, at: int) -> int:
        """The offset in the file of a character, or of the end of the text."""
        own, there = self.joints[max(bisect_right(self.joints, at, key=_own) - 1, 0)]
        return there + at - own

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A range of the text as a range of the file."""
        opened = self.place(start)
        return opened, self.place(end - 1) + 1 if end > start else opened


def _own(joint: tuple[int, int]) -> int:
    return joint[0]


class Heredoc(Node, frozen=True, tag="heredoc"):
    """The text between `<<NAME` and the line that says only `NAME`.

    chomp: leading tabs do not count (`<<-`) · expand: variables are replaced.
    """

    name: str
    text: str
    chomp: bool = False
    expand: bool = True


class Instruction(Node, frozen=True, tag="instruction"):
    """One instruction.

    keyword: in upper case · words: its operands, or the strings of the exec form · pairs: of
    `ENV`, `LABEL`, `ARG` · shell: a command in shell form · listed: it is written as a JSON
    array · trigger: what an `ONBUILD` holds.
    """

    keyword: str
    flags: tuple[Flag, ...] = ()
    words: tuple[Word, ...] = ()
    pairs: tuple[Pair, ...] = ()
    shell: Line | None = None
    listed: bool = False
    heredocs: tuple[Heredoc, ...] = ()
    trigger: Instruction | None = None

    def flag(self, name: str) -> Word | None:
        """The value of a flag; the last one counts."""
        return next((flag.value for flag in reversed(self.flags) if flag.name == name), None)


class File(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A Dockerfile: what it says, what a build refuses in it, its comments.

    escape: the character that quotes the next one and joins lines.
    """

    instructions: tuple[Instruction, ...] = ()
    problems: tuple[Problem, ...] = ()
    comments: tuple[tuple[int, int], ...] = ()
    escape: str = "\\"
