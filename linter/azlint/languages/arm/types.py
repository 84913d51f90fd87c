"""Types of parameters, outputs and definitions as Bicep writes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from azlint.languages.arm.json import Members, members, text_of
from azlint.languages.bicep.syntax import (
    AdditionalProperties,
    ArrayType,
    Decorator,
    NullableType,
    ObjectType,
    TupleItem,
    TupleType,
    TypeExpression,
    TypeName,
    TypeProperty,
    UnionType,
)
from azlint.languages.bicep.types import BOUNDS
from azlint.syntax import Call, Expression, List, Literal, Name, Template

NAMES: Final = {
    "string": "string",
    "securestring": "string",
    "int": "int",
    "bool": "bool",
    "object": "object",
    "secureobject": "object",
    "array": "array",
}
DEFINITIONS: Final = "#/definitions/"


def type_of(node: Expression) -> TypeExpression:
    """The type that an object describes."""
    written = members(node)
    type_ = _type(node, written)
    nullable = written.value("nullable")
    if isinstance(nullable, Literal) and nullable.value is True:
        return NullableType(node.start, node.end, type_)
    return type_


def decorators(node: Expression) -> Iterator[Decorator]:
    """What a declaration says of a value beside its type."""
    written = members(node)
    allowed = written.value("allowedValues")
    if isinstance(allowed, List):
        place = allowed.start, allowed.end
        yield Decorator(*place, Call(*place, "allowed", (allowed,)))
    for name in BOUNDS:
        bound = written.value(name)
        if isinstance(bound, Literal):
            yield Decorator(bound.start, bound.end, Call(bound.start, bound.end, name, (bound,)))
    type_ = written.value("type")
    if type_ is not None and text_of(type_).lower().startswith("secure"):
        yield Decorator(type_.start, type_.end, Name(type_.start, type_.end, "secure"))


def _type(node: Expression, written: Members) -> TypeExpression:
    reference = text_of(written.value("$ref"))
    if reference:
        return TypeName(node.start, node.end, reference.removeprefix(DEFINITIONS))
    name = NAMES.get(text_of(written.value("type")).lower(), "any")
    allowed = written.value("allowedValues")
    if isinstance(allowed, List) and name not in {"array", "object"}:
        options = tuple(item for item in allowed.items if isinstance(item, (Literal, Template)))
        return UnionType(allowed.start, allowed.end, options)
    if name == "object" and written.value("discriminator") is None:
        return _object(node, written)
    return _array(node, written) if name == "array" else TypeName(node.start, node.end, name)


def _object(node: Expression, written: Members) -> TypeExpression:
    found: list[TypeProperty | AdditionalProperties] = [
        TypeProperty(
            item.start, item.end, tuple(decorators(item.value)), item.key, type_of(item.value)
        )
        for item in members(written.value("properties"))
        if isinstance(item.key, Literal)
    ]
    more = written.value("additionalProperties")
    if more is not None and not isinstance(more, Literal):
        found.append(AdditionalProperties(more.start, more.end, (), type_of(more)))
    if not found:
        return TypeName(node.start, node.end, "object")
    return ObjectType(node.start, node.end, tuple(found))


def _array(node: Expression, written: Members) -> TypeExpression:
    prefix = written.value("prefixItems")
    if isinstance(prefix, List):
        items = tuple(
            TupleItem(item.start, item.end, tuple(decorators(item)), type_of(item))
            for item in prefix.items
        )
        return TupleType(node.start, node.end, items)
    items_of = written.value("items")
    if items_of is None or isinstance(items_of, Literal):
        return TypeName(node.start, node.end, "array")
    return ArrayType(node.start, node.end, type_of(items_of))
