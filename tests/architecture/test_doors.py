"""What only certain modules may do: open files, run programs, print; and what none may say."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = (ROOT / "linter/azlint", ROOT / "rules/azlint_rules")

# Modules (or packages) that touch the file system beside the tree, and why they may.
FILE_DOORS = {
    "azlint.__main__": "keeps the working directory off the import path",
    "azlint.git": "finds the top of the work tree",
    "azlint.cli": "reads the file that --config names, writes reports where the user says",
    "azlint.report.page": "pages that packs ship",
    "azlint.languages.terraform.tables": "parser tables in the package and the user's cache",
    "azlint.packs": "reads what is installed",
    "azlint.registry": "resolves where packs are installed",
    "azlint.testing": "rewrites samples",
    "azlint.tree": "the one door to the checked repository",
}
PROGRAM_DOORS = {"azlint.git": "git, read-only"}
PRINT_DOORS = {"azlint.cli": "the terminal", "azlint.report": "the terminal"}

# Methods of `pathlib.Path` that ask or change the machine; the second set has namesakes.
FILE_METHODS = {
    *("is_dir", "is_file", "is_symlink", "iterdir", "lstat", "mkdir", "read_bytes", "read_text"),
    *("readlink", "rglob", "rmdir", "symlink_to", "touch", "unlink", "write_bytes", "write_text"),
}
SHARED_METHODS = {"exists", "glob", "open", "rename", "resolve", "stat", "walk"}
FILE_MODULES = {"glob", "io", "os", "os.path", "pathlib", "shutil", "tempfile"}
PURE = {
    *("os.cpu_count", "os.fsdecode", "shutil.get_terminal_size", "shutil.which"),
    *("os.environ.get", "os.environ.items", "io.StringIO", "io.BytesIO"),
}


@cache
def modules() -> dict[str, ast.Module]:
    return {
        ".".join(path.relative_to(root.parent).with_suffix("").parts).removesuffix(
            ".__init__"
        ): ast.parse(path.read_text("utf-8"))
        for root in SOURCES
        for path in sorted(root.rglob("*.py"))
    }


@cache
def nodes(name: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(modules()[name]))


def outside(doors: dict[str, str]) -> Iterator[tuple[str, ast.AST]]:
    """Every syntax node of the modules that are no such door."""
    for name in modules():
        if not any(name == door or name.startswith(door + ".") for door in doors):
            for node in nodes(name):
                yield name, node


def dotted(node: ast.Attribute) -> str:
    return f"{node.value.id}.{node.attr}" if isinstance(node.value, ast.Name) else node.attr


@cache
def imported(name: str) -> set[str]:
    """The names that a module binds by importing."""
    return {
        alias.asname or alias.name.split(".")[0]
        for node in nodes(name)
        if isinstance(node, ast.Import)
        for alias in node.names
    }


def opens_files(name: str, call: ast.Call) -> bool:
    called = ast.unparse(call.func)
    head, _, method = called.rpartition(".")
    if called == "open" or method in FILE_METHODS:
        return True
    if head in FILE_MODULES & imported(name):
        return called not in PURE
    return method in SHARED_METHODS and head.startswith(("Path(", "Path."))


def test_only_doors_open_files() -> None:
    wrong = {
        (name, ast.unparse(node.func))
        for name, node in outside(FILE_DOORS)
        if isinstance(node, ast.Call) and opens_files(name, node)
    }
    assert wrong == set()


def test_only_git_runs_programs() -> None:
    wrong = {
        name
        for name, node in outside(PROGRAM_DOORS)
        if (isinstance(node, ast.Import | ast.ImportFrom) and "subprocess" in ast.unparse(node))
        or (isinstance(node, ast.Attribute) and dotted(node) in {"os.system", "os.popen"})
    }
    assert wrong == set()


def test_only_reports_and_commands_print() -> None:
    wrong = {
        (name, ast.unparse(node))
        for name, node in outside(PRINT_DOORS)
        if (isinstance(node, ast.Name) and node.id == "print")
        or (isinstance(node, ast.Attribute) and dotted(node) in {"sys.stdout", "sys.stderr"})
    }
    assert wrong == set()


@pytest.mark.parametrize(
    "module", ["pickle", "marshal", "shelve", "ctypes", "socket", "http", "urllib.request"]
)
def test_nothing_imports(module: str) -> None:
    wrong = {
        name
        for name, node in outside({})
        if isinstance(node, ast.Import | ast.ImportFrom)
        and re.search(rf"\b{re.escape(module)}\b", ast.unparse(node))
    }
    assert wrong == set()


def test_nothing_evaluates_code() -> None:
    wrong = {
        (name, node.func.id)
        for name, node in outside({})
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"eval", "exec", "compile", "__import__"}
    }
    assert wrong == set()


def docstrings(tree: ast.Module) -> set[ast.expr]:
    """The nodes that are documentation."""
    holders = ast.Module | ast.ClassDef | ast.FunctionDef
    return {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }


def test_the_engine_knows_no_rule_but_its_own() -> None:
    """Documentation and the help of commands may name one as an example."""
    documentation = {node for tree in modules().values() for node in docstrings(tree)}
    wrong = {
        (name, found)
        for name, node in outside({"azlint.cli": "help", "azlint_rules": "rules"})
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node not in documentation
        for found in re.findall(r"AZL[0-8]\d\d", node.value)
    }
    assert wrong == set()


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("not a git work tree")
    return [path for path in done.stdout.decode("utf-8").split("\0") if path]


def test_no_tracked_file_names_a_machine() -> None:
    places = (
        "/wo" + "rk/",
        "/ro" + "ot/",
        "/op" + "t/pypi",
        "/op" + "t/wheels",
        "/ho" + "me/runner",
    )
    hosts = ("py" + "pi.org", "pythonho" + "sted", "index-" + "url", "extra-in" + "dex")
    pattern = re.compile("|".join(map(re.escape, (*places, *hosts))))
    wrong = set()
    for path in tracked():
        place = ROOT / path
        if place.is_file() and not place.is_symlink():
            text = place.read_bytes().decode("utf-8", "replace")
            wrong |= {(path, found) for found in pattern.findall(text)}
    assert wrong == set()
