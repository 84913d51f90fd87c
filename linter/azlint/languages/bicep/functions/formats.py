"""`format`: the language's, which is that of .NET."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from azlint.languages.bicep.values import blocked, failed, joined, stopped, text
from azlint.value import STRING, Cause, Unknown, Value

FIELD: Final = re.compile(r"\{\{|\}\}|\{(\d{1,4})(?:,-?\d{1,4})?(?::([^{}]*))?\}|[{}]")
PADDED: Final = re.compile(r"[dD](\d{0,2})|(0{1,64})")


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
    index, style = match.groups()
    if index is None:
        return text(match[0][0]) if len(match[0]) == 2 else failed("a brace alone in a format")
    if int(index) >= len(arguments):
        return failed(f"format without argument {index}")
    value = arguments[int(index)]
    if not style and "," not in match[0]:
        return value
    if isinstance(value, Unknown):
        return value
    padded = PADDED.fullmatch(style or "")
    if padded is None or not isinstance(value.data, int) or "," in match[0]:
        return stopped(Cause.FUNCTION, match[0], type_=STRING)
    width = int(padded[1] or 0) if padded[2] is None else len(padded[2])
    sign = "-" if value.data < 0 else ""
    return text(f"{sign}{abs(value.data):0{max(width, 1)}d}")
