"""Resources and module calls of a frame: what is written in them and what they will have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from azlint.languages.bicep import cases, members
from azlint.languages.bicep.interpret import NO_BINDINGS, Scope, evaluate, evaluate_property
from azlint.languages.bicep.limits import CALLS, weighs_more
from azlint.languages.bicep.template import ModuleEntry, ResourceEntry
from azlint.languages.bicep.texts import joined
from azlint.languages.bicep.values import OBJECT, failed, found, stopped, text
from azlint.syntax import Literal, Node, ObjectItem, Spread
from azlint.value import (
    ANY,
    STRING,
    Cause,
    Known,
    Reason,
    Reference,
    Unknown,
    Value,
    alternatives,
    is_null,
)

if TYPE_CHECKING:
    from azlint.languages.bicep.frame import Frame

COMPLETE: Final = frozenset({"tags", "zones"})
"""Objects and arrays that the platform adds nothing to: as a whole they are what was written."""

TEXTS: Final = frozenset({("id",), ("name",), ("type",), ("apiVersion",)})
PARENTS: Final = 8


class _Target:
    """What a resource and a module call have in common: a body, a condition, a loop."""

    __slots__ = ("address", "at", "body", "condition", "frame", "key", "memo", "scope", "type")

    def __init__(self, frame: Frame, entry: ResourceEntry | ModuleEntry, at: int | None) -> None:
        statement = entry.statement
        self.frame = frame
        self.at = at
        self.key = "" if at is None or statement.loop is None else f"[{at}]"
        self.address = frame.address + entry.declaration.address
        self.type = entry.declaration.type
        self.body = entry.body
        self.condition = statement.condition
        self.memo: dict[str, Value | None] = {}
        outer = Scope(frame, NO_BINDINGS)
        self.scope = Scope(frame, cases.bindings(statement.loop, outer, at))

    def read(self, name: str) -> Value | None:
        """A property of the body; None where it is certainly not written."""
        if name not in self.memo:
            self.memo[name] = failed(f"{name} leads back to itself")
            value = self._read(name)
            if value is not None and weighs_more(value):
                value = stopped(Cause.LIMIT, name)
            self.memo[name] = value
        return self.memo[name]

    def _read(self, name: str) -> Value | None:
        if not self.body.explicit:
            return self._spread(name)
        item = self.body.items.get(name.lower())
        return None if item is None else evaluate_property(item, self.scope)

    def _spread(self, name: str) -> Value | None:
        """A property of a body with spreads in it; what follows the last of them is certain."""
        explicit = self.body.items.get(name.lower())
        if explicit is not None and explicit.start > self._last_spread():
            return evaluate_property(explicit, self.scope)
        if "" not in self.memo:
            self.memo[""] = failed("a body that leads back to itself")
            self.memo[""] = evaluate(self.body.object, self.scope)
        whole = self.memo[""]
        if isinstance(whole, Known) and isinstance(whole.data, dict):
            return found(whole.data, name)
        return None if whole is None else self._inside(whole, name)

    def _last_spread(self) -> int:
        items = self.body.object.items
        return max((item.start for item in items if isinstance(item, Spread)), default=-1)

    def _inside(self, value: Value, name: str) -> Value:
        """A property of an object of which it is not known whether it has it."""
        return members.member(value, name, self.frame.world, safe=True)

    def deployed(self) -> bool | None:
        """The condition holds; None where it is not known."""
        if self.condition is None:
            return True
        if "if" not in self.memo:
            self.memo["if"] = evaluate(self.condition, self.scope)
        value = self.memo["if"]
        if isinstance(value, Known) and isinstance(value.data, bool):
            return value.data
        return None

    def absent(self) -> bool:
        return self.deployed() is False

    def reference(self, path: tuple[str, ...] = ()) -> Reference:
        return Reference(self.address, self.type, path, self.key, self.looked_up())

    def looked_up(self) -> bool:
        """It is not made here: `existing`."""
        return False

    def value(self) -> Unknown:
        """The resource or module itself, as a value."""
        name = self.address.rpartition(".")[2]
        reason = Reason(Cause.REFERENCE, f"{name}{self.key}")
        return Unknown(reason, OBJECT, reference=self.reference(), not_null=True)

    def computed(self, path: tuple[str, ...], cause: Cause = Cause.REFERENCE) -> Unknown:
        """What only a deployment gives."""
        name = self.address.rpartition(".")[2]
        reason = Reason(cause, ".".join((f"{name}{self.key}", *path)))
        type_ = STRING if path in TEXTS else ANY
        known = path in TEXTS
        return Unknown(reason, type_, reference=self.reference(path), not_null=known)


def _key(item: ObjectItem) -> str | None:
    key = item.key
    return key.value.lower() if isinstance(key, Literal) and isinstance(key.value, str) else None


def _filled_in(value: Value) -> bool:
    """The platform puts something else, or something more, in the place of what is written."""
    return isinstance(value, Known) and (
        value.data in (None, "") or isinstance(value.data, (dict, tuple))
    )


class ResourceTarget(_Target):
    """One element of a resource declaration, or the one that stands for all."""

    __slots__ = ("entry",)

    def __init__(self, frame: Frame, entry: ResourceEntry, at: int | None) -> None:
        self.entry = entry
        super().__init__(frame, entry, at)
        frame.world.targets[self.address, self.key] = self

    def looked_up(self) -> bool:
        return self.entry.statement.existing

    def _read(self, name: str) -> Value | None:
        value = super()._read(name)
        if value is None and name == "parent" and self.entry.parent:
            parent = self.frame.resource(self.entry.parent, None)
            value = None if parent is None else parent.value()
        if self.entry.damaged and (
            value is None or (isinstance(value, Known) and isinstance(value.data, (dict, tuple)))
        ):
            value = stopped(Cause.INCOMPLETE, name, self.entry.declaration.header)
        return value

    def member(self, path: tuple[str, ...]) -> Value:
        first = path[0]
        if first == "type":
            return text(self.type)
        if first == "apiVersion":
            return text(self.entry.api_version)
        if first == "id" or (self.entry.statement.existing and first != "name"):
            return self.computed(path)
        written = self._written(path)
        return self.computed(path) if written is None else written

    def _written(self, path: tuple[str, ...]) -> Value | None:
        """What the body says at a path, where that is what the deployed resource will have."""
        value = self.read(path[0])
        for step in path[1:]:
            match value:
                case Known(data=dict() as entries):
                    value = found(entries, step)
                case Known(data=tuple() as items) if step.isdecimal() and int(step) < len(items):
                    value = items[int(step)]
                case _:
                    return None
        if value is None or path[0] in COMPLETE:
            return None if value is None or is_null(value) else value
        return None if any(map(_filled_in, alternatives(value))) else value

    def element(self, at: int, path: tuple[str, ...]) -> Value:
        if not path and self.entry.statement.loop is not None:
            return self.value()
        return self.member((*path, str(at))) if path else failed(f"there is no element {at}")

    def child(self, name: str) -> Value | None:
        qualified = self.entry.children.get(name)
        target = self.frame.resource(qualified, None) if qualified else None
        return None if target is None else target.value()

    def parent(self) -> ResourceTarget | None:
        value = self.read("parent")
        target = self.frame.world.target(value) if isinstance(value, Unknown) else None
        return target if isinstance(target, ResourceTarget) else None

    def full_name(self) -> Value:
        """The name with those of its parents before it, as ARM writes it."""
        names: list[Value] = []
        target: ResourceTarget | None = self
        while target is not None and len(names) < 2 * PARENTS:
            name = target.read("name")
            slash = [text("/")] if names else []
            names = [failed("a resource without a name") if name is None else name, *slash, *names]
            target = target.parent()
        return joined(names)

    def read_by(self, names: Sequence[str]) -> Iterator[Node]:
        """The expressions that decide some properties, and whether the resource is deployed."""
        wanted = {name.lower() for name in names}
        if self.condition is not None:
            yield self.condition
        for item in self.body.object.items:
            if isinstance(item, Spread) or _key(item) in wanted:
                yield item.value


class ModuleTarget(_Target):
    """One element of a module call, or the one that stands for all."""

    __slots__ = ("_frame", "entry")

    def __init__(self, frame: Frame, entry: ModuleEntry, at: int | None) -> None:
        self.entry = entry
        self._frame: Frame | None = None
        super().__init__(frame, entry, at)
        frame.world.targets[self.address, self.key] = self

    def member(self, path: tuple[str, ...]) -> Value:
        if path[0] == "name":
            name = self.read("name")
            return self.computed(path) if name is None else name
        if len(path) < 2 or path[0] != "outputs":
            return self.computed(path, Cause.MODULE)
        called = self.called()
        if called is None:
            return self.computed(path, Cause.MODULE)
        if len(path) > 2:
            return self.computed(path)
        value = called.output(path[1])
        return self.computed(path) if value is None else value

    def element(self, at: int, path: tuple[str, ...]) -> Value:
        if not path and self.entry.statement.loop is not None:
            return self.value()
        return self.computed((*path, str(at)), Cause.MODULE)

    def child(self, name: str) -> Value | None:
        return failed(f"a module has no nested {name}")

    def called(self) -> Frame | None:
        """The frame of the template that is called; None where it is not followed."""
        if self._frame is None:
            path = self.entry.source.path
            world = self.frame.world
            template = world.repository.templates.get(path) if path is not None else None
            calls = self.frame.calls
            if template is None or len(calls) >= CALLS or world.budget.frames <= 0:
                return None
            if path in {self.frame.template.key, *self.frame.ancestors}:
                return None
            world.budget.frames -= 1
            self._frame = self.frame.call(self, template)
        return self._frame

    def argument(self, name: str) -> Value | None:
        """What the call gives a parameter; None where it gives nothing."""
        params = self.entry.params
        if self.body.explicit and params is not None and params.explicit:
            item = params.items.get(name.lower())
            return self._omitted(name) if item is None else evaluate_property(item, self.scope)
        given = self.read("params")
        if isinstance(given, Known) and isinstance(given.data, dict):
            return found(given.data, name)
        return self._inside(given, name) if isinstance(given, Unknown) else None

    def _omitted(self, name: str) -> Value | None:
        """An argument that is not there, unless a syntax error within the call hides it."""
        statement = self.entry.statement
        if not any(statement.start <= at <= statement.end for at in self.frame.template.damage):
            return None
        what = f"{self.entry.name}.{name}"
        return stopped(Cause.INCOMPLETE, what, self.entry.declaration.header)

    def read_by(self) -> Iterator[Node]:
        """The expressions that decide what is deployed by the call."""
        if self.condition is not None:
            yield self.condition
        for item in self.body.object.items:
            if isinstance(item, Spread) or _key(item) in {"params", "scope"}:
                yield item.value
