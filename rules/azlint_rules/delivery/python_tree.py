"""The syntax tree of a Python program: what names are in it, and where its nodes stand."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

Function = ast.FunctionDef | ast.AsyncFunctionDef

Written = Mapping[tuple[int, str], Sequence[ast.expr]]
"""Expressions by the function in which they are given to a name, and that name."""


def called(call: ast.Call) -> str:
    """The last part of what is called."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


class PythonTree:
    """A program as it was parsed; `at` is where its source begins in the text it was taken from."""

    def __init__(self, tree: ast.Module, source: str, at: int) -> None:
        self._source = source
        self._at = at
        self._scopes: dict[int, Function | None] = {}
        self.nodes = tuple(self._walked(tree))

    def _walked(self, tree: ast.Module) -> Iterator[ast.AST]:
        """Every node, in order, with the function that it stands in."""
        waiting: deque[tuple[ast.AST, Function | None]] = deque([(tree, None)])
        while waiting:
            node, scope = waiting.popleft()
            self._scopes[id(node)] = scope
            yield node
            inner = node if isinstance(node, Function) else scope
            waiting.extend((child, inner) for child in ast.iter_child_nodes(node))

    def given(self, name: ast.Name) -> Sequence[ast.expr]:
        """What a name is assigned where it is read: in its function, else in the program."""
        return self._seen(name, self._assigned)

    def appended(self, name: ast.Name) -> Sequence[ast.expr]:
        """What a list is appended, seen as `given` is."""
        return self._seen(name, self._appended)

    def summed(self, name: ast.Name) -> Sequence[ast.expr]:
        """What is added to a name (`total += …`), seen as `given` is."""
        return self._seen(name, self._summed)

    def _seen(self, name: ast.Name, written: Written) -> Sequence[ast.expr]:
        scope = self._scopes[id(name)]
        own = written.get((id(scope), name.id))
        if own is not None or (scope is not None and name.id in _parameters(scope)):
            return own or ()
        return written.get((id(None), name.id), ())

    @cached_property
    def _assigned(self) -> Written:
        """What names are assigned, `a, b = 1, 2` one by one."""
        return self._by_name(_pairs)

    @cached_property
    def _appended(self) -> Written:
        return self._by_name(_appendings)

    @cached_property
    def _summed(self) -> Written:
        return self._by_name(_additions)

    def _by_name(self, pairs: Callable[[ast.AST], Iterator[tuple[ast.expr, ast.expr]]]) -> Written:
        found: dict[tuple[int, str], list[ast.expr]] = {}
        for node in self.nodes:
            for target, value in pairs(node):
                if isinstance(target, ast.Name):
                    key = (id(self._scopes[id(node)]), target.id)
                    found.setdefault(key, []).append(value)
        return found

    @cached_property
    def returns(self) -> Mapping[str, Sequence[ast.Return]]:
        """The `return` statements of each function."""
        return {
            function.name: [node for node in ast.walk(function) if isinstance(node, ast.Return)]
            for function in self.nodes
            if isinstance(function, Function)
        }

    @cached_property
    def handled(self) -> frozenset[int]:
        """Everything that stands in a handler of exceptions."""
        handlers = (node for node in self.nodes if isinstance(node, ast.ExceptHandler))
        return frozenset(id(node) for handler in handlers for node in ast.walk(handler))

    @cached_property
    def _lines(self) -> tuple[int, ...]:
        starts = [0]
        for line in self._source.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        return tuple(starts)

    def place(self, node: ast.expr | ast.ExceptHandler) -> tuple[int, int]:
        start = self._offset(node.lineno, node.col_offset)
        end = self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return start, max(start, end)

    def _offset(self, line: int, column: int) -> int:
        """Python counts columns in bytes."""
        begin = self._lines[line - 1]
        text = self._source[begin : begin + column]
        if not text.isascii():
            text = text.encode()[:column].decode(errors="ignore")
        return self._at + begin + len(text)


def _pairs(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        yield node.target, node.value
    if isinstance(node, ast.Assign):
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            yield from zip(target.elts, value.elts, strict=False)
        else:
            yield target, value


def _appendings(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    match node:
        case ast.Call(func=ast.Attribute(value=target, attr="append"), args=[value]):
            yield target, value


def _additions(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        yield node.target, node.value


def _parameters(function: Function) -> frozenset[str]:
    given = function.args
    return frozenset(each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs))
