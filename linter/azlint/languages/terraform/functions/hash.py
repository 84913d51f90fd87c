"""Hash functions of strings."""

from __future__ import annotations

import hashlib
import uuid
from base64 import b64encode
from collections.abc import Callable, Sequence

from azlint.languages.terraform.functions.signature import (
    Function,
    FunctionContext,
    Parameter,
    as_text,
    text,
)
from azlint.languages.terraform.results import Failure
from azlint.value import STRING, Value

Digest = Callable[[bytes], str]


def _hexadecimal(algorithm: str) -> Digest:
    return lambda data: hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()


def _base64(algorithm: str) -> Digest:
    def digest(data: bytes) -> str:
        return b64encode(hashlib.new(algorithm, data, usedforsecurity=False).digest()).decode()

    return digest


DIGESTS: dict[str, Digest] = {
    "base64sha256": _base64("sha256"),
    "base64sha512": _base64("sha512"),
    "md5": _hexadecimal("md5"),
    "sha1": _hexadecimal("sha1"),
    "sha256": _hexadecimal("sha256"),
    "sha512": _hexadecimal("sha512"),
}
"""By the name of the function of a string; `file…` functions use the same."""


def _of_string(digest: Digest) -> Function:
    def run(arguments: Sequence[Value], _context: FunctionContext) -> Value:
        return text(digest(as_text(arguments[0]).encode()))

    return Function(run, (Parameter("str", STRING),), result=STRING)


_NAMESPACES = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}


def _uuidv5(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    namespace, name = (as_text(argument) for argument in arguments)
    try:
        base = _NAMESPACES.get(namespace) or uuid.UUID(namespace)
    except ValueError:
        raise Failure(f"uuidv5() doesn't support namespace {namespace}") from None
    return text(str(uuid.uuid5(base, name)))


FUNCTIONS = {
    **{name: _of_string(digest) for name, digest in DIGESTS.items()},
    "uuidv5": Function(
        _uuidv5, (Parameter("namespace", STRING), Parameter("name", STRING)), result=STRING
    ),
}
