"""`value.name`, `value[key]` and `resource::child`, as far as the value is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from azlint.languages.bicep.values import (
    EITHER,
    LONGEST_TEXT,
    NULL,
    choose,
    failed,
    found,
    lifted,
)
from azlint.value import ANY, BOOL, Known, Reason, Type, Unknown, Value

if TYPE_CHECKING:
    from azlint.languages.bicep.world import World


def member(value: Value, name: str, world: World, *, safe: bool = False) -> Value:
    """`value.name`; null where a safe access finds nothing."""
    return lifted(lambda given: _member(given[0], name, world, safe=safe), (value,))


def _member(value: Value, name: str, world: World, *, safe: bool) -> Value:
    if isinstance(value, Unknown):
        target = world.target(value)
        if target is not None and value.reference is not None:
            if safe and not value.reference.attribute and target.absent():
                return NULL
            return target.member((*value.reference.attribute, name))
        inner_type = value.type.attribute(name) or ANY
        return below(value, f".{name}", inner_type, optional=name in value.type.optional)
    data = value.data
    inner = found(data, name) if isinstance(data, dict) else None
    if inner is not None:
        return inner
    if safe and (data is None or isinstance(data, dict)):
        return NULL
    return failed(f"there is no {name}")


def below(value: Unknown, step: str, type_: Type, *, optional: bool = False) -> Unknown:
    """Something inside an Unknown: of its type no more is known."""
    named = f"{value.reason.text}{step}"
    if len(named) > LONGEST_TEXT:
        named = value.reason.text
    reason = Reason(value.reason.cause, named, value.reason.span)
    reference = value.reference
    if reference is not None:
        reference = replace(reference, attribute=(*reference.attribute, step.strip(".[]")))
    return Unknown(
        reason,
        type_,
        value.origin,
        reference,
        one_of=() if type_ is not BOOL else (*EITHER, NULL) if optional else EITHER,
        sensitive=value.sensitive,
        assumed=value.assumed,
    )


def element(
    value: Value, key: Value, world: World, *, safe: bool = False, from_end: bool = False
) -> Value:
    """`value[key]`, counted from the end for `value[^key]`."""

    def pick(given: Sequence[Value]) -> Value:
        return _element(given[0], given[1], world, safe=safe, from_end=from_end)

    return lifted(pick, (value, key))


def _element(value: Value, key: Value, world: World, *, safe: bool, from_end: bool) -> Value:
    if isinstance(key, Unknown):
        return _some(value, key)
    if isinstance(key.data, str):
        return _member(value, key.data, world, safe=safe)
    if not isinstance(key.data, int) or isinstance(key.data, bool):
        return failed("an index that is no number")
    if isinstance(value, Unknown):
        target = world.target(value)
        if target is not None and value.reference is not None:
            return target.element(key.data, value.reference.attribute)
        return below(value, f"[{key.data}]", value.type.element or ANY)
    items = value.data
    if isinstance(items, tuple):
        at = len(items) - key.data if from_end else key.data
        if 0 <= at < len(items):
            return items[at]
    return NULL if safe else failed(f"there is no element {key.data}")


def _some(value: Value, key: Unknown) -> Value:
    """An element at a key that is not known: any of them."""
    if isinstance(value, Known):
        if isinstance(value.data, tuple) and value.data:
            return choose(value.data, key.reason)
        if isinstance(value.data, dict) and value.data:
            return choose(value.data.values(), key.reason)
        return Unknown(key.reason)
    inner = below(value, "[…]", value.type.element or value.type.attribute("") or ANY)
    return replace(inner, reference=None)


def nested(value: Value, name: str, world: World) -> Value:
    """`resource::child`."""
    target = world.target(value) if isinstance(value, Unknown) else None
    child = target.child(name) if target is not None else None
    return failed(f"there is no nested resource {name}") if child is None else child
