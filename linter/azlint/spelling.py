"""Paths in another spelling: upper and lower case are told apart, as Linux does."""

from __future__ import annotations

from collections.abc import Iterable


class Spellings:
    """The paths that are there, to find what one that is not may mean."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = {path.casefold(): path for path in paths}

    def differing(self, absent: str) -> str:
        """Why a path leads nowhere, where only its case differs; else empty."""
        meant = self._paths.get(absent.casefold())
        if meant is None:
            return ""
        return f"`{absent}` is not in the repository; `{meant}` is (case differs)"
