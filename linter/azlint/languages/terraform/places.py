"""Everything that an attribute is worked out from: names followed, conditions included."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from azlint.languages.terraform.expand import ABSTRACT
from azlint.languages.terraform.functions.filesystem import inside
from azlint.languages.terraform.module import Call as ModuleCall
from azlint.languages.terraform.module import Entity, Written
from azlint.languages.terraform.reads import block_expressions
from azlint.languages.terraform.ways import leads
from azlint.source import Source, Span
from azlint.syntax import Access, Call, Name, walk
from azlint.value import Known

if TYPE_CHECKING:
    from azlint.languages.terraform.instance import ModuleInstance

MAX_PLACES: Final = 500
EXPANDING: Final = ("for_each", "count")
READERS: Final = frozenset({"file", "templatefile"})


class _Place(msgspec.Struct, frozen=True):
    """An expression, the module instance it stands in, and the block whose `each` it may read."""

    written: Written
    module: ModuleInstance
    entity: Entity | None


class _Search(msgspec.Struct):
    pending: deque[_Place] = msgspec.field(default_factory=deque)
    seen: set[tuple[int, int]] = msgspec.field(default_factory=set)

    def add(self, place: _Place) -> None:
        key = (id(place.written.expression), id(place.module))
        if key not in self.seen and len(self.seen) < MAX_PLACES:
            self.seen.add(key)
            self.pending.append(place)


def places(module: ModuleInstance, entity: Entity, name: str) -> Iterator[Span]:
    """The spans of what an attribute or block type reads, nearest first."""
    search = _Search()
    written = entity.attribute(name)
    if written is not None:
        search.add(_Place(written, module, entity))
    for nested in entity.body.of_type(name):
        for expression in block_expressions(nested.block):
            search.add(_Place(Written(nested.path, expression), module, entity))
    while search.pending:
        place = search.pending.popleft()
        yield place.written.span
        yield from _files(place)
        for target in _targets(place):
            search.add(target)


def _files(place: _Place) -> Iterator[Span]:
    """The whole of each file that an expression reads."""
    context = place.module.machine.functions
    scope = place.module.scope(place.written.path)
    for node in walk(place.written.expression):
        if isinstance(node, Call) and node.name in READERS and node.arguments:
            named = scope.value(node.arguments[0])
            if isinstance(named, Known) and isinstance(named.data, str):
                path = inside(context, named.data)
                data = context.read(path) if path else None
                if path and data is not None:
                    yield Span(path, 0, len(Source.decode(path, data).text))


def _targets(place: _Place) -> Iterator[_Place]:
    for node in walk(place.written.expression):
        if isinstance(node, Access):
            yield from _definitions(node, place.module)
        elif isinstance(node, Name) and node.name in {"each", "count"} and place.entity:
            yield from _attributes(place.entity, EXPANDING, place.module)


def _definitions(node: Access, module: ModuleInstance) -> Iterator[_Place]:
    """What `root.name` or `root.type.name` stands for, and what says how many instances a resource
    has; nothing for longer traversals."""
    match node.object:
        case Name(name="local"):
            found = module.module.locals.get(node.name)
            if found is not None:
                yield _Place(found.value, module, None)
        case Name(name="var"):
            yield from _variable(node.name, module)
        case Name(name=type_):
            yield from _resource(f"{type_}.{node.name}", EXPANDING, module)
        case Access(object=Name(name="module"), name=name):
            yield from _output(name, node.name, module)
        case Access(object=Name(name=type_), name=name):
            yield from _resource(f"{type_}.{name}", (node.name,), module)
        case Access(object=Access(object=Name(name="data"), name=type_), name=name):
            address = f"data.{type_}.{name}"
            target = module.module.resources.get(address)
            yield from _resource(address, tuple(target.body.attributes) if target else (), module)


def _variable(name: str, module: ModuleInstance) -> Iterator[_Place]:
    if module.caller is not None:
        parent, entity = module.caller.module, module.caller.call.entity
        if entity.attribute(name) is not None:
            yield from _attributes(entity, (name,), parent)
            return
    variable = module.module.variables.get(name)
    inputs = module.inputs
    if name in inputs.variables or (name in inputs.inherited and name not in inputs.given):
        return
    written = inputs.given.get(name) or (variable.default if variable else None)
    if written is not None:
        yield _Place(written, module, None)


def _output(name: str, output: str, module: ModuleInstance) -> Iterator[_Place]:
    call = module.module.calls.get(name)
    if call is None:
        return
    child = module.child(call, ABSTRACT) if leads(module, call) is not None else None
    if child is None:
        yield from _arguments(call, module)
        return
    entity = child.module.outputs.get(output)
    if entity is not None:
        yield from _attributes(entity, ("value",), child)


def _arguments(call: ModuleCall, module: ModuleInstance) -> Iterator[_Place]:
    return _attributes(call.entity, tuple(call.entity.body.attributes), module)


def _resource(address: str, names: tuple[str, ...], module: ModuleInstance) -> Iterator[_Place]:
    entity = module.module.resources.get(address)
    if entity is not None:
        yield from _attributes(entity, names, module)


def _attributes(entity: Entity, names: tuple[str, ...], module: ModuleInstance) -> Iterator[_Place]:
    for name in names:
        written = entity.attribute(name)
        if written is not None:
            yield _Place(written, module, entity)
