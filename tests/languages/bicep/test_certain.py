"""Whatever is known of expressions before their parameters have values is so once they have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from azlint.languages.bicep.frame import Frame
from azlint.languages.bicep.values import Plain, from_plain
from azlint.languages.bicep.world import World
from azlint.value import Cause, Reason, Unknown, Value
from languages.bicep.certain import broken
from languages.bicep.small import linked

PARAMETERS = """
@minValue(-1)
@maxValue(2)
param n int
@minLength(1)
param s string
@maxLength(2)
param t string
@minLength(1)
@maxLength(2)
param xs array
@allowed(['a', 'b'])
param c string
param flag bool
param o object
param deep { @minValue(1)
size: int, name: string? }
@minLength(1)
param maybe string?
"""
FIRST: Mapping[str, Plain] = {
    "n": -1, "s": "a", "t": "", "xs": ["a"], "c": "a", "flag": True, "o": {}, "deep": {"size": 1},
    "maybe": None,
}  # fmt: skip
OTHERS: Mapping[str, list[Plain]] = {
    "n": [0, 1, 2],
    "s": ["b", "abc"],
    "t": ["a", "ab"],
    "xs": [["b"], ["a", "b"]],
    "c": ["b"],
    "flag": [False],
    "o": [{"a": 0}, {"A": 1}, {"b": 0}, {"a": {"b": 0, "c": 1}}, {"b": None}],
    "deep": [{"size": 2, "name": "a"}],
    "maybe": ["a", "ab"],
}

NUMBERS = ("n", "-1", "0", "1", "2", "3", "length(xs)", "length(s)", "length(t)", "deep.size")
TEXTS = ("s", "t", "c", "'a'", "''", "'abc'", "'${t}x'", "maybe ?? ''", "first(xs)")
OBJECTS = (
    "o", "deep", "{ a: 1 }", "{ ...o, a: n }", "{ b: 2, ...o }", "{ b: 2, ...o, a: 1, ...deep }",
    "{ ...(flag ? o : {}), a: 1 }", "union(o, { a: n })", "union({ b: 2 }, o)",
    "union(o, { a: { b: 1 } })", "union({ a: { b: 1 } }, o)", "union(o, { b: null })",
    "union(o, deep, { c: 1 })", "union({ ...o, b: 1 }, { a: { c: 1 } })",
    "shallowMerge([o, { a: { b: 1 } }])", "shallowMerge([{ a: 1 }, o])",
)  # fmt: skip
OPERATORS = ("<", "<=", ">", ">=", "==", "!=")


def expressions() -> Iterator[str]:
    """Expressions of each kind, with everything that stands in one place of them."""
    yield from (f"{a} {op} {b}" for a, op, b in product(NUMBERS, OPERATORS, NUMBERS))
    yield from (f"({a}) {op} ({b})" for a, op, b in product(TEXTS, ("==", "!="), TEXTS))
    yield from (f"empty({a})" for a in (*TEXTS, *OBJECTS, "xs", "maybe"))
    yield from (f"empty({a}) ? 1 : length({a})" for a in (*TEXTS, "xs"))
    yield from (f"xs == {a}" for a in ("[]", "['a']", "['a', 'b', 'c']"))
    yield from (f"({a}).{b}" for a, b in product(OBJECTS, "abc"))
    yield from (f"({a}).?{b}" for a, b in product(OBJECTS, "abc"))
    yield from (f"({a})['{b}'].?b" for a, b in product(OBJECTS, "abc"))
    yield from (f"contains({a}, '{b}')" for a, b in product(OBJECTS, "aBc"))
    yield from (f"tryGet({a}, '{b}', 'b')" for a, b in product(OBJECTS, "abc"))
    yield from (f"{{ a: 1, ab: 2 }}[{a}]" for a in TEXTS)
    yield from (f"({a}) == null" for a in ("maybe", "s", "deep.?name", "o.?a"))
    yield from (f"length({a})" for a in (*TEXTS, *OBJECTS, "xs"))
    yield from OBJECTS


def results(values: Mapping[str, Plain] | None) -> Mapping[str, Value | None]:
    """Every expression with its parameters given, or all of them unknown."""
    found = list(expressions())
    variables = "".join(f"var r{at} = {each}\n" for at, each in enumerate(found))
    repository = linked({"main.bicep": PARAMETERS + variables})

    def one(name: str) -> Value | None:
        if values is None:
            return Unknown(Reason(Cause.NO_VALUE, name))
        return from_plain(values[name])

    frame = Frame(World(repository, lambda _: None), repository.templates["main.bicep"], one)
    return {each: frame.value(f"r{at}") for at, each in enumerate(found)}


def combinations() -> Iterator[Mapping[str, Plain]]:
    """Values of the parameters: each by itself, then all of them together."""
    yield FIRST
    yield from ({**FIRST, name: each} for name, others in OTHERS.items() for each in others)
    for at in range(6):
        yield {name: others[at % len(others)] for name, others in OTHERS.items()}


def test_what_is_known_without_values_holds_with_them() -> None:
    before = results(None)
    wrong = [
        (expression, values, fault)
        for values in combinations()
        for expression, after in results(values).items()
        if (fault := broken(*_both(before[expression], after)))
    ]
    assert wrong == []


def _both(before: Value | None, after: Value | None) -> tuple[Value, Value]:
    assert before is not None
    assert after is not None
    return before, after
