"""Rule packs: found through the entry-point group `azlint.rules`, built-in ones too."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from azlint.packs import EntryPoint, entry_points
from azlint.rule import Rule

GROUP = "azlint.rules"


class PackError(Exception):
    """A pack that cannot be used, or no rules at all: the run would check nothing."""


class Registered(msgspec.Struct, frozen=True):
    """A rule and the pack it comes from, as `name version`."""

    rule: type[Rule]
    pack: str


def registered(root: Path) -> Sequence[Registered]:
    """Every installed rule, by id.

    Raises PackError for a pack that fails to load, that lies below `root` (the checked
    repository must not bring its own code), for an id used twice, and where there is no rule.
    """
    found: dict[str, Registered] = {}
    for point in sorted(entry_points(GROUP), key=lambda point: point.name):
        for entry in _pack(point, root):
            other = found.setdefault(entry.rule.meta.id, entry)
            if other.rule is not entry.rule:
                raise PackError(f"{entry.rule.meta.id} is in both {other.pack} and {entry.pack}")
    if not found:
        raise PackError("no rules are installed")
    return [found[rule_id] for rule_id in sorted(found)]


def _pack(point: EntryPoint, root: Path) -> Iterator[Registered]:
    name = point.distribution
    _refuse_checked_code(point, root, name)
    try:
        rules = point.load()()
    except Exception as error:
        raise PackError(f"pack {name} does not load: {type(error).__name__}: {error}") from error
    for rule in rules:
        yield Registered(rule, name)


def _refuse_checked_code(point: EntryPoint, root: Path, name: str) -> None:
    """A pack below the checked root is refused before any of it is imported."""
    top = point.module.partition(".")[0]
    spec = importlib.util.find_spec(top)
    places = [*(spec.submodule_search_locations or ()), spec.origin or ""] if spec else []
    own = Path(__file__).resolve().parents[1]
    for place in filter(None, places):
        path = Path(place).resolve()
        if path.is_relative_to(root) and not own.is_relative_to(root):
            raise PackError(f"pack {name} lies in the repository under check and is not loaded")
