"""Terraform's numbers: binary floating point with 512 bits, held as int or Fraction."""

from __future__ import annotations

import re
from fractions import Fraction

from azlint.languages.terraform.results import Excess
from azlint.patterns import regex

Number = int | Fraction

PRECISION = 512
EXPONENT_LIMIT = 4000
"""Decimal exponents beyond this are not computed: nothing real needs them."""

_NUMBER = regex(r"([+-]?)(\d*)(?:\.(\d*))?(?:([eEpP])([+-]?\d+))?", re.ASCII)


def simple(number: Fraction) -> Number:
    """A whole number as int."""
    return number.numerator if number.denominator == 1 else number


def rounded(number: Number) -> Number:
    """The nearest number with a mantissa of 512 bits, ties to even."""
    numerator, denominator = abs(number.numerator), number.denominator
    excess = numerator.bit_length() - denominator.bit_length() - PRECISION
    if denominator == 1 and numerator.bit_length() <= PRECISION:
        return number.numerator
    shift = excess
    mantissa = _half_even(numerator, denominator, shift)
    if mantissa.bit_length() > PRECISION and mantissa != 1 << PRECISION:
        shift = excess + 1
        mantissa = _half_even(numerator, denominator, shift)
    sign = -1 if number < 0 else 1
    return simple(sign * mantissa * Fraction(2) ** shift)


def _half_even(numerator: int, denominator: int, shift: int) -> int:
    if shift >= 0:
        denominator <<= shift
    else:
        numerator <<= -shift
    quotient, rest = divmod(numerator, denominator)
    up = rest * 2 > denominator or (rest * 2 == denominator and quotient & 1)
    return quotient + 1 if up else quotient


def parse_number(text: str) -> Number | None:
    """A number as Terraform reads it from decimal text; None where the text is not one."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, whole, fraction, marker, exponent = match.groups()
    digits = whole + (fraction or "")
    if not digits:
        return None
    power = _exponent(exponent)
    if len(digits) > EXPONENT_LIMIT:
        raise Excess("a number with more than 4,000 digits")
    value = Fraction(int(digits), 10 ** len(fraction or ""))
    if power:
        value *= Fraction(2 if marker in "pP" else 10) ** power
    return rounded(-value if sign == "-" else value)


def _exponent(text: str | None) -> int:
    power = 0 if text is None else int(text[:12])
    if abs(power) > EXPONENT_LIMIT:
        raise Excess(f"a number with the exponent {power}")
    return power


def number_text(number: Number) -> str:
    """A number as Terraform writes it: the shortest decimal that reads back as the same."""
    number = rounded(number)
    if isinstance(number, int) and number.bit_length() <= PRECISION:
        return str(number)
    digits, power = _shortest(abs(number.numerator), number.denominator)
    sign = "-" if number < 0 else ""
    if power >= 0:
        return sign + digits + "0" * power
    digits = digits.rjust(1 - power, "0")
    return f"{sign}{digits[:power]}.{digits[power:]}"


def _shortest(numerator: int, denominator: int) -> tuple[str, int]:
    """Digits d and power p such that d·10ᵖ is the shortest decimal within half a unit."""
    value = Fraction(numerator, denominator)
    shift = numerator.bit_length() - denominator.bit_length() - PRECISION
    mantissa = value / Fraction(2) ** shift
    if mantissa < 1 << (PRECISION - 1):
        shift -= 1
    elif mantissa >= 1 << PRECISION:
        shift += 1
    half = Fraction(2) ** (shift - 1)
    power = _magnitude(value)
    low, high = 1, 160
    while low < high:
        middle = (low + high) // 2
        if _decimal(value, half, power - middle) is None:
            low = middle + 1
        else:
            high = middle
    found = _decimal(value, half, power - low)
    digits = str(value.numerator if found is None else found)
    trimmed = digits.rstrip("0") or "0"
    return trimmed, power - low + len(digits) - len(trimmed)


def _magnitude(value: Fraction) -> int:
    """The least p with value < 10ᵖ."""
    guess = len(str(value.numerator)) - len(str(value.denominator)) + 1
    return guess - 1 if value < Fraction(10) ** (guess - 1) else guess


def _decimal(value: Fraction, half: Fraction, power: int) -> int | None:
    unit = Fraction(10) ** power
    candidate = round(value / unit)
    return candidate if abs(candidate * unit - value) < half else None
