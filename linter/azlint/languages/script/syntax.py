"""What the script readers return: commands in textual order, their words in pieces.

`start` and `end` are offsets into the script's own text. The trees of the grammars end in
`parse`: everything behind it knows these nodes only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from azlint.syntax import Node


class Text(Node, frozen=True, tag="text"):
    """Literal text after the shell's own quoting."""

    value: str


class Embedded(Node, frozen=True, tag="embedded"):
    """`${{ … }}`, which GitHub replaces before the shell sees the script."""


class Variable(Node, frozen=True, tag="variable"):
    """`$NAME`, `${NAME}`, `$env:NAME`.

    operator: what is done to its value (`:-`, `%%`, `/`), empty where nothing is · operand,
    replacement: what it is done with; of a pattern the operand is as the shell takes it, with its
    escapes.
    """

    name: str
    operator: str = ""
    operand: tuple[Piece, ...] = ()
    replacement: tuple[Piece, ...] = ()


class Output(Node, frozen=True, tag="output"):
    """`$(…)`: what commands print."""


class Dark(Node, frozen=True, tag="dark"):
    """Something that only a running shell can tell."""


Piece = Text | Embedded | Variable | Output | Dark


def variables(pieces: Iterable[Piece]) -> Iterator[str]:
    """The names of the variables that pieces read."""
    for piece in pieces:
        if isinstance(piece, Variable):
            yield piece.name
            yield from variables((*piece.operand, *piece.replacement))


class Word(Node, frozen=True, tag="word"):
    """One argument."""

    pieces: tuple[Piece, ...]

    @property
    def literal(self) -> str | None:
        """The text, where it is all literal."""
        if len(self.pieces) == 1:
            piece = self.pieces[0]
            return piece.value if isinstance(piece, Text) else None
        texts = [piece.value for piece in self.pieces if isinstance(piece, Text)]
        return "".join(texts) if len(texts) == len(self.pieces) else None


class Assignment(Node, frozen=True, tag="assignment"):
    """`NAME=value`; several `values` are those of a loop, one after the other.

    conditional: it may not happen · until: where the block ends in which it then has happened ·
    exported: programs see it.
    """

    name: str
    values: tuple[Word, ...]
    conditional: bool = False
    until: int = 0
    exported: bool = False


class Redirect(Node, frozen=True, tag="redirect"):
    """`> file`, `<< word`; `target` of a here-document is its text."""

    operator: str
    target: Word


class Command(Node, frozen=True, tag="command"):
    """One simple command.

    words: its name first, without what only runs it (`sudo`, `timeout 60`) · assignments: before
    its name, for this command only · otherwise: the commands behind `||` that run if it fails ·
    conditional: it may not run · tested: its failure decides what runs and does not end the
    script · piped: its output goes to another command · assigned: the variable that takes its
    output, or what stands around it does · function: whose body it is in · subshell: where the
    innermost one ends that it runs in, 0 where it runs in none.
    """

    words: tuple[Word, ...]
    assignments: tuple[Assignment, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    otherwise: tuple[Command, ...] = ()
    conditional: bool = False
    tested: bool = False
    piped: bool = False
    assigned: str = ""
    function: str = ""
    subshell: int = 0

    @property
    def name(self) -> str | None:
        """The program's name where it is literal, without its folder."""
        literal = self.words[0].literal if self.words else None
        return None if literal is None else literal.rpartition("/")[2]

    def given(self, name: str) -> Word | None:
        """What is set for this command only, None where nothing sets it before its name."""
        return next((each.values[0] for each in self.assignments if each.name == name), None)

    @property
    def fatal(self) -> bool:
        """Whether its failure ends the script."""
        return not (self.tested or self.otherwise or self.piped)


class Branch(Node, frozen=True, tag="branch"):
    """`if`, `&&`, `||`: what runs where a condition holds and where it does not, as ranges.

    Both are empty ranges where nothing is written.
    """

    condition: tuple[int, int]
    then: tuple[int, int]
    otherwise: tuple[int, int]


class Attempt(Node, frozen=True, tag="attempt"):
    """`try { … } catch { … }`: what runs where something in the body fails, as ranges."""

    body: tuple[int, int]
    handler: tuple[int, int]


class Script(Node, frozen=True, tag="script"):
    """A script; `broken` are the ranges that the grammar does not understand."""

    commands: tuple[Command, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    broken: tuple[tuple[int, int], ...] = ()
    branches: tuple[Branch, ...] = ()
    attempts: tuple[Attempt, ...] = ()
