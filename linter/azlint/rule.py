"""The public base of rules: metadata, messages, what they select and a pure `check`."""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import msgspec

from azlint.finding import Confidence, Consequence, Severity

if TYPE_CHECKING:
    from azlint.node import Language


class Reference(msgspec.Struct, frozen=True):
    """A source for what a rule says, with the date on which it was read."""

    title: str
    url: str
    read: str


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule is, apart from its logic.

    id: `AZL` and three digits · name: reads after "allow" · severity: the default ·
    enabled: on without `--select` · security_severity: CVSS-like string for code scanning, only
    for security rules · since: the version of azlint that brought it.
    """

    id: str
    name: str
    severity: Severity
    languages: frozenset[Language]
    consequence: Consequence = Consequence.NONE
    confidence: Confidence = Confidence.HIGH
    enabled: bool = True
    security_severity: str = ""
    since: str = "0.1.0"
    references: tuple[Reference, ...] = ()


class Message(msgspec.Struct, frozen=True):
    """A message template and the help that goes with it; `{name}` fields are filled in.

    The first sentence carries the point and any danger of the obvious fix: code scanning shows
    nothing else.
    """

    text: str
    help: str = ""


class Rule(ABC):
    """One policy. Stateless; its class docstring is its page."""

    meta: ClassVar[Meta]
    messages: ClassVar[Mapping[str, Message]]
    options: ClassVar[Mapping[str, object]] = {}
