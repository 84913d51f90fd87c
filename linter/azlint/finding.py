"""What a rule says: a finding with a place, a verdict and the consequence of its fix."""

from __future__ import annotations

from enum import IntEnum, StrEnum

import msgspec

from azlint.source import Span


class Severity(IntEnum):
    """How much a finding matters; the order is that of SARIF levels."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        return self.name.lower()


class Verdict(StrEnum):
    """`undecided` names the reference that stops a decision; it is neither pass nor fail."""

    VIOLATION = "violation"
    UNDECIDED = "undecided"


class Consequence(StrEnum):
    """What applying the fix does to what is deployed."""

    NONE = "none"
    IN_PLACE = "in-place"
    RESTART = "restart"
    REPLACE = "replace"
    IRREVERSIBLE = "irreversible"
    STATE_MOVE = "state-move"


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"


SENSITIVE = "(sensitive)"
"""Stands for what is never shown."""


class Related(msgspec.Struct, frozen=True, order=True):
    """A second place that explains the first."""

    span: Span
    message: str


class Step(msgspec.Struct, frozen=True, order=True):
    """One place on the way of a value, from its use back to where it is written.

    label: what it is called there: `var.sku`, `module.vm.sku` (an argument), `local.disks` ·
    secret: what is written there is never shown · given_by: what gives the value, where no file
    does: the place only takes it.
    """

    span: Span
    label: str = ""
    secret: bool = False
    given_by: str = ""

    @property
    def name(self) -> str:
        """Its label, and what gives the value."""
        return f"{self.label} (given by {self.given_by})" if self.given_by else self.label

    @property
    def source(self) -> str:
        """What is said of the place that the value comes from."""
        verb = f"given by {self.given_by}" if self.given_by else "written here"
        return f"{self.label or 'the value'} is {verb}"


class Stop(msgspec.Struct, frozen=True, order=True):
    """What keeps a verdict undecided: why, by which reference, and where that stands."""

    cause: str
    reference: str
    span: Span | None = None

    def __str__(self) -> str:
        return f"{self.cause}: {self.reference}"


class Edit(msgspec.Struct, frozen=True, order=True):
    """Replace the text of a span."""

    span: Span
    text: str


class Entrance(msgspec.Struct, frozen=True, order=True):
    """The module call of this repository that brings what is declared elsewhere.

    scope, header, source: the block, its header and its source · package: what it calls, with the
    version.
    """

    scope: Span
    header: Span
    source: Span
    package: str


class Context(msgspec.Struct, frozen=True, order=True):
    """In which evaluation a finding holds.

    environment: its name or empty · calls: the module call chain, outermost first, as addresses
    with the span of each call · keys: instance keys as the language writes them, empty for
    all or for a single one · entrance: for what is declared in a module from elsewhere · root: what
    is evaluated.
    """

    environment: str = ""
    calls: tuple[tuple[str, Span], ...] = ()
    keys: tuple[str, ...] = ()
    entrance: Entrance | None = None
    root: str = ""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One result of one rule.

    `key` is the rule's message key and `message` the rendered text, whose first sentence
    carries the point. `subject` is the address of the declaration relative to its module
    (fingerprints and `[[ignore]]` entries use it); `scope` the span in which a comment may
    suppress it (the whole declaration). `help` says how to fix. `severity` is None where the
    rule's own applies. `contexts` has more than one entry after folding; `not_in` and
    `undecided_in` name the other environments of their roots, by what is found there. `stop` is
    what an undecided one waits for. `chain` is the way of the value that the finding is about,
    the use first; `anchored` says that the place is wrong whatever the value is. `general` is
    the message, and the help, where they differ between evaluations.
    """

    rule: str
    key: str
    message: str
    span: Span
    severity: Severity | None = None
    verdict: Verdict = Verdict.VIOLATION
    consequence: Consequence = Consequence.NONE
    confidence: Confidence = Confidence.HIGH
    related: tuple[Related, ...] = ()
    also: tuple[tuple[Step, ...], ...] = ()
    """The ways of further values of which it says the same."""
    help: str = ""
    subject: str = ""
    scope: Span | None = None
    contexts: tuple[Context, ...] = ()
    not_in: tuple[str, ...] = ()
    undecided_in: tuple[str, ...] = ()
    fix: tuple[Edit, ...] = ()
    stop: Stop | None = None
    chain: tuple[Step, ...] = ()
    anchored: bool = False
    general: tuple[str, str] = ("", "")

    @property
    def cause(self) -> str:
        """Why it is undecided, in a line; empty where it is decided."""
        return str(self.stop or "")

    @property
    def secrets(self) -> frozenset[Span]:
        """The places of which nothing is shown."""
        ways = (self.chain, *self.also)
        return frozenset(step.span for way in ways for step in way if step.secret)

    @property
    def chains(self) -> tuple[tuple[Step, ...], ...]:
        """Every way that leads somewhere else."""
        return tuple(way for way in (self.chain, *self.also) if len(way) > 1)
