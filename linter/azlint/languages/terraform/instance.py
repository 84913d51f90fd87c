"""A module as one call of it makes it: its inputs given, everything else on demand."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import structs

from azlint.finding import Context, Entrance
from azlint.languages.terraform import access
from azlint.languages.terraform.blocks import read_blocks
from azlint.languages.terraform.convert import convert
from azlint.languages.terraform.expand import ABSTRACT, SINGLE, Expansion, expansion
from azlint.languages.terraform.inputs import NOTHING, Inputs, received, spelled, unparsed
from azlint.languages.terraform.machine import META_ARGUMENTS, missing
from azlint.languages.terraform.memory import Path, Shelf, remembered
from azlint.languages.terraform.module import Call, Entity, Module, Variable, Written
from azlint.languages.terraform.reads import Projection, block_expressions, reads, signature
from azlint.languages.terraform.results import failure
from azlint.languages.terraform.scope import Scope
from azlint.languages.terraform.syntax import Block
from azlint.languages.terraform.trace import named
from azlint.languages.terraform.validations import narrowed
from azlint.languages.terraform.ways import entrance, leads, trail
from azlint.source import Span
from azlint.syntax import Expression
from azlint.value import Cause, Known, Origin, Reason, Reference, Unknown, Value

if TYPE_CHECKING:
    from azlint.languages.terraform.machine import Machine

MAX_CALLS: Final = 40
MAX_MODULES: Final = 50_000


class Caller(msgspec.Struct, frozen=True):
    """The call that makes a module instance, and for which key."""

    module: ModuleInstance
    call: Call
    key: str


class Reading(msgspec.Struct, frozen=True):
    """What is evaluated, where it is written, and what it reads of its instance."""

    path: str
    what: Expression | Block
    projections: frozenset[Projection]


class ModuleInstance:
    """One module in one place of the call tree.

    inputs: values of a root's variables · assume: defaults are only assumed (a library) ·
    elsewhere: variables whose defaults are only assumed, since the named file sets them.
    """

    def __init__(
        self,
        machine: Machine,
        module: Module,
        *,
        caller: Caller | None = None,
        inputs: Inputs = NOTHING,
        assume: bool = False,
        elsewhere: Mapping[str, str] | None = None,
    ) -> None:
        self.machine = machine
        self.module = module
        self.caller = caller
        self.inputs = inputs
        self.assume = assume
        self.elsewhere = elsewhere or {}
        self.address = ""
        self.calls: tuple[tuple[str, Span], ...] = ()
        self.names = ""
        self.entrance: Entrance | None = None
        self.root: ModuleInstance = self
        self.path: Path = ()
        if caller is not None:
            parent = caller.module
            self.root = parent.root
            self.path = (*parent.path, (caller.call.declaration.name, caller.key))
            self.address = parent.absolute(f"module.{caller.call.declaration.name}{caller.key}")
            self.calls = (*parent.calls, (self.address, caller.call.declaration.header))
            self.names = trail(parent, caller.call)
            self.entrance = entrance(parent, caller.call) if module.foreign else None
        self._shared = Shelf() if caller is None else machine.memory.shelf(self.path)
        self._own = Shelf()
        self._children: dict[tuple[str, str], ModuleInstance] = {}

    def share(self) -> None:
        """Be the root that addresses start from, with what its environments share."""
        self.machine.top = self
        self._shared = self.machine.memory.shelf(())

    def absolute(self, address: str) -> str:
        """An address within this module as the root sees it."""
        return f"{self.address}.{address}" if self.address else address

    @property
    def relative_folder(self) -> str:
        """`path.module`."""
        return posixpath.relpath(self.module.folder or ".", self.root.module.folder or ".")

    def context(self, environment: str, keys: tuple[str, ...] = ()) -> Context:
        """Where something in this module instance holds."""
        return Context(environment, self.calls, keys, self.entrance)

    def scope(self, path: str, bindings: Mapping[str, Value] | None = None) -> Scope:
        return Scope(self, path, dict(bindings or {}))

    # Names.

    def _once(self, key: str, compute: Callable[[], Value]) -> Value:
        machine, tables = self.machine, (self._shared.values, self._own.values)
        return remembered(machine, tables, key, _itself(key), lambda: machine.bounded(compute()))

    def local(self, name: str) -> Value:
        """The value of `local.name`."""
        return self._once(f"local.{name}", lambda: self._local(name))

    def _local(self, name: str) -> Value:
        local = self.module.locals.get(name)
        if local is None:
            return missing(self.module, f"local.{name}")
        return self._written(local.value, f"local.{name}")

    def _written(self, written: Written, label: str) -> Value:
        value = self.scope(written.path).value(written.expression)
        return named(value, written.span, label)

    def output(self, name: str) -> Value:
        """The value of an output of this module."""
        return self._once(f"output.{name}", lambda: self._output(name))

    def _output(self, name: str) -> Value:
        output = self.module.outputs.get(name)
        written = output.attribute("value") if output else None
        if written is None:
            return missing(self.module, self.absolute(f"output {name}"))
        return self._written(written, self.absolute(name))

    def variable(self, name: str) -> Value:
        """The value of `var.name`."""
        return self._once(f"var.{name}", lambda: self._variable(name))

    def _variable(self, name: str) -> Value:
        variable = self.module.variables.get(name)
        if variable is None:
            return missing(self.module, f"var.{name}")
        value = self._argument(variable)
        null = isinstance(value, Known) and value.data is None
        if value is None or (null and not variable.nullable and variable.default is not None):
            value = self._default(variable)
        if variable.sensitive and not value.sensitive:
            value = structs.replace(value, sensitive=True)
        return narrowed(value, variable, lambda each: self.scope(each.path).value(each.expression))

    def _argument(self, variable: Variable) -> Value | None:
        name = variable.declaration.name
        if self.caller is not None:
            return self.caller.module.passed(self.caller.call, self.caller.key, variable)
        self.machine.read(name)
        inputs = self.inputs
        single = inputs.variables.get(name)
        written = None if single is not None else inputs.given.get(name)
        if written is not None:
            value = self.scope(written.path).value(written.expression)
            value = self.machine.tokens.value(value, json=written.path.endswith(".json"))
            return received(named(value, written.span, name), variable)
        if single is None and inputs.partial:
            return unparsed(f"var.{name}", variable)
        single = inputs.inherited.get(name) if single is None else single
        return None if single is None else received(self._single(single, variable), variable)

    def _single(self, value: Value, variable: Variable) -> Value:
        """A value given by itself: a text stands for what the variable's type makes of it."""
        if isinstance(value, Known) and isinstance(value.data, str):
            scope = self.scope("")
            value = spelled(value.data, variable, scope, value.origin)
        return self.machine.tokens.value(value)

    def _default(self, variable: Variable) -> Value:
        label = f"var.{variable.declaration.name}"
        header = variable.declaration.header
        if variable.default is None:
            reason = Reason(Cause.NO_VALUE, label, header)
            origin = Origin(header, label)
            return Unknown(reason, variable.type, origin, not_null=not variable.nullable)
        value = convert(self._written(variable.default, label), variable.type)
        path = self.elsewhere.get(variable.declaration.name)
        if self.assume or path is not None:
            set_in = f" (set in {path})" if path is not None else ""
            value = structs.replace(value, assumed=f"{label}{set_in}")
        return value

    def passed(self, call: Call, key: str, variable: Variable) -> Value | None:
        """What a call gives a variable of the called module; None where it gives nothing."""
        name = variable.declaration.name
        written = call.entity.attribute(name)
        if written is None:
            damaged = call.entity.body.damaged
            return unparsed(f"{call.entity.address}.{name}", variable) if damaged else None

        def receive(scope: Scope) -> Value:
            label = self.absolute(f"{call.entity.address}.{name}")
            value = named(scope.value(written.expression), written.span, label)
            if variable.type.kind != "any":
                value = self.machine.whole(value)
            return received(value, variable)

        return self._case(call.entity, key, self._reading(written), receive)

    # Resources and calls.

    def expansion(self, entity: Entity) -> Expansion:
        """The instances of a resource or a module call."""
        machine, tables = self.machine, (self._shared.expansions, self._own.expansions)

        def expand() -> Expansion:
            return expansion(entity.body, self.scope(entity.path), machine)

        return remembered(machine, tables, entity.address, lambda: SINGLE, expand)

    def resource(self, address: str) -> Value:
        """The value of a resource's or data source's name."""
        return self._once(address, lambda: self._resource(address))

    def _resource(self, address: str) -> Value:
        entity = self.module.resources.get(address)
        if entity is None:
            return missing(self.module, address)
        data = entity.declaration.kind != "resource"
        cause = Cause.DATA if data else Cause.REFERENCE
        value = self._referred(entity, entity, entity.declaration.type, cause, data=data)
        secret = entity.declaration.kind == "ephemeral"
        return structs.replace(value, sensitive=True) if secret else value

    def call(self, name: str) -> Value:
        """The value of `module.name`."""
        return self._once(f"module.{name}", lambda: self._call(name))

    def _call(self, name: str) -> Value:
        call = self.module.calls.get(name)
        if call is None:
            return missing(self.module, f"module.{name}")
        cause = Cause.REFERENCE if leads(self, call) is not None else Cause.MODULE
        return self._referred(call, call.entity, "module", cause)

    def _referred(
        self, target: Entity | Call, entity: Entity, type_: str, cause: Cause, *, data: bool = False
    ) -> Value:
        """References to all instances of a block, by key."""
        address = self.absolute(entity.address)
        self.machine.memory.targets[address] = (self.path, target)
        found = self.expansion(entity)
        reason = Reason(cause, address, entity.declaration.header)
        each: dict[str, Value] = {}
        for key in found.keys:
            reference = Reference(address, type_, (), key, data)
            each[key] = Unknown(reason, reference=reference, not_null=True)
        return found.instances(each, reason)

    def attribute(self, entity: Entity, name: str, key: str) -> Value:
        """The value of an attribute in one instance; of any instance for an unknown key."""
        written = entity.body.attributes[name]

        def evaluate(scope: Scope) -> Value:
            label = self.absolute(f"{entity.address}.{name}")
            value = access.settled(scope.value(written.expression))
            return named(value, written.span, label)

        return self._case(entity, key, self._reading(written), evaluate)

    def blocks(self, entity: Entity, type_: str, key: str) -> Value | None:
        """The nested blocks of a type as a list of objects; None where there are none."""
        found = tuple(entity.body.of_type(type_))
        if not found:
            return None
        projections = self.projections(entity, (type_,))

        def evaluate(scope: Scope) -> Value:
            return read_blocks(found, scope)

        reading = Reading(found[0].path, found[0].block, projections)
        return self._case(entity, key, reading, evaluate)

    def projections(self, entity: Entity, names: tuple[str, ...]) -> frozenset[Projection]:
        """What attributes and block types of an entity read of its instance."""
        return frozenset(
            projection
            for expression in _expressions(entity, names)
            for projection in self._reads(expression)
        )

    def _reads(self, expression: Expression) -> frozenset[Projection]:
        known = self.module.reads
        if id(expression) not in known:
            known[id(expression)] = reads(expression)
        return known[id(expression)]

    def _reading(self, written: Written) -> Reading:
        return Reading(written.path, written.expression, self._reads(written.expression))

    def read(self, entity: Entity, name: str, key: str) -> Value | None:
        """An attribute or block type; None where it is certainly not written."""
        if name in META_ARGUMENTS or name in META_BLOCKS:
            return None
        if name in entity.body.attributes:
            return self.attribute(entity, name, key)
        found = self.blocks(entity, name, key)
        if found is None and entity.body.damaged:
            header = entity.declaration.header
            reason = Reason(Cause.INCOMPLETE, f"{entity.address}.{name}", header)
            return Unknown(reason, origin=Origin(header))
        return found

    def _case(
        self, entity: Entity, key: str, reading: Reading, compute: Callable[[Scope], Value]
    ) -> Value:
        """Something evaluated once for all instances that agree in what it reads."""
        machine = self.machine
        bindings: Mapping[str, Value] = {}
        differ, before = False, machine.varied
        if reading.projections:
            machine.varied = False
            bindings = self._bindings(entity, key)
            differ, machine.varied = machine.varied, machine.varied or before
        shared = {} if differ else self._shared.cases
        case = (id(reading.what), *signature(bindings, sorted(reading.projections)))

        def run() -> Value:
            machine.varied = differ
            return machine.bounded(compute(self.scope(reading.path, bindings)))

        tables = (shared, self._own.cases)
        return remembered(machine, tables, case, _itself(entity.address), run)

    def _bindings(self, entity: Entity, key: str) -> Mapping[str, Value]:
        bindings = dict(self.expansion(entity).bindings(key))
        if entity.declaration.kind != "module":
            address = self.absolute(entity.address)
            reference = Reference(address, entity.declaration.type, (), key)
            reason = Reason(Cause.REFERENCE, address, entity.declaration.header)
            bindings["self"] = Unknown(reason, reference=reference, not_null=True)
        return bindings

    # The tree of calls.

    def child(self, call: Call, key: str) -> ModuleInstance | None:
        """The module instance that a call makes for a key; None where that is too many."""
        expanded = self.expansion(call.entity)
        if key not in expanded.keys:
            key = ABSTRACT
        found = self._children.get((call.entity.address, key))
        folder = leads(self, call) if found is None else None
        if folder is not None and len(self.calls) < MAX_CALLS:
            self.machine.module_instances += 1
            if self.machine.module_instances > MAX_MODULES:
                return None
            module = self.machine.modules[folder]
            found = ModuleInstance(self.machine, module, caller=Caller(self, call, key))
            self._children[call.entity.address, key] = found
        return found

    def children(self) -> Iterator[ModuleInstance]:
        """The module instances called from here."""
        for call in self.module.calls.values():
            if leads(self, call) is None:
                continue
            for key in self.expansion(call.entity).keys:
                child = self.child(call, key)
                if child is not None:
                    yield child

    def output_of(self, call: Call, reference: Reference) -> Value:
        """What a reference to a followed module gives."""
        child = self.child(call, reference.key.removesuffix(access.ALL))
        if child is None:
            return Unknown(Reason(Cause.LIMIT, "too many module calls"))
        return child.output(reference.attribute[0])

    def outputs_of(self, call: Call, reference: Reference) -> Value | None:
        """All outputs of a followed module as an object."""
        child = self.child(call, reference.key) if leads(self, call) is not None else None
        if child is None or child.module.incomplete:
            return None
        return Known({name: child.output(name) for name in child.module.outputs}, access.OBJECT)

    # Where names are defined.

    def definition(self, root: str, name: str) -> tuple[Expression, Scope] | None:
        """The expression behind `local.name` or `var.name`, with its scope."""
        if root == "local" and name in self.module.locals:
            written = self.module.locals[name].value
            return written.expression, self.scope(written.path)
        if root != "var" or name not in self.module.variables:
            return None
        if self.caller is not None:
            parent, call = self.caller.module, self.caller.call
            passed = call.entity.attribute(name)
            if passed is not None:
                bindings = parent.expansion(call.entity).bindings(self.caller.key)
                return passed.expression, parent.scope(passed.path, bindings)
            if call.entity.body.damaged:
                return None
        if name in self.inputs.variables:
            return None
        given = self.inputs.given.get(name)
        if given is None and (self.inputs.partial or name in self.inputs.inherited):
            return None
        if given is None:
            given = self.module.variables[name].default
        return (given.expression, self.scope(given.path)) if given else None

    def output_definition(self, name: str, output: str) -> tuple[Expression, Scope] | None:
        """The expression behind `module.name.output`."""
        call = self.module.calls.get(name)
        child = self.child(call, ABSTRACT) if call is not None else None
        entity = child.module.outputs.get(output) if child is not None else None
        written = entity.attribute("value") if entity is not None else None
        if child is None or written is None:
            return None
        return written.expression, child.scope(written.path)


META_BLOCKS: Final = frozenset({"lifecycle", "provisioner", "connection"})


def _itself(name: str) -> Callable[[], Value]:
    return lambda: failure(f"{name} refers to itself")


def _expressions(entity: Entity, names: tuple[str, ...]) -> Iterator[Expression]:
    for name in names:
        written = entity.body.attributes.get(name)
        if written is not None:
            yield written.expression
        for nested in entity.body.of_type(name):
            yield from block_expressions(nested.block)
