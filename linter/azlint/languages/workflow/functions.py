"""The functions of GitHub's expressions, over plain data with values inside collections."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from azlint.languages.workflow.coercion import fold, is_collection, loosely_equal, to_text
from azlint.patterns import regex
from azlint.value import Data, Known, Origin, Unknown, Value

MAX_TEXT = 1 << 16


class CannotEvaluateError(Exception):
    """The call fails on GitHub, or its result cannot be told."""


def contains(arguments: tuple[Data, ...]) -> Data:
    search, item = arguments
    if isinstance(search, tuple):
        return any(loosely_equal(item, _known(element)) for element in search)
    if is_collection(search) or is_collection(item):
        return False
    return fold(to_text(item)) in fold(to_text(search))


def starts_with(arguments: tuple[Data, ...]) -> Data:
    text, prefix = arguments
    if is_collection(text) or is_collection(prefix):
        return False
    return fold(to_text(text)).startswith(fold(to_text(prefix)))


def ends_with(arguments: tuple[Data, ...]) -> Data:
    text, suffix = arguments
    if is_collection(text) or is_collection(suffix):
        return False
    return fold(to_text(text)).endswith(fold(to_text(suffix)))


_FORMAT = regex(r"\{\{|\}\}|\{([0-9]+)(?::(?:[^}]|\}\})*)?\}|[{}]")


def format_(arguments: tuple[Data, ...]) -> Data:
    """`format('{0}', …)`; doubled braces stand for themselves."""
    values = arguments[1:]

    def piece(match: re.Match[str]) -> str:
        token = match.group()
        if token in ("{{", "}}"):
            return token[0]
        if match.group(1) is None or int(match.group(1)) >= len(values):
            raise CannotEvaluateError("invalid format string")
        return to_text(values[int(match.group(1))])

    return bounded(_FORMAT.sub(piece, to_text(arguments[0])))


def join(arguments: tuple[Data, ...]) -> Data:
    items = arguments[0]
    separator = arguments[1] if len(arguments) > 1 else ","
    if isinstance(items, tuple):
        glue = "," if is_collection(separator) else to_text(separator)
        return bounded(glue.join(to_text(_known(item)) for item in items))
    return "" if is_collection(items) else to_text(items)


def to_json(arguments: tuple[Data, ...]) -> Data:
    return bounded(json.dumps(_plain(arguments[0]), indent=2, ensure_ascii=False))


def from_json(text: str, origin: Origin | None) -> Value:
    """The value that a JSON text denotes; every part of it is written where the text is."""
    try:
        return _value(json.loads(bounded(text), parse_int=float), origin)
    except (ValueError, RecursionError) as error:
        raise CannotEvaluateError("not valid JSON") from error


PURE: dict[str, tuple[int, int, Callable[[tuple[Data, ...]], Data]]] = {
    "contains": (2, 2, contains),
    "startswith": (2, 2, starts_with),
    "endswith": (2, 2, ends_with),
    "format": (1, 255, format_),
    "join": (1, 2, join),
    "tojson": (1, 1, to_json),
}


def bounded(text: str) -> str:
    """A text, unless it has grown too long to go on with."""
    if len(text) > MAX_TEXT:
        raise CannotEvaluateError("too long")
    return text


def _known(value: Value) -> Data:
    if isinstance(value, Unknown):
        raise CannotEvaluateError(value.reason.text)
    return value.data


def _plain(data: Data) -> object:
    if isinstance(data, tuple):
        return [_plain(_known(item)) for item in data]
    if isinstance(data, dict):
        return {key: _plain(_known(item)) for key, item in data.items()}
    if isinstance(data, float) and data.is_integer():
        return int(data)
    return data


def _value(data: object, origin: Origin | None) -> Value:
    if isinstance(data, list):
        return Known(tuple(_value(item, origin) for item in data), origin=origin)
    if isinstance(data, dict):
        return Known({key: _value(item, origin) for key, item in data.items()}, origin=origin)
    assert data is None or isinstance(data, bool | float | str)  # noqa: S101 (what JSON can hold)
    return Known(data, origin=origin)
