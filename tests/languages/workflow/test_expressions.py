"""`${{ }}`: the grammar, what it refuses, and where its nodes lie."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azlint.languages.workflow.expressions import (
    parse_condition,
    parse_expression,
    parse_template,
)
from azlint.syntax import (
    Access,
    Binary,
    Call,
    Expression,
    Index,
    Literal,
    Name,
    Node,
    Number,
    Opaque,
    Parentheses,
    Problem,
    Splat,
    SplatItem,
    Template,
    Unary,
    children,
    walk,
)


def parsed(text: str) -> Expression:
    result = parse_expression(text, 0, len(text))
    assert result.problems == ()
    return result.expression


def shape(node: Node) -> str:
    """A tree in brackets, without places."""
    match node:
        case Literal():
            return repr(node.value)
        case Number():
            return node.text
        case Name():
            return node.name
        case Access():
            return f"{shape(node.object)}.{node.name}"
        case Index():
            return f"{shape(node.object)}[{shape(node.key)}]"
        case Splat():
            return f"{shape(node.object)}.*"
        case Parentheses():
            return f"<{shape(node.inner)}>"
        case Unary():
            return f"({node.operator}{shape(node.operand)})"
        case Binary():
            return f"({shape(node.left)} {node.operator} {shape(node.right)})"
        case Call():
            return f"{node.name}({', '.join(shape(each) for each in node.arguments)})"
    raise AssertionError(node)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a || b && c", "(a || (b && c))"),
        ("a && b || c", "((a && b) || c)"),
        ("a == b && c", "((a == b) && c)"),
        ("a < b == c", "((a < b) == c)"),
        ("a == b < c", "(a == (b < c))"),
        ("!a == b", "((!a) == b)"),
        ("!!a", "(!(!a))"),
        ("!a.b", "(!a.b)"),
        ("(a || b) && c", "(<(a || b)> && c)"),
        ("a || b || c", "((a || b) || c)"),
        ("a || b || c || d", "((a || b) || (c || d))"),
        ("a.b-c.d_e", "a.b-c.d_e"),
        ("a['b'].c[0][x]", "a['b'].c[0][x]"),
        ("a.*.b", "a.*.b"),
        ("a[*].b", "a.*.b"),
        ("(a).b", "<a>.b"),
        ("fromJSON(x).y[1]", "fromJSON(x).y[1]"),
        ("format('{0} it''s', a, 1)", 'format("{0} it\'s", a, 1)'),
        ("f ( )", "f()"),
        ("true && false || null", "((True && False) || None)"),
        ("True", "True"),
        ("1 == 1.5", "(1 == 1.5)"),
        ("-1", "-1"),
        ("0xFF", "0xFF"),
        ("0o7", "0o7"),
        (".5 == a", "(.5 == a)"),
        ("a.b == .5", "(a.b == .5)"),
        ("1e3", "1e3"),
        ("NaN != Infinity", "(NaN != Infinity)"),
        ("a\n  &&\n b", "(a && b)"),
        ("github.event.issue['true']", "github.event.issue['true']"),
        ("env.true", "env.true"),
        ("a>=1&&b<=2", "((a >= 1) && (b <= 2))"),
    ],
)
def test_precedence_and_steps(text: str, tree: str) -> None:
    assert shape(parsed(text)) == tree


def test_nodes_carry_their_places() -> None:
    assert parsed("a.b == 'c'") == Binary(
        0, 10, "==", Access(0, 3, Name(0, 1, "a"), "b"), Literal(7, 10, "c")
    )
    assert parsed("a[*]") == Splat(0, 4, Name(0, 1, "a"), SplatItem(2, 2), full=True)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", ""),
        ("a b", "b"),
        ("a ||", ""),
        ("a ? b : c", "?"),
        ('"a"', '"'),
        ("'a", "'"),
        ("a.", ""),
        ("a..b", "."),
        ("a[", ""),
        ("a[1", ""),
        ("f(a", ""),
        ("f(a,)", ")"),
        ("f(,a)", ","),
        ("(a", ""),
        ("a)", ")"),
        ("a = b", "="),
        ("a & b", "&"),
        ("1x", "1x"),
        ("1 + 2", "+"),
        ("'a'.b", "."),
        ("a.1", "1"),
        ("$x", "$"),
    ],
)
def test_syntax_errors_are_located(text: str, place: str) -> None:
    result = parse_expression(text, 0, len(text))
    assert [text[each.start : each.end] for each in result.problems] == [place]
    assert result.expression == Opaque(0, len(text), text)


def test_templates_have_literal_parts() -> None:
    text = "v${{ a }}-${{ 'x}}' }}."
    assert parse_template(text).expression == Template(
        0,
        23,
        (
            Literal(0, 1, "v"),
            Name(5, 6, "a"),
            Literal(9, 10, "-"),
            Literal(14, 19, "x}}"),
            Literal(22, 23, "."),
        ),
    )


def test_a_single_expression_keeps_its_type() -> None:
    assert parse_template("${{ 1 }}").expression == Literal(4, 5, 1)
    assert parse_template("plain").expression == Literal(0, 5, "plain")
    assert parse_template("").expression == Literal(0, 0, "")


def test_an_open_expression_is_a_problem() -> None:
    assert parse_template("x ${{ a").problems == (Problem(2, 7, "`${{` without `}}`"),)


def test_conditions_need_no_braces() -> None:
    assert shape(parse_condition("a && b").expression) == "(a && b)"
    assert shape(parse_condition("${{ a }}").expression) == "a"


def test_contexts_are_folded() -> None:
    text = "Env.X == matrix.y && f(inputs['z'])"
    said = parse_condition(text)
    assert said.contexts == {"env", "matrix", "inputs"}
    assert [each.name for each in said.named] == ["Env", "matrix", "f", "inputs"]


def test_depth_is_bounded_but_chains_may_be_long() -> None:
    for text in ("(" * 200 + "a" + ")" * 200, "!" * 5000 + "a", "a" + "[a" * 100 + "]" * 100):
        assert parse_expression(text, 0, len(text)).problems
    chain = " || ".join(["a"] * 3000)
    assert sum(isinstance(node, Name) for node in walk(parsed(chain))) == 3000


TOKENS = st.sampled_from(
    ["a", "b-c", "1", "'x'", "(", ")", "[", "]", ".", ",", "*", "!", "==", "&&", "||", "<", "f(",
     " ", "${{", "}}", "'", "-", "\n", "é", "true", "\u2028"]
)  # fmt: skip


@given(st.lists(TOKENS, max_size=25).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    for result in (
        parse_expression(text, 0, len(text)),
        parse_template(text),
    ):
        places = [node for node in walk(result.expression) if not isinstance(node, SplatItem)]
        assert all(0 <= node.start <= node.end <= len(text) for node in places)
        for node in places:
            inside = [(child.start, child.end) for child in children(node)]
            assert inside == sorted(inside)
        assert all(0 <= each.start <= each.end <= len(text) for each in result.problems)
