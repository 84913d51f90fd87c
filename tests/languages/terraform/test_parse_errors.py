"""What is no HCL, what is said of it, and what is kept around it."""

from __future__ import annotations

import pytest

from azlint.languages.terraform import depth
from azlint.languages.terraform.parse import parse, parse_expression, parse_template
from azlint.languages.terraform.syntax import File
from azlint.source import Source
from azlint.syntax import Opaque, Problem
from realterraform import accepts, needs_terraform

# Each line was given to `terraform fmt -`, which refuses it.
INVALID = [
    ("a = 1 b = 2", "1:7 expected a new line after the argument"),
    ("a =\n1", "1:4 expected an expression"),
    ("a = ", "1:5 expected an expression"),
    ("a", '1:2 expected "=", "{", a name or a string'),
    ("a = x\n + y", "2:2 expected an argument or a block"),
    ("a = x\n.y", "2:1 expected an argument or a block"),
    ('"a" = 1', "1:1 expected an argument or a block"),
    ("x\n{\n}", '1:2 expected "=", "{", a name or a string'),
    ("x {\n a = 1 }", "2:8 expected a new line"),
    ("x { a = 1, }", '1:10 expected "}" or a new line'),
    ("x { y {} }", '1:7 expected "="'),
    ("x {} y {}", "1:6 expected a new line"),
    ("x {", '1:4 expected "}" to close the block opened at line 1'),
    ("}", '1:1 "}" closes nothing'),
    ("a = [1,,2]", "1:8 expected an expression"),
    ("a = [1 2]", '1:8 expected "," or "]"'),
    ("a = [for]", "1:9 expected a name"),
    ("a = { for = 1 }", "1:11 expected a name"),
    ("a = [for x in y: x", '1:19 expected "]" to close the brackets opened at line 1'),
    ("a = {b = 1\n, c = 2}", "2:1 expected an expression"),
    ("a = {b = 1 c = 2}", '1:12 expected a new line or "," after the value'),
    ("a = {\nb = [1\n}", '3:1 expected "]" to close the brackets opened at line 2'),
    ("a = f(1...,)", '1:11 expected ")"'),
    ("a = x[for k in y: k]", '1:11 expected "," or "]"'),
    ("a = x[\n*]", '1:6 expected "*" and "]" on the line of "["'),
    ("a = x[*\n]", '1:6 expected "*" and "]" on the line of "["'),
    ("a = x.*.*", "1:9 expected a name or a number"),
    ("a = x.0.1", '1:7 expected "*", a name or a number'),
    ("a = x?y", '1:8 expected ":"'),
    ("a = 1..2", "1:5 this is not a number"),
    ("a = 1e5e5", "1:5 this is not a number"),
    ("a = 'b'", "1:5 HCL does not use this character"),
    ("a = 1;", "1:6 HCL does not use this character"),
    ("a = 1 & 2", "1:7 HCL does not use this character"),
    ("a = x²", "1:6 HCL does not use this character"),
    ("a = 1\rb = 2", "1:6 HCL does not use this character"),
    ("\fa = 1", "1:1 HCL does not use this character"),
    ("a = 1\ufeff", "1:6 HCL does not use this character"),
    ("a = /* b", '1:5 expected "*/" to close the comment opened at line 1'),
    ('a = "b\nc"', "1:7 expected a quote to close the string opened at line 1"),
    ('a = "b', "1:7 expected a quote to close the string opened at line 1"),
    ('a = "${"', "1:9 expected a quote to close the string opened at line 1"),
    ('a = "${x y}"', '1:10 expected "}" to close the template expression'),
    ('a = "%{ x }"', '1:9 expected "else", "endfor", "endif", "for" or "if"'),
    ('a = "%{if x}"', '1:6 expected "%{ endif }" for this directive'),
    ('a = "%{else}"', '1:6 no "%{ if }" is open for this "else"'),
    ('a = "%{if x}%{else}%{else}%{endif}"', '1:20 no "%{ if }" is open for this "else"'),
    ('a = "%{for x in y}%{endif}"', '1:19 no "%{ if }" is open for this "endif"'),
    (r'a = "\q"', "1:6 this is not an escape sequence"),
    (r'a = "\u12"', "1:6 this is not an escape sequence"),
    (r'a = "\ud800"', "1:6 this is not an escape sequence"),
    (r'x "\q" {}', "1:4 this is not an escape sequence"),
    ('x "a${b}" {}', "1:3 a block label cannot contain a template expression"),
    ("a = <<E\nb\nE", '3:2 expected "E" to close the heredoc opened at line 1'),
    ("a = <<E \nb\nE\n", '1:5 expected an identifier and a new line after "<<"'),
    ("a = <<E\nb\rc\nE\n", "2:2 HCL does not use this character"),
]  # fmt: skip


def located(text: str, problem: Problem) -> str:
    place = Source("", text).position(problem.start)
    return f"{place.line}:{place.column} {problem.message}"


@pytest.mark.parametrize(("text", "expected"), INVALID)
def test_error(text: str, expected: str) -> None:
    assert [located(text, problem) for problem in parse(text).problems] == [expected]


def names(file: File) -> list[str]:
    found = [(node.start, node.name) for node in file.attributes]
    found += [(node.start, ".".join((node.type, *node.labels))) for node in file.blocks]
    return [name for _, name in sorted(found)]


RECOVERY = [
    (
        'resource "a" "b" {}\nresource "c" "d" {\n  x = = 1\n}\nresource "e" "f" {}\n',
        ["resource.a.b", "resource.e.f"],
        ["3:7 expected an expression"],
    ),
    (
        'resource "a" "b" {\n  tags = {\n    x = 1\n}\n\nresource "c" "d" {}\n',
        ["resource.c.d"],
        ['6:1 expected "}" to close the block opened at line 1'],
    ),
    (
        'variable "a" {\n  default = [1\n}\nvariable "b" {\n  default = (1\n}\noutput "c" {}\n',
        ["output.c"],
        ['3:1 expected "]" to close the brackets opened at line 2'],
    ),
    (
        'locals {\n  a = "b\n}\nlocals {}\n',
        ["locals"],
        ["2:9 expected a quote to close the string opened at line 2"],
    ),
    ("locals {}\n}\n}\nlocals {}\n", ["locals", "locals"], ['2:1 "}" closes nothing']),
    ("one\ntwo three\nlocals {}\n", ["locals"], ['1:4 expected "=", "{", a name or a string']),
    (
        "a = 1\nb = [\nc = 2\nd = 3\n",
        ["a", "c", "d"],
        ['3:1 expected "]" to close the brackets opened at line 2'],
    ),
    ("a = 1 2\nb = 3\n", ["b"], ["1:7 expected a new line after the argument"]),
    (
        'locals {\n  a = <<E\n  b\n}\nmodule "m" {\n}\n',
        ["module.m"],
        ['5:1 expected "}" to close the block opened at line 1'],
    ),
    ('a = "%{ if x }"\nb = 1\n', ["a", "b"], ['1:6 expected "%{ endif }" for this directive']),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kept", "problems"), RECOVERY)
def test_recovery(text: str, kept: list[str], problems: list[str]) -> None:
    file = parse(text)
    assert names(file) == kept
    assert [located(text, problem) for problem in file.problems] == problems


def test_comments_outlive_errors() -> None:
    text = 'a = (\n# b\nlocals {} # c\nd = "# e\n# f\n'
    assert [text[start:end] for start, end in parse(text).comments] == ["# b", "# c", "# f"]


def test_lone_texts_become_opaque() -> None:
    assert parse_expression("a b") == (
        Opaque(0, 3, "a b"),
        (Problem(2, 3, "expected the end of the expression"),),
    )
    assert parse_template("${a") == (
        Opaque(0, 3, "${a"),
        (Problem(3, 3, 'expected "}" to close the template expression opened at line 1'),),
    )


N = 3000
HOSTILE = {
    "parentheses": "a = " + "(" * N,
    "mismatch": "a = " + "(" * N + "]" * N,
    "lists": "a = " + "[" * N + "]" * N,
    "objects": "a = " + "{b=" * N + "}" * N,
    "calls": "a = " + "f(" * N + ")" * N,
    "interpolations": "a = " + '"${' * N,
    "unary": "a = " + "!" * N + "b",
    "accesses": "a = b" + ".c" * N,
    "indices": "a = b" + "[0]" * N,
    "splats": "a = b" + "[*]" * N,
    "operators": "a = 1" + " + 1" * N,
    "conditionals": "a = " + "b ? c : " * N + "d",
    "directives": 'a = "' + "%{ if b }" * N + "%{ endif }" * N + '"',
    "blocks": "a {\n" * N + "}\n" * N,
    "comments": "/* " * N,
    "comments ahead": "[/* " * N,
    "heredocs": "a = <<B\n${" * N,
    "headers": 'resource "a" "b" {\n' * N,
    "missing": 'a = (\nresource "b" "c" {}\n' * N,
    "closers": "}\n" * N,
    "quotes": '"' * N,
    "words": "a b\n" * N,
    "numbers": "a = 1" + "." * N,
    "spine": "a = " + "(" * 100 + "x" + (".y" * 150 + ")") * 100,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_has_problems_and_nothing_else(text: str) -> None:
    file = parse(text)
    assert file.problems
    assert all(0 <= problem.start <= problem.end <= len(text) for problem in file.problems)


# Where this parser and `terraform fmt -` differ, on purpose.
DEPARTURES = {
    "readers of the tree may recurse": "a = " + "!" * 500 + "b\n",
    "such a number has gigabytes of digits": "a = 1e1000000000\n",
}


@pytest.mark.parametrize("text", DEPARTURES.values(), ids=DEPARTURES.keys())
def test_departures_from_terraform(text: str) -> None:
    assert parse(text).problems


@needs_terraform
@pytest.mark.parametrize("text", DEPARTURES.values(), ids=DEPARTURES.keys())
def test_terraform_takes_them(text: str) -> None:
    assert accepts(text)


@needs_terraform
@pytest.mark.parametrize("text", [text for text, _ in INVALID])
def test_terraform_refuses_it_too(text: str) -> None:
    assert not accepts(text)


def test_depth_is_bounded_and_generous() -> None:
    def nested(count: int) -> str:
        return "a = " + "[" * count + "]" * count

    assert parse(nested(depth.HEIGHT // 2)).problems == ()
    assert parse("a = b" + " + c" * (depth.HEIGHT - 1)).problems == ()
    assert [problem.message for problem in parse(nested(2 * depth.HEIGHT)).problems] == [
        "nested too deeply"
    ]
