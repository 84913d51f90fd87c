"""What is wrong in workflows, as finders hand it to their rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from azlint.finding import Finding, Related, Severity
from azlint.node import Declaration
from azlint.rule import Rule
from azlint.source import Span
from azlint.value import Value


class Flaw(msgspec.Struct, frozen=True):
    """One thing to say, at one place.

    key: of the message · owner: what is declared there · fields: of the message · related: where
    else to look, and why · value: what it is about · because: what decides it.
    """

    key: str
    place: Span
    owner: Declaration
    fields: Mapping[str, Any] = {}
    related: Related | None = None
    value: Value | None = None
    because: Value | None = None


def told(
    rule: Rule, flaw: Flaw, *, severity: Severity | None = None, anchored: bool = False
) -> Finding:
    """The finding of a rule that says what is wrong."""
    return rule.finding(
        flaw.key,
        flaw.place,
        flaw.owner,
        value=flaw.value,
        anchored=anchored,
        because=flaw.because,
        severity=severity,
        related=() if flaw.related is None else (flaw.related,),
        **flaw.fields,
    )
