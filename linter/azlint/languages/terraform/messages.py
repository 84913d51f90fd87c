"""What is wrong where the automaton stopped, in HCL's terms."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final

from azlint.languages.terraform.tokens import (
    DIRECTIVE,
    EQ,
    INTERPOLATION,
    LBRACE,
    NAME,
    OPERATORS,
    PLAIN,
    QUOTE,
    RBRACE,
    TERMINALS,
    TYPES,
    Tokens,
    innermost,
)
from azlint.source import Source

_SPELLINGS: Final = {
    **{TERMINALS[type_]: f'"{text}"' for text, type_ in OPERATORS.items()},
    "EQ": '"="',
    "LPAR": '"("',
    "RPAR": '")"',
    "LSQB": '"["',
    "RSQB": '"]"',
    "LBRACE": '"{"',
    "RBRACE": '"}"',
    "NAME": "a name",
    "INT_LITERAL": "a number",
    "TEMPLATE_STRING": "a string",
    "NEWLINE": "a new line",
    "IN": '"in"',
    "IF": '"if"',
    "FOR": '"for"',
    "ELSE": '"else"',
    "ENDIF": '"endif"',
    "ENDFOR": '"endfor"',
}
_WORDS: Final = frozenset({"IN", "IF", "FOR", "ELSE", "ENDIF", "ENDFOR"})
"""What is said best as "a name" where any name will do."""
_OPERAND: Final = {TYPES["INT_LITERAL"], TYPES["LPAR"], TYPES["MINUS"]}
_OPERATOR: Final = TYPES["QMARK"]
_AFTER_VALUE: Final = {
    TYPES["LPAR"]: '"," or ")"',
    TYPES["LSQB"]: '"," or "]"',
    LBRACE: 'a new line or "," after the value',
    INTERPOLATION: '"}" to close the template expression',
    DIRECTIVE: '"}" to close the template directive',
}
_BRACKETS: Final = {
    TYPES["LPAR"]: (")", "parentheses"),
    TYPES["LSQB"]: ("]", "brackets"),
    LBRACE: ("}", "object"),
    INTERPOLATION: ("}", "template expression"),
    DIRECTIVE: ("}", "template directive"),
}


def explain(
    source: Source, tokens: Tokens, first: int, token: int, expected: AbstractSet[int]
) -> str:
    """A message for the token where the item that begins at `first` cannot go on."""
    fault = tokens.faults.get(token)
    if fault is not None:
        return fault.message if fault.opened is None else _opened(source, *fault)
    if expected > _OPERAND and _OPERATOR not in expected:
        return "expected an expression"
    bracket = innermost(tokens, first, token)
    if _OPERATOR in expected:
        return f"expected {_after_value(tokens, bracket)}"
    return f"expected {_either(_names(expected if bracket is not None else expected - {RBRACE}))}"


def _after_value(tokens: Tokens, bracket: int | None) -> str:
    """What may follow a value, other than an operator, in a bracket."""
    if bracket is None and EQ not in tokens.types:
        return "the end of the expression"
    if bracket is None or (tokens.types[bracket] == LBRACE and _is_block(tokens, bracket)):
        return "a new line after the argument"
    return _AFTER_VALUE[tokens.types[bracket]]


def _is_block(tokens: Tokens, brace: int) -> bool:
    """Whether a brace opens a block and not an object."""
    return brace > 0 and tokens.types[brace - 1] in (NAME, PLAIN, QUOTE)


def _names(expected: AbstractSet[int]) -> list[str]:
    """The terminals as they are written, sorted."""
    terminals = {TERMINALS[type_] for type_ in expected}
    if "NAME" in terminals:
        terminals -= _WORDS
    starts_item = terminals >= {"NAME", "$END"} or terminals >= {"NAME", "RBRACE"}
    if starts_item:
        terminals.remove("NAME")
    names = sorted(_SPELLINGS[name] for name in terminals if name in _SPELLINGS)
    return [*names, "an argument", "a block"] if starts_item else names


def _opened(source: Source, message: str, offset: int | None) -> str:
    """A message with the line of the bracket that it is about."""
    return f"{message} opened at line {source.position(offset or 0).line}"


def unclosed(source: Source, tokens: Tokens, first: int, token: int) -> str:
    """A message for the innermost bracket that is open before a token."""
    bracket = innermost(tokens, first, token)
    if bracket is None:
        return "expected a new line"
    type_ = tokens.types[bracket]
    is_block = type_ == LBRACE and _is_block(tokens, bracket)
    closer, name = ("}", "block") if is_block else _BRACKETS[type_]
    message = f'expected "{closer}" to close the {name}'
    return _opened(source, message, tokens.starts[bracket])


def _either(names: list[str]) -> str:
    if not names:
        return "the end of the file"
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
