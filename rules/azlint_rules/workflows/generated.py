"""Which files a tool writes, so that only their source can be mended."""

from __future__ import annotations

import re
from itertools import takewhile

from azlint.patterns import regex

_GENERATED = regex(r"generated\b", re.IGNORECASE)
_FORBIDDEN = regex(r"\bdo not (?:edit|modify)\b", re.IGNORECASE)


def is_generated(text: str) -> bool:
    """Whether the comment at the head of a file says that it is generated."""
    head = takewhile(lambda line: not line.strip() or line.startswith("#"), text.splitlines())
    return any(_GENERATED.search(line) and _FORBIDDEN.search(line) for line in head)
