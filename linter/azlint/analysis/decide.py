"""From a value to a verdict: the one place that knows how alternatives and assumptions count."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from azlint.value import Known, Value, alternatives


class Decision(Enum):
    FINE = "fine"
    VIOLATES = "violates"
    UNDECIDED = "undecided"


def decide(value: Value, violates: Callable[[Known], bool]) -> Decision:
    """Whether a value violates: certain only when every alternative agrees.

    A violation that rests on a default which a library only assumes is undecided; a default
    that is fine passes.
    """
    verdicts = {_one(option, violates) for option in alternatives(value)}
    return verdicts.pop() if len(verdicts) == 1 else Decision.UNDECIDED


def _one(value: Value, violates: Callable[[Known], bool]) -> Decision:
    if not isinstance(value, Known):
        return Decision.UNDECIDED
    if not violates(value):
        return Decision.FINE
    return Decision.UNDECIDED if value.assumed else Decision.VIOLATES
