"""GitHub's reading of YAML scalars: the whole table, and what numbers turn into."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azlint.languages.workflow.scalars import changed_number, data, number_text, plain
from azlint.languages.workflow.syntax import Scalar


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("~", None),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("False", False),
        ("FALSE", False),
        ("0", 0.0),
        ("12", 12.0),
        ("012", 12.0),
        ("-3", -3.0),
        ("+3", 3.0),
        ("0x1F", 31.0),
        ("0o17", 15.0),
        ("3.10", 3.1),
        ("3.", 3.0),
        (".5", 0.5),
        ("-1.5e3", -1500.0),
        ("1E2", 100.0),
        (".inf", math.inf),
        ("+.INF", math.inf),
        ("-.Inf", -math.inf),
        # What YAML 1.1 reads otherwise.
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("no", "no"),
        ("y", "y"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2024-01-02", "2024-01-02"),
        ("0b11", "0b11"),
        ("tRUE", "tRUE"),
        ("nUll", "nUll"),
        ("-0x1F", "-0x1F"),
        ("0o8", "0o8"),
        ("1.2.3", "1.2.3"),
        ("1e", "1e"),
        (".", "."),
        ("+", "+"),
        (".Inf0", ".Inf0"),
        ("\u0661", "\u0661"),
    ],
)
def test_plain_scalars(text: str, value: object) -> None:
    assert plain(text) == value
    assert type(plain(text)) is type(value)


def test_not_a_number() -> None:
    assert [math.isnan(float(plain(text) or 0)) for text in (".nan", ".NaN", ".NAN")] == [True] * 3


@pytest.mark.parametrize("style", ["'", '"', "|", ">"])
def test_quoted_and_block_scalars_are_strings(style: str) -> None:
    assert data(Scalar(0, 4, "3.10", style)) == "3.10"


def test_a_string_tag_makes_a_string() -> None:
    assert data(Scalar(0, 4, "3.10", "", "tag:yaml.org,2002:str")) == "3.10"
    assert data(Scalar(0, 4, "3.10", "", "tag:yaml.org,2002:float")) == 3.1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.1, "3.1"),
        (3.0, "3"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (1e15, "1E+15"),
        (123456789012345.0, "123456789012345"),
        (0.0001, "0.0001"),
        (0.00001, "1E-05"),
        (1e100, "1E+100"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (math.nan, "NaN"),
    ],
)
def test_numbers_as_text(value: float, text: str) -> None:
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("3.10", "3.1"),
        ("3.0", "3"),
        ("20.10", "20.1"),
        ("1.20", "1.2"),
        ("012", "12"),
        ("0x10", "16"),
        ("3.11", None),
        ("20", None),
        ("1.2.3", None),
        ("latest", None),
        ("", None),
    ],
)
def test_numbers_that_change(written: str, seen: str | None) -> None:
    assert changed_number(written) == seen


@given(st.integers(0, 999), st.integers(0, 99).map(str))
def test_exactly_trailing_zeros_change_a_version(major: int, minor: str) -> None:
    lossy = minor.endswith("0")
    assert (changed_number(f"{major}.{minor}") is not None) == lossy
