"""Of what a Python program takes the mean, the least or the greatest."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from azlint_rules.delivery.python_tree import PythonTree, called

MAX_DEPTH = 8
"""How often collections are followed into one another."""

_SUMMARIES = frozenset({"average", "fmean", "max", "mean", "median", "min", "nanmean"})
"""Functions whose result lies between the least and the greatest item."""

_COPIES = frozenset({"array", "list", "sorted", "tuple"})


def summarized(tree: PythonTree, node: ast.expr) -> Sequence[ast.expr]:
    """The items between whose least and greatest an expression lies, empty for anything else."""
    match node:
        case ast.Call(args=[]):
            return ()
        case ast.Call(args=[only]) if called(node) in _SUMMARIES:
            return tuple(_items(tree, only, 0))
        case ast.Call(func=ast.Name(id="min" | "max"), args=several):
            return several
        case ast.BinOp(left=total, op=ast.Div(), right=count) if not isinstance(
            count, ast.Constant
        ):
            return tuple(_summands(tree, total))
    return ()


def _summands(tree: PythonTree, total: ast.expr) -> Iterator[ast.expr]:
    if isinstance(total, ast.Name):
        yield from tree.summed(total)
        given = tree.given(total)
        total = given[0] if len(given) == 1 else total
    if isinstance(total, ast.Call) and called(total) == "sum" and total.args:
        yield from _items(tree, total.args[0], 0)


def _items(tree: PythonTree, node: ast.expr, depth: int) -> Iterator[ast.expr]:
    """What a collection holds, each kind of item once."""
    if depth > MAX_DEPTH:
        return
    match node:
        case (
            ast.ListComp(elt=ast.Name(id=item), generators=[ast.comprehension(target=each) as of])
            | ast.GeneratorExp(
                elt=ast.Name(id=item), generators=[ast.comprehension(target=each) as of]
            )
        ) if isinstance(each, ast.Name) and each.id == item:
            yield from _items(tree, of.iter, depth + 1)
        case ast.ListComp(elt=item) | ast.GeneratorExp(elt=item):
            yield item
        case ast.List(elts=several) | ast.Tuple(elts=several):
            yield from several
        case ast.Await(value=inner) | ast.Starred(value=inner):
            yield from _items(tree, inner, depth + 1)
        case ast.Call(args=[function, *_]) if called(node) == "map":
            yield ast.copy_location(ast.Call(function, [], []), node)
        case ast.Call(args=[inner, *_]) if called(node) in _COPIES | {"gather"}:
            yield from _items(tree, inner, depth + 1)
        case ast.Name():
            for value in tree.given(node):
                yield from _items(tree, value, depth + 1)
            yield from tree.appended(node)
