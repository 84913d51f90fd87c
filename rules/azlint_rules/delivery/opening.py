"""Ways past a gate, as the finders return them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from azlint.node import Declaration
from azlint.source import Span


@dataclass(frozen=True)
class Opening:
    """One way past a gate."""

    key: str
    place: Span
    declaration: Declaration
    fields: dict[str, Any] = field(default_factory=dict)
    gate: Span | None = None
