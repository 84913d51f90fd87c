"""Strings and heredocs: literals decoded, white space stripped, directives nested."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import groupby, pairwise
from typing import Final, cast

import msgspec

from azlint.languages.terraform.scan import SPACES
from azlint.patterns import regex
from azlint.syntax import Expression, Literal, Opaque, Template, TemplateFor, TemplateIf

Report = Callable[[int, int, str], None]
"""Called with the range of a syntax error and what is wrong there."""

_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_QUOTED: Final = regex(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))|([$%])[$%]\{")
_UNQUOTED: Final = regex(r"([$%])[$%]\{")
DEPTH: Final = 50
"""How deeply directives nest."""

_LAST: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)


class Part(msgspec.Struct, gc=False):
    """A piece of a template.

    kind: text, value, if, for, else, endif, endfor · names: the variables of a `for` · strips:
    whether there is a strip marker at its start and at its end.
    """

    start: int
    end: int
    kind: str
    text: str = ""
    value: Expression | None = None
    names: tuple[str | None, str] = (None, "")
    strips: tuple[bool, bool] = (False, False)


class _Open(msgspec.Struct, gc=False):
    """A directive that waits for its end, and what it holds so far."""

    part: Part
    then: list[Expression]
    otherwise: list[Expression] | None = None


def unescape(text: str, start: int, report: Report, *, quoted: bool = True) -> str:
    """The string that a literal stands for."""
    if quoted and "\\" in text:
        text = _QUOTED.sub(lambda match: _replace(match, start, report), text)
    elif "${" in text or "%{" in text:
        text = _UNQUOTED.sub(r"\1{", text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _replace(match: re.Match[str], start: int, report: Report) -> str:
    if match[4]:
        return match[4] + "{"
    code = match[1] or match[2]
    if code:
        number = int(code, 16)
        if number <= _LAST and number not in _SURROGATES:
            return chr(number)
    elif match[3] in _ESCAPES:
        return _ESCAPES[match[3]]
    report(start + match.start(), start + match.end(), "this is not an escape sequence")
    return "\ufffd"


def assemble(
    source: str, bounds: tuple[int, int], parts: list[Part], report: Report, *, flush: bool = False
) -> Expression:
    """The expression that a template's pieces make; a lone literal is a string."""
    start, end = bounds
    _strip(parts)
    if flush:
        _outdent(parts)
    parts = _meld(parts)
    if all(part.kind == "text" for part in parts):
        return Literal(start, end, "".join(part.text for part in parts))
    nested = _Nesting(report).nest(parts)
    if nested is None:
        return Opaque(start, end, source[start:end])
    return Template(start, end, nested)


def _strip(parts: list[Part]) -> None:
    """Apply strip markers; each reaches to the end of the line in a heredoc."""
    for before, after in pairwise(parts):
        if before.kind == "text" and after.strips[0]:
            before.text = before.text.rstrip(SPACES)
        elif after.kind == "text" and before.strips[1]:
            after.text = after.text.lstrip(SPACES)


def _outdent(parts: list[Part]) -> None:
    """Take the smallest indentation from every line, as `<<-` asks.

    HCL does this after stripping, so a line whose start was stripped has no indentation and
    a line whose end was stripped does not end.
    """
    indented: list[Part] = []
    least: int | None = None
    line_start = True
    for part in parts:
        is_text = part.kind == "text"
        if line_start:
            body = part.text.lstrip(SPACES)
            if body or not part.text.endswith("\n"):
                width = len(part.text) - len(body)
                least = width if least is None else min(least, width)
                if is_text:
                    indented.append(part)
        line_start = is_text and part.text.endswith("\n")
    for part in indented:
        part.text = part.text[least:]


def _is_text(part: Part) -> bool:
    return part.kind == "text"


def _meld(parts: list[Part]) -> list[Part]:
    """Neighbouring literals as one."""
    melded: list[Part] = []
    for texts, run in groupby(parts, _is_text):
        group = list(run)
        if texts:
            text = "".join(part.text for part in group)
            melded.append(Part(group[0].start, group[-1].end, "text", text))
        else:
            melded.extend(group)
    return melded


class _Nesting:
    """Puts literals and expressions inside the directives around them."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.root: list[Expression] = []
        self.open: list[_Open] = []

    def nest(self, parts: list[Part]) -> tuple[Expression, ...] | None:
        """The outermost pieces; None if directives do not match."""
        for part in parts:
            problem = self._add(part)
            if problem:
                self.report(part.start, part.end, problem)
                return None
        if self.open:
            part = self.open[-1].part
            self.report(
                part.start, part.end, f'expected "%{{ end{part.kind} }}" for this directive'
            )
            return None
        return tuple(self.root)

    def _here(self) -> list[Expression]:
        if not self.open:
            return self.root
        top = self.open[-1]
        return top.then if top.otherwise is None else top.otherwise

    def _add(self, part: Part) -> str:
        """Take the next piece; what is wrong with it, if anything."""
        if part.kind == "text":
            self._here().append(Literal(part.start, part.end, part.text))
        elif part.value is not None and part.kind == "value":
            self._here().append(part.value)
        elif part.kind in {"if", "for"}:
            self.open.append(_Open(part, []))
            return "nested too deeply" if len(self.open) > DEPTH else ""
        elif part.kind == "else":
            top = self.open[-1] if self.open else None
            if top is None or top.part.kind != "if" or top.otherwise is not None:
                return 'no "%{ if }" is open for this "else"'
            top.otherwise = []
        else:
            return self._close(part)
        return ""

    def _close(self, part: Part) -> str:
        kind = part.kind.removeprefix("end")
        if not self.open or self.open[-1].part.kind != kind:
            return f'no "%{{ {kind} }}" is open for this "{part.kind}"'
        node = _directive(self.open.pop(), part.end)
        self._here().append(node)
        return ""


def _directive(opened: _Open, end: int) -> Expression:
    part = opened.part
    value = cast("Expression", part.value)
    then = tuple(opened.then)
    if part.kind == "if":
        return TemplateIf(part.start, end, value, then, tuple(opened.otherwise or ()))
    return TemplateFor(part.start, end, *part.names, value, then)
