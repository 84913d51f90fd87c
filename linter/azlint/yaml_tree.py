"""What a YAML reader returns, for those who are handed one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from azlint.syntax import Problem


@runtime_checkable
class YamlScalar(Protocol):
    """A scalar of a YAML tree; `style` is empty where it is plain."""

    @property
    def value(self) -> str: ...
    @property
    def style(self) -> str: ...
    @property
    def tag(self) -> str: ...


@runtime_checkable
class YamlSequence(Protocol):
    """A sequence of a YAML tree."""

    @property
    def items(self) -> Sequence[YamlNode]: ...


class YamlEntry(Protocol):
    """A key and its value in a YAML tree."""

    @property
    def key(self) -> YamlScalar: ...
    @property
    def value(self) -> YamlNode: ...


@runtime_checkable
class YamlMapping(Protocol):
    """A mapping of a YAML tree."""

    @property
    def entries(self) -> Sequence[YamlEntry]: ...


YamlNode = YamlScalar | YamlSequence | YamlMapping


class YamlDocument(Protocol):
    """What a YAML reader returns: the tree where there is one, and what it found wrong."""

    @property
    def root(self) -> YamlNode | None: ...
    @property
    def problems(self) -> Sequence[Problem]: ...
    @property
    def is_too_large(self) -> bool: ...


YamlReader = Callable[[str], YamlDocument]
