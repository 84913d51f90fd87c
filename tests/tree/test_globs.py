"""Patterns match as .gitignore and `fileset` do, and in bounded time."""

from __future__ import annotations

import pytest

from azlint.globs import Patterns, glob


@pytest.mark.parametrize(
    ("patterns", "path", "matched"),
    [
        (["*.tf"], "main.tf", True),
        (["*.tf"], "a/b/main.tf", True),
        (["*.tf"], "main.tf.json", False),
        (["/main.tf"], "main.tf", True),
        (["/main.tf"], "a/main.tf", False),
        (["a/main.tf"], "a/main.tf", True),
        (["a/main.tf"], "b/a/main.tf", False),
        (["test*/"], "tests/main.tf", True),
        (["test*/"], "a/test/b/main.tf", True),
        (["test*/"], "test.tf", False),
        (["modules"], "a/modules/x/main.tf", True),
        (["./modules/"], "modules/x.tf", True),
        (["**/legacy/**"], "a/legacy/x.tf", True),
        (["**/legacy/**"], "legacy/x.tf", True),
        (["legacy/**"], "legacy", False),
        (["a/**/z.tf"], "a/z.tf", True),
        (["a/**/z.tf"], "a/b/c/z.tf", True),
        (["a/*/z.tf"], "a/b/c/z.tf", False),
        (["*.tf", "!main.tf"], "a/main.tf", False),
        (["!main.tf", "*.tf"], "a/main.tf", True),
        (["[ab]?.tf"], "b1.tf", True),
        (["[!ab]?.tf"], "b1.tf", False),
        (["[^ab]?.tf"], "c1.tf", True),
        (["[z-a]"], "[z-a]", True),
        (["[x"], "[x", True),
        (["a\\*b"], "a*b", True),
        (["a\\*b"], "axb", False),
        (["a+(b)"], "a+(b)", True),
        (["a**b"], "aXYb", True),
        (["a**b"], "a/b", False),
        (["", "/", "!"], "a", False),
        (["line\nbreak"], "line\nbreak", True),
        (["l*k"], "line\nbreak", True),
    ],
)
def test_gitignore_patterns(patterns: list[str], path: str, matched: bool) -> None:
    assert Patterns(patterns).match(path) is matched


@pytest.mark.parametrize(
    ("pattern", "path", "matched"),
    [
        ("*.json", "a.json", True),
        ("*.json", "x/a.json", False),
        ("**/*.json", "a.json", True),
        ("**/*.json", "x/y/a.json", True),
        ("**", "x/y/a.json", True),
        ("*.{json,yaml}", "a.yaml", True),
        ("{a,b/c}/*.json", "b/c/x.json", True),
        ("{a,{b,c}}.json", "c.json", True),
        ("x/[a-c].json", "x/b.json", True),
        ("", "a", False),
        ("/a", "a", False),
        ("{", "{", True),
    ],
)
def test_fileset_patterns(pattern: str, path: str, matched: bool) -> None:
    assert glob(pattern, path) is matched


def test_many_stars_and_braces_end() -> None:
    assert not glob("*a" * 300 + "!", "a" * 250)
    assert not glob("**/" * 300 + "b", "a/" * 300 + "a")
    assert not glob("{a,b}" * 100, "a" * 100 + "c")
    assert not glob("x" * 2000, "x" * 2000)
