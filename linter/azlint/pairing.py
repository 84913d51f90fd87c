"""Which resource of the head a resource of the base is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from azlint.azure.resource import Resource
from azlint.node import TEMPLATES, Language
from azlint.value import Known

Move = tuple[str, str]
ZERO = "[0]"


class Pair(msgspec.Struct, frozen=True):
    """A case of the base and a case of the head that have instances in common.

    keys: of these, before and after.
    """

    before: Resource | None
    after: Resource | None
    keys: tuple[tuple[str, str], ...]


class _One(msgspec.Struct, frozen=True):
    """One instance of a case."""

    resource: Resource
    key: str


def pairs(
    before: Sequence[Resource], after: Sequence[Resource], moves: Sequence[Move]
) -> list[Pair]:
    """Every case of either side with what it is on the other, None for nothing.

    moves: addresses with keys, from the base to the head.
    """
    old, new = _by_identity(before), _by_identity(after)
    names = _named(old, new)
    targets = {moved(address, moves): one for address, one in old.items()}
    grouped: dict[tuple[int, int], list[tuple[_One | None, _One | None]]] = {}
    taken: set[str] = set()
    for address, one in new.items():
        source = names.get(address) or _source(address, one, targets, new)
        if source is not None:
            taken.add(_identity(source))
        grouped.setdefault(_cases(source, one), []).append((source, one))
    for address, one in old.items():
        if address not in taken:
            grouped.setdefault(_cases(one, None), []).append((one, None))
    return [_pair(members) for members in grouped.values()]


def _source(
    address: str, one: _One, targets: Mapping[str, _One], new: Mapping[str, _One]
) -> _One | None:
    """What was at an address.

    Where `count` comes or goes, the only instance and the first are one, as Terraform has it.
    Instances that are not known stand for any.
    """
    found = targets.get(address)
    if one.resource.declaration.language is not Language.TERRAFORM:
        return found if found is None or _may_be_one(found, one) else None
    if found is not None:
        return found
    bare = one.resource.address
    other = bare if one.key == ZERO else f"{address}{ZERO}" if not one.key else ""
    if other in targets and other not in new:
        return targets[other]
    abstract = targets.get(bare)
    if abstract is not None and abstract.resource.instance.abstract:
        return abstract
    if one.resource.instance.abstract:
        return next((t for a, t in targets.items() if a.startswith(f"{bare}[")), None)
    return None


def _may_be_one(before: _One, after: _One) -> bool:
    """Resources of one symbolic name, unless their names in Azure are known to differ."""
    names = {_name(before), _name(after)}
    return "" in names or len(names) == 1


def _by_identity(resources: Iterable[Resource]) -> dict[str, _One]:
    ones = (_One(each, key) for each in resources if not each.existing for key in each.keys)
    return {_identity(one): one for one in ones}


def _identity(one: _One) -> str:
    return f"{one.resource.address}{one.key}"


def _named(old: Mapping[str, _One], new: Mapping[str, _One]) -> dict[str, _One]:
    """Bicep resources by address at the head: what has the same name in Azure at the base."""
    before, after = _names(old.values()), _names(new.values())
    return {_identity(one): before[name] for name, one in after.items() if name in before}


def _names(ones: Iterable[_One]) -> dict[str, _One]:
    """By full name, where it is known and occurs once."""
    named = [(name, one) for one in ones if (name := _name(one))]
    count = Counter(name for name, _ in named)
    return {name: one for name, one in named if count[name] == 1}


def _name(one: _One) -> str:
    if one.resource.declaration.language not in TEMPLATES:
        return ""
    match one.resource.alone(one.key).instance.meta.get("name"):
        case Known(data=str(name)):
            return name.casefold()
    return ""


def _cases(before: _One | None, after: _One | None) -> tuple[int, int]:
    return (id(before.resource) if before else 0, id(after.resource) if after else 0)


def _pair(members: Sequence[tuple[_One | None, _One | None]]) -> Pair:
    before, after = members[0]
    keys = tuple((old.key if old else "", new.key if new else "") for old, new in members)
    return Pair(
        None if before is None else before.resource,
        None if after is None else after.resource,
        keys,
    )


def moved(address: str, moves: Sequence[Move]) -> str:
    """Where an address of the base is at the head, chains of moves included."""
    left = list(moves)
    while True:
        step = next((move for move in left if _applies(move, address)), None)
        if step is None:
            return address
        left.remove(step)
        source, target = step
        address = target + address[len(source) :]


def _applies(move: Move, address: str) -> bool:
    """A move of a whole block takes its keys along; one to or from a key is of one instance."""
    source, target = move
    rest = address.removeprefix(source)
    if rest == address:
        return False
    if not rest or rest.startswith("."):
        return True
    return rest.startswith("[") and not source.endswith("]") and not target.endswith("]")
