"""Resources of a template: repeated, conditional, nested, and deployments within it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from azlint.languages.arm.functions import identity
from azlint.languages.arm.json import Members, members, text_of
from azlint.languages.arm.parameters import secret
from azlint.languages.arm.values import COPY, Values
from azlint.languages.bicep.syntax import Body, File, Loop, Module, Resource
from azlint.syntax import (
    Binary,
    Call,
    Expression,
    List,
    Literal,
    Name,
    Object,
    ObjectItem,
    Parentheses,
)

DEPLOYMENT: Final = "microsoft.resources/deployments"
APART: Final = frozenset(
    {"type", "apiversion", "copy", "condition", "resources", "existing", "import", "extension"}
)
SCOPES: Final = ("scope", "resourceGroup", "subscriptionId")
LONGEST: Final = 60
OUTER: Final = 8
"""Deployments in the scope of one another."""


class _Written(msgspec.Struct, frozen=True):
    """A resource as it is written.

    symbol: the name that a template with symbolic names gives it, else nothing · item: where
    that is · outer: the deployments around it that have its scope, outermost first.
    """

    node: Expression
    fields: Members
    symbol: str = ""
    item: ObjectItem | None = None
    outer: tuple[Members, ...] = ()
    name: str = ""

    @property
    def type(self) -> str:
        """With its version where it is one of an extension."""
        return text_of(self.fields.value("type"))

    @property
    def deployment(self) -> bool:
        return self.type.lower() == DEPLOYMENT

    @property
    def own(self) -> bool:
        """A deployment that is read as a template of its own."""
        return self.deployment and not self.inlined

    @property
    def properties(self) -> Members:
        return members(self.fields.value("properties"))

    @property
    def inlined(self) -> bool:
        """A nested template whose expressions are those of the template around it."""
        if self.properties.value("template") is None:
            return False
        options = members(self.properties.value("expressionEvaluationOptions"))
        return text_of(options.value("scope")).lower() != "inner"


class Resources:
    """Reads the resources of one template."""

    def __init__(self, values: Values, inner: Callable[[Expression], File]) -> None:
        self.values = values
        self.names = values.names
        self.inner = inner
        self.found: list[_Written] = []
        self.taken: Counter[str] = Counter()

    # What there is, before any expression is read that may refer to it.

    def collect(self, node: Expression | None) -> None:
        """Name every resource of a template."""
        self.found = [self._named(each) for each in self._listed(node, ())]

    def _listed(self, node: Expression | None, outer: tuple[Members, ...]) -> Iterator[_Written]:
        """Resources in order, those too of deployments that share the scope."""
        found: list[_Written] = []
        if isinstance(node, List):
            found = [_Written(each, members(each), outer=outer) for each in node.items]
        elif node is not None:
            found = [
                _Written(item.value, members(item.value), text_of(item.key), item, outer)
                for item in members(node)
            ]
        for each in found:
            if each.deployment and each.inlined and len(outer) < OUTER:
                template = members(each.properties.value("template"))
                yield from self._listed(template.value("resources"), (*outer, each.fields))
            else:
                yield each

    def _named(self, written: _Written) -> _Written:
        """A resource with the name of its statement, which no other has."""
        name = written.symbol or self._label(written.fields)
        self.taken[name] += 1
        if self.taken[name] > 1:
            name = f"{name}#{self.taken[name]}"
        if written.symbol:
            self.names.resources[written.symbol.lower()] = name
        if written.own:
            self.names.modules.add(name)
        if written.fields.value("copy") is None and not written.outer:
            given = written.fields.value("name")
            if given is not None:
                steps = _steps(self.values.value(given))
                self.names.ids.setdefault(identity(written.type, steps), name)
        return replace(written, name=name)

    def _label(self, fields: Members) -> str:
        """What a resource is called that has no symbol: its name as written."""
        text = text_of(fields.value("name"))
        if text.startswith("[") and text.endswith("]"):
            text = text[1:-1]
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"

    # The statements.

    def statements(self) -> Iterator[Resource | Module]:
        for written in self.found:
            self.names.loop = self._loop_name(written)
            if written.own:
                yield self._module(written)
            else:
                yield self._resource(written)
                yield from self._foreign_children(written)
        self.names.loop = ""

    def _loop_name(self, written: _Written) -> str:
        for fields in (written.fields, *reversed(written.outer)):
            copy = fields.value(COPY)
            if copy is not None:
                return text_of(members(copy).value("name")) or COPY
        return ""

    def _loop(self, written: _Written) -> Loop | None:
        copies = [fields.value(COPY) for fields in (*written.outer, written.fields)]
        copy = next((each for each in reversed(copies) if each is not None), None)
        if copy is None:
            return None
        bound = self.names.copied("")
        return Loop(copy.start, copy.end, bound, copy.start, None, None, self.values.counted(copy))

    def _condition(self, written: _Written) -> Parentheses | None:
        given = [fields.value("condition") for fields in (*written.outer, written.fields)]
        conditions = [self.values.value(each) for each in given if each is not None]
        if not conditions:
            return None
        result = conditions[-1]
        for each in reversed(conditions[:-1]):
            result = Binary(result.start, result.end, "&&", each, result)
        return Parentheses(result.start, result.end, result)

    def _header(self, written: _Written) -> tuple[int, int, str, int]:
        """The place of the type, and the name with its place."""
        type_ = written.fields.items.get("type")
        if type_ is None:
            place = written.node.start, written.node.start + 1
        else:
            place = type_.start, type_.end
        at = written.item.key.start + 1 if written.item is not None else place[0]
        return *place, written.name, at

    def _resource(self, written: _Written) -> Resource:
        node = written.node
        nested = tuple(self._children(written))
        items = [each for each in written.fields if text_of(each.key).lower() not in APART]
        body = Body(node.start, node.end, (*self.values.items(items), *nested))
        existing = written.fields.value("existing")
        return Resource(
            node.start,
            node.end,
            (),
            *self._header(written),
            self._type(written),
            isinstance(existing, Literal) and existing.value is True,
            self._loop(written),
            self._condition(written),
            body,
        )

    def _type(self, written: _Written) -> Literal:
        """Type and API version, as far as they are plain or stand in a variable."""
        type_ = written.fields.value("type")
        place = (written.node.start, written.node.end)
        if type_ is not None:
            place = type_.start, type_.end
        version = self._plain(written.fields.value("apiVersion"))
        name, at, extension = written.type.partition("@")
        name = "" if name.startswith("[") else name
        return Literal(*place, f"{name}@{extension if at else version}")

    def _plain(self, node: Expression | None) -> str:
        """A text that stands there or in a variable; empty where it must be worked out."""
        value = self.values.value(node) if node is not None else None
        if isinstance(value, Name):
            text = self.names.texts.get(value.name, "")
            return "" if text.startswith("[") else text
        return text_of(value)

    def _children(self, written: _Written) -> Iterator[Resource]:
        for child in self._below(written):
            if not _is_full(child.type):
                yield self._resource(child)

    def _foreign_children(self, written: _Written) -> Iterator[Resource | Module]:
        """Resources of other providers that are written within one."""
        for child in self._below(written):
            if child.own:
                yield self._module(child)
            elif _is_full(child.type):
                yield self._resource(child)

    def _below(self, written: _Written) -> Sequence[_Written]:
        children = written.fields.value("resources")
        if not isinstance(children, List):
            return ()
        found: list[_Written] = []
        counted: Counter[str] = Counter()
        for node in children.items:
            fields = members(node)
            name = self._label(fields)
            counted[name] += 1
            number = f"#{counted[name]}" if counted[name] > 1 else ""
            prefix = f"{written.name}/" if _is_full(text_of(fields.value("type"))) else ""
            found.append(_Written(node, fields, name=f"{prefix}{name}{number}"))
        return found

    # Deployments.

    def _module(self, written: _Written) -> Module:
        node = written.node
        properties = written.properties
        template = properties.value("template")
        place = node.start, node.start + 1
        return Module(
            node.start,
            node.end,
            (),
            *self._header(written),
            Literal(*place, "") if template is not None else self._link(written),
            self._loop(written),
            self._condition(written),
            Object(node.start, node.end, tuple(self._arguments(written))),
            None if template is None else self.inner(template),
        )

    def _link(self, written: _Written) -> Literal:
        """Where the template is that a deployment names."""
        link = members(written.properties.value("templateLink"))
        node = link.value("relativePath") or link.value("uri") or link.value("id")
        if node is None:
            return Literal(written.node.start, written.node.start + 1, None)
        value = self.values.value(node)
        path = value.value if isinstance(value, Literal) else _below_this(value)
        return Literal(node.start, node.end, path)

    def _arguments(self, written: _Written) -> Iterator[ObjectItem]:
        for name in ("name", *SCOPES):
            item = written.fields.items.get(name.lower())
            if item is not None:
                key = item.key if name == "name" else Literal(item.key.start, item.key.end, "scope")
                yield ObjectItem(item.start, item.end, key, self.values.value(item.value))
        given = written.properties.items.get("parameters")
        if given is None:
            return
        key = Literal(given.key.start, given.key.end, "params")
        if isinstance(given.value, Object):
            place = given.value.start, given.value.end
            params: Expression = Object(*place, tuple(self._given(members(given.value))))
        else:
            params = self.values.value(given.value)
        yield ObjectItem(given.start, given.end, key, params)

    def _given(self, parameters: Members) -> Iterator[ObjectItem]:
        for item in parameters:
            written = members(self.values.value(item.value))
            value = written.items.get("value")
            if value is not None:
                result = value.value
            elif "reference" in written.items:
                result = secret(written.items["reference"].value)
            else:
                result = self._whole(item.value)
            yield ObjectItem(item.start, item.end, item.key, result)

    def _whole(self, node: Expression) -> Expression:
        """`{"value": …}` that an expression makes."""
        value = self.values.value(node)
        if isinstance(value, Object):
            return Literal(node.start, node.end, None)
        return Call(node.start, node.end, "tryGet", (value, Literal(node.start, node.end, "value")))


def _is_full(type_: str) -> bool:
    """A type with its provider, within a resource of another."""
    return "." in type_.partition("/")[0]


def _steps(name: Expression) -> tuple[Expression, ...]:
    """The names in a full name, outermost first."""
    if isinstance(name, Literal) and "/" in text_of(name):
        parts = text_of(name).split("/")
        return tuple(Literal(name.start, name.end, part) for part in parts)
    if isinstance(name, Call) and name.name == "format":
        count = len(name.arguments) - 1
        if text_of(name.arguments[0]) == "/".join(f"{{{at}}}" for at in range(count)):
            return name.arguments[1:]
    return (name,)


def _below_this(node: Expression) -> str | None:
    """The path in `uri(deployment().properties.templateLink.uri, 'path')`."""
    if isinstance(node, Call) and node.name == "uri" and len(node.arguments) == 2:
        base, path = node.arguments
        while not isinstance(base, Call | Name) and hasattr(base, "object"):
            base = base.object
        if isinstance(base, Call) and base.name == "deployment":
            return text_of(path) or None
    return None
