"""Terraform's JSON against the trees of the HCL that says the same."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azlint.json_source import DEPTH, decode, places, read
from azlint.languages.terraform.json_syntax import parse
from azlint.languages.terraform.syntax import Attribute, Block, File
from azlint.syntax import (
    Access,
    Call,
    Expression,
    List,
    Literal,
    Name,
    Number,
    Object,
    ObjectItem,
    Problem,
    Template,
    Unary,
)


def attribute(text: str) -> Expression:
    """The value of the only local."""
    file = parse('{"locals": {"a": ' + text + "}}")
    assert file.problems == ()
    return file.blocks[0].attributes[0].value


def test_blocks_and_places() -> None:
    text = '{"resource": {"a": {"b": {"c": 1, "lifecycle": {"prevent_destroy": true}}}}}'
    lifecycle = Block(
        34,
        72,
        "lifecycle",
        (),
        45,
        (Attribute(48, 71, "prevent_destroy", 65, Literal(67, 71, True)),),
        (),
    )
    block = Block(
        20,
        73,
        "resource",
        ("a", "b"),
        23,
        (Attribute(26, 32, "c", 29, Literal(31, 32, 1)),),
        (lifecycle,),
    )
    assert parse(text) == File((), (block,))
    assert text[20:23] == '"b"'


def test_bodies_may_be_lists_and_comments_are_none() -> None:
    file = parse('[{"//": 1, "locals": [{"a": 1}, {"b": 2, "//": 3}]}, {"variable": null, "x": 4}]')
    assert file.problems == ()
    assert [[node.name for node in block.attributes] for block in file.blocks] == [["a"], ["b"]]
    assert [node.name for node in file.attributes] == ["x"]


def test_strings_are_templates() -> None:
    text = '{"locals": {"a": "\\u0062\\n${c.d}\\ud83d\\ude00$${e}"}}'
    node = parse(text).blocks[0].attributes[0].value
    parts = (
        Literal(18, 26, "b\n"),
        Access(28, 31, Name(28, 29, "c"), "d"),
        Literal(32, 49, "😀${e}"),
    )
    assert node == Template(17, 50, parts)
    assert text[28:31] == "c.d"


def test_keys_are_templates_too() -> None:
    node = attribute('{"${b}": 1}')
    assert isinstance(node, Object)
    assert node.items == (
        ObjectItem(18, 27, Template(18, 24, (Name(21, 22, "b"),)), Literal(26, 27, 1)),
    )


def test_numbers() -> None:
    text = "[0, -1, 1.50, -2e3, 9223372036854775808]"
    assert attribute(text) == List(
        17,
        57,
        (
            Literal(18, 19, 0),
            Literal(21, 23, -1),
            Number(25, 29, "1.50"),
            Unary(31, 35, "-", Number(32, 35, "2e3")),
            Number(37, 56, "9223372036854775808"),
        ),
    )


def test_references_are_expressions() -> None:
    text = '{"variable": {"v": {"type": "list(string)", "default": "${a}"}}}'
    (block,) = parse(text).blocks
    type_ = Call(28, 42, "list", (Name(34, 40, "string"),))
    assert [node.value for node in block.attributes] == [type_, Literal(55, 61, "${a}")]


def test_values_are_plain() -> None:
    file = parse('{"a": "${b}", "e\\u0301": {"c": ["%{"]}}', values=True)
    assert file.problems == ()
    assert file.blocks == ()
    assert [node.name for node in file.attributes] == ["a", "e\u0301"]
    assert file.attributes[0].value == Literal(6, 12, "${b}")


INVALID = [
    ("", 0, 0, "expected a value"),
    ("{", 1, 1, "expected a name in quotes"),
    ('{"a":1,}', 7, 8, "expected a name in quotes"),
    ('{"a" 1}', 5, 6, 'expected ":" after the name'),
    ('{"a":1 "b":2}', 7, 10, 'expected "," or "}"'),
    ('{"a":[1 2]}', 8, 9, 'expected "," or "]"'),
    ('{"a":01}', 5, 6, "expected a value"),
    ('{"a":"\n"}', 5, 6, "expected a value"),
    ('{"a":1}}', 7, 8, "expected the end of the file"),
    ('{"a":{"b":1,"b":2}}', 12, 15, 'the attribute "b" was already set'),
    ('{"locals":{"a":1,"a":2}}', 17, 20, 'the argument "a" was already set'),
    ('{"locals":1}', 10, 11, "expected an object"),
    ("[1]", 1, 2, "expected an object"),
    (
        '{"locals":{"a":"x${"}}',
        19,
        19,
        'expected "}" to close the template expression opened at line 1',
    ),
    ("[" * (DEPTH + 1), DEPTH, DEPTH + 1, "nested too deeply"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "start", "end", "message"), INVALID)
def test_error(text: str, start: int, end: int, message: str) -> None:
    assert parse(text).problems == (Problem(start, end, message),)


def test_members_before_an_error_are_kept() -> None:
    file = parse('{"a": 1, "b": {"c": 2}, "d": [', values=True)
    assert [node.name for node in file.attributes] == ["a", "b"]
    assert [problem.message for problem in file.problems] == ["expected a value"]


def plain(node: Expression) -> object:
    match node:
        case Literal(value=value):
            return value
        case Number(text=text):
            return float(text)
        case Unary(operand=Number(text=text)):
            return -float(text)
        case List(items=items):
            return [plain(item) for item in items]
        case Object(items=items):
            return {
                plain(item.key): plain(item.value) for item in items if isinstance(item, ObjectItem)
            }
    raise AssertionError(node)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=40, deadline=None)
@given(VALUES, st.booleans())
def test_reads_what_the_standard_library_writes(value: object, ascii_only: bool) -> None:
    node, problems = read(json.dumps(value, ensure_ascii=ascii_only, indent=1))
    assert problems == ()
    assert node is not None
    assert plain(node) == value


@given(st.text(), st.booleans())
def test_places_of_characters(value: str, ascii_only: bool) -> None:
    raw = json.dumps(value, ensure_ascii=ascii_only)[1:-1]
    found = places(raw, 0)
    assert decode(raw) == value
    assert len(found) == len(value) + 1
    assert [decode(raw[start:end]) for start, end in pairwise(found)] == list(value)


@given(st.text(alphabet='{}[]":,0-1eE.\\u ntrfalse${', max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    for values in (False, True):
        file = parse(text, values=values)
        assert all(0 <= problem.start <= problem.end <= len(text) for problem in file.problems)
