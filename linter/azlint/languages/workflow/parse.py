"""YAML text to nodes with places. The only importer of ruamel.

The events of the parser are assembled here, not composed by the library: that keeps depth,
aliases and duplicate keys under our control and accepts re-defined anchors, as GitHub does.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Protocol, cast

from ruamel.yaml import YAML
from ruamel.yaml.cyaml import CSafeLoader
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from azlint.languages.workflow.comments import comment_spans
from azlint.languages.workflow.syntax import (
    Entry,
    Mapping,
    Scalar,
    Sequence,
    WorkflowTree,
    Yaml,
)
from azlint.patterns import regex
from azlint.syntax import Problem

_WORD = regex(r"\S*")
_PROPERTIES = regex(r"(?:[&!]\S*\s+)+")

MAX_SIZE = 1 << 20
MAX_SLOW_SIZE = 1 << 18
MAX_DEPTH = 50
MAX_NODES = 50_000


class _Mark(Protocol):
    index: int


class _Event(Protocol):
    start_mark: _Mark
    end_mark: _Mark
    anchor: str | None
    tag: object
    value: str
    style: str | None


class _StopError(Exception):
    """The document goes beyond what GitHub reads."""

    def __init__(self, start: int, end: int, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(start, end, message)


class _LimitError(_StopError):
    """The document is larger than what is read."""


class _Open:
    """A collection whose end has not come yet."""

    __slots__ = ("anchor", "height", "is_mapping", "key", "keys", "nodes", "size", "start")

    def __init__(self, start: int, anchor: str | None, *, is_mapping: bool) -> None:
        self.start = start
        self.anchor = anchor
        self.is_mapping = is_mapping
        self.nodes: list[Yaml | Entry] = []
        self.key: Scalar | None = None
        self.keys: set[str] = set()
        self.size = 1
        self.height = 1


class _Anchored:
    """A finished node that aliases may name, with what it counts for."""

    __slots__ = ("height", "node", "size")

    def __init__(self, node: Yaml, size: int, height: int) -> None:
        self.node = node
        self.size = size
        self.height = height


class _Builder:
    """Assembles events into one document."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.root: Yaml | None = None
        self.problems: list[Problem] = []
        self.scalars: list[tuple[int, int, str]] = []
        self.documents = 0
        self._stack: list[_Open] = []
        self._anchors: dict[str, _Anchored] = {}
        self._nodes = 0

    def feed(self, kind: str, event: _Event) -> None:
        if kind == "ScalarEvent":
            self._scalar(event)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self._begin(event, is_mapping=kind == "MappingStartEvent")
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._end(event.end_mark.index)
        elif kind == "AliasEvent":
            self._alias(event)
        elif kind == "DocumentStartEvent":
            self._document(event)

    def _document(self, event: _Event) -> None:
        self.documents += 1
        if self.documents > 1:
            start, end = event.start_mark.index, event.end_mark.index
            raise _StopError(start, end, "one YAML document is expected, not several")

    def _scalar(self, event: _Event) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        if event.anchor or event.tag:
            properties = _PROPERTIES.match(self._text, start, end)
            start = properties.end() if properties else start
        style = event.style or ""
        self.scalars.append((start, end, style))
        node = Scalar(start, end, event.value, style, str(event.tag) if event.tag else "")
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(node, 1, 0)
        self._place(node, start, end, 1, 0)

    def _begin(self, event: _Event, *, is_mapping: bool) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        if len(self._stack) >= MAX_DEPTH:
            raise _LimitError(start, end, f"nested deeper than {MAX_DEPTH} levels")
        if event.anchor:
            self._anchors.pop(event.anchor, None)
        if event.anchor or event.tag:
            properties = _PROPERTIES.match(self._text, start)
            start = properties.end() if properties else start
        self._stack.append(_Open(start, event.anchor, is_mapping=is_mapping))

    def _end(self, end: int) -> None:
        done = self._stack.pop()
        if self._text[done.start : done.start + 1] not in ("{", "["):
            # The library ends a block where the next token starts, behind blanks and comments.
            end = done.nodes[-1].end if done.nodes else done.start
        node: Yaml
        if done.is_mapping:
            node = Mapping(done.start, end, cast("tuple[Entry, ...]", tuple(done.nodes)))
        else:
            node = Sequence(done.start, end, cast("tuple[Yaml, ...]", tuple(done.nodes)))
        if done.anchor:
            self._anchors[done.anchor] = _Anchored(node, done.size, done.height)
        self._place(node, done.start, end, done.size, done.height)

    def _alias(self, event: _Event) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        anchored = self._anchors.get(event.anchor or "")
        if anchored is None:
            raise _StopError(start, end, f"no anchor {event.anchor!r} ends before this alias")
        if len(self._stack) + anchored.height > MAX_DEPTH:
            raise _LimitError(start, end, f"nested deeper than {MAX_DEPTH} levels")
        self._nodes += anchored.size - 1
        self._place(anchored.node, start, end, anchored.size, anchored.height)

    def _place(self, node: Yaml, start: int, end: int, size: int, height: int) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _LimitError(start, end, f"more than {MAX_NODES} nodes")
        if not self._stack:
            self.root = node
            return
        parent = self._stack[-1]
        parent.size += size
        parent.height = max(parent.height, height + 1)
        if not parent.is_mapping:
            parent.nodes.append(node)
        elif parent.key is None:
            parent.key = self._key(node, start, end, parent.keys)
        else:
            parent.nodes.append(Entry(parent.key.start, end, parent.key, node))
            parent.key = None

    def _key(self, node: Yaml, start: int, end: int, keys: set[str]) -> Scalar:
        if not isinstance(node, Scalar):
            raise _StopError(start, end, "a mapping key must be a scalar")
        if node.value in keys:
            self.problems.append(Problem(start, end, f"the key {node.value!r} is already defined"))
        keys.add(node.value)
        return node if node.start == start else Scalar(start, end, node.value, node.style, node.tag)


def parse(text: str) -> WorkflowTree:
    """Read one workflow or action file; never raises."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_SIZE:
        problem = Problem(0, 0, "larger than 1 MiB, which GitHub does not read")
        return WorkflowTree(None, (problem,), is_too_large=True)
    builder, problem_ = _build(text, pure=False)
    if problem_ is not None and _is_worth_another_try(problem_, text):
        builder, problem_ = _build(text, pure=True)
    comments = comment_spans(text, builder.scalars)
    if problem_ is not None:
        too_large = isinstance(problem_, _LimitError)
        return WorkflowTree(None, (_located(problem_, text),), comments, too_large)
    return WorkflowTree(builder.root, tuple(builder.problems), comments)


def _is_worth_another_try(error: Exception, text: str) -> bool:
    """The pure parser takes some texts that the fast one refuses, at a tenth of its speed."""
    return not isinstance(error, _StopError) and len(text) <= MAX_SLOW_SIZE


def _build(text: str, *, pure: bool) -> tuple[_Builder, Exception | None]:
    builder = _Builder(text)
    enabled = gc.isenabled()
    gc.disable()
    try:
        for event in _events(text, pure=pure):
            builder.feed(type(event).__name__, event)
    except (YAMLError, _StopError) as error:
        return builder, error
    except (ValueError, AttributeError, IndexError, AssertionError, OverflowError) as error:
        # The library's own slips on hostile text (`%YAML` directives, escapes past U+10FFFF).
        return builder, error
    finally:
        if enabled:
            gc.enable()
    return builder, None


def _events(text: str, *, pure: bool) -> Iterator[_Event]:
    if pure:
        yield from cast("Iterator[_Event]", YAML(typ="safe", pure=True).parse(text))
        return
    parser = CSafeLoader(text)
    while parser.check_event():
        yield parser.get_event()


def _located(error: Exception, text: str) -> Problem:
    if isinstance(error, _StopError):
        return error.problem
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        index = min(getattr(mark, "index", 0), len(text))
        message = " ".join(part for part in (error.context, error.problem) if part)
        return Problem(index, _word_end(text, index), message or "not valid YAML")
    position = getattr(error, "position", 0)
    index = min(position, len(text)) if isinstance(position, int) else 0
    return Problem(index, index, "a character that YAML does not allow")


def _word_end(text: str, index: int) -> int:
    word = _WORD.match(text, index)
    return word.end() if word else index
