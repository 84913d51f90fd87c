"""Parser tables from python-hcl2's grammar and ours: the only module that imports lark.

It runs when the package is built, and where it was installed without tables.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Final

import msgspec
from lark import Lark
from lark.grammar import Rule as LarkRule
from lark.lexer import Lexer, LexerState, TerminalDef, Token

from azlint.languages.terraform.tables import Rule, Tables
from azlint.languages.terraform.tokens import TYPES

STARTS: Final = ("start", "lone_expression", "lone_template")


class _NoLexer(Lexer):
    """The tokens are made elsewhere; lark only builds the tables."""

    def __init__(self, _configuration: object) -> None:
        pass

    def lex(self, lexer_state: LexerState, parser_state: object) -> Iterator[Token]:
        return iter(())


class _Symbol(msgspec.Struct):
    name: str


class _Production(msgspec.Struct):
    origin: _Symbol
    expansion: list[_Symbol]
    alias: str | None


class _Reference(msgspec.Struct):
    index: int = msgspec.field(name="@")


class _Table(msgspec.Struct):
    """What `Lark.memo_serialize` says of its parse table: 0 is a shift, 1 a reduction."""

    tokens: dict[int, str]
    states: dict[int, dict[int, tuple[int, int | _Reference]]]
    start_states: dict[str, int]
    end_states: dict[str, int]


def _local(name: str) -> str:
    """A name without lark's mark of what an imported rule brings along."""
    return name.removeprefix("hcl2__")


def build(key: str, overlay: str, folder: Path) -> Tables:
    """The tables of the grammar `overlay`, which imports `hcl2.lark` from a folder."""
    parser = Lark(
        overlay,
        parser="lalr",
        lexer=_NoLexer,
        start=list(STARTS),
        import_paths=[str(folder)],
        maybe_placeholders=False,
        propagate_positions=False,
    )
    data, memo = parser.memo_serialize([TerminalDef, LarkRule])
    table = msgspec.convert(data["parser"]["parser"], _Table)
    productions = {
        index: msgspec.convert(item, _Production)
        for index, item in memo.items()
        if item["__type__"] == "Rule"
    }
    return _Builder(table, productions).build(key)


def _possible(productions: Collection[_Production]) -> frozenset[str]:
    """The nonterminals that can be made of our tokens."""
    found: set[str] = set()
    size = -1
    while size < len(found):
        size = len(found)
        found.update(_local(item.origin.name) for item in productions if _usable(item, found))
    return frozenset(found)


def _usable(production: _Production, nonterminals: Container[str]) -> bool:
    names = (_local(symbol.name) for symbol in production.expansion)
    return all(name in TYPES or name in nonterminals for name in names)


class _Builder:
    """Keeps of lark's table what our tokens can reach, in an order that is always the same."""

    def __init__(self, table: _Table, productions: dict[int, _Production]) -> None:
        self.table = table
        possible = _possible(productions.values())
        self.nonterminals = {name: index for index, name in enumerate(sorted(possible))}
        rules = sorted(
            (self._rule(production), index)
            for index, production in productions.items()
            if _usable(production, possible)
        )
        self.rules = tuple(rule for rule, _ in rules)
        self.numbers = {index: number for number, (_, index) in enumerate(rules)}
        self.states: dict[int, int] = {}
        self.queue: list[int] = []

    def _rule(self, production: _Production) -> Rule:
        symbols = tuple(_local(symbol.name) for symbol in production.expansion)
        return Rule(
            self.nonterminals[_local(production.origin.name)],
            _local(production.alias or production.origin.name),
            symbols,
            tuple(index for index, name in enumerate(symbols) if name not in TYPES),
        )

    def _state(self, state: int) -> int:
        """The new number of a state, which is then reached."""
        if state not in self.states:
            self.states[state] = len(self.queue)
            self.queue.append(state)
        return self.states[state]

    def _row(self, state: int) -> tuple[dict[int, int], dict[int, int]]:
        actions: dict[int, int] = {}
        gotos: dict[int, int] = {}
        row = self.table.states[state]
        for name, step in sorted(
            ((_local(self.table.tokens[index]), row[index]) for index in row), key=itemgetter(0)
        ):
            target = step[1]
            if isinstance(target, _Reference):
                if name in TYPES and target.index in self.numbers:
                    actions[TYPES[name]] = ~self.numbers[target.index]
            elif name in TYPES:
                actions[TYPES[name]] = self._state(target)
            elif name in self.nonterminals:
                gotos[self.nonterminals[name]] = self._state(target)
        return actions, gotos

    def build(self, key: str) -> Tables:
        for name in STARTS:
            self._state(self.table.start_states[name])
        rows = []
        for state in self.queue:  # grows while it is read
            rows.append(self._row(state))  # noqa: PERF401
        starts = {
            name: (
                self.states[self.table.start_states[name]],
                self.states[self.table.end_states[name]],
            )
            for name in STARTS
        }
        return Tables(
            key, starts, self.rules, tuple(row[0] for row in rows), tuple(row[1] for row in rows)
        )
