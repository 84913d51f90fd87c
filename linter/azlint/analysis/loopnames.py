"""What a Bicep name is made of: positions in loops, fields of their elements, names followed to
where they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace

from azlint.analysis.loopsites import Element, Loop, Position, Site, definition, namespaced
from azlint.languages.bicep.values import never_null
from azlint.source import Span
from azlint.syntax import (
    Access,
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    Index,
    Lambda,
    List,
    Literal,
    Name,
    Object,
    Parentheses,
    Spread,
    children,
)
from azlint.value import Known, Unknown, Value, is_null

MAX_VISITS = 2_000
MAX_DEPTH = 48
MAX_BRANCHES = 16
ANY_ELEMENT: Final = "[]"
"""The step into an array, in a path."""

COUNTING: Final = frozenset({"contains", "empty", "endsWith", "length", "startsWith"})
"""Functions that say something of their argument and give nothing of it."""

KEEPING: Final = frozenset({"array", "concat", "filter", "flatten", "intersection", "skip", "sort",
                            "take", "union"})  # fmt: skip
"""Functions whose result has the elements of their arguments."""

Path = tuple[str, ...]


class Field(NamedTuple):
    """A field of an element, or the element itself where the path is empty."""

    loop: Loop
    path: Path


class Placed(NamedTuple):
    """A position of a loop, and where it is written."""

    loop: Loop
    place: Span


class Branch(msgspec.Struct, frozen=True):
    """One way in which a name comes about.

    sometimes: other elements may have it in another way · because: what decides that, where it
    is Unknown.
    """

    positions: tuple[Placed, ...] = ()
    fields: tuple[Field, ...] = ()
    sometimes: bool = False
    because: Unknown | None = None

    def joined(self, other: Branch) -> Branch:
        return Branch(
            self.positions + other.positions,
            self.fields + other.fields,
            self.sometimes or other.sometimes,
            self.because if self.because is not None else other.because,
        )


NOTHING: Final = (Branch(),)
Branches = Sequence[Branch]


class Walker:
    """Follows expressions for as long as there is budget."""

    def __init__(self) -> None:
        self.visits = MAX_VISITS

    def branches(self, site: Site, path: Path = (), depth: int = MAX_DEPTH) -> Branches:
        """The ways in which what stands at a path of an expression comes about."""
        self.visits -= 1
        if depth == 0 or self.visits < 0:
            return NOTHING
        handler = HANDLERS.get(type(site.expression))
        if handler is not None:
            return handler(self, site, path, depth - 1) or NOTHING
        return self.together(site, children_of(site.expression), depth - 1)

    def together(self, site: Site, nodes: Iterable[Expression], depth: int) -> Branches:
        """The ways of several expressions that are read together."""
        found: list[Branch] = [Branch()]
        for node in nodes:
            more = self.branches(site.at(node), (), depth)
            found = [one.joined(other) for one in found for other in more][:MAX_BRANCHES]
        return found

    def either(self, sites: Iterable[Site], path: Path, depth: int) -> list[Branch]:
        return [branch for site in sites for branch in self.branches(site, path, depth)]

    def name(self, site: Site, path: Path, depth: int) -> Branches:
        name = site.expression
        if not isinstance(name, Name):
            return NOTHING
        if name.name in site.bindings:
            return self.bound(site, site.bindings[name.name], path, depth)
        target = definition(site.frame, name.name)
        return NOTHING if target is None else self.branches(target, path, depth)

    def bound(
        self, site: Site, binding: Element | Position | Site | None, path: Path, depth: int
    ) -> Branches:
        match binding:
            case Position(loop):
                return (Branch(positions=(Placed(loop, site.span),)),)
            case Element(loop):
                inner = self.branches(loop.collection, (ANY_ELEMENT, *path), depth)
                own = Branch(fields=(Field(loop, path),))
                return [own.joined(branch) for branch in inner]
            case Site():
                return self.branches(binding, path, depth)
            case _:
                return NOTHING

    def access(self, site: Site, path: Path, depth: int) -> Branches:
        node = site.expression
        if not isinstance(node, Access) or node.nested:
            return NOTHING
        target = namespaced(site.frame, node)
        if target is not None:
            return self.branches(target, path, depth)
        return self.branches(site.at(node.object), (node.name, *path), depth)

    def index(self, site: Site, path: Path, depth: int) -> Branches:
        node = site.expression
        if not isinstance(node, Index):
            return NOTHING
        key = node.key.value if isinstance(node.key, Literal) else None
        step = key if isinstance(key, str) else ANY_ELEMENT
        return self.branches(site.at(node.object), (step, *path), depth)

    def parentheses(self, site: Site, path: Path, depth: int) -> Branches:
        node = site.expression
        inner = node.inner if isinstance(node, Parentheses) else node
        return self.branches(site.at(inner), path, depth)

    def conditional(self, site: Site, path: Path, depth: int) -> Branches:
        node = site.expression
        if not isinstance(node, Conditional):
            return NOTHING
        condition = site.at(node.condition).value()
        branches = [node.then, node.otherwise]
        if isinstance(condition, Known):
            branches = branches[:1] if condition.data is True else branches[1:]
        return chosen(self.either(map(site.at, branches), path, depth), condition)

    def binary(self, site: Site, path: Path, depth: int) -> Branches:
        node = site.expression
        if not isinstance(node, Binary):
            return NOTHING
        if node.operator != "??":
            return self.together(site, (node.left, node.right), depth)
        left = site.at(node.left).value()
        if left is not None and never_null(left):
            return self.branches(site.at(node.left), path, depth)
        certain = left is not None and is_null(left)
        nodes = (node.right,) if certain else (node.left, node.right)
        return chosen(self.either(map(site.at, nodes), path, depth), left)

    def call(self, site: Site, path: Path, depth: int) -> Branches:
        node = site.expression
        if not isinstance(node, Call) or node.name in COUNTING:
            return NOTHING
        function = site.frame.function(node.name) if node.object is None else None
        if function is not None:
            frame, declared = function
            names = [parameter.name for parameter in declared.parameters]
            given = [site.at(argument) for argument in node.arguments]
            return self.branches(
                Site(declared.body, frame, dict(zip(names, given, strict=False))), path, depth
            )
        if path and path[0] == ANY_ELEMENT:
            return self.elements(site, node, path, depth)
        return NOTHING if path else self.together(site, node.arguments, depth)

    def elements(self, site: Site, node: Call, path: Path, depth: int) -> Branches:
        """What the elements of a function's result come from."""
        if node.name in KEEPING:
            kept = [site.at(one) for one in node.arguments if not isinstance(one, Lambda)]
            return self.either(kept, path, depth)
        match node:
            case Call(name="map", arguments=(collection, Lambda() as function)):
                loop = loop_of(function, site.at(collection))
                names = bindings_of(loop, function.parameters)
                return self.branches(site.bound(function.body, names), path[1:], depth)
            case _:
                return NOTHING

    def array(self, site: Site, path: Path, depth: int) -> Branches:
        node = site.expression
        if not isinstance(node, List):
            return NOTHING
        if not path:
            return self.together(site, node.items, depth)
        items = [site.at(i.value if isinstance(i, Spread) else i) for i in node.items]
        rest = [path if isinstance(i, Spread) else path[1:] for i in node.items]
        return [
            branch
            for one, below in zip(items, rest, strict=True)
            for branch in self.branches(one, below, depth)
        ]

    def object(self, site: Site, path: Path, depth: int) -> Branches:
        node = site.expression
        if not isinstance(node, Object) or not path:
            return NOTHING
        for item in reversed(node.items):
            if isinstance(item, Spread):
                return self.branches(site.at(item.value), path, depth)
            if isinstance(item.key, Literal) and same_name(item.key.value, path[0]):
                return self.branches(site.at(item.value), path[1:], depth)
        return NOTHING

    def comprehension(self, site: Site, path: Path, depth: int) -> Branches:
        node = site.expression
        if not isinstance(node, For) or not path:
            return NOTHING
        loop = Loop(node.variable, node.index, site.at(node.collection), (node.result,))
        names: dict[str, Element | Position | Site | None] = {node.variable: Element(loop)}
        if node.index is not None:
            names[node.index] = Position(loop)
        return self.branches(site.bound(node.result, names), path[1:], depth)

    def nothing(self, _site: Site, _path: Path, _depth: int) -> Branches:
        return NOTHING


HANDLERS: Final[Mapping[type, Callable[[Walker, Site, Path, int], Branches]]] = {
    Access: Walker.access,
    Binary: Walker.binary,
    Call: Walker.call,
    Conditional: Walker.conditional,
    For: Walker.comprehension,
    Index: Walker.index,
    Lambda: Walker.nothing,
    List: Walker.array,
    Literal: Walker.nothing,
    Name: Walker.name,
    Object: Walker.object,
    Parentheses: Walker.parentheses,
}


def children_of(node: Expression) -> Iterable[Expression]:
    return [child for child in children(node) if isinstance(child, Expression)]


def chosen(branches: Branches, value: Value | None) -> Branches:
    """Branches that are taken because of a value, which may not be known."""
    because = value if isinstance(value, Unknown) else None
    return [
        replace(b, sometimes=True, because=because if b.because is None else b.because)
        for b in branches
    ]


def same_name(key: object, step: str) -> bool:
    return isinstance(key, str) and key.lower() == step.lower()


def loop_of(function: Lambda, collection: Site) -> Loop:
    item, index, *_ = (*function.parameters, "", "")
    return Loop(item, index or None, collection, (function.body,))


def bindings_of(
    loop: Loop, parameters: Sequence[str]
) -> Mapping[str, Element | Position | Site | None]:
    kinds = (Element(loop), Position(loop))
    return dict(zip(parameters, kinds, strict=False))
