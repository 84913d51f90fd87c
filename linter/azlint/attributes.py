"""The attributes of a block that a user can ask for, by the names that they go by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from azlint.addresses import near
from azlint.azure.resource import Resource
from azlint.candidates import Block
from azlint.node import Instance, Presence, Property, entered, walk
from azlint.source import NOWHERE
from azlint.value import Known, Value

EXPANDING = ("for_each", "count")
LIFECYCLE = "lifecycle."
MAX_DEPTH = 4


def property_of(instance: Instance, resource: Resource | None, path: str) -> Property:
    """By its native path, by the name of a meta-argument, or by its ARM path."""
    native = instance.native(path)
    if native.presence is Presence.WRITTEN:
        return native
    meta = _meta(instance, path)
    if meta is not None or resource is None:
        return meta or native
    mapped = resource.property(path)
    return native if mapped.presence is Presence.UNMAPPED else mapped


def expanding(instance: Instance) -> Iterator[Property]:
    """What makes the instances, where it is written."""
    found = (_meta(instance, name) for name in EXPANDING)
    return (each for each in found if each is not None)


def _meta(instance: Instance, path: str) -> Property | None:
    """A meta-argument or a setting of the lifecycle; None where it is not written."""
    value = instance.meta.get(path.removeprefix(LIFECYCLE))
    if value is None:
        return None
    return walk(lambda _: value, [path], path, instance.declaration.header)


def by_rules(resource: Resource, paths: Iterable[str]) -> list[Property]:
    """Each native attribute once, as it is written; what the type of a provider does not have is
    left out."""
    found: dict[str, Property] = {}
    for path in paths:
        each = resource.property(path)
        written = each.presence is Presence.WRITTEN
        absent = resource.view is not None and each.name == path and not written
        if each.presence is not Presence.UNMAPPED and not absent:
            native = resource.native(each.name)
            shown = native if native.presence is Presence.WRITTEN else each
            found.setdefault(each.name, shown)
    return list(found.values())


def alike(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known names that one may have been meant to be, those with as many steps before all
    others; none where it is known itself."""
    names = list(dict.fromkeys(known))
    if name in names:
        return ()
    close = [each for each in near(name, names) if near(_last(name), [_last(each)])]
    level = [each for each in close if each.count(".") == name.count(".")]
    return tuple(level or close)


def _last(path: str) -> str:
    return path.rpartition(".")[2]


def known_names(block: Block, resource: Resource | None) -> Iterator[str]:
    """The paths that are written in a block, those that rules read and those with a row."""
    instance = block.instance
    yield from instance.meta
    for name in instance.names():
        yield from _below(name, instance.read(name), MAX_DEPTH)
    if resource is None:
        return
    for arm_type, paths in block.evaluation.paths.items():
        if arm_type.lower() == resource.arm_type.lower():
            yield from paths
    view = resource.view
    if view is not None:
        rows = view.rows
        yield from chain(rows, (row.native for row in rows.values() if row.native))


def _below(path: str, value: Value | None, depth: int) -> Iterator[str]:
    """A path and those below it, as far as they are known."""
    yield path
    if value is None or not depth:
        return
    value, _ = entered(value, NOWHERE)
    if isinstance(value, Known) and isinstance(value.data, dict):
        for name, inner in value.data.items():
            yield from _below(f"{path}.{name}", inner, depth - 1)
