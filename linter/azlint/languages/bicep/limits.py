"""How much of a template is worked out before azlint gives up: the input may be hostile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from azlint.value import Unknown, Value, data_of

STEPS: Final = 400_000
"""Expressions evaluated for one root in one environment."""

DEPTH: Final = 120
"""Expressions nested in one another while one is evaluated, through variables and modules."""

ITEMS: Final = 10_000
"""Elements of an array; the language's own bound of `range`."""

CHARACTERS: Final = 131_072
"""Characters of a string; the language's own bound of a loaded text."""

ALTERNATIVES: Final = 32
"""Values that an Unknown may be known to be one of."""

FRAMES: Final = 1_000
"""Modules evaluated for one root in one environment, each call on its own."""

CALLS: Final = 24
"""Modules called from one another."""

WEIGHT: Final = 100_000
"""Values in one value, shared ones counted each time."""

NESTING: Final = 96
"""Values inside one another."""

CHAIN: Final = 32
"""Places that an origin chain names."""


ITEMS_A_STEP: Final = 16
"""Elements or characters that a function reads at the cost of an expression."""


class Budget:
    """Steps and depth of one evaluation."""

    __slots__ = ("depth", "frames", "steps")

    def __init__(self) -> None:
        self.steps = STEPS
        self.depth = 0
        self.frames = FRAMES

    def charge(self, values: Iterable[Value]) -> bool:
        """Take steps for a function's work on its arguments; False where none are left."""
        total = 0
        for value in values:
            data = data_of(value)
            if isinstance(data, (str, tuple, dict)):
                total += len(data)
        return self.spend(total // ITEMS_A_STEP)

    def spend(self, steps: int) -> bool:
        """Take steps; False where none are left."""
        self.steps -= steps
        return self.steps >= 0


def weighs_more(value: Value, limit: int = WEIGHT) -> bool:
    """A value holds more than so many values, or nests deeper than `NESTING`.

    A small program can share one value exponentially often, and build it up without end.
    """
    level: list[Value] = [value]
    for _ in range(NESTING):
        if not level:
            return False
        limit -= len(level)
        if limit < 0:
            return True
        below: list[Value] = []
        for current in level:
            if isinstance(current, Unknown):
                below.extend(current.parts)
                below.extend(current.one_of)
                below.extend((current.entries or {}).values())
            elif isinstance(current.data, tuple):
                below.extend(current.data)
            elif isinstance(current.data, dict):
                below.extend(current.data.values())
            if len(below) > limit:
                return True
        level = below
    return bool(level)
