"""From the productions of strings and heredocs to nodes; the base of the tree's builder."""

from __future__ import annotations

from typing import cast

from azlint.languages.terraform.template import Part, assemble, unescape
from azlint.languages.terraform.tokens import Tokens
from azlint.source import Source
from azlint.syntax import Expression, Literal, Problem

Pieces = list[int | Part]
"""Inside of a string: tokens of literals, and the other parts."""


class Strings:
    """Knows the tokens of one text and makes its strings."""

    def __init__(self, source: Source, tokens: Tokens) -> None:
        self.source = source
        self.text = source.text
        self.types = tokens.types
        self.starts = tokens.starts
        self.ends = tokens.ends
        self.problems: list[Problem] = []

    def word(self, token: int) -> str:
        """The text of a token."""
        return self.text[self.starts[token] : self.ends[token]]

    def report(self, start: int, end: int, message: str) -> None:
        """Note a syntax error that leaves the tree whole."""
        self.problems.append(Problem(start, end, message))

    def forget(self, offset: int) -> None:
        """Drop what was noted from an offset on: its item is not kept."""
        while self.problems and self.problems[-1].start >= offset:
            self.problems.pop()

    def plain(self, token: int) -> Expression:
        """A quoted string without interpolation."""
        start, end = self.starts[token], self.ends[token]
        return Literal(start, end, unescape(self.text[start + 1 : end - 1], start + 1, self.report))

    def string(self, left: int, *rest: Pieces | int) -> Expression:
        """A quoted template."""
        return self._template(left, rest, quoted=True)

    def heredoc(self, left: int, *rest: Pieces | int) -> Expression:
        """What `<<` begins."""
        return self._template(left, rest)

    def flush_heredoc(self, left: int, *rest: Pieces | int) -> Expression:
        """What `<<-` begins."""
        return self._template(left, rest, flush=True)

    def lone_template(self, pieces: Pieces | None = None) -> Expression:
        """A template that is the whole text."""
        parts = self._parts(pieces or [], quoted=False)
        return assemble(self.text, (0, len(self.text)), parts, self.report)

    def _template(
        self,
        left: int,
        rest: tuple[Pieces | int, ...],
        *,
        quoted: bool = False,
        flush: bool = False,
    ) -> Expression:
        pieces = rest[0] if isinstance(rest[0], list) else []
        bounds = self.starts[left], self.ends[cast("int", rest[-1])]
        parts = self._parts(pieces, quoted=quoted)
        return assemble(self.text, bounds, parts, self.report, flush=flush)

    def _parts(self, pieces: Pieces, *, quoted: bool) -> list[Part]:
        return [
            self._text(piece, quoted=quoted) if isinstance(piece, int) else piece
            for piece in pieces
        ]

    def _text(self, token: int, *, quoted: bool) -> Part:
        start, end = self.starts[token], self.ends[token]
        text = unescape(self.text[start:end], start, self.report, quoted=quoted)
        return Part(start, end, "text", text)

    def _part(self, left: int, right: int, kind: str, value: Expression | None = None) -> Part:
        start, end = self.starts[left], self.ends[right]
        strips = self.text[self.ends[left] - 1] == "~", self.text[self.starts[right]] == "~"
        return Part(start, end, kind, "", value, strips=strips)

    def interpolation(self, left: int, value: Expression, right: int) -> Part:
        """`${ value }`."""
        return self._part(left, right, "value", value)

    def template_if_start(self, left: int, _if: int, condition: Expression, right: int) -> Part:
        """`%{ if condition }`."""
        return self._part(left, right, "if", condition)

    def template_for_start(self, left: int, _for: int, name: int, *rest: int | Expression) -> Part:
        """`%{ for name in collection }` or `%{ for key, name in collection }`."""
        part = self._part(left, cast("int", rest[-1]), "for", cast("Expression", rest[-2]))
        second = rest[1]
        first = self.word(name)
        part.names = (first, self.word(second)) if isinstance(second, int) else (None, first)
        return part

    def template_end(self, left: int, keyword: int, right: int) -> Part:
        """`%{ else }`, `%{ endif }` or `%{ endfor }`."""
        return self._part(left, right, self.word(keyword))
