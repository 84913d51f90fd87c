"""Expressions for tests: literals and calls read from text, and the real Terraform as oracle."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from unicodedata import normalize

from azlint.languages.terraform.convert import convert
from azlint.languages.terraform.functions import FunctionContext, call, first_error
from azlint.languages.terraform.functions.json import json_text
from azlint.languages.terraform.functions.signature import as_items
from azlint.languages.terraform.numbers import parse_number
from azlint.languages.terraform.results import first_unknown
from azlint.value import ANY, STRING, Known, Type, Unknown, Value
from realterraform import run

ERROR = "error"
UNKNOWN = "(known after apply)"
_LINE = 20_000
_TOKEN = re.compile(
    r'\s*("(?:\\.|[^"\\])*"|[-+]?\d(?:[eE][-+]|[\w.])*|[A-Za-z_]\w*|\.\.\.|[][(){},=])', re.DOTALL
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)|\$\$(?=\{)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def evaluate(text: str, context: FunctionContext | None = None) -> Value:
    """The value of an expression made of literals and calls."""
    tokens = [match[1] for match in _tokens(text)]
    tokens.append("")
    return _expression(iter(_Cursor(tokens)), context)


class _Cursor:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def __iter__(self) -> _Cursor:
        return self

    def __next__(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    @property
    def ahead(self) -> str:
        return self.tokens[self.at]


def _tokens(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        assert match is not None, text[at:]
        yield match
        at = match.end()


def _expression(cursor: object, context: FunctionContext | None) -> Value:
    assert isinstance(cursor, _Cursor)
    word = next(cursor)
    if word.startswith('"'):
        return Known(_string(word), STRING)
    if word[0] in "-+0123456789":
        number = parse_number(word)
        assert number is not None
        return Known(number, Type("number"))
    if word == "[":
        items = tuple(value for value, _ in _items(cursor, "]", context))
        return _whole(Known(items, Type("tuple")))
    if word == "{":
        return _whole(_object(cursor, context))
    if word in ("true", "false"):
        return Known(word == "true", Type("bool"))
    if word == "null":
        return Known(None)
    assert next(cursor) == "(", word
    arguments: list[Value] = []
    for value, spread in _items(cursor, ")", context):
        arguments += as_items(value) if spread else (value,)
    return call(word, arguments, context)


def _items(
    cursor: _Cursor, end: str, context: FunctionContext | None
) -> Iterator[tuple[Value, bool]]:
    while cursor.ahead != end:
        value = _expression(cursor, context)
        spread = cursor.ahead == "..."
        if spread:
            next(cursor)
        yield value, spread
        if cursor.ahead == ",":
            next(cursor)
    next(cursor)


def _object(cursor: _Cursor, context: FunctionContext | None) -> Value:
    found: dict[str, Value] = {}
    while cursor.ahead != "}":
        name = next(cursor)
        assert next(cursor) == "="
        key = _string(name) if name.startswith('"') else name
        found[key] = _expression(cursor, context)
        if cursor.ahead == ",":
            next(cursor)
    next(cursor)
    return Known({name: found[name] for name in sorted(found)}, Type("object"))


def _whole(value: Value) -> Value:
    """A tuple or object fails with the first error in it."""
    error = first_error(value)
    return value if error is None else error


def _string(word: str) -> str:
    return normalize("NFC", _ESCAPE.sub(_unescaped, word[1:-1]))


def _unescaped(match: re.Match[str]) -> str:
    if match[0] == "$$":
        return "$"
    return _ESCAPES.get(match[1]) or chr(int(match[1][1:], 16))


def outcome(value: Value) -> str:
    """A value as JSON text, `error`, or `unknown: …` with the cause."""
    if first_error(value) is not None:
        return ERROR
    unknown = first_unknown(value)
    if unknown is not None:
        return f"unknown: {unknown.reason.cause}"
    return json_text(value)


def terraform(expressions: Sequence[str], folder: Path) -> list[str]:
    """The same from the real Terraform, as many in one process as one line of input holds."""
    batch: list[str] = []
    found: list[str] = []
    for expression in expressions:
        batch.append(f'try(jsonencode({expression}), "{ERROR}")')
        if sum(map(len, batch)) > _LINE:
            found += _answers(batch, folder)
            batch = []
    return found + _answers(batch, folder)


def _answers(expressions: Sequence[str], folder: Path) -> list[str]:
    """What many are at once; one that is not known hides the others."""
    answer = console(f"jsonencode([{', '.join(expressions)}])", folder)
    if answer.startswith(UNKNOWN):
        middle = len(expressions) // 2
        halves = (expressions[:middle], expressions[middle:])
        return [found for half in halves for found in _answers(half, folder)] if middle else ["?"]
    found = json.loads(json.loads(answer))
    assert isinstance(found, list)
    return [str(item) for item in found]


def console(expression: str, folder: Path) -> str:
    """What Terraform's console prints for an expression."""
    return run(folder, "console", typed=expression + "\n")


def plain(value: Value) -> object:
    """A value as Python data, sets and lists as they iterate; Unknown as its cause."""
    if isinstance(value, Unknown):
        return value.reason.cause
    data = value.data
    if isinstance(data, tuple):
        return [plain(item) for item in data]
    if isinstance(data, dict):
        return {name: plain(item) for name, item in data.items()}
    return data


def of(data: object) -> Value:
    """Python data as a value: lists as tuples, dicts as objects."""
    match data:
        case Known() | Unknown():
            return data
        case None:
            return Known(None)
        case bool():
            return Known(data, Type("bool"))
        case int() | Fraction():
            return Known(data, Type("number"))
        case str():
            return Known(data, STRING)
        case list():
            return Known(tuple(of(item) for item in data), Type("tuple"))
        case dict():
            return Known({name: of(data[name]) for name in sorted(data)}, Type("object"))
    raise TypeError(type(data))


def tolist(data: list[object], element: Type = ANY) -> Value:
    """Python data as a list."""
    return convert(of(data), Type("list", element))
