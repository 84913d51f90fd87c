"""Laws of operators, conditionals and comprehensions over values, known or not."""

from __future__ import annotations

from fractions import Fraction
from unicodedata import normalize

from hypothesis import given
from hypothesis import strategies as st

from azlint.languages.terraform import operators
from azlint.languages.terraform.numbers import rounded
from azlint.value import (
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
)
from languages.terraform.small import expression, show

whole = st.integers(-(10**30), 10**30)
characters = st.characters(codec="utf-8", exclude_characters='"\\$%\n\r')
texts = st.text(characters, max_size=5).map(lambda text: normalize("NFC", text))
scalars: st.SearchStrategy[Value] = st.one_of(
    st.builds(Known, whole, st.just(NUMBER)),
    st.builds(Known, st.booleans(), st.just(BOOL)),
    st.builds(Known, texts, st.just(STRING)),
    st.just(Known(None)),
)
values: st.SearchStrategy[Value] = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.builds(Known, st.lists(inner, max_size=3).map(tuple), st.just(Type("tuple"))),
        st.builds(Known, st.dictionaries(texts, inner, max_size=3), st.just(Type("object"))),
    ),
    max_leaves=6,
)


def unknown(*options: Value, type_: Type = BOOL) -> Unknown:
    return Unknown(Reason(Cause.NO_VALUE, "var.x"), type_, one_of=options)


def written(value: Value) -> str:
    """A value as an expression."""
    assert isinstance(value, Known)
    match value.data:
        case tuple(items):
            return "[" + ", ".join(map(written, items)) + "]"
        case dict(items):
            pairs = ", ".join(f'"{name}" = {written(item)}' for name, item in items.items())
            return "{" + pairs + "}"
        case bool(truth):
            return str(truth).lower()
        case None:
            return "null"
        case str(text):
            return f'"{text}"'
    return f"({value.data})"


@given(whole, whole)
def test_arithmetic(left: int, right: int) -> None:
    def result(symbol: str) -> object:
        value = operators.binary(symbol, Known(left, NUMBER), Known(right, NUMBER))
        return value.data if isinstance(value, Known) else value.reason.cause

    assert result("+") == left + right
    assert result("-") == left - right
    assert result("*") == rounded(left * right)
    assert result("<") is (left < right)
    assert result(">=") is (left >= right)
    infinite = Cause.LIMIT if left else Cause.ERROR
    assert result("/") == (rounded(Fraction(left, right)) if right else infinite)
    rest = abs(left) % abs(right) if right else abs(left)
    assert result("%") == (-rest if left < 0 else rest)


@given(values)
def test_a_value_written_is_that_value(value: Value) -> None:
    assert expression(written(value)) == show(value)


@given(values, values)
def test_equality_is_decided_and_symmetric(left: Value, right: Value) -> None:
    assert operators.equal(left, left) is True
    found = operators.equal(left, right)
    assert found is operators.equal(right, left)
    assert found is (show(left) == show(right))


@given(values)
def test_nothing_is_told_of_the_unknown(value: Value) -> None:
    assert operators.equal(unknown(), Known(True, BOOL)) is None
    found = operators.binary("==", unknown(type_=Type("any")), value)
    assert isinstance(found, Unknown)


@given(st.booleans(), scalars, scalars)
def test_an_unknown_condition_leaves_both_branches(
    truth: bool, then: Value, otherwise: Value
) -> None:
    chosen = operators.conditional(Known(truth, BOOL), then, otherwise)
    open_ = operators.conditional(unknown(), then, otherwise)
    options = [show(option) for option in alternatives(open_)]
    assert show(chosen) in options or show(chosen) == show(open_)
    assert len(options) <= 2


@given(scalars, scalars, st.sampled_from(["+", "<", "==", "!=", "&&", "||"]))
def test_alternatives_are_computed_one_by_one(one: Value, other: Value, symbol: str) -> None:
    """An operation on what a value can be is what the operation can be."""
    both = unknown(one, other, type_=Type("any"))
    right = Known(True, BOOL) if symbol in {"&&", "||"} else Known(1, NUMBER)
    each = {show(operators.binary(symbol, option, right)) for option in (one, other)}
    found = {show(option) for option in alternatives(operators.binary(symbol, both, right))}
    assert found == each or (symbol == "||" and found == {"true"})


@given(st.lists(scalars, max_size=4))
def test_texts_in_pieces(pieces: list[Value]) -> None:
    hole = Unknown(Reason(Cause.NO_VALUE, "var.x"), STRING)
    known = operators.concatenated(pieces)
    holed = operators.concatenated([*pieces, hole])
    if isinstance(known, Unknown):
        assert isinstance(holed, Unknown)
        assert holed.reason.cause is Cause.ERROR
    elif known.data:
        assert isinstance(holed, Unknown)
        assert [show(part) for part in holed.parts] == [show(known), "?NO_VALUE"]


@given(st.lists(whole, max_size=5), whole)
def test_comprehensions(items: list[int], bound: int) -> None:
    listed = "[" + ", ".join(f"({item})" for item in items) + "]"
    doubled = ", ".join(str(item * 2) for item in items if item < bound)
    assert expression(f"[for x in {listed} : x * 2 if x < ({bound})]") == f"({doubled})"
    keyed = {f"k{at}": item for at, item in enumerate(items)}
    pairs = ", ".join(f"{name}: {item}" for name, item in sorted(keyed.items()))
    assert expression(f'{{ for i, x in {listed} : "k${{i}}" => x }}') == f"object{{{pairs}}}"
