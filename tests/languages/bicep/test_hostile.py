"""Templates made to exhaust the evaluator: bounded work, a value for everything, no exception."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azlint.languages.bicep import limits
from azlint.languages.bicep.evaluate import evaluate
from azlint.languages.bicep.link import link
from azlint.languages.bicep.parse import parse
from azlint.value import structure
from languages.bicep.small import Everything

STEPS = 20_000


@pytest.fixture(autouse=True, scope="module")
def few_steps() -> Iterator[None]:
    """The bounds hold for any number of steps; fewer are faster."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "STEPS", STEPS)
        yield


def resource(value: str) -> str:
    return f"resource r 'Microsoft.X/y@2020-01-01' = {{\n  name: 'n'\n  properties: {value}\n}}\n"


def doubled(first: str, step: str) -> str:
    lines = [f"var a{i + 1} = {step.format(f'a{i}')}" for i in range(60)]
    return "\n".join([first, *lines, resource("a60")])


def chained(count: int) -> str:
    lines = [f"var a{i + 1} = [[[[[[[[a{i}]]]]]]]]" for i in range(count)]
    reads = [resource(f"a{i}").replace("resource r", f"resource r{i}") for i in range(count)]
    return "\n".join(["var a0 = 1", *lines, *reads])


NESTED_LOOPS = "[for a in range(0, 9000): [for b in range(0, 9000): [for c in [a]: b]]]"
IMPORTS = "import {{ x, f, T }} from '{}.bicep'\n"
MODULES = {
    f"m{i}.bicep": f"module a 'm{i + 1}.bicep' = [for k in range(0, 50): {{ name: 'x${{k}}' }}]\n"
    f"module b 'm{i + 1}.bicep' = {{ name: 'x' }}\n{resource('1')}"
    for i in range(12)
}
HOSTILE: Mapping[str, Mapping[str, str]] = {
    name: files if isinstance(files, dict) else {"main.bicep": str(files)}
    for name, files in {
        "shared arrays": doubled("var a0 = ['x']", "[{0}, {0}]"),
        "shared arrays compared": doubled("var a0 = ['x']", "union([{0}], [{0}]) == [{0}]"),
        "growing strings": doubled("var a0 = 'xxxx'", "'${{{0}}}${{{0}}}'"),
        "growing pieces": doubled("param a0 string", "'${{{0}}}${{{0}}}'"),
        "growing alternatives": doubled("param c bool\nparam a0 string", "c ? [{0}, {0}] : [{0}]"),
        "circular names": f"var a = b\nvar b = a\nparam p string = p\n{resource('[a, p]')}",
        "circular resource": resource("r.properties.a"),
        "circular parents": "".join(
            f"resource {a} 'M.X/y@1' = {{\n name: 'n'\n parent: {b}\n}}\n" for a, b in ("ab", "ba")
        ),
        "circular loop": "resource r 'M.X/y@1' = [for i in r: {\n name: i.name\n}]\n",
        "deep values": chained(200),
        "recursive function": f"func f(x int) int => f(x + 1) + f(x + 2)\n{resource('f(1)')}",
        "circular imports": {
            "a.bicep": f"{IMPORTS.format('b')}param t T\n{resource('[x, f(1), t]')}",
            "b.bicep": IMPORTS.format("a"),
        },
        "circular modules": {
            "a.bicep": f"module b 'b.bicep' = {{ name: 'b' }}\n{resource('b.outputs.o')}",
            "b.bicep": "module a 'a.bicep' = { name: 'a' }\noutput o string = a.outputs.x\n",
        },
        "many modules": MODULES,
        "nested loops": resource(NESTED_LOOPS),
        "nested lambdas": resource("map(range(0, 9000), a => map(range(0, 9000), b => a))"),
        "growing object": resource("reduce(range(0, 9000), {}, (a, b) => union(a, {'${b}': b}))"),
        "growing depth": resource("reduce(range(0, 9000), [], (a, b) => [a])"),
        "wide types": "".join(
            f"type t{i} = {{ a: t{i + 1}, b: t{i + 1}, c: t{i + 1}? }}\n" for i in range(99)
        )
        + f"type t99 = string\nparam p t0\n{resource('p.a.b.c.?a')}",
        "recursive type": f"type t = {{ a: t?, b: t[] }}\nparam p t\n{resource('p.a.b[0]')}",
        "large numbers": resource("[json('1e999999999'), padLeft('a', 999999999), -(-9 - 1)]"),
    }.items()
}


def run(files: Mapping[str, str]) -> None:
    """Ask for everything there is."""
    parsed = {path: parse(text, parameters=path.endswith("param")) for path, text in files.items()}
    for evaluation in evaluate(link(parsed), files.get):
        for instance in evaluation.instances(Everything("name", "properties")):
            for name in ("name", "properties", "parent"):
                value = instance.read(name)
                if value is not None:
                    structure(value)
        list(evaluation.disabled(Everything()))
        list(evaluation.module_instances())
        assert evaluation.world.budget.steps > -STEPS


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name: str) -> None:
    run(HOSTILE[name])


ATOMS = st.sampled_from(
    [
        "p",
        "q",
        "v",
        "r",
        "r.id",
        "m",
        "m.outputs.o",
        "x",
        "1",
        "0",
        "-1",
        "'a'",
        "null",
        "true",
        "[]",
        "{}",
        "[1, p]",
        "{a: v}",
        "'${p}-a'",
        "resourceGroup()",
        "range(0, 3)",
        "r[0]",
        "w",
    ]
)
FUNCTIONS = st.sampled_from(
    [
        "union",
        "contains",
        "empty",
        "length",
        "first",
        "last",
        "take",
        "skip",
        "concat",
        "join",
        "split",
        "replace",
        "format",
        "items",
        "map",
        "filter",
        "sort",
        "reduce",
        "toObject",
        "string",
        "int",
        "bool",
        "json",
        "min",
        "resourceId",
        "guid",
        "loadTextContent",
        "f",
        "cidrSubnet",
        "substring",
        "intersection",
        "flatten",
        "objectKeys",
        "tryGet",
        "listKeys",
    ]
)


def combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "==", "&&", "||", "??", "<", "=~", "/", "%", "!="])
    return st.one_of(
        st.builds("({} {} {})".format, inner, operators, inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
        st.builds("{}({})".format, FUNCTIONS, st.lists(inner, max_size=3).map(", ".join)),
        st.builds("{}({}, x => {})".format, FUNCTIONS, inner, inner),
        st.builds("({}).?a".format, inner),
        st.builds("({})[{}]".format, inner, inner),
        st.builds("({})!".format, inner),
        st.builds("[for (x, i) in {}: {}]".format, inner, inner),
        st.builds("{{a: {}, ...{}}}".format, inner, inner),
        st.builds("[...{}]".format, inner),
        st.builds("'${{{}}}'".format, st.sampled_from(["p", "v", "w", "r.id"])),
    )


EXPRESSIONS = st.recursive(ATOMS, combined, max_leaves=12)


@given(EXPRESSIONS, EXPRESSIONS, EXPRESSIONS)
def test_any_expression_has_a_value(one: str, two: str, three: str) -> None:
    main = f"""
param p object
@allowed(['a', 'b'])
param q string
var v = {one}
var w = {two}
func f(x object) object => x
resource r 'M.X/y@1' = [for x in {two}: if ({one}) {{
  name: x
  properties: {three}
}}]
module m 'm.bicep' = {{ name: 'm', params: {{ p: {three} }} }}
"""
    run({"main.bicep": main, "m.bicep": f"param p object\noutput o object = p\n{resource('p')}"})
