"""What an expression reads of its instance: the projections that decide how cases part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from azlint.languages.terraform.syntax import Block
from azlint.syntax import Access, Call, Expression, Index, Literal, Name, Node, children
from azlint.value import Known, Unknown, Value, structure

Projection = tuple[str, ...]

INSTANCE_NAMES: Final = frozenset({"each", "count", "self"})


def reads(expression: Expression) -> frozenset[Projection]:
    """Every projection that an expression reads: paths below `each`, `count` and `self`."""
    found: set[Projection] = set()
    stack: list[Node] = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, (Access, Index, Name)):
            root, steps, keys = _path(node)
            if root in INSTANCE_NAMES:
                found.add((root, *steps))
                stack.extend(keys)
                continue
        elif isinstance(node, Call) and node.name == "lookup":
            looked_up = _lookup(node)
            if looked_up is not None:
                found.add(looked_up)
                stack.extend(node.arguments[2:])
                continue
        stack.extend(children(node))
    return frozenset(found)


def block_expressions(block: Block) -> Iterator[Expression]:
    """Every expression in a block, nested blocks included."""
    stack = [block]
    while stack:
        current = stack.pop()
        for attribute in current.attributes:
            yield attribute.value
        stack.extend(current.blocks)


def _path(node: Expression) -> tuple[str | None, tuple[str, ...], list[Expression]]:
    """The root of a traversal, its constant first steps, and the keys that are computed."""
    steps: list[str] = []
    keys: list[Expression] = []
    while True:
        match node:
            case Name(name=name):
                return name, tuple(reversed(steps)), keys
            case Access(object=inner, name=name):
                steps.append(name)
            case Index(object=inner, key=Literal(value=str() | int() as key)):
                steps.append(str(key))
            case Index(object=inner, key=computed):
                steps.clear()
                keys.append(computed)
            case _:
                return None, (), []
        node = inner


def _lookup(call: Call) -> Projection | None:
    """`lookup(each.value, "x", …)` reads `each.value.x`."""
    match call.arguments:
        case (collection, Literal(value=str(key)), *_):
            root, steps, keys = _path(collection)
            if root in INSTANCE_NAMES and not keys:
                return (root, *steps, key)
    return None


def project(bindings: Mapping[str, Value], projection: Projection) -> object:
    """A hashable stand-in for what a projection gives: equal exactly for equal values."""
    value = bindings.get(projection[0])
    for step in projection[1:]:
        if not isinstance(value, Known):
            break
        data = value.data
        if isinstance(data, dict):
            value = data.get(step)
        elif isinstance(data, tuple) and step.isdecimal() and int(step) < len(data):
            value = data[int(step)]
        else:
            value = None
    if value is None:
        return None
    if isinstance(value, Unknown):
        return id(value)
    return (structure(value), value.assumed, value.sensitive)


def signature(
    bindings: Mapping[str, Value], projections: Iterable[Projection]
) -> tuple[object, ...]:
    """What distinguishes an instance for an expression that reads these projections."""
    return tuple(project(bindings, projection) for projection in projections)
