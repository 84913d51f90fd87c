"""`format`: the language's, which is that of .NET."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from azlint.languages.bicep.functions.deployment import called
from azlint.languages.bicep.texts import as_text, joined
from azlint.languages.bicep.values import blocked, failed, stopped, text
from azlint.patterns import regex
from azlint.value import STRING, Cause, Known, Unknown, Value

FIELD: Final = regex(r"\{\{|\}\}|\{(\d{1,4})(?:,(-?\d{1,4}))?(?::([^{}]*))?\}|[{}]")
STYLE: Final = regex(r"([dDxX])(\d{0,2})|([nNfF])(\d{1,2})|(0{1,64})")

WRAPPED: Final = 2**64
"""In base 16 a negative number is written as the rest that it leaves of this."""


def format_(values: Sequence[Value]) -> Value:
    """`format(pattern, …)`; a string whose fields are not known keeps its pieces."""
    if not values or isinstance(values[0], Unknown):
        return blocked(values, STRING, not_null=True) if values else failed("format")
    pattern = values[0].data
    if not isinstance(pattern, str):
        return failed("format of no string")
    pieces: list[Value] = []
    at = 0
    for match in FIELD.finditer(pattern):
        pieces.append(text(pattern[at : match.start()]))
        pieces.append(_field(match, values[1:]))
        at = match.end()
    return joined([*pieces, text(pattern[at:])])


def _field(match: re.Match[str], arguments: Sequence[Value]) -> Value:
    index, width, style = match.groups()
    if index is None:
        return text(match[0][0]) if len(match[0]) == 2 else failed("a brace alone in a format")
    if int(index) >= len(arguments):
        return failed(f"format without argument {index}")
    value = arguments[int(index)]
    if isinstance(value, Unknown):
        if width is None and (not style or value.type is STRING):
            return value
        return called("format", (text(match[0]), value), value.reason.cause, STRING)
    written = as_text(_styled(value, style) if style else value)
    if width is None or isinstance(written, Unknown):
        return written
    return text(f"{written.data:{'<' if width.startswith('-') else '>'}{width.lstrip('-')}}")


def _styled(value: Known, style: str) -> Value:
    """A number in a style; nothing else has one."""
    if isinstance(value.data, (str, bool)) or value.data is None:
        return value
    match = STYLE.fullmatch(style)
    if match is None or not isinstance(value.data, int):
        return stopped(Cause.FUNCTION, f"a format {style}", type_=STRING)
    whole, width, decimal, digits, zeros = match.groups()
    if decimal is not None:
        return text(f"{Decimal(value.data):{',' if decimal in 'nN' else ''}.{digits}f}")
    least = len(zeros) if zeros is not None else int(width or 1)
    if whole in {"x", "X"}:
        return text(f"{value.data % WRAPPED:0{least}{whole}}")
    sign = "-" if value.data < 0 else ""
    return text(f"{sign}{abs(value.data):0{least}d}")
