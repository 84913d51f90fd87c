"""Each construct of HCL against the whole tree that it stands for."""

from __future__ import annotations

import pytest

from azlint.languages.terraform.parse import parse, parse_expression, parse_template
from azlint.languages.terraform.syntax import Attribute, Block, File
from azlint.syntax import (
    Access,
    Binary,
    Expression,
    Literal,
    Name,
    Node,
    Object,
    ObjectItem,
    Problem,
    Splat,
    SplatItem,
    Template,
)

PLACES = {"start", "end", "name_end", "header_end"}


def shape(node: object) -> object:
    """A tree without its places: values of literals, else the kind and the fields that say."""
    match node:
        case Literal(value=value):
            return value
        case Name(name=name):
            return (name,)
        case Node():
            fields = (getattr(node, name) for name in node.__struct_fields__ if name not in PLACES)
            return (type(node).__name__, *(shape(field) for field in fields))
        case tuple():
            return [shape(item) for item in node]
    return node


def value(text: str) -> object:
    """The shape of an expression as the value of an argument."""
    file = parse(f"a = {text}\n")
    assert file.problems == ()
    assert len(file.attributes) == 1
    return shape(file.attributes[0].value)


X, Y, Z = ("x",), ("y",), ("z",)
THIS = ("SplatItem",)


def access(node: object, name: str) -> object:
    return ("Access", node, name, False, False)


def index(node: object, key: object) -> object:
    return ("Index", node, key, False, False)


def call(name: str, *arguments: object, spread: bool = False) -> object:
    return ("Call", name, list(arguments), spread, None)


EXPRESSIONS = [
    ("1", 1),
    ("007", 7),
    ("9223372036854775807", 2**63 - 1),
    ("9223372036854775808", ("Number", "9223372036854775808")),
    ("1.50", ("Number", "1.50")),
    ("1e3", ("Number", "1e3")),
    ("1.e5", ("Number", "1.e5")),
    ("true", True),
    ("null", None),
    ("x", X),
    ("for", ("for",)),
    ("if-in", ("if-in",)),
    ("größe", ("größe",)),
    ('""', ""),
    ('"a"', "a"),
    (r'"\n\r\t\"\\é\U0001F600"', '\n\r\t"\\é😀'),
    ('"e\u0301"', "\u00e9"),
    ('"$ $$ % %% 5$ $"', "$ $$ % %% 5$ $"),
    ('"$${x} %%{y}"', "${x} %{y}"),
    ('"$$${x}"', "$${x}"),
    ('"${x}"', ("Template", [X])),
    ('"${"x"}"', ("Template", ["x"])),
    ('"${x}${y}"', ("Template", [X, Y])),
    ('"a${x}b"', ("Template", ["a", X, "b"])),
    ('"a ${~ x ~} b"', ("Template", ["a", X, "b"])),
    ('" ${~ x ~} "', ("Template", ["", X, ""])),
    ('"${\nx # c }\n}"', ("Template", [X])),
    ('"${ { a = "}" }.a }"', ("Template", [access(("Object", [("ObjectItem", "a", "}")]), "a")])),
    ('"%{ if x }y%{ endif }"', ("Template", [("TemplateIf", X, ["y"], [])])),
    ('"%{if x}%{else}${y}%{endif}"', ("Template", [("TemplateIf", X, [], [Y])])),
    (
        '"%{ for k, v in x ~} ${v} %{~ endfor }!"',
        ("Template", [("TemplateFor", "k", "v", X, ["", ("v",), ""]), "!"]),
    ),
    ('"%{for v in x}%{endfor}"', ("Template", [("TemplateFor", None, "v", X, [])])),
    ('<<E\n a\\n "q"\n\n  E\n', ' a\\n "q"\n\n'),
    ("<<E\nE\n", ""),
    ("<<E\r\na\r\nE\r\n", "a\r\n"),
    ("<<-E\n    a\n\n      b\n   E\n", "a\n\n  b\n"),
    ("<<E\n${x}\nE\n", ("Template", [X, "\n"])),
    ("<<E\n${x ~}\nE\n", ("Template", [X, ""])),
    ("<<E\nEE\n E x\n${x}E\nE\n", ("Template", ["EE\n E x\n", X, "E\n"])),
    ("<<A\n${<<B\nb\nB\n}\nA\n", ("Template", ["b\n", "\n"])),
    ("-x", ("Unary", "-", X)),
    ("!!x", ("Unary", "!", ("Unary", "!", X))),
    ("- -1", ("Unary", "-", ("Unary", "-", 1))),
    ("-x.y", ("Unary", "-", access(X, "y"))),
    ("x - -1", ("Binary", "-", X, ("Unary", "-", 1))),
    ("1 + 2 * 3", ("Binary", "+", 1, ("Binary", "*", 2, 3))),
    ("1 - 2 - 3", ("Binary", "-", ("Binary", "-", 1, 2), 3)),
    (
        "x || y && 1 == 2 < 3 + 4 % 5",
        (
            "Binary",
            "||",
            X,
            (
                "Binary",
                "&&",
                Y,
                (
                    "Binary",
                    "==",
                    1,
                    ("Binary", "<", 2, ("Binary", "+", 3, ("Binary", "%", 4, 5))),
                ),
            ),
        ),
    ),
    ("x ? y : z ? 1 : 2", ("Conditional", X, Y, ("Conditional", Z, 1, 2))),
    ("(x\n + y)", ("Parentheses", ("Binary", "+", X, Y))),
    ("(\n# c\nx\n/* d */ && y\n)", ("Parentheses", ("Binary", "&&", X, Y))),
    ("x.y.z", access(access(X, "y"), "z")),
    ("x.true", access(X, "true")),
    ("x.0.y", access(index(X, 0), "y")),
    ("x[0]", index(X, 0)),
    ('x["a"].y', access(index(X, "a"), "y")),
    ("x[for]", index(X, ("for",))),
    ("x[\ny\n]", index(X, Y)),
    ("x[*]", ("Splat", X, THIS, True)),
    ("x[*].y[0]", ("Splat", X, index(access(THIS, "y"), 0), True)),
    ("x[*].y[*].z", ("Splat", X, ("Splat", access(THIS, "y"), access(THIS, "z"), True), True)),
    ("x.*", ("Splat", X, THIS, False)),
    ("x.*.y.z", ("Splat", X, access(access(THIS, "y"), "z"), False)),
    ("x.*.y[0].z", access(index(("Splat", X, access(THIS, "y"), False), 0), "z")),
    ("x.*.0", ("Splat", X, index(THIS, 0), False)),
    ("x . /* c */ * . y", ("Splat", X, access(THIS, "y"), False)),
    ("f()", call("f")),
    ("f(x, y,)", call("f", X, Y)),
    ("f(\nx...\n)", call("f", X, spread=True)),
    ("f (x)", call("f", X)),
    ("core::f(x)", call("core::f", X)),
    ("provider :: a::f()", call("provider::a::f")),
    ("null()", call("null")),
    ("[]", ("List", [])),
    ("[1, x,\n]", ("List", [1, X])),
    ("{}", ("Object", [])),
    (
        '{ a = 1, "b" : 2\n (x) = 3\n true = 4, 5 = 6 }',
        (
            "Object",
            [
                ("ObjectItem", "a", 1),
                ("ObjectItem", "b", 2),
                ("ObjectItem", ("Parentheses", X), 3),
                ("ObjectItem", "true", 4),
                ("ObjectItem", 5, 6),
            ],
        ),
    ),
    (
        "{\n\n# c\na = 1, # d\n\n\nb = 2\n}",
        ("Object", [("ObjectItem", "a", 1), ("ObjectItem", "b", 2)]),
    ),
    ("{ x.y = 1 }", ("Object", [("ObjectItem", access(X, "y"), 1)])),
    ("[for v in x : v]", ("For", None, "v", X, None, ("v",), None, False)),
    ("[for k, v in x : v if k]", ("For", "k", "v", X, None, ("v",), ("k",), False)),
    ("[for in in in : in if if]", ("For", None, "in", ("in",), None, ("in",), ("if",), False)),
    ("[\n# c\nfor v in x :\nv\nif y\n]", ("For", None, "v", X, None, ("v",), Y, False)),
    ("{for k, v in x : k => v}", ("For", "k", "v", X, ("k",), ("v",), None, False)),
    ("{\nfor v in x :\nv => y...\nif z\n}", ("For", None, "v", X, ("v",), Y, Z, True)),
    ("[for v in x ? y : z : [for v in v : v]]", (
        "For", None, "v", ("Conditional", X, Y, Z), None,
        ("For", None, "v", ("v",), None, ("v",), None, False), None, False,
    )),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS)
def test_expression(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS)
def test_lone_expression(text: str, expected: object) -> None:
    node, problems = parse_expression(text.rstrip("\r\n"))
    assert (shape(node), problems) == (expected, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("a\n\\n$${x}", "a\n\\n${x}"),
        ("${x}", ("Template", [X])),
        (
            "a ${x}\n%{ if y ~}\n b\n%{ endif }",
            ("Template", ["a ", X, "\n", ("TemplateIf", Y, [" b\n"], [])]),
        ),
    ],
)
def test_lone_template(text: str, expected: object) -> None:
    node, problems = parse_template(text)
    assert (shape(node), problems) == (expected, ())


def test_places() -> None:
    text = 'x "y" z {\n  a = b.*.c # d\n  q {}\n}\n'
    c = Splat(16, 21, Name(16, 17, "b"), Access(19, 21, SplatItem(19, 19), "c"), full=False)
    attribute = Attribute(12, 21, "a", 13, c)
    inner = Block(28, 32, "q", (), 29, (), ())
    block = Block(0, 34, "x", ("y", "z"), 7, (attribute,), (inner,))
    assert parse(text) == File((), (block,), (), ((22, 25),))


def test_places_of_templates() -> None:
    text = 'a = "b${c}"\nd = <<-E\n  e${f}\n  E\n'
    one = Template(4, 11, (Literal(5, 6, "b"), Name(8, 9, "c")))
    two = Template(16, 32, (Literal(21, 24, "e"), Name(26, 27, "f"), Literal(28, 29, "\n")))
    assert parse(text) == File((Attribute(0, 11, "a", 1, one), Attribute(12, 32, "d", 13, two)), ())


def test_places_of_keys_and_operators() -> None:
    item = ObjectItem(6, 11, Literal(6, 7, "b"), Literal(10, 11, 1))
    left = Object(4, 13, (item,))
    node: Expression = Binary(4, 18, "==", left, Literal(17, 18, 2))
    assert parse("a = { b = 1 } == 2").attributes == (Attribute(0, 18, "a", 1, node),)


def test_comments_are_found_where_they_are() -> None:
    text = (
        '# a\r\nb = "# c" // d\n/* e\n */ f = [ /* g */\n# h\n]\ni = "%{ /* j */ if k }%{ endif }"'
    )
    comments = [text[start:end] for start, end in parse(text).comments]
    assert comments == ["# a", "// d", "/* e\n */", "/* g */", "# h", "/* j */"]


BODIES = [
    ("", [], []),
    ("\n\n# c\n", [], []),
    ("\ufeffa = 1", ["a"], []),
    ("a = /* c */ 1\n", ["a"], []),
    ("a /* c */ = 1 # d", ["a"], []),
    ("for = 1\nif {}\nnull = 2\n", ["for", "null"], ["if"]),
    ("in {}\r\nb {\r\n}\r\n", [], ["in", "b"]),
    ("x { a = 1 }\n", [], ["x"]),
    ('x "$${y}" z {}', [], ["x"]),
    ("a = 1 /* c\n */\nb = 2", ["a", "b"], []),
]


@pytest.mark.parametrize(("text", "attributes", "blocks"), BODIES)
def test_body(text: str, attributes: list[str], blocks: list[str]) -> None:
    file = parse(text)
    found = [node.name for node in file.attributes], [node.type for node in file.blocks]
    assert (found, file.problems) == ((attributes, blocks), ())


def test_labels_are_decoded() -> None:
    assert parse('x "a\\tb" "$${c}" d {}').blocks[0].labels == ("a\tb", "${c}", "d")


def test_duplicate_arguments_are_kept_and_reported() -> None:
    file = parse("a = 1\nx {\n  b = 1\n  b = 2\n}\na = 3\n")
    assert [node.name for node in file.attributes] == ["a", "a"]
    assert [node.name for node in file.blocks[0].attributes] == ["b", "b"]
    assert file.problems == (
        Problem(20, 21, 'the argument "b" was already set at line 3'),
        Problem(28, 29, 'the argument "a" was already set at line 1'),
    )
