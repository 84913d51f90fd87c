"""From text to tokens.

HCL's parser decides where a newline counts and where a word is a keyword. Here the scanner
does, from a stack of what is open: newlines inside parentheses, lists, indices, `for`
expressions and interpolations are trivia; a run of newlines is one token; a file ends with one.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final, NamedTuple

from azlint.languages.terraform.tokens import (
    CHARS,
    CLOSERS,
    COMMA,
    DIRECTIVE,
    DIRECTIVES,
    ELLIPSIS,
    END,
    EQ,
    ERROR,
    FLOAT,
    FLUSH_HEREDOC,
    FOR,
    HEREDOC,
    HEREDOC_END,
    IF,
    IN,
    INT,
    INTERPOLATION,
    LBRACE,
    NAME,
    NEWLINE,
    OPENERS,
    OPERAND_ENDS,
    OPERATORS,
    PLAIN,
    QUOTE,
    Fault,
    Tokens,
)
from azlint.patterns import regex

SPACES: Final = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"  # noqa: E501
"""What HCL trims: white space as Unicode defines it."""

TRIVIA: Final = r"(?:[ \t\r\n]|\#[^\n]*+|//[^\n]*+|/\*(?s:.*?)\*/)*+"
ENDS: Final = r"(?![A-Za-z0-9_-]|[^\x00-\x7f])"
COMMENT: Final = (
    r"\#[^\n\r]*+(?:\r(?!\n)[^\n\r]*+)*+|//[^\n\r]*+(?:\r(?!\n)[^\n\r]*+)*+|/\*(?s:.*?)\*/"
)
_CODE: Final = regex(
    rf"""[ \t]*+(?:
      ((?:for|in|if){ENDS})
    | ([A-Za-z_][A-Za-z0-9_-]*+{ENDS})
    | (\r?\n)
    | ("(?:[^"\\$%\r\n]|\\[^\r\n]|\$(?!\{{)|%(?!\{{))*+")
    | (=(?![=>]))
    | (\.\.\.|=>|::|==|!=|<=|>=|&&|\|\||[,.:?*%+\-!>]|/(?![/*])|<(?!<))
    | ([(\[{{])
    | (~?\}}|[)\]])
    | ({COMMENT}|/\*(?s:.*))
    | ([0-9]++(?:\.*+(?:[0-9]|[eE][+-]?[0-9]))*+)
    | (")
    | (<<-?(?:[A-Za-z_]|[^\x00-\x7f])(?:[A-Za-z0-9_-]|[^\x00-\x7f])*+\r?\n)
    | (\Z)
    | ((?s:.))
    )""",
    re.VERBOSE,
)
_KEYWORD, _WORD, _LINE, _PLAIN, _EQUALS, _OPERATOR, _OPEN, _CLOSE = range(1, 9)
_COMMENT, _NUMBER, _QUOTE, _HEREDOC, _END = range(9, 14)
_LITERAL: Final = r"\$\$\{|%%\{|\$(?!\{)|%(?!\{)"
_QUOTED: Final = regex(rf'((?:[^"\\$%\r\n]|\\[^\r\n]|{_LITERAL})++)|([$%]\{{~?)|(")')
_UNQUOTED: Final = regex(rf"((?:[^$%\r\n]|{_LITERAL})*+(?:\r?\n)?)([$%]\{{~?)?")
_WORD_AHEAD: Final = regex(rf"{TRIVIA}([A-Za-z_][A-Za-z0-9_-]*+){ENDS}")
_STAR_AHEAD: Final = regex(rf"({TRIVIA})\*({TRIVIA})\]")
_COMMENTS: Final = regex(COMMENT)
_UNUSED: Final = Fault("HCL does not use this character")
_NUMERAL: Final = regex(r"[0-9]+(?:\.[0-9]*)?(?:[eE]([+-]?[0-9]{1,9}))?")


class Mode(IntEnum):
    """What is being read: how it ends, and what a newline means in it."""

    BODY = 0
    OBJECT = 1
    FREE = 2
    INTERPOLATION = 3
    QUOTED = 4
    UNQUOTED = 5


_BODY, _OBJECT, _FREE = int(Mode.BODY), int(Mode.OBJECT), int(Mode.FREE)
_OPEN_THINGS: Final = {
    _BODY: "block",
    _OBJECT: "object",
    int(Mode.INTERPOLATION): "template expression",
    int(Mode.QUOTED): "string",
    int(Mode.UNQUOTED): "heredoc",
}
_LOOK_BACK: Final = 100
"""How many open brackets are searched for the partner of one that does not fit."""
_CLOSERS: Final = {"(": ")", "[": "]", "{": "}"}


class _Frame(NamedTuple):
    mode: int
    closer: str
    start: int


class Scanner:
    """Reads one text once, from an offset to its end.

    `value` says that the argument of a body is past its `=`, so a brace opens an object.
    """

    __slots__ = (
        "closer",
        "comments",
        "ends",
        "faults",
        "for_ahead",
        "frames",
        "line_ends",
        "line_start",
        "lone",
        "mode",
        "start",
        "starts",
        "text",
        "types",
        "value",
    )

    def __init__(self, text: str, mode: Mode) -> None:
        self.text = text
        self.types: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.comments: list[tuple[int, int]] = []
        self.line_ends: list[int] = []
        self.faults: dict[int, Fault] = {}
        self.frames: list[_Frame] = []
        self.mode = int(mode)
        self.closer = ""
        self.start = 0
        self.value = False
        self.for_ahead = False
        self.line_start = True
        self.lone = mode is not Mode.BODY

    def scan(self, offset: int) -> Tokens:
        """All tokens from an offset on."""
        readers = {int(Mode.QUOTED): self._quoted, int(Mode.UNQUOTED): self._unquoted}
        at: int | None = offset
        while at is not None:
            at = readers.get(self.mode, self._code)(at)
        self._finish()
        return Tokens(
            self.types, self.starts, self.ends, self.comments, self.line_ends, self.faults
        )

    def _code(self, offset: int) -> int | None:
        """Read until a template begins, goes on or the text ends; where to go on."""
        types, starts, ends = self.types, self.starts, self.ends
        for match in _CODE.finditer(self.text, offset):
            kind = match.lastindex or 0
            if kind == _WORD:
                type_ = NAME
            elif kind == _OPERATOR:
                type_ = OPERATORS[match[kind]]
            elif kind == _PLAIN:
                type_ = PLAIN
            elif kind == _LINE:
                if self.mode >= _FREE or not self._newline(len(types)):
                    continue
                type_ = NEWLINE
            elif kind == _EQUALS:
                type_ = EQ
                if self.mode == _BODY:
                    self.value = True
            elif kind == _COMMENT:
                self.comments.append(match.span(kind))
                continue
            elif kind == _OPEN:
                type_ = self._open(match[kind], match.start(kind))
            elif kind == _KEYWORD:
                type_ = self._keyword(match[kind])
            else:
                at = self._rare(kind, match.start(kind), match.end())
                if at is None or at != match.end() or self.mode >= Mode.QUOTED:
                    return at
                continue
            types.append(type_)
            starts.append(match.start(kind))
            ends.append(match.end())
        return None

    def _newline(self, index: int) -> bool:
        """Whether a newline is a token here."""
        last = self.types[-1] if index else NEWLINE
        if last == NEWLINE:
            return False
        if self.mode == _OBJECT:
            return last not in (LBRACE, COMMA)
        self.value = False
        if not self.frames:
            self.line_ends.append(index)
        return True

    def _keyword(self, word: str) -> int:
        types = self.types
        last = types[-1] if types else NEWLINE
        if word == "for" and self.for_ahead:
            self.for_ahead = False
            return FOR
        if word == "if" and self.mode != _BODY and (last in OPERAND_ENDS or last == ELLIPSIS):
            return IF
        if (
            word == "in"
            and last == NAME
            and (types[-2:-1] == [FOR] or types[-4:-1] == [FOR, NAME, COMMA])
        ):
            return IN
        return NAME

    def _open(self, bracket: str, start: int) -> int:
        mode = _FREE
        if bracket == "{" and self.mode == _BODY and not self.value:
            mode = _BODY
        elif bracket != "(":
            index = bracket == "[" and bool(self.types) and self.types[-1] in OPERAND_ENDS
            if index:
                self._check_star(start)
            else:
                ahead = _WORD_AHEAD.match(self.text, start + 1)
                self.for_ahead = ahead is not None and ahead[1] == "for"
                if bracket == "{" and not self.for_ahead:
                    mode = _OBJECT
        self._push(mode, _CLOSERS[bracket], start)
        return OPENERS[bracket]

    def _check_star(self, start: int) -> None:
        """`[*]` stands on one line, unless newlines do not count around it."""
        if self.mode >= _FREE:
            return
        ahead = _STAR_AHEAD.match(self.text, start + 1)
        if ahead is not None and any("\n" in _COMMENTS.sub("", ahead[n]) for n in (1, 2)):
            self._error(Fault('expected "*" and "]" on the line of "["'), start, start)

    def _push(self, mode: int, closer: str, start: int) -> None:
        self.frames.append(_Frame(self.mode, self.closer, self.start))
        self.mode, self.closer, self.start = mode, closer, start

    def _pop(self) -> None:
        if self.mode == _BODY:
            self.value = False
        self.mode, self.closer, self.start = self.frames.pop()

    def _add(self, type_: int, start: int, end: int) -> None:
        self.types.append(type_)
        self.starts.append(start)
        self.ends.append(end)

    def _error(self, fault: Fault, start: int, end: int) -> None:
        self.faults[len(self.types)] = fault
        self._add(ERROR, start, end)

    def _rare(self, kind: int, start: int, end: int) -> int | None:
        if kind == _CLOSE:
            self._close(start, end)
        elif kind == _NUMBER:
            self._number(start, end)
        elif kind == _QUOTE:
            self._add(QUOTE, start, end)
            self._push(Mode.QUOTED, '"', start)
        elif kind == _HEREDOC:
            self._heredoc(start, end)
        elif kind == _END:
            return None
        else:
            return self._other(start)
        return end

    def _close(self, start: int, end: int) -> None:
        closer = self.text[start:end]
        interpolation = self.mode == Mode.INTERPOLATION
        if closer == self.closer or (closer == "~}" and interpolation):
            self._add(CLOSERS[closer[-1]], start, end)
            self._pop()
            self.line_start = False
            return
        fault = self._expected() if self.closer else Fault(f'"{closer}" closes nothing')
        self._error(fault, start, end)
        if any(frame.closer == closer for frame in self.frames[-_LOOK_BACK:]):
            while self.closer != closer:
                self._pop()
            self._pop()

    def _expected(self) -> Fault:
        """What would close the innermost thing that is open."""
        name = _OPEN_THINGS.get(self.mode, "parentheses" if self.closer == ")" else "brackets")
        closer = "a quote" if self.closer == '"' else f'"{self.closer}"'
        return Fault(f"expected {closer} to close the {name}", self.start)

    def _number(self, start: int, end: int) -> None:
        text = self.text[start:end]
        if _NUMERAL.fullmatch(text) or set(text.lower().partition("e")[0]) <= set("0."):
            self._add(FLOAT if "." in text else INT, start, end)
        else:
            self._error(Fault("this is not a number"), start, end)

    def _heredoc(self, start: int, end: int) -> None:
        flush = self.text.startswith("-", start + 2)
        marker = self.text[start + 2 + flush : end].rstrip("\r\n")
        if marker[0].isidentifier() and all(map(continues_name, marker)):
            self._add(FLUSH_HEREDOC if flush else HEREDOC, start, end)
            self._push(Mode.UNQUOTED, marker, start)
            self.line_start = True
        else:
            self._error(Fault('expected an identifier after "<<"'), start, end)

    def _other(self, start: int) -> int:
        """An identifier that is not ASCII, or a character that HCL does not use."""
        end = start + 1
        text = self.text
        if text[start] == "\ufeff" and start == 0:
            return end
        while end < len(text) and continues_name(text[end]):
            end += 1
        if text.startswith("<<", start):
            end = start + 2
            self._error(Fault('expected an identifier and a new line after "<<"'), start, end)
        elif text[start].isidentifier():
            self._add(NAME, start, end)
        else:
            end = start + 1
            self._error(_UNUSED, start, end)
        return end

    def _quoted(self, offset: int) -> int | None:
        while True:
            match = _QUOTED.match(self.text, offset)
            if match is None:
                self._error(self._expected(), offset, offset)
                self._pop()
                return offset
            if match.lastindex == 1:
                self._add(CHARS, offset, match.end())
            elif match.lastindex == 2:
                return self._interpolation(offset, match.end())
            else:
                self._add(QUOTE, offset, match.end())
                self._pop()
                return match.end()
            offset = match.end()

    def _unquoted(self, offset: int) -> int | None:
        text = self.text
        for match in _UNQUOTED.finditer(text, offset):
            start, end = match.span(1)
            if end > start:
                if self.line_start and self._ends_heredoc(start, end):
                    return self._end_heredoc(start, end)
                self._add(CHARS, start, end)
                self.line_start = text[end - 1] == "\n"
            if match[2]:
                return self._interpolation(end, match.end())
            if match.end() == start < len(text):
                self._error(_UNUSED, start, start + 1)
        return None

    def _ends_heredoc(self, start: int, end: int) -> bool:
        """Whether a line is the marker; only a lone expression may end without a newline."""
        text = self.text
        if not self.frames or text[start:end].strip(SPACES) != self.closer:
            return False
        return text[end - 1] == "\n" or (self.lone and end == len(text))

    def _end_heredoc(self, start: int, end: int) -> int:
        end = start + len(self.text[start:end].rstrip("\r\n"))
        self._add(HEREDOC_END, start, end)
        self._pop()
        return end

    def _interpolation(self, start: int, end: int) -> int:
        directive = self.text[start] == "%"
        self._add(DIRECTIVE if directive else INTERPOLATION, start, end)
        self._push(Mode.INTERPOLATION, "}", start)
        if not directive:
            return end
        ahead = _WORD_AHEAD.match(self.text, end)
        if ahead is None or ahead[1] not in DIRECTIVES:
            return end
        self.comments.extend(
            match.span() for match in _COMMENTS.finditer(self.text, end, ahead.start(1))
        )
        self._add(DIRECTIVES[ahead[1]], ahead.start(1), ahead.end())
        return ahead.end()

    def _finish(self) -> None:
        end = len(self.text)
        start = self.comments[-1][0] if self.comments else end
        if self.text.startswith("/*", start) and not _COMMENTS.match(self.text, start):
            self.comments.pop()
            self._error(Fault('expected "*/" to close the comment', start), start, end)
        if self.frames:
            self.faults[len(self.types)] = self._expected()
        elif self.mode == _BODY and self._newline(len(self.types)):
            self._add(NEWLINE, end, end)
        self._add(END, end, end)


def continues_name(character: str) -> bool:
    """Whether an identifier may go on with a character."""
    return character == "-" or ("_" + character).isidentifier()


def scan(text: str, offset: int = 0, mode: Mode = Mode.BODY) -> Tokens:
    """The tokens of a text from an offset on."""
    return Scanner(text, mode).scan(offset)
