"""What `why` answers, as data: values with their way, and what rules say about them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from azlint.finding import Severity, Step, Stop
from azlint.node import Presence
from azlint.source import Source, Span
from azlint.value import Value


class Judgement(StrEnum):
    """What a rule says about one resource."""

    VIOLATION = "violation"
    UNDECIDED = "undecided"
    ACCEPTED = "accepted"
    SILENT = "silent"
    NOT_RUN = "not run"


class Attribute(msgspec.Struct, frozen=True):
    """One attribute: its native name, its value and the way that this came, the use first.

    alike: of one that nobody knows, the names that may have been meant.
    """

    name: str
    presence: Presence
    value: Value
    way: tuple[Step, ...] = ()
    stop: Stop | None = None
    alike: tuple[str, ...] = ()


class Opinion(msgspec.Struct, frozen=True):
    """One rule on one resource; `text` is its message, or why it was not asked."""

    rule: str
    name: str
    judgement: Judgement
    text: str = ""
    severity: Severity | None = None
    span: Span | None = None


class Case(msgspec.Struct, frozen=True):
    """One case of a declaration's instances in some environments.

    address: with the keys of its module calls · keys: its own, none where there is one instance
    only · note: what must be known to read it.
    """

    root: str
    environments: tuple[str, ...]
    address: str
    keys: tuple[str, ...]
    place: Span
    attributes: tuple[Attribute, ...]
    opinions: tuple[Opinion, ...]
    note: str = ""


class Answer(msgspec.Struct, frozen=True):
    """Every case, with the sources of its places."""

    cases: tuple[Case, ...]
    sources: Mapping[str, Source]
