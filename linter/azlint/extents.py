"""How far what starts at a place of a file goes: an attribute, an argument, a block, an entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache

import msgspec

from azlint.languages.workflow.syntax import Mapping as YamlMapping
from azlint.syntax import Node, walk

Reach = Callable[[str, int], int]
"""The end of what starts at an offset of a file; the offset itself where nothing does."""


def nothing(_: str, offset: int) -> int:
    """The reach of files of which the syntax is not known."""
    return offset


def reach(files: Mapping[str, msgspec.Struct]) -> Reach:
    """The reach in parsed files."""

    @cache
    def ends(path: str) -> Mapping[int, int]:
        found: dict[int, int] = {}
        for node in _nodes(files.get(path)):
            found[node.start] = max(node.end, found.get(node.start, node.start))
        return found

    return lambda path, offset: ends(path).get(offset, offset)


def _nodes(file: msgspec.Struct | None) -> Iterator[Node]:
    """Every node of a file but mappings of YAML, which start where their first entry does."""
    for name in file.__struct_fields__ if file is not None else ():
        field = getattr(file, name)
        for each in field if isinstance(field, tuple) else (field,):
            if isinstance(each, Node):
                yield from (node for node in walk(each) if not isinstance(node, YamlMapping))
