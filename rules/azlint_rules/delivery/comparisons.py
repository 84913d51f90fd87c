"""Comparisons that decide whether a step fails: in shell conditions and in inline Python."""

from __future__ import annotations

import ast
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from azlint.languages.script.holes import OPENING, filled
from azlint.languages.script.syntax import Branch, Embedded, Script, Word
from azlint.languages.workflow.scripts import Scripted, Way
from azlint.value import Cause, Known, Origin, Reason, Unknown, Value, alternatives
from azlint_rules.delivery.programs import inline_python

MAX_PYTHON = 20_000
"""Characters of inline Python that are parsed."""


class Kind(StrEnum):
    """What an operand is."""

    LITERAL = "literal"
    VARIABLE = "variable"
    HOLE = "hole"
    OTHER = "other"


@dataclass(frozen=True)
class Operand:
    """One side of a comparison: a literal's text, a variable's name (`$NAME`, `os.environ`), or
    the range of a `${{ }}` in the script."""

    kind: Kind
    text: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Comparison:
    """`left operator right`; the step fails where the comparison is `fails`."""

    left: Operand
    operator: str
    right: Operand
    fails: bool
    start: int
    end: int


_OPERATORS = {
    "-lt": "<", "-le": "<=", "-gt": ">", "-ge": ">=", "-eq": "==", "-ne": "!=",
    "=": "==", "==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
}  # fmt: skip
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_MARK = "\ue000"
"""Stands for each character of a `${{ }}`."""

_NAME = r"(?:\$\{?|(?<![\w$])\{?)[A-Za-z_]\w*+\}?"
_NUMBER = r"-?(?<![\w.])(?:[0-9]++(?:\.[0-9]++)?+|\.[0-9]++)"
_SIDE = rf"""["']?({_MARK}++|{_NAME}|{_NUMBER})["']?"""
_COMPARED = re.compile(rf"{_SIDE}\s*+(-lt|-le|-gt|-ge|-eq|-ne|<=|>=|==|!=|=|<|>)\s*+{_SIDE}")
_CALCULATED = re.compile(r"\b(bc|awk)\b")
_NEGATED = re.compile(r"(-eq|==?|-ne|!=)\s*[\"']?([01])[\"']?\s*\]")
_FAILING = re.compile(r"(exit|return)\s+[1-9]")


def comparisons(scripted: Scripted) -> Iterator[Comparison]:
    """Every comparison on which it hangs whether a script fails."""
    script = scripted.script
    text = scripted.run.value
    ending = _ending(script, text)
    for branch in script.branches:
        for fails in (True, False):
            if (branch.then if fails else branch.otherwise) in ending:
                yield from _in_condition(text, branch, fails=fails)
    for command in script.commands:
        inline = inline_python(command)
        if inline is not None and not command.tested:
            yield from _in_python(text, *inline)


def fails_somewhere(scripted: Scripted) -> bool:
    """Whether some condition of a script can end it with a failure."""
    return bool(_ending(scripted.script, scripted.run.value))


def _ending(script: Script, text: str) -> frozenset[tuple[int, int]]:
    """The conditional ranges that, apart from what is conditional in them, end the script with a
    failure."""
    failing = sorted(
        each.start
        for each in script.commands
        if each.name == "false" or _FAILING.match(text, each.start) is not None
    )
    conditional = [(part, each) for each in script.branches for part in (each.then, each.otherwise)]
    waiting = deque(sorted(conditional, key=lambda found: (found[0][0], -found[0][1])))
    around: list[tuple[tuple[int, int], Branch]] = []
    ending: set[tuple[int, int]] = set()
    for start in failing:
        while waiting and waiting[0][0][0] <= start:
            around = [each for each in around if each[0][1] > waiting[0][0][0]]
            around.append(waiting.popleft())
        around = [each for each in around if each[0][1] > start]
        ending.update(_apart(around))
    return frozenset(ending)


def _apart(around: Sequence[tuple[tuple[int, int], Branch]]) -> Iterator[tuple[int, int]]:
    """Of the ranges around a command, those in which nothing else makes it conditional."""
    inner: list[Branch] = []
    for part, branch in reversed(around):
        if any(part[0] <= each.start and each.end <= part[1] for each in inner):
            return
        yield part
        inner.append(branch)


def _in_condition(text: str, branch: Branch, *, fails: bool) -> Iterator[Comparison]:
    start, end = branch.condition
    condition = text[start:end]
    if condition.lstrip().startswith("!"):
        fails = not fails
    calculated = _CALCULATED.search(condition) is not None
    if calculated and (told := _NEGATED.search(condition)) is not None:
        equal = told.group(1) in ("-eq", "=", "==")
        fails = fails if equal == (told.group(2) == "1") else not fails
    if "awk" in condition and re.search(r"exit\s*+\(?+(?!\s*!)", condition):
        fails = not fails
    for found in _COMPARED.finditer(filled(condition, _MARK)):
        if calculated and found.group(2).startswith("-"):
            continue
        left = _operand(condition[slice(*found.span(1))], start + found.start(1))
        right = _operand(condition[slice(*found.span(3))], start + found.start(3))
        operator = _OPERATORS[found.group(2)]
        yield Comparison(left, operator, right, fails, start + found.start(), start + found.end())


def _operand(text: str, at: int) -> Operand:
    if text.startswith(OPENING):
        return Operand(Kind.HOLE, text, at, at + len(text))
    if text.startswith("$"):
        return Operand(Kind.VARIABLE, text.strip("${}"), at, at + len(text))
    return Operand(Kind.LITERAL, text, at, at + len(text))


# Inline Python: what the shell and GitHub put into it is a name while it is parsed.

_PUT_IN = re.compile(rf"({_MARK}++)|\$\{{?([A-Za-z_]\w*+)\}}?")
_CASTS = frozenset({"float", "int", "str", "Decimal", "round"})
_EXITS = frozenset({"exit", "_exit", "quit"})
_PYTHON = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


def _in_python(text: str, start: int, end: int) -> Iterator[Comparison]:
    body = text[start:end]
    quote = body[:1] if body[:1] in "\"'" and body[-1:] == body[:1] else ""
    source, operands = _put_in(body.strip(quote) if quote else body, start + len(quote))
    if len(source) > MAX_PYTHON:
        return
    try:
        tree = ast.parse(_dedented(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    names = dict(_assigned(tree))
    for test, fails in _tests(tree):
        for compare, sense in _compares(test, fails=fails):
            operator = _PYTHON.get(type(compare.ops[0]))
            if operator is not None:
                left = _side(compare.left, names, operands, (start, end))
                right = _side(compare.comparators[0], names, operands, (start, end))
                yield Comparison(left, operator, right, sense, start, end)


def _assigned(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The names that are assigned, `a, b = 1, 2` one by one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            pairs = [(node.targets[0], node.value)]
            if isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(node.targets[0].elts, node.value.elts, strict=False))
            for target, value in pairs:
                if isinstance(target, ast.Name):
                    yield target.id, value


def _put_in(body: str, start: int) -> tuple[str, dict[str, Operand]]:
    operands: dict[str, Operand] = {}

    def name(found: re.Match[str]) -> str:
        key = f"put_in_{len(operands)}"
        kind = Kind.HOLE if found.group(1) else Kind.VARIABLE
        at, end = found.span(found.lastindex or 0)
        operands[key] = Operand(kind, body[at:end], start + found.start(), start + found.end())
        return key

    return _PUT_IN.sub(name, filled(body, _MARK)).replace('\\"', '"'), operands


def _dedented(source: str) -> str:
    lines = [line for line in source.splitlines() if line.strip()]
    margin = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    return "\n".join(line[margin:] for line in lines)


def _tests(tree: ast.AST) -> Iterator[tuple[ast.expr, bool]]:
    """Conditions on which it hangs whether the program fails, and whether it does where they
    hold."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If):
            if _fails(node.body):
                yield node.test, True
            if _fails(node.orelse):
                yield node.test, False
        elif isinstance(node, ast.Assert):
            yield node.test, False
        elif isinstance(node, ast.Call) and _is_exit(node) and len(node.args) == 1:
            code = node.args[0]
            if isinstance(code, ast.IfExp):
                yield code.test, _is_failure(code.body)


def _fails(body: list[ast.stmt]) -> bool:
    for each in body:
        if isinstance(each, ast.Raise):
            return True
        call = each.value if isinstance(each, ast.Expr) else None
        if isinstance(call, ast.Call) and _is_exit(call):
            return bool(call.args) and _is_failure(call.args[0])
    return False


def _is_exit(call: ast.Call) -> bool:
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in _EXITS


def _is_failure(code: ast.expr) -> bool:
    return isinstance(code, ast.Constant) and code.value not in (0, None, False)


def _compares(test: ast.expr, *, fails: bool) -> Iterator[tuple[ast.Compare, bool]]:
    """The comparisons of a condition that decide it by themselves."""
    waiting = [(test, fails)]
    while waiting:
        each, sense = waiting.pop()
        if isinstance(each, ast.Compare) and len(each.ops) == 1:
            yield each, sense
        elif isinstance(each, ast.UnaryOp) and isinstance(each.op, ast.Not):
            waiting.append((each.operand, not sense))
        elif isinstance(each, ast.BoolOp):
            waiting.extend((value, sense) for value in reversed(each.values))


def _side(
    node: ast.expr,
    names: dict[str, ast.expr],
    operands: dict[str, Operand],
    span: tuple[int, int],
) -> Operand:
    for _ in range(8):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[inner, *_]) if name in _CASTS:
                node = inner
            case ast.Name(id=name) if name in operands:
                return operands[name]
            case ast.Name(id=name) if name in names:
                node = names[name]
            case ast.Constant(value=str(text)) if text in operands:
                return operands[text]
            case ast.Constant(value=bool() | int() | float() | str() as value):
                return Operand(Kind.LITERAL, str(value), span[0], span[1])
            case ast.BoolOp(op=ast.Or(), values=[first, *_]):
                node = first
            case _:
                return _environment(node)
    return Operand(Kind.OTHER)


def _environment(node: ast.expr) -> Operand:
    """`os.environ["X"]`, `os.environ.get("X", …)`, `os.getenv("X", …)`."""
    match node:
        case ast.Subscript(value=of, slice=ast.Constant(value=str(name))) if _is_os(of, "environ"):
            return Operand(Kind.VARIABLE, name)
        case ast.Call(
            func=ast.Attribute(value=of, attr="get"), args=[ast.Constant(value=str(name)), *_]
        ) if _is_os(of, "environ"):
            return Operand(Kind.VARIABLE, name)
        case ast.Call(func=of, args=[ast.Constant(value=str(name)), *_]) if _is_os(of, "getenv"):
            return Operand(Kind.VARIABLE, name)
    return Operand(Kind.OTHER)


def _is_os(node: ast.expr, name: str) -> bool:
    of = node.value if isinstance(node, ast.Attribute) and node.attr == name else None
    return isinstance(of, ast.Name) and of.id == "os"


def turned(comparison: Comparison) -> Comparison:
    """The same comparison from its other side."""
    return Comparison(
        comparison.right,
        _MIRROR[comparison.operator],
        comparison.left,
        comparison.fails,
        comparison.start,
        comparison.end,
    )


def truth(left: float | str, operator: str, right: float | str) -> bool | None:
    """Whether a comparison of two literals holds; None where it means nothing."""
    if isinstance(left, float) and isinstance(right, float):
        return {
            "<": left < right,
            "<=": left <= right,
            ">": left > right,
            ">=": left >= right,
            "==": left == right,
            "!=": left != right,
        }[operator]
    if operator in ("==", "!="):
        return (str(left) == str(right)) is (operator == "==")
    return None


def values(operand: Operand, before: int, way: Way) -> tuple[Value, ...]:
    """What an operand can hold at a place of the script."""
    value: Value | None = None
    if operand.kind is Kind.LITERAL:
        value = Known(operand.text, origin=Origin(way.span(operand.start, operand.end)))
    elif operand.kind is Kind.VARIABLE:
        value = way.variable(operand.text, before)
    elif operand.kind is Kind.HOLE:
        hole = Embedded(operand.start, operand.end)
        value = way.word(Word(operand.start, operand.end, (hole,)), operand.start)
    if value is None:
        return (Unknown(Reason(Cause.RUNTIME, operand.text)),)
    return tuple(alternatives(value))


def number(value: Value) -> float | str | None:
    """A known value as a number where it is one; None where it is not known."""
    if not isinstance(value, Known) or value.data is None:
        return None
    return as_number(str(value.data))


def as_number(text: str) -> float | str:
    """A text as a number, where it is one."""
    try:
        return float(text)
    except ValueError:
        return text
