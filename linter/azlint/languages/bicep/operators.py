"""Bicep's operators on values; `&&`, `||`, `??` and `?:` take what was evaluated in time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeGuard

from msgspec.structs import replace

from azlint.languages.bicep.bounds import of_number, orders
from azlint.languages.bicep.values import (
    EITHER,
    blocked,
    boolean,
    choose,
    failed,
    lifted,
    marked,
    never_null,
    same,
    stopped,
)
from azlint.value import BOOL, NUMBER, Cause, Known, Unknown, Value, is_null, number

Number = int | Fraction
LARGEST: Final[int] = 2**63


def binary(operator: str, left: Value, right: Value) -> Value:
    """The result of an operator that needs both operands."""
    function = BINARY.get(operator)
    if function is None:
        return failed(f"operator {operator}")
    result = lifted(lambda pair: function(pair[0], pair[1]), (left, right))
    return marked(result, (left, right))


def unary(operator: str, operand: Value) -> Value:
    """`!x`, `-x`, and `x!`, which only tells the compiler that x is not null."""
    if operator == "!!":
        return _asserted(operand)
    function = _not if operator == "!" else _negative
    return marked(lifted(function, (operand,)), (operand,))


def settled(operator: str, left: Value) -> bool:
    """The left operand of `&&`, `||` or `??` decides alone."""
    match operator:
        case "&&":
            return isinstance(left, Known) and left.data is False
        case "||":
            return isinstance(left, Known) and left.data is True
        case _:
            return never_null(left)


def coalesced(left: Value, right: Value) -> Value:
    """`left ?? right`."""
    if is_null(left):
        return right
    if not isinstance(left, Unknown) or never_null(left):
        return left
    if left.one_of:
        kept = [option for option in left.one_of if not is_null(option)]
        return choose([*(coalesced(option, right) for option in kept), right], left.reason)
    return choose([replace(left, not_null=True), right], left.reason)


def chosen(condition: Value, then: Callable[[], Value], otherwise: Callable[[], Value]) -> Value:
    """`condition ? then : otherwise`; both where the condition is not known."""
    if isinstance(condition, Known):
        if not isinstance(condition.data, bool):
            return failed("a condition that is not a boolean")
        return marked((then if condition.data else otherwise)(), (condition,))
    return marked(choose([then(), otherwise()], condition.reason), (condition,))


def _asserted(operand: Value) -> Value:
    if isinstance(operand, Known):
        return operand
    kept = tuple(option for option in operand.one_of if not is_null(option))
    if len(kept) == 1:
        return kept[0]
    return replace(operand, one_of=kept, not_null=True)


def _not(values: Sequence[Value]) -> Value:
    operand = values[0]
    if isinstance(operand, Unknown):
        return blocked(values, BOOL, not_null=True)
    return (
        boolean(not operand.data) if isinstance(operand.data, bool) else failed("! of no boolean")
    )


def _negative(values: Sequence[Value]) -> Value:
    operand = values[0]
    if isinstance(operand, Unknown):
        return blocked(values, NUMBER, not_null=True)
    data = operand.data
    return _checked(-data) if is_number(data) else failed("- of no number")


def is_number(data: object) -> TypeGuard[Number]:
    return isinstance(data, (int, Fraction)) and not isinstance(data, bool)


def _checked(data: Number) -> Value:
    return number(data) if -LARGEST <= data <= LARGEST else failed("a number out of range")


def _and(left: Value, right: Value) -> Value:
    return _logic(left, right, decides=False)


def _or(left: Value, right: Value) -> Value:
    return _logic(left, right, decides=True)


def _logic(left: Value, right: Value, *, decides: bool) -> Value:
    for operand in (left, right):
        if isinstance(operand, Known):
            if not isinstance(operand.data, bool):
                return failed("a logical operand that is not a boolean")
            if operand.data is decides:
                return boolean(decides)
    if isinstance(left, Known) and isinstance(right, Known):
        return boolean(not decides)
    undecided = blocked((left, right), BOOL, not_null=True)
    return replace(undecided, one_of=EITHER)


def _equal(left: Value, right: Value) -> Value:
    verdict = same(left, right)
    return _unsure(left, right) if verdict is None else boolean(verdict)


def _unequal(left: Value, right: Value) -> Value:
    verdict = same(left, right)
    return _unsure(left, right) if verdict is None else boolean(not verdict)


def _alike(left: Value, right: Value) -> Value:
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _unsure(left, right)
    if isinstance(left.data, str) and isinstance(right.data, str):
        return boolean(left.data.lower() == right.data.lower())
    return failed("=~ of no strings")


def _unlike(left: Value, right: Value) -> Value:
    return _not((_alike(left, right),))


def _unsure(left: Value, right: Value) -> Value:
    unknown = [value for value in (left, right) if isinstance(value, Unknown)]
    if not unknown:
        return failed("values too large to compare")
    return blocked(unknown, BOOL, not_null=True)


def _arithmetic(function: Callable[[int, int], Number]) -> Callable[[Value, Value], Value]:
    def apply(left: Value, right: Value) -> Value:
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return blocked((left, right), NUMBER, not_null=True)
        if not isinstance(left.data, int) or not isinstance(right.data, int):
            return failed("arithmetic on no numbers")
        if isinstance(left.data, bool) or isinstance(right.data, bool):
            return failed("arithmetic on no numbers")
        try:
            return _checked(function(left.data, right.data))
        except ZeroDivisionError:
            return failed("a division by zero")

    return apply


def _ordering(function: Callable[[int], bool]) -> Callable[[Value, Value], Value]:
    def apply(left: Value, right: Value) -> Value:
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            verdicts = {function(order) for order in orders(of_number(left), of_number(right))}
            if len(verdicts) == 1:
                return boolean(verdicts.pop())
            return blocked((left, right), BOOL, not_null=True)
        one, other = left.data, right.data
        if isinstance(one, str) and isinstance(other, str):
            order = _order(one, other)
            if order is None:
                return stopped(Cause.FUNCTION, "an order of texts in other cases", type_=BOOL)
            return boolean(function(order))
        if is_number(one) and is_number(other):
            return boolean(function((one > other) - (one < other)))
        return failed("an order between values that have none")

    return apply


def _order(left: str, right: str) -> int | None:
    """The order of two texts where upper and lower case do not decide it."""
    exact = (left > right) - (left < right)
    left, right = left.lower(), right.lower()
    return exact if exact == (left > right) - (left < right) else None


def quotient(left: int, right: int) -> int:
    """Division that drops the rest, as the language does."""
    whole = abs(left) // abs(right)
    return whole if (left < 0) == (right < 0) else -whole


def remainder(left: int, right: int) -> int:
    return left - right * quotient(left, right)


BINARY: Final[Mapping[str, Callable[[Value, Value], Value]]] = {
    "&&": _and,
    "||": _or,
    "??": coalesced,
    "==": _equal,
    "!=": _unequal,
    "=~": _alike,
    "!~": _unlike,
    "+": _arithmetic(lambda a, b: a + b),
    "-": _arithmetic(lambda a, b: a - b),
    "*": _arithmetic(lambda a, b: a * b),
    "/": _arithmetic(quotient),
    "%": _arithmetic(remainder),
    "<": _ordering(lambda order: order < 0),
    "<=": _ordering(lambda order: order <= 0),
    ">": _ordering(lambda order: order > 0),
    ">=": _ordering(lambda order: order >= 0),
}
