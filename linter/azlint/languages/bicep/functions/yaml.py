"""YAML as `loadYamlContent` reads it: the core schema. What readers of YAML do not agree on is
Unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from azlint.languages.bicep.values import Failure, array, boolean, record, stopped, text
from azlint.patterns import regex
from azlint.value import NULL, Cause, Value, number
from azlint.yaml_tree import YamlNode, YamlReader, YamlScalar, YamlSequence

MERGE: Final = "<<"
WORDS: Final[Mapping[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
INTEGER: Final = regex(r"0|-?[1-9][0-9]{0,17}", re.ASCII)
DECIMAL: Final = regex(r"-?(?:0|[1-9][0-9]{0,15})\.[0-9]{1,15}", re.ASCII)
DEBATED: Final = regex(
    r"[-+.]?[0-9].*|[-+]?\.(?:inf|nan)|y|n|yes|no|on|off|=", re.ASCII | re.IGNORECASE
)
"""Plain scalars that are a number, a time or a boolean to some readers and a text to others."""


def decoded(content: str, yaml: YamlReader) -> Value:
    """The data of a YAML text."""
    document = yaml(content)
    if document.problems:
        raise Failure(document.problems[0].message)
    return NULL if document.root is None else _value(document.root)


def _value(node: YamlNode) -> Value:
    if isinstance(node, YamlScalar):
        return _scalar(node)
    if isinstance(node, YamlSequence):
        return array(map(_value, node.items))
    entries: dict[str, Value] = {}
    for entry in node.entries:
        if entry.key.style == "" and (entry.key.value == MERGE or entry.key.tag):
            return _debated(entry.key)
        entries[entry.key.value] = _value(entry.value)
    return record(entries)


def _scalar(node: YamlScalar) -> Value:
    written = node.value
    if node.tag:
        return _debated(node)
    if node.style:
        return text(written)
    if written in WORDS:
        word = WORDS[written]
        return NULL if word is None else boolean(word)
    if INTEGER.fullmatch(written):
        return number(int(written))
    if DECIMAL.fullmatch(written):
        return number(Fraction(written))
    return _debated(node) if DEBATED.fullmatch(written) else text(written)


def _debated(node: YamlScalar) -> Value:
    return stopped(Cause.FUNCTION, f"YAML readers differ about {node.value}")
