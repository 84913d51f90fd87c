"""Type conversion functions, and those that set or remove marks."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from azlint.languages.terraform.functions.signature import (
    Function,
    FunctionContext,
    Parameter,
    truth,
)
from azlint.languages.terraform.results import failure, unknown_result, within
from azlint.value import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Cause,
    Type,
    Unknown,
    Value,
    list_of,
    map_of,
    set_of,
)


def _itself(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    return arguments[0]


def _conversion(type_: Type) -> Function:
    return Function(_itself, (Parameter("v", type_, nullable=True),), result=type_, strict=False)


def _sensitive(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    return replace(arguments[0], sensitive=True)


def _nonsensitive(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    return replace(arguments[0], sensitive=False)


def _ephemeralasnull(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    """What is ephemeral bears the mark of what is sensitive: where there is none, nothing is."""
    value = arguments[0]
    if any(each.sensitive for each in within(value)):
        return failure("ephemeralasnull() of what may be ephemeral", cause=Cause.FUNCTION)
    return value


def _issensitive(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    """A provider may mark what it gives back: only what is marked, or known, is certain."""
    value = arguments[0]
    if isinstance(value, Unknown) and not value.sensitive:
        return unknown_result(value, BOOL)
    return truth(value.sensitive)


_VALUE = (Parameter("value", nullable=True),)

FUNCTIONS = {
    "ephemeralasnull": Function(_ephemeralasnull, _VALUE, strict=False),
    "issensitive": Function(_issensitive, _VALUE, result=BOOL, strict=False, marks=False),
    "nonsensitive": Function(_nonsensitive, _VALUE, strict=False, marks=False),
    "sensitive": Function(_sensitive, _VALUE, strict=False),
    "tobool": _conversion(BOOL),
    "tolist": _conversion(list_of(ANY)),
    "tomap": _conversion(map_of(ANY)),
    "tonumber": _conversion(NUMBER),
    "toset": _conversion(set_of(ANY)),
    "tostring": _conversion(STRING),
}
