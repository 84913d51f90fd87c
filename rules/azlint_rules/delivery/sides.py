"""Comparisons as shells and the programs they run write them: two sides and what stands between."""

from __future__ import annotations

import re

from azlint.languages.script.holes import OPENING
from azlint_rules.delivery.operands import Fallback, Kind, Lack, Operand, alternative

OPERATORS = {
    "-lt": "<", "-le": "<=", "-gt": ">", "-ge": ">=", "-eq": "==", "-ne": "!=",
    "=": "==", "==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
}  # fmt: skip
MARK = "\ue000"
"""Stands for each character of a `${{ }}`."""

_DEFAULT = re.compile(r"\$\{([A-Za-z_]\w*):?-[\"']?([\w.%-]+)[\"']?\}")
"""`${NAME:-literal}`: what it is where it is unset."""

_CAST = r"(?:\[[\w.]++\]\s*+)?"
_NUMBER = r"-?(?<![\w.])(?:[0-9]++(?:\.[0-9]++)?+|\.[0-9]++)"
_NAME = (
    rf"{_DEFAULT.pattern.replace('(', '(?:')}"
    r"|(?:\$\{?|(?<![\w$])\{?)(?:env:)?[A-Za-z_]\w*+\}?"
)
_SIDE = rf"""{_CAST}["']?({MARK}++|{_NAME}|{_NUMBER})["']?"""
COMPARED = re.compile(rf"{_SIDE}\s*+(-lt|-le|-gt|-ge|-eq|-ne|<=|>=|==|!=|=|<|>)\s*+{_SIDE}")


def operand(text: str, at: int) -> Operand:
    """One side, as the shell reads it."""
    place = (at, at + len(text))
    if text.startswith(OPENING):
        return Operand(Kind.HOLE, text, *place, alternative(text, *place))
    default = _DEFAULT.fullmatch(text)
    if default is not None:
        name = default.group(1)
        fallback = Fallback(name, default.group(2), Lack.VALUE, *place)
        return Operand(Kind.VARIABLE, name, *place, (fallback,))
    if text.startswith("$"):
        return Operand(Kind.VARIABLE, text.strip("${}").removeprefix("env:"), *place)
    return Operand(Kind.LITERAL, text, *place)
