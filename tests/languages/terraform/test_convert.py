"""Types and conversion against what Terraform 1.11 answered, and against Terraform itself.

`conversions.tsv` holds a type constraint, an expression, and Terraform's value of a variable of
this type that is set to it: JSON, or `error`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azlint.languages.terraform.constants import constants
from azlint.languages.terraform.convert import (
    convert,
    convertible,
    kind_of,
    number_text,
    type_of,
    unify,
)
from azlint.languages.terraform.numbers import parse_number, rounded
from azlint.languages.terraform.parse import parse_expression
from azlint.languages.terraform.results import Excess, Failure, first_error, is_error
from azlint.languages.terraform.sets import deduplicated
from azlint.languages.terraform.types import concrete, is_open, parse_type, type_name
from azlint.source import Span
from azlint.value import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Cause,
    Known,
    Origin,
    Reason,
    Type,
    Unknown,
    is_null,
    list_of,
    map_of,
    set_of,
)
from languages.terraform.expressions import console, evaluate, of, outcome, plain
from realterraform import needs_terraform, run

CASES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "conversions.tsv").read_text("utf-8").splitlines()
]


def constraint(text: str) -> Type:
    expression, problems = parse_expression(text)
    assert not problems
    return parse_type(expression, constants("main.tf"))


@pytest.mark.parametrize(("type_", "expression", "expected"), CASES)
def test_values_convert_as_terraform_did(type_: str, expression: str, expected: str) -> None:
    assert outcome(convert(evaluate(expression), constraint(type_))) == expected


@needs_terraform
def test_terraform_still_converts_as_recorded(tmp_path: Path) -> None:
    known = [case for case in CASES if case[2] != "error"]
    calls: list[str] = []
    for at, (type_, expression, _) in enumerate(known):
        (tmp_path / f"m{at}").mkdir()
        (tmp_path / f"m{at}" / "main.tf").write_text(
            f'variable "x" {{\n  type = {type_}\n}}\noutput "x" {{\n  value = var.x\n}}\n', "utf-8"
        )
        calls.append(f'module "m{at}" {{\n  source = "./m{at}"\n  x = {expression}\n}}\n')
    (tmp_path / "main.tf").write_text("".join(calls), "utf-8")
    run(tmp_path, "init", "-backend=false")
    values = ", ".join(f"jsonencode(module.m{at}.x)" for at in range(len(known)))
    answers = json.loads(json.loads(console(f"jsonencode([{values}])", tmp_path)))
    assert [(*case[:2], answer) for case, answer in zip(known, answers, strict=True)] == known


PARSED = [
    ("string", STRING),
    ('"string"', STRING),
    ('"list"', list_of(ANY)),
    ("map", map_of(ANY)),
    ("any", ANY),
    ("set(bool)", set_of(BOOL)),
    ("tuple([string, list(number)])", Type("tuple", elements=(STRING, list_of(NUMBER)))),
    ("(map(string))", map_of(STRING)),
    (
        "object({ b = optional(number, 3), a = string })",
        Type(
            "object",
            attributes=(("a", STRING), ("b", NUMBER)),
            optional=frozenset({"b"}),
            defaults=(("b", of(3)),),
        ),
    ),
    (
        "list(object({\n  a = optional(string)\n}))",
        list_of(Type("object", attributes=(("a", STRING),), optional=frozenset({"a"}))),
    ),
]


@pytest.mark.parametrize(("text", "expected"), PARSED)
def test_constraints_are_parsed(text: str, expected: Type) -> None:
    assert constraint(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "strings",
        "list(string, string)",
        "list()",
        "tuple(string)",
        "object([])",
        "1",
        "var.x",
        "optional(string)",
        "object({ a = optional() })",
        "object({ a = optional(string, 1, 2) })",
        "object({ (a) = string })",
        "[string]",
        "list(" * 70 + "string" + ")" * 70,
    ],
)
def test_what_is_no_constraint_fails(text: str) -> None:
    with pytest.raises(Failure):
        constraint(text)


def obj(**attributes: Type) -> Type:
    return Type("object", attributes=tuple(sorted(attributes.items())))


def tup(*elements: Type) -> Type:
    return Type("tuple", elements=elements)


UNIFIED = [
    ([], ANY),
    ([STRING, STRING], STRING),
    ([STRING, NUMBER], STRING),
    ([BOOL, STRING, NUMBER], STRING),
    ([BOOL, NUMBER], None),
    ([ANY, NUMBER], NUMBER),
    ([ANY, obj(a=STRING)], ANY),
    ([tup(STRING), tup(NUMBER)], tup(STRING)),
    ([tup(STRING), tup(NUMBER, NUMBER)], list_of(STRING)),
    ([tup(), tup(NUMBER)], list_of(NUMBER)),
    ([obj(a=STRING), obj(a=NUMBER)], obj(a=STRING)),
    ([obj(a=STRING), obj(b=NUMBER)], map_of(STRING)),
    ([obj(a=STRING), obj(b=tup())], None),
    ([map_of(NUMBER), obj(b=STRING)], map_of(STRING)),
    ([map_of(NUMBER), map_of(STRING)], map_of(STRING)),
    ([list_of(NUMBER), tup(STRING, BOOL)], list_of(STRING)),
    ([list_of(BOOL), list_of(NUMBER)], None),
    ([set_of(STRING), list_of(STRING)], list_of(STRING)),
    ([set_of(NUMBER), set_of(STRING)], set_of(STRING)),
    ([STRING, tup()], None),
    ([obj(), tup()], None),
    ([obj(a=tup()), obj(a=tup(STRING))], obj(a=list_of(STRING))),
]


@pytest.mark.parametrize(("types", "expected"), UNIFIED)
def test_types_unify(types: list[Type], expected: Type | None) -> None:
    assert unify(types) == expected
    assert unify(reversed(types)) == expected


CONVERTIBLE = [
    (STRING, NUMBER, True),
    (NUMBER, STRING, True),
    (BOOL, NUMBER, False),
    (NUMBER, BOOL, False),
    (tup(STRING), set_of(NUMBER), True),
    (tup(STRING, tup()), list_of(ANY), False),
    (list_of(STRING), tup(STRING), False),
    (obj(a=STRING), map_of(STRING), True),
    (map_of(STRING), obj(a=NUMBER), True),
    (map_of(tup()), obj(a=NUMBER), False),
    (obj(b=STRING), obj(a=STRING), False),
    (obj(), Type("object", attributes=(("a", STRING),), optional=frozenset("a")), True),
    (obj(), tup(), False),
    (ANY, list_of(STRING), True),
    (tup(STRING), tup(NUMBER), True),
    (tup(STRING), tup(NUMBER, NUMBER), False),
    (STRING, list_of(STRING), False),
]


@pytest.mark.parametrize(("source", "target", "expected"), CONVERTIBLE)
def test_types_convert_or_not(source: Type, target: Type, expected: bool) -> None:
    assert convertible(source, target) is expected


REASON = Reason(Cause.REFERENCE, "azurerm_subnet.a.id")


def test_unknown_values_take_the_type() -> None:
    unknown = Unknown(REASON)
    assert convert(unknown, STRING).type == STRING
    assert convert(unknown, constraint("object({ a = optional(string) })")).type == obj(a=STRING)
    assert convert(unknown, ANY) is unknown
    assert is_error(convert(Unknown(REASON, BOOL), NUMBER))


def test_refinements_survive_where_they_hold() -> None:
    url = Unknown(REASON, STRING, parts=(of("a"), Unknown(REASON, STRING)), not_null=True)
    assert convert(url, STRING) is url
    number = convert(Unknown(REASON, STRING, one_of=(of("1"), of("2"))), NUMBER)
    assert number == Unknown(REASON, NUMBER, one_of=(of(1), of(2)))
    assert is_error(convert(Unknown(REASON, STRING, one_of=(of("x"), of("y"))), NUMBER))


def test_structure_around_the_unknown_stays() -> None:
    given = of([{"a": Unknown(REASON), "b": 1}])
    found = convert(given, constraint("list(object({ a = string, b = string }))"))
    assert found == Known(
        (Known({"a": Unknown(REASON, STRING), "b": of("1")}, obj(a=STRING, b=STRING)),),
        list_of(obj(a=STRING, b=STRING)),
    )


def test_places_and_marks_stay() -> None:
    place = Origin(Span("a.tfvars", 1, 2))
    inner = Known(1, NUMBER, place, assumed="var.a")
    found = convert(Known((inner,), Type("tuple"), place, sensitive=True), list_of(STRING))
    assert isinstance(found, Known)
    assert (found.origin, found.sensitive) == (place, True)
    assert found.data == (Known("1", STRING, place, assumed="var.a"),)
    assert isinstance(found.data, tuple)
    assert (found.data[0].origin, found.data[0].assumed) == (place, "var.a")


def test_a_value_of_the_type_is_itself() -> None:
    for text, value in [("list(string)", of(["a"])), ("object({a = any})", of({"a": [1]}))]:
        once = convert(value, constraint(text))
        assert convert(once, constraint(text)) is once


def test_errors_say_where() -> None:
    found = convert(of([{"a": 1}, {"a": []}]), constraint("list(object({ a = string }))"))
    assert isinstance(found, Unknown)
    expected = 'element 1: attribute "a": string required, but have tuple'
    assert found.reason == Reason(Cause.ERROR, expected)


def test_names_of_types() -> None:
    names = ["any", "list(any)", "map(list(string))", "object({})", "tuple([])"]
    assert [type_name(constraint(name)) for name in names] == [
        "dynamic",
        "list of dynamic",
        "map of list of string",
        "object",
        "tuple",
    ]


def test_concrete_types_have_no_defaults() -> None:
    assert concrete(constraint("list(object({ a = optional(any, 1) }))")) == list_of(obj(a=ANY))
    assert is_open(constraint("map(object({ a = tuple([any]) }))"))
    assert not is_open(constraint("map(object({ a = tuple([bool]) }))"))


def test_types_of_values() -> None:
    assert type_of(of([1, "a", {"b": None}])) == tup(NUMBER, STRING, obj(b=ANY))
    assert kind_of(Known((), ANY)) == "tuple"
    assert is_null(of(None))
    assert not is_null(Unknown(REASON))
    assert first_error(of([1])) is None


TEXTS = [
    (0, "0"),
    (-7, "-7"),
    (Fraction(1, 2), "0.5"),
    (Fraction(-5, 4), "-1.25"),
    (10**30, "1" + "0" * 30),
    (2**511 + 1, str(2**511 + 1)),
    (10**200 + 1, "1" + "0" * 200),
    (Fraction(2, 3), "0." + "6" * 153 + "7"),
    (Fraction(1, 10**20), "0.00000000000000000001"),
]


@pytest.mark.parametrize(("number", "text"), TEXTS)
def test_numbers_are_written_as_terraform_does(number: int | Fraction, text: str) -> None:
    assert number_text(number) == text


@given(st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**9))
def test_numbers_read_back_as_written(number: Fraction) -> None:
    assert parse_number(number_text(number)) == rounded(number)


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-1000, max_value=1000)
)
def test_decimals_are_written_as_they_were(number: object) -> None:
    text = f"{number:f}"
    parsed = parse_number(text)
    assert parsed is not None
    assert Fraction(number_text(parsed)) == Fraction(text)


@given(st.integers(min_value=1 << 512, max_value=1 << 700))
def test_large_numbers_have_512_bits(number: int) -> None:
    near = rounded(number)
    assert isinstance(near, int)
    assert near.bit_length() - (near & -near).bit_length() < 512
    assert abs(near - number) <= 1 << (number.bit_length() - 513)
    assert rounded(near) == near


@pytest.mark.parametrize(
    "text", ["", "+", ".", "1e", "0x1", "1_0", " 1", "1 ", "inf", "nan", "1..2"]
)
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize("text", ["1e99999999999999999999", "1e-5000", "1" * 5000])
def test_numbers_too_large_to_compute(text: str) -> None:
    with pytest.raises(Excess):
        parse_number(text)


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)
TYPES = st.recursive(
    st.sampled_from([ANY, STRING, NUMBER, BOOL]),
    lambda inner: st.one_of(
        inner.map(list_of),
        inner.map(set_of),
        inner.map(map_of),
        st.lists(inner, max_size=2).map(lambda items: tup(*items)),
        st.dictionaries(st.sampled_from("ab"), inner).map(lambda items: obj(**items)),
    ),
    max_leaves=4,
)


@given(VALUES, TYPES)
def test_conversion_ends_in_the_type_and_stays_there(data: object, type_: Type) -> None:
    found = convert(of(data), type_)
    if is_error(found):
        return
    assert convertible(type_of(found), type_)
    again = convert(found, type_)
    assert again == found
    assert is_open(type_) or is_null(found) or type_of(found) == concrete(type_)


@given(
    st.one_of(
        st.lists(st.text(max_size=3), max_size=5),
        st.lists(st.one_of(st.none(), st.integers()), max_size=5),
        st.lists(st.lists(st.text(max_size=2), max_size=2), max_size=5),
        st.lists(st.fixed_dictionaries({"a": st.booleans(), "b": st.text(max_size=2)}), max_size=5),
    )
)
def test_sets_are_ordered_and_without_doubles(items: Sequence[object]) -> None:
    found = deduplicated(of(item) for item in items)
    assert deduplicated(reversed(found)) == found
    given_once = {repr(plain(of(item))) for item in items}
    assert sorted(repr(plain(item)) for item in found) == sorted(given_once)


@given(st.lists(TYPES, max_size=4))
def test_all_types_convert_to_what_they_unify_to(types: list[Type]) -> None:
    unified = unify(types)
    assert unified is None or all(convertible(type_, unified) for type_ in types)
