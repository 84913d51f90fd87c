"""Paths as Terragrunt has them: absolute, below a checkout that may lie anywhere."""

from __future__ import annotations

from typing import Final

from azlint.languages.terraform.calls import plain_path
from azlint.languages.terraform.results import failure, unknown_result
from azlint.value import STRING, Cause, Known, Reason, Unknown, Value, data_of, text_parts

CHECKOUT: Final = Unknown(
    Reason(Cause.RUNTIME, "the folder that the repository lies in"), STRING, not_null=True
)


def absolute(place: str) -> Unknown:
    """The absolute path of a place in the repository: certain from the top of the repository on."""
    if not place:
        return CHECKOUT
    parts = (CHECKOUT, Known(f"/{place}", STRING))
    return Unknown(CHECKOUT.reason, STRING, parts=parts, not_null=True)


def located(path: Value, folder: str) -> str | None:
    """The place in the repository that a path leads to from a folder; None where it leads out,
    or nobody knows where."""
    parts = text_parts(path)
    first = parts[0]
    if isinstance(first, Unknown) and first.reason.text == CHECKOUT.reason.text:
        folder, parts = "", parts[1:]
        tail = _joined(parts)
        if tail and not tail.startswith("/"):
            return None
        return plain_path("", (tail or "").lstrip("/")) if tail is not None else None
    text = _joined(parts)
    return None if text is None or text.startswith(("/", "~")) else plain_path(folder, text)


def unlocated(path: Value) -> Unknown:
    """Why a path leads to no place in the repository."""
    if isinstance(path, Unknown) and not path.parts:
        return unknown_result(path)
    shown = _joined(text_parts(path)[1:] if isinstance(path, Unknown) else (path,))
    return failure(f'"{shown or "…"}" lies outside the repository', cause=Cause.FUNCTION)


def _joined(parts: tuple[Value, ...]) -> str | None:
    """One text of pieces; None where one is not known."""
    texts = [data_of(part) for part in parts]
    return "".join(map(str, texts)) if all(isinstance(text, str) for text in texts) else None
