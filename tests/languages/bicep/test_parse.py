"""Each construct of Bicep against the whole tree that it stands for."""

from __future__ import annotations

import pytest

from azlint.languages.bicep.parse import parse
from azlint.languages.bicep.syntax import (
    Body,
    Decorator,
    Directive,
    File,
    Loop,
    Module,
    Parameter,
    Resource,
)
from azlint.source import Source
from azlint.syntax import Call, Literal, Name, Node, Object, ObjectItem, Parentheses, Template

PLACES = {"start", "end", "header_start", "header_end", "name_start", "item_start", "index_start"}


def shape(node: object) -> object:
    """A tree without its places: the name of each node and its fields."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Node):
        fields = [
            shape(getattr(node, name)) for name in node.__struct_fields__ if name not in PLACES
        ]
        return (type(node).__name__, *fields)
    if isinstance(node, tuple):
        return [shape(item) for item in node]
    return node


def read(text: str, *, parameters: bool = False) -> list[object]:
    file = parse(text, parameters=parameters)
    assert file.problems == ()
    return [shape(statement) for statement in file.statements]


def expression(text: str) -> object:
    (statement,) = read(f"var x = {text}")
    assert isinstance(statement, tuple)
    assert statement[:4] == ("Variable", [], "x", None)
    return statement[4]


def type_of(text: str) -> object:
    (statement,) = read(f"type x = {text}")
    assert isinstance(statement, tuple)
    assert statement[:3] == ("TypeDeclaration", [], "x")
    return statement[3]


def name(text: str) -> tuple[str, str]:
    return ("Name", text)


A, B, C = name("a"), name("b"), name("c")


def access(node: object, member: str, *, safe: bool = False, nested: bool = False) -> object:
    return ("Access", node, member, safe, nested)


def index(node: object, key: object, *, safe: bool = False, from_end: bool = False) -> object:
    return ("Index", node, key, safe, from_end)


def call(function: str, *arguments: object, receiver: object = None) -> object:
    return ("Call", function, list(arguments), False, receiver)


def binary(operator: str, left: object, right: object) -> object:
    return ("Binary", operator, left, right)


def item(key: object, value: object) -> object:
    return ("ObjectItem", key, value)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("18446744073709551615", 2**64 - 1),
        ("007", 7),
        ("-1", ("Unary", "-", 1)),
        ("!a", ("Unary", "!", A)),
        ("!a.b", ("Unary", "!", access(A, "b"))),
        ("a!", ("Unary", "!!", A)),
        ("a!.b", access(("Unary", "!!", A), "b")),
        ("(a)", ("Parentheses", A)),
        ("(\n\na\n // why\n)", ("Parentheses", A)),
        ("a.b", access(A, "b")),
        ("a.?b", access(A, "b", safe=True)),
        ("a . b", access(A, "b")),
        ("a::b", access(A, "b", nested=True)),
        ("a.resource", access(A, "resource")),
        ("a[0]", index(A, 0)),
        ("a [0]", index(A, 0)),
        ("a[?0]", index(A, 0, safe=True)),
        ("a[^1]", index(A, 1, from_end=True)),
        ("a[?^1]", index(A, 1, safe=True, from_end=True)),
        ("a()", call("a")),
        ("a(\n)", call("a")),
        ("a(b, c)", call("a", B, C)),
        ("a(\n  b,\n\n  c // last\n  // closing\n)", call("a", B, C)),
        ("az.a(b)", call("a", B, receiver=name("az"))),
        ("a.b(c)[0].d", access(index(call("b", C, receiver=A), 0), "d")),
        ("type", name("type")),
        ("if", name("if")),
        ("for", name("for")),
        ("existing", name("existing")),
        ("a + b * c", binary("+", A, binary("*", B, C))),
        ("a * b + c", binary("+", binary("*", A, B), C)),
        ("a - b - c", binary("-", binary("-", A, B), C)),
        ("a ?? b ?? c", binary("??", binary("??", A, B), C)),
        ("a ?? b || c", binary("??", A, binary("||", B, C))),
        ("a || b && c", binary("||", A, binary("&&", B, C))),
        ("a && b == c", binary("&&", A, binary("==", B, C))),
        ("a =~ b < c", binary("=~", A, binary("<", B, C))),
        ("a >= b + c", binary(">=", A, binary("+", B, C))),
        ("a !~ b", binary("!~", A, B)),
        ("a != !b", binary("!=", A, ("Unary", "!", B))),
        ("a % -1", binary("%", A, ("Unary", "-", 1))),
        ("a /* why */ / b", binary("/", A, B)),
        ("a ? b : c", ("Conditional", A, B, C)),
        ("a\n  ? b\n  : c", ("Conditional", A, B, C)),
        ("a // x\n\n  ? b // y\n  : c", ("Conditional", A, B, C)),
        ("a ? b : b ? c : a", ("Conditional", A, B, ("Conditional", B, C, A))),
        ("a ? b ? c : a : b", ("Conditional", A, ("Conditional", B, C, A), B)),
        ("a == b ? a::b : c", ("Conditional", binary("==", A, B), access(A, "b", nested=True), C)),
        ("a => b", ("Lambda", ["a"], B)),
        ("() => b", ("Lambda", [], B)),
        ("(a) => b", ("Lambda", ["a"], B)),
        ("(a, b) => {c: a}", ("Lambda", ["a", "b"], ("Object", [item("c", A)]))),
        ("(\n a,\n b\n) =>\n\n c", ("Lambda", ["a", "b"], C)),
        ("a => b ? c : a", ("Lambda", ["a"], ("Conditional", B, C, A))),
        ("a => type", ("Lambda", ["a"], name("type"))),
        ("[]", ("List", [])),
        ("[\n\n]", ("List", [])),
        ("[a, b]", ("List", [A, B])),
        ("[a, b,]", ("List", [A, B])),
        ("[\n a\n\n b // last\n // end\n]", ("List", [A, B])),
        ("[\n a, b\n c\n]", ("List", [A, B, C])),
        ("[...a, b]", ("List", [("Spread", A), B])),
        ("[forest]", ("List", [name("forest")])),
        ("{}", ("Object", [])),
        ("{ a: b, b: c }", ("Object", [item("a", B), item("b", C)])),
        ("{\n a: b\n\n 'b c': c\n}", ("Object", [item("a", B), item("b c", C)])),
        ("{ ...a, b: c, ...b }", ("Object", [("Spread", A), item("b", C), ("Spread", B)])),
        ("{ '${a}': b }", ("Object", [item(("Template", [A]), B)])),
        (r"{ '\'': b }", ("Object", [item("'", B)])),
        ("{ resource: a, for: b, if: c }",
         ("Object", [item("resource", A), item("for", B), item("if", C)])),
        ("{\n#disable-next-line BCP081 no-x // why\n a: b }", ("Object", [item("a", B)])),
        ("[for a in b: c]", ("For", None, "a", B, None, C, None, False)),
        ("[for (a, b) in c: {}]", ("For", "b", "a", C, None, ("Object", []), None, False)),
        ("[\n for a in b : c\n ]", ("For", None, "a", B, None, C, None, False)),
        ("''", ""),
        ("'a'", "a"),
        (r"'\n\r\t\\\'\$\u{41}\u{1F600}'", "\n\r\t\\'$A\U0001f600"),
        (r"'\u{D83D}\u{DE00}'", "\U0001f600"),
        (r"'\${a}'", "${a}"),
        ("'$a $'", "$a $"),
        ("'a${b}c'", ("Template", ["a", B, "c"])),
        ("'${a}${b}'", ("Template", [A, B])),
        ("'${ a ? 'x${b}' : 'y' }'",
         ("Template", [("Conditional", A, ("Template", ["x", B]), "y")])),
        ("'${map(a, b => { c: '}' })}'",
         ("Template", [call("map", A, ("Lambda", ["b"], ("Object", [item("c", "}")])))])),
        ("'${a /* \n */}'", ("Template", [A])),
        ("'''a'''", "a"),
        ("'''\na\n'''", "a\n"),
        ("'''\r\na\r\n'''", "a\r\n"),
        ("''''a''''", "'a'"),
        ("'''${a} \\n'''", "${a} \\n"),
        ("''''''", ""),
        ("$'''a'''", "a"),
        ("$'''\na ${b} ${c}'''", ("Template", ["a ", B, " ", C])),
        ("$'''$${a}''c'''", ("Template", ["$", A, "''c"])),
        ("$$'''${a} $${b} $$${c}'''", ("Template", ["${a} ", B, " $", C])),
        ("'${'''\n'''}'", ("Template", [""])),
    ],
)  # fmt: skip
def test_expression(text: str, tree: object) -> None:
    assert expression(text) == tree


STRING, INT = ("TypeName", "string"), ("TypeName", "int")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("string", STRING),
        ("'a'", "a"),
        ("1", 1),
        ("-1", ("TypeUnary", "-", 1)),
        ("true", True),
        ("null", None),
        ("string[]", ("ArrayType", STRING)),
        ("string[][]", ("ArrayType", ("ArrayType", STRING))),
        ("string?", ("NullableType", STRING)),
        ("string[]?", ("NullableType", ("ArrayType", STRING))),
        ("string!", ("NonNullableType", STRING)),
        ("(string?)[]", ("ArrayType", ("ParenthesizedType", ("NullableType", STRING)))),
        ("'a' | 'b' | null", ("UnionType", ["a", "b", None])),
        ("('a' | 'b')[]", ("ArrayType", ("ParenthesizedType", ("UnionType", ["a", "b"])))),
        ("\n  | 'a'\n  | 'b'", ("UnionType", ["a", "b"])),
        ("| 'a'", ("UnionType", ["a"])),
        ("a.b.c", ("TypeAccess", ("TypeAccess", ("TypeName", "a"), "b"), "c")),
        ("a.*", ("TypeValues", ("TypeName", "a"))),
        ("a[*].b", ("TypeAccess", ("TypeItems", ("TypeName", "a")), "b")),
        ("a[0]", ("TypeIndex", ("TypeName", "a"), 0)),
        ("[]", ("TupleType", [])),
        (
            "[\n  @minLength(1)\n  string\n  int?\n]",
            (
                "TupleType",
                [
                    ("TupleItem", [("Decorator", call("minLength", 1))], STRING),
                    ("TupleItem", [], ("NullableType", INT)),
                ],
            ),
        ),
        ("{}", ("ObjectType", [])),
        (
            "{\n  @secure()\n  a: string\n  'b-c': int?\n  @sealed()\n  *: int\n}",
            (
                "ObjectType",
                [
                    ("TypeProperty", [("Decorator", call("secure"))], "a", STRING),
                    ("TypeProperty", [], "b-c", ("NullableType", INT)),
                    ("AdditionalProperties", [("Decorator", call("sealed"))], INT),
                ],
            ),
        ),
        ("{ a: string, b: int }",
         ("ObjectType", [("TypeProperty", [], "a", STRING), ("TypeProperty", [], "b", INT)])),
        ("resourceInput<'a@1'>", ("ParameterizedType", "resourceInput", ["a@1"], None)),
        (
            "sys.resourceOutput<'a@1'>.properties",
            (
                "TypeAccess",
                ("ParameterizedType", "resourceOutput", ["a@1"], ("TypeName", "sys")),
                "properties",
            ),
        ),
        ("resource<\n'a@1',\nint\n>", ("ParameterizedType", "resource", ["a@1", INT], None)),
    ],
)  # fmt: skip
def test_type(text: str, tree: object) -> None:
    assert type_of(text) == tree


OBJECT: tuple[str, list[object]] = ("Object", [])
BODY: tuple[str, list[object]] = ("Body", [])


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("targetScope = 'subscription'", ("TargetScope", [], "subscription")),
        ("metadata a = b", ("Metadata", [], "a", B)),
        ("param a string", ("Parameter", [], "a", STRING, None)),
        ("param a string = b", ("Parameter", [], "a", STRING, B)),
        ("param a resource 'b@1'", ("Parameter", [], "a", ("ResourceType", "b@1"), None)),
        (
            "@secure()\n\n@sys.allowed([\n 'a'\n])\n// why\nparam type string",
            (
                "Parameter",
                [
                    ("Decorator", call("secure")),
                    ("Decorator", call("allowed", ("List", ["a"]), receiver=name("sys"))),
                ],
                "type",
                STRING,
                None,
            ),
        ),
        ("var a = b", ("Variable", [], "a", None, B)),
        ("var a int[] = b", ("Variable", [], "a", ("ArrayType", INT), B)),
        ("output a string = b", ("Output", [], "a", STRING, B)),
        ("output a resource = b", ("Output", [], "a", ("ResourceType", None), B)),
        ("output a resource 'c' = b", ("Output", [], "a", ("ResourceType", "c"), B)),
        ("@export()\ntype a = int",
         ("TypeDeclaration", [("Decorator", call("export"))], "a", INT)),
        ("func a() int => 1", ("Function", [], "a", [], INT, 1)),
        (
            "func a(\n b string,\n c int[]\n) string =>\n 'x${b}'",
            (
                "Function",
                [],
                "a",
                [
                    ("FunctionParameter", "b", STRING),
                    ("FunctionParameter", "c", ("ArrayType", INT)),
                ],
                STRING,
                ("Template", ["x", B]),
            ),
        ),
        ("resource a 'b@1' = {}", ("Resource", [], "a", "b@1", False, None, None, BODY)),
        ("resource a 'b@1' existing = {}", ("Resource", [], "a", "b@1", True, None, None, BODY)),
        ("resource existing 'b@1' = {}",
         ("Resource", [], "existing", "b@1", False, None, None, BODY)),
        (
            "resource a 'b@1' =\n if (a) {}",
            ("Resource", [], "a", "b@1", False, None, ("Parentheses", A), BODY),
        ),
        (
            "resource a 'b@1' = [for c in b: {}]",
            ("Resource", [], "a", "b@1", False, ("Loop", "c", None, B), None, BODY),
        ),
        (
            "resource a 'b@1' = [\n for (c, d) in b: if (a) {\n}\n]",
            ("Resource", [], "a", "b@1", False, ("Loop", "c", "d", B), ("Parentheses", A), BODY),
        ),
        (
            ("resource a 'b@1' = {\n a: b\n resource: c\n @batchSize(1)\n resource d 'e' = {}\n"
            " ...c\n}"),
            (
                "Resource",
                [],
                "a",
                "b@1",
                False,
                None,
                None,
                (
                    "Body",
                    [
                        item("a", B),
                        item("resource", C),
                        (
                            "Resource",
                            [("Decorator", call("batchSize", 1))],
                            "d",
                            "e",
                            False,
                            None,
                            None,
                            BODY,
                        ),
                        ("Spread", C),
                    ],
                ),
            ),
        ),
        ("module a './b.bicep' = {}", ("Module", [], "a", "./b.bicep", None, None, OBJECT, None)),
        (
            "module a 'b' = [for c in b: if (a) {}]",
            ("Module", [], "a", "b", ("Loop", "c", None, B), ("Parentheses", A), OBJECT, None),
        ),
        ("test a 'b' = {}", ("Test", [], "a", "b", OBJECT)),
        ("assert a = b", ("Assert", [], "a", B)),
        (
            "import {\n  a\n  b as c\n  'd-e' as f\n} from 'g.bicep'",
            (
                "Import",
                [],
                [
                    ("ImportedSymbol", "a", None),
                    ("ImportedSymbol", "b", "c"),
                    ("ImportedSymbol", "d-e", "f"),
                ],
                None,
                "g.bicep",
            ),
        ),
        ("import * as a from 'b'", ("Import", [], [], "a", "b")),
        ("import 'a@1'", ("Extension", [], "a@1", None, None)),
        ("extension a", ("Extension", [], A, None, None)),
        ("extension 'br:a:1' with {} as b", ("Extension", [], "br:a:1", OBJECT, "b")),
    ],
)  # fmt: skip
def test_statement(text: str, tree: object) -> None:
    assert read(text) == [tree]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("using './a.bicep'", ("Using", [], "./a.bicep", None)),
        ("using none", ("Using", [], None, None)),
        ("using 'a' with {}", ("Using", [], "a", OBJECT)),
        ("extends 'a.bicepparam'", ("Extends", [], "a.bicepparam")),
        ("param a = b", ("ParameterAssignment", [], "a", B)),
        ("var a = b", ("Variable", [], "a", None, B)),
        ("extensionConfig a with {}", ("ExtensionConfig", [], "a", OBJECT)),
        ("import * as a from 'b'", ("Import", [], [], "a", "b")),
    ],
)
def test_statement_of_a_parameter_file(text: str, tree: object) -> None:
    assert read(text, parameters=True) == [tree]


def test_places() -> None:
    text = (
        "@batchSize(1)\n"
        "resource disk 'a/b@1' existing = [for (x, i) in xs: if (on) {\n"
        "  name: 'd${i}'\n"
        "}] // end\n"
    )
    source = Source("main.bicep", text)
    (statement,) = parse(text, parameters=False).statements

    def at(node: Node) -> str:
        return source.text[node.start : node.end]

    match statement:
        case Resource(
            decorators=(Decorator(expression=Call() as decorator),),
            type=Literal() as kind,
            loop=Loop(index_start=int() as index_start) as loop,
            condition=Parentheses() as condition,
            body=Body(items=(ObjectItem(value=Template(parts=parts) as value),)) as body,
        ):
            pass
        case _:
            pytest.fail(repr(statement))
    assert at(statement) == text[: text.index(" // end")]
    header = text[statement.header_start : statement.header_end]
    assert header == "resource disk 'a/b@1'"
    assert text[statement.name_start : statement.name_end] == "disk"
    assert (at(decorator), at(kind)) == ("batchSize(1)", "'a/b@1'")
    assert (at(loop), at(loop.collection)) == ("for (x, i) in xs", "xs")
    assert (text[loop.item_start], text[index_start]) == ("x", "i")
    assert (at(condition), at(body)) == ("(on)", "{\n  name: 'd${i}'\n}")
    assert (at(value), [at(part) for part in parts]) == ("'d${i}'", ["d", "i"])


def test_body_apart() -> None:
    text = "resource a 'b' = {\n  x: 1\n  resource c 'd' = {}\n  y: 2\n}"
    (statement,) = parse(text, parameters=False).statements
    assert isinstance(statement, Resource)
    assert [shape(node) for node in statement.body.object.items] == [item("x", 1), item("y", 2)]
    assert [node.name for node in statement.body.resources] == ["c"]


def test_module_places() -> None:
    text = "module a 'b.bicep' = {\n}"
    (statement,) = parse(text, parameters=False).statements
    assert isinstance(statement, Module)
    assert statement.body == Object(21, 24, ())
    assert (statement.header_start, statement.header_end) == (0, 18)


def test_decorator_words() -> None:
    (statement,) = parse("@sys.minLength(3)\n@foo\nparam a int", parameters=False).statements
    assert isinstance(statement, Parameter)
    assert [node.name for node in statement.decorators] == ["minLength", "foo"]
    assert [shape(node.arguments) for node in statement.decorators] == [[3], []]


def test_comments_and_directives() -> None:
    text = (
        "#disable-diagnostics BCP081 // a\n"
        "/* b\n*/ var x = 'http://c' /* d */ + '${'/* e */'}//${f /* g */}'\n"
        "  #disable-next-line no-x BCP1\n"
        "var y = '''\n// h\n#disable-next-line z\n'''//i\n"
        "#restore-diagnostics BCP081\n"
    )
    file = parse(text, parameters=False)
    assert [text[start:end] for start, end in file.comments] == [
        "// a",
        "/* b\n*/",
        "/* d */",
        "/* g */",
        "//i",
    ]
    third = text.index("#restore")
    second = text.index("#disable-next")
    assert file == File(
        file.statements,
        (),
        file.comments,
        (
            Directive(0, 27, "disable-diagnostics", ("BCP081",)),
            Directive(second, second + 28, "disable-next-line", ("no-x", "BCP1")),
            Directive(third, third + 27, "restore-diagnostics", ("BCP081",)),
        ),
    )
    assert len(file.statements) == 2


def test_line_ends_and_tabs() -> None:
    text = "param\ta\tstring\n\nvar b = {\n\tc: [\n\t\t1\n\t]\n}\n"
    for variant in (text, text.replace("\n", "\r\n"), text.replace("\n", "\r")):
        assert read(variant) == read(text.replace("\t", " "))


def test_astral_characters() -> None:
    text = "var a = '\U0001f600' // \U0001f600\nvar b = a"
    file = parse(text, parameters=False)
    assert [text[node.start : node.end] for node in file.statements] == [
        "var a = '\U0001f600'",
        "var b = a",
    ]
    assert file.problems == ()


@pytest.mark.parametrize("text", ["", "\n", " ", "// a", "/* a */\n", "#disable-next-line a\n"])
def test_nothing(text: str) -> None:
    file = parse(text, parameters=False)
    assert (file.statements, file.problems) == ((), ())


def test_names() -> None:
    assert Name(0, 1, "a") == Name(0, 1, "a")
    longest = "a" * 255
    assert read(f"var {longest} = 1") == [("Variable", [], longest, None, 1)]
