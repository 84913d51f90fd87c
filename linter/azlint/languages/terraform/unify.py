"""Which type several types have in common, by Terraform's rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from azlint.languages.terraform.types import MAPPINGS, SCALARS, SEQUENCES, concrete
from azlint.value import ANY, STRING, Type


def unify(types: Iterable[Type]) -> Type | None:
    """The type that values of all these types convert to, or None where there is none."""
    distinct = list(dict.fromkeys(concrete(type_) for type_ in types))
    if len(distinct) <= 1:
        return distinct[0] if distinct else ANY
    special = _structural(distinct)
    if special is not None:
        return special[0]
    return _preferred(distinct)


def _structural(types: Sequence[Type]) -> tuple[Type | None] | None:
    """A 1-tuple with the answer for types of like structure; None where it does not apply."""
    kinds = {type_.kind for type_ in types}
    dynamic = "any" in kinds
    kinds.discard("any")
    concrete_types = [type_ for type_ in types if type_.kind != "any"]
    match sorted(kinds):
        case ["map"] | ["list"] | ["set"]:
            return (_collection(kinds.pop(), types, dynamic=dynamic),)
        case ["map", "object"]:
            return (_as_collection("map", concrete_types, dynamic=dynamic),)
        case ["list", "tuple"]:
            return (_as_collection("list", concrete_types, dynamic=dynamic),)
        case ["object"]:
            return (ANY if dynamic else _objects(types),)
        case ["tuple"]:
            return (ANY if dynamic else _tuples(types),)
        case ["object", "tuple"]:
            return (ANY,) if dynamic else (None,)
    return None


def _collection(kind: str, types: Sequence[Type], *, dynamic: bool) -> Type | None:
    if dynamic:
        return ANY
    element = unify(type_.element or ANY for type_ in types)
    return None if element is None else Type(kind, element)


def _as_collection(kind: str, types: Sequence[Type], *, dynamic: bool) -> Type | None:
    if dynamic:
        return ANY
    element = unify(item for type_ in types for item in members(type_))
    found = None if element is None else Type(kind, element)
    return (
        found if found is not None and all(convertible(type_, found) for type_ in types) else None
    )


def members(type_: Type) -> tuple[Type, ...]:
    """The types of what a value of this type holds."""
    match type_.kind:
        case "tuple":
            return type_.elements
        case "object":
            return tuple(item for _, item in type_.attributes)
        case "list" | "set" | "map":
            return (type_.element or ANY,)
    return ()


def _objects(types: Sequence[Type]) -> Type | None:
    """Attribute by attribute where all have the same names, else a map."""
    names = [tuple(name for name, _ in type_.attributes) for type_ in types]
    if len(set(names)) > 1:
        return _as_collection("map", types, dynamic=False)
    columns = _columns([members(type_) for type_ in types])
    if columns is None:
        return None
    return Type("object", attributes=tuple(zip(names[0], columns, strict=True)))


def _tuples(types: Sequence[Type]) -> Type | None:
    """Element by element where all are as long, else a list."""
    if len({len(type_.elements) for type_ in types}) > 1:
        return _as_collection("list", types, dynamic=False)
    columns = _columns([type_.elements for type_ in types])
    return None if columns is None else Type("tuple", elements=columns)


def _columns(rows: Sequence[Sequence[Type]]) -> tuple[Type, ...] | None:
    """The common type of each column; None where one has none."""
    found = [unify(column) for column in zip(*rows, strict=True)]
    known = tuple(column for column in found if column is not None)
    return known if len(known) == len(found) else None


def _preferred(types: Sequence[Type]) -> Type | None:
    """The most general of the types themselves that all others convert to."""
    for candidate in sorted(types, key=_generality):
        if all(convertible(type_, candidate) for type_ in types):
            return candidate
    return None


def _generality(type_: Type) -> int:
    order = ("string", "list", "map", "number", "bool", "tuple", "object", "set", "any")
    return order.index(type_.kind)


def convertible(source: Type, target: Type) -> bool:
    """Whether some value of one type converts to the other."""
    if "any" in (source.kind, target.kind) or source == target:
        return True
    if target.kind in SCALARS:
        return source.kind in SCALARS and (source.kind == "string" or target == STRING)
    if target.kind == "tuple":
        return _tuple_to_tuple(source, target)
    if target.kind == "object":
        return _to_object(source, target)
    if source.kind not in (MAPPINGS if target.kind == "map" else SEQUENCES):
        return False
    element = target.element or ANY
    parts = members(source)
    return all(convertible(part, element) for part in parts) and (
        element.kind != "any" or unify(parts) is not None
    )


def _tuple_to_tuple(source: Type, target: Type) -> bool:
    return (
        source.kind == "tuple"
        and len(source.elements) == len(target.elements)
        and all(map(convertible, source.elements, target.elements))
    )


def _to_object(source: Type, target: Type) -> bool:
    if source.kind == "map":
        element = source.element or ANY
        return all(convertible(element, item) for _, item in target.attributes)
    if source.kind != "object":
        return False
    given = dict(source.attributes)
    return all(
        convertible(given[name], item) if name in given else name in target.optional
        for name, item in target.attributes
    )
