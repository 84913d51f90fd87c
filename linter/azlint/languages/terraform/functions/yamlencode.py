"""YAML as Terraform writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from azlint.languages.terraform.functions.json import DEPTH_LIMIT, json_text
from azlint.languages.terraform.functions.signature import (
    Function,
    FunctionContext,
    Parameter,
    text,
)
from azlint.languages.terraform.results import Excess
from azlint.patterns import regex
from azlint.value import STRING, Known, Value, data_of

_WIDTH = 80
_STEP = 2


def _encode(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    (value,) = arguments
    data = data_of(value)
    closed = isinstance(data, str | tuple | dict)
    written = _node(value, 0, 0)
    return text(written + ("\n" if closed else "\n...\n"))


def _node(value: Value, indent: int, column: int) -> str:
    """A value from `column` on, in a collection that stands at `indent`."""
    if indent > DEPTH_LIMIT * _STEP:
        raise Excess("a value that is nested too deeply")
    data = data_of(value)
    match data:
        case tuple() as items if items:
            return _line(indent).join(_items(items, indent))
        case dict() as items if items:
            return _line(indent).join(_entries(items, indent))
        case tuple():
            return "[]"
        case dict():
            return "{}"
        case str() as written:
            return _string(written, indent, column)
    return json_text(value)


def _line(indent: int) -> str:
    return "\n" + " " * indent


def _is_filled(value: Value, kind: type) -> bool:
    return isinstance(value, Known) and isinstance(value.data, kind) and value.data not in ((), {})


def _items(items: Sequence[Value], indent: int) -> Iterator[str]:
    inner = indent + _STEP
    for item in items:
        nested = _is_filled(item, tuple) or _is_filled(item, dict)
        yield "- " + _node(item, inner if nested else indent, inner)


def _entries(items: Mapping[str, Value], indent: int) -> Iterator[str]:
    inner = indent + _STEP
    for name in sorted(items):
        value = items[name]
        key = "".join(map(_escaped, name))
        if _is_filled(value, dict):
            yield f'"{key}":{_line(inner)}{_node(value, inner, inner)}'
        elif _is_filled(value, tuple):
            yield f'"{key}":{_line(indent)}{_node(value, indent, indent)}'
        else:
            yield f'"{key}": {_node(value, indent, indent + len(key) + 4)}'


_NOT_BLOCK = regex(r"[ ]$|[^\n -~\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]", re.MULTILINE)


def _string(written: str, indent: int, column: int) -> str:
    if "\n" not in written or _NOT_BLOCK.search(written):
        return _quoted(written, indent + _STEP, column)
    body = written.rstrip("\n")
    kept = len(written) - len(body)
    chomp = "-" if not kept else "" if kept == 1 and body else "+"
    hint = str(_STEP) if written.startswith((" ", "\n")) else ""
    margin = " " * (indent + _STEP)
    lines = [margin + line if line else "" for line in body.split("\n")] if body else []
    blank = [""] * (kept if not body else kept - 1)
    return "\n".join((f"|{hint}{chomp}", *lines, *blank))


_NAMED = {
    "\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f",
    "\r": "\\r", "\x1b": "\\e", '"': '\\"', "\\": "\\\\", "\x85": "\\N",
    "\u2028": "\\L", "\u2029": "\\P", "\ufeff": "\\uFEFF",
}  # fmt: skip


def _quoted(written: str, margin: int, column: int) -> str:
    """Between double quotes; a line that grows too long breaks at a space."""
    pieces = ['"']
    column += 1
    for at, char in enumerate(written):
        inside = 0 < at < len(written) - 1
        if char == " " and inside and column > _WIDTH and written[at - 1] != " ":
            pieces.append(_line(margin) + ("\\" if written[at + 1] == " " else ""))
            column = margin
            continue
        pieces.append(_escaped(char))
        column += len(pieces[-1])
    return "".join((*pieces, '"'))


def _escaped(char: str) -> str:
    if char in _NAMED:
        return _NAMED[char]
    code = ord(char)
    if char < " " or "\x7f" <= char < "\xa0":
        return f"\\x{code:02X}"
    return char if code < 0x10000 else f"\\U{code:08X}"


FUNCTIONS = {
    "yamlencode": Function(_encode, (Parameter("value", nullable=True),), result=STRING),
}
