"""The size of modules and functions, and that public things say what they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
MODULE_LINES = 450
FUNCTION_LINES = 50
MEDIAN_FUNCTION = 8
TELLS_ITSELF = 10

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> list[tuple[str, str, ast.Module]]:
    paths = [path for folder in ("linter", "rules") for path in (ROOT / folder).rglob("*.py")]
    texts = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}
    return [(name, text, ast.parse(text)) for name, text in sorted(texts.items())]


def functions() -> Iterator[tuple[str, Function]]:
    for name, _, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield name, node


def lines(node: Function | ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_modules_are_small() -> None:
    sizes = {name: text.count("\n") for name, text, _ in modules()}
    assert {name: size for name, size in sizes.items() if size > MODULE_LINES} == {}


def test_functions_are_short() -> None:
    wrong = {
        (name, node.name, lines(node)) for name, node in functions() if lines(node) > FUNCTION_LINES
    }
    assert wrong == set()
    assert median(lines(node) for _, node in functions()) <= MEDIAN_FUNCTION


def test_modules_say_what_they_are() -> None:
    wrong = {name for name, text, tree in modules() if text and not ast.get_docstring(tree)}
    assert wrong == set()


def test_public_functions_and_classes_say_what_they_are() -> None:
    """A name that tells all, over a few lines, needs no more words, nor does a function that is
    named after the one it stands for in a language.
    """
    wrong = {
        (name, node.name)
        for name, _, tree in modules()
        if "functions" not in name
        for node in tree.body
        if isinstance(node, Function | ast.ClassDef)
        and not node.name.startswith("_")
        and lines(node) > TELLS_ITSELF
        and not ast.get_docstring(node)
    }
    assert wrong == set()
