"""What functions keep of arguments that are not known, and how marks and places travel."""

from __future__ import annotations

import pytest

from azlint.languages.terraform.functions import FunctionContext, call, is_error
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
    Reference,
    Type,
    Unknown,
    Value,
    list_of,
    map_of,
)
from languages.terraform.expressions import of, plain, tolist

REASON = Reason(Cause.REFERENCE, "azurerm_subnet.a.id")
ID = Unknown(REASON, STRING, reference=Reference("azurerm_subnet.a", "azurerm_subnet", ("id",)))
ANYTHING = Unknown(REASON)
NUMERIC = Unknown(REASON, NUMBER)
TEXTS = Unknown(REASON, list_of(STRING))
SKU = Unknown(REASON, STRING, one_of=(of("Premium_LRS"), of("Standard_LRS")), not_null=True)
URL = Unknown(REASON, STRING, parts=(of("https://"), ID, of(".net")), not_null=True)


def unknown(type_: Type = ANY) -> Unknown:
    return Unknown(REASON, type_, not_null=True)


def known(data: object) -> Value:
    return of(data)


PRECISE: list[tuple[str, list[object], Value]] = [
    ("length", [TEXTS], unknown(NUMBER)),
    ("length", [[ID, ID]], known(2)),
    ("length", [Unknown(REASON, Type("tuple", elements=(STRING, STRING)))], known(2)),
    ("length", [{"a": ID}], known(1)),
    ("lower", [ID], unknown(STRING)),
    ("upper", [SKU], Unknown(REASON, STRING, one_of=(of("PREMIUM_LRS"), of("STANDARD_LRS")))),
    ("length", [SKU], Unknown(REASON, NUMBER, one_of=(of(11), of(12)), not_null=True)),
    ("startswith", [SKU, "P"], Unknown(REASON, BOOL, one_of=(of(True), of(False)))),
    ("endswith", [SKU, "LRS"], known(True)),
    ("startswith", [URL, "https:"], known(True)),
    ("startswith", [URL, "http://"], known(False)),
    ("startswith", [URL, "https://a"], unknown(BOOL)),
    ("endswith", [URL, "x.net"], unknown(BOOL)),
    ("endswith", [URL, ".com"], known(False)),
    ("strcontains", [URL, "tps"], known(True)),
    ("strcontains", [URL, "z"], unknown(BOOL)),
    ("keys", [{"a": ID, "b": 1}], known(["a", "b"])),
    ("keys", [Unknown(REASON, map_of(STRING))], unknown(list_of(STRING))),
    ("values", [{"b": ID, "a": 1}], known([1, ID])),
    ("lookup", [{"a": ID}, "a", "x"], ID),
    ("lookup", [{"a": ID}, "b", "x"], known("x")),
    ("lookup", [{"a": 1, "b": 2}, ID, 3], Unknown(REASON, NUMBER, one_of=(of(1), of(2), of(3)))),
    ("lookup", [Unknown(REASON, map_of(NUMBER)), "a", 1], Unknown(REASON, NUMBER)),
    ("merge", [{"a": 1}, {"b": ID}], known({"a": 1, "b": ID})),
    ("merge", [{"a": 1}, ANYTHING], unknown()),
    (
        "merge",
        [{"a": 1, "b": 2}, Unknown(REASON, Type("object", attributes=(("a", STRING),)))],
        known({"a": Unknown(REASON, STRING), "b": 2}),
    ),
    ("concat", [["a"], [ID]], known(["a", ID])),
    ("concat", [["a"], TEXTS], unknown()),
    ("flatten", [[["a"], [ID]]], known(["a", ID])),
    ("flatten", [[["a"], TEXTS]], unknown()),
    ("flatten", [[["a"], ANYTHING]], unknown()),
    ("element", [["a", ID], 1], ID),
    ("element", [["a", "b"], NUMERIC], Unknown(REASON, STRING, one_of=(of("a"), of("b")))),
    ("one", [[ID]], ID),
    ("one", [TEXTS], Unknown(REASON, STRING)),
    ("reverse", [["a", ID]], known([ID, "a"])),
    ("slice", [["a", ID, "b"], 1, 2], known([ID])),
    ("contains", [["a", ID], "a"], known(True)),
    ("contains", [["a", ID], "b"], unknown(BOOL)),
    ("contains", [[], ID], known(False)),
    ("contains", [["a"], ID], unknown(BOOL)),
    ("alltrue", [[False, Unknown(REASON, BOOL)]], known(False)),
    ("alltrue", [[True, Unknown(REASON, BOOL)]], unknown(BOOL)),
    ("anytrue", [[True, Unknown(REASON, BOOL)]], known(True)),
    ("coalesce", ["a", ID], known("a")),
    ("coalesce", [None, ID], Unknown(REASON, STRING, reference=ID.reference, not_null=True)),
    ("coalesce", [ID, "b"], Unknown(REASON, STRING, one_of=(ID, of("b")), not_null=True)),
    ("coalesce", [URL, "b"], URL),
    ("coalesce", [SKU, "b"], SKU),
    ("coalescelist", [["a"], TEXTS], known(["a"])),
    ("coalescelist", [TEXTS, ["a"]], unknown()),
    ("distinct", [["a", ID]], unknown(list_of(STRING))),
    ("compact", [["a", URL, ""]], tolist(["a", URL])),
    ("compact", [["a", ID]], unknown(list_of(STRING))),
    ("sort", [["a", ID]], unknown(list_of(STRING))),
    ("zipmap", [["a"], [ID]], known({"a": ID})),
    ("zipmap", [[ID], ["a"]], unknown()),
    ("setproduct", [["a"], [ID]], tolist([["a", ID]], Type("tuple", elements=(STRING, STRING)))),
    ("setunion", [["a"], [ID]], unknown(Type("set", STRING))),
    ("toset", [[ID]], Known((ID,), Type("set", STRING))),
    ("length", [Known((of("a"), ID), Type("set", STRING))], unknown(NUMBER)),
    ("tostring", [NUMERIC], Unknown(REASON, STRING)),
    ("tostring", [SKU], SKU),
    ("tolist", [TEXTS], TEXTS),
    ("jsondecode", [ID], Unknown(REASON)),
    ("split", ["/", ID], unknown(list_of(STRING))),
    ("replace", [SKU, "_LRS", ""], Unknown(REASON, STRING, one_of=(of("Premium"), of("Standard")))),
    ("format", [ID, "a"], unknown(STRING)),
    ("max", [NUMERIC, 1], unknown(NUMBER)),
    ("templatefile", [ID, {}], unknown()),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), PRECISE)
def test_what_is_known_is_kept(name: str, arguments: list[object], expected: Value) -> None:
    found = call(name, [of(argument) for argument in arguments])
    if isinstance(found, Unknown) and isinstance(expected, Unknown):
        assert found.type == expected.type
        assert found.one_of == expected.one_of
        assert (found.reference, found.parts) == (expected.reference, expected.parts)
        assert found.not_null or not expected.not_null
        assert found.reason == expected.reason
    else:
        assert plain(found) == plain(expected)
        assert found == expected


JOINED = [
    ("format", ["%s/%s", ID, "x"], (ID, of("/x"))),
    ("format", ["a%%%v-%d", ID, 3], (of("a%"), ID, of("-3"))),
    ("format", ["%s", URL], (of("https://"), ID, of(".net"))),
    ("join", ["-", ["a", ID, "b"]], (of("a-"), ID, of("-b"))),
    ("join", [ID, ["a", "b"]], (of("a"), ID, of("b"))),
    ("lower", [URL], (of("https://"), unknown(STRING), of(".net"))),
    ("jsonencode", [{"a": URL}], (of('{"a":"https://'), ID, of('.net"}'))),
    ("jsonencode", [{"a": ANYTHING}], (of('{"a":'), ANYTHING, of("}"))),
]


@pytest.mark.parametrize(("name", "arguments", "parts"), JOINED)
def test_strings_are_known_in_pieces(
    name: str, arguments: list[object], parts: tuple[Value, ...]
) -> None:
    found = call(name, [of(argument) for argument in arguments])
    assert isinstance(found, Unknown)
    assert (found.parts, found.type, found.not_null) == (parts, STRING, True)


def test_json_in_pieces_decodes_to_what_was_encoded() -> None:
    given = of({"a": ANYTHING, "b": [URL, 1, None], "c": {"d": "x"}})
    encoded = call("jsonencode", [given])
    assert isinstance(encoded, Unknown)
    assert call("jsondecode", [encoded]) == given


def test_a_field_with_a_width_is_not_a_piece_of_the_argument() -> None:
    found = call("format", [of("%10s"), ID])
    assert isinstance(found, Unknown)
    assert found.parts == (unknown(STRING),)


def test_alternatives_combine_and_stop_growing() -> None:
    few = Unknown(REASON, STRING, one_of=tuple(of(text) for text in "ab"))
    many = Unknown(REASON, STRING, one_of=tuple(of(text) for text in "abcdefghi"))
    both = call("format", [of("%s%s"), few, few])
    assert isinstance(both, Unknown)
    assert both.one_of == (of("aa"), of("ab"), of("ba"), of("bb"))
    assert call("upper", [many]) == unknown(STRING)
    eight = Unknown(REASON, STRING, one_of=many.one_of[:8])
    assert call("format", [of("%s%s"), eight, few]) != unknown(STRING)
    three = call("replace", [eight, eight, few])
    assert three == unknown(STRING)


def test_an_alternative_that_fails_stays_one() -> None:
    mixed = Unknown(REASON, STRING, one_of=(of("1"), of("x")))
    found = call("tonumber", [mixed])
    assert isinstance(found, Unknown)
    assert [is_error(option) for option in found.one_of] == [False, True]


PLACE = Origin(Span("main.tf", 3, 5))
PLACED = Known("a", STRING, PLACE)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("lookup", [Known({"k": PLACED}, Type("object")), of("k"), of("x")]),
        ("lookup", [of({}), of("k"), PLACED]),
        ("coalesce", [of(None), PLACED]),
        ("element", [of([PLACED]), of(0)]),
        ("one", [of([PLACED])]),
        ("tostring", [PLACED]),
    ],
)
def test_a_chosen_part_is_the_very_value(name: str, arguments: list[Value]) -> None:
    assert call(name, arguments) is PLACED


@pytest.mark.parametrize(
    ("name", "arguments", "path"),
    [
        ("merge", [of({"a": 1}), of({"k": PLACED})], "k"),
        ("concat", [of(["x"]), of([PLACED])], 1),
        ("flatten", [of([["x"], [PLACED]])], 1),
        ("values", [of({"k": PLACED})], 0),
        ("zipmap", [of(["k"]), of([PLACED])], "k"),
        ("reverse", [of([PLACED, "x"])], 1),
        ("tolist", [of([PLACED])], 0),
        ("toset", [of([PLACED, "b"])], 0),
        ("tomap", [of({"k": PLACED})], "k"),
        ("sort", [of(["b", PLACED])], 0),
        ("distinct", [of([PLACED, "a"])], 0),
        ("compact", [of(["", PLACED])], 0),
        ("slice", [of(["x", PLACED]), of(1), of(2)], 0),
        ("setunion", [of([PLACED]), of(["b"])], 0),
    ],
)
def test_parts_of_a_result_are_the_very_values(
    name: str, arguments: list[Value], path: str | int
) -> None:
    found = call(name, arguments)
    assert isinstance(found, Known)
    data = found.data
    assert isinstance(data, tuple | dict)
    parts = dict(enumerate(data)) if isinstance(data, tuple) else {**data}
    part = {str(name): item for name, item in parts.items()}[str(path)]
    assert part is PLACED


def test_a_converted_part_keeps_its_place() -> None:
    found = call("tolist", [of([Known(1, NUMBER, PLACE), "x"])])
    assert isinstance(found, Known)
    assert isinstance(found.data, tuple)
    assert (found.data[0].origin, plain(found.data[0])) == (PLACE, "1")


SECRET = Known("s", STRING, sensitive=True)
ASSUMED = Known("d", STRING, assumed="var.d")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("upper", [SECRET]),
        ("format", [of("%s"), SECRET]),
        ("join", [of(","), of([SECRET])]),
        ("jsonencode", [of({"a": [SECRET]})]),
        ("length", [SECRET]),
        ("lookup", [of({"a": 1}), of("a"), SECRET]),
        ("merge", [Known({}, Type("object"), sensitive=True), of({"a": 1})]),
        ("regex", [SECRET, of("s")]),
        ("sensitive", [of("a")]),
        ("upper", [Unknown(REASON, STRING, sensitive=True)]),
        ("upper", [Unknown(REASON, STRING, one_of=(SECRET, of("b")))]),
    ],
)
def test_sensitive_travels(name: str, arguments: list[Value]) -> None:
    assert call(name, arguments).sensitive


def test_only_nonsensitive_takes_the_mark_away() -> None:
    assert not call("nonsensitive", [SECRET]).sensitive
    assert call("issensitive", [SECRET]) == of(True)
    assert not call("issensitive", [SECRET]).sensitive


def test_the_first_assumption_travels() -> None:
    other = Known("e", STRING, assumed="var.e")
    assert call("format", [of("%s%s"), ASSUMED, other]).assumed == "var.d"
    assert call("coalesce", [of(None), ASSUMED]).assumed == "var.d"


ERROR = call("tonumber", [of("x")])


@pytest.mark.parametrize("name", ["upper", "coalesce", "merge", "jsonencode", "length", "tolist"])
def test_an_error_is_the_result_of_what_it_is_given_to(name: str) -> None:
    assert call(name, [ERROR]) is ERROR


def test_an_error_inside_is_the_result() -> None:
    assert call("jsonencode", [of([ERROR])]) is ERROR
    assert call("sort", [of([ERROR])]) is ERROR


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("provider::azurerm::normalise_resource_id", "is a provider's function"),
        ("timestamp", "gives another result at each run"),
    ],
)
def test_functions_without_a_static_result(name: str, text: str) -> None:
    found = call(name, [])
    assert isinstance(found, Unknown)
    assert found.reason.cause is Cause.FUNCTION
    assert text in found.reason.text


def test_errors_read_as_terraforms() -> None:
    found = call("tonumber", [of("x")])
    assert isinstance(found, Unknown)
    assert found.reason == Reason(
        Cause.ERROR,
        'Call to function "tonumber" failed: invalid value for "v" parameter: '
        "a number is required.",
    )
    missing = call("nope", [])
    assert isinstance(missing, Unknown)
    assert missing.reason == Reason(Cause.ERROR, 'There is no function named "nope".')
    core = call("core::upper", [of("a")])
    assert core == of("A")


def test_a_template_is_evaluated_by_the_evaluator() -> None:
    asked: list[tuple[str, dict[str, Value], str]] = []

    def template(text: str, variables: object, path: str) -> Value:
        asked.append((text, dict(variables), path))  # type: ignore[call-overload]
        return of("done")

    files = {"infra/t/a.tpl": b"x ${a}"}
    context = FunctionContext("infra", read=files.get, template=template)
    assert call("templatefile", [of("t/a.tpl"), of({"a": ID})], context) == of("done")
    assert call("templatestring", [of("y"), of({})], context) == of("done")
    assert asked == [("x ${a}", {"a": ID}, "infra/t/a.tpl"), ("y", {}, "")]
