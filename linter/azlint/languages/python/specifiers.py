"""Requirements by the packaging standards: the one importer of `packaging`."""

from __future__ import annotations

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from azlint.languages.python.syntax import Dependency
from azlint.patterns import regex

MAX_LENGTH = 2_000
_POETRY = regex(r"(?P<operator>\^|~(?!=))\s*(?P<version>[0-9]+(?:\.[0-9]+)*)")


def requirement(text: str, start: int, end: int) -> Dependency | None:
    """A requirement such as `name[extra]>=1.0; python_version < '3.12'`; None if it is none."""
    if len(text) > MAX_LENGTH:
        return None
    try:
        found = Requirement(text)
    except (InvalidRequirement, RecursionError):
        return None
    return Dependency(
        start,
        end,
        canonicalize_name(found.name),
        _pairs(found.specifier),
        tuple(sorted(found.extras)),
        found.url or "",
        str(found.marker or ""),
    )


def constrained(name: str, text: str, start: int, end: int) -> Dependency | None:
    """A package with its version as Poetry writes it: `^1.2`, `~1.2`, `1.2`, `*`."""
    parts = [_plain(part.strip()) for part in text.split(",")]
    try:
        found = SpecifierSet(",".join(part for part in parts if part))
    except InvalidSpecifier:
        return None
    return Dependency(start, end, canonicalize_name(name), _pairs(found))


def _pairs(found: SpecifierSet) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((each.operator, each.version) for each in found))


def _plain(text: str) -> str:
    """One of Poetry's constraints in the standard's words."""
    match = _POETRY.fullmatch(text)
    if match is None:
        bare = text[:1].isdigit()
        return "" if text == "*" else f"=={text}" if bare else text
    numbers = [int(number) for number in match["version"].split(".")]
    if match["operator"] == "^":
        kept = next((at for at, number in enumerate(numbers) if number), len(numbers) - 1)
    else:
        kept = min(1, len(numbers) - 1)
    above = [*numbers[:kept], numbers[kept] + 1]
    return f">={match['version']},<{'.'.join(map(str, above))}"
