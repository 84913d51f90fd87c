"""Terraform's operators, conditionals and templates over values, known or not."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import groupby, product
from typing import Final
from unicodedata import normalize

from azlint.languages.terraform.convert import convert, type_of
from azlint.languages.terraform.numbers import Number, rounded
from azlint.languages.terraform.results import Excess, failure, is_error, marked
from azlint.languages.terraform.types import SCALARS
from azlint.languages.terraform.unify import unify
from azlint.value import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Cause,
    Known,
    Reason,
    Type,
    Unknown,
    Value,
    alternatives,
    structure,
    text_parts,
)

MAX_ALTERNATIVES: Final = 16
MAX_TEXT: Final = 1_000_000
MAX_PARTS: Final = 2_000

Scalar = bool | int | Fraction

TOO_LONG: Final = f"a string longer than {MAX_TEXT:,} characters"


def unary(symbol: str, value: Value) -> Value:
    """`-x` and `!x`."""
    if symbol == "-":
        return _lifted((value,), NUMBER, operator.neg, NUMBER)
    return _lifted((value,), BOOL, operator.not_, BOOL)


def binary(symbol: str, left: Value, right: Value) -> Value:
    """`left symbol right`."""
    if symbol in _ARITHMETIC:
        return _lifted((left, right), NUMBER, _ARITHMETIC[symbol], NUMBER)
    if symbol in _COMPARISON:
        return _lifted((left, right), NUMBER, _COMPARISON[symbol], BOOL)
    if symbol in _LOGIC:
        return _logic(symbol, left, right)
    if symbol in {"==", "!="}:
        return _equality(left, right, symbol == "==")
    return failure(f"{symbol} is not an operator")


def _divided(left: Number, right: Number) -> Number:
    if right == 0 and left != 0:
        raise Excess("an infinite number")
    return rounded(Fraction(left) / Fraction(right))


def _remainder(left: Number, right: Number) -> Number:
    """What is left of the dividend, each step rounded; all of it where the divisor is zero."""
    if right == 0:
        return left
    whole = int(_divided(left, right))
    return rounded(left - rounded(whole * Fraction(right)))


_ARITHMETIC: Final[dict[str, Callable[[Number, Number], Number]]] = {
    "+": lambda left, right: rounded(left + right),
    "-": lambda left, right: rounded(left - right),
    "*": lambda left, right: rounded(left * right),
    "/": _divided,
    "%": _remainder,
}
_COMPARISON: Final[dict[str, Callable[[Number, Number], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_LOGIC: Final = frozenset({"&&", "||"})


def _lifted(
    values: Sequence[Value], type_: Type, compute: Callable[..., Scalar], result: Type
) -> Value:
    """An operation on operands of one type, done for each combination of alternatives."""
    options: dict[object, Value] = {}
    for combination in combinations(values):
        option = _computed(combination, type_, compute, result)
        options.setdefault(structure(option), option)
    return marked(joined(list(options.values()), values, result), values)


def _computed(
    values: Sequence[Value], type_: Type, compute: Callable[..., Scalar], result: Type
) -> Value:
    operands = [convert(value, type_) for value in values]
    data = [operand.data for operand in operands if isinstance(operand, Known)]
    if len(data) < len(operands):
        return blocked(operands, result)
    if None in data:
        return failure("an operand is null")
    try:
        return Known(compute(*data), result)
    except ZeroDivisionError:
        return failure("division of zero by zero")
    except Excess as excess:
        return failure(str(excess), cause=Cause.LIMIT)


def combinations(values: Sequence[Value]) -> Iterable[Sequence[Value]]:
    """Every combination of what the values can be; the values themselves if those are many."""
    if not any(isinstance(value, Unknown) and value.one_of for value in values):
        return (values,)
    choices = [tuple(alternatives(value)) for value in values]
    count = 1
    for choice in choices:
        count *= len(choice)
    return product(*choices) if count <= MAX_ALTERNATIVES else (values,)


def joined(options: Sequence[Value], inputs: Iterable[Value], type_: Type) -> Value:
    """One value out of what it can be."""
    if len(options) == 1:
        return options[0]
    return Unknown(reason_of((*inputs, *options)), type_, one_of=tuple(options))


def reason_of(values: Iterable[Value]) -> Reason:
    """The first reason that is not an error."""
    for value in values:
        if isinstance(value, Unknown) and not is_error(value):
            return value.reason
    return Reason(Cause.ERROR, "no value")


def blocked(values: Iterable[Value], type_: Type, *, not_null: bool = True) -> Unknown:
    """A result that is not known because one of its inputs is not: an error before the rest."""
    first: Unknown | None = None
    for value in values:
        if isinstance(value, Unknown):
            if is_error(value):
                return Unknown(value.reason)
            if first is None:
                first = value
    if first is None:
        return failure("nothing to wait for", cause=Cause.LIMIT)
    return Unknown(first.reason, type_, not_null=not_null)


def _logic(symbol: str, left: Value, right: Value) -> Value:
    """What one operand decides needs no other; the left one saves the right from failing, as
    Terraform has it from 1.12 on.
    """
    deciding = symbol == "||"
    operands = (convert(left, BOOL), convert(right, BOOL))
    if isinstance(operands[0], Known) and operands[0].data is deciding:
        return marked(Known(deciding, BOOL), operands[:1])
    if any(is_error(operand) for operand in operands):
        return marked(blocked(operands, BOOL), operands)
    for operand in operands:
        if isinstance(operand, Known) and operand.data is deciding:
            return marked(Known(deciding, BOOL), (operand,))
    return _lifted(operands, BOOL, operator.or_ if deciding else operator.and_, BOOL)


def _equality(left: Value, right: Value, wanted: bool) -> Value:
    options: dict[object, Value] = {}
    for one, other in combinations((left, right)):
        same = equal(one, other)
        if same is None:
            option: Value = blocked((*_unknowns(one), *_unknowns(other)), BOOL)
        else:
            option = Known(same is wanted, BOOL)
        options.setdefault(structure(option), option)
    return marked(joined(list(options.values()), (left, right), BOOL), (left, right))


def _unknowns(value: Value) -> list[Unknown]:
    """The Unknowns in a value, without their alternatives."""
    found: list[Unknown] = []
    stack = [value]
    while stack:
        current = stack.pop()
        if isinstance(current, Unknown):
            found.append(current)
        elif isinstance(current.data, tuple):
            stack.extend(current.data)
        elif isinstance(current.data, dict):
            stack.extend(current.data.values())
    return found


def equal(left: Value, right: Value) -> bool | None:
    """Terraform's `==`; None where it cannot be told. No conversion: `"1"` is not `1`."""
    if is_error(left) or is_error(right):
        return None
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _equal_unknown(left, right)
    one, other = left.data, right.data
    if one is None or other is None:
        return one is other
    if isinstance(one, tuple) and isinstance(other, tuple):
        if _kind(left) != _kind(right) or len(one) != len(other):
            return False
        if not one:
            return _of_one_type(left, right)
        return _all_equal(zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        if (left.type.kind == "map") != (right.type.kind == "map") or one.keys() != other.keys():
            return False
        if not one:
            return _of_one_type(left, right)
        return _all_equal((one[name], other[name]) for name in sorted(one))
    if isinstance(one, (tuple, dict)) or isinstance(other, (tuple, dict)):
        return False
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def _kind(value: Known) -> str:
    return value.type.kind if value.type.kind in {"list", "set"} else "tuple"


def _of_one_type(left: Known, right: Known) -> bool:
    """Whether what is empty is so in the same way: no text is not no number."""
    return (left.type.element or ANY) == (right.type.element or ANY)


def _all_equal(pairs: Iterable[tuple[Value, Value]]) -> bool | None:
    result: bool | None = True
    for one, other in pairs:
        same = equal(one, other)
        if same is False:
            return False
        if same is None:
            result = None
    return result


def _equal_unknown(left: Value, right: Value) -> bool | None:
    """Something that is not null is not null; a text that starts otherwise is another text."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Unknown) and isinstance(other, Known):
            if other.data is None and one.not_null:
                return False
            if isinstance(other.data, str) and one.parts and not may_be(one, other.data):
                return False
            kinds = {one.type.kind, type_of(other).kind} if other.data is not None else {"any"}
            if kinds <= SCALARS and len(kinds) > 1:
                return False
    return None


def may_be(value: Unknown, text: str) -> bool:
    """Whether a string known in pieces can be this text, by its first and last piece."""
    first, last = value.parts[0], value.parts[-1]
    starts = not isinstance(first, Known) or text.startswith(str(first.data))
    ends = not isinstance(last, Known) or text.endswith(str(last.data))
    return starts and ends


def conditional(condition: Value, then: Value, otherwise: Value) -> Value:
    """`condition ? then : otherwise`, of the type that both branches have in common."""
    test = convert(condition, BOOL)
    if isinstance(test, Known):
        if test.data is None:
            return failure("the condition is null")
        chosen, other = (then, otherwise) if test.data else (otherwise, then)
        return marked(_as_branch(chosen, other), (condition,))
    if is_error(test):
        return Unknown(test.reason)
    type_ = _common(then, otherwise)
    if type_ is None:
        return failure("the branches of the conditional have different types")
    branches = [convert(branch, type_) for branch in (then, otherwise)]
    options: dict[object, Value] = {}
    for branch in branches:
        for option in alternatives(branch):
            options.setdefault(structure(option), option)
    if len(options) == 1:
        return marked(branches[0], (condition,))
    if len(options) > MAX_ALTERNATIVES:
        options = {}
    result = Unknown(test.reason, type_, one_of=tuple(options.values()))
    return marked(result, (condition, then, otherwise))


def _as_branch(chosen: Value, other: Value) -> Value:
    """The chosen branch, converted where the other one makes its type more general."""
    if is_error(chosen) or is_error(other) or _plain(chosen, other):
        return chosen
    type_ = _common(chosen, other)
    if type_ is None:
        return failure("the branches of the conditional have different types")
    return convert(chosen, type_)


def _plain(chosen: Value, other: Value) -> bool:
    """Whether the other branch cannot change the type of the chosen one."""
    if isinstance(other, Known) and other.data is None and other.type.kind == "any":
        return True
    if isinstance(other, Unknown) and other.type.kind == "any":
        return True
    kind = chosen.type.kind
    return kind in SCALARS and other.type.kind == kind


def _common(then: Value, otherwise: Value) -> Type | None:
    """The type of both branches; a null without a type takes that of the other."""
    types = [type_of(branch) for branch in (then, otherwise) if not _untyped_null(branch)]
    return unify(types) if types else ANY


def _untyped_null(value: Value) -> bool:
    return isinstance(value, Known) and value.data is None and value.type.kind == "any"


def concatenated(pieces: Sequence[Value]) -> Value:
    """A template's value: one text, or a text known in pieces."""
    parts: list[Value] = []
    size = 0
    for piece in pieces:
        text = convert(piece, STRING)
        if is_error(text) or (isinstance(text, Unknown) and text.reason.cause is Cause.LIMIT):
            return marked(blocked((text,), STRING), pieces)
        if isinstance(text, Known) and text.data is None:
            return failure("a null value cannot be part of a string")
        for part in text_parts(text):
            size += len(str(part.data)) if isinstance(part, Known) else 1
            parts.append(part)
    if size > MAX_TEXT or len(parts) > MAX_PARTS:
        return failure(TOO_LONG, cause=Cause.LIMIT)
    merged = _merged(parts)
    if not merged:
        return marked(Known("", STRING), pieces)
    if len(merged) == 1 and isinstance(merged[0], Known):
        return marked(Known(merged[0].data, STRING), pieces)
    return marked(_in_pieces(merged), pieces)


def _in_pieces(parts: Sequence[Value]) -> Unknown:
    options: dict[str, Value] = {}
    if any(isinstance(part, Unknown) and part.one_of for part in parts):
        for combination in combinations(parts):
            texts = [str(part.data) for part in combination if isinstance(part, Known)]
            if len(texts) < len(parts):
                options = {}
                break
            text = "".join(texts)
            options[text] = Known(text, STRING)
    return Unknown(
        blocked(parts, STRING).reason,
        STRING,
        parts=tuple(parts),
        one_of=tuple(options.values()),
        not_null=True,
    )


def _merged(parts: Iterable[Value]) -> list[Value]:
    """Pieces with neighbouring texts put together and empty ones left out."""
    result: list[Value] = []
    for known, run in groupby(parts, key=lambda part: isinstance(part, Known)):
        pieces = list(run)
        if not known:
            result.extend(pieces)
            continue
        text = "".join(str(piece.data) for piece in pieces if isinstance(piece, Known))
        if text:
            text = text if text.isascii() else normalize("NFC", text)
            result.append(Known(text, STRING, pieces[0].origin))
    return result
