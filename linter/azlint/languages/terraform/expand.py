"""`count` and `for_each`: which instances a block has, and which of them are alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import msgspec

from azlint.languages.terraform import access
from azlint.languages.terraform.convert import convert
from azlint.languages.terraform.machine import MAX_INSTANCES, Machine, key_text
from azlint.languages.terraform.reads import Projection, signature
from azlint.languages.terraform.results import failure, marked
from azlint.languages.terraform.trace import element
from azlint.syntax import Conditional
from azlint.value import (
    ANY,
    NUMBER,
    STRING,
    Cause,
    Known,
    Reason,
    Type,
    Unknown,
    Value,
    alternatives,
)

if TYPE_CHECKING:
    from azlint.languages.terraform.module import Body
    from azlint.languages.terraform.scope import Scope
    from azlint.syntax import Expression

ABSTRACT: Final = ""
"""The key of the one instance that stands for all where their keys are not known."""

Bindings = Mapping[str, Value]


class Expansion(msgspec.Struct):
    """The instances of one block.

    keys: as Terraform writes them; `("",)` for a block without expansion and for instances that
    are not known; none where there are certainly none · argument: `count`, `for_each` or empty ·
    written: the value of that argument · abstract: the one instance stands for any number ·
    element: what any of the instances is made for, where it refers to something.
    """

    keys: Sequence[str] = (ABSTRACT,)
    argument: str = ""
    written: Value | None = None
    abstract: bool = False
    items: Mapping[str, tuple[Value, Value]] = msgspec.field(default_factory=dict)
    element: Unknown | None = None
    _bindings: dict[str, Bindings] = msgspec.field(default_factory=dict)

    def bindings(self, key: str) -> Bindings:
        """What `each` and `count` mean in one instance; in any instance for an unknown key."""
        found = self._bindings.get(key)
        if found is None:
            found = self._bindings[key] = self._bind(key)
        return found

    def _bind(self, key: str) -> Bindings:
        if not self.argument:
            return {}
        item = self.items.get(key)
        name, value = item or self._any()
        if self.argument == "count":
            return {"count": Known({"index": name}, access.OBJECT)}
        return {"each": Known({"key": name, "value": value}, access.OBJECT)}

    def _any(self) -> tuple[Value, Value]:
        """A key and a value that stand for any instance."""
        written = self.written
        reason = self._reason()
        if self.argument == "count":
            name: Value = Unknown(reason, NUMBER, not_null=True)
            return name, name
        kind = written.type.kind if written is not None else "any"
        item = written.type.element if written is not None else None
        name = Unknown(reason, STRING, not_null=True)
        if kind == "set":
            return name, name if self.element is None else self.element
        return name, Unknown(reason, item or ANY) if self.element is None else self.element

    def _reason(self) -> Reason:
        if isinstance(self.written, Unknown):
            return self.written.reason
        if self.written is not None and self.written.assumed:
            return Reason(Cause.NO_VALUE, self.written.assumed)
        return Reason(Cause.INSTANCE, self.argument)

    def cases(self, projections: Iterable[Projection]) -> list[tuple[str, ...]]:
        """The keys in groups that agree in everything these projections read."""
        paths = sorted(projections)
        if not paths or len(self.keys) <= 1:
            return [tuple(self.keys)] if self.keys else []
        groups: dict[object, list[str]] = {}
        for key in self.keys:
            groups.setdefault(signature(self.bindings(key), paths), []).append(key)
        return [tuple(keys) for keys in groups.values()]

    def instances(self, each: Mapping[str, Value], reason: Reason) -> Value:
        """The value of the block's name: one object for each instance, by key."""
        if not self.argument:
            return each[ABSTRACT]
        if self.abstract:
            kind = "list" if self.argument == "count" else "map"
            member = each[ABSTRACT]
            reference = member.reference if isinstance(member, Unknown) else None
            type_ = Type(kind, ANY)
            return Unknown(reason, type_, reference=reference, not_null=True)
        marks = () if self.written is None else (self.written,)
        if self.argument == "count":
            return marked(Known(tuple(each[key] for key in self.keys), access.TUPLE), marks)
        names = {str(_text(self.items[key][0])): each[key] for key in self.keys}
        return marked(Known(names, access.OBJECT), marks)


def _text(value: Value) -> object:
    return value.data if isinstance(value, Known) else ""


SINGLE: Final = Expansion()


def expansion(body: Body, scope: Scope, machine: Machine) -> Expansion:
    """The instances that `count` or `for_each` in a body make."""
    for argument, expand in (("for_each", _for_each), ("count", _count)):
        written = body.attributes.get(argument)
        if written is not None:
            return expand(_written(written.expression, scope.at(written.path)), machine)
    return SINGLE


def _written(expression: Expression, scope: Scope) -> Value:
    """What `count` or `for_each` is given; of a choice that is empty only by a default that is
    assumed, what either branch gives: the instances that there may be are those."""
    value = access.settled(scope.value(expression))
    empty = isinstance(value, Known) and value.data in ({}, ())
    if not (empty and value.assumed and isinstance(expression, Conditional)):
        return value
    branches = [_written(branch, scope) for branch in (expression.then, expression.otherwise)]
    return access.either(branches, ())


def _abstract(argument: str, value: Value, machine: Machine | None = None) -> Expansion:
    element = None
    if machine is not None and isinstance(value, Unknown):
        _, found = access.any_element(value, machine)
        if isinstance(found, Unknown) and found.reference is not None:
            element = found
    return Expansion((ABSTRACT,), argument, value, abstract=True, element=element)


def _count(value: Value, machine: Machine) -> Expansion:
    counts: list[int] = []
    for option in alternatives(value):
        number = convert(option, NUMBER)
        if not isinstance(number, Known) or not isinstance(number.data, (int, Fraction)):
            return _abstract("count", value)
        counts.append(int(number.data))
    count = max(counts)
    if count <= 0 and value.assumed:
        return _abstract("count", value)
    if not _admitted(count, machine):
        reason = Reason(Cause.LIMIT, f"{count} instances")
        return _abstract("count", Unknown(reason, NUMBER, value.origin))
    items: dict[str, tuple[Value, Value]] = {}
    for at in range(count):
        index = marked(Known(at, NUMBER), (value,))
        items[f"[{at}]"] = (index, index)
    return Expansion(tuple(items), "count", value, items=items)


def _for_each(value: Value, machine: Machine) -> Expansion:
    found: dict[str, tuple[Value, list[Value]]] = {}
    for option in alternatives(value):
        if not isinstance(option, Known):
            return _abstract("for_each", value, machine)
        pairs = _pairs(option)
        if pairs is None or not _admitted(len(pairs), machine):
            return _abstract("for_each", _refused(value, option, pairs is None))
        for name, item in pairs:
            if not isinstance(name, Known) or not isinstance(name.data, str):
                return _any_member(value, pairs)
            found.setdefault(name.data, (name, []))[1].append(element(value, item))
    if not found and value.assumed:
        return _abstract("for_each", value, machine)
    items = {
        key_text(name): (marked(key, (value,)), access.either(options, (value,)))
        for name, (key, options) in sorted(found.items())
    }
    return Expansion(tuple(items), "for_each", value, items=items)


def _any_member(value: Value, pairs: list[tuple[Value, Value]]) -> Expansion:
    """One instance for all elements of a set of which some are not known."""
    found = access.either([name for name, _ in pairs], (value,))
    return Expansion(
        (ABSTRACT,), "for_each", value, abstract=True, items={ABSTRACT: (found, found)}
    )


def _pairs(value: Known) -> list[tuple[Value, Value]] | None:
    """Keys and values; None for what Terraform refuses to iterate here."""
    if isinstance(value.data, dict):
        return access.elements(value)
    if isinstance(value.data, tuple) and value.type.kind == "set":
        return access.elements(value)
    return None


def _refused(value: Value, option: Known, wrong: bool) -> Value:
    if wrong:
        return marked(failure("for_each needs a map or a set of strings"), (value, option))
    return Unknown(Reason(Cause.LIMIT, "too many instances"), value.type, value.origin)


def _admitted(count: int, machine: Machine) -> bool:
    """Whether this many instances are within what the evaluation may hold."""
    if count > MAX_INSTANCES:
        return False
    machine.instances += count
    return machine.instances <= MAX_INSTANCES * 10
