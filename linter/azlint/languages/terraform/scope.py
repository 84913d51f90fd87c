"""Where an expression stands: a file of a module instance, and the names bound around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from azlint.languages.terraform.expressions import evaluate
from azlint.languages.terraform.memory import WORKSPACE
from azlint.languages.terraform.reads import INSTANCE_NAMES
from azlint.languages.terraform.results import failure
from azlint.source import Span
from azlint.syntax import Access, Expression, Name, Node, bare
from azlint.value import STRING, Cause, Known, Reason, Unknown, Value

if TYPE_CHECKING:
    from azlint.languages.terraform.instance import ModuleInstance
    from azlint.languages.terraform.machine import Machine


class Tally:
    """How many elements comprehensions that stand in one another have gone through."""

    __slots__ = ("elements",)

    def __init__(self) -> None:
        self.elements = 0


class Scope:
    """The place of an expression: its module instance, its file, its bindings, and what the
    comprehensions around it count."""

    __slots__ = ("machine", "module", "names", "path", "tally")

    def __init__(
        self,
        module: ModuleInstance,
        path: str,
        names: dict[str, Value],
        tally: Tally | None = None,
    ) -> None:
        self.module = module
        self.machine: Machine = module.machine
        self.path = path
        self.names = names
        self.tally = tally

    def value(self, expression: Expression, bindings: Mapping[str, Value] | None = None) -> Value:
        """The value of an expression that stands here; `bindings` are names around it."""
        scope = self.inner(bindings) if bindings else self
        if self.machine.depth:
            return evaluate(expression, scope)
        with self.machine.running():
            return evaluate(expression, scope)

    def definition(self, expression: Expression) -> tuple[Expression, Scope] | None:
        """The expression that a name stands for, with its scope: a local's value, a variable's
        argument, value file entry or default, a module's output. None for anything else.
        """
        expression = bare(expression)
        if not isinstance(expression, Access):
            return None
        inner = expression.object
        if isinstance(inner, Name) and inner.name not in self.names:
            return self.module.definition(inner.name, expression.name)
        match inner:
            case Access(object=Name(name="module"), name=call) if "module" not in self.names:
                return self.module.output_definition(call, expression.name)
        return None

    def span(self, node: Node) -> Span:
        return Span(self.path, node.start, node.end)

    def at(self, path: str) -> Scope:
        """The same place in another file of the module."""
        return self if path == self.path else Scope(self.module, path, self.names, self.tally)

    def inner(self, bindings: Mapping[str, Value]) -> Scope:
        """A scope within this one with further names."""
        return Scope(self.module, self.path, {**self.names, **bindings}, self.tally)

    def counting(self) -> tuple[Scope, Tally]:
        """A scope for a comprehension, and what it counts together with those around it."""
        tally = self.tally or Tally()
        return Scope(self.module, self.path, {**self.names}, tally), tally

    def root(self, root: str, name: str) -> Value | None:
        """The value of `root.name` where `root` is no bound name; None for a longer traversal."""
        if root in PREFIXES:
            return failure(f"{root}.{name} is not a value")
        handler = ROOTS.get(root)
        if handler is not None:
            return handler(self.module, name)
        if root in INSTANCE_NAMES:
            return failure(f"{root}.{name} cannot be used here")
        return self.module.resource(f"{root}.{name}")


def _path(module: ModuleInstance, name: str) -> Value:
    if name == "module":
        return Known(module.relative_folder, STRING)
    if name == "root":
        return Known(".", STRING)
    if name == "cwd":
        return Unknown(Reason(Cause.RUNTIME, "path.cwd"), STRING, not_null=True)
    return failure(f"path.{name} does not exist")


def _terraform(module: ModuleInstance, name: str) -> Value:
    if name == "workspace":
        module.machine.read(WORKSPACE)
        if module.machine.workspace is not None:
            return module.machine.workspace
        return Unknown(Reason(Cause.RUNTIME, "terraform.workspace"), STRING, not_null=True)
    if name == "applying":
        return Unknown(Reason(Cause.RUNTIME, "terraform.applying"), not_null=True)
    return failure(f"terraform.{name} does not exist")


def _variable(module: ModuleInstance, name: str) -> Value:
    return module.variable(name)


def _local(module: ModuleInstance, name: str) -> Value:
    return module.local(name)


def _call(module: ModuleInstance, name: str) -> Value:
    return module.call(name)


PREFIXES: Final = frozenset({"data", "ephemeral", "resource"})
ROOTS: Final = {
    "var": _variable,
    "local": _local,
    "module": _call,
    "path": _path,
    "terraform": _terraform,
    "tofu": _terraform,
}
