"""The types that an expression's value can have, told without evaluating it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from azlint.languages.workflow.references import path_of
from azlint.syntax import (
    Binary,
    Call,
    Expression,
    Literal,
    Number,
    Parentheses,
    Template,
    Unary,
)


class Kind(StrEnum):
    """What an input can be declared as."""

    STRING = "string"
    BOOLEAN = "boolean"
    NUMBER = "number"


Kinds = frozenset[Kind] | None
"""None where the type cannot be told."""

Lookup = Callable[[tuple[str, ...]], Kinds]

_STRING, _BOOLEAN, _NUMBER = (frozenset({kind}) for kind in Kind)
_FUNCTIONS: dict[str, Kinds] = {
    **dict.fromkeys(("contains", "startswith", "endswith"), _BOOLEAN),
    **dict.fromkeys(("always", "success", "failure", "cancelled"), _BOOLEAN),
    **dict.fromkeys(("format", "join", "tojson", "hashfiles"), _STRING),
}
_LITERALS: dict[type, Kinds] = {str: _STRING, bool: _BOOLEAN, int: _NUMBER, type(None): None}
_CHOICES = frozenset({"&&", "||"})


def kinds(expression: Expression, lookup: Lookup) -> Kinds:
    """The types of an expression; `lookup` tells those of a path such as `inputs.name`."""
    path, _ = path_of(expression)
    if path:
        return lookup(tuple(name.lower() for name in path))
    match expression:
        case Parentheses(inner=inner):
            return kinds(inner, lookup)
        case Literal(value=value):
            return _LITERALS[type(value)]
        case Number():
            return _NUMBER
        case Template():
            return _STRING
        case Unary():
            return _BOOLEAN
        case Call(name=name):
            return _FUNCTIONS.get(name.lower())
        case Binary(operator=operator, left=left, right=right):
            return _either(left, right, lookup) if operator in _CHOICES else _BOOLEAN
        case _:
            return None


def _either(left: Expression, right: Expression, lookup: Lookup) -> Kinds:
    one, other = kinds(left, lookup), kinds(right, lookup)
    return None if one is None or other is None else one | other
