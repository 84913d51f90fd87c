"""What a script must hold to be about something, which is told without reading it.

A quick look that most scripts end with: what a mention leaves out is certainly not about it, what
it lets through is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import msgspec

from azlint.patterns import regex

_WORD = regex(r"\w+")


class Lowered(msgspec.Struct, frozen=True, dict=True):
    """A text in lower case."""

    text: str

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self.text))


class Mention(msgspec.Struct, frozen=True):
    """Some words and some parts of words, in lower case: a text holds it that has one of them."""

    words: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()

    def __or__(self, other: Mention) -> Mention:
        return Mention(self.words | other.words, (*self.parts, *other.parts))

    def within(self, lowered: Lowered) -> bool:
        return not self.words.isdisjoint(lowered.words) or any(
            part in lowered.text for part in self.parts
        )


def mention(*words: str, parts: Iterable[str] = ()) -> Mention:
    """A mention of words, which may hold other characters than letters and digits."""
    lowered = {word.lower() for word in words}
    whole = frozenset(word for word in lowered if _WORD.fullmatch(word))
    return Mention(whole, (*sorted(lowered - whole), *(part.lower() for part in parts)))
