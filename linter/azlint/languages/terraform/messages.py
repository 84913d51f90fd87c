"""What is wrong where the automaton stopped, in HCL's terms."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final

from azlint.languages.terraform.tokens import (
    DIRECTIVE,
    INTERPOLATION,
    LBRACE,
    NAME,
    OPERATORS,
    PLAIN,
    QUOTE,
    TERMINALS,
    TYPES,
    Tokens,
    innermost,
)

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
_OPERAND: Final = {TYPES["INT_LITERAL"], TYPES["LPAR"], TYPES["MINUS"]}
_OPERATOR: Final = TYPES["QMARK"]
_AFTER_VALUE: Final = {
    TYPES["LPAR"]: 'expected "," or ")"',
    TYPES["LSQB"]: 'expected "," or "]"',
    LBRACE: 'expected a new line or "," after the value',
    INTERPOLATION: 'expected "}" to close the template expression',
    DIRECTIVE: 'expected "}" to close the template directive',
}
_BRACKETS: Final = {
    TYPES["LPAR"]: (")", "parentheses"),
    TYPES["LSQB"]: ("]", "brackets"),
    LBRACE: ("}", "object"),
    INTERPOLATION: ("}", "template expression"),
    DIRECTIVE: ("}", "template directive"),
}


def explain(tokens: Tokens, first: int, token: int, expected: AbstractSet[int]) -> str:
    """A message for the token where the item that begins at `first` cannot go on."""
    if token in tokens.errors:
        return tokens.errors[token]
    if expected > _OPERAND and _OPERATOR not in expected:
        return "expected an expression"
    if _OPERATOR in expected:
        bracket = innermost(tokens, first, token)
        block = bracket is None or (
            tokens.types[bracket] == LBRACE
            and TYPES["NEWLINE"] in expected
            and TYPES["COMMA"] not in expected
        )
        if bracket is None or block:
            return "expected a new line after the argument"
        return _AFTER_VALUE[tokens.types[bracket]]
    names = sorted(
        _SPELLINGS[name] for name in map(TERMINALS.__getitem__, expected) if name in _SPELLINGS
    )
    return f"expected {_either(names)}"


def unclosed(text: str, tokens: Tokens, first: int, token: int) -> str:
    """A message for the innermost bracket that is open before a token."""
    bracket = innermost(tokens, first, token)
    if bracket is None:
        return "expected a new line"
    type_ = tokens.types[bracket]
    is_block = type_ == LBRACE and tokens.types[bracket - 1] in (NAME, PLAIN, QUOTE)
    closer, name = ("}", "block") if is_block else _BRACKETS[type_]
    line = text.count("\n", 0, tokens.starts[bracket]) + 1
    return f'expected "{closer}" to close the {name} opened at line {line}'


def _either(names: list[str]) -> str:
    if not names:
        return "the end of the file"
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
