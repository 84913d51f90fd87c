"""Functions of timestamps (RFC 3339)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from typing import NamedTuple

from azlint.languages.terraform.functions.signature import (
    Function,
    FunctionContext,
    Parameter,
    as_text,
    text,
)
from azlint.languages.terraform.results import Excess, Failure
from azlint.value import NUMBER, STRING, Value, number

_TIMESTAMP = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,18})?(?:Z|([-+])(\d\d):(\d\d))", re.ASCII
)
_NANOSECONDS = 10**9


class Instant(NamedTuple):
    """Whole seconds with their offset, and what is left in nanoseconds."""

    moment: datetime
    nanoseconds: int


def _instant(written: str) -> Instant:
    match = _TIMESTAMP.fullmatch(written)
    if match is None:
        raise Failure(f'"{written}" is not a valid RFC3339 timestamp')
    *fields, fraction, sign, hours, minutes = match.groups()
    year, month, day, hour, minute, second = (int(field) for field in fields)
    offset = timedelta()
    if sign:
        offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    try:
        zone = timezone(offset) if offset else UTC
        moment = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError as error:
        raise Failure(f'"{written}" is not a valid RFC3339 timestamp: {error}') from None
    nanoseconds = int(Fraction(f"0{fraction}") * _NANOSECONDS) if fraction else 0
    return Instant(moment, nanoseconds)


def _written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


_UNITS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_STEP = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_DURATION = re.compile(rf"([-+]?)(0|(?:{_STEP.pattern})+)", re.ASCII)
_LONGEST = (1 << 63) - 1


def _nanoseconds(duration: str) -> int:
    match = _DURATION.fullmatch(duration)
    if match is None or len(duration) > 100:
        raise Failure(f'"{duration}" is not a valid duration')
    total = sum(
        int(Fraction(step[1].rstrip(".")) * _UNITS[step[2]]) for step in _STEP.finditer(match[2])
    )
    if total > _LONGEST:
        raise Failure(f'"{duration}" is not a valid duration')
    return -total if match[1] == "-" else total


def _timeadd(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    instant = _instant(as_text(arguments[0]))
    added = instant.nanoseconds + _nanoseconds(as_text(arguments[1]))
    try:
        return text(_written(instant.moment + timedelta(seconds=added // _NANOSECONDS)))
    except OverflowError:
        raise Excess("a year beyond 9999") from None


def _timecmp(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    first, second = (_instant(as_text(argument)) for argument in arguments)
    return number((first > second) - (first < second))


_MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _offset(moment: datetime, separator: str) -> str:
    minutes = int((moment.utcoffset() or timedelta()).total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}{separator}{abs(minutes) % 60:02d}"


_VERBS: dict[str, Callable[[datetime], str]] = {
    "YYYY": lambda at: f"{at.year:04d}",
    "YY": lambda at: f"{at.year % 100:02d}",
    "MMMM": lambda at: _MONTHS[at.month - 1],
    "MMM": lambda at: _MONTHS[at.month - 1][:3],
    "MM": lambda at: f"{at.month:02d}",
    "M": lambda at: str(at.month),
    "DD": lambda at: f"{at.day:02d}",
    "D": lambda at: str(at.day),
    "EEEE": lambda at: _DAYS[at.weekday()],
    "EEE": lambda at: _DAYS[at.weekday()][:3],
    "hh": lambda at: f"{at.hour:02d}",
    "h": lambda at: str(at.hour),
    "HH": lambda at: f"{(at.hour - 1) % 12 + 1:02d}",
    "H": lambda at: str((at.hour - 1) % 12 + 1),
    "AA": lambda at: "AM" if at.hour < 12 else "PM",
    "aa": lambda at: "am" if at.hour < 12 else "pm",
    "mm": lambda at: f"{at.minute:02d}",
    "m": lambda at: str(at.minute),
    "ss": lambda at: f"{at.second:02d}",
    "s": lambda at: str(at.second),
    "ZZZZZ": lambda at: _offset(at, ":"),
    "ZZZZ": lambda at: _offset(at, ""),
    "ZZZ": lambda at: _offset(at, "") if at.utcoffset() else "UTC",
    "Z": lambda at: _offset(at, ":") if at.utcoffset() else "Z",
}
_TOKEN = re.compile(r"'(?:''|[^'])*'|([A-Za-z])\1*|[^A-Za-z']+|'")


def _tokens(pattern: str, moment: datetime) -> Iterator[str]:
    for match in _TOKEN.finditer(pattern):
        token = match[0]
        if token.startswith("'"):
            if len(token) == 1:
                raise Failure("unterminated literal '")
            yield token[1:-1].replace("''", "'") if len(token) > 2 else "'"
        elif match[1]:
            if token not in _VERBS:
                raise Failure(f'invalid date format verb "{token}"')
            yield _VERBS[token](moment)
        else:
            yield token


def _formatdate(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    moment = _instant(as_text(arguments[1])).moment
    return text("".join(_tokens(as_text(arguments[0]), moment)))


FUNCTIONS = {
    "formatdate": Function(
        _formatdate, (Parameter("format", STRING), Parameter("time", STRING)), result=STRING
    ),
    "timeadd": Function(
        _timeadd, (Parameter("timestamp", STRING), Parameter("duration", STRING)), result=STRING
    ),
    "timecmp": Function(
        _timecmp,
        (Parameter("timestamp_a", STRING), Parameter("timestamp_b", STRING)),
        result=NUMBER,
    ),
}
