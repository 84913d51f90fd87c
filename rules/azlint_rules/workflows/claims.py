"""Claims: what one use of a runtime or an image says about one literal, before any folding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum
from itertools import pairwise

import msgspec

from azlint.languages.workflow.model import Action, File, Job, Step, Workflow, span_of
from azlint.languages.workflow.place import Place, job_place, step_place
from azlint.node import Declaration
from azlint.source import Span
from azlint.value import Origin, Value, chain


class Tier(IntEnum):
    """How much a claim matters; `FINE` only counts for what else a matrix holds."""

    FINE = 0
    PINNABLE = 3
    PARTIAL = 2
    MOVING = 1
    WRONG = 4
    OPEN = 5


class Use(msgspec.Struct, frozen=True):
    """Where a version or an image takes effect: a step, a job's container, or no workflow."""

    file: File | None
    job: Job | None
    step: Step | None
    span: Span

    @property
    def place(self) -> Place:
        if self.file is not None and self.step is not None:
            return step_place(self.file, self.job, self.step)
        if self.file is not None and self.job is not None:
            return job_place(self.file, self.job)
        raise ValueError("this use has no step and no job")


class Claim(msgspec.Struct, frozen=True):
    """One literal as one use sees it.

    key: the message · span: of the literal · tier · fields: of the message · group: the matrix
    expression through which the literal came, or None · text: the version or image · because:
    the value that cannot be told · owner: the declaration of a literal outside of workflows ·
    quote: the text that mends it · via: where the use reads the literal, if not in place ·
    value: with the way from the use to the literal.
    """

    key: str
    span: Span
    tier: Tier
    use: Use
    text: str
    fields: Mapping[str, str] = msgspec.field(default_factory=dict)
    group: Span | None = None
    because: Value | None = None
    owner: Declaration | None = None
    quote: str = ""
    via: Span | None = None
    value: Value | None = None

    @property
    def hops(self) -> tuple[Span, ...]:
        """The places between the use and the literal that hand the value on."""
        return () if self.value is None else tuple(p.span for p in chain(self.value)[1:-1])


def literal_origin(value: Value, use: Use) -> Span:
    """Where a value is written: the far end of its chain, else the use."""
    places = chain(value)
    return places[-1].span if places else use.span


def matrix_group(value: Value) -> Span | None:
    """The expression that reads a value from a matrix, if one does."""
    places: tuple[Origin, ...] = chain(value)
    for before, place in pairwise(places):
        if place.label.startswith("matrix"):
            return before.span
    return None


def step_uses(file: File) -> Iterator[tuple[Use, Step]]:
    """Every step of a file that uses an action, with its use."""
    if isinstance(file, Action):
        owners: Iterator[tuple[Job | None, Step]] = ((None, step) for step in file.steps)
    else:
        owners = ((job, step) for job in file.jobs for step in job.steps)
    for job, step in owners:
        if step.uses is not None:
            yield Use(file, job, step, span_of(file.path, step.uses)), step


def is_reusable(file: File) -> bool:
    return isinstance(file, Workflow) and file.reusable
