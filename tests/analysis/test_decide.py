"""From values to verdicts."""

from __future__ import annotations

import pytest

from azlint.analysis.decide import Decision, decide
from azlint.value import Cause, Known, Reason, Unknown, Value

ON, OFF, GUESS = Known(True), Known(False), Known(False, assumed="var.x")
REASON = Reason(Cause.NO_VALUE, "var.x")


def one_of(*options: Value) -> Unknown:
    return Unknown(REASON, one_of=options)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (ON, Decision.FINE),
        (OFF, Decision.VIOLATES),
        (GUESS, Decision.UNDECIDED),
        (Known(True, assumed="var.x"), Decision.FINE),
        (Unknown(REASON), Decision.UNDECIDED),
        (one_of(OFF, Known(None)), Decision.VIOLATES),
        (one_of(ON, ON), Decision.FINE),
        (one_of(ON, OFF), Decision.UNDECIDED),
        (one_of(OFF, GUESS), Decision.UNDECIDED),
        (one_of(OFF, one_of(OFF, Known(None))), Decision.VIOLATES),
        (one_of(OFF, one_of(OFF, Unknown(REASON))), Decision.UNDECIDED),
    ],
)
def test_decide(value: Value, expected: Decision) -> None:
    assert decide(value, lambda known: known.data is not True) is expected
