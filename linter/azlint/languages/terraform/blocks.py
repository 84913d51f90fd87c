"""Nested blocks as values: lists of objects, dynamic blocks expanded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from azlint.languages.terraform import access
from azlint.languages.terraform.module import Placed
from azlint.languages.terraform.results import failure, marked
from azlint.languages.terraform.syntax import Block
from azlint.source import Span
from azlint.syntax import Access, Expression, Name
from azlint.value import Cause, Known, Origin, Reason, Unknown, Value, alternatives, list_of

if TYPE_CHECKING:
    from azlint.languages.terraform.scope import Scope

LIST: Final = list_of(access.OBJECT)
MAX_OPTIONS: Final = 16

Items = tuple[Value, ...]


class _Lists(msgspec.Struct):
    """The lists that the blocks of one type can make, while they are read."""

    options: list[Items] = msgspec.field(default_factory=lambda: [()])
    doubt: Reason | None = None
    place: Span | None = None
    marks: list[Value] = msgspec.field(default_factory=list)

    def add(self, choices: Sequence[Items]) -> None:
        """Whatever is so far, followed by one of `choices`."""
        if len(self.options) * len(choices) > MAX_OPTIONS:
            self.options = []
        self.options = [(*head, *tail) for head in self.options for tail in choices]

    def result(self) -> Value:
        if self.doubt is None:
            found = Known(self.options[0], LIST, Origin(self.place) if self.place else None)
            return marked(found, self.marks)
        place = self.place or self.doubt.span
        origin = Origin(place) if place else None
        options = tuple(marked(Known(items, LIST, origin), self.marks) for items in self.options)
        unknown = Unknown(self.doubt, LIST, origin, one_of=options, not_null=True)
        return marked(unknown, self.marks)


def read_blocks(blocks: Iterable[Placed], scope: Scope) -> Value:
    """The blocks of one type as a list of objects; an Unknown that lists what it can be where a
    dynamic block hangs on what is not known.
    """
    lists = _Lists()
    for placed in blocks:
        inner = scope.at(placed.path)
        lists.place = lists.place or placed.header
        if placed.block.type == "dynamic":
            _dynamic(placed.block, inner, lists)
        else:
            lists.add([(read_body(placed.block, inner, placed.block),)])
    return lists.result()


def read_body(block: Block, scope: Scope, header: Block) -> Value:
    """The attributes and nested blocks of one block as an object, placed at its header."""
    items: dict[str, Value] = {
        attribute.name: access.settled(scope.value(attribute.value))
        for attribute in block.attributes
    }
    by_type: dict[str, list[Placed]] = {}
    for nested in block.blocks:
        type_ = nested.labels[0] if nested.type == "dynamic" and nested.labels else nested.type
        by_type.setdefault(type_, []).append(Placed(scope.path, nested))
    for type_, nested_blocks in by_type.items():
        items[type_] = read_blocks(nested_blocks, scope)
    origin = Origin(Span(scope.path, header.start, header.header_end))
    return Known(items, access.OBJECT, origin)


def _dynamic(block: Block, scope: Scope, lists: _Lists) -> None:
    expressions = {attribute.name: attribute.value for attribute in block.attributes}
    content = next((inner for inner in block.blocks if inner.type == "content"), None)
    if content is None or "for_each" not in expressions:
        lists.doubt = failure("a dynamic block needs for_each and content").reason
        return
    collection = access.settled(scope.value(expressions["for_each"]))
    iterator = _iterator(expressions.get("iterator")) or block.labels[0]

    def body(pair: tuple[Value, Value]) -> Value:
        bound = Known({"key": pair[0], "value": pair[1]}, access.OBJECT)
        return read_body(content, scope.inner({iterator: bound}), block)

    lists.marks.append(collection)
    if isinstance(collection, Unknown):
        lists.doubt = lists.doubt or collection.reason
    choices: list[Items] = []
    for option in alternatives(collection):
        found = _iterable(option)
        if isinstance(found, Known):
            choices.append(tuple(body(pair) for pair in access.elements(found)))
        else:
            lists.doubt = lists.doubt or found.reason
            choices += [(), (body(access.any_element(found, scope.machine)),)]
    lists.add(choices)


def _iterator(expression: Expression | None) -> str | None:
    match expression:
        case Name(name=name) | Access(name=name):
            return name
    return None


def _iterable(collection: Value) -> Value:
    """A collection to go through; an Unknown where its elements cannot be told: an empty one
    that is only assumed may have any.
    """
    if isinstance(collection, Unknown):
        return collection
    if not isinstance(collection.data, (tuple, dict)):
        message = f"a {access.kind(collection)} cannot be iterated"
        return marked(failure(message), (collection,))
    if collection.data or not collection.assumed:
        return collection
    reason = Reason(Cause.NO_VALUE, collection.assumed)
    return Unknown(reason, collection.type, collection.origin, assumed=collection.assumed)
