"""Regular expressions that are compiled when they are first used: of those that modules declare, a
run needs few, and to compile them all takes an eighth of a small one."""

from __future__ import annotations

import re
from typing import AnyStr, cast


class _Pattern:
    """Stands for a pattern, and becomes it method by method."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self.pattern = text
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        found: object = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, found)
        return found


def regex(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern for a constant of a module."""
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))
