"""What is lost to defects of azlint: a note at each place (AZL906), and why the run is broken."""

from __future__ import annotations

from collections.abc import Iterator

from azlint.finding import Finding
from azlint.guard import Defect, Guard
from azlint.own import LostPart, own_finding
from azlint.result import Failure


def lost_parts(guard: Guard) -> Iterator[Finding]:
    """What is lost to defects, each at its place."""
    for defect in guard.defects:
        if defect.span is not None:
            yield own_finding(LostPart, "lost", defect.span, problem=defect.problem)


def failures(guard: Guard) -> Iterator[Failure]:
    """What is lost to defects keeps a run from checking what it is asked to."""
    for defect in guard.defects:
        yield Failure(_said(defect), span=defect.span, detail=defect.detail)


def _said(defect: Defect) -> str:
    return defect.problem if defect.span is None else f"{defect.span.path}: {defect.problem}"
