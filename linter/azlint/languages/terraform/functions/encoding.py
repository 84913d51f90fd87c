"""Encodings: base64, URLs, CSV, character sets; JSON and YAML have modules of their own."""

from __future__ import annotations

import base64
import codecs
import csv
import io
import re
from collections.abc import Sequence
from urllib.parse import quote_plus

from azlint.languages.terraform.functions import json, yamldecode, yamlencode
from azlint.languages.terraform.functions.signature import (
    Function,
    FunctionContext,
    Parameter,
    as_text,
    mapping,
    of_text,
    sequence,
    text,
)
from azlint.languages.terraform.results import Failure, failure
from azlint.value import STRING, Cause, Type, Value


def _decoded(source: str) -> bytes:
    try:
        return base64.b64decode(source.replace("\n", "").replace("\r", ""), validate=True)
    except ValueError:
        raise Failure("failed to decode base64 data") from None


def _base64encode(source: str) -> str:
    return base64.b64encode(source.encode()).decode()


def _base64decode(source: str) -> str:
    try:
        return _decoded(source).decode()
    except UnicodeDecodeError:
        raise Failure("the result of decoding the provided string is not valid UTF-8") from None


def _urlencode(source: str) -> str:
    return quote_plus(source, safe="~-_.")


_UNPREFIXED = {"utf-16": ("utf-16-be", b"\xfe\xff")}


def _codec(name: str) -> codecs.CodecInfo:
    try:
        found = codecs.lookup(name)
    except LookupError:
        raise Failure(f"{name} is not a supported IANA encoding name or alias") from None
    if not found._is_text_encoding:  # noqa: SLF001 - there is no public way to ask
        raise Failure(f"{name} is not a supported IANA encoding name or alias")
    return found


def _textencode(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    source, name = (as_text(argument) for argument in arguments)
    codec, prefix = _codec(name), b""
    if codec.name in _UNPREFIXED:
        name, prefix = _UNPREFIXED[codec.name]
        codec = codecs.lookup(name)
    try:
        data, _ = codec.encode(source)
    except UnicodeError:
        raise Failure(
            f"the given string contains characters that {name} cannot represent"
        ) from None
    return text(base64.b64encode(prefix + data).decode())


def _textdecode(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    source, name = (as_text(argument) for argument in arguments)
    try:
        found, _ = _codec(name).decode(_decoded(source))
    except UnicodeError:
        raise Failure(f"the given data is not {name}") from None
    return text(found)


_RETURN = "\ufdd1"
"""Stands for a carriage return alone, which ends no line here."""

_QUOTED = re.compile(r'(?<![^,\n])"(?:[^"]|"")*"')


def _csvdecode(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    source = as_text(arguments[0]).replace("\r\n", "\n").replace("\r", _RETURN)
    try:
        rows = [row for row in csv.reader(io.StringIO(source, newline=""), strict=True) if row]
    except csv.Error as error:
        raise Failure(f"the text is not valid CSV: {error}") from None
    if not rows:
        raise Failure("missing header line")
    header, *records = rows
    if len(set(header)) != len(header):
        raise Failure("duplicate column name")
    if any(len(record) != len(header) for record in records) or _bare_quote(source):
        raise Failure("wrong number of fields or a bare quote")
    header = [_field(name) for name in header]
    objects = [
        mapping(dict(zip(header, (text(_field(item)) for item in record), strict=True)))
        for record in records
    ]
    element = Type("object", attributes=tuple((name, STRING) for name in sorted(header)))
    return sequence("list", objects, element)


def _field(found: str) -> str:
    return found.replace(_RETURN, "\r")


def _bare_quote(source: str) -> bool:
    """A quote inside a field that does not start with one."""
    return '"' in _QUOTED.sub("", source)


def _base64gzip(_arguments: Sequence[Value], _context: FunctionContext) -> Value:
    return failure("base64gzip() depends on the compressor", cause=Cause.FUNCTION)


def _rsadecrypt(_arguments: Sequence[Value], _context: FunctionContext) -> Value:
    return failure("rsadecrypt() is not computed: it handles secrets", cause=Cause.FUNCTION)


_STR = Parameter("str", STRING)

FUNCTIONS = {
    "base64decode": of_text(_base64decode),
    "base64encode": of_text(_base64encode),
    "base64gzip": Function(_base64gzip, (_STR,), result=STRING),
    "csvdecode": Function(_csvdecode, (_STR,)),
    "rsadecrypt": Function(
        _rsadecrypt, (Parameter("ciphertext", STRING), Parameter("privatekey", STRING))
    ),
    "textdecodebase64": Function(
        _textdecode, (Parameter("source", STRING), Parameter("encoding", STRING)), result=STRING
    ),
    "textencodebase64": Function(
        _textencode, (Parameter("string", STRING), Parameter("encoding", STRING)), result=STRING
    ),
    "urlencode": of_text(_urlencode),
    **json.FUNCTIONS,
    **yamldecode.FUNCTIONS,
    **yamlencode.FUNCTIONS,
}
