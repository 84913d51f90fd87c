"""The lines of a Dockerfile: directives, comments, continuations and here-documents."""

from __future__ import annotations

import re

from azlint.languages.docker.syntax import Heredoc, Line
from azlint.patterns import regex
from azlint.syntax import Problem

MAX_LINE = 65_535
"""Bytes of a line that a build reads."""

BACKSLASH = "\\"
_ESCAPES = (BACKSLASH, "`")
_DIRECTIVE = regex(r"#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*")
_DIRECTIVES = frozenset({"check", "escape", "syntax"})
_OFFICIAL = regex(r"(docker\.io/)?docker/dockerfile(-upstream)?([:@].*)?")
_CONTINUED = {
    escape: regex(rf"(?<!{re.escape(escape)}){re.escape(escape)}[ \t]*\Z") for escape in _ESCAPES
}


class Reader:
    """Reads a text from its first line to its last.

    foreign: a `syntax` directive names another language than Docker's own.
    """

    def __init__(self, text: str) -> None:
        self.escape = BACKSLASH
        self.foreign = False
        self.problems: list[Problem] = []
        self.comments: list[tuple[int, int]] = []
        self._text = text
        self._at = 0
        self._directives: set[str] | None = set()

    def instruction(self) -> Line | None:
        """The next line that is neither blank nor a comment, with those that continue it."""
        while self._at < len(self._text):
            start, end = self._physical()
            start += len(self._text[start:end]) - len(self._text[start:end].lstrip())
            if self._text.startswith("#", start, end):
                self._comment(start, end)
                continue
            self._directives = None
            if start < end:
                line = self._joined(start, end)
                if line.text:
                    return line
        return None

    def heredoc(self, name: str, *, chomp: bool, expand: bool) -> Heredoc | None:
        """The text up to a line that says only the name; None if there is no such line."""
        start = self._at
        while self._at < len(self._text):
            opened, closed = self._physical()
            line = self._text[opened:closed]
            if (line.lstrip("\t") if chomp else line) == name:
                return Heredoc(start, opened, name, self._text[start:opened], chomp, expand)
        return None

    def _physical(self) -> tuple[int, int]:
        """The next line of the file without its line break."""
        start = self._at
        found = self._text.find("\n", start)
        end = len(self._text) if found < 0 else found
        self._at = end if found < 0 else end + 1
        if end - start > MAX_LINE:
            self.problems.append(Problem(start, end, f"a line is longer than {MAX_LINE} bytes"))
        while end > start and self._text[end - 1] == "\r":
            end -= 1
        return start, end

    def _joined(self, start: int, end: int) -> Line:
        """A line and those that continue it, without the comments and blank lines in between."""
        continued = _CONTINUED[self.escape]
        texts: list[str] = []
        joints: list[tuple[int, int]] = []
        length = 0
        while True:
            found = continued.search(self._text, start, end)
            part = self._text[start : found.start() if found else end]
            joints.append((length, start))
            texts.append(part)
            length += len(part)
            following = self._continuation() if found else None
            if following is None:
                return Line(joints[0][1], start + len(part), "".join(texts), tuple(joints))
            start, end = following

    def _continuation(self) -> tuple[int, int] | None:
        """The next line that continues an instruction."""
        while self._at < len(self._text):
            start, end = self._physical()
            content = self._text[start:end].lstrip()
            if content.startswith("#"):
                self.comments.append((end - len(content), end))
            elif content:
                return start, end
        return None

    def _comment(self, start: int, end: int) -> None:
        self.comments.append((start, end))
        found = _DIRECTIVE.fullmatch(self._text, start, end)
        name = found[1].lower() if found else ""
        if found is None or self._directives is None or name not in _DIRECTIVES:
            self._directives = None
        elif name in self._directives:
            message = f"only one {name} directive may be there"
            self.problems.append(Problem(start, end, message))
        else:
            self._directives.add(name)
            self._directive(name, found)

    def _directive(self, name: str, found: re.Match[str]) -> None:
        value = found[2]
        if name == "syntax":
            self.foreign = _OFFICIAL.fullmatch(value.split()[0]) is None
        elif name == "escape" and value in _ESCAPES:
            self.escape = value
        elif name == "escape":
            start, end = found.span(2)
            self.problems.append(Problem(start, end, "the escape character is \\ or `"))
