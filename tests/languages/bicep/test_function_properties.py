"""Functions and operators on any arguments: a value, in bounds, and never one that is wrong."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azlint.languages.bicep import operators
from azlint.languages.bicep.functions import call, deployment
from azlint.languages.bicep.limits import ITEMS, weighs_more
from azlint.languages.bicep.values import choose, from_plain, identity, stopped
from azlint.value import Cause, Known, Reason, Unknown, Value

NAMES = sorted({*call.STRUCTURAL, *call.SIGNATURES})
TEXTS = st.sampled_from(
    [
        "",
        "a",
        "A,b",
        "10.0.0.0/24",
        "{0}-{1}",
        "true",
        "12",
        "*a",
        "YQ==",
        '{"a": [1]}',
        "é",
        "x" * 70,
    ]
)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 70) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "A", "b", "c d"]), inner, max_size=3)
    ),
    max_leaves=8,
)
UNKNOWN = stopped(Cause.NO_VALUE, "given")
REASON = Reason(Cause.NO_VALUE, "given")


def arguments() -> st.SearchStrategy[list[Value]]:
    return st.lists(PLAIN.map(from_plain), min_size=1, max_size=4)


def agrees(guess: Value, truth: Value) -> bool:
    """What is said to be known is so."""
    if isinstance(guess, Unknown):
        return not guess.one_of or any(agrees(one, truth) for one in guess.one_of)
    if isinstance(truth, Unknown):
        return True
    one, other = guess.data, truth.data
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(agrees, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(agrees(one[key], other[key]) for key in one)
    return identity(guess) == identity(truth)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25)
@given(values=arguments())
def test_any_arguments_give_a_value_in_bounds(name: str, values: Sequence[Value]) -> None:
    result = call.call(name, values)
    assert isinstance(result, Known | Unknown)
    assert not weighs_more(result, 10 * ITEMS)
    assert identity(call.call(name, values)) == identity(result)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25)
@given(values=arguments(), data=st.data())
def test_what_is_certain_of_an_unknown_argument_holds_for_each(
    name: str, values: list[Value], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(values) - 1))
    truth = call.call(name, values)
    if isinstance(truth, Unknown):
        return  # the call fails whatever the rest is
    other = data.draw(PLAIN.map(from_plain))
    unknown = data.draw(st.sampled_from([UNKNOWN, choose([values[at], other], REASON)]))
    guess = call.call(name, [*values[:at], unknown, *values[at + 1 :]])
    assert agrees(guess, truth), (guess, truth)


@pytest.mark.parametrize("operator", sorted(operators.BINARY))
@settings(max_examples=25)
@given(left=PLAIN.map(from_plain), right=PLAIN.map(from_plain), which=st.booleans())
def test_operators_never_tell_what_is_wrong(
    operator: str, left: Value, right: Value, which: bool
) -> None:
    truth = operators.binary(operator, left, right)
    if isinstance(truth, Unknown):
        return
    pair = (UNKNOWN, right) if which else (left, UNKNOWN)
    assert agrees(operators.binary(operator, *pair), truth)


@pytest.mark.parametrize(
    "name", sorted({*deployment.RUNTIME, *deployment.STABLE, *deployment.PLACEHOLDERS})
)
@settings(max_examples=25)
@given(values=arguments())
def test_what_a_deployment_knows_is_named_by_its_call(name: str, values: Sequence[Value]) -> None:
    result = deployment.at_runtime(name, values)
    assert result is not None
    assert result.reason.text.startswith(f"{name}(")
    assert result == deployment.at_runtime(name, values)
