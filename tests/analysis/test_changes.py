"""Whether a value is what it was, and which resources are the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azlint.analysis.changes import Comparison, Forcing, Same
from azlint.differences import Differences
from azlint.finding import Context, Entrance
from azlint.graph import Evaluation
from azlint.languages.terraform.evaluate import ScopedBlock
from azlint.node import Declaration, Instance, Language, ModuleCall
from azlint.pairing import moved
from azlint.source import Source, Span
from azlint.value import (
    NULL,
    Cause,
    Known,
    Reason,
    Reference,
    Type,
    Unknown,
    Value,
    set_of,
)

TYPE = "azurerm_capacity_reservation_group"
HERE = Span("main.tf", 0, 4)


def node(name: str, label: str) -> Instance:
    """A group with a name."""
    declaration = Declaration(Language.TERRAFORM, "", "resource", TYPE, label, HERE, HERE)
    values: dict[str, Value] = {"name": Known(name)}
    return Instance(declaration, Context(), f"{TYPE}.{label}", values.get)


@dataclass
class Side:
    """An evaluation that knows some groups."""

    nodes: dict[str, Instance]
    moved: Sequence[tuple[str, str]] = ()
    root: str = ""
    environment: str = ""
    library: bool = False
    paths: dict[str, frozenset[str]] = field(default_factory=dict)

    def resolve(self, reference: Reference) -> Sequence[Instance]:
        found = self.nodes.get(reference.address)
        return () if found is None else (found,)

    def moves(self) -> Sequence[tuple[str, str]]:
        return self.moved

    def instances(self, paths: object) -> Iterator[Instance]:
        del paths
        return iter(())

    def disabled(self, paths: object) -> Iterator[Instance]:
        del paths
        return iter(())

    def adopted(self) -> Sequence[str]:
        return ()

    def removed(self) -> Sequence[str]:
        return ()

    def blocks(self) -> Sequence[ScopedBlock]:
        return ()

    def entrances(self) -> Iterator[tuple[str, Entrance]]:
        return iter(())

    def module_instances(self, *, followed: bool = False) -> Iterator[Instance]:
        return iter(())

    def module_calls(self) -> Iterator[ModuleCall]:
        return iter(())

    def provider_constraint(self, folder: str, provider: str) -> str:
        del folder, provider
        return ""


def comparison(
    before: dict[str, str], after: dict[str, str], moves: Sequence[tuple[str, str]] = ()
) -> Comparison:
    """Groups by label, with their names."""
    old, new = (
        Evaluation(Side({f"{TYPE}.{k}": node(v, k) for k, v in names.items()}, moves), {})
        for names in (before, after)
    )
    return Comparison(old, new, {TYPE: (Forcing("name"),)}, ({}, {}))


def to(label: str, *attribute: str, key: str = "") -> Unknown:
    """A reference to a group."""
    path = attribute or ("id",)
    reference = Reference(f"{TYPE}.{label}", TYPE, path, key)
    return Unknown(Reason(Cause.REFERENCE, label), reference=reference)


def unknown(name: str, **refined: object) -> Unknown:
    return Unknown(Reason(Cause.NO_VALUE, name), **refined)  # type: ignore[arg-type]


def joined(*parts: Value) -> Unknown:
    return Unknown(Reason(Cause.REFERENCE, "text"), parts=parts)


A, B, X = Known("a"), Known("b"), unknown("var.x")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (A, A, Same.YES),
        (A, Known("A"), Same.YES),
        (A, B, Same.NO),
        (NULL, Known(""), Same.YES),
        (NULL, A, Same.NO),
        (A, NULL, Same.NO),
        (Known(1), Known("1"), Same.YES),
        (Known(True), Known("true"), Same.YES),
        (Known((A, B)), Known((B, A)), Same.NO),
        (Known((A, B), set_of(Type("any"))), Known((B, A), set_of(Type("any"))), Same.YES),
        (Known((A, X), set_of(Type("any"))), Known((B, X), set_of(Type("any"))), Same.NO),
        (Known({"k": A}), Known({"k": A, "n": NULL}), Same.YES),
        (Known({"k": A}), Known({"k": B}), Same.NO),
        (X, X, Same.YES),
        (X, unknown("var.y"), Same.UNDECIDED),
        (X, A, Same.UNDECIDED),
        (NULL, X, Same.UNDECIDED),
        (NULL, unknown("var.x", not_null=True), Same.NO),
        (NULL, to("g"), Same.NO),
        (to("g"), NULL, Same.NO),
        (to("g"), to("g"), Same.YES),
        (to("g"), to("h"), Same.NO),
        (to("g"), to("renamed"), Same.NO),
        (to("old"), to("new"), Same.YES),
        (to("n"), to("n"), Same.NO),
        (to("n", "name"), to("g", "name"), Same.UNDECIDED),
        (to("g", key='["a"]'), to("g", key='["b"]'), Same.NO),
        (to("g"), to("g", key="[0]"), Same.YES),
        (Known("/x/g-name"), to("g"), Same.UNDECIDED),
        (Known("/x/other"), to("g"), Same.NO),
        (to("g"), Known("/x/G-NAME"), Same.UNDECIDED),
        (to("g"), X, Same.UNDECIDED),
        (joined(A, X), joined(A, X), Same.YES),
        (joined(A, X), joined(B, X), Same.NO),
        (joined(A, X), joined(A, unknown("var.y")), Same.UNDECIDED),
        (joined(A, X), Known("ab"), Same.UNDECIDED),
        (joined(A, X), Known("b"), Same.NO),
        (joined(X, A), Known("b"), Same.NO),
        (joined(A, to("n")), joined(A, to("n")), Same.NO),
        (unknown("c", one_of=(A, B)), unknown("c", one_of=(A, B)), Same.YES),
        (unknown("c", one_of=(A, B)), unknown("d", one_of=(A, B)), Same.UNDECIDED),
        (unknown("c", one_of=(A, B)), unknown("c", one_of=(A, NULL)), Same.UNDECIDED),
        (unknown("c", one_of=(A, B)), NULL, Same.NO),
        (unknown("c", one_of=(A, NULL)), NULL, Same.UNDECIDED),
        (unknown("c", one_of=(A, B)), Known("c"), Same.NO),
        (A, unknown("c", one_of=(A, Known("A"))), Same.YES),
    ],
)
def test_same(before: Value, after: Value, expected: Same) -> None:
    names = {"g": "g-name", "h": "h-name"}
    compared = comparison(
        {**names, "n": "one", "old": "o"},
        {**names, "n": "two", "new": "o", "renamed": "g-name"},
        [(f"{TYPE}.old", f"{TYPE}.new")],
    )
    assert compared.same(before, after, str.casefold) is expected


def test_depth_is_bounded() -> None:
    value: Value = A
    for _ in range(100):
        value = Known((value,))
    assert comparison({}, {}).same(value, value) is Same.UNDECIDED


values = st.recursive(
    st.one_of(
        st.sampled_from([NULL, A, B, X, to("g"), to("h"), to("g", "name")]),
        st.integers(0, 3).map(Known),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: Known(tuple(items))),
        st.dictionaries(st.sampled_from("kl"), inner, max_size=2).map(Known),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: joined(*parts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda o: unknown("c", one_of=tuple(o))),
    ),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values)
def test_nothing_changes_by_itself(value: Value) -> None:
    same = {"g": "g", "h": "h"}
    assert comparison(same, same).same(value, value) is Same.YES


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values, values)
def test_both_directions_agree(before: Value, after: Value) -> None:
    same = {"g": "g", "h": "h"}
    there = comparison(same, same).same(before, after)
    assert comparison(same, same).same(after, before) is there


@pytest.mark.parametrize(
    ("address", "moves", "expected"),
    [
        ("a.b", [("a.b", "a.c")], "a.c"),
        ("a.b[0]", [("a.b", "a.c")], "a.c[0]"),
        ("a.b[0]", [("a.b", 'a.c["k"]')], "a.b[0]"),
        ("a.b[0]", [("a.b[0]", 'a.c["k"]')], 'a.c["k"]'),
        ("a.bc", [("a.b", "a.c")], "a.bc"),
        ("module.m.a.b", [("module.m", 'module.n["k"]')], 'module.n["k"].a.b'),
        ("module.m[1].a.b", [("module.m", "module.n")], "module.n[1].a.b"),
        ("a.b", [("a.c", "a.d"), ("a.b", "a.c")], "a.d"),
        ("a.b", [("a.b", "a.c"), ("a.c", "a.b")], "a.b"),
    ],
)
def test_moved(address: str, moves: list[tuple[str, str]], expected: str) -> None:
    assert moved(address, moves) == expected


def differences(before: str, after: str) -> Differences:
    return Differences({"f": Source("f", before)}, {"f": Source("f", after)})


lines = st.lists(st.sampled_from(["a", "b", "  c", "", "d d"]), max_size=12)


@given(lines, lines)
def test_hunks_turn_one_file_into_the_other(before: list[str], after: list[str]) -> None:
    old, new = "\n".join(before), "\n".join(after)
    rebuilt, at = [], 0
    for low, high, start, end in differences(old, new).hunks("f"):
        rebuilt += old.split("\n")[at:low] + new.split("\n")[start:end]
        at = high
    rebuilt += old.split("\n")[at:]
    assert ["".join(line.split()) for line in rebuilt] == [
        "".join(line.split()) for line in new.split("\n")
    ]


def test_changed_places() -> None:
    text = "a = 1\nb = {\n  c = 3\n  d = 4\n}\n"
    found = differences("a = 1\nb = {\n  c = 2\n\td  = 4\n}\n", text)
    assert found.changed(Span("f", 4, 5)) is None
    assert found.changed(Span("f", 18, 19)) == Span("f", 18, 19)
    assert found.changed(Span("f", 10, 31)) == Span("f", 14, 19)
    assert found.changed(Span("g", 0, 1)) is None
    assert found.instead_of(Span("f", 14, 15)) == Span("f", 14, 19)
    assert found.near(Span("f", 0, 1), Span("f", 6, 31)) == Span("f", 14, 19)


def test_large_blocks_are_one_hunk() -> None:
    old, new = "".join(f"a{n}\n" for n in range(3000)), "".join(f"b{n}\n" for n in range(3000))
    assert differences(old, new).hunks("f") == ((0, 3000, 0, 3000),)
