"""YAML as Terraform reads it; who reads the text is handed in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from azlint.languages.terraform.convert import converted, type_of
from azlint.languages.terraform.functions.signature import (
    Function,
    FunctionContext,
    Parameter,
    as_text,
    mapping,
    sequence,
    text,
    truth,
)
from azlint.languages.terraform.numbers import parse_number
from azlint.languages.terraform.results import Excess, Failure, failure
from azlint.value import NUMBER, STRING, Cause, Known, Value, number
from azlint.yaml_tree import YamlNode, YamlScalar, YamlSequence

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), False),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+|[-+]?[0-9]+", re.ASCII)
_REAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_TIMESTAMP = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:(?:[Tt](?=.*[Z+-])| )(\d\d?):(\d\d?):(\d\d?)(?:\.\d+)?((?<! )Z|[-+]\d\d:\d\d)?)?",
    re.ASCII,
)
_CORE = "tag:yaml.org,2002:"
_AS_TEXT = frozenset({f"{_CORE}str", f"{_CORE}binary"})
_TAGGED = {f"{_CORE}int": NUMBER, f"{_CORE}float": NUMBER}
_CORE_TAGS = frozenset({"", *_AS_TEXT} | {f"{_CORE}{name}" for name in (
    "int", "float", "bool", "null", "timestamp", "map", "seq"
)})  # fmt: skip


def _decode(arguments: Sequence[Value], context: FunctionContext) -> Value:
    if context.yaml is None:
        return failure("yamldecode() has nothing to read YAML with", cause=Cause.FUNCTION)
    document = context.yaml(as_text(arguments[0]))
    if document.is_too_large:
        raise Excess(f"a value of YAML that is {document.problems[0].message}")
    if document.root is None:
        problem = document.problems[0].message if document.problems else "unexpected end of text"
        raise Failure(f"the text is not valid YAML: {problem}")
    return _value(document.root)


def _value(node: YamlNode) -> Value:
    if isinstance(node, YamlScalar):
        return _scalar(node)
    if isinstance(node, YamlSequence):
        return sequence("tuple", [_value(item) for item in node.items])
    found: dict[str, Value] = {}
    for entry in node.entries:
        if entry.key.value == "<<" and not entry.key.style:
            found.update(_merged(entry.value))
        else:
            found[_key(entry.key)] = _value(entry.value)
    return mapping(found)


def _merged(node: YamlNode) -> dict[str, Value]:
    """What `<<:` brings; it wins over what stands before it."""
    value = _value(node)
    if isinstance(value, Known) and isinstance(value.data, dict):
        return value.data
    raise Failure("cannot merge what is not a mapping")


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
    if node.tag == f"{_CORE}null":
        return Known(None)
    value = _plain(node.value)
    if node.tag in _TAGGED and type_of(value) != _TAGGED[node.tag]:
        raise Failure(f"cannot read {node.value!r} as {node.tag.removeprefix(_CORE)}")
    return value


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
    return text(_timestamp(written))


def _integer(written: str) -> int:
    digits = written.lstrip("+-")
    if digits[1:2] in ("x", "o"):
        found = int(digits, 0)
    else:
        parsed = parse_number(digits)
        found = parsed if isinstance(parsed, int) else 0
    return -found if written.startswith("-") else found


def _timestamp(written: str) -> str:
    """A timestamp in the form of RFC 3339; any other text as it is."""
    match = _TIMESTAMP.fullmatch(written)
    if match is None or (" " in written and match[7]):
        return written
    try:
        year, month, day, hour, minute, second = (int(found or 0) for found in match.groups()[:6])
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return written
    return f"{moment:%Y-%m-%dT%H:%M:%S}{match[7] or 'Z'}"


FUNCTIONS = {"yamldecode": Function(_decode, (Parameter("src", STRING),))}
