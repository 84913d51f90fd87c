"""Ways past a gate, as the finders return them."""

from __future__ import annotations

from typing import Any

import msgspec

from azlint.node import Declaration
from azlint.source import Span


class Opening(msgspec.Struct, frozen=True):
    """One way past a gate."""

    key: str
    place: Span
    declaration: Declaration
    fields: dict[str, Any] = msgspec.field(default_factory=dict)
    gate: Span | None = None
