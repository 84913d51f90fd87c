"""What a type expression says of a value: its type, the literals it allows, if it may be null."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from azlint.languages.bicep import syntax
from azlint.languages.bicep.bounds import MEASURED, narrower
from azlint.languages.bicep.interpret import evaluate
from azlint.languages.bicep.narrow import PLAIN, Narrow, inside
from azlint.languages.bicep.values import EITHER, OBJECT, boolean, text
from azlint.syntax import Literal
from azlint.value import (
    ANY,
    BOOL,
    NULL,
    NUMBER,
    STRING,
    Bounds,
    Known,
    Type,
    Unknown,
    Value,
    list_of,
    map_of,
    number,
)

if TYPE_CHECKING:
    from azlint.languages.bicep.frame import Frame

DEPTH: Final = 16
MEMBERS: Final = 64
BOUNDS: Final = {
    "minValue": (frozenset({"number"}), False),
    "maxValue": (frozenset({"number"}), True),
    "minLength": (MEASURED, False),
    "maxLength": (MEASURED, True),
}
"""Decorators that bound a number or a length: of which kinds, and whether from above."""
NAMED: Final = {
    "string": STRING,
    "int": NUMBER,
    "bool": BOOL,
    "object": OBJECT,
    "array": list_of(ANY),
    "any": ANY,
    "secureString": STRING,
    "secureObject": OBJECT,
}


class Shape(msgspec.Struct, frozen=True):
    """A type; `literals` holds every value it allows, where these are few, `bounds` those of a
    number, or of how long a text or an array is."""

    type: Type
    literals: tuple[Value, ...] = ()
    nullable: bool = False
    bounds: Bounds | None = None


ANYTHING: Final = Shape(ANY)


def narrowed(value: Unknown, shape: Shape) -> Unknown:
    """What a type adds to an Unknown, and to each that it can be."""
    if value.one_of:
        options = (narrowed(o, shape) if isinstance(o, Unknown) else o for o in value.one_of)
        value = replace(value, one_of=tuple(options))
    if value.type is ANY or value.type.kind == "any":
        value = replace(value, type=shape.type)
    literals = shape.literals or (EITHER if shape.type is BOOL else ())
    if literals and not value.one_of and value.reference is None and not value.parts:
        nullable = shape.nullable and not value.not_null
        value = replace(value, one_of=(*literals, NULL) if nullable else literals)
    if not shape.nullable and shape.type is not ANY:
        value = replace(value, not_null=True)
    if shape.bounds is not None and value.type.kind == shape.type.kind:
        value = replace(value, bounds=narrower(value.bounds, shape.bounds))
    return value


def decorated(shape: Shape, decorators: Sequence[syntax.Decorator], frame: Frame) -> Shape:
    """What decorators make of a shape."""
    for decorator in decorators:
        if decorator.arguments and (decorator.name == "allowed" or decorator.name in BOUNDS):
            shape = _decorated(shape, decorator.name, evaluate(decorator.arguments[0], frame.scope))
    return shape


def _decorated(shape: Shape, name: str, given: Value) -> Shape:
    data = _data(given)
    if name == "allowed":
        return allowing(shape, data) if isinstance(data, tuple) else shape
    kinds, upper = BOUNDS[name]
    if shape.type.kind not in kinds or type(data) is not int:
        return shape
    bounds = Bounds(high=data) if upper else Bounds(low=data)
    return replace(shape, bounds=narrower(shape.bounds, bounds))


def allowing(shape: Shape, allowed: tuple[Value, ...]) -> Shape:
    """What `@allowed` makes of a shape: of an array it tells the elements."""
    arrays = [isinstance(_data(one), tuple) for one in allowed]
    if shape.type.kind != "list" or all(arrays):
        return replace(shape, literals=allowed)
    if any(arrays) or len({one.type.kind for one in allowed}) > 1:
        return shape
    return replace(shape, type=list_of(inside(allowed[0].type, allowed)), literals=())


def shape_of(type_: syntax.TypeExpression, frame: Frame, depth: int = DEPTH) -> Shape:
    """The shape of a type expression, in the names of a file."""
    if depth == 0:
        return ANYTHING
    match type_:
        case syntax.NullableType(type=inner):
            return replace(shape_of(inner, frame, depth - 1), nullable=True)
        case syntax.NonNullableType(type=inner):
            return replace(shape_of(inner, frame, depth - 1), nullable=False)
        case syntax.ParenthesizedType(type=inner):
            return shape_of(inner, frame, depth - 1)
        case syntax.ArrayType(type=inner):
            return Shape(list_of(_inside(shape_of(inner, frame, depth - 1))))
        case syntax.TupleType(items=items):
            shapes = [_member(item, frame, depth) for item in items[:MEMBERS]]
            return Shape(Type("tuple", elements=tuple(map(_inside, shapes))))
        case syntax.ObjectType():
            return Shape(_object(type_, frame, depth))
        case syntax.UnionType(members=members):
            return _union([shape_of(one, frame, depth - 1) for one in members[:MEMBERS]], members)
        case syntax.TypeName(name=name):
            return _named(name, frame, depth)
        case syntax.TypeAccess(type=inner, name=name):
            return _accessed(inner, name, frame, depth)
        case syntax.TypeItems(type=inner) | syntax.TypeValues(type=inner):
            return _shape(shape_of(inner, frame, depth - 1).type.element)
        case syntax.TypeIndex(type=inner, key=Literal(value=int() as at)):
            elements = shape_of(inner, frame, depth - 1).type.elements
            return _shape(elements[at] if 0 <= at < len(elements) else None)
        case syntax.TypeUnary(operator=operator, type=Literal(value=value)):
            return _literal(_signed(operator, value))
        case Literal(value=value):
            return _literal(value)
        case _:
            return ANYTHING


def _literal(value: str | int | bool | None) -> Shape:
    if value is None:
        return Shape(ANY, (NULL,), True)
    if isinstance(value, bool):
        return Shape(BOOL, (boolean(value),))
    if isinstance(value, int):
        return Shape(NUMBER, (number(value),))
    return Shape(STRING, (text(value),))


def _signed(operator: str, value: str | int | bool | None) -> str | int | bool | None:
    """The value of `-1` or `!true`."""
    if isinstance(value, bool):
        return not value if operator == "!" else value
    return -value if isinstance(value, int) and operator == "-" else value


def _inside(shape: Shape) -> Type:
    """The type of a shape as it stands in another type."""
    null = (NULL,) if shape.literals and shape.nullable else ()
    return inside(shape.type, (*shape.literals, *null), shape.bounds)


def _shape(type_: Type | None) -> Shape:
    """The shape of a type that stands in another one."""
    if isinstance(type_, Narrow):
        literals = tuple(one for one in type_.literals if _data(one) is not None)
        plain = PLAIN.get(type_.kind, ANY)
        return Shape(plain, literals, len(literals) < len(type_.literals), type_.bounds)
    return ANYTHING if type_ is None else Shape(type_)


def _named(name: str, frame: Frame, depth: int) -> Shape:
    return frame.shape_named(name, depth - 1) or Shape(NAMED.get(name, ANY))


def _accessed(inner: syntax.TypeExpression, name: str, frame: Frame, depth: int) -> Shape:
    """`namespace.type` or the type of an object type's property."""
    if isinstance(inner, syntax.TypeName):
        declared = frame.shape_named(f"{inner.name}.{name}", depth - 1)
        if declared is not None:
            return declared
        if inner.name == "sys":
            return Shape(NAMED.get(name, ANY))
    owner = shape_of(inner, frame, depth - 1).type
    shape = _shape(owner.attribute(name))
    return replace(shape, nullable=shape.nullable or name in owner.optional)


def _member(
    member: syntax.TypeProperty | syntax.AdditionalProperties | syntax.TupleItem,
    frame: Frame,
    depth: int,
) -> Shape:
    return decorated(shape_of(member.type, frame, depth - 1), member.decorators, frame)


def _object(type_: syntax.ObjectType, frame: Frame, depth: int) -> Type:
    attributes: list[tuple[str, Type]] = []
    optional: set[str] = set()
    rest: Type | None = None
    for member in type_.properties:
        shape = _member(member, frame, depth)
        if isinstance(member, syntax.AdditionalProperties):
            rest = _inside(shape)
        elif isinstance(member.key, Literal) and isinstance(member.key.value, str):
            attributes.append((member.key.value, inside(shape.type, shape.literals, shape.bounds)))
            if shape.nullable:
                optional.add(member.key.value)
    if rest is not None and not attributes:
        return map_of(rest)
    return Type("object", attributes=tuple(attributes), optional=frozenset(optional))


def _union(shapes: Sequence[Shape], members: Sequence[object]) -> Shape:
    types = [shape.type for shape in shapes if not _only_null(shape)]
    type_ = types[0] if types and all(one is types[0] for one in types) else ANY
    closed = len(members) <= MEMBERS and all(shape.literals for shape in shapes)
    literals = [one for shape in shapes for one in shape.literals] if closed else []
    nullable = any(shape.nullable for shape in shapes)
    return Shape(type_, tuple(one for one in literals if _data(one) is not None), nullable)


def _only_null(shape: Shape) -> bool:
    return bool(shape.literals) and all(_data(one) is None for one in shape.literals)


def _data(value: Value) -> object:
    return value.data if isinstance(value, Known) else value
