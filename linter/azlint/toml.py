"""TOML, read by the standard library within bounds: whatever it fails on is one located error."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from azlint.patterns import regex

MAX_LENGTH = 1 << 20
MAX_PARTS = 32
"""Parts of a dotted key; the library's time grows with their square."""

STRING = (
    r'"""(?:[^"\\]|\\.|"(?!""))*+"{0,5}'
    r"|'''(?:[^']|'(?!''))*+'{0,5}"
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|'[^'\n]*+'?"
)
"""One that does not end is read to the end all the same, so that it is read once."""

_PART = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_LONG_KEY = regex(
    rf"(?P<key>(?:{_PART}[ \t]*+\.[ \t]*+){{{MAX_PARTS}}})|{STRING}|#[^\n]*+|[\w-]++", re.DOTALL
)
_AT = regex(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)


class TomlError(Exception):
    """A text that is no TOML, or more than is read; `offset` is where."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


def read(text: str) -> Mapping[str, object]:
    """The document in a text."""
    if len(text) > MAX_LENGTH:
        raise TomlError("too long")
    for found in _LONG_KEY.finditer(text):
        if found["key"] is not None:
            raise TomlError(f"a key of more than {MAX_PARTS} parts", found.start())
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise TomlError("nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        raise _located(text, str(error)) from None
    except ValueError:
        raise TomlError("a value that cannot be read") from None


def _located(text: str, said: str) -> TomlError:
    """The library names a place only in words."""
    match = _AT.fullmatch(said)
    message = match[1] if match else said
    message = f"not valid TOML: {message[:1].lower()}{message[1:]}"
    if not match or not match[2]:
        return TomlError(message, len(text))
    at = 0
    for _ in range(int(match[2]) - 1):
        at = text.index("\n", at) + 1
    return TomlError(message, min(at + int(match[3]) - 1, len(text)))
