"""The terminals of HCL's grammar, and the list of tokens that a text is made of."""

from __future__ import annotations

from typing import Final, NamedTuple

TERMINALS: Final = (
    "$END",
    "ERROR",
    "NEWLINE",
    "NAME",
    "INT_LITERAL",
    "FLOAT_LITERAL",
    "TEMPLATE_STRING",
    "STRING_CHARS",
    "DBLQUOTE",
    "INTERP_START",
    "DIRECTIVE_START",
    "HEREDOC_TEMPLATE",
    "HEREDOC_TEMPLATE_TRIM",
    "HEREDOC_END",
    "LPAR",
    "RPAR",
    "LSQB",
    "RSQB",
    "LBRACE",
    "RBRACE",
    "COMMA",
    "DOT",
    "EQ",
    "COLON",
    "COLONS",
    "QMARK",
    "ELLIPSIS",
    "FOR_OBJECT_ARROW",
    "ASTERISK",
    "SLASH",
    "PERCENT",
    "PLUS",
    "MINUS",
    "NOT",
    "DOUBLE_EQ",
    "NEQ",
    "LT",
    "GT",
    "LEQ",
    "GEQ",
    "DOUBLE_AMP",
    "DOUBLE_PIPE",
    "FOR",
    "IN",
    "IF",
    "ELSE",
    "ENDIF",
    "ENDFOR",
)
"""The type of a token is an index here. The names are python-hcl2's where it has one."""

TYPES: Final = {name: index for index, name in enumerate(TERMINALS)}

END = TYPES["$END"]
ERROR = TYPES["ERROR"]
NEWLINE = TYPES["NEWLINE"]
NAME = TYPES["NAME"]
INT = TYPES["INT_LITERAL"]
FLOAT = TYPES["FLOAT_LITERAL"]
PLAIN = TYPES["TEMPLATE_STRING"]
CHARS = TYPES["STRING_CHARS"]
QUOTE = TYPES["DBLQUOTE"]
INTERPOLATION = TYPES["INTERP_START"]
DIRECTIVE = TYPES["DIRECTIVE_START"]
HEREDOC = TYPES["HEREDOC_TEMPLATE"]
FLUSH_HEREDOC = TYPES["HEREDOC_TEMPLATE_TRIM"]
HEREDOC_END = TYPES["HEREDOC_END"]
LSQB = TYPES["LSQB"]
LBRACE = TYPES["LBRACE"]
RBRACE = TYPES["RBRACE"]
COMMA = TYPES["COMMA"]
EQ = TYPES["EQ"]
ELLIPSIS = TYPES["ELLIPSIS"]
FOR = TYPES["FOR"]
IN = TYPES["IN"]
IF = TYPES["IF"]

OPENERS: Final = {"(": TYPES["LPAR"], "[": LSQB, "{": LBRACE}
CLOSERS: Final = {")": TYPES["RPAR"], "]": TYPES["RSQB"], "}": RBRACE}
OPERATORS: Final = {
    ",": COMMA,
    ".": TYPES["DOT"],
    ":": TYPES["COLON"],
    "::": TYPES["COLONS"],
    "?": TYPES["QMARK"],
    "...": ELLIPSIS,
    "=>": TYPES["FOR_OBJECT_ARROW"],
    "*": TYPES["ASTERISK"],
    "/": TYPES["SLASH"],
    "%": TYPES["PERCENT"],
    "+": TYPES["PLUS"],
    "-": TYPES["MINUS"],
    "!": TYPES["NOT"],
    "==": TYPES["DOUBLE_EQ"],
    "!=": TYPES["NEQ"],
    "<": TYPES["LT"],
    ">": TYPES["GT"],
    "<=": TYPES["LEQ"],
    ">=": TYPES["GEQ"],
    "&&": TYPES["DOUBLE_AMP"],
    "||": TYPES["DOUBLE_PIPE"],
}
DIRECTIVES: Final = {word: TYPES[word.upper()] for word in ("if", "else", "endif", "for", "endfor")}
OPERAND_ENDS: Final = frozenset(
    (NAME, INT, FLOAT, PLAIN, QUOTE, HEREDOC_END, TYPES["RPAR"], TYPES["RSQB"], RBRACE)
)


class Fault(NamedTuple):
    """What is wrong with a token, and the offset of the bracket that it is about."""

    message: str
    opened: int | None = None


class Tokens(NamedTuple):
    """Parallel lists of types, starts and ends; the last token is an empty `$END`.

    comments: spans of comments · line_ends: indices of the newlines outside every bracket ·
    faults: what is wrong, by the index of the token where it shows.
    """

    types: list[int]
    starts: list[int]
    ends: list[int]
    comments: list[tuple[int, int]]
    line_ends: list[int]
    faults: dict[int, Fault]


OPENING: Final = frozenset((*OPENERS.values(), INTERPOLATION, DIRECTIVE))
CLOSING: Final = frozenset(CLOSERS.values())


def innermost(tokens: Tokens, first: int, last: int) -> int | None:
    """The bracket that is open before the token `last`, where none was at `first`."""
    open_: list[int] = []
    for index in range(first, last):
        type_ = tokens.types[index]
        if type_ in OPENING:
            open_.append(index)
        elif type_ in CLOSING and open_:
            open_.pop()
    return open_[-1] if open_ else None
