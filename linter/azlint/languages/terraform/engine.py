"""The LALR(1) automaton that runs on the tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Final, NamedTuple

from azlint.languages.terraform import tables
from azlint.languages.terraform.build import Builder
from azlint.languages.terraform.depth import TooDeepError
from azlint.languages.terraform.tokens import END, Tokens

DEEP: Final = "nested too deeply"
STACK: Final = 400
"""How many symbols may wait for their end; an expression in brackets needs two or three."""

Meaning = Callable[..., object]
"""What a production makes of the values of its symbols."""

Rule = tuple[int, int, Meaning | None]
"""The length of a production, its nonterminal and its meaning."""


class Failure(NamedTuple):
    """Where the automaton stopped: the token, the state, and the values that waited."""

    token: int
    state: int
    values: list[object]
    message: str = ""


_SPECIAL: Final = {
    "expr_term: identifier": "variable",
    "expr_term: LPAR expression RPAR": "parentheses",
}
_NAMES: Final = {
    "tuple": "tuple_",
    "object": "object_",
    "int_lit": "number",
    "float_lit": "number",
    "template_string": "plain",
    "index_expr_term": "suffixed",
    "get_attr_expr_term": "suffixed",
    "attr_splat_expr_term": "suffixed",
    "full_splat_expr_term": "suffixed",
    "heredoc_template": "heredoc",
    "heredoc_template_trim": "flush_heredoc",
    "template_else": "template_end",
    "template_endif": "template_end",
    "template_endfor": "template_end",
}


def _method(rule: tables.Rule) -> str:
    """The method of the builder for a rule, empty if its only value passes through."""
    production = f"{rule.name}: {' '.join(rule.symbols)}"
    name = _SPECIAL.get(production) or _NAMES.get(rule.name, rule.name)
    if hasattr(Builder, name):
        return name
    if len(rule.symbols) != 1:
        raise LookupError(f"no meaning for {production}")
    return ""


def _repetition(rule: tables.Rule) -> Meaning | None:
    """For a rule that lark made of `*` or `+`: collect the values that are no tokens."""
    if not rule.name.startswith("__"):
        return None
    if rule.symbols[0] == rule.name:
        return partial(_extend, rule.kept[1:])
    return partial(_begin, rule.kept)


def _begin(kept: tuple[int, ...], *values: object) -> list[object]:
    return [values[index] for index in kept]


def _extend(kept: tuple[int, ...], items: list[object], *values: object) -> list[object]:
    items.extend([values[index - 1] for index in kept])
    return items


class Engine:
    """Tables made ready to run.

    `settled` remembers the state after a reduction, past all rules that only pass a value on;
    its key is the state below, the nonterminal and the terminal ahead.
    """

    def __init__(self, source: tables.Tables) -> None:
        self.tables = source
        self.settled: dict[int, int] = {}
        self.repetitions = tuple(map(_repetition, source.rules))
        self.methods = tuple(
            "" if repetition else _method(rule)
            for rule, repetition in zip(source.rules, self.repetitions, strict=True)
        )

    def settle(self, key: int) -> int:
        """Fill in one entry of `settled`."""
        rest, type_ = divmod(key, 64)
        below, origin = divmod(rest, 256)
        while True:
            state = self.tables.gotos[below][origin]
            action = self.tables.actions[state].get(type_, 0)
            if action >= 0 or self.methods[~action] or self.repetitions[~action]:
                break
            origin = self.tables.rules[~action].origin
        self.settled[key] = state
        return state

    def bind(self, builder: Builder) -> list[Rule]:
        """For each rule: its length, its nonterminal and its meaning."""
        return [
            (
                len(rule.symbols),
                rule.origin,
                repetition or (getattr(builder, method) if method else None),
            )
            for rule, repetition, method in zip(
                self.tables.rules, self.repetitions, self.methods, strict=True
            )
        ]

    def run(self, start: str, rules: list[Rule], tokens: Tokens, first: int = 0) -> object:
        """The value of a start symbol for the tokens from `first` on, or a `Failure`."""
        actions, settled = self.tables.actions, self.settled
        state, accepting = self.tables.starts[start]
        states = [state]
        values: list[object] = []
        types = tokens.types
        token = first
        try:
            for token in range(first, len(types)):
                type_ = types[token]
                while (action := actions[state].get(type_)) is not None and action < 0:
                    size, origin, meaning = rules[~action]
                    if meaning is None:
                        states.pop()
                        value = values.pop()
                    elif size:
                        arguments = values[-size:]
                        del values[-size:], states[-size:]
                        value = meaning(*arguments)
                    else:
                        value = meaning()
                    key = (states[-1] * 256 + origin) * 64 + type_
                    state = settled.get(key) or self.settle(key)
                    if state == accepting and type_ == END:
                        return value
                    states.append(state)
                    values.append(value)
                if action is None or len(states) > STACK:
                    break
                state = action
                states.append(state)
                values.append(token)
        except TooDeepError:
            return Failure(token, state, values, DEEP)
        return Failure(token, state, values, DEEP if len(states) > STACK else "")


@cache
def engine() -> Engine:
    """The automaton for Terraform's grammar."""
    return Engine(tables.load())
