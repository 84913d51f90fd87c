"""Values of expressions: GitHub's coercion rules, and what is left where something is unknown."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azlint.languages.workflow.evaluate import evaluate
from azlint.languages.workflow.expressions import parse_template
from azlint.source import Span
from azlint.value import Cause, Known, Reason, Unknown, Value, alternatives


def value(data: object) -> Value:
    """Plain data as a value."""
    if isinstance(data, list):
        return Known(tuple(value(item) for item in data))
    if isinstance(data, dict):
        return Known({key: value(item) for key, item in data.items()})
    assert data is None or isinstance(data, bool | float | str)
    return Known(data)


CONTEXTS: dict[str, Value] = {
    "env": value({"Name": "azlint", "empty": "", "one": "1", "list": "[1]"}),
    "matrix": value(
        {
            "python": 3.1,
            "flag": False,
            "config": {"os": "linux", "versions": ["1.0", 2.0]},
            "rows": [{"name": "a", "tags": ["x", "y"]}, {"name": "b"}, "text"],
        }
    ),
}


class Scope:
    """Contexts from a table; any other is known at run time."""

    def span(self, start: int, end: int) -> Span:
        return Span("w.yml", start, end)

    def whole(self, context: str) -> Value:
        return CONTEXTS.get(context, Unknown(Reason(Cause.RUNTIME, context)))

    def member(self, context: str, name: str) -> Value:
        whole = self.whole(context)
        if isinstance(whole, Unknown):
            return Unknown(Reason(Cause.RUNTIME, f"{context}.{name}"))
        data = whole.data
        assert isinstance(data, dict)
        found = {key.lower(): item for key, item in data.items()}
        return found.get(name.lower(), Known(None))


def result(text: str) -> Value:
    return evaluate(parse_template(text).expression, Scope())


def plain(found: Value) -> object:
    if isinstance(found, Unknown):
        return tuple(plain(each) for each in found.one_of) or found.reason.text
    if isinstance(found.data, tuple):
        return [plain(item) for item in found.data]
    if isinstance(found.data, dict):
        return {key: plain(item) for key, item in found.data.items()}
    return found.data


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'a' == 'A'", True),
        ("'a' != 'b'", True),
        ("'1' == 1", True),
        ("'' == 0", True),
        ("null == 0", True),
        ("null == ''", True),
        ("null == false", True),
        ("true == 1", True),
        ("true == 'true'", False),
        ("'abc' == 0", False),
        ("NaN == NaN", False),
        ("matrix.config == matrix.config", True),
        ("matrix.config == 'Object'", False),
        ("'0x10' == 16", True),
        ("'0o10' == 8", True),
        ("' 1 ' == 1", True),
        ("'b' > 'A'", True),
        ("'10' > 9", True),
        ("'a' > 1", False),
        ("2 >= 2", True),
        ("1 <= 0", False),
        ("matrix.config > 0", False),
        ("!''", True),
        ("!'false'", False),
        ("!matrix.config", False),
        ("!NaN", True),
        ("'a' && 'b'", "b"),
        ("'' && 'b'", ""),
        ("0 || 'b'", "b"),
        ("'a' || 'b'", "a"),
        ("matrix.flag && 'x' || 'y'", "y"),
        ("matrix.missing || env.NAME", "azlint"),
        ("env['name']", "azlint"),
        ("matrix.config.OS", "linux"),
        ("matrix.config.versions[1]", 2.0),
        ("matrix.config.versions['0']", "1.0"),
        ("matrix.config.versions[9]", None),
        ("matrix.config.versions[-1]", None),
        ("matrix.config.versions[0.9]", "1.0"),
        ("matrix.python.x", None),
        ("matrix.rows.*.name", ["a", "b"]),
        ("matrix.rows[*].tags[*]", ["x", "y"]),
        ("matrix.rows.*.tags[0]", ["x"]),
        ("matrix.config.*", ["linux", ["1.0", 2.0]]),
        ("env.name.*", []),
        ("contains('Hello', 'hELL')", True),
        ("contains(matrix.config.versions, '2')", True),
        ("contains(matrix.config.versions, 'x')", False),
        ("contains(matrix.config, 'linux')", False),
        ("startsWith('Azure', 'az')", True),
        ("endsWith('Azure', 'RE')", True),
        ("startsWith(matrix.rows, '')", False),
        ("format('{0}-{1}-{0} {{}}', 'a', 3.10)", "a-3.1-a {}"),
        ("join(matrix.config.versions, '; ')", "1.0; 2"),
        ("join(matrix.config.versions)", "1.0,2"),
        ("join('x')", "x"),
        ("join(matrix.config)", ""),
        ('fromJSON(\'[1, "a", null, true, {"k": 1.10}]\')', [1.0, "a", None, True, {"k": 1.1}]),
        ("fromJSON('{\"A\": 1}').a", 1.0),
        ("toJSON('a\"')", '"a\\""'),
        (
            "toJSON(matrix.config)",
            '{\n  "os": "linux",\n  "versions": [\n    "1.0",\n    2\n  ]\n}',
        ),
        ("fromJSON(toJSON(matrix.rows))[0].name", "a"),
        ("always()", True),
        ("case(false, 'a', true, 'b', 'c')", "b"),
        ("case(false, 'a', 'c')", "c"),
        ("FORMAT('x')", "x"),
    ],
)
def test_known_values(expression: str, expected: object) -> None:
    found = plain(result(f"${{{{ {expression} }}}}"))
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v${{ matrix.python }}", "v3.1"),
        ("${{ matrix.flag }}/${{ matrix.missing }}", "false/"),
        ("${{ matrix.rows }} ${{ matrix.config }}", "Array Object"),
        ("${{ 1e20 }}!", "1E+20!"),
    ],
)
def test_text_with_expressions(text: str, expected: str) -> None:
    assert plain(result(text)) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("vars.X", "vars.X"),
        ("needs.a.outputs.b", "needs.a.outputs.b"),
        ("steps.x[0]", "steps.x[0]"),
        ("fromJSON(vars.X).y", "vars.X.y"),
        ("vars.X || '3.11'", ("vars.X", "3.11")),
        ("'3.11' || vars.X", "3.11"),
        ("vars.X == 'a' && '1' || '2'", ("1", "2")),
        ("success() && '1' || '2'", ("1", "2")),
        ("!vars.X && '1' || '2'", ("1", "2")),
        ("vars.X && '1' || '1'", ("1", "1")),
        ("format('{0}', vars.X == 1 && 'a' || 'b')", ("a", "b")),
        ("vars.X && vars.Y || vars.Z", ("vars.Y", "vars.Z")),
        ("unknown(1)", "unknown()"),
        ("contains(1)", "contains with 1 arguments"),
        ("format('{9}')", "invalid format string"),
        ("format('{')", "invalid format string"),
        ("fromJSON('{')", "not valid JSON"),
        ("case('x', 1, 2)", "case() with a condition that is no boolean"),
        ("matrix.rows[vars.X]", "vars.X"),
        ("a ? b", "expression not understood"),
    ],
)
def test_unknown_values_keep_reasons_and_alternatives(expression: str, expected: object) -> None:
    found = plain(result(f"${{{{ {expression} }}}}"))
    assert found == expected


def test_text_known_in_pieces() -> None:
    found = result("ghcr.io/${{ vars.X }}:latest")
    assert isinstance(found, Unknown)
    assert [plain(part) for part in found.parts] == ["ghcr.io/", "vars.X", ":latest"]


def test_origins_are_the_operands() -> None:
    text = "${{ vars.X == 1 && 'a' || 'b' }}"
    spans = [
        (each.origin.span.start, each.origin.span.end)
        for each in alternatives(result(text))
        if each.origin
    ]
    assert [text[start:end] for start, end in spans] == ["'a'", "'b'"]


def test_alternatives_are_bounded() -> None:
    choices = "".join(f"${{{{ vars.X{i} == 1 && '{i}a' || '{i}b' }}}}" for i in range(12))
    found = result(choices)
    assert isinstance(found, Unknown)
    assert found.reason.cause is Cause.LIMIT
    deep = "${{ " + " || ".join(f"vars.X{i}" for i in range(3000)) + " }}"
    assert isinstance(result(deep), Unknown)


def test_texts_are_bounded() -> None:
    text = "${{ fromJSON('" + "[" * 20_000 + "') }}"
    assert isinstance(result(text), Unknown)


@given(st.text(max_size=20), st.text(max_size=20))
def test_equality_is_symmetric_and_ignores_case(left: str, right: str) -> None:
    def equal(one: str, other: str) -> object:
        quoted = [part.replace("'", "''") for part in (one, other)]
        return plain(result("${{ '" + quoted[0] + "' == '" + quoted[1] + "' }}"))

    assert equal(left, right) == equal(right, left)
    assert equal(left, left) is True


@given(st.floats(allow_nan=False))
def test_numbers_survive_as_text_to_fifteen_digits(number: float) -> None:
    found = plain(result("${{ '" + f"{number:.15G}" + "' == " + f"{number:.15G}" + " }}"))
    assert found is True or math.isinf(number)
