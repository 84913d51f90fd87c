"""YAML as Terraform reads and writes it; who reads the text is handed in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from azlint.languages.terraform.convert import converted
from azlint.languages.terraform.functions.json import json_text
from azlint.languages.terraform.functions.signature import (
    Function,
    FunctionContext,
    Parameter,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
    as_text,
    mapping,
    number,
    sequence,
    text,
    truth,
)
from azlint.languages.terraform.numbers import number_text, parse_number
from azlint.languages.terraform.results import Failure, failure
from azlint.value import STRING, Cause, Known, Value

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), False),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?(?:0x[0-9a-fA-F]+|0o[0-7]+|[0-9]+)", re.ASCII)
_REAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?", re.ASCII)
_CORE = "tag:yaml.org,2002:"
_AS_TEXT = frozenset({f"{_CORE}str", f"{_CORE}binary", "!"})
_CORE_TAGS = frozenset({"", *_AS_TEXT} | {f"{_CORE}{name}" for name in (
    "int", "float", "bool", "null", "timestamp", "map", "seq"
)})  # fmt: skip


def _decode(arguments: Sequence[Value], context: FunctionContext) -> Value:
    if context.yaml is None:
        return failure("yamldecode() has nothing to read YAML with", cause=Cause.FUNCTION)
    document = context.yaml(as_text(arguments[0]))
    if document.root is None:
        problem = document.problems[0].message if document.problems else "unexpected end of text"
        raise Failure(f"the text is not valid YAML: {problem}")
    return _value(document.root)


def _value(node: YamlNode) -> Value:
    if isinstance(node, YamlScalar):
        return _scalar(node)
    if isinstance(node, YamlSequence):
        return sequence("tuple", [_value(item) for item in node.items])
    merged: dict[str, Value] = {}
    written: dict[str, Value] = {}
    for entry in node.entries:
        if entry.key.value == "<<" and not entry.key.style:
            merged.update(_merged(entry.value))
        else:
            written[_key(entry.key)] = _value(entry.value)
    return mapping({**merged, **written})


def _merged(node: YamlNode) -> dict[str, Value]:
    """What `<<:` brings: a mapping, or several of which the first wins."""
    found: dict[str, Value] = {}
    sources = node.items if isinstance(node, YamlSequence) else (node,)
    for source in reversed(sources):
        if not isinstance(source, YamlMapping):
            raise Failure("cannot merge what is not a mapping")
        value = _value(source)
        if isinstance(value, Known) and isinstance(value.data, dict):
            found.update(value.data)
    return found


def _key(node: YamlScalar) -> str:
    value = _scalar(node)
    if isinstance(value, Known) and value.data is None:
        raise Failure("mapping key must not be null")
    return as_text(converted(value, STRING))


def _scalar(node: YamlScalar) -> Value:
    if node.tag not in _CORE_TAGS:
        raise Failure(f'unsupported tag "{node.tag}"')
    if node.style or node.tag in _AS_TEXT:
        return text(node.value)
    return _plain(node.value)


def _plain(written: str) -> Value:
    if written in _WORDS:
        word = _WORDS[written]
        return Known(None) if word is None else truth(word)
    if _INFINITE.fullmatch(written):
        raise Failure("floating point infinity and NaN are not supported")
    if _INTEGER.fullmatch(written):
        return number(_integer(written))
    if _REAL.fullmatch(written):
        return number(parse_number(written) or 0)
    if _DATE.fullmatch(written):
        return text(_date(written))
    return text(written)


def _integer(written: str) -> int:
    digits = written.lstrip("+-")
    if digits[1:2] in ("x", "o"):
        found = int(digits, 0)
    else:
        parsed = parse_number(digits)
        found = parsed if isinstance(parsed, int) else 0
    return -found if written.startswith("-") else found


def _date(written: str) -> str:
    try:
        year, month, day = (int(step) for step in written.split("-"))
        return datetime(year, month, day, tzinfo=UTC).isoformat().replace("+00:00", "Z")
    except ValueError:
        return written


def _encode(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    (value,) = arguments
    lines = list(_block(value, 0))
    ending = "\n" if _is_collection(value) or _is_string(value) else "\n...\n"
    return text("\n".join(lines) + ending)


def _is_collection(value: Value) -> bool:
    return isinstance(value, Known) and isinstance(value.data, tuple | dict)


def _is_string(value: Value) -> bool:
    return isinstance(value, Known) and isinstance(value.data, str)


def _block(value: Value, indent: int) -> Iterator[str]:
    """The lines of a value, the first without its indentation."""
    data = value.data if isinstance(value, Known) else None
    match data:
        case tuple(items) if items:
            for at, item in enumerate(items):
                prefix = " " * indent if at else ""
                first, *rest = _block(item, indent + 2)
                yield f"{prefix}- {first}"
                yield from rest
        case dict(items) if items:
            for at, name in enumerate(sorted(items)):
                prefix = " " * indent if at else ""
                yield from _entry(f"{prefix}{_quoted(name)}:", items[name], indent)
        case tuple():
            yield "[]"
        case dict():
            yield "{}"
        case str() as written:
            yield from _string(written, indent)
        case bool() | None:
            yield json_text(value)
        case _:
            yield number_text(data) if not isinstance(data, float) else repr(data)


def _entry(start: str, value: Value, indent: int) -> Iterator[str]:
    data = value.data if isinstance(value, Known) else None
    if isinstance(data, dict) and data:
        yield start
        inner = indent + 2
        first, *rest = _block(value, inner)
        yield " " * inner + first
        yield from rest
    elif isinstance(data, tuple) and data:
        yield start
        first, *rest = _block(value, indent)
        yield " " * indent + first
        yield from rest
    else:
        first, *rest = _block(value, indent)
        yield f"{start} {first}"
        yield from rest


_UNSAFE_LINE = re.compile(r"[ \t]$|[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]", re.MULTILINE)


def _string(written: str, indent: int) -> Iterator[str]:
    if "\n" not in written or _UNSAFE_LINE.search(written):
        yield _quoted(written)
        return
    body = written.rstrip("\n")
    kept = len(written) - len(body)
    chomp = "-" if kept == 0 else "" if kept == 1 else "+"
    hint = "2" if written.startswith((" ", "\n")) else ""
    yield f"|{hint}{chomp}"
    for line in (*body.split("\n"), *[""] * (kept - 1)):
        yield " " * (indent + 2) + line if line else ""


_NAMED = {
    "\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f",
    "\r": "\\r", "\x1b": "\\e", '"': '\\"', "\\": "\\\\", "\x85": "\\N", "\xa0": "\\_",
    "\u2028": "\\L", "\u2029": "\\P", "\ufeff": "\\uFEFF",
}  # fmt: skip


def _quoted(written: str) -> str:
    return '"' + "".join(map(_escaped, written)) + '"'


def _escaped(char: str) -> str:
    if char in _NAMED:
        return _NAMED[char]
    return f"\\x{ord(char):02X}" if char < " " or "\x7f" <= char < "\xa0" else char


FUNCTIONS = {
    "yamldecode": Function(_decode, (Parameter("src", STRING),)),
    "yamlencode": Function(_encode, (Parameter("value", nullable=True),), result=STRING),
}
