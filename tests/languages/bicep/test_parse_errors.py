"""What a syntax error costs: one located problem, and the statement or element that it is in."""

from __future__ import annotations

import inspect
import sys

import pytest

from azlint.languages.bicep.parse import parse
from azlint.languages.bicep.syntax import Declaration, Parameter, Resource, Variable
from azlint.source import Source
from azlint.syntax import (
    Expression,
    List,
    Literal,
    Object,
    ObjectItem,
    Opaque,
    Spread,
    walk,
)


def problems(text: str, *, parameters: bool = False) -> list[tuple[int, int, str, str]]:
    """Line, column, the text pointed to, and the message of each problem."""
    source = Source("x", text)
    return [
        (*source.position(problem.start), text[problem.start : problem.end], problem.message)
        for problem in parse(text, parameters=parameters).problems
    ]


def names(text: str, *, parameters: bool = False) -> list[str]:
    return [
        statement.name
        for statement in parse(text, parameters=parameters).statements
        if isinstance(statement, Declaration)
    ]


def value(text: str) -> Expression:
    (statement,) = parse(f"var x = {text}", parameters=False).statements
    assert isinstance(statement, Variable)
    return statement.value


@pytest.mark.parametrize(
    ("text", "column", "found", "message"),
    [
        ("foo", 1, "foo", "expected a declaration"),
        ("12", 1, "12", "expected a declaration"),
        ("param", 6, "", "expected a name"),
        ("param true int", 7, "true", "expected a name"),
        ("param a", 8, "", "expected a type"),
        ("param a = 1", 9, "=", "expected a type"),
        ("param a int 1", 13, "1", "expected a new line"),
        ("var a", 6, "", 'expected "="'),
        ("var a == 1", 7, "=", "expected a type"),
        ("var a = ", 9, "", "expected an expression"),
        ("var a = *", 9, "*", "expected an expression"),
        ('var a = "b"', 9, '"', "expected a string in single quotes"),
        ("var a = --1", 10, "-", "expected an expression"),
        ("var a = 1 +", 12, "", "expected an expression"),
        ("var a = 1 b", 11, "b", "expected a new line"),
        ("var a = b ? c", 14, "", 'expected ":"'),
        ("var a = b[", 11, "", "expected an expression"),
        ("var a = b[]", 11, "]", "expected an expression"),
        ("var a = b[1", 12, "", 'expected "]"'),
        ("var a = b.", 11, "", "expected the name of a property or function"),
        ("var a = b.?c()", 11, "?c", 'expected "." instead of ".?" to call a function'),
        ("var a = f(1,)", 13, ")", "expected an expression"),
        ("var a = f(1 2)", 13, "2", 'expected "," or ")"'),
        ("var a = (1", 11, "", 'expected ")"'),
        ("var a = ()", 9, "()", "expected an expression in parentheses"),
        ("var a = (1, 2)", 11, ",", "expected exactly one expression in parentheses"),
        ("var a = (1, b) => 2", 10, "1", "expected the name of a variable"),
        ("var a = 18446744073709551616", 9, "18446744073709551616", "expected a 64-bit integer"),
        ("var a = 'b", 9, "'b", 'expected "\'" to end this string'),
        ("var a = '''b", 9, "'''", "expected \"'''\" to end this string"),
        ("var a = $'''b", 9, "$'''", "expected \"'''\" to end this string"),
        (r"var a = 'b\c'", 11, r"\c", r"expected one of the escapes \n \r \t \\ \' \$ \u{…}"),
        (
            r"var a = '\u{110000}'",
            10,
            r"\u{110000}",
            r"expected a code point as \u{…} of one to six hexadecimal digits",
        ),
        (
            r"var a = '\u41'",
            10,
            r"\u",
            r"expected a code point as \u{…} of one to six hexadecimal digits",
        ),
        ("var a = '${b'", 13, "'", 'expected "}" to end the interpolation'),
        ("var a = '${[1]}'", 12, "[", "expected no array: none may stand in a string"),
        ("var a = '${{}}'", 12, "{", "expected no object: none may stand in a string"),
        ("var a = [for b in c]", 20, "]", 'expected ":"'),
        ("var a = [for b of c: d]", 16, "of", 'expected "in"'),
        ("var a = [for (b) in c: d]", 14, "(", "expected a loop variable, or two in parentheses"),
        ("output a string", 16, "", 'expected "="'),
        ("resource a = {}", 12, "=", "expected a resource type in quotes, with its API version"),
        ("resource a 'b' {}", 16, "{", 'expected "="'),
        ("resource a 'b' = 1", 18, "1", 'expected "{", "if" or "[for"'),
        ("resource a 'b' = if {}", 21, "{", 'expected "("'),
        ("resource a 'b' = [c]", 18, "[", 'expected "{", "if" or "[for"'),
        ("module a = {}", 10, "=", "expected a path in quotes"),
        ("module a 'b' = 1", 16, "1", 'expected "{", "if" or "[for"'),
        ("import a", 8, "a", 'expected "{" and the names to import, or "*"'),
        ("import {} 'a'", 11, "'a'", 'expected "from"'),
        ("import * from 'a'", 10, "from", 'expected "as" and a name'),
        ("func a", 7, "", 'expected "(" and the parameters of the function'),
        ("func a() int", 13, "", 'expected "=>"'),
        ("type a = ", 10, "", "expected a type"),
        ("type a = b |", 13, "", "expected a type"),
        ("type a = b[", 12, "", "expected an expression"),
        ("type a = b<c", 13, "", 'expected "," or ">"'),
        ("/* a", 1, "/*", 'expected "*/" to end this comment'),
        ("#disable-next-line", 1, "#disable-next-line", "expected at least one diagnostic code"),
        ("var a = 1 #disable-next-line b", 11, "#", "expected a new line"),
        (f"var {'a' * 256} = 1", 5, "a" * 256, "expected a name of at most 255 characters"),
    ],
)
def test_place_and_message(text: str, column: int, found: str, message: str) -> None:
    padded = f"param before int\n\n{text}\nparam after int\n"
    if found in {"'''", "$'''", "/*"}:
        padded = f"param before int\n\n{text}"
    assert problems(padded) == [(3, column, found, message)]
    assert names(padded)[0] == "before"
    if padded.endswith("int\n"):
        assert names(padded)[-1] == "after"


def test_a_decorator_of_nothing() -> None:
    text = "@a()\n@b(\n1)\n\nfoo\nvar x = {\n}\n@c()\n"
    message = "expected a declaration after this decorator"
    assert problems(text) == [(2, 1, "@b(\n1)", message), (8, 1, "@c()", message)]
    assert names(text) == ["x"]


def test_a_parameter_file_has_its_own_declarations() -> None:
    assert problems("output a int = 1", parameters=True) == [
        (1, 1, "output", "expected a declaration")
    ]
    assert problems("using none", parameters=False) == [(1, 1, "using", "expected a declaration")]


def test_a_statement_is_kept_with_what_follows_it_on_its_line_reported() -> None:
    text = "var a = 1 2\nvar b = 3\n"
    assert names(text) == ["a", "b"]


def test_a_broken_property_is_opaque() -> None:
    text = "{\n  a: 1\n  b: = 2\n  c: 3\n}"
    assert problems(f"var x = {text}") == [(3, 6, "=", "expected an expression")]
    match value(text):
        case Object(
            items=(
                ObjectItem(value=Literal(value=1)),
                ObjectItem(key=Literal(value="b"), value=Opaque(text="= 2")),
                ObjectItem(value=Literal(value=3)),
            )
        ):
            pass
        case other:
            pytest.fail(repr(other))


def test_a_property_without_a_name_makes_the_object_uncertain() -> None:
    text = "{\n  a: 1\n  = 2\n  c: 3\n}"
    assert problems(f"var x = {text}") == [(3, 3, "=", "expected a property name")]
    match value(text):
        case Object(items=(ObjectItem(), Spread(value=Opaque(text="= 2")), ObjectItem())):
            pass
        case other:
            pytest.fail(repr(other))


def test_a_broken_element_is_opaque() -> None:
    text = "[\n  1\n  f(2,\n    3 4\n  )\n  5\n]"
    assert problems(f"var x = {text}") == [(4, 7, "4", 'expected "," or ")"')]
    match value(text):
        case List(items=(Literal(), Opaque(text="f(2,\n    3 4\n  )"), Literal())):
            pass
        case other:
            pytest.fail(repr(other))


def test_each_broken_property_is_reported() -> None:
    text = "var x = {\n  a: *\n  b: {\n    c: 1 2\n    d: 3\n  }\n  e: [\n    (\n  ]\n}\nvar y = 1"
    assert problems(text) == [
        (2, 6, "*", "expected an expression"),
        (4, 10, "2", 'expected a new line, a comma or "}"'),
        (9, 3, "]", "expected an expression"),
    ]
    assert names(text) == ["x", "y"]


def test_a_comma_at_the_end_of_a_line_loses_nothing() -> None:
    text = "{\n  a: 1,\n  b: 2\n}"
    assert problems(f"var x = {text}") == [(2, 7, ",", "expected no comma at the end of the line")]
    node = value(text)
    assert isinstance(node, Object)
    assert not any(isinstance(part, Opaque) for part in walk(node))
    assert len(node.items) == 2


def test_a_missing_brace_ends_at_the_next_declaration() -> None:
    text = "resource a 'b' = {\n  c: {\n    d: 1\n  }\n\nparam e string\noutput f int = 1\n"
    assert problems(text) == [(6, 1, "param", 'expected "}"')]
    assert names(text) == ["e", "f"]


def test_a_missing_brace_at_the_end_of_the_file() -> None:
    assert problems("var x = {\n  a: [\n    1\n") == [(4, 1, "", 'expected "]"')]


def test_a_nested_resource_is_not_a_declaration_of_the_file() -> None:
    text = (
        "resource a 'b' = {\n  c: (\n  resource d 'e' = {\n    f: 1\n  }\n  g: 2\n}\nparam h int\n"
    )
    assert problems(text) == [(3, 12, "d", 'expected ")"')]
    assert names(text) == ["a", "h"]
    first = parse(text, parameters=False).statements[0]
    assert isinstance(first, Resource)
    assert [type(part) for part in first.body.items] == [ObjectItem, ObjectItem]


def test_a_broken_decorator_is_opaque() -> None:
    text = "@allowed('a' 'b')\n@secure()\nparam x string"
    assert problems(text) == [(1, 14, "'b'", 'expected "," or ")"')]
    (statement,) = parse(text, parameters=False).statements
    assert isinstance(statement, Parameter)
    first, second = statement.decorators
    assert (first.expression, first.name) == (Opaque(0, 17, "@allowed('a' 'b')"), "")
    assert second.name == "secure"


def test_text_in_comments_and_strings_begins_no_declaration() -> None:
    text = "var a = (\n/*\nparam b int\n*/ '''\nparam c int\n''' 1\nparam d int\n"
    assert problems(text) == [(6, 5, "1", 'expected ")"')]
    assert names(text) == ["d"]


def test_line_breaks_in_strings() -> None:
    text = "var a = '${b +\n c}'\nvar d = '${f(\n1)}'\nvar e = 1"
    assert problems(text) == [
        (1, 15, "", "expected an expression"),
        (3, 14, "", 'expected "}" to end the interpolation on the same line'),
    ]
    assert names(text) == ["e"]


@pytest.mark.parametrize(
    "text",
    [
        "var a = 1\n+ 2",
        "var a = 1 +\n2",
        "var a = b\n.c",
        "var a = b ?\nc : d",
        "var a =\n1",
        "var a = f(b\nc)",
        "var a = f(b\n \n)",
        "var a = { b:\n c }",
        "var a = { b: c d: e }",
        "type a = b |\nc",
        "type a = b\n \n| c",
        "param a\nstring",
        "@a() param b int",
        "resource a 'b' = if (c)\n{}",
        "resource a 'b' =\n{}",
        "var a = [for b in c:\nd]",
    ],
)
def test_line_breaks_that_bicep_refuses(text: str) -> None:
    assert problems(text) != []


NESTINGS = {
    "parentheses": ("(", "1", ")"),
    "arrays": ("[", "1", "]"),
    "objects": ("{a:", "1", "}"),
    "strings": ("'${", "1", "}'"),
    "calls": ("f(", "1", ")"),
    "lambdas": ("a => ", "1", ""),
    "ternaries": ("a ? b : ", "1", ""),
    "operators": ("1 ?? 1 || 1 && 1 == 1 > 1 + 1 * (", "1", ")"),
    "sums": ("1 + ", "1", ""),
    "loops": ("[for a in b: ", "1", "]"),
    "accesses": ("", "a", ".b"),
    "indexes": ("", "a", "[1]"),
    "assertions": ("", "a", "!"),
}


@pytest.mark.parametrize("nesting", NESTINGS)
@pytest.mark.parametrize("times", [8, 60, 300, 5000])
def test_nesting_is_bounded(nesting: str, times: int) -> None:
    opening, inner, closing = NESTINGS[nesting]
    text = f"var x = {opening * times}{inner}{closing * times}\nvar y = 1\n"
    assert names(text)[-1] == "y"
    assert bool(problems(text)) == (times > 60 or (nesting == "operators" and times > 8))


def test_the_deepest_text_leaves_room_on_the_stack() -> None:
    limit = sys.getrecursionlimit()
    used = len(inspect.stack(0))
    sys.setrecursionlimit(used + 700)
    try:
        for opening, inner, closing in NESTINGS.values():
            for times in (50, 60, 70):
                parse(f"var x = {opening * times}{inner}{closing * times}", parameters=False)
    finally:
        sys.setrecursionlimit(limit)
