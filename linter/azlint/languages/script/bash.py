"""Commands of a bash script, from the grammar's tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from azlint.languages.script.edits import PATTERNS, literally
from azlint.languages.script.expansions import Expansion, expansion
from azlint.languages.script.masking import Masked
from azlint.languages.script.syntax import (
    Assignment,
    Branch,
    Command,
    Dark,
    Embedded,
    Output,
    Piece,
    Redirect,
    Script,
    Text,
    Variable,
    Word,
)
from azlint.languages.script.tree import Tree
from azlint.languages.script.wrappers import unwrapped
from azlint.patterns import regex

_BARE = regex(r"\\(\r?\n|.)", re.DOTALL)
_QUOTED = regex(r"\\(\r?\n|[$`\"\\])")
_SUBSTITUTIONS = frozenset({"command_substitution", "process_substitution"})
_SUBSHELLS = _SUBSTITUTIONS | {"subshell"}
_TESTS = frozenset({"test_command", "negated_command"})
_OPERATORS = frozenset({"&&", "||"})
_THEN = frozenset({"if_statement", "elif_clause"})
_GROUPS = frozenset({"compound_statement", "subshell"})
_INTO = frozenset({">", ">>", "&>", "&>>", ">|"})
_OPENS = frozenset({"then", "do_group", "in"})


def read_bash(mask: Masked, root: Tree) -> Script:
    """The commands and assignments of a script, in textual order."""
    reader = _Reader(mask)
    commands = tuple(reader.commands(root, _Where()))
    return Script(
        0,
        len(mask.text),
        commands,
        tuple(reader.assignments),
        tuple(sorted(root.errors())),
        tuple(reader.decisions),
    )


class _Where(NamedTuple):
    """What holds for every command below a node; `subshell`: where the innermost one ends ·
    `until`: where the block ends that may not run."""

    conditional: bool = False
    tested: bool = False
    piped: bool = False
    assigned: str = ""
    function: str = ""
    subshell: int = 0
    until: int = 0

    def maybe(self, until: int) -> _Where:
        """In a block that may not run."""
        return self._replace(conditional=True, until=until)


class _Reader:
    def __init__(self, mask: Masked) -> None:
        self._mask = mask
        self.assignments: list[Assignment] = []
        self.decisions: list[Branch] = []

    def commands(self, node: Tree, where: _Where) -> Iterator[Command]:
        """Every command below a node, those inside substitutions included."""
        if node.type in _SUBSHELLS:
            where = where._replace(subshell=node.end)
        special = _STATEMENTS.get(node.type)
        if special is not None:
            yield from special(self, node, where)
            return
        for child in node.children:
            yield from self.commands(child, where)

    # Statements.

    def simple(self, node: Tree, where: _Where) -> Iterator[Command]:
        parts = [child for child in node.children if child.field in ("name", "argument")]
        local = tuple(self._assigned(each, where) for each in node.of("variable_assignment"))
        inner = where._replace(piped=False)
        for child in node.children:
            if child.type != "variable_assignment" or not parts:
                yield from self._inside(child, inner)
        if parts:
            words, given = unwrapped(tuple(self.word(part) for part in parts))
            yield Command(
                node.start,
                node.end,
                words,
                (*local, *given),
                tuple(self._redirect(each) for each in node.of("file_redirect")),
                (),
                *where[:-1],
            )

    def _inside(self, node: Tree, where: _Where) -> Iterator[Command]:
        """The commands in the substitutions of a word."""
        if node.type in _SUBSTITUTIONS:
            inner = where._replace(subshell=node.end)
            yield from self.all_of(node.children, inner)
        else:
            for child in node.children:
                yield from self._inside(child, where)

    def and_or(self, node: Tree, where: _Where) -> Iterator[Command]:
        """`a && b || c`: what stands behind the last `||` runs if something before it fails."""
        parts = [child for child in node.children if child.type != "comment"]
        operands, operators = parts[::2], [each.type for each in parts[1::2]]
        if len(operands) != len(operators) + 1 or not _OPERATORS.issuperset(operators):
            yield from self.all_of(parts, where)
            return
        self._decided(operands, operators)
        last = max((at for at, each in enumerate(operators, 1) if each == "||"), default=0)
        found = [
            tuple(self.commands(each, self._linked(operands, operators, at, where)))
            for at, each in enumerate(operands)
        ]
        for at, commands in enumerate(found):
            if at < last:
                behind = found[last]
                yield from (msgspec.structs.replace(each, otherwise=behind) for each in commands)
            else:
                yield from commands

    def _linked(self, operands: list[Tree], operators: list[str], at: int, where: _Where) -> _Where:
        """What holds for one operand of a chain."""
        piped = where.piped and at == len(operators)
        if at == 0:
            return where._replace(piped=piped)
        asked = operators[at - 1] == "||" or (at == 1 and operands[0].type in _TESTS)
        linked = where.maybe(operands[at].end) if asked else where
        return linked._replace(piped=piped)

    def _decided(self, operands: list[Tree], operators: list[str]) -> None:
        """What hangs on each `&&` and `||`, the last first, as it decides on all before it."""
        start = operands[0].start
        for at in range(len(operators), 0, -1):
            condition, runs = (start, operands[at - 1].end), _range(operands[at])
            nothing = (runs[1], runs[1])
            then, otherwise = (nothing, runs) if operators[at - 1] == "||" else (runs, nothing)
            self.decisions.append(Branch(start, runs[1], condition, then, otherwise))

    def pipeline(self, node: Tree, where: _Where) -> Iterator[Command]:
        operands = [child for child in node.children if child.type not in ("|", "|&")]
        for operand in operands:
            last = operand is operands[-1]
            yield from self.commands(operand, where if last else where._replace(piped=True))

    def redirected(self, node: Tree, where: _Where) -> Iterator[Command]:
        redirects = tuple(
            self._redirect(each) for each in node.of("file_redirect", "heredoc_redirect")
        )
        body = next(node.role("body"), None)
        found = [] if body is None else list(self.commands(body, where))
        nested = (each for kind in node.of("heredoc_redirect") for each in kind.children)
        later = [
            each
            for child in nested
            if child.type not in ("heredoc_start", "heredoc_body", "heredoc_end", "file_redirect")
            for each in self.commands(child, where)
        ]
        for inner in node.of("heredoc_redirect"):
            redirects += tuple(self._redirect(each) for each in inner.of("file_redirect"))
        shell = body.end if body is not None and body.type == "subshell" else where.subshell
        grouped = body is not None and body.type in _GROUPS
        sent: dict[int, Command] = {}
        for at, each in enumerate(found, 1):
            inside = grouped and each.subshell == shell and _prints(each)
            if inside or (at == len(found) and not grouped):
                new = msgspec.structs.replace(each, redirects=(*each.redirects, *redirects))
                sent[id(each)] = new
        yield from _sent(found, sent)
        yield from later

    def _redirect(self, node: Tree) -> Redirect:
        operator = next((child.type for child in node.children if not child.field), "<<")
        if node.type == "heredoc_redirect":
            body = next(node.of("heredoc_body"), Tree("", node.end, node.end))
            pieces = tuple(self._pieces(body.start, body.end, body.children, _as_is))
            return Redirect(node.start, node.end, "<<", Word(body.start, body.end, pieces))
        target = next(node.role("destination"), Tree("", node.end, node.end))
        return Redirect(node.start, node.end, operator, self.word(target))

    def tested(self, node: Tree, where: _Where) -> Iterator[Command]:
        for child in node.children:
            yield from self.commands(child, where._replace(tested=True))

    def asking(self, node: Tree, where: _Where) -> Iterator[Command]:
        """`if` and `elif`: with what they decide."""
        then = next(node.of("then"), None)
        if then is not None:
            other = next(node.of("elif_clause", "else_clause"), None)
            end = node.end if other is None else other.start
            condition = (node.children[1].start, node.children[1].end)
            body = (then.end, end)
            self.decisions.append(Branch(node.start, node.end, condition, body, (end, node.end)))
        yield from self.branches(node, where)

    def branches(self, node: Tree, where: _Where) -> Iterator[Command]:
        """`if`, `while`, `case`: the condition runs, the rest may."""
        asking = True
        for child in node.children:
            asking = asking and child.type not in _OPENS
            until = _block_end(node, child)
            inner = where._replace(tested=True) if asking else where.maybe(until)
            yield from self.commands(child, inner)

    def loop(self, node: Tree, where: _Where) -> Iterator[Command]:
        name = next(node.role("variable"), None)
        values = tuple(self.word(each) for each in node.role("value"))
        if name is not None:
            label = self._text(name)
            self.assignments.append(
                Assignment(name.start, name.end, label, values, where.conditional, where.until)
            )
        for child in node.children:
            if child.field == "value":
                yield from self._inside(child, where)
            elif child.field == "body":
                yield from self.commands(child, where.maybe(child.end))

    def definition(self, node: Tree, where: _Where) -> Iterator[Command]:
        name = next(node.role("name"), None)
        function = self._text(name) if name is not None else "?"
        for child in node.role("body"):
            inner = where.maybe(child.end)._replace(function=function)
            yield from self.commands(child, inner)

    def assigning(self, node: Tree, where: _Where) -> Iterator[Command]:
        assignment = self._assigned(node, where)
        self.assignments.append(assignment)
        for child in node.children:
            yield from self._inside(child, where._replace(assigned=assignment.name))

    def declaring(self, node: Tree, where: _Where) -> Iterator[Command]:
        exports = any(child.type in ("export", "declare") for child in node.children)
        for child in node.of("variable_assignment"):
            assignment = self._assigned(child, where)
            self.assignments.append(msgspec.structs.replace(assignment, exported=exports))
            for inner in child.children:
                yield from self._inside(inner, where._replace(assigned=assignment.name))

    def _assigned(self, node: Tree, where: _Where) -> Assignment:
        name = next(node.role("name"), node)
        value = next(node.role("value"), None)
        words = (Word(node.end, node.end, ()) if value is None else self.word(value),)
        appended = any(child.type == "+=" for child in node.children)
        text = self._text(name) if name.type == "variable_name" else "?"
        if appended:
            return Assignment(node.start, node.end, text, words, conditional=True)
        ends = [each for each in (where.until, where.subshell) if each]
        certain = not where.conditional and not where.subshell
        return Assignment(node.start, node.end, text, words, not certain, min(ends, default=0))

    def all_of(self, nodes: Iterable[Tree], where: _Where) -> Iterator[Command]:
        for node in nodes:
            yield from self.commands(node, where)

    # Words.

    def word(self, node: Tree) -> Word:
        return Word(node.start, node.end, tuple(self._piece(node)))

    def _piece(self, node: Tree) -> Iterator[Piece]:
        if node.broken:
            yield Dark(node.start, node.end)
            return
        match node.type:
            case "word" | "number" | "command_name" | "concatenation" | "regex":
                children = [each for each in node.children if each.special]
                if node.type == "command_name" and len(node.children) == 1:
                    children = list(node.children)
                if children and children[0].start == node.start and children[0].end == node.end:
                    yield from self._piece(children[0])
                else:
                    yield from self._pieces(node.start, node.end, children, _bare)
            case "string" | "translated_string":
                start = self._mask.text.find('"', node.start) + 1
                inner = [each for each in node.children if each.special]
                yield from self._pieces(start, node.end - 1, inner, _quoted)
            case "raw_string":
                yield from self._pieces(node.start + 1, node.end - 1, (), _as_is)
            case "simple_expansion" | "expansion":
                yield self._variable(node)
            case "command_substitution":
                yield Output(node.start, node.end)
            case _:
                yield Dark(node.start, node.end)

    def _variable(self, node: Tree) -> Piece:
        name = next(node.of("variable_name"), None)
        if name is None:
            return Dark(node.start, node.end)
        label = self._text(name)
        if self._text(node) in (f"${label}", f"${{{label}}}"):
            return Variable(node.start, node.end, label)
        found = expansion(self._mask, node, name)
        if found is None:
            return Variable(node.start, node.end, label, self._text(node))
        operand = self._operand(node, found) if found.certain else (Dark(*found.operand),)
        new = self._pieces(*found.new, _between(node, *found.new), _bare)
        return Variable(node.start, node.end, label, found.operator, operand, tuple(new))

    def _operand(self, node: Tree, found: Expansion) -> tuple[Piece, ...]:
        """What an operator works with; in a pattern quotes make a text literal."""
        inner = _between(node, *found.operand)
        if found.operator not in PATTERNS:
            return tuple(self._pieces(*found.operand, inner, _bare))
        pieces = self._pieces(*found.operand, inner, _as_is)
        return tuple(_quoted_in(inner, each) for each in pieces)

    def _pieces(
        self, start: int, end: int, children: Iterable[Tree], unescape: Callable[[str], str]
    ) -> Iterator[Piece]:
        """A range whose children are not literal, all between them is."""
        at = start
        for child in children:
            if not child.special:
                continue
            yield from self._literals(at, child.start, unescape)
            yield from self._piece(child)
            at = child.end
        yield from self._literals(at, end, unescape)

    def _literals(self, start: int, end: int, unescape: Callable[[str], str]) -> Iterator[Piece]:
        for opened, closed, is_hole in self._mask.split(start, end):
            if is_hole:
                yield Embedded(opened, closed)
            else:
                yield Text(opened, closed, unescape(self._mask.text[opened:closed]))

    def _text(self, node: Tree) -> str:
        return self._mask.text[node.start : node.end]


def _sent(commands: Iterable[Command], sent: Mapping[int, Command]) -> Iterator[Command]:
    """Commands of which some print elsewhere, also where they run because another one fails."""
    for each in commands:
        found = sent.get(id(each), each)
        behind = tuple(sent.get(id(other), other) for other in found.otherwise)
        yield msgspec.structs.replace(found, otherwise=behind) if behind else found


def _range(node: Tree) -> tuple[int, int]:
    return node.start, node.end


def _block_end(node: Tree, child: Tree) -> int:
    """Where the block ends that a part of a statement opens, or stands in behind `then`."""
    if node.type not in _THEN:
        return child.end
    other = next(node.of("elif_clause", "else_clause"), None)
    return max(child.end, node.end if other is None else other.start)


def _between(node: Tree, start: int, end: int) -> list[Tree]:
    return [each for each in node.inner() if start <= each.start < end]


def _quoted_in(strings: Iterable[Tree], piece: Piece) -> Piece:
    """A piece of a pattern, in which a text in quotes fits nothing but itself."""
    if isinstance(piece, Text) and any(each.start <= piece.start < each.end for each in strings):
        return msgspec.structs.replace(piece, value=literally(piece.value))
    return piece


def _bare(text: str) -> str:
    return _BARE.sub(_unescaped, text)


def _quoted(text: str) -> str:
    return _QUOTED.sub(_unescaped, text)


def _prints(command: Command) -> bool:
    """Whether what a command prints goes where that of the commands around it goes."""
    return not command.piped and not any(each.operator in _INTO for each in command.redirects)


def _unescaped(found: re.Match[str]) -> str:
    return "" if found.group(1).endswith("\n") else found.group(1)


def _as_is(text: str) -> str:
    return text


_STATEMENTS: dict[str, Callable[[_Reader, Tree, _Where], Iterator[Command]]] = {
    "command": _Reader.simple,
    "list": _Reader.and_or,
    "pipeline": _Reader.pipeline,
    "redirected_statement": _Reader.redirected,
    "negated_command": _Reader.tested,
    "if_statement": _Reader.asking,
    "elif_clause": _Reader.asking,
    "while_statement": _Reader.branches,
    "case_statement": _Reader.branches,
    "for_statement": _Reader.loop,
    "function_definition": _Reader.definition,
    "variable_assignment": _Reader.assigning,
    "declaration_command": _Reader.declaring,
    "command_substitution": lambda reader, node, where: reader.all_of(node.children, where),
}
