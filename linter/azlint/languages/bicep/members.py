"""`value.name`, `value[key]` and `resource::child`, as far as the value is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from azlint.languages.bicep.narrow import typed
from azlint.languages.bicep.values import LONGEST_TEXT, certain, choose, failed, found, lifted
from azlint.value import ANY, NULL, Known, Reason, Type, Unknown, Value, alternatives

if TYPE_CHECKING:
    from azlint.languages.bicep.world import World


def member(value: Value, name: str, world: World, *, safe: bool = False) -> Value:
    """`value.name`; null where a safe access finds nothing."""
    result = lifted(lambda given: _member(given[0], name, world, safe=safe), (value,))
    return _stepped(result, value, f".{name}")


def _stepped(result: Value, value: Value, step: str) -> Value:
    """What is inside of one of several values, named by them where one of them has their name."""
    if isinstance(value, Unknown) and isinstance(result, Unknown) and result.one_of:
        reason = below(value, step, None).reason
        if any(isinstance(one, Unknown) and one.reason == reason for one in result.one_of):
            return replace(result, reason=reason)
    return result


def _member(value: Value, name: str, world: World, *, safe: bool) -> Value:
    if isinstance(value, Unknown):
        entry = certain(value, name)
        if entry is not None:
            return entry
        target = world.target(value)
        if target is not None and value.reference is not None:
            if safe and not value.reference.attribute and target.absent():
                return NULL
            return target.member((*value.reference.attribute, name))
        inner_type = value.type.attribute(name)
        optional = name in value.type.optional or (safe and value.type.kind == "map")
        return below(value, f".{name}", inner_type, optional=optional)
    data = value.data
    inner = found(data, name) if isinstance(data, dict) else None
    if inner is not None:
        return inner
    if safe and (data is None or isinstance(data, dict)):
        return NULL
    return failed(f"there is no {name}")


def below(value: Unknown, step: str, type_: Type | None, *, optional: bool = False) -> Unknown:
    """Something inside an Unknown: of its type no more is known."""
    named = f"{value.reason.text}{step}"
    if len(named) > LONGEST_TEXT:
        named = value.reason.text
    reason = Reason(value.reason.cause, named, value.reason.span)
    reference = value.reference
    if reference is not None:
        reference = replace(reference, attribute=(*reference.attribute, step.strip(".[]")))
    found = Unknown(
        reason,
        ANY,
        value.origin,
        reference,
        sensitive=value.sensitive,
        assumed=value.assumed,
    )
    return typed(found, type_, optional=optional)


def element(
    value: Value, key: Value, world: World, *, safe: bool = False, from_end: bool = False
) -> Value:
    """`value[key]`, counted from the end for `value[^key]`."""

    def pick(given: Sequence[Value]) -> Value:
        return _element(given[0], given[1], world, safe=safe, from_end=from_end)

    key = key if safe else _leading(value, key)
    step = f"[{key.data}]" if isinstance(key, Known) else "[…]"
    return _stepped(lifted(pick, (value, key)), value, step)


def _leading(value: Value, key: Value) -> Value:
    """A key without those that it can be and that lead nowhere: with them a deployment fails."""
    if not isinstance(value, Known) or not isinstance(value.data, dict):
        return key
    if not isinstance(key, Unknown) or not key.one_of:
        return key
    entries = value.data
    kept = [one for one in alternatives(key) if not _leads_nowhere(entries, one)]
    return choose(kept, key.reason) if kept else key


def _leads_nowhere(entries: Mapping[str, Value], key: Value) -> bool:
    return isinstance(key, Known) and found(entries, str(key.data)) is None


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
        item = _item(value.type, key.data, from_end=from_end)
        return below(value, f"[{key.data}]", item, optional=safe)
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
    inner = below(value, "[…]", value.type.element or value.type.attribute(""))
    return replace(inner, reference=None)


def _item(type_: Type, at: int, *, from_end: bool) -> Type | None:
    """The type of an element at a place."""
    items = type_.elements[::-1] if from_end else type_.elements
    at -= from_end
    return items[at] if 0 <= at < len(items) else type_.element


def nested(value: Value, name: str, world: World) -> Value:
    """`resource::child`."""
    target = world.target(value) if isinstance(value, Unknown) else None
    child = target.child(name) if target is not None else None
    return failed(f"there is no nested resource {name}") if child is None else child
