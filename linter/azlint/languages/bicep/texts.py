"""Values as text: what interpolation and JSON make of them, and how they are named."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from azlint.languages.bicep.limits import CHARACTERS, weighs_more
from azlint.languages.bicep.values import COMPARED, blocked, plain, stopped, text
from azlint.value import STRING, Cause, Known, Unknown, Value, text_parts

PLAINLY_WRITTEN: Final = (Fraction(1, 1_000), 10**15)
"""Between these a number that is not whole is written without an exponent."""


def as_text(value: Value) -> Value:
    """What interpolation makes of a value: true is `True`, null is empty."""
    if isinstance(value, Unknown) or isinstance(value.data, str):
        return value
    data = value.data
    if data is None:
        return text("")
    if isinstance(data, (tuple, dict)):
        return _in_single_quotes(json_of(value))
    if not isinstance(data, Fraction):
        return text(str(data))
    if not PLAINLY_WRITTEN[0] <= abs(data) < PLAINLY_WRITTEN[1]:
        return stopped(Cause.FUNCTION, "a number as text", type_=STRING)
    return text(str(float(data)))


def json_of(value: Value) -> Value:
    """The JSON text of a value."""
    data = plain(value)
    if isinstance(data, Unknown):
        return blocked([data], STRING, not_null=True)
    return text(json.dumps(data, separators=(",", ":"), ensure_ascii=False, default=float))


def _in_single_quotes(written: Value) -> Value:
    """JSON as interpolation writes it; where something in it needs an escape, it is not told."""
    if isinstance(written, Unknown) or not isinstance(written.data, str):
        return written
    if "'" in written.data or "\\" in written.data:
        return stopped(Cause.FUNCTION, "an object as text", type_=STRING)
    return text(written.data.replace('"', "'"))


def joined(pieces: Sequence[Value]) -> Value:
    """A string made of pieces in order; one that is not known keeps its pieces."""
    parts: list[Value] = []
    for piece in pieces:
        for part in text_parts(as_text(piece)):
            last = parts[-1] if parts else None
            if isinstance(part, Known) and isinstance(last, Known):
                parts[-1] = Known(f"{last.data}{part.data}", STRING, last.origin)
            elif not (isinstance(part, Known) and part.data == ""):
                parts.append(part)
    size = sum(len(str(part.data)) for part in parts if isinstance(part, Known))
    if size > CHARACTERS or len(parts) > CHARACTERS // 64:
        return stopped(Cause.LIMIT, "a string")
    if not parts:
        return text("")
    if len(parts) == 1 and isinstance(parts[0], Known):
        return text(str(parts[0].data))
    return Unknown(
        blocked(parts).reason,
        STRING,
        parts=tuple(parts),
        not_null=True,
        sensitive=any(part.sensitive for part in parts),
    )


def rendered(value: Value) -> str:
    """A value as an expression would name it."""
    return "…" if weighs_more(value, COMPARED) else _rendered(value)


def _rendered(value: Value) -> str:
    if isinstance(value, Unknown):
        if value.parts:
            return "'" + "".join(map(_piece, value.parts)) + "'"
        return value.reason.text
    data = value.data
    if isinstance(data, str):
        return f"'{data}'"
    if isinstance(data, tuple):
        return f"[{', '.join(map(_rendered, data))}]"
    if isinstance(data, dict):
        return "{" + ", ".join(f"{key}: {_rendered(item)}" for key, item in data.items()) + "}"
    return "null" if data is None else str(data).lower()


def _piece(part: Value) -> str:
    return str(part.data) if isinstance(part, Known) else f"${{{_rendered(part)}}}"
