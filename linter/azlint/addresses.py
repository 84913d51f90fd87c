"""Addresses as people write them: keys are optional, and so is what stands before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from azlint.patterns import regex

NEAR = 8
ALIKE = 0.7
_PREFIX = regex(r"(?P<place>[^\"\[\]]*?):(?P<rest>.*)", re.DOTALL)
_KEY = regex(r"\[[^\]]*\]")
_STEP = regex(
    r"(?P<name>[^.\[\]\"]+(?:/[^.\[\]\"]+)*)(?P<key>\[(?:\"(?:[^\"\\]|\\.)*\"|[0-9]+)\])?(?:\.|$)"
)


class Step(NamedTuple):
    """A name and its key as Terraform writes it (`["a"]`, `[0]`), or empty."""

    name: str
    key: str = ""


class Address(NamedTuple):
    """What a user asks for. place: of a root or a file, or empty."""

    place: str
    steps: tuple[Step, ...]
    text: str


def parse(text: str) -> Address | None:
    """An address with or without `PLACE:` before it; None for what is none."""
    found = _PREFIX.fullmatch(text)
    place, rest = (found["place"], found["rest"]) if found else ("", text)
    steps = split(rest)
    return Address(place.removeprefix("./").rstrip("/"), steps, rest) if steps else None


@lru_cache(maxsize=100_000)
def split(text: str) -> tuple[Step, ...]:
    """The steps of an address; none where it is not one."""
    steps: list[Step] = []
    at = 0
    while at < len(text):
        found = _STEP.match(text, at)
        if found is None:
            return ()
        steps.append(Step(found["name"], found["key"] or ""))
        at = found.end()
    return tuple(steps)


def fits(asked: Sequence[Step], steps: Sequence[Step], *, whole: bool) -> bool:
    """Whether an address names what `steps` do, as a whole or at its end. A key that is not asked
    for is any."""
    if len(asked) > len(steps) or (whole and len(asked) != len(steps)):
        return False
    tail = steps[len(steps) - len(asked) :]
    return all(
        one.name.lower() == other.name.lower() and one.key in {"", other.key}
        for one, other in zip(asked, tail, strict=True)
    )


def near(text: str, known: Iterable[str]) -> list[str]:
    """The known addresses most like one that is not known, the most alike first: by what they
    name, then by where."""
    place, wanted = _halves(text)
    close = []
    for each in dict.fromkeys(known):
        there, name = _halves(each)
        score = _likeness(wanted, name, ".")
        if score >= ALIKE:
            close.append((-score, -_likeness(place, there, "/"), each))
    return [each for *_, each in sorted(close)[:NEAR]]


def _halves(text: str) -> tuple[str, str]:
    """What stands before the colon, or nothing, and what is named, without keys."""
    found = _PREFIX.fullmatch(text)
    return (_plain(found["place"]), _plain(found["rest"])) if found else ("", _plain(text))


def _plain(text: str) -> str:
    return _KEY.sub("", text).lower()


def _likeness(wanted: str, known: str, separator: str) -> float:
    """How much the end of what is known, as long as what is wanted, is like it."""
    tail = separator.join(known.split(separator)[-wanted.count(separator) - 1 :])
    matcher = SequenceMatcher(None, wanted, tail, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0
