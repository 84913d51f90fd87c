"""Conversions and comparisons of expression values, as the runner does them.

Values here are plain data: None, bool, float, str, and `tuple` or `dict` for collections.
"""

from __future__ import annotations

import math

from azlint.languages.workflow.scalars import BASES, number_text
from azlint.patterns import regex
from azlint.value import Data

_DECIMAL = regex(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_INT32 = 1 << 32
_INFINITE = {"Infinity": math.inf, "-Infinity": -math.inf}


def parse_number(text: str) -> float:
    """A string as a number, by the rules of JavaScript's `Number()`; NaN if it is none."""
    text = text.strip()
    if not text:
        return 0.0
    if _DECIMAL.fullmatch(text):
        return float(text)
    for pattern, base in BASES:
        if pattern.fullmatch(text):
            value = int(text[2:], base)
            if value >= _INT32:
                return math.nan
            return float(value - _INT32 if value >= _INT32 // 2 else value)
    return _INFINITE.get(text, math.nan)


def is_collection(data: Data) -> bool:
    return isinstance(data, tuple | dict)


def truthy(data: Data) -> bool:
    """Whether a value counts as true: all but false, 0, NaN, the empty string and null."""
    if isinstance(data, int | float) and not isinstance(data, bool):
        return data != 0 and not math.isnan(data)
    return is_collection(data) or bool(data)


def to_number(data: Data) -> float:
    """A value as a number; NaN for a collection."""
    if data is None:
        return 0.0
    if isinstance(data, str):
        return parse_number(data)
    return math.nan if isinstance(data, tuple | dict) else float(data)


def to_text(data: Data) -> str:
    """A value as text, which is how it reaches an input or a string."""
    if data is None:
        return ""
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, str):
        return data
    if isinstance(data, tuple):
        return "Array"
    if isinstance(data, dict):
        return "Object"
    return number_text(float(data))


def fold(text: str) -> str:
    """A string for comparison without regard to case: .NET's ordinal rule, one by one."""
    return "".join(char.upper() if len(char.upper()) == 1 else char for char in text)


def loosely_equal(left: Data, right: Data) -> bool:
    """`==`: strings without regard to case, other kinds by number; collections never."""
    if is_collection(left) or is_collection(right):
        return left is right
    if isinstance(left, str) and isinstance(right, str):
        return fold(left) == fold(right)
    return to_number(left) == to_number(right)


def greater(left: Data, right: Data) -> bool:
    """`>`, by the same conversions."""
    if is_collection(left) or is_collection(right):
        return False
    if isinstance(left, str) and isinstance(right, str):
        return fold(left) > fold(right)
    return to_number(left) > to_number(right)
