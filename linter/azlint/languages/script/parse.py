"""From a script's text to its commands: the one importer of the shell grammar."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

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
    below = _children(root.walk(), 1, chained=False)
    return Tree(root.type, root.start_byte, root.end_byte, below)


def _children(cursor: tree_sitter.TreeCursor, depth: int, *, chained: bool) -> tuple[Tree, ...]:
    """What lies below the node of a cursor, which is left there; a chain of `&&` and `||`, which
    the grammar nests, lies side by side."""
    if depth > MAX_DEPTH or not cursor.goto_first_child():
        return ()
    nested = 0
    while chained and _is_chain(cursor) and cursor.goto_first_child():
        nested += 1
    found = []
    more = True
    while more and (node := cursor.node):
        kind = node.type
        field = cursor.field_name or ""
        below = _children(cursor, depth + 1, chained=kind == _CHAIN) if node.child_count else ()
        broken = depth >= MAX_DEPTH or node.is_error or node.is_missing
        found.append(Tree(kind, node.start_byte, node.end_byte, below, field, broken))
        more = cursor.goto_next_sibling()
        while nested and not more:
            nested -= 1
            more = cursor.goto_parent() and cursor.goto_next_sibling()
    cursor.goto_parent()
    return tuple(found)


def _is_chain(cursor: tree_sitter.TreeCursor) -> bool:
    return cursor.node is not None and cursor.node.type == _CHAIN
