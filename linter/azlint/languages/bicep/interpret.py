"""The value of an expression in a scope.

Where a value comes from: a literal's origin is its own text; a name, an access, a call re-place
what they give at the place of use, with the place before as parent. An object or array that is
written as the value of a property has its origin at the property's key, so that a report of an
absent property points at the block that lacks it; elsewhere at its opening bracket.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from azlint.languages.bicep import members, operators
from azlint.languages.bicep.functions import call as pure
from azlint.languages.bicep.functions import deployment, files, lambdas
from azlint.languages.bicep.ids import resource_id
from azlint.languages.bicep.limits import DEPTH, ITEMS
from azlint.languages.bicep.spreads import assembled, unspread
from azlint.languages.bicep.texts import joined
from azlint.languages.bicep.values import (
    ARRAY,
    OBJECT,
    array,
    blocked,
    boolean,
    derived,
    failed,
    lifted,
    marked,
    placed,
    reached,
    record,
    relocated,
    selected,
    stopped,
    text,
)
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
    Number,
    Object,
    ObjectItem,
    Opaque,
    Parentheses,
    Spread,
    Template,
    Unary,
    is_setting,
)
from azlint.value import NULL, Cause, Known, Unknown, Value, number

if TYPE_CHECKING:
    from azlint.languages.bicep.frame import Frame

NAMESPACES: Final = frozenset({"az", "sys"})
LAZY: Final = frozenset({"&&", "||", "??"})
NO_BINDINGS: Final[Mapping[str, Value]] = {}


class Scope(msgspec.Struct, frozen=True):
    """What names mean: those bound by loops and lambdas, then those of a file."""

    frame: Frame
    bindings: Mapping[str, Value]

    def bound(self, names: Mapping[str, Value]) -> Scope:
        return Scope(self.frame, {**self.bindings, **names})

    def span(self, node: Expression) -> Span:
        return self.frame.template.place(node)


def evaluate(node: Expression, scope: Scope) -> Value:
    """The value of an expression; Unknown past the bounds of work and depth."""
    budget = scope.frame.world.budget
    if budget.depth >= DEPTH or not budget.spend(1):
        return stopped(Cause.LIMIT, "the template", scope.span(node))
    handler = HANDLERS.get(type(node))
    if handler is None:
        return failed("an expression of another language", scope.span(node))
    budget.depth += 1
    try:
        return handler(node, scope)
    finally:
        budget.depth -= 1


def evaluate_property(item: ObjectItem, scope: Scope) -> Value:
    """The value of a property: an object or array has its place at the key."""
    value = evaluate(item.value, scope)
    if isinstance(item.value, (Object, List, For)):
        return relocated(value, scope.span(item.key))
    return value


def _literal(node: Literal, scope: Scope) -> Value:
    data = node.value
    if data is None:
        value: Value = NULL
    elif isinstance(data, bool):
        value = boolean(data)
    else:
        value = text(data) if isinstance(data, str) else number(data)
    return relocated(value, scope.span(node))


def _number(node: Number, scope: Scope) -> Value:
    try:
        value: Value = number(int(node.text) if node.text.isdecimal() else Fraction(node.text))
    except (ValueError, ZeroDivisionError, OverflowError):
        value = failed("a number")
    return relocated(value, scope.span(node))


def _template(node: Template, scope: Scope) -> Value:
    parts = [evaluate(part, scope) for part in node.parts]
    return derived(marked(lifted(joined, parts), parts), scope.span(node), parts)


def _name(node: Name, scope: Scope) -> Value:
    value = scope.bindings.get(node.name)
    if value is None:
        value = scope.frame.value(node.name)
    if value is None:
        value = scope.frame.missing(node.name, scope.span(node))
    return placed(value, scope.span(node))


def _access(node: Access, scope: Scope) -> Value:
    qualified = _namespaced(node, scope)
    if qualified is not None:
        return placed(qualified, scope.span(node))
    value = evaluate(node.object, scope)
    if node.nested:
        result = members.nested(value, node.name, scope.frame.world)
    else:
        result = members.member(value, node.name, scope.frame.world, safe=_safe(node))
    return reached(value, marked(result, (value,)), scope.span(node))


def _safe(node: Expression) -> bool:
    """An access that finds nothing gives null: it is safe, or follows one that is."""
    while isinstance(node, (Access, Index)):
        if node.safe:
            return True
        node = node.object
    return False


def _namespaced(node: Access, scope: Scope) -> Value | None:
    """`namespace.name` of a file that is imported as a whole."""
    if not isinstance(node.object, Name) or node.object.name in scope.bindings:
        return None
    abroad = scope.frame.abroad(node.object.name)
    if abroad:
        return stopped(Cause.MODULE, f"{abroad}.{node.name}")
    owner = scope.frame.namespace(node.object.name)
    return owner.value(node.name) if owner is not None else None


def _index(node: Index, scope: Scope) -> Value:
    value = evaluate(node.object, scope)
    key = evaluate(node.key, scope)
    result = members.element(
        value, key, scope.frame.world, safe=_safe(node), from_end=node.from_end
    )
    return reached(value, marked(result, (value, key)), scope.span(node))


def _unary(node: Unary, scope: Scope) -> Value:
    operand = evaluate(node.operand, scope)
    value = operators.unary(node.operator, operand)
    return value if node.operator == "!!" else derived(value, scope.span(node), (operand,))


def _binary(node: Binary, scope: Scope) -> Value:
    left = evaluate(node.left, scope)
    if node.operator in LAZY and operators.settled(node.operator, left):
        return left
    right = evaluate(node.right, scope)
    if node.operator == "??":
        return operators.coalesced(left, right)
    value = operators.binary(node.operator, left, right)
    return derived(value, scope.span(node), (left, right))


def _conditional(node: Conditional, scope: Scope) -> Value:
    condition = evaluate(node.condition, scope)
    result = operators.chosen(
        condition,
        lambda: evaluate(node.then, scope),
        lambda: evaluate(node.otherwise, scope),
    )
    return selected(result, scope.span(node), condition, setting=is_setting(node.condition))


def _parentheses(node: Parentheses, scope: Scope) -> Value:
    return evaluate(node.inner, scope)


def _list(node: List, scope: Scope) -> Value:
    origin = scope.frame.template.span(node.start, node.start + 1)
    items: list[Value] = []
    for item in node.items:
        if not isinstance(item, Spread):
            items.append(evaluate(item, scope))
            continue
        spread = evaluate(item.value, scope)
        if not isinstance(spread, Known) or not isinstance(spread.data, tuple):
            return relocated(unspread(spread, ARRAY), origin)
        items.extend(spread.data)
    value = array(items) if len(items) <= ITEMS else stopped(Cause.LIMIT, "an array")
    return relocated(value, origin)


def _object(node: Object, scope: Scope) -> Value:
    """An object; where a spread has alternatives, one object for each combination."""
    keys: list[str | None] = []
    values: list[Value] = []
    for item in node.items:
        if isinstance(item, Spread):
            keys.append(None)
            values.append(evaluate(item.value, scope))
            continue
        key = evaluate(item.key, scope)
        if isinstance(key, Unknown) or not isinstance(key.data, str):
            origin = scope.frame.template.span(node.start, node.start + 1)
            stop = key if isinstance(key, Unknown) else failed("a key that is no string")
            named = replace(blocked([stop], OBJECT, not_null=True), parts=(stop,))
            return relocated(named, origin)
        keys.append(key.data)
        values.append(evaluate_property(item, scope))
    spreads = [value for key, value in zip(keys, values, strict=True) if key is None]
    if spreads:
        result = lifted(lambda given: assembled(keys, values, given), spreads)
    else:
        result = record(dict(zip(map(str, keys), values, strict=True)))
    return relocated(result, scope.frame.template.span(node.start, node.start + 1))


def _for(node: For, scope: Scope) -> Value:
    def run(collection: Sequence[Value]) -> Value:
        match collection[0]:
            case Known(data=tuple() as items):
                return _each(node, items, scope)
            case Unknown():
                return blocked(collection, ARRAY, not_null=True)
            case _:
                return failed("a loop over something else")

    result = lifted(run, [evaluate(node.collection, scope)])
    return relocated(result, scope.frame.template.span(node.start, node.start + 1))


def _each(node: For, items: Sequence[Value], scope: Scope) -> Value:
    results: list[Value] = []
    for at, item in enumerate(items):
        inner = scope.bound(loop_bindings(node.variable, node.index, item, at))
        if node.condition is not None:
            condition = evaluate(node.condition, inner)
            if isinstance(condition, Unknown):
                return blocked([condition], ARRAY, not_null=True)
            if condition.data is not True:
                continue
        results.append(evaluate(node.result, inner))
    return array(results)


def loop_bindings(
    item: str, index: str | None, value: Value, at: int | None
) -> Mapping[str, Value]:
    """The names that a loop binds for one element."""
    bindings = {item: value}
    if index is not None:
        bindings[index] = stopped(Cause.INSTANCE, index) if at is None else number(at)
    return bindings


def _call(node: Call, scope: Scope) -> Value:
    receiver = node.object
    if receiver is None:
        return _function(node, node.name, scope)
    if isinstance(receiver, Name) and receiver.name not in scope.bindings:
        owner = scope.frame.namespace(receiver.name)
        if owner is not None:
            return _user_function(node, owner, scope)
        abroad = scope.frame.abroad(receiver.name)
        if abroad:
            return stopped(Cause.MODULE, f"{abroad}.{node.name}()", scope.span(node))
        if receiver.name in NAMESPACES and not scope.frame.declares(receiver.name):
            return _builtin(node, node.name, scope)
    target = evaluate(receiver, scope)
    values = [target, *(evaluate(argument, scope) for argument in node.arguments)]
    result = deployment.called(node.name, values, Cause.RUNTIME)
    return derived(result, scope.span(node), values)


def _function(node: Call, name: str, scope: Scope) -> Value:
    if scope.frame.function(name) is not None:
        return _user_function(node, scope.frame, scope)
    if name in scope.frame.template.imports:
        return stopped(Cause.MODULE, f"{name}()", scope.span(node))
    return _builtin(node, name, scope)


def _user_function(node: Call, owner: Frame, scope: Scope) -> Value:
    declared = owner.function(node.name)
    if declared is None:
        return failed(f"{node.name}()", scope.span(node))
    frame, function = declared
    if len(node.arguments) > len(function.parameters):
        return failed(f"{node.name}()", scope.span(node))
    names = [parameter.name for parameter in function.parameters]
    values = [evaluate(argument, scope) for argument in node.arguments]
    missing = [NULL] * (len(names) - len(values))
    bindings = dict(zip(names, [*values, *missing], strict=True))
    return placed(evaluate(function.body, Scope(frame, bindings)), scope.span(node))


def _builtin(node: Call, name: str, scope: Scope) -> Value:
    span = scope.span(node)
    if name == "nameof":
        return relocated(_name_of(node), span)
    if name in lambdas.FUNCTIONS or name == "mapValues":
        return placed(_with_lambdas(node, name, scope), span)
    values = [evaluate(argument, scope) for argument in node.arguments]
    result = marked(_applied(name, values, scope), values)
    return derived(result, span, values) if result.origin is None else placed(result, span)


def _applied(name: str, values: Sequence[Value], scope: Scope) -> Value:
    """The result of a function of the language on its arguments."""
    if not scope.frame.world.budget.charge(values):
        return stopped(Cause.LIMIT, "the template")
    if pure.is_pure(name):
        return pure.call(name, values)
    if name in deployment.LEADING:
        return lifted(lambda given: resource_id(scope.frame, name, given), values)
    if name in files.NAMES:
        frame = scope.frame
        world = frame.world
        return files.load(name, values, frame.template.folder, world.reader, world.yaml)
    result = deployment.at_runtime(name, values)
    if result is not None:
        return scope.frame.localised(result) if result.reason.cause is Cause.RUNTIME else result
    return scope.frame.missing(f"{name}()", None, Cause.FUNCTION)


def _name_of(node: Call) -> Value:
    argument = node.arguments[0] if node.arguments else None
    if isinstance(argument, (Name, Access)):
        return text(argument.name)
    return failed("nameof of no name")


def _with_lambdas(node: Call, name: str, scope: Scope) -> Value:
    values: list[Value] = []
    functions: list[lambdas.Apply] = []
    for argument in node.arguments:
        if isinstance(argument, Lambda):
            functions.append(_closure(argument, scope))
        else:
            values.append(evaluate(argument, scope))
    if name == "mapValues":
        if len(functions) != 1:
            return failed("mapValues")
        return lifted(lambda given: lambdas.map_values(given, functions[0]), values)
    return marked(lambdas.call(name, values, functions), values)


def _closure(node: Lambda, scope: Scope) -> lambdas.Apply:
    def apply(*values: Value) -> Value:
        if len(node.parameters) > len(values):
            return failed("a lambda with more parameters")
        bindings = dict(zip(node.parameters, values, strict=False))
        return evaluate(node.body, scope.bound(bindings))

    return apply


def _lambda(node: Lambda, scope: Scope) -> Value:
    return failed("a lambda outside a call", scope.span(node))


def _spread(node: Spread, scope: Scope) -> Value:
    return failed("a spread alone", scope.span(node))


def _opaque(node: Opaque, scope: Scope) -> Value:
    return stopped(Cause.INCOMPLETE, node.text, scope.span(node))


HANDLERS: Final[Mapping[type, Callable[..., Value]]] = {
    Literal: _literal,
    Number: _number,
    Template: _template,
    Name: _name,
    Access: _access,
    Index: _index,
    Unary: _unary,
    Binary: _binary,
    Conditional: _conditional,
    Parentheses: _parentheses,
    List: _list,
    Object: _object,
    For: _for,
    Call: _call,
    Lambda: _lambda,
    Spread: _spread,
    Opaque: _opaque,
}
