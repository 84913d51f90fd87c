"""Type constraints: how they are written, named and reduced to the types of values."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from azlint import syntax
from azlint.languages.terraform.results import Failure
from azlint.value import ANY, BOOL, NUMBER, STRING, Type, Value, list_of, map_of, set_of

Literals = Callable[[syntax.Expression], Value]

DEPTH_LIMIT = 64

_NAMES = {
    "any": ANY,
    "string": STRING,
    "number": NUMBER,
    "bool": BOOL,
    "list": list_of(ANY),
    "set": set_of(ANY),
    "map": map_of(ANY),
}
SCALARS = frozenset({"string", "number", "bool"})
SEQUENCES = frozenset({"list", "set", "tuple"})
MAPPINGS = frozenset({"map", "object"})
_COLLECTIONS = frozenset({"list", "set", "map"})


def parse_type(expression: syntax.Expression, literal: Literals, depth: int = 0) -> Type:
    """The type that a `type = …` expression means; `literal` evaluates optional defaults.

    A quoted name is the form of Terraform 0.11 and means the same; raises Failure with
    Terraform's words for what is not a type.
    """
    if depth > DEPTH_LIMIT:
        raise Failure("This type constraint is nested too deeply.")
    match expression:
        case syntax.Parentheses(inner=inner):
            return parse_type(inner, literal, depth + 1)
        case syntax.Name(name=name) | syntax.Literal(value=str(name)):
            return _named(name)
        case syntax.Call(name=name, arguments=(argument,)) if name in _COLLECTIONS:
            return Type(name, parse_type(argument, literal, depth + 1))
        case syntax.Call(name="tuple", arguments=(syntax.List(items=items),)):
            elements = tuple(parse_type(item, literal, depth + 1) for item in items)
            return Type("tuple", elements=elements)
        case syntax.Call(name="object", arguments=(syntax.Object(items=items),)):
            return _object(items, literal, depth + 1)
    raise Failure("A type specification is either a primitive type keyword, a collection type "
                  "constructor call or a structural type constructor call.")  # fmt: skip


def _named(name: str) -> Type:
    if name not in _NAMES:
        raise Failure(f'The keyword "{name}" is not a valid type specification.')
    return _NAMES[name]


def _object(
    items: tuple[syntax.ObjectItem | syntax.Spread, ...], literal: Literals, depth: int
) -> Type:
    attributes: dict[str, Type] = {}
    optional: set[str] = set()
    defaults: dict[str, Value] = {}
    for item in items:
        name = _attribute_name(item)
        expression = item.value
        if isinstance(expression, syntax.Call) and expression.name == "optional":
            if not 1 <= len(expression.arguments) <= 2:
                raise Failure("Optional attribute modifier requires one or two arguments.")
            optional.add(name)
            if len(expression.arguments) == 2:
                defaults[name] = literal(expression.arguments[1])
            expression = expression.arguments[0]
        attributes[name] = parse_type(expression, literal, depth)
    return Type(
        "object",
        attributes=tuple(sorted(attributes.items())),
        optional=frozenset(optional),
        defaults=tuple(sorted(defaults.items())),
    )


def _attribute_name(item: syntax.ObjectItem | syntax.Spread) -> str:
    match item:
        case syntax.ObjectItem(key=syntax.Literal(value=str(name)) | syntax.Name(name=name)):
            return name
    raise Failure("Object constructor map keys must be attribute names.")


@lru_cache(maxsize=4096)
def concrete(type_: Type) -> Type:
    """The type of values of a constraint: the same without optional attributes and defaults."""
    match type_.kind:
        case "list" | "set" | "map":
            return Type(type_.kind, concrete(type_.element or ANY))
        case "tuple":
            return Type("tuple", elements=tuple(concrete(item) for item in type_.elements))
        case "object":
            attributes = ((name, concrete(item)) for name, item in type_.attributes)
            return Type("object", attributes=tuple(sorted(attributes, key=lambda pair: pair[0])))
    return type_


def is_open(type_: Type) -> bool:
    """Whether `any` occurs in a type, so that the value decides."""
    match type_.kind:
        case "any":
            return True
        case "list" | "set" | "map":
            return is_open(type_.element or ANY)
        case "tuple":
            return any(is_open(item) for item in type_.elements)
        case "object":
            return any(is_open(item) for _, item in type_.attributes)
    return False


def type_name(type_: Type) -> str:
    """A type in Terraform's words: `list of string`, `object`."""
    if type_.kind in _COLLECTIONS:
        return f"{type_.kind} of {type_name(type_.element or ANY)}"
    return "dynamic" if type_.kind == "any" else type_.kind
