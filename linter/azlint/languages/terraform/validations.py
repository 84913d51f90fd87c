"""What the `validation` blocks of a variable let it be."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from azlint.languages.terraform.convert import convert
from azlint.languages.terraform.module import Body, Variable, Written
from azlint.languages.terraform.results import is_error
from azlint.syntax import (
    Access,
    Binary,
    Call,
    Conditional,
    Expression,
    List,
    Literal,
    Name,
    Parentheses,
)
from azlint.value import Unknown, Value

Choices = tuple[Literal, ...]


def allowed(name: str, body: Body) -> tuple[Written, ...]:
    """Every value that a variable can have; nothing where its conditions do not list them."""
    for placed in body.of_type("validation"):
        for attribute in placed.block.attributes:
            found = _choices(attribute.value, name) if attribute.name == "condition" else ()
            if found:
                return tuple(Written(placed.path, each) for each in found)
    return ()


def narrowed(value: Value, variable: Variable, evaluate: Callable[[Written], Value]) -> Value:
    """An Unknown of which no more is known, as one of what its variable can have."""
    if not variable.allowed or not isinstance(value, Unknown) or is_error(value):
        return value
    if value.reference or value.parts or value.one_of:
        return value
    options = tuple(convert(evaluate(each), variable.type) for each in variable.allowed)
    return replace(value, one_of=options)


def _choices(condition: Expression, name: str) -> Choices:
    """The values that a condition holds for; nothing where it holds for others too."""
    match condition:
        case Parentheses(inner=inner):
            return _choices(inner, name)
        case Binary(operator="&&", left=left, right=right):
            return _choices(left, name) or _choices(right, name)
        case Binary(operator="||", left=left, right=right):
            return _both(_choices(left, name), _choices(right, name))
        case Binary(operator="==", left=left, right=right):
            return _equal(left, right, name) or _equal(right, left, name)
        case Call(name="contains", arguments=(List(items=items), value)) if _is(value, name):
            listed = tuple(item for item in items if isinstance(item, Literal))
            return listed if len(listed) == len(items) else ()
        case Conditional(condition=test, then=Literal(value=True), otherwise=rest):
            return _both(_choices(test, name), _choices(rest, name))
        case Conditional(
            condition=Binary(operator="!=", left=left, right=right),
            then=rest,
            otherwise=Literal(value=True),
        ):
            return _both(_equal(left, right, name), _choices(rest, name))
    return ()


def _both(one: Choices, other: Choices) -> Choices:
    return (*one, *other) if one and other else ()


def _equal(side: Expression, other: Expression, name: str) -> Choices:
    return (other,) if _is(side, name) and isinstance(other, Literal) else ()


def _is(expression: Expression, name: str) -> bool:
    match expression:
        case Access(object=Name(name="var"), name=read):
            return read == name
    return False
