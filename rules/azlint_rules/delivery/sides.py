"""Comparisons as shells and the programs they run write them: two sides and what stands between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from azlint.languages.script.holes import MARK, OPENING, filled
from azlint.patterns import regex
from azlint_rules.delivery.operands import Comparison, Fallback, Kind, Lack, Operand, alternative

SIGNS = {"=": "==", "==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
OPERATORS = {
    "-lt": "<", "-le": "<=", "-gt": ">", "-ge": ">=", "-eq": "==", "-ne": "!=", **SIGNS,
}  # fmt: skip

_DEFAULT = regex(r"\$\{([A-Za-z_]\w*):?-[\"']?([\w.%-]+)[\"']?\}")
"""`${NAME:-literal}`: what it is where it is unset."""

_CAST = r"(?:\[[\w.]++\]\s*+)?"
_NUMBER = r"-?(?<![\w.])(?:[0-9]++(?:\.[0-9]++)?+|\.[0-9]++)"
_NAME = (
    rf"{_DEFAULT.pattern.replace('(', '(?:')}"
    r"|(?:\$\{?|(?<![\w$])\{?)(?:env:)?[A-Za-z_]\w*+\}?"
)
_SIDE = rf"""{_CAST}["']?({MARK}++|{_NAME}|{_NUMBER})["']?"""
_COMPARED = regex(rf"{_SIDE}\s*+(-lt|-le|-gt|-ge|-eq|-ne|<=|>=|==|!=|=|<|>)\s*+{_SIDE}")


def compared(
    text: str,
    at: int,
    side: Callable[[str, int], Operand],
    operators: Mapping[str, str],
    *,
    fails: bool,
) -> Iterator[Comparison]:
    """The comparisons by some operators in a text that begins at a place of a script."""
    for found in _COMPARED.finditer(filled(text, MARK)):
        operator = operators.get(found[2])
        if operator is not None:
            left, right = (
                side(text[slice(*found.span(each))], at + found.start(each)) for each in (1, 3)
            )
            yield Comparison(left, operator, right, fails, at + found.start(), at + found.end())


def operand(text: str, at: int) -> Operand:
    """One side, as the shell reads it."""
    place = (at, at + len(text))
    if text.startswith(OPENING):
        return Operand(Kind.HOLE, text, *place, alternative(text, *place))
    default = _DEFAULT.fullmatch(text)
    if default is not None:
        name = default.group(1)
        fallback = Fallback(name, default.group(2), Lack.VALUE, *place)
        return Operand(Kind.VARIABLE, name, *place, (fallback,))
    if text.startswith("$"):
        return Operand(Kind.VARIABLE, text.strip("${}").removeprefix("env:"), *place)
    return Operand(Kind.LITERAL, text, *place)
