"""Answers about a module instance that many of its blocks ask for, worked out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from azlint.languages.terraform.instance import ModuleInstance

T = TypeVar("T")


class PerModule(Generic[T]):
    """A function of a module instance whose result is kept for as long as the instance lives."""

    def __init__(self, compute: Callable[[ModuleInstance], T]) -> None:
        self._compute = compute
        self._found: WeakKeyDictionary[ModuleInstance, T] = WeakKeyDictionary()

    def __call__(self, module: ModuleInstance) -> T:
        found = self._found.get(module)
        if found is None:
            found = self._found[module] = self._compute(module)
        return found
