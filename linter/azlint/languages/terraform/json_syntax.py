"""Terraform's JSON: the same files, blocks and expressions as HCL's.

Which members of an object are blocks is a matter of schemas. Terraform's own blocks are known
here; an object inside a resource stays an attribute with an object or a list of objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeVar
from unicodedata import normalize

from msgspec import structs

from azlint import json_source
from azlint.languages.terraform.parse import parse_expression, parse_template
from azlint.languages.terraform.recover import TOP_LEVEL
from azlint.languages.terraform.syntax import Attribute, Block, File
from azlint.syntax import Expression, List, Literal, Node, Object, ObjectItem, Problem

_RESOURCE: Final = {"lifecycle": 0, "connection": 0, "provisioner": 1, "dynamic": 1}
_NESTED: Final[Mapping[str, Mapping[str, int]]] = {
    "terraform": {"backend": 1, "cloud": 0, "required_providers": 0, "provider_meta": 1},
    "cloud": {"workspaces": 0},
    "resource": _RESOURCE,
    "data": _RESOURCE,
    "ephemeral": _RESOURCE,
    "lifecycle": {"precondition": 0, "postcondition": 0, "action_trigger": 0},
    "dynamic": {"content": 0},
    "content": {"dynamic": 1},
    "provisioner": {"connection": 0},
    "removed": {"lifecycle": 0, "connection": 0, "provisioner": 1},
    "variable": {"validation": 0},
    "output": {"precondition": 0},
    "check": {"data": 2, "assert": 0},
}
"""Blocks inside blocks, and how many labels each has."""

_REFERENCES: Final[Mapping[str, frozenset[str]]] = {
    "resource": frozenset({"depends_on", "provider"}),
    "data": frozenset({"depends_on", "provider"}),
    "ephemeral": frozenset({"depends_on", "provider"}),
    "module": frozenset({"depends_on", "providers"}),
    "output": frozenset({"depends_on"}),
    "lifecycle": frozenset({"ignore_changes", "replace_triggered_by"}),
    "variable": frozenset({"type"}),
    "moved": frozenset({"from", "to"}),
    "import": frozenset({"to", "provider"}),
    "removed": frozenset({"from"}),
}
"""Arguments whose strings are expressions and not templates."""

_LITERALS: Final[Mapping[str, frozenset[str]]] = {"variable": frozenset({"default"})}
_COMMENT: Final = "//"


def parse(text: str, *, values: bool = False) -> File:
    """Read a `.tf.json` file, or the values of a `.tfvars.json` file, whose strings are plain."""
    root, problems = json_source.read(text)
    reader = _Reader(text)
    if root is None:
        return File((), (), problems)
    found = reader.values(root) if values else reader.configuration(root)
    return structs.replace(found, problems=tuple(sorted((*problems, *reader.problems), key=_place)))


_Node = TypeVar("_Node", bound=Node)
Reading = Callable[[Literal], Expression]
"""What a string stands for."""


def _named(node: Object) -> Iterator[tuple[str, ObjectItem]]:
    """The members of an object with their names."""
    for item in node.items:
        if isinstance(item, ObjectItem) and isinstance(item.key, Literal):
            yield str(item.key.value), item


def _members(body: Object) -> Iterator[tuple[str, ObjectItem]]:
    """The members of a body; comments are none. In the object of an expression they are members."""
    return ((name, item) for name, item in _named(body) if name != _COMMENT)


def _moved(node: _Node, places: list[int]) -> _Node:
    """A tree whose offsets are translated."""
    changes: dict[str, object] = {"start": places[node.start], "end": places[node.end]}
    for name in node.__struct_fields__:
        field = getattr(node, name)
        if isinstance(field, Node):
            changes[name] = _moved(field, places)
        elif isinstance(field, tuple):
            changes[name] = tuple(
                _moved(item, places) if isinstance(item, Node) else item for item in field
            )
    return structs.replace(node, **changes)


def _plain(literal: Literal) -> Expression:
    """A string that stands for itself, composed as Terraform composes strings."""
    return Literal(literal.start, literal.end, normalize("NFC", str(literal.value)))


def _place(problem: Problem) -> tuple[int, int]:
    return problem.start, problem.end


class _Reader:
    """Turns the JSON of one text into blocks, arguments and expressions."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []

    def report(self, node: Node, message: str) -> None:
        """Note a syntax error."""
        self.problems.append(Problem(node.start, node.end, message))

    def values(self, root: Expression) -> File:
        """A value file: each member is a value."""
        if not isinstance(root, Object):
            self.report(root, "expected an object of values")
            return File((), ())
        return File(self._attributes(_members(root), lambda _name: _plain), ())

    def configuration(self, root: Expression) -> File:
        """A configuration: each member is a kind of block."""
        others: list[tuple[str, ObjectItem]] = []
        blocks: list[Block] = []
        for body in self._bodies(root):
            for name, item in _members(body):
                if name in TOP_LEVEL:
                    blocks.extend(self._blocks(name, TOP_LEVEL[name], item.key, item.value, ()))
                else:
                    others.append((name, item))
        return File(self._attributes(others, lambda _name: self._template), tuple(blocks))

    def _bodies(self, node: Expression) -> Iterator[Object]:
        """The objects that make up a body: one, or each of a list; null makes none."""
        for body in node.items if isinstance(node, List) else (node,):
            if isinstance(body, Object):
                yield body
            elif not (isinstance(body, Literal) and body.value is None):
                self.report(body, "expected an object")

    def _blocks(
        self, type_: str, count: int, key: Node, node: Expression, labels: tuple[str, ...]
    ) -> Iterator[Block]:
        """The blocks under a name, `count` labels below it."""
        for body in self._bodies(node):
            if count:
                for name, item in _members(body):
                    yield from self._blocks(type_, count - 1, item.key, item.value, (*labels, name))
            else:
                header = Node(body.start, body.start + 1) if isinstance(node, List) else key
                yield self._block(type_, labels, header, body)

    def _block(self, type_: str, labels: tuple[str, ...], header: Node, body: Object) -> Block:
        nested = _NESTED.get(type_, {})
        arguments = [(name, item) for name, item in _members(body) if name not in nested]
        blocks = [
            block
            for name, item in _members(body)
            if name in nested
            for block in self._blocks(name, nested[name], item.key, item.value, ())
        ]
        attributes = self._attributes(arguments, lambda name: self._reading(type_, name))
        return Block(header.start, body.end, type_, labels, header.end, attributes, tuple(blocks))

    def _reading(self, type_: str, name: str) -> Reading:
        if name in _REFERENCES.get(type_, ()):
            return self._reference
        return _plain if name in _LITERALS.get(type_, ()) else self._template

    def _attributes(
        self, members: Iterable[tuple[str, ObjectItem]], reading: Callable[[str], Reading]
    ) -> tuple[Attribute, ...]:
        seen: set[str] = set()
        attributes = []
        for name, item in members:
            if name in seen:
                self.report(item.key, f'the argument "{name}" was already set')
            seen.add(name)
            value = self._expression(item.value, reading(name))
            attributes.append(Attribute(item.start, item.end, name, item.key.end, value))
        return tuple(attributes)

    def _expression(self, node: Expression, reading: Reading) -> Expression:
        """A value whose strings are read."""
        if isinstance(node, Literal) and isinstance(node.value, str):
            return reading(node)
        if isinstance(node, List):
            items = tuple(self._expression(item, reading) for item in node.items)
            return List(node.start, node.end, items)
        if isinstance(node, Object):
            return Object(node.start, node.end, tuple(self._items(node, reading)))
        return node

    def _items(self, node: Object, reading: Reading) -> Iterator[ObjectItem]:
        seen: set[str] = set()
        for name, item in _named(node):
            if name in seen:
                self.report(item.key, f'the attribute "{name}" was already set')
            seen.add(name)
            key = self._expression(item.key, reading if reading == self._template else _plain)
            yield ObjectItem(item.start, item.end, key, self._expression(item.value, reading))

    def _template(self, literal: Literal) -> Expression:
        """A string as a template."""
        value = str(literal.value)
        if "${" not in value and "%{" not in value:
            return _plain(literal)
        node, problems = parse_template(value)
        return self._placed(literal, node, problems)

    def _reference(self, literal: Literal) -> Expression:
        """A string as an expression, where it is one."""
        node, problems = parse_expression(str(literal.value))
        return self._template(literal) if problems else self._placed(literal, node, ())

    def _placed(
        self, literal: Literal, node: Expression, problems: tuple[Problem, ...]
    ) -> Expression:
        """What was parsed of a string, moved to where the string stands."""
        raw = self.text[literal.start + 1 : literal.end - 1]
        places = json_source.places(raw, literal.start + 1)
        for problem in problems:
            self.problems.append(
                Problem(places[problem.start], places[problem.end], problem.message)
            )
        moved = _moved(node, places)
        return structs.replace(moved, start=literal.start, end=literal.end)
