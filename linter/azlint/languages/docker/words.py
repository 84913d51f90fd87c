"""Words of an instruction: where they end, and their pieces."""

from __future__ import annotations

from collections.abc import Iterator

from azlint.languages.docker.syntax import Line, Piece, Text, Variable, Word
from azlint.patterns import regex
from azlint.syntax import Problem

MAX_DEPTH = 50
_BLANKS = regex(r"[^\t\v\f\r ]+")
_NAME = regex(r"[0-9]+|[@*#?$!-]|[^\W\d]\w*")
_PLAIN = regex(r"""[^$'"\\`}/]+""")
_OPERATORS = regex(r":[-+?]|[-+?]|##?|%%?|//?")
_PATTERNS = frozenset({"#", "##", "%", "%%", "/", "//"})


class RefusedError(Exception):
    """A build refuses a word; `start` and `end` are offsets in the line's text."""

    def __init__(self, start: int, end: int, message: str) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


def refusal(line: Line, refused: RefusedError) -> Problem:
    """The problem that a refused word is."""
    return Problem(*line.span(refused.start, refused.end), str(refused))


def blanks(line: Line, start: int) -> Iterator[tuple[int, int]]:
    """What stands between blanks, whatever the quotes."""
    return (found.span() for found in _BLANKS.finditer(line.text, start))


def quoted(line: Line, start: int, escape: str) -> Iterator[tuple[int, int]]:
    """What stands between blanks outside of quotes; an open quote reaches to the end."""
    text, at = line.text, start
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        start, quote = at, ""
        while at < len(text) and (quote or not text[at].isspace()):
            if text[at] == escape and quote != "'":
                at += 1
            elif quote:
                quote = "" if text[at] == quote else quote
            elif text[at] in "'\"":
                quote = text[at]
            at += 1
        at = min(at, len(text))
        yield start, at


def word(line: Line, start: int, end: int, escape: str) -> Word:
    """A range of the line as a word; `RefusedError` where a build refuses it."""
    pieces = _Pieces(line, end, escape).read(start)
    return Word(*line.span(start, end), pieces)


class _Pieces:
    """Takes a word apart; places are those of the file."""

    def __init__(self, line: Line, end: int, escape: str) -> None:
        self._line = line
        self._text = line.text
        self._end = end
        self._escape = escape
        self._at = 0

    def read(self, start: int) -> tuple[Piece, ...]:
        self._at = start
        return self._until("", 0)

    def _until(self, stop: str, depth: int, *, raw: bool = False) -> tuple[Piece, ...]:
        """Pieces up to an unquoted character; `raw` keeps escapes for a pattern."""
        found: list[Piece] = []
        begin = self._at
        while self._at < self._end:
            char = self._text[self._at]
            if char == stop:
                self._at += 1
                return tuple(_merged(found))
            if char == "'":
                found.append(self._single())
            elif char == '"':
                found.extend(self._double(depth))
            elif char == "$":
                found.append(self._dollar(depth))
            else:
                found.append(self._plain(raw=raw))
        if stop:
            raise RefusedError(begin, self._end, f"{stop} is missing")
        return tuple(_merged(found))

    def _plain(self, *, raw: bool) -> Text:
        start = self._at
        run = _PLAIN.match(self._text, start, self._end)
        self._at = run.end() if run else start + 1
        if self._text[start] != self._escape:
            return self._piece(start, self._text[start : self._at])
        kept = self._escape if raw else ""
        if self._at < self._end:
            self._at += 1
            return self._piece(start, kept + self._text[self._at - 1])
        return self._piece(start, kept)

    def _single(self) -> Text:
        start = self._at
        closed = self._text.find("'", start + 1, self._end)
        if closed < 0:
            raise RefusedError(start, self._end, "a single quote is not closed")
        self._at = closed + 1
        return self._piece(start, self._text[start + 1 : closed])

    def _double(self, depth: int) -> Iterator[Piece]:
        start = self._at
        self._at += 1
        yield self._piece(start, "")
        while self._at < self._end:
            char = self._text[self._at]
            if char == '"':
                self._at += 1
                yield self._piece(self._at - 1, "")
                return
            yield self._dollar(depth) if char == "$" else self._in_double()
        raise RefusedError(start, self._end, "a double quote is not closed")

    def _in_double(self) -> Text:
        start = self._at
        self._at += 1
        following = self._text[self._at : self._at + 1] if self._at < self._end else ""
        if self._text[start] == self._escape and following in ('"', "$", self._escape, ""):
            self._at += len(following)
            return self._piece(start, following)
        return self._piece(start, self._text[start])

    def _dollar(self, depth: int) -> Piece:
        start = self._at
        self._at += 1
        braced = self._at < self._end and self._text[self._at] == "{"
        self._at += braced
        name = _NAME.match(self._text, self._at, self._end)
        if name is None and not braced:
            return self._piece(start, "$")
        if name is None or depth >= MAX_DEPTH:
            raise RefusedError(start, self._end, "this is no substitution")
        self._at = name.end()
        if not braced:
            return Variable(*self._line.span(start, self._at), name[0])
        return self._braced(start, name[0], depth + 1)

    def _braced(self, start: int, name: str, depth: int) -> Variable:
        if self._at < self._end and self._text[self._at] == "}":
            self._at += 1
            return Variable(*self._line.span(start, self._at), name)
        found = _OPERATORS.match(self._text, self._at, self._end)
        if found is None:
            raise RefusedError(start, self._end, "this is no substitution")
        self._at = found.end()
        operator = found[0]
        replaces = operator in ("/", "//")
        operand = self._until("/" if replaces else "}", depth, raw=operator in _PATTERNS)
        replacement = self._until("}", depth, raw=True) if replaces else ()
        place = self._line.span(start, self._at)
        return Variable(*place, name, operator, operand, replacement)

    def _piece(self, start: int, text: str) -> Text:
        return Text(*self._line.span(start, self._at), text)


def _merged(pieces: list[Piece]) -> Iterator[Piece]:
    """Literal pieces that touch, as one."""
    texts: list[Text] = []
    for piece in pieces:
        if isinstance(piece, Text):
            texts.append(piece)
            continue
        if texts:
            yield _one(texts)
            texts = []
        yield piece
    if texts:
        yield _one(texts)


def _one(texts: list[Text]) -> Text:
    return Text(texts[0].start, texts[-1].end, "".join(text.value for text in texts))
