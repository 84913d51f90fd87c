"""One root in one environment: its instances, its blocks, its references."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, TypeVar

import msgspec
from msgspec import structs
from msgspec.structs import replace

from azlint.finding import Context, Entrance
from azlint.guard import UNGUARDED, Guard
from azlint.languages.terraform import access
from azlint.languages.terraform.expand import ABSTRACT, Expansion
from azlint.languages.terraform.functions import FunctionContext
from azlint.languages.terraform.inputs import ONLY, Environment, Inputs
from azlint.languages.terraform.instance import ModuleInstance
from azlint.languages.terraform.lifecycle import ignored_changes, lifecycle_facts
from azlint.languages.terraform.machine import MAX_STEPS, Machine
from azlint.languages.terraform.memory import Memory
from azlint.languages.terraform.module import Body, Call, Entity, Module, Written
from azlint.languages.terraform.moves import Move, moves, named_by
from azlint.languages.terraform.places import places
from azlint.languages.terraform.reads import Projection
from azlint.languages.terraform.scope import Scope
from azlint.languages.terraform.syntax import Block, File
from azlint.languages.terraform.trace import named
from azlint.languages.terraform.ways import leads, obstacle
from azlint.node import Declaration, Instance, ModuleCall
from azlint.source import Span
from azlint.syntax import Literal
from azlint.tokens import Tokens
from azlint.value import Reference, Value

T = TypeVar("T")

NONE: frozenset[Projection] = frozenset()

_CALLS: Final = "following its module calls"
_INSTANCES: Final = "telling its instances"

__all__ = ["Evaluation", "ScopedBlock"]


class ScopedBlock(msgspec.Struct, frozen=True):
    """A resource, data or module block in one module instance, as written.

    scope: where its expressions stand, for any of its instances · keys: of its instances ·
    abstract: they are not known.
    """

    declaration: Declaration
    block: Block
    body: Body
    scope: Scope
    context: Context
    keys: Sequence[str]
    abstract: bool


class Evaluation:
    """One root, evaluated with one set of values.

    root: its folder · values: value files by path, the strongest last · environment: the other
    values and their name · library: defaults are only assumed · elsewhere:
    variables that a value file which is not among these sets, and that file: their defaults
    are only assumed, too · locks: the lock file of the root.
    """

    def __init__(
        self,
        modules: Mapping[str, Module],
        root: str,
        values: Mapping[str, File] | None = None,
        *,
        environment: Environment = ONLY,
        library: bool = False,
        elsewhere: Mapping[str, str] | None = None,
        locks: File | None = None,
        surroundings: FunctionContext | None = None,
        tokens: Tokens | None = None,
        memory: Memory | None = None,
        guard: Guard = UNGUARDED,
    ) -> None:
        self.root = root
        self._guard = guard
        self.environment = environment.name
        self.library = library
        self._locks = _locked(locks) if locks is not None else {}
        self._modules = modules
        machine = Machine(
            modules,
            surroundings or FunctionContext(root),
            workspace=environment.workspace,
            tokens=tokens,
            memory=memory,
        )
        self._machine = machine
        self._top = ModuleInstance(
            machine,
            modules[root],
            inputs=_inputs(values or {}, environment),
            assume=library,
            elsewhere=elsewhere,
        )
        self._top.share()

    @property
    def steps(self) -> int:
        """How many expressions were evaluated so far."""
        return MAX_STEPS - self._machine.steps

    def modules(self) -> Iterator[ModuleInstance]:
        """Every module instance, callers before what they call."""
        stack = [self._top]
        while stack:
            module = stack.pop()
            yield module
            place = Span(module.module.files[0], 0, 0)
            called = self._guard.several(partial(self._children, module), place, _CALLS)
            stack.extend(reversed(called))

    def _children(self, module: ModuleInstance) -> Sequence[ModuleInstance]:
        with self._machine.running():
            return list(module.children())

    def instances(self, paths: Mapping[str, Collection[str]]) -> Iterator[Instance]:
        """The resources and data sources of the given types. `paths` names the attributes and
        block types that will be read of each type: instances that agree in them are one.
        """
        for module in self.modules():
            for entity in module.module.resources.values():
                names = paths.get(entity.declaration.type)
                if names is not None:
                    cases = partial(self._cases, module, entity, tuple(sorted(names)))
                    yield from self._guarded(cases, entity)

    def _guarded(self, make: Callable[[], Iterable[T]], entity: Entity) -> list[T]:
        return self._guard.several(make, entity.declaration.header, _INSTANCES)

    def _cases(
        self, module: ModuleInstance, entity: Entity, names: tuple[str, ...]
    ) -> Iterator[Instance]:
        with self._machine.running():
            expansion = module.expansion(entity)
            projections = module.projections(entity, names)
            cases = expansion.cases(projections)
        for keys in cases:
            shown = keys if len(cases) > 1 else ()
            yield self._instance(module, entity, keys, shown, projections)

    def _instance(
        self,
        module: ModuleInstance,
        entity: Entity,
        keys: tuple[str, ...],
        shown: tuple[str, ...],
        projections: frozenset[Projection],
    ) -> Instance:
        expansion = module.expansion(entity)
        with self._machine.running():
            facts = lifecycle_facts(entity, module)
        return Instance(
            declaration=entity.declaration,
            context=module.context(self.environment, shown),
            address=module.absolute(entity.address),
            read=Reader(module, entity, keys, projections),
            existing=entity.declaration.kind != "resource",
            ignore_changes=ignored_changes(entity),
            meta={**_expanding(module, entity, expansion), **facts},
            keys=keys,
            abstract=expansion.abstract,
            alone=lambda key: self._instance(module, entity, (key,), (key,) if key else (), NONE),
            places=lambda name: places(module, entity, name),
            names=lambda: entity.body.names,
        )

    def moves(self) -> Sequence[Move]:
        """The `moved` blocks of every module instance, as addresses the root sees."""
        return [move for module in self.modules() for move in moves(module)]

    def adopted(self) -> Iterator[str]:
        """The addresses that `moved` and `import` blocks give to what is deployed already."""
        for module in self.modules():
            yield from named_by(module, "moved", "to")
            yield from named_by(module, "import", "to")

    def removed(self) -> Iterator[str]:
        """The addresses that `removed` blocks give up."""
        for module in self.modules():
            yield from named_by(module, "removed", "from")

    def resolve(self, reference: Reference) -> Sequence[Instance]:
        """The instances that a reference names; none where it leads outside."""
        target = self._machine.target(reference.address)
        if target is None:
            return ()
        module, entity = target
        if isinstance(entity, Call):
            return ()
        keys = module.expansion(entity).keys
        key = reference.key.removesuffix(access.ALL)
        chosen = [found for found in keys if not key or found == key] or list(keys)
        return [
            self._instance(module, entity, (found,), (found,) if found else (), NONE)
            for found in chosen
        ]

    def disabled(self, paths: Mapping[str, Collection[str]]) -> Iterator[Instance]:
        """The resources and data sources of the given types that certainly have no instance; what
        tells instances apart is Unknown in them."""
        for module in self.modules():
            for entity in module.module.resources.values():
                if entity.declaration.type in paths:
                    yield from self._guarded(partial(self._none, module, entity), entity)

    def _none(self, module: ModuleInstance, entity: Entity) -> Iterator[Instance]:
        with self._machine.running():
            expansion = module.expansion(entity)
        if not expansion.keys and expansion.written is not None:
            yield self._instance(module, entity, (ABSTRACT,), (), NONE)

    def blocks(self) -> Iterator[ScopedBlock]:
        """Every resource, data and module block in every module instance."""
        for module in self.modules():
            called = (call.entity for call in module.module.calls.values())
            for entity in (*module.module.resources.values(), *called):
                yield from self._guarded(partial(self._scoped, module, entity), entity)

    def _scoped(self, module: ModuleInstance, entity: Entity) -> Iterator[ScopedBlock]:
        with self._machine.running():
            expansion = module.expansion(entity)
        yield ScopedBlock(
            entity.declaration,
            entity.block,
            entity.body,
            module.scope(entity.path, expansion.bindings("")),
            module.context(self.environment),
            expansion.keys,
            expansion.abstract,
        )

    def module_instances(self, *, followed: bool = False) -> Iterator[Instance]:
        """The module calls that are not followed, or those that are: their type is their source,
        their API version the version asked for, their properties the arguments."""
        for module in self.modules():
            for call in module.module.calls.values():
                if followed is (leads(module, call) is not None):
                    declaration = structs.replace(call.declaration, type=call.source)
                    entity = replace(call.entity, declaration=declaration)
                    cases = partial(self._cases, module, entity, tuple(entity.body.attributes))
                    for instance in self._guarded(cases, entity):
                        yield replace(instance, existing=False, api_version=call.version)

    def module_calls(self) -> Iterator[ModuleCall]:
        """Every module call in every module instance."""
        for module in self.modules():
            for call in module.module.calls.values():
                yield ModuleCall(
                    call.declaration,
                    module.absolute(call.entity.address),
                    call.source,
                    call.span,
                    call.version,
                    obstacle(module, call),
                    module.entrance,
                )

    def entrances(self) -> Iterator[tuple[str, Entrance]]:
        """Each file from elsewhere, with a call of the repository that brings it."""
        for module in self.modules():
            if module.entrance is not None:
                for path in module.module.files:
                    yield path, module.entrance

    def values(self) -> Iterator[tuple[str, Span, Callable[[], Value]]]:
        """The variables, locals and outputs of every module instance: address, place, value."""
        for module in self.modules():
            declared = module.module
            named = [
                *(
                    (f"var.{name}", each.declaration.header, module.variable)
                    for name, each in declared.variables.items()
                ),
                *(
                    (f"local.{name}", each.value.span, module.local)
                    for name, each in declared.locals.items()
                ),
                *(
                    (f"output.{name}", each.declaration.header, module.output)
                    for name, each in declared.outputs.items()
                ),
            ]
            for address, place, read in named:
                name = address.partition(".")[2]
                yield module.absolute(address), place, partial(self._read, read, name)

    def _read(self, read: Callable[[str], Value], name: str) -> Value:
        with self._machine.running():
            return self._machine.whole(read(name))

    def outputs(self) -> Iterator[tuple[Declaration, Value]]:
        """The outputs of the root."""
        for name, entity in self._top.module.outputs.items():
            with self._machine.running():
                value = self._machine.whole(self._top.output(name))
            yield entity.declaration, value

    def provider_constraint(self, folder: str, provider: str) -> str:
        """The version constraint of a provider in a module folder, a locked version as
        `= X.Y.Z`, empty where nothing is written.
        """
        requirements = [
            module.requirements[provider]
            for module in (self._modules.get(folder), self._modules[self.root])
            if module is not None and provider in module.requirements
        ]
        for requirement in requirements or ():
            locked = self._locks.get(_full(requirement.source))
            if locked:
                return f"= {locked}"
        if not requirements:
            locked = self._locks.get(_full(f"hashicorp/{provider}"))
            return f"= {locked}" if locked else ""
        return ", ".join(dict.fromkeys(r.version for r in requirements if r.version))


def _expanding(module: ModuleInstance, entity: Entity, expansion: Expansion) -> Mapping[str, Value]:
    """The argument that makes the instances, as it is written."""
    written = entity.attribute(expansion.argument)
    if expansion.written is None or written is None:
        return {}
    label = module.absolute(f"{entity.address}.{expansion.argument}")
    return {expansion.argument: named(expansion.written, written.span, label)}


class Reader:
    """Reads attributes of one case of a resource's instances.

    What tells the instances of the case apart is Unknown: it has no one value.
    """

    __slots__ = ("_entity", "_keys", "_module", "_projections")

    def __init__(
        self,
        module: ModuleInstance,
        entity: Entity,
        keys: tuple[str, ...],
        projections: frozenset[Projection],
    ) -> None:
        self._module = module
        self._entity = entity
        self._keys = keys
        self._projections = projections

    def __call__(self, name: str) -> Value | None:
        key = self._keys[0]
        if len(self._keys) > 1:
            needed = self._module.projections(self._entity, (name,))
            if not needed <= self._projections and not self._agree(needed):
                key = ABSTRACT
        with self._module.machine.running():
            return self._module.read(self._entity, name, key)

    def _agree(self, projections: frozenset[Projection]) -> bool:
        expansion = self._module.expansion(self._entity)
        cases = expansion.cases(projections)
        return any(set(self._keys) <= set(case) for case in cases)


def _inputs(values: Mapping[str, File], environment: Environment) -> Inputs:
    """The values of a root; what stands in a file weaker than one that could not be parsed is not
    certain."""
    given: dict[str, Written] = {}
    partial = False
    for path, file in values.items():
        if file.problems:
            given.clear()
            partial = True
        given |= {each.name: Written(path, each.value) for each in file.attributes}
    return Inputs(given, partial, environment.variables, environment.inherited)


def _locked(file: File) -> dict[str, str]:
    """Locked versions by full provider address."""
    found: dict[str, str] = {}
    for block in file.blocks:
        if block.type != "provider" or not block.labels:
            continue
        for attribute in block.attributes:
            value = attribute.value
            if attribute.name == "version" and isinstance(value, Literal):
                found[_full(block.labels[0])] = str(value.value)
    return found


def _full(source: str) -> str:
    """A provider address without the public registry's host."""
    parts = source.lower().split("/")
    return "/".join(parts[-2:]) if len(parts) < 3 or "terraform.io" in parts[0] else source.lower()
