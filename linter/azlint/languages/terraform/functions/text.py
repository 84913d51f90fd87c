"""Strings known in pieces."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from azlint.languages.terraform.convert import converted
from azlint.languages.terraform.functions.signature import TEXT_LIMIT, as_text, text
from azlint.languages.terraform.results import Excess, marked
from azlint.value import STRING, Known, Unknown, Value, text_parts


def unknown_string(source: Unknown) -> Unknown:
    """A string that is not known because `source` is not."""
    return Unknown(source.reason, STRING, not_null=True)


def joined(pieces: Iterable[Value]) -> Value:
    """The pieces as one string: Known where all are, else Unknown with its parts.

    Unknown pieces are handed on as they are; neighbours that are known are joined.
    """
    inputs = list(pieces)
    parts = [part for piece in inputs for part in text_parts(converted(piece, STRING))]
    if sum(len(as_text(part)) for part in parts if isinstance(part, Known)) > TEXT_LIMIT:
        raise Excess("a string of more than 1,000,000 characters")
    return marked(assembled(parts), inputs)


def assembled(parts: list[Value]) -> Value:
    """As `joined`, of parts that are strings or stand for one."""
    merged = _merged(parts)
    unknown = next((part for part in merged if isinstance(part, Unknown)), None)
    if unknown is None:
        return merged[0] if merged else text("")
    return replace(unknown_string(unknown), parts=tuple(merged))


def _merged(parts: list[Value]) -> list[Value]:
    merged: list[Value] = []
    run: list[str] = []
    for part in parts:
        if isinstance(part, Known):
            run.append(as_text(part))
            continue
        if any(run):
            merged.append(text("".join(run)))
        run = []
        merged.append(part)
    if any(run):
        merged.append(text("".join(run)))
    return merged


def leading(value: Value) -> str:
    """What a string certainly starts with."""
    first = text_parts(value)[0]
    return as_text(first) if isinstance(first, Known) else ""


def trailing(value: Value) -> str:
    """What a string certainly ends with."""
    last = text_parts(value)[-1]
    return as_text(last) if isinstance(last, Known) else ""
