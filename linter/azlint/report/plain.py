"""Values as data that any JSON reader takes."""

from __future__ import annotations

from collections.abc import Mapping


def plain(value: object) -> object:
    """A value of strings, numbers, mappings and sequences; half characters become `?`."""
    if isinstance(value, str):
        return str(value) if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if value is None or isinstance(value, (int, float)):
        return value
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} is not plain data")
