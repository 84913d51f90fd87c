"""What holds for every text: trees nest, nothing is lost, and errors are problems, not crashes."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from azlint.languages.bicep.parse import parse
from azlint.languages.bicep.syntax import File, Statement, Variable
from azlint.syntax import (
    Literal,
    Name,
    Node,
    Opaque,
    Template,
    children,
    walk,
)

NAMES = st.sampled_from(
    ["a", "b1", "_c", "type", "resource", "if", "in", "existing", "var", "param", "x" * 40]
)
KEYS = st.one_of(NAMES, st.just("for"))
"""A key may be what begins a loop; a name that is one may not stand first in an array."""
CHARACTERS = st.characters(codec="utf-8", exclude_characters="\r\n'\\$")
GAP = st.sampled_from(["", " ", "  ", "\t", " /* c */ ", "/* 'x\n */", " /**/"])
BREAK = st.sampled_from(["\n", "\r\n", "\n\n", "\n  \n", " // it's\n", "\n/* { */\n"])


@st.composite
def joined(draw: st.DrawFn, *parts: str | st.SearchStrategy[str]) -> str:
    """Parts with gaps between them."""
    texts = [part if isinstance(part, str) else draw(part) for part in parts]
    gap: str = draw(GAP)
    return gap.join(texts)


@st.composite
def separated(draw: st.DrawFn, element: st.SearchStrategy[str], *, lines: bool) -> str:
    """Elements of an array or object, on lines of their own or not."""
    elements = draw(st.lists(element, max_size=3))
    if not lines:
        return draw(st.sampled_from([", ", ","])).join(elements)
    return "".join(draw(BREAK) + text for text in elements) + draw(BREAK)


def brackets(opening: str, element: st.SearchStrategy[str], closing: str) -> st.SearchStrategy[str]:
    inner = st.one_of(separated(element, lines=False), separated(element, lines=True))
    return inner.map(lambda text: opening + text + closing)


PLAIN = st.one_of(
    CHARACTERS.filter(lambda text: text not in "{}").map(lambda text: f"'{text}'"),
    st.just("''"),
    st.sampled_from([r"'\n\'\\\$\u{1F600}'", "'$'", "'$ {'", r"'\${a}'"]),
)
MULTILINE = st.sampled_from(["'''a\n{ ( ''b'''", "'''\r\n'''", "$'''x'''", "''''''"])
ATOM = st.one_of(
    NAMES,
    PLAIN,
    MULTILINE,
    st.integers(0, 2**64 - 1).map(str),
    st.sampled_from(["true", "false", "null"]),
)
OPERATORS = st.sampled_from(["??", "||", "&&", "==", "!=", "=~", "!~", "<", "<=", ">", ">="])
ARITHMETIC = st.sampled_from(["+", "-", "*", "/ ", "%"])


def extend(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    whole = inner.map(lambda text: f"({text})")
    hole = st.one_of(NAMES, PLAIN)
    spread = inner.map(lambda text: f"...{text}")
    key = st.one_of(KEYS, PLAIN, NAMES.map(lambda text: f"'k${{{text}}}'"))
    item = st.one_of(joined(key, ":", inner), spread)
    return st.one_of(
        whole,
        joined(whole, OPERATORS, whole),
        joined(NAMES, " ", ARITHMETIC, " ", NAMES),
        joined("-", whole),
        joined("!", NAMES),
        joined(whole, "!"),
        joined(whole, ".", NAMES),
        joined(whole, ".", "?", NAMES),
        joined(whole, "::", NAMES),
        joined(whole, "[", inner, "]"),
        joined(whole, "[", "?", "^", inner, "]"),
        joined(whole, "?", inner, ":", inner),
        joined(whole, BREAK, "?", inner, BREAK, ":", inner),
        joined(NAMES, "(", inner, ",", BREAK, inner, ")"),
        joined(NAMES, ".", NAMES, "(", ")"),
        joined(NAMES, "=>", inner),
        joined("(", NAMES, ",", NAMES, ")", "=>", inner),
        joined("(", BREAK, inner, BREAK, ")"),
        joined("[", "for ", NAMES, " in ", inner, ":", inner, "]"),
        joined("[", BREAK, "for(", NAMES, ",", NAMES, ")in ", inner, ":", inner, BREAK, "]"),
        brackets("[", st.one_of(inner, spread), "]"),
        brackets("{", item, "}"),
        hole.map(lambda text: f"'x${{{text}}}y${{ {text} }}'"),
        hole.map(lambda text: f"$'''\n${{{text}}}''\n'''"),
        hole.map(lambda text: f"$$'''${{a}}$$${{{text}}}'''"),
    )


EXPRESSION = st.recursive(ATOM, extend, max_leaves=8)


def extend_type(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    whole = inner.map(lambda text: f"({text})")
    decorator = st.sampled_from(["", "@a()\n", "@b.c([\n1\n])\n\n@d()\n"])
    member = joined(decorator, st.one_of(NAMES, PLAIN, st.just("*")), ":", inner)
    return st.one_of(
        whole,
        joined(whole, "[", "]"),
        joined(whole, "?"),
        joined(whole, "[", "*", "]"),
        joined(whole, ".", NAMES),
        joined(whole, "|", whole, "|", whole),
        joined("\n|", whole, "\n", "|", whole),
        joined(NAMES.filter(lambda text: text != "resource"), "<", inner, ",", inner, "> "),
        brackets("{", member, "}"),
        brackets("[", joined(decorator, inner), "]"),
    )


TYPE = st.recursive(
    st.one_of(st.sampled_from(["string", "int", "-1", "'a'", "true", "null"]), PLAIN),
    extend_type,
    max_leaves=5,
)


@st.composite
def statement(draw: st.DrawFn, depth: int = 2) -> str:
    body = brackets("{", joined(NAMES, ":", EXPRESSION), "}")
    if depth:
        nested = st.one_of(joined(NAMES, ":", EXPRESSION), resource(depth - 1))
        body = separated(nested, lines=True).map(lambda text: f"{{{text}}}")
    text: str = draw(
        st.one_of(
            joined("targetScope", "=", PLAIN),
            joined("metadata ", NAMES, "=", EXPRESSION),
            joined("param ", NAMES, " ", TYPE),
            joined("@secure()\n", "param ", NAMES, " ", TYPE, "=", EXPRESSION),
            joined("var ", NAMES, "=", EXPRESSION),
            joined("var ", NAMES, " (", TYPE, ")", "=", EXPRESSION),
            joined("output ", NAMES, " ", TYPE, "=", EXPRESSION),
            joined("type ", NAMES, "=", TYPE),
            joined("func ", NAMES, "(", NAMES, " ", TYPE, ")", TYPE, "=>", EXPRESSION),
            joined("assert ", NAMES, "=", EXPRESSION),
            joined(
                "module ", NAMES, " ", PLAIN, "=", brackets("{", NAMES.map("{}: 1".format), "}")
            ),
            joined("import ", brackets("{", joined(NAMES, " as ", NAMES), "}"), "from", PLAIN),
            joined("extension ", NAMES, " with", "{", "}", "as ", NAMES),
            joined("resource ", NAMES, " ", PLAIN, "=", body),
            resource(0),
        )
    )
    return text


def resource(depth: int) -> st.SearchStrategy[str]:
    body = separated(joined(NAMES, ":", EXPRESSION), lines=True).map(lambda text: f"{{{text}}}")
    conditional = joined("if", "(", EXPRESSION, ")", body)
    loop = joined("[", "for ", NAMES, " in ", EXPRESSION, ":", st.one_of(body, conditional), "]")
    value = st.one_of(body, conditional, loop) if depth == 0 else body
    return joined("resource ", NAMES, " ", PLAIN, st.sampled_from(["", " existing "]), "=", value)


PROGRAM = st.lists(st.tuples(statement(), BREAK), max_size=4).map(
    lambda parts: "".join(text + line for text, line in parts)
)

FRAGMENTS = [
    *("param ", "var x", " = ", "resource ", "'a'", "'${", "}'", "'''", "$'''", "{\n", "\n}"),
    *("[\n", "]", "for ", "in ", "if ", "(", ")", "=>", "\n", "@a()", "//", "/*", "*/", ": "),
    *("#disable-next-line ", "...", "existing ", "|", "?", "import ", "{"),
]
TOKENS = re.compile(r"[A-Za-z0-9_]+|'''|\s+|//|/\*|\*/|.", re.DOTALL)


def check(text: str, file: File) -> None:
    """Everything lies in the text, nests, and does not overlap."""
    for problem in file.problems:
        assert 0 <= problem.start <= problem.end <= len(text)
    for start, end in file.comments:
        assert text.startswith(("//", "/*"), start)
        assert end > start
    roots = list(file.statements)
    assert [node.start for node in roots] == sorted(node.start for node in roots)
    for root in roots:
        assert isinstance(root, Statement)
        assert root.start <= root.header_start <= root.header_end <= root.end
        for node in walk(root):
            inside = sorted(children(node), key=lambda child: (child.start, child.end))
            bounds = [
                node.start,
                *(place for child in inside for place in (child.start, child.end)),
            ]
            assert bounds == sorted(bounds)
            assert bounds[-1] <= node.end <= len(text)


def relative(field: object, base: int) -> object:
    """A tree with its places counted from an offset."""
    if isinstance(field, Node):
        fields = [getattr(field, name) for name in field.__struct_fields__[2:]]
        places = (field.start - base, field.end - base)
        return (type(field).__name__, places, *(relative(item, base) for item in fields))
    if isinstance(field, tuple):
        return [relative(item, base) for item in field]
    return field


@settings(max_examples=80, deadline=None)
@given(PROGRAM)
def test_programs_parse(text: str) -> None:
    file = parse(text, parameters=False)
    assert file.problems == ()
    check(text, file)


@settings(max_examples=80, deadline=None)
@given(EXPRESSION)
def test_an_expression_reads_alone_as_within(text: str) -> None:
    file = parse(f"var x = f(\n{text}\n)", parameters=False)
    assert file.problems == ()
    (outer,) = file.statements
    assert isinstance(outer, Variable)
    (argument,) = children(outer.value)
    (alone,) = parse(f"var x = {text}", parameters=False).statements
    assert isinstance(alone, Variable)
    assert relative(alone.value, alone.value.start) == relative(argument, argument.start)


LEAVES = (Literal, Name, Template, Opaque)
BETWEEN = re.compile(
    r"(?:\s|//[^\r\n]*|/\*.*?\*/|[A-Za-z_][A-Za-z0-9_]*+|[-+*/%!?:.,=<>&|~^@(){}\[\]])*+", re.DOTALL
)


@settings(max_examples=80, deadline=None)
@given(PROGRAM)
def test_what_is_no_leaf_is_a_word_a_sign_or_trivia(text: str) -> None:
    file = parse(text, parameters=False)
    position = 0
    for root in file.statements:
        leaves = [node for node in walk(root) if isinstance(node, LEAVES)]
        for leaf in sorted(leaves, key=lambda node: (node.start, -node.end)):
            if leaf.start >= position:
                assert BETWEEN.fullmatch(text, position, leaf.start)
                position = leaf.end
    assert BETWEEN.fullmatch(text, position)


@settings(max_examples=80, deadline=None)
@given(PROGRAM, st.data())
def test_mutations_give_trees_or_problems(text: str, data: st.DataObject) -> None:
    tokens = TOKENS.findall(text)
    for _ in range(data.draw(st.integers(1, 3))):
        if not tokens:
            break
        first = data.draw(st.integers(0, len(tokens) - 1))
        second = data.draw(st.integers(0, len(tokens) - 1))
        match data.draw(st.sampled_from(["delete", "duplicate", "swap", "truncate"])):
            case "delete":
                del tokens[first]
            case "duplicate":
                tokens.insert(second, tokens[first])
            case "swap":
                tokens[first], tokens[second] = tokens[second], tokens[first]
            case _:
                del tokens[first:]
    mutated = "".join(tokens)
    for parameters in (False, True):
        check(mutated, parse(mutated, parameters=parameters))


@settings(max_examples=80, deadline=None)
@given(
    st.one_of(
        st.text(st.characters(codec="utf-8"), max_size=60),
        st.text(st.sampled_from("ab '$\\{}[]()<>|?!=:.,@#/*\n\r\t~+-&1"), max_size=60),
        st.lists(
            st.sampled_from(FRAGMENTS),
            max_size=25,
        ).map("".join),
    )
)  # fmt: skip
def test_any_text_gives_a_tree_or_problems(text: str) -> None:
    for parameters in (False, True):
        check(text, parse(text, parameters=parameters))


@settings(max_examples=80, deadline=None)
@given(PROGRAM, st.sampled_from(["foo bar", "var = 1", "param p {", "output o int", "} }", "'"]))
def test_statements_around_an_error_are_kept(text: str, broken: str) -> None:
    before = parse(text, parameters=False).statements
    whole = f"{text}\n{broken}\nvar after = 1\n"
    file = parse(whole, parameters=False)
    assert file.problems
    assert file.statements[: len(before)] == before
    assert isinstance(last := file.statements[-1], Variable)
    assert last.name == "after"
