"""Functions of numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from azlint.languages.terraform.convert import converted
from azlint.languages.terraform.functions.signature import (
    Function,
    FunctionContext,
    Number,
    Parameter,
    as_items,
    as_number,
    as_text,
    as_whole,
    sequence,
)
from azlint.languages.terraform.numbers import parse_number, rounded
from azlint.languages.terraform.results import Excess, Failure
from azlint.value import ANY, NUMBER, Known, Value, is_null, list_of, number

RANGE_LIMIT = 1024
"""Terraform's own."""

_EXACT = 1 << 53
_LONG = 1 << 63
_FAR = 1 << 12


def _of_number(function: Callable[[Number], Number]) -> Function:
    def run(arguments: Sequence[Value], _context: FunctionContext) -> Value:
        return number(function(as_number(arguments[0])))

    return Function(run, (Parameter("num", NUMBER),), result=NUMBER)


def _extreme(choose: Callable[[Sequence[Number]], Number]) -> Function:
    def run(arguments: Sequence[Value], _context: FunctionContext) -> Value:
        if not arguments:
            raise Failure("must pass at least one number")
        return number(choose([as_number(argument) for argument in arguments]))

    return Function(run, variadic=Parameter("numbers", NUMBER), result=NUMBER)


def _absolute(value: Number) -> Number:
    return -value if value < 0 else value


def _signum(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    value = as_whole(arguments[0])
    return number((value > 0) - (value < 0))


def _inexact(value: float) -> Known:
    """A result of 64-bit arithmetic as the decimal that Terraform shows for it."""
    if math.isnan(value) or math.isinf(value):
        raise Failure("the result is not a finite number")
    if value.is_integer() and abs(value) < _EXACT:
        return number(int(value))
    parsed = parse_number(repr(value))
    if parsed is None:
        raise Failure("the result is not a number")
    return number(parsed)


def _log(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    value, base = (float(as_number(argument)) for argument in arguments)
    try:
        divisor = math.log(base) if base else -math.inf
        return _inexact(math.log(value) / divisor)
    except (ValueError, ZeroDivisionError, OverflowError):
        raise Failure("the logarithm is not a finite number") from None


def _power(base: float, exponent: float) -> float:
    """As Go computes it: by squaring the mantissa, which C rounds differently."""
    if exponent in (0.5, -0.5):
        return math.sqrt(base) if exponent > 0 else 1 / math.sqrt(base)
    if exponent in (0, 1) or base in (0, 1) or abs(exponent) >= _LONG or abs(base) == math.inf:
        return math.pow(base, exponent)
    fraction, whole = math.modf(abs(exponent))
    result, scale = 1.0, 0
    if fraction:
        if fraction > 0.5:
            fraction, whole = fraction - 1, whole + 1
        result = math.exp(fraction * math.log(base))
    mantissa, power = math.frexp(base)
    bits = int(whole)
    while bits and abs(power) <= _FAR:
        if bits & 1:
            result, scale = result * mantissa, scale + power
        mantissa, power = mantissa * mantissa, power * 2
        if mantissa < 0.5:
            mantissa, power = mantissa * 2, power - 1
        bits >>= 1
    if bits:
        scale += power
    return math.ldexp(result, scale) if exponent > 0 else math.ldexp(1 / result, -scale)


def _pow(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    try:
        return _inexact(_power(*(float(as_number(argument)) for argument in arguments)))
    except (ValueError, OverflowError, ZeroDivisionError):
        raise Failure("the power is not a finite number") from None


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONGEST = 1200


def _parseint(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    if not (isinstance(arguments[0], Known) and isinstance(arguments[0].data, str)):
        raise Failure("first argument must be a string")
    digits, base = as_text(arguments[0]), as_whole(arguments[1])
    if not 2 <= base <= 62:
        raise Failure("base must be a whole number between 2 and 62 inclusive")
    if len(digits) > _LONGEST:
        raise Excess("a number of more than 1,200 digits")
    sign = -1 if digits.startswith("-") else 1
    unsigned = re.sub(r"^[-+]", "", digits)
    value = 0
    for char in unsigned if base > 36 else unsigned.lower():
        found = _DIGITS.find(char)
        if not 0 <= found < base:
            break
        value = value * base + found
    else:
        if unsigned:
            return number(rounded(sign * value))
    raise Failure(f'cannot parse "{digits}" as a base {base} integer')


def _range(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    bounds = [as_number(argument) for argument in arguments]
    match bounds:
        case [end]:
            start, step = 0, 1 if end >= 0 else -1
        case [start, end]:
            step = 1 if start <= end else -1
        case [start, end, step]:
            pass
        case _:
            raise Failure("must have one, two, or three arguments")
    if start == end:
        return sequence("list", (), NUMBER)
    if step == 0 or (end - start) * step < 0:
        raise Failure("step must not be zero and must lead from start to limit")
    count = math.ceil(Fraction(end - start) / step)
    if count > RANGE_LIMIT:
        raise Failure("more than 1024 values were generated; either decrease the difference "
                      "between start and end or use a smaller step")  # fmt: skip
    return sequence("list", [number(start + at * step) for at in range(count)], NUMBER)


def _sum(arguments: Sequence[Value], _context: FunctionContext) -> Value:
    items = as_items(arguments[0])
    if not items:
        raise Failure("cannot sum an empty list")
    if any(map(is_null, items)):
        raise Failure("argument must be list, set, or tuple of number values")
    total: Number = 0
    for item in items:
        total = rounded(total + as_number(converted(item, NUMBER)))
    return number(total)


FUNCTIONS = {
    "abs": _of_number(_absolute),
    "ceil": _of_number(math.ceil),
    "floor": _of_number(math.floor),
    "log": Function(_log, (Parameter("num", NUMBER), Parameter("base", NUMBER)), result=NUMBER),
    "max": _extreme(max),
    "min": _extreme(min),
    "parseint": Function(
        _parseint, (Parameter("number", ANY), Parameter("base", NUMBER)), result=NUMBER
    ),
    "pow": Function(_pow, (Parameter("num", NUMBER), Parameter("power", NUMBER)), result=NUMBER),
    "range": Function(_range, variadic=Parameter("params", NUMBER), result=list_of(NUMBER)),
    "signum": Function(_signum, (Parameter("num", NUMBER),), result=NUMBER),
    "sum": Function(_sum, (Parameter("list", ANY),), result=NUMBER),
}
