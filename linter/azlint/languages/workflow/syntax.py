"""What the YAML parser returns: mappings, sequences and scalars with their places.

An alias is replaced by the node that its anchor names, so `start` and `end` of a node below an
alias lie where the anchor stands; the entry that holds it keeps the place of the alias.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from azlint.syntax import Node, Problem


class Scalar(Node, frozen=True, tag="scalar"):
    """A scalar after YAML's own unescaping and folding.

    style: empty for a plain scalar, else the character that opens it (`'`, `"`, `|`, `>`) ·
    tag: the explicit tag, resolved (`tag:yaml.org,2002:str`), or empty.
    """

    value: str
    style: str = ""
    tag: str = ""


class Sequence(Node, frozen=True, tag="sequence"):
    items: tuple[Yaml, ...]


class Entry(Node, frozen=True, tag="entry"):
    """`key: value` of a mapping."""

    key: Scalar
    value: Yaml


class Mapping(Node, frozen=True, tag="mapping"):
    """Entries in their order; one with a key that stood before is kept."""

    entries: tuple[Entry, ...]

    def entry(self, name: str) -> Entry | None:
        """The first entry of that name; GitHub's own keys are case-sensitive."""
        for entry in self.entries:
            if entry.key.value == name:
                return entry
        return None

    def get(self, name: str) -> Yaml | None:
        entry = self.entry(name)
        return None if entry is None else entry.value


Yaml = Scalar | Sequence | Mapping


class WorkflowTree(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One file: its root, unless it is empty or broken; what is wrong with it; its comments;
    whether it is only larger than what is read."""

    root: Yaml | None
    problems: tuple[Problem, ...] = ()
    comments: tuple[tuple[int, int], ...] = ()
    is_too_large: bool = False


def entries(node: Yaml | None) -> tuple[Entry, ...]:
    """The entries of a mapping; nothing for any other node."""
    return node.entries if isinstance(node, Mapping) else ()


def items(node: Yaml | None) -> tuple[Yaml, ...]:
    """The items of a sequence; nothing for any other node."""
    return node.items if isinstance(node, Sequence) else ()


def scalars(node: Yaml | None) -> Iterator[Scalar]:
    """Every scalar value below a node (keys are none), in order."""
    stack: list[Yaml] = [] if node is None else [node]
    while stack:
        current = stack.pop()
        if isinstance(current, Scalar):
            yield current
        elif isinstance(current, Sequence):
            stack.extend(reversed(current.items))
        else:
            stack.extend(entry.value for entry in reversed(current.entries))
