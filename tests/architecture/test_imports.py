"""Who imports what: one importer a library, and the engine knows no rule."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOTS = {"azlint": ROOT / "linter", "azlint_rules": ROOT / "rules"}

# Import name, distribution, and the module or package that may import it; None: data everywhere.
LIBRARIES = {
    "click": ("click", "azlint.cli"),
    "hcl2": ("python-hcl2", "azlint.languages.terraform"),
    "lark": ("lark", "azlint.languages.terraform"),
    "msgspec": ("msgspec", None),
    "packaging": ("packaging", "azlint.languages.python.specifiers"),
    "re2": ("google-re2", "azlint.languages.terraform.functions.regex"),
    "pyparsing": ("pyparsing", "azlint.languages.bicep.grammar"),
    "ruamel": ("ruamel.yaml", "azlint.languages.workflow.parse"),
    "sarif_om": ("sarif-om", "azlint.report.sarif"),
    "tree_sitter": ("tree-sitter", "azlint.languages.script.parse"),
    "tree_sitter_bash": ("tree-sitter-bash", "azlint.languages.script.parse"),
}
# Installed for another library's sake, never imported.
SUPPORT = {"ruamel.yaml.clib"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for package, root in ROOTS.items():
        for path in sorted((root / package).rglob("*.py")):
            name = ".".join(path.relative_to(root).with_suffix("").parts)
            yield name.removesuffix(".__init__"), ast.parse(path.read_text("utf-8"))


@cache
def imports() -> dict[str, frozenset[str]]:
    """Every absolute import anywhere in a module, by module."""
    return {
        name: frozenset(
            target
            for node in ast.walk(tree)
            for target in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or "." * node.level]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        )
        for name, tree in modules()
    }


def importers(library: str) -> set[str]:
    return {
        name for name, targets in imports().items() if library in {t.split(".")[0] for t in targets}
    }


def test_only_declared_libraries_are_imported() -> None:
    outside = {target.split(".")[0] for targets in imports().values() for target in targets}
    assert outside - set(sys.stdlib_module_names) - set(ROOTS) <= set(LIBRARIES)


def test_the_declared_libraries_are_those_of_the_table() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {requirement.split(">")[0].split("=")[0] for requirement in project["dependencies"]}
    assert declared == {distribution for distribution, _ in LIBRARIES.values()} | SUPPORT


@pytest.mark.parametrize("library", sorted(LIBRARIES))
def test_a_library_is_imported_in_one_place(library: str) -> None:
    place = LIBRARIES[library][1]
    if place is not None:
        wrong = {n for n in importers(library) if n != place and not n.startswith(place + ".")}
        assert wrong == set()
        assert place == "azlint.cli" or len(importers(library)) <= 1


def test_rules_import_nothing_but_the_engine() -> None:
    allowed = {"azlint", "azlint_rules", *sys.stdlib_module_names, "msgspec"}
    for name, targets in imports().items():
        if name.startswith("azlint_rules"):
            assert {target.split(".")[0] for target in targets} <= allowed, name


def test_the_engine_imports_no_rule() -> None:
    assert importers("azlint_rules") <= {n for n in imports() if n.startswith("azlint_rules")}


def test_imports_are_absolute() -> None:
    assert {
        n for n, targets in imports().items() if any(t.startswith(".") for t in targets)
    } == set()


def test_patterns_of_modules_are_compiled_when_they_are_first_used() -> None:
    """Bound methods are compiled at once: parsers of Bicep, which only its files bring in, hold
    many of them for speed."""
    constants = {
        name: [
            node
            for statement in tree.body
            if isinstance(statement, (ast.Assign, ast.AnnAssign))
            for node in ast.walk(statement)
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "re.compile"
        ]
        for name, tree in modules()
        if not name.startswith("azlint.languages.bicep.")
    }
    assert {name for name, compiled in constants.items() if compiled} == set()
