"""`for` expressions over known and unknown collections."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from azlint.languages.terraform import access, expressions
from azlint.languages.terraform.convert import convert
from azlint.languages.terraform.machine import TOO_MUCH, VISITS
from azlint.languages.terraform.results import failure, is_error, marked
from azlint.syntax import For
from azlint.value import ANY, BOOL, STRING, Cause, Known, Reason, Unknown, Value

if TYPE_CHECKING:
    from azlint.languages.terraform.scope import Scope

ALL: Final = Known(True, BOOL)
MAX_ELEMENTS: Final = 100_000
"""So many elements are gone through by comprehensions that stand in one another."""
MAX_DOUBTS: Final = 3
"""So many elements of unknown membership still give alternatives."""


class Entry(NamedTuple):
    """One element of the result; `doubt` is the condition where it is not known."""

    key: str
    value: Value
    doubt: Unknown | None


def comprehend(expression: For, collection: Value, scope: Scope) -> Value:
    """`[for …]` or `{for …}` over one collection."""
    if is_error(collection):
        return collection
    inner, tally = scope.counting()
    if isinstance(collection, Unknown):
        return _over_unknown(expression, collection, inner)
    if not isinstance(collection.data, (tuple, dict)):
        return marked(failure(f"a {access.kind(collection)} cannot be iterated"), (collection,))
    if not collection.data and expression.condition is not None:
        return _over_nothing(expression, inner)
    entries: list[Entry] = []
    marks: list[Value] = []
    machine = scope.machine
    machine.steps -= len(collection.data) // VISITS
    for key, value in access.elements(collection):
        tally.elements += 1
        if machine.steps < 0 or tally.elements > MAX_ELEMENTS:
            return TOO_MUCH
        _bind(expression, inner, key, value)
        entry = _entry(expression, inner, marks)
        if isinstance(entry, Unknown):
            return entry
        if entry is not None:
            entries.append(entry)
    return marked(_result(expression, entries), marks)


def _over_nothing(expression: For, scope: Scope) -> Value:
    """Terraform tries the condition even where there is no element."""
    element = Unknown(Reason(Cause.INSTANCE, "no element"))
    _bind(expression, scope, element, element)
    included = _included(expression, scope)
    return included if is_error(included) else _built(expression, [])


def _bind(expression: For, scope: Scope, key: Value, value: Value) -> None:
    if expression.index is not None:
        scope.names[expression.index] = key
    scope.names[expression.variable] = value


def _entry(expression: For, scope: Scope, marks: list[Value]) -> Entry | Unknown | None:
    """An element; None where it is left out; an Unknown where the whole is one."""
    included = _included(expression, scope)
    if is_error(included):
        return included  # type: ignore[return-value]
    marks.append(included)
    if isinstance(included, Known) and not included.data:
        return None
    name = ""
    if expression.result_key is not None:
        key = convert(expressions.evaluate(expression.result_key, scope), STRING)
        if isinstance(key, Unknown):
            return key if is_error(key) else Unknown(key.reason, access.MAP, not_null=True)
        if key.data is None:
            return failure("a key of a for expression is null")
        marks.append(key)
        name = str(key.data)
    value = expressions.evaluate(expression.result, scope)
    if is_error(value):
        return value  # type: ignore[return-value]
    return Entry(name, value, included if isinstance(included, Unknown) else None)


def _included(expression: For, scope: Scope) -> Value:
    """Whether the element that is bound belongs to the result."""
    if expression.condition is None:
        return ALL
    included = convert(expressions.evaluate(expression.condition, scope), BOOL)
    if isinstance(included, Known) and included.data is None:
        return failure("the condition of a for expression is null")
    return included


def _result(expression: For, entries: list[Entry]) -> Value:
    doubts = [entry for entry in entries if entry.doubt is not None]
    if not doubts:
        return _built(expression, entries)
    reason = doubts[0].doubt.reason  # type: ignore[union-attr]
    type_ = access.LIST if expression.result_key is None else access.MAP
    if len(doubts) > MAX_DOUBTS:
        return Unknown(reason, ANY, not_null=True)
    options: list[Value] = []
    for answers in product((True, False), repeat=len(doubts)):
        left_out = {id(entry) for entry, kept in zip(doubts, answers, strict=True) if not kept}
        kept_entries = [entry for entry in entries if id(entry) not in left_out]
        options.append(_built(expression, kept_entries))
    return Unknown(reason, type_, one_of=tuple(options), not_null=True)


def _built(expression: For, entries: list[Entry]) -> Value:
    if expression.result_key is None:
        return Known(tuple(entry.value for entry in entries), access.TUPLE)
    if expression.group:
        return _grouped(entries)
    items = {entry.key: entry.value for entry in entries}
    if len(items) < len(entries):
        return failure("two elements of a for expression have the same key")
    return Known(items, access.OBJECT)


def _grouped(entries: list[Entry]) -> Value:
    groups: dict[str, list[Value]] = {}
    for entry in entries:
        groups.setdefault(entry.key, []).append(entry.value)
    items: dict[str, Value] = {
        key: Known(tuple(values), access.TUPLE) for key, values in groups.items()
    }
    return Known(items, access.OBJECT)


def _over_unknown(expression: For, collection: Unknown, scope: Scope) -> Value:
    """What any element of the result looks like."""
    key, value = access.any_element(collection, scope.machine)
    _bind(expression, scope, key, value)
    item = expressions.evaluate(expression.result, scope)
    kind = "list" if expression.result_key is None else "map"
    if is_error(item):
        return Unknown(collection.reason, ANY, not_null=True)
    if expression.group:
        item = access.many("list", collection, item)
    return access.many(kind, collection, item)
