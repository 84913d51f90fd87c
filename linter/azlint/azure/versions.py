"""Terraform version constraints: `>= 4.11, < 5`, `~> 4.0`, a locked `= 4.48.0`."""

from __future__ import annotations

import msgspec

from azlint.patterns import regex

Version = tuple[int, int, int]
HIGHEST: Version = (1_000_000, 0, 0)
_PART = regex(r"\s*(>=|<=|~>|!=|=|>|<)?\s*v?(\d+(?:\.\d+){0,2})(?:-[0-9A-Za-z.-]+)?\s*")


class Range(msgspec.Struct, frozen=True):
    """The versions a constraint allows: `low` inclusive, `high` exclusive.

    Excluded single versions (`!=`) and pre-releases do not narrow it.
    """

    low: Version = (0, 0, 0)
    high: Version = HIGHEST

    def within(self, low: Version, high: Version = HIGHEST) -> bool:
        """Every allowed version lies in `low` ≤ v < `high`."""
        return low <= self.low and self.high <= high

    def below(self, version: Version) -> bool:
        """Every allowed version is older than `version`."""
        return self.high <= version

    def meets(self, low: Version, high: Version = HIGHEST) -> bool:
        """Some allowed version lies in `low` ≤ v < `high`."""
        return self.low < high and low < self.high


def parse_version(text: str) -> Version:
    """`4.11` as (4, 11, 0)."""
    numbers = [int(number) for number in text.split(".")]
    major, minor, patch = (*numbers, 0, 0)[:3]
    return major, minor, patch


def parse_constraint(text: str) -> Range | None:
    """The range of a constraint; None for text that is not one. Empty text allows all."""
    low, high = (0, 0, 0), HIGHEST
    for part in filter(str.strip, text.split(",")):
        match = _PART.fullmatch(part)
        if match is None:
            return None
        part_low, part_high = _bounds(match[1] or "=", match[2])
        low, high = max(low, part_low), min(high, part_high)
    return Range(low, high)


def _bounds(operator: str, text: str) -> tuple[Version, Version]:
    version = parse_version(text)
    major, minor, patch = version
    after = (major, minor, patch + 1)
    if operator == "~>":
        digits = text.count(".")
        return version, ((major, minor + 1, 0) if digits == 2 else (major + 1, 0, 0))
    return {
        "=": (version, after),
        "!=": ((0, 0, 0), HIGHEST),
        ">=": (version, HIGHEST),
        ">": (after, HIGHEST),
        "<=": ((0, 0, 0), after),
        "<": ((0, 0, 0), version),
    }[operator]
