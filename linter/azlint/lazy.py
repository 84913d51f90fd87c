"""Packages whose modules are imported when they are first used: what a repository does not need
costs its run nothing."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType


def on_first_use(package: str) -> Callable[[str], ModuleType]:
    """The `__getattr__` of a package: a name that it does not have yet is a module of it."""

    def module(name: str) -> ModuleType:
        full = f"{package}.{name}"
        try:
            return import_module(full)
        except ModuleNotFoundError as error:
            if error.name != full:
                raise
            raise AttributeError(f"module {package!r} has no attribute {name!r}") from None

    return module
