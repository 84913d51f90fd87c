"""Everything that a property is worked out from: names followed, conditions included."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from azlint.languages.bicep.functions.files import NAMES
from azlint.languages.bicep.link import within
from azlint.source import Span
from azlint.syntax import Call, Expression, Literal, Name, Spread, walk
from azlint.value import chain

if TYPE_CHECKING:
    from azlint.languages.bicep.frame import Frame
    from azlint.languages.bicep.targets import ResourceTarget

MAX_PLACES: Final = 500


def places(target: ResourceTarget, name: str) -> Iterator[Span]:
    """The spans of what a top-level property reads, nearest first; arguments of the calls that
    lead here by the places of their values."""
    frame = target.frame
    item = target.body.items.get(name.lower())
    pending = deque([item.value] if item is not None else [])
    pending.extend(i.value for i in target.body.object.items if isinstance(i, Spread))
    loop = target.entry.statement.loop
    if loop is not None:
        pending.append(loop.collection)
    seen: set[str] = set()
    while pending and len(seen) < MAX_PLACES:
        expression = pending.popleft()
        yield frame.template.place(expression)
        for node in walk(expression):
            if isinstance(node, Name) and node.name not in seen:
                seen.add(node.name)
                yield from _handed(frame, node.name)
                pending.extend(_definitions(frame, node.name))
            elif isinstance(node, Call) and node.name in NAMES:
                yield from _file(frame, node)


def _file(frame: Frame, load: Call) -> Iterator[Span]:
    """The whole of the file that a call loads."""
    match load.arguments[:1]:
        case (Literal(value=str(named)),):
            path = within(frame.template.folder, named)
            text = frame.world.reader(path) if path is not None else None
            if path is not None and text is not None:
                yield Span(path, 0, len(text))


def _definitions(frame: Frame, name: str) -> Iterator[Expression]:
    template = frame.template
    if name in template.variables:
        yield template.variables[name].value
    elif name in template.parameters:
        default = template.parameters[name].default
        if default is not None:
            yield default


def _handed(frame: Frame, name: str) -> Iterator[Span]:
    """Where the value of a parameter or an imported name comes from."""
    if name in frame.template.parameters or name in frame.template.imports:
        value = frame.value(name)
        for origin in chain(value) if value is not None else ():
            yield origin.span
