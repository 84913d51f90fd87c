"""Addresses: how they are read, what they fit, what is near."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azlint.addresses import Step, fits, near, parse, split


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("a.b", [("a", ""), ("b", "")]),
        ('module.m["a.b"].x.y[0]', [("module", ""), ("m", '["a.b"]'), ("x", ""), ("y", "[0]")]),
        ('m["a\\"]"].x', [("m", '["a\\"]"]'), ("x", "")]),
        (
            "module.kv.Microsoft.KeyVault/vaults.v",
            [("module", ""), ("kv", ""), ("Microsoft", ""), ("KeyVault/vaults", ""), ("v", "")],
        ),
        ("a..b", []),
        ("a[x].b", []),
        ("", []),
    ],
)
def test_split(text: str, steps: list[tuple[str, str]]) -> None:
    assert [tuple(step) for step in split(text)] == steps


@given(st.text(alphabet='ab.[]"\\0:/', max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = parse(text)
    assert found is None or all(isinstance(step, Step) for step in found.steps)


@pytest.mark.parametrize(
    ("asked", "known", "whole", "tail"),
    [
        ("module.m.x.y", 'module.m["a"].x.y', True, True),
        ('module.m["a"].x.y', 'module.m["a"].x.y', True, True),
        ('module.m["b"].x.y', 'module.m["a"].x.y', False, False),
        ("x.y", "module.m.x.y", False, True),
        ("m.x.y", "x.y", False, False),
        ("X.Y", "x.y", True, True),
    ],
)
def test_fits(asked: str, known: str, whole: bool, tail: bool) -> None:
    assert fits(split(asked), split(known), whole=True) == whole
    assert fits(split(asked), split(known), whole=False) == tail


def test_near_prefers_what_has_the_same_name() -> None:
    known = ["a.key_vault.main", "a.key_vault.mine", "b.subnet.x"]
    assert near("a.key_valt.main", known) == ["a.key_vault.main", "a.key_vault.mine"]


@pytest.mark.parametrize(
    ("asked", "close"),
    [
        ("ci.yml:build", ["w/release.yml:build"]),
        ("ci.yml:tset", ["w/ci.yml:test", "w/release.yml:test"]),
        ("release.yml:tset", ["w/release.yml:test", "w/ci.yml:test"]),
        ("release.yml:biuld.3", ["w/release.yml:build.3"]),
        ("biuld", ["w/release.yml:build"]),
        ("ci.yml:other", []),
    ],
)
def test_near_goes_by_what_is_named_then_by_its_place(asked: str, close: list[str]) -> None:
    known = ["w/release.yml:build.3", "w/release.yml:build", "w/release.yml:test", "w/ci.yml:test"]
    assert near(asked, known) == close
