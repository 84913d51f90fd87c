"""Numbers in the fixed, exponent and shortest forms of Go's `%f`, `%e` and `%g`."""

from __future__ import annotations

from fractions import Fraction

from azlint.languages.terraform.numbers import Number, number_text, simple

SHORTEST = -1


def fixed(number: Number, precision: int) -> str:
    """`%f`: `precision` digits after the point, ties to even."""
    digits = str(round(abs(Fraction(number)) * 10**precision)).rjust(precision + 1, "0")
    sign = "-" if number < 0 else ""
    if precision == 0:
        return sign + digits
    return f"{sign}{digits[:-precision]}.{digits[-precision:]}"


def exponential(number: Number, precision: int) -> str:
    """`%e`: one digit before the point and `precision` after it."""
    digits, exponent = significant(number, precision + 1)
    return _exponential(number, digits.ljust(precision + 1, "0"), exponent)


def _exponential(number: Number, digits: str, exponent: int) -> str:
    sign = "-" if number < 0 else ""
    point = "." if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{point}{digits[1:]}e{exponent:+03d}"


def general(number: Number, precision: int) -> str:
    """`%g`: the shorter of both; SHORTEST means as many digits as the number needs."""
    digits, exponent = significant(number, max(precision, 1) if precision >= 0 else SHORTEST)
    limit = 6 if precision < 0 else max(precision, 1)
    if precision >= 0 and limit > len(digits) > exponent:
        limit = len(digits)
    if exponent < -4 or exponent >= limit:
        return _exponential(number, digits, exponent)
    value = Fraction(int(digits)) * Fraction(10) ** (exponent - len(digits) + 1)
    return ("-" if number < 0 else "") + fixed(value, max(0, len(digits) - exponent - 1))


def significant(number: Number, count: int) -> tuple[str, int]:
    """The leading digits without trailing zeros, and the power of ten of the first."""
    value = abs(Fraction(number))
    if value == 0:
        return "0", 0
    exact = number_text(simple(value))
    whole, _, fraction = exact.partition(".")
    digits = (whole + fraction).lstrip("0")
    exponent = len(whole) - 1 if whole != "0" else len(digits) - len(fraction) - 1
    if count != SHORTEST:
        rounded = round(value / Fraction(10) ** (exponent - count + 1))
        if rounded >= 10**count:
            exponent += 1
            rounded //= 10
        digits = str(rounded)
    return digits.rstrip("0") or "0", exponent
