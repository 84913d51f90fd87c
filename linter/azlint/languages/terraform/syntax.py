"""What the Terraform parser returns."""

from __future__ import annotations

import msgspec

from azlint.syntax import Expression, Node, Problem


class Attribute(Node, frozen=True):
    """`name = value`; the name ends at `name_end`."""

    name: str
    name_end: int
    value: Expression


class Block(Node, frozen=True):
    """`type "label" { … }`; the header is `start` to `header_end`."""

    type: str
    labels: tuple[str, ...]
    header_end: int
    attributes: tuple[Attribute, ...]
    blocks: tuple[Block, ...]


class File(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One file: top-level attributes (value files) and blocks, in order; what was lost to
    syntax errors; the spans of its comments.
    """

    attributes: tuple[Attribute, ...]
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()
    comments: tuple[tuple[int, int], ...] = ()
