"""What names mean within one template: each kind in a space of its own, whatever the case."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

import msgspec

from azlint.syntax import Node


class Names(msgspec.Struct):
    """The names that expressions of a template may use, in lower case, as the statements have them.

    texts: of variables that are plain text, by their names here · modules: names of nested
    deployments · ids: name by type and written name, of resources that
    are not repeated · loop: the loop of the declaration that is being read · loops: those around.
    """

    parameters: Mapping[str, str] = msgspec.field(default_factory=dict)
    variables: Mapping[str, str] = msgspec.field(default_factory=dict)
    texts: Mapping[str, str] = msgspec.field(default_factory=dict)
    resources: dict[str, str] = msgspec.field(default_factory=dict)
    modules: set[str] = msgspec.field(default_factory=set)
    ids: dict[Hashable, str] = msgspec.field(default_factory=dict)
    loop: str = ""

    def copied(self, name: str) -> str:
        """The name that stands for the index of a loop."""
        return f"copyIndex({(name or self.loop).lower()})"


def lambda_variable(name: str) -> str:
    """The name that a lambda binds, apart from parameters that are called alike."""
    return f"lambdaVariables({name.lower()})"


def unique(names: Iterable[str], taken: Iterable[str], word: str) -> dict[str, str]:
    """Names in lower case to names that no other kind has."""
    others = set(taken)
    return {name.lower(): f"{word}('{name}')" if name in others else name for name in names if name}


def shape(node: object) -> Hashable:
    """An expression without its places: equal exactly for what is written alike."""
    if isinstance(node, Node):
        fields = [name for name in node.__struct_fields__ if name not in {"start", "end"}]
        return (type(node).__name__, *(shape(getattr(node, name)) for name in fields))
    if isinstance(node, tuple):
        return tuple(map(shape, node))
    return node if isinstance(node, (str, int, type(None))) else repr(node)
