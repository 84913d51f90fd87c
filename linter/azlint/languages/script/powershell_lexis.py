"""The lexis of PowerShell: what separates, names, quotes and assigns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from azlint.languages.script.syntax import Piece, Text
from azlint.patterns import regex

BLANK = regex(r"(?:[ \t\f\r]|`\r?\n|<#.*?(?:#>|\Z))+", re.DOTALL)
FIRST_LINE = regex(r"[ \t]*\r?\n")
SEPARATOR = regex(r"(?:[\s;]|`\r?\n|<#.*?(?:#>|\Z)|#[^\n]*)+", re.DOTALL)
KEYWORD = regex(
    r"(?P<asking>if)\b|(?P<trying>try)\b"
    r"|(?P<parameters>param)\b|(?P<sure>finally|begin|process|end|do|return)\b"
    r"|(?P<maybe>elseif|else|while|for|foreach|switch|catch|trap|until|default)\b"
    r"|(?:function|filter)\s+(?P<function>[\w:-]+)",
    re.IGNORECASE,
)
OTHERWISE = regex(rf"(?>{SEPARATOR.pattern})?(?P<word>else(?:if)?)\b", re.IGNORECASE | re.DOTALL)
CATCH = regex(rf"(?>{SEPARATOR.pattern})?catch\b(?:[\s,]*+\[[\w.]+\])*", re.IGNORECASE | re.DOTALL)
ASSIGNMENT = regex(
    r"(?:\[[\w.\[\]]+\]\s*)?\$(?:\{(?P<braced>[^}]+)\}|(?P<plain>\w+(?::\w+)?))\s*"
    r"(?P<operator>[-+*/%]?=)(?!=)\s*"
)
LOOP = regex(r"\(\s*\$(?P<name>\w+)\s+in\s+", re.IGNORECASE)
LITERAL = regex(r"'[^'\n]*'|\"[^\"`$\n]*\"|[\w.-]+")
LITERALS = regex(rf"(?:{LITERAL.pattern})(?:\s*,\s*(?:{LITERAL.pattern}))*\s*\)")
CONSTANTS = frozenset({"true", "false"})
VARIABLE = regex(r"\$(?:\{(?P<braced>[^}]+)\}|(?P<plain>\w+(?::\w+)?))")
DEEPER = regex(r"(?:\.\w+|\[[^\]\n]{0,200}\]|\([^()\n]*\))+")
NAME = regex(r"[A-Za-z_./\\~]")
PLAIN = regex(r"[^\s'\"`$(){};|&,@#<>]+|[@#<>,](?=\S)")
QUOTED = regex(r"[^`$\"]+|\"\"")
ENDS = frozenset("\n;|)}")


def named(found: re.Match[str]) -> tuple[bool, str]:
    """Whether a variable is one of the environment, and its name."""
    drive, _, name = (found.group("braced") or found.group("plain")).rpartition(":")
    return drive.lower() == "env", name


def end_of_string(text: str, start: int, closing: str) -> int:
    """Where a string of single quotes ends; two of them are one."""
    at = text.find(closing, start)
    while closing == "'" and text.startswith("''", at) and at >= 0:
        at = text.find(closing, at + 2)
    return len(text) if at < 0 else at


def merged(pieces: list[Piece]) -> Iterator[Piece]:
    """Literal pieces that touch, as one."""
    for literal, group in groupby(pieces, key=lambda piece: isinstance(piece, Text)):
        members = list(group)
        if literal:
            text = "".join(piece.value for piece in members if isinstance(piece, Text))
            yield Text(members[0].start, members[-1].end, text)
        else:
            yield from members
