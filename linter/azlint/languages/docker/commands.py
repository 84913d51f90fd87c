"""The commands of `RUN`, `CMD` and `ENTRYPOINT`, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from azlint.languages.docker.expand import Lookup, joined, variable
from azlint.languages.docker.syntax import Instruction, Line, Variable
from azlint.languages.docker.words import RefusedError, word
from azlint.languages.script import syntax as script
from azlint.languages.script.parse import SHELLS, Shell, parse
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import STRING, Cause, Known, Origin, Reason, Unknown, Value

_HERE_ONLY = regex(r"[0-9]*<<-?\s*\S+")
_ANOTHER = regex(r"#!.*")
_FLAGS = regex(r"-[a-z]*c|-command", re.IGNORECASE)


class Reading(msgspec.Struct, frozen=True):
    """How an instruction's command is read: by which shell (None if by one that is not read), and
    what its variables hold."""

    path: str
    instruction: Instruction
    shell: Shell | None
    lookup: Lookup

    def commands(self) -> Iterator[tuple[Value, ...]]:
        if self.instruction.listed:
            yield from self._listed()
        elif self.shell is not None and self.instruction.shell is not None:
            line = self._script(self.instruction.shell)
            if line is not None:
                yield from self._scripted(line, self.shell)

    def _listed(self) -> Iterator[tuple[Value, ...]]:
        """The words of the exec form; what it hands to a shell is read as a script."""
        words = self.instruction.words
        texts = [each.literal or "" for each in words]
        yield tuple(
            Known(text, STRING, Origin(Span(self.path, each.start, each.end)))
            for text, each in zip(texts, words, strict=True)
        )
        shell = SHELLS.get(texts[0].rpartition("/")[2]) if len(texts) == 3 else None
        if shell is not None and _FLAGS.fullmatch(texts[1]):
            start, end = words[2].start, words[2].end
            if end - start == len(texts[2]):
                yield from self._scripted(Line(start, end, texts[2], ((0, start),)), shell)

    def _script(self, line: Line) -> Line | None:
        """What the shell runs: the line, or the here-document that it consists of."""
        documents = self.instruction.heredocs
        if not documents or not _HERE_ONLY.fullmatch(line.text):
            return line
        document = documents[0]
        if _ANOTHER.match(document.text):
            return None
        text, start, end = document.text, document.start, document.end
        return Line(start, end, text, ((0, start),))

    def _scripted(self, line: Line, shell: Shell) -> Iterator[tuple[Value, ...]]:
        for command in parse(line.text, shell).commands:
            yield tuple(self._word(line, each) for each in command.words)

    def _word(self, line: Line, each: script.Word) -> Value:
        origin = Origin(Span(self.path, *line.span(each.start, each.end)))
        return joined([self._piece(line, piece) for piece in each.pieces], origin)

    def _piece(self, line: Line, piece: script.Piece) -> Value:
        if isinstance(piece, script.Text):
            return Known(piece.value, STRING)
        text = line.text[piece.start : piece.end]
        found = _variable(line, piece) if text.startswith("$") else None
        if found is not None:
            return variable(found, self.lookup, self.path)
        place = Span(self.path, *line.span(piece.start, piece.end))
        return Unknown(Reason(Cause.RUNTIME, text, place), STRING)


def _variable(line: Line, piece: script.Piece) -> Variable | None:
    """A piece of a script as a reference that Dockerfiles write the same way."""
    try:
        pieces = word(line, piece.start, piece.end, "\\").pieces
    except RefusedError:
        return None
    first = pieces[0] if len(pieces) == 1 else None
    return first if isinstance(first, Variable) else None
