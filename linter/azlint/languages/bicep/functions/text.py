"""Functions on strings and numbers whose arguments must be known as a whole."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Final, NamedTuple
from urllib.parse import quote, unquote, urljoin

from azlint.json_source import uncommented
from azlint.languages.bicep.limits import CHARACTERS
from azlint.languages.bicep.values import ARRAY, Failure, Plain, Unsupported
from azlint.patterns import regex
from azlint.value import ANY, BOOL, NUMBER, STRING, Type

LONGEST_NUMBER: Final = 40
BARE_NUMBER: Final = regex(r"-?\.\d{1,20}|-?\d{1,20}\.")
"""Numbers that the language reads although JSON does not know them."""

WHOLE: Final = regex(r"[-+]?\d{1,19}", re.ASCII)
UNRESERVED: Final = "-_.~"
CASELESS: Final = frozenset("\u0130\u0131\u017f")
UTF8_BASE64: Final = frozenset(
    {"charset=utf8;base64", "charset=utf-8;base64", "charset=us-ascii;base64", "base64"}
)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MOMENT: Final = regex(r"[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


class Signature(NamedTuple):
    """What a function takes, what it does, and what it returns.

    kinds: one letter an argument: s string, i integer, b boolean, a array, o object, v any;
    those after `?` may be missing, a final `*` repeats the last.
    """

    kinds: str
    function: Callable[..., Plain]
    type: Type


def substring(data: str, start: int, length: int | None = None) -> Plain:
    end = len(data) if length is None else start + length
    if not 0 <= start <= end <= len(data):
        raise Failure("an index outside the string")
    return data[start:end]


def split(data: str, delimiters: Plain) -> Plain:
    marks = delimiters if isinstance(delimiters, list) else [delimiters]
    texts = [mark for mark in marks if isinstance(mark, str) and mark]
    if not texts:
        return [data]
    return list(re.split("|".join(map(re.escape, texts)), data))


def replace(data: str, old: str, new: str) -> Plain:
    if not old:
        raise Failure("an empty string to replace")
    if len(data) + data.count(old) * len(new) > CHARACTERS:
        raise Unsupported("a string that grows too long")
    return data.replace(old, new)


def pad_left(data: Plain, width: int, mark: str = " ") -> Plain:
    if width > CHARACTERS or len(mark) != 1:
        raise Failure("a width or a character out of range")
    return as_string(data).rjust(width, mark)


def lower(data: str) -> Plain:
    return "".join(_in_case(mark, mark.lower()) for mark in data)


def upper(data: str) -> Plain:
    return "".join(_in_case(mark, mark.upper()) for mark in data)


def _in_case(mark: str, changed: str) -> str:
    """A character is never made two, and has no case of a language of its own."""
    return mark if len(changed) > 1 or mark in CASELESS else changed


def trim(data: str) -> Plain:
    return data.strip()


def index_of(data: Plain, part: Plain) -> Plain:
    if isinstance(data, list):
        return data.index(part) if part in data else -1
    return _lower(data).find(_lower(part))


def last_index_of(data: Plain, part: Plain) -> Plain:
    if isinstance(data, list):
        return len(data) - 1 - data[::-1].index(part) if part in data else -1
    return _lower(data).rfind(_lower(part))


def _lower(data: Plain) -> str:
    if not isinstance(data, str):
        raise Failure("no string")
    return data.lower()


def as_string(data: Plain) -> str:
    if isinstance(data, (str, int)):
        return str(data)
    raise Failure("no string")


def integer(data: Plain) -> Plain:
    if isinstance(data, str) and WHOLE.fullmatch(data):
        return int(data)
    if isinstance(data, int) and not isinstance(data, bool):
        return data
    raise Failure("no whole number")


def boolean(data: Plain) -> Plain:
    if isinstance(data, str) and data.lower() in {"true", "false"}:
        return data.lower() == "true"
    if isinstance(data, int):
        return bool(data)
    raise Failure("no boolean")


def parsed(data: str) -> Plain:
    """The data of a JSON text, comments left out."""
    try:
        return _read_json(data)
    except json.JSONDecodeError:
        return _read_json(uncommented(data))
    except RecursionError:
        raise Unsupported("deeply nested JSON") from None


def _read_json(data: str) -> Plain:
    if BARE_NUMBER.fullmatch(data.strip()):
        return _number(data)
    read: Plain = json.loads(data, parse_float=_number, parse_int=_integer, parse_constant=_refused)
    return read


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise Failure("a number out of range")
    return int(digits)


def _number(digits: str) -> Fraction:
    if len(digits) > LONGEST_NUMBER or abs(float(digits)) > 1e300:
        raise Failure("a number out of range")
    return Fraction(str(float(digits)))


def _refused(name: str) -> Fraction:
    raise Failure(f"{name} in JSON")


def base64_of(data: str) -> Plain:
    return base64.b64encode(data.encode()).decode()


def from_base64(data: str) -> Plain:
    return base64.b64decode(data, validate=True).decode()


def data_uri(data: Plain) -> Plain:
    return f"data:text/plain;charset=utf-8;base64,{base64_of(as_string(data))}"


def from_data_uri(data: str) -> Plain:
    head, comma, body = data.partition(",")
    kind, _, charset = head.removeprefix("data:").partition(";")
    if not comma or not head.startswith("data:"):
        raise Failure("no data URI")
    if kind not in {"", "text/plain"} or charset.lower() not in UTF8_BASE64:
        raise Unsupported("another encoding")
    return from_base64(body)


def like(data: str, pattern: str) -> Plain:
    """Whether a pattern with `*` for any characters matches, whatever the case."""
    head, *pieces = pattern.lower().split("*")
    data = data.lower()
    if not pieces:
        return data == head
    tail = pieces.pop()
    if len(data) < len(head) + len(tail) or not (data.startswith(head) and data.endswith(tail)):
        return False
    at, end = len(head), len(data) - len(tail)
    for piece in pieces:
        found = data.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def from_epoch(seconds: int) -> Plain:
    return (EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_epoch(data: str) -> Plain:
    if MOMENT.fullmatch(data) is None:
        raise Unsupported("a time in another form")
    return int((datetime.fromisoformat(data) - EPOCH).total_seconds())


def refuse(message: str = "") -> Plain:
    raise Failure(message)


def uri(base: str, relative: str) -> Plain:
    return urljoin(base, relative)


def encoded(data: str) -> Plain:
    return quote(data, safe=UNRESERVED)


def lowest(*data: Plain) -> Plain:
    return min(_numbers(data))


def highest(*data: Plain) -> Plain:
    return max(_numbers(data))


def _numbers(data: tuple[Plain, ...]) -> list[int]:
    items = data[0] if len(data) == 1 and isinstance(data[0], list) else list(data)
    numbers = [item for item in items if isinstance(item, int) and not isinstance(item, bool)]
    if not numbers or len(numbers) != len(items):
        raise Failure("no numbers")
    return numbers


SIGNATURES: Final[Mapping[str, Signature]] = {
    "toLower": Signature("s", lower, STRING),
    "toUpper": Signature("s", upper, STRING),
    "trim": Signature("s", trim, STRING),
    "substring": Signature("si?i", substring, STRING),
    "split": Signature("sv", split, ARRAY),
    "replace": Signature("sss", replace, STRING),
    "padLeft": Signature("vi?s", pad_left, STRING),
    "indexOf": Signature("vv", index_of, NUMBER),
    "lastIndexOf": Signature("vv", last_index_of, NUMBER),
    "int": Signature("v", integer, NUMBER),
    "bool": Signature("v", boolean, BOOL),
    "json": Signature("s", parsed, ANY),
    "base64": Signature("s", base64_of, STRING),
    "base64ToString": Signature("s", from_base64, STRING),
    "base64ToJson": Signature("s", lambda data: parsed(str(from_base64(data))), ANY),
    "dataUri": Signature("v", data_uri, STRING),
    "dataUriToString": Signature("s", from_data_uri, STRING),
    "like": Signature("ss", like, BOOL),
    "dateTimeFromEpoch": Signature("i", from_epoch, STRING),
    "dateTimeToEpoch": Signature("s", to_epoch, NUMBER),
    "fail": Signature("?s", refuse, ANY),
    "uri": Signature("ss", uri, STRING),
    "uriComponent": Signature("s", encoded, STRING),
    "uriComponentToString": Signature("s", unquote, STRING),
    "min": Signature("v*", lowest, NUMBER),
    "max": Signature("v*", highest, NUMBER),
}
