"""Names of container images, as far as they are known: registry, repository, tag."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec

from azlint.patterns import regex
from azlint.value import STRING, Cause, Known, Reason, Unknown, Value, data_of, text_parts

_HOLE = "\0"
"""Stands for a piece that is not known while a name is taken apart."""

_PLAIN = regex(r"\$?\{?([A-Za-z_][\w.-]*)\}?")
"""What is not known for want of a variable, an input or a secret."""

_FILLED = regex(r"(\{\{[^{}]*\}\})")
"""What the tool that builds fills in, such as the `{{.Run.ID}}` of `az acr build`: no name of an
image has braces of its own."""


class ImageName(msgspec.Struct, frozen=True):
    """One image.

    full: registry and path, with `{…}` for what is not known · registry: its host, empty for
    Docker Hub · repository: the path below it, None where it is not known · tag: None where none
    is written, which means `latest` · digest: the name says which image it is, whatever its tag ·
    shown: `full` to be read, with `${NAME}` or `…` for what is not known.
    """

    full: str
    registry: str
    repository: str | None
    tag: Value | None
    digest: bool = False
    shown: str = ""


def image_name(value: Value) -> ImageName:
    """A name taken apart; what is not known may hold any part of it."""
    pieces = tuple(_pieces(value))
    holes = [piece for piece in pieces if isinstance(piece, Unknown)]
    text = "".join(_HOLE if isinstance(piece, Unknown) else _shown(piece) for piece in pieces)
    name, at, _ = text.partition("@")
    path, colon, tag = _cut(name)
    host, slash, below = path.partition("/")
    if not slash or not (_HOLE in host or {".", ":"} & set(host) or host == "localhost"):
        host, below = "", path
    known = below if below and _HOLE not in below else None
    found = _tag(tag, holes[name.count(_HOLE) - tag.count(_HOLE) :]) if colon else None
    if not colon and name.endswith(_HOLE):
        found = Unknown(holes[-1].reason, STRING, holes[-1].origin)
    full, registry = _named(path, holes), _named(host, holes)
    return ImageName(full, registry, known, found, bool(at), _named(path, holes, _readable))


def _cut(name: str) -> tuple[str, str, str]:
    """The path, the colon and the tag: a colon before the last slash is that of a port."""
    folder, slash, last = name.rpartition("/")
    base, colon, tag = last.partition(":")
    return f"{folder}{slash}{base}", colon, tag


def _tag(text: str, holes: Sequence[Unknown]) -> Value:
    if _HOLE not in text:
        return Known(text, STRING)
    parts: list[Value] = []
    for index, literal in enumerate(text.split(_HOLE)):
        if index:
            parts.append(holes[index - 1])
        if literal:
            parts.append(Known(literal, STRING))
    return Unknown(holes[0].reason, STRING, parts=tuple(parts))


def _whole(text: str) -> str:
    return f"{{{text}}}"


def _readable(text: str) -> str:
    found = _PLAIN.fullmatch(text)
    return f"${{{found[1]}}}" if found else "…"


def _named(text: str, holes: Sequence[Unknown], shown: Callable[[str], str] = _whole) -> str:
    for hole in holes[: text.count(_HOLE)]:
        text = text.replace(_HOLE, shown(hole.reason.text), 1)
    return text


def flat(value: Value) -> Iterator[Value]:
    """The innermost pieces of a text."""
    for piece in text_parts(value):
        if piece is value:
            yield piece
        else:
            yield from flat(piece)


def _pieces(value: Value) -> Iterator[Value]:
    """The innermost pieces of a name, and what is filled in later apart."""
    for piece in flat(value):
        if isinstance(piece, Unknown):
            yield piece
            continue
        for at, text in enumerate(_FILLED.split(_shown(piece))):
            if at % 2:
                yield Unknown(Reason(Cause.RUNTIME, text), STRING, piece.origin)
            elif text:
                yield Known(text, STRING, piece.origin)


def _shown(value: Value) -> str:
    data = data_of(value)
    if isinstance(data, float) and data.is_integer():
        return str(int(data))
    return "" if data is None else str(data).strip()


def listed(value: Value, separators: str = "\n,") -> Iterator[Value]:
    """The items of a text that holds several, one by one; empty ones are left out."""
    item: list[Value] = []
    for piece in flat(value):
        if isinstance(piece, Unknown):
            item.append(piece)
            continue
        text = _shown_whole(piece)
        for separator in separators[1:]:
            text = text.replace(separator, separators[0])
        first, *rest = text.split(separators[0])
        item.append(Known(first.strip(), STRING, piece.origin))
        for each in rest:
            yield from _item(item)
            item = [Known(each.strip(), STRING, piece.origin)]
    yield from _item(item)


def _shown_whole(value: Value) -> str:
    data = data_of(value)
    return "" if data is None else str(data)


def _item(pieces: Sequence[Value]) -> Iterator[Value]:
    kept = [piece for piece in pieces if isinstance(piece, Unknown) or _shown_whole(piece)]
    if len(kept) == 1:
        yield kept[0]
    elif kept:
        reason = next((each.reason for each in kept if isinstance(each, Unknown)), None)
        yield Unknown(reason or Reason(Cause.RUNTIME, "text"), STRING, parts=tuple(kept))
