"""From a script's text to its commands: the one importer of the shell grammar."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from itertools import chain

import tree_sitter
import tree_sitter_bash

from azlint.languages.script.bash import read_bash
from azlint.languages.script.masking import masked
from azlint.languages.script.powershell import read_powershell
from azlint.languages.script.syntax import Script
from azlint.languages.script.tree import Tree

MAX_LENGTH = 200_000
MAX_DEPTH = 60
MAX_PIPES = 2000
"""The grammar's time grows with the square of a pipeline's length."""

_CHAIN = "list"


class Shell(StrEnum):
    """The shells whose scripts are read."""

    BASH = "bash"
    POWERSHELL = "powershell"


SHELLS = {
    "bash": Shell.BASH,
    "sh": Shell.BASH,
    "pwsh": Shell.POWERSHELL,
    "powershell": Shell.POWERSHELL,
}


def parse(text: str, shell: Shell) -> Script:
    """Read a script; what is too long or too deep is broken as a whole."""
    if len(text) > MAX_LENGTH:
        return Script(0, len(text), broken=((0, len(text)),))
    mask = masked(text, bash=shell is Shell.BASH)
    if shell is Shell.POWERSHELL:
        return read_powershell(mask)
    if text.count("|") - 2 * text.count("||") > MAX_PIPES:
        return Script(0, len(text), broken=((0, len(text)),))
    return read_bash(mask, _frozen(_parser().parse(mask.stand_in).root_node))


@cache
def _parser() -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))


def _frozen(root: tree_sitter.Node) -> Tree:
    """The grammar's tree as our own; what lies too deep has no children."""
    return Tree(root.type, root.start_byte, root.end_byte, tuple(_children(root, 1)))


def _children(node: tree_sitter.Node, depth: int) -> Iterator[Tree]:
    for child, field in _chained(node) if node.type == _CHAIN else _fields(node):
        below = () if depth >= MAX_DEPTH else tuple(_children(child, depth + 1))
        broken = child.is_error or child.is_missing or depth >= MAX_DEPTH
        yield Tree(child.type, child.start_byte, child.end_byte, below, field, broken)


def _fields(node: tree_sitter.Node) -> Iterator[tuple[tree_sitter.Node, str]]:
    """The children, each with its role."""
    cursor = node.walk()
    more = cursor.goto_first_child()
    while more and cursor.node is not None:
        yield cursor.node, cursor.field_name or ""
        more = cursor.goto_next_sibling()


def _chained(node: tree_sitter.Node) -> Iterator[tuple[tree_sitter.Node, str]]:
    """The children of a chain of `&&` and `||`, which the grammar nests, side by side."""
    behind: list[list[tree_sitter.Node]] = []
    children = node.children
    while children and children[0].type == _CHAIN:
        behind.append(children[1:])
        children = children[0].children
    yield from ((child, "") for child in chain(children, *reversed(behind)))
