"""Which releases a version text stands for, however the file that holds it writes ranges."""

from __future__ import annotations

from azlint.azure.versions import HIGHEST, Range, Version, parse_version
from azlint.patterns import regex

Ranges = tuple[Range, ...]
"""Alternatives, of which any may be taken."""

_ALTERNATIVES = regex(r"\|\|?")
_HYPHEN = regex(r"(\S+)\s+-\s+(\S+)")
_PART = regex(
    r"(?P<operator>===?|=|>=|<=|>|<|~>|~=|~|\^|!=)?\s*v?"
    r"(?P<version>[0-9]+(?:\.[0-9]+){0,2})(?P<wild>(?:\.[xX*])*)(?P<rest>[-+]?[0-9A-Za-z][0-9A-Za-z.+-]*)?"
    r"(?:\s*,\s*|\s+|\Z)"
)


def ranges(text: str) -> Ranges | None:
    """The releases that a text allows; None for what names none, such as `latest`."""
    found = [_all_of(part) for part in _ALTERNATIVES.split(text)]
    allowed = tuple(each for each in found if each is not None)
    return allowed if len(allowed) == len(found) else None


def agree(one: Ranges, other: Ranges) -> bool:
    """Whether some release is in both."""
    return any(a.meets(b.low, b.high) for a in one for b in other)


def _all_of(text: str) -> Range | None:
    """`>=3.11,<3.13`, `^20.1`, `1 - 3`, `3.12.x`: every part holds."""
    spread = _HYPHEN.fullmatch(text.strip())
    rest = f">={spread[1]} <={spread[2]}" if spread else text.strip()
    low: Version = (0, 0, 0)
    high = HIGHEST
    if not rest:
        return None
    while rest:
        match = _PART.match(rest)
        if match is None:
            return None
        part = _bounds(match["operator"] or "", match["version"])
        low, high = max(low, part.low), min(high, part.high)
        rest = rest[match.end() :]
    return Range(low, high)


def _bounds(operator: str, text: str) -> Range:
    """One part; a version that is not written out stands for all that begin so."""
    version = parse_version(text)
    places = text.count(".")
    after = _after(version, places)
    match operator:
        case ">=":
            return Range(version)
        case ">":
            return Range(after if places == 2 else version)
        case "<":
            return Range((0, 0, 0), version)
        case "<=":
            return Range((0, 0, 0), after)
        case "^":
            first = next((at for at, number in enumerate(version) if number), 2)
            return Range(version, _after(version, min(first, places)))
        case "~>" | "~=":
            return Range(version, _after(version, max(places - 1, 0)))
        case "~":
            return Range(version, _after(version, min(places, 1)))
        case "!=":
            return Range()
        case _:
            return Range(version, after)


def _after(version: Version, place: int) -> Version:
    """The first version beyond all that agree up to a place."""
    kept = [*version[: place + 1]]
    kept[place] += 1
    major, minor, patch = (*kept, 0, 0)[:3]
    return major, minor, patch
