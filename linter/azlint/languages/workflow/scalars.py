"""How GitHub reads a YAML scalar: the YAML 1.2 core schema, with every number a double.

Neither YAML 1.1 (`on` is a boolean, `1_000` a number) nor a round-trip loader (`3.0` stays
`3.0`) gives the value that a workflow sees.
"""

from __future__ import annotations

import math
from typing import TypeGuard

from azlint.languages.workflow.syntax import Scalar, Yaml
from azlint.patterns import regex

ScalarData = None | bool | float | str

STRING_TAG = "tag:yaml.org,2002:str"

_WORDS: dict[str, ScalarData] = {
    **dict.fromkeys(("", "null", "Null", "NULL", "~")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_DECIMAL = regex(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
BASES = ((regex(r"0x[0-9a-fA-F]+"), 16), (regex(r"0o[0-7]+"), 8))


def data(scalar: Scalar) -> ScalarData:
    """The value of a scalar as GitHub sees it, before `${{ }}` is evaluated."""
    if scalar.style or scalar.tag == STRING_TAG:
        return scalar.value
    return plain(scalar.value)


def is_true(node: Yaml | None) -> TypeGuard[Scalar]:
    """Whether a value is the boolean, as GitHub sees it."""
    return isinstance(node, Scalar) and data(node) is True


def plain(text: str) -> ScalarData:
    """The value of a plain scalar's text."""
    if text in _WORDS:
        return _WORDS[text]
    parsed = number(text)
    return text if parsed is None else parsed


def number(text: str) -> float | None:
    """The double that a plain scalar denotes, if it denotes a number."""
    if not text or text[0] not in "+-.0123456789":
        return None
    if _DECIMAL.fullmatch(text):
        return float(text)
    for pattern, base in BASES:
        if pattern.fullmatch(text):
            return _double(text[2:], base)
    return None


def _double(digits: str, base: int) -> float:
    try:
        return float(int(digits, base))
    except OverflowError:
        return math.inf


def number_text(value: float) -> str:
    """A number as text: .NET's `G15` format, which is what every expression and input sees."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return "0" if value == 0 else f"{value:.15G}"


def changed_number(text: str) -> str | None:
    """What GitHub makes of an unquoted number, if that is not what is written (`3.10`: `3.1`)."""
    value = number(text)
    if value is None:
        return None
    seen = number_text(value)
    return None if seen == text else seen
