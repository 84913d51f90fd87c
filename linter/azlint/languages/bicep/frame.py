"""One template in one call: the values of its names, worked out when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from azlint.finding import Entrance
from azlint.languages.bicep import cases, syntax
from azlint.languages.bicep.bindings import BICEP
from azlint.languages.bicep.interpret import NO_BINDINGS, Scope, evaluate
from azlint.languages.bicep.targets import ModuleTarget, ResourceTarget
from azlint.languages.bicep.template import BASE, Imported, ModuleEntry, Template
from azlint.languages.bicep.types import ANYTHING, Shape, decorated, narrowed, shape_of
from azlint.languages.bicep.values import (
    array,
    choose,
    failed,
    labelled,
    never_null,
    placed,
    record,
    relocated,
    stopped,
)
from azlint.languages.bicep.world import World
from azlint.source import Span
from azlint.syntax import Expression, For, List, Object
from azlint.value import NULL, Cause, Reason, Unknown, Value, alternatives, is_null

HOPS: Final = 16
"""Files that hand an imported name on."""

Given = Callable[[str], Value | None]
COMPILED: Final = "__bicep."
"""Before the names of functions in what the compiler makes of a file."""

EXPANDED: Final = 200
"""Elements of a loop up to which its resources are known one by one."""


def nothing_given(_: str) -> Value | None:
    return None


class Frame:
    """A template, and what its caller gives it.

    address: of the calls that lead here, each followed by a dot · calls: their addresses and
    places, outermost first · caller: the module call that leads here · ancestors: paths of the
    calling templates · extended: the parameter file that this one extends · entrance: the call of
    the repository that brings a template from elsewhere.
    """

    __slots__ = (
        "_active",
        "_modules",
        "_resources",
        "_shapes",
        "address",
        "ancestors",
        "caller",
        "calls",
        "entrance",
        "extended",
        "given",
        "memo",
        "scoped",
        "template",
        "world",
    )

    def __init__(self, world: World, template: Template, given: Given = nothing_given) -> None:
        self.world = world
        self.template = template
        self.given = given
        self.address = ""
        self.calls: tuple[tuple[str, Span], ...] = ()
        self.caller: ModuleTarget | None = None
        self.ancestors: tuple[str, ...] = ()
        self.scoped = False
        self.extended: Frame | None = None
        self.entrance: Entrance | None = None
        self.memo: dict[str, Value] = {}
        self._active: set[str] = set()
        self._resources: dict[tuple[str, int | None], ResourceTarget] = {}
        self._modules: dict[tuple[str, int | None], ModuleTarget] = {}
        self._shapes: dict[str, Shape] = {}

    def call(self, target: ModuleTarget, template: Template) -> Frame:
        """The frame of a template that a module call of this one leads to."""
        inner = Frame(self.world, template, target.argument)
        inner.address = f"{target.address}{target.key}."
        place = target.entry.declaration.header
        inner.calls = (*self.calls, (f"{target.address}{target.key}", place))
        inner.caller = target
        inner.entrance = self.entrance or (_entrance(target.entry) if template.foreign else None)
        inner.ancestors = (*self.ancestors, self.template.key)
        inner.scoped = self.scoped or target.read("scope") is not None
        return inner

    @property
    def scope(self) -> Scope:
        return Scope(self, NO_BINDINGS)

    # Names

    def declares(self, name: str) -> bool:
        template = self.template
        tables: Sequence[Mapping[str, object]] = (
            template.assignments,
            template.parameters,
            template.variables,
            template.resources,
            template.modules,
            template.imports,
        )
        return any(name in table for table in tables) or self._inherits(name)

    def value(self, name: str) -> Value | None:
        """The value of a name of this file; None where it has no such name."""
        known = self.memo.get(name)
        if known is not None:
            return known
        if not self.declares(name):
            return None
        if name in self._active:
            return failed(f"{name} leads back to itself")
        self._active.add(name)
        try:
            value = self._value(name)
        finally:
            self._active.discard(name)
        if value is not None:
            self.memo[name] = value
        return value

    def _value(self, name: str) -> Value | None:
        template = self.template
        if name in template.assignments:
            value = self._written(template.assignments[name], "param")
            return self.world.tokens.value(value, json=template.path.endswith(".json"))
        if name in template.parameters:
            return self._parameter(template.parameters[name])
        if name in template.variables:
            return self._written(template.variables[name], "var")
        if name in template.resources:
            return self._several(template.resources[name].statement.loop, name, self.resource)
        if name in template.modules:
            return self._several(template.modules[name].statement.loop, name, self.module)
        if name in template.imports:
            return self._imported(template.imports[name], name)
        return self._inherited(name)

    def missing(self, name: str, span: Span | None, cause: Cause = Cause.ERROR) -> Unknown:
        """The value of a name that is not declared: in a damaged file it may be."""
        return stopped(Cause.INCOMPLETE if self.template.damage else cause, name, span)

    def localised(self, value: Unknown) -> Unknown:
        """A value of the deployment: under another scope it is another one."""
        if not self.scoped:
            return value
        reason = Reason(value.reason.cause, self.address + value.reason.text)
        return replace(value, reason=reason)

    def _written(self, statement: syntax.ParameterAssignment | syntax.Variable, word: str) -> Value:
        return self._declared(statement, statement.value, f"{word} {statement.name}")

    def _declared(self, statement: syntax.Declaration, expression: Expression, label: str) -> Value:
        """The value of a declaration; what is written in brackets has its place at the header."""
        value = evaluate(expression, self.scope)
        if isinstance(expression, (Object, List, For)):
            return relocated(value, self.template.header(statement), label)
        return labelled(value, label)

    def _several(
        self,
        loop: syntax.Loop | None,
        name: str,
        target: Callable[[str, int | None], ResourceTarget | ModuleTarget | None],
    ) -> Value:
        """A resource or module as a value; an array where a loop over known elements makes it."""
        items = cases.elements(loop, self.scope) if loop is not None else None
        if items is None or len(items) > EXPANDED:
            found = target(name, None)
            return failed(name) if found is None else found.value()
        found_all = [target(name, at) for at in range(len(items))]
        return array(one.value() for one in found_all if one is not None)

    def _imported(self, imported: Imported, name: str) -> Value | None:
        if not imported.name:
            return None
        owner, own_name = self.origin(name)
        if owner is None:
            return stopped(Cause.MODULE, imported.source.name or name)
        return owner.value(own_name)

    def origin(self, name: str) -> tuple[Frame | None, str]:
        """The file that declares a name, through imports, and the name there.

        No file where the import is not followed.
        """
        owner: Frame | None = self
        for _ in range(HOPS):
            imported = owner.template.imports.get(name) if owner is not None else None
            if imported is None or owner is None or not imported.name:
                return owner, name
            owner, name = owner.other(imported.source.path), imported.name
        return None, name

    def other(self, path: str | None) -> Frame | None:
        """The frame of a file that this one imports from."""
        template = self.world.repository.templates.get(path) if path is not None else None
        if template is None:
            return None
        frames = self.world.imported
        if template.key not in frames:
            frames[template.key] = Frame(self.world, template)
        return frames[template.key]

    def namespace(self, name: str) -> Frame | None:
        """The file that is imported as a whole under a name."""
        imported = self.template.imports.get(name)
        if imported is None or imported.name:
            return None
        return self.other(imported.source.path)

    def abroad(self, name: str) -> str:
        """The name of what is imported as a whole and not followed; empty for other names."""
        imported = self.template.imports.get(name)
        if imported is None or imported.name or self.namespace(name) is not None:
            return ""
        return imported.source.name or name

    def function(self, name: str) -> tuple[Frame, syntax.Function] | None:
        """A user-defined function and the file it belongs to."""
        owner, own_name = self.origin(name)
        if owner is None:
            return None
        functions = owner.template.functions
        function = functions.get(own_name) or functions.get(f"{COMPILED}{own_name}")
        return None if function is None else (owner, function)

    # Parameter files

    def assigned(self, name: str) -> Value | None:
        """What a parameter file, or one that it extends, gives a parameter."""
        own = self._assignment(name)
        if own is not None:
            return self.value(own)
        if self.template.damage:
            return self.missing(name, None)
        return self._beyond() if self.extended is None else self.extended.assigned(name)

    def _beyond(self) -> Unknown | None:
        """What stands for all that a file gives which this one extends and which is not there."""
        place = self.template.extends_place
        return None if place is None else stopped(Cause.INCOMPLETE, BASE, place)

    def _assignment(self, name: str) -> str | None:
        """The name under which the file gives a value; JSON does not tell cases apart."""
        names = self.template.assignments
        if name in names or self.template.path.endswith(BICEP):
            return name if name in names else None
        return next((each for each in names if each.lower() == name.lower()), None)

    def given_names(self) -> Sequence[str]:
        """The parameters that the file, and those it extends, give a value."""
        inherited = () if self.extended is None else self.extended.given_names()
        return (*dict.fromkeys((*inherited, *self.template.assignments)),)

    def _inherits(self, name: str) -> bool:
        if name == BASE:
            return self.template.extends is not None
        return self.extended is not None and name in self.extended.given_names()

    def _inherited(self, name: str) -> Value | None:
        """A parameter of the file that this one extends, or all of them."""
        if self.extended is None:
            return self._beyond()
        if name != BASE:
            return self.extended.assigned(name)
        if self.extended.template.damage:
            return self.extended.missing(name, None)
        given = {each: self.extended.assigned(each) for each in self.extended.given_names()}
        return record({each: value for each, value in given.items() if value is not None})

    # Parameters

    def _parameter(self, statement: syntax.Parameter) -> Value:
        shape = self._shape_of(statement)
        given = self.given(statement.name)
        if given is None:
            value = self._default(statement, shape)
        elif statement.default is not None and not never_null(given):
            options = [
                self._default(statement, shape) if is_null(one) else one
                for one in alternatives(given)
            ]
            value = options[0] if len(options) == 1 else choose(options, _reason(given))
        else:
            value = given
        if isinstance(value, Unknown):
            value = narrowed(value, shape)
        if not value.sensitive and _decorated(statement, "secure"):
            value = replace(value, sensitive=True)
        label = f"param {statement.name}"
        if given is None:
            return labelled(value, label)
        if self.caller is not None:
            value = labelled(value, f"{self.caller.entry.name}.params.{statement.name}")
        return placed(value, self.template.header(statement), label)

    def shape(self, name: str) -> Shape:
        """The shape of a parameter by its name."""
        statement = self.template.parameters.get(name)
        return ANYTHING if statement is None else self._shape_of(statement)

    def _shape_of(self, statement: syntax.Parameter) -> Shape:
        """The shape of a parameter, which no evaluation changes."""
        known = self.world.repository.shapes
        place = (self.template.key, statement.start)
        if place not in known:
            known[place] = decorated(shape_of(statement.type, self), statement.decorators, self)
        return known[place]

    def _default(self, statement: syntax.Parameter, shape: Shape) -> Value:
        header = self.template.header(statement)
        label = f"param {statement.name}"
        if statement.default is not None:
            value = self._declared(statement, statement.default, label)
        elif shape.nullable:
            value = relocated(NULL, header, label)
        else:
            reason = Reason(Cause.NO_VALUE, self.address + statement.name, header)
            return relocated(Unknown(reason, shape.type), header, label)
        return replace(value, assumed=statement.name) if self.world.library else value

    def shape_named(self, name: str, depth: int) -> Shape | None:
        """The shape of a type by its name; None where this file has none."""
        if name in self._shapes:
            return self._shapes[name]
        owner, own_name = self._type_origin(name)
        if owner is None:
            return ANYTHING
        if owner is not self:
            return owner.shape_named(own_name, depth) if depth > 0 else ANYTHING
        declared = self.template.types.get(own_name)
        if declared is None:
            return None
        self._shapes[name] = ANYTHING
        self._shapes[name] = decorated(
            shape_of(declared.type, self, depth), declared.decorators, self
        )
        return self._shapes[name]

    def _type_origin(self, name: str) -> tuple[Frame | None, str]:
        """The file that declares a type, `namespace.name` included, and its name there."""
        outer, dot, inner = name.partition(".")
        if not dot:
            return self.origin(name)
        imported = self.template.imports.get(outer)
        if imported is None or imported.name:
            return self, name
        return self.other(imported.source.path), inner

    # Resources, modules, outputs

    def resource(self, name: str, at: int | None) -> ResourceTarget | None:
        """A resource by its qualified name; element `at` of a loop, or any of them."""
        entry = self.template.resources.get(name)
        if entry is None:
            return None
        if (name, at) not in self._resources:
            self._resources[name, at] = ResourceTarget(self, entry, at)
        return self._resources[name, at]

    def module(self, name: str, at: int | None) -> ModuleTarget | None:
        """A module call by its name; element `at` of a loop, or any of them."""
        entry = self.template.modules.get(name)
        if entry is None:
            return None
        if (name, at) not in self._modules:
            self._modules[name, at] = ModuleTarget(self, entry, at)
        return self._modules[name, at]

    def output(self, name: str) -> Value | None:
        """The value of an output; None where there is none."""
        statement = self.template.outputs.get(name)
        if statement is None:
            return self.missing(name, None) if self.template.damage else None
        key = f"output {name}"
        if key in self._active:
            return failed(f"{name} leads back to itself")
        if key not in self.memo:
            self._active.add(key)
            try:
                self.memo[key] = self._declared(statement, statement.value, key)
            finally:
                self._active.discard(key)
        return self.memo[key]


def _entrance(call: ModuleEntry) -> Entrance:
    """A call of the repository that brings a template from elsewhere."""
    declaration, path = call.declaration, call.statement.path
    place = Span(declaration.span.path, path.start, path.end)
    package = f"{call.source.name} {call.source.version}".strip()
    return Entrance(declaration.span, declaration.header, place, package)


def _reason(value: Value) -> Reason:
    return value.reason if isinstance(value, Unknown) else Reason(Cause.ERROR, "")


def _decorated(statement: syntax.Statement, name: str) -> bool:
    return any(decorator.name == name for decorator in statement.decorators)
