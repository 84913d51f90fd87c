"""Comparisons on which it hangs whether a Python program fails; it is parsed, never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain

from azlint.languages.script.holes import MARK, filled
from azlint.patterns import regex
from azlint_rules.delivery.operands import Comparison, Fallback, Kind, Lack, Operand, alternative
from azlint_rules.delivery.python_items import summarized
from azlint_rules.delivery.python_tree import PythonTree, called
from azlint_rules.facts.delivery import SCORES

MAX_PYTHON = 100_000
"""Characters of a program that are parsed."""

MAX_STEPS = 8
"""How often names are followed into one another."""

MAX_FOLLOWED = 100
"""Expressions that are looked at for what one of them falls back to."""


_PUT_IN = regex(rf"({MARK}++)|\$\{{?([A-Za-z_]\w*+)\}}?")
_WORD = regex(r"\w+")
_CASTS = frozenset({"float", "int", "str", "Decimal", "round"})
_EXITS = frozenset({"exit", "_exit", "quit", "SystemExit"})
_TAKES_DEFAULT = {"get": 1, "getenv": 1, "pop": 1, "getattr": 2, "next": 1}
"""Functions that return an argument where there is nothing, and which one."""

_OPERATORS = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


def inline_program(text: str, start: int, end: int) -> Program | None:
    """A program in a range of a script: what the shell and GitHub put into it is a name of equal
    length while it is parsed."""
    body = text[start:end]
    quoted = len(body) > 1 and body[0] in "\"'" and body[-1] == body[0]
    body, start = (body[1:-1], start + 1) if quoted else (body, start)
    operands: dict[str, Operand] = {}

    def name(found: re.Match[str]) -> str:
        stand_in = f"_{found.group(2) or len(operands)}".ljust(len(found.group()), "_")
        kind = Kind.HOLE if found.group(1) else Kind.VARIABLE
        first, last = found.span(found.lastindex or 0)
        place = (start + found.start(), start + found.end())
        taken = body[first:last]
        fallbacks = alternative(taken, *place) if kind is Kind.HOLE else ()
        operands[stand_in] = Operand(kind, taken, *place, fallbacks)
        return stand_in

    source = _PUT_IN.sub(name, filled(body, MARK)).replace('\\"', '" ')
    return _parsed(source, start, operands, {})


def program(text: str, options: Mapping[str, str | None]) -> Program | None:
    """A program of a file; `options` are those that its command line gives."""
    return _parsed(text, 0, {}, options)


def _parsed(
    source: str, at: int, operands: Mapping[str, Operand], options: Mapping[str, str | None]
) -> Program | None:
    if len(source) > MAX_PYTHON:
        return None
    first = next((line for line in source.splitlines() if line.strip()), "")
    wrapper = "if 1:\n" if first[:1].isspace() else ""
    try:
        tree = ast.parse(wrapper + source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    located = PythonTree(tree, wrapper + source, at - len(wrapper))
    return Program(located, operands, options)


class Program:
    """One program: what in it decides, and with what."""

    def __init__(
        self,
        tree: PythonTree,
        operands: Mapping[str, Operand],
        options: Mapping[str, str | None],
    ) -> None:
        self._tree = tree
        self._operands = operands
        self._options = options

    def comparisons(self) -> Iterator[Comparison]:
        """Every comparison that decides by itself or with others whether the program fails."""
        for test, fails in self._tests():
            for compare, sense in self._compares(test, fails=fails):
                operator = _OPERATORS.get(type(compare.ops[0]))
                if operator is not None:
                    left, right = self._side(compare.left), self._side(compare.comparators[0])
                    yield Comparison(left, operator, right, sense, *self._tree.place(compare))

    def printed(self, name: str) -> Iterator[Fallback]:
        """The fallbacks of what the program prints, if it prints one thing."""
        calls = [
            node
            for node in self._tree.nodes
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if node.func.id == "print"
        ]
        if len(calls) == 1 and len(calls[0].args) == 1:
            yield from self._fallbacks(calls[0].args[0], name, set())

    def conditions(self) -> Iterator[str]:
        """The conditions on which it hangs whether the program fails, and computed exit codes."""
        yield from (ast.unparse(test) for test, _ in self._tests())
        for node in self._tree.nodes:
            code = self._exit_code(node)
            if code is not None and not isinstance(code, ast.Constant | ast.JoinedStr | ast.Call):
                yield ast.unparse(code)

    def caught(self) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """The comparisons whose failure a handler lets pass, each with the handler's place."""
        for node in (each for each in self._tree.nodes if isinstance(each, ast.Try)):
            for handler in node.handlers:
                if _lets_pass(handler) and not self._fails_behind(node):
                    for test, raised in self._tried(node.body):
                        if _catches(handler, raised):
                            for compare, _ in self._compares(test, fails=True):
                                yield self._tree.place(compare), self._tree.place(handler)

    def _tried(self, body: list[ast.stmt]) -> Iterator[tuple[ast.expr, str]]:
        """The conditions of a block on which it hangs whether it fails, and what it raises."""
        for each in body:
            if isinstance(each, ast.Assert):
                yield each.test, "AssertionError"
            elif isinstance(each, ast.If) and self._fails(each.body):
                yield each.test, _raised(each.body)
            elif isinstance(each, ast.With):
                yield from self._tried(each.body)

    def _fails_behind(self, node: ast.Try) -> bool:
        """Whether something behind the body of an attempt can end the program."""
        return self._last_end > (node.body[-1].end_lineno or node.lineno)

    @cached_property
    def _last_end(self) -> int:
        """The last line on which something can end the program; 0 where nothing can."""
        ending = (
            each.lineno
            for each in self._tree.nodes
            if isinstance(each, ast.Raise | ast.Assert)
            or (isinstance(each, ast.Call) and called(each) in _EXITS)
        )
        return max(ending, default=0)

    # What decides.

    def _tests(self) -> Iterator[tuple[ast.expr, bool]]:
        """Conditions on which it hangs whether the program fails, and whether it does where they
        hold."""
        for node in self._tree.nodes:
            if isinstance(node, ast.If):
                if self._fails(node.body):
                    yield node.test, True
                if self._fails(node.orelse):
                    yield node.test, False
            elif isinstance(node, ast.Assert):
                yield node.test, False
            else:
                code = self._exit_code(node)
                if isinstance(code, ast.IfExp):
                    yield code.test, _is_failure(code.body)

    def _exit_code(self, node: ast.AST) -> ast.expr | None:
        """What a node ends the program with, if it does."""
        if isinstance(node, ast.Return) and id(node) in self._last_returns:
            return node.value
        ends = isinstance(node, ast.Call) and called(node) in _EXITS and len(node.args) == 1
        return node.args[0] if ends and isinstance(node, ast.Call) else None

    @cached_property
    def _last_returns(self) -> frozenset[int]:
        """The `return` statements whose value is the exit code: `sys.exit(main())`."""
        codes = (
            node.args[0]
            for node in self._tree.nodes
            if isinstance(node, ast.Call) and called(node) in _EXITS and len(node.args) == 1
        )
        names = {
            code.func.id
            for code in codes
            if isinstance(code, ast.Call) and isinstance(code.func, ast.Name)
        }
        return frozenset(id(node) for name in names for node in self._tree.returns.get(name, ()))

    def _fails(self, body: list[ast.stmt]) -> bool:
        for each in body:
            node: ast.AST = each
            if isinstance(each, ast.Raise) and each.exc is not None:
                node = each.exc
            elif isinstance(each, ast.Expr):
                node = each.value
            code = self._exit_code(node)
            if code is not None:
                return _is_failure(code)
            if isinstance(each, ast.Raise):
                return True
        return False

    def _compares(self, test: ast.expr, *, fails: bool) -> Iterator[tuple[ast.Compare, bool]]:
        """The comparisons of a condition that decide it by themselves."""
        waiting = [(test, fails)]
        seen: set[int] = set()
        while waiting:
            each, sense = waiting.pop()
            if isinstance(each, ast.Compare) and len(each.ops) == 1:
                yield each, sense
            elif isinstance(each, ast.UnaryOp) and isinstance(each.op, ast.Not):
                waiting.append((each.operand, not sense))
            elif isinstance(each, ast.BoolOp):
                waiting.extend((value, sense) for value in reversed(each.values))
            elif isinstance(each, ast.Name) and id(each) not in seen:
                seen.add(id(each))
                given = self._tree.given(each)
                waiting.extend((value, sense) for value in given if len(given) == 1)

    # What is compared.

    def _side(self, node: ast.expr) -> Operand:
        fallbacks = tuple(dict.fromkeys(self._fallbacks(node, "", set())))
        found = self._operand(node)
        fallbacks = (*found.fallbacks, *fallbacks)
        return Operand(found.kind, found.text, found.start, found.end, fallbacks)

    def _operand(self, node: ast.expr) -> Operand:
        for _ in range(MAX_STEPS):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[inner, *_]) if name in _CASTS:
                    node = inner
                case ast.Name(id=name) if name in self._operands:
                    return self._operands[name]
                case ast.Name() if len(given := self._tree.given(node)) == 1:
                    node = given[0]
                case ast.Constant(value=str(text)) if text.strip() in self._operands:
                    return self._operands[text.strip()]
                case ast.Constant(value=bool() | int() | float() | str() as value):
                    return Operand(Kind.LITERAL, str(value), *self._tree.place(node))
                case ast.BoolOp(op=ast.Or(), values=[first, *_]):
                    node = first
                case ast.Attribute(attr=name) if name in self._arguments:
                    return self._argument(name)
                case _:
                    return _environment(node)
        return Operand(Kind.OTHER)

    @cached_property
    def _arguments(self) -> Mapping[str, ast.Call]:
        """The options that the program declares with argparse, by the names of their values."""
        found: dict[str, ast.Call] = {}
        for node in self._tree.nodes:
            if isinstance(node, ast.Call) and called(node) == "add_argument" and node.args:
                names = [_text(each) for each in node.args]
                long = next((each for each in names if each.startswith("--")), names[0])
                found[long.lstrip("-").replace("-", "_")] = node
        return found

    def _argument(self, name: str) -> Operand:
        """What the command line gives an option, or its default."""
        declared = self._arguments[name]
        for flag in map(_text, declared.args):
            if flag in self._options:
                given = self._options[flag]
                place = self._tree.place(declared)
                return (
                    Operand(Kind.OTHER) if given is None else Operand(Kind.LITERAL, given, *place)
                )
        default = next((each.value for each in declared.keywords if each.arg == "default"), None)
        return Operand(Kind.OTHER) if default is None else self._operand(default)

    # What stands for what is missing.

    def _fallbacks(self, node: ast.expr, name: str, seen: set[int]) -> Iterator[Fallback]:
        """The literals that an expression is where what it reads is not there or fails."""
        if id(node) in seen or len(seen) >= MAX_FOLLOWED:
            return
        seen.add(id(node))
        match node:
            case ast.Call(func=ast.Name(id=cast), args=[inner, *_]) if cast in _CASTS:
                yield from self._fallbacks(inner, name, seen)
            case ast.Call() if index := _TAKES_DEFAULT.get(called(node), 0):
                key = _text(node.args[index - 1]) if len(node.args) >= index else ""
                yield from self._literal(node.args[index:], name or key, Lack.VALUE)
            case ast.Call(func=ast.Name(id=function)) if function in self._tree.returns:
                yield from self._returned(self._tree.returns[function], name or function, seen)
                yield from self._summarized(summarized(self._tree, node), name, seen)
            case ast.BoolOp(op=ast.Or()):
                yield from self._literal(node.values[-1:], name, Lack.VALUE)
                yield from self._fallbacks(node.values[0], name, seen)
            case ast.IfExp():
                yield from self._either(node, name, seen)
            case ast.Name(id=read):
                given = self._tree.given(node)
                for value in given:
                    if id(value) in self._tree.handled and len(given) > 1:
                        yield from self._literal([value], read, Lack.BLOCK)
                    yield from self._fallbacks(value, read, seen)
            case ast.Await(value=inner):
                yield from self._fallbacks(inner, name, seen)
            case ast.BinOp() | ast.Call():
                yield from self._summarized(summarized(self._tree, node), name, seen)

    def _summarized(
        self, items: Sequence[ast.expr], name: str, seen: set[int]
    ) -> Iterator[Fallback]:
        """What all items fall back to: then so does their mean."""
        name = name if SCORES.search(name) else ""
        handled = [each for each in items if id(each) in self._tree.handled and _text(each)]
        others = [each for each in items if each not in handled]
        if others and len({_text(each) for each in handled}) == 1:
            yield from self._literal(handled, name or "score", Lack.BLOCK)
        found = [tuple(self._fallbacks(each, name, seen)) for each in others]
        shared = [{each.value for each in one} for one in found]
        for each in chain.from_iterable(found):
            if all(each.value in values for values in shared):
                yield each

    def _either(self, node: ast.IfExp, name: str, seen: set[int]) -> Iterator[Fallback]:
        one, other = node.body, node.orelse
        if not isinstance(one, ast.Constant):
            yield from self._literal([other], name, Lack.VALUE)
            yield from self._fallbacks(one, name, seen)
        elif not isinstance(other, ast.Constant):
            yield from self._literal([one], name, Lack.VALUE)
            yield from self._fallbacks(other, name, seen)

    def _returned(
        self, returns: Sequence[ast.Return], name: str, seen: set[int]
    ) -> Iterator[Fallback]:
        """What a function returns where it cannot tell, if it also returns what it reads."""
        for each in returns:
            if each.value is not None:
                yield from self._fallbacks(each.value, name, seen)
        if all(isinstance(each.value, ast.Constant) for each in returns):
            return
        for each in returns:
            if each.value is not None:
                lack = Lack.BLOCK if id(each) in self._tree.handled else Lack.VALUE
                yield from self._literal([each.value], name, lack)

    def _literal(self, nodes: list[ast.expr], name: str, lack: Lack) -> Iterator[Fallback]:
        for node in nodes[:1]:
            text = _text(node)
            if text and name:
                yield Fallback(name, text, lack, *self._tree.place(node))


def _lets_pass(handler: ast.ExceptHandler) -> bool:
    """Whether a handler says something at most."""
    return all(isinstance(each, ast.Pass | ast.Continue | ast.Expr) for each in handler.body)


def _raised(body: list[ast.stmt]) -> str:
    """The name of what a block raises; `exit` raises SystemExit."""
    raising = next((each.exc for each in body if isinstance(each, ast.Raise)), None)
    name = raising.func if isinstance(raising, ast.Call) else raising
    return name.id if isinstance(name, ast.Name) else "SystemExit"


def _catches(handler: ast.ExceptHandler, raised: str) -> bool:
    if handler.type is None:
        return True
    caught = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
    return not caught.isdisjoint({raised, "BaseException"}) or (
        "Exception" in caught and raised != "SystemExit"
    )


def _is_failure(code: ast.expr) -> bool:
    """An exit code but 0; a text is printed and counts as 1."""
    if isinstance(code, ast.Constant):
        return code.value not in (0, None, False)
    return isinstance(code, ast.JoinedStr)


def _text(node: ast.expr) -> str:
    """A number or a text as it is written, empty for anything else."""
    match node:
        case ast.Constant(value=bool() | None):
            return ""
        case ast.Constant(value=int() | float() | str() as value):
            return str(value).strip()
    return ""


def _environment(node: ast.expr) -> Operand:
    """`os.environ["X"]`, `os.environ.get("X", …)`, `os.getenv("X", …)`."""
    match node:
        case ast.Subscript(value=of, slice=key) if _is_os(of, "environ"):
            return _variable(key)
        case ast.Call(func=ast.Attribute(value=of, attr="get"), args=[key, *_]) if _is_os(
            of, "environ"
        ):
            return _variable(key)
        case ast.Call(func=of, args=[key, *_]) if _is_os(of, "getenv"):
            return _variable(key)
    return Operand(Kind.OTHER)


def _variable(key: ast.expr) -> Operand:
    name = key.value if isinstance(key, ast.Constant) else None
    named = isinstance(name, str) and _WORD.fullmatch(name.strip())
    return Operand(Kind.VARIABLE, str(name).strip()) if named else Operand(Kind.OTHER)


def _is_os(node: ast.expr, name: str) -> bool:
    of = node.value if isinstance(node, ast.Attribute) and node.attr == name else None
    return isinstance(of, ast.Name) and of.id == "os"
