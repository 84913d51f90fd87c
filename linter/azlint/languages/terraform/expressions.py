"""The value of an expression: one function for each kind of node."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import structs

from azlint.languages.terraform import access, functions, operators
from azlint.languages.terraform.comprehension import comprehend
from azlint.languages.terraform.convert import convert
from azlint.languages.terraform.machine import MAX_DEPTH, TOO_DEEP, TOO_MUCH
from azlint.languages.terraform.numbers import parse_number
from azlint.languages.terraform.results import Excess, failure, is_error, marked
from azlint.languages.terraform.trace import computed, placed, reached, used
from azlint.origins import switched
from azlint.syntax import (
    Access,
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    Index,
    List,
    Literal,
    Name,
    Number,
    Object,
    Opaque,
    Parentheses,
    Splat,
    SplatItem,
    Template,
    TemplateFor,
    TemplateIf,
    Unary,
    is_setting,
)
from azlint.value import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Cause,
    Known,
    Origin,
    Reason,
    Type,
    Unknown,
    Value,
    alternatives,
)

if TYPE_CHECKING:
    from azlint.languages.terraform.scope import Scope

ITEM: Final = "*"
"""The name under which a splat binds its element; no identifier is spelt so."""


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The value of an expression; every failure is a value."""
    machine = scope.machine
    machine.steps -= 1
    if machine.steps < 0:
        return TOO_MUCH
    if machine.depth > MAX_DEPTH:
        return TOO_DEEP
    machine.depth += 1
    handler = HANDLERS.get(type(expression))
    value = handler(expression, scope) if handler else failure("not an expression of Terraform")
    machine.depth -= 1
    return value


def _at(value: Value, expression: Expression, scope: Scope, inputs: Iterable[Value] = ()) -> Value:
    span = scope.span(expression)
    if value.origin is None:
        value = computed(value, span, inputs)
    if isinstance(value, Unknown) and value.reason.span is None:
        reason = Reason(value.reason.cause, value.reason.text, span)
        value = structs.replace(value, reason=reason)
    return used(value, span)


def _literal(expression: Literal, scope: Scope) -> Value:
    data = expression.value
    type_ = LITERAL_TYPES[type(data)]
    return Known(data, type_, Origin(scope.span(expression)))


LITERAL_TYPES: Final[dict[type, Type]] = {str: STRING, bool: BOOL, int: NUMBER, type(None): ANY}


def _number(expression: Number, scope: Scope) -> Value:
    try:
        number = parse_number(expression.text)
    except Excess as error:
        return _at(failure(str(error), cause=Cause.LIMIT), expression, scope)
    if number is None:
        return _at(failure(f"{expression.text} is not a number"), expression, scope)
    return Known(number, NUMBER, Origin(scope.span(expression)))


def _opaque(expression: Opaque, scope: Scope) -> Value:
    span = scope.span(expression)
    return Unknown(Reason(Cause.INCOMPLETE, "a part that is not parsed", span), origin=Origin(span))


def _parentheses(expression: Parentheses, scope: Scope) -> Value:
    return evaluate(expression.inner, scope)


# Names.


def _name(expression: Name, scope: Scope) -> Value:
    found = scope.names.get(expression.name)
    if found is None:
        found = failure(f"{expression.name} is not a value")
    return _at(found, expression, scope)


def _access(expression: Access, scope: Scope) -> Value:
    inner = expression.object
    found: Value | None = None
    if isinstance(inner, Name) and inner.name not in scope.names:
        found = scope.root(inner.name, expression.name)
    elif isinstance(inner, Access) and isinstance(inner.object, Name):
        root = inner.object.name
        if root in PREFIXES and root not in scope.names:
            prefix = PREFIXES[root]
            found = scope.module.resource(f"{prefix}{inner.name}.{expression.name}")
    if found is None:
        found = access.attribute(evaluate(inner, scope), expression.name, scope.machine)
    return reached(_at(found, expression, scope), scope.span(expression))


PREFIXES: Final = {"data": "data.", "ephemeral": "ephemeral.", "resource": ""}


def _index(expression: Index, scope: Scope) -> Value:
    collection = evaluate(expression.object, scope)
    key = evaluate(expression.key, scope)
    value = _at(access.index(collection, key, scope.machine), expression, scope)
    return reached(value, scope.span(expression))


def _splat(expression: Splat, scope: Scope) -> Value:
    collection = evaluate(expression.object, scope)
    inner = scope.inner({})

    def each(item: Value) -> Value:
        inner.names[ITEM] = item
        return evaluate(expression.each, inner)

    return _at(access.splat(collection, each, scope.machine), expression, scope)


NO_ITEM: Final = failure("a splat without a list")


def _splat_item(_: SplatItem, scope: Scope) -> Value:
    return scope.names.get(ITEM, NO_ITEM)


# Operators.


def _unary(expression: Unary, scope: Scope) -> Value:
    operand = evaluate(expression.operand, scope)
    return _at(operators.unary(expression.operator, operand), expression, scope, (operand,))


def _binary(expression: Binary, scope: Scope) -> Value:
    left = evaluate(expression.left, scope)
    right = evaluate(expression.right, scope)
    scope.machine.charge((left, right))
    value = operators.binary(expression.operator, left, right)
    return _at(value, expression, scope, (left, right))


def _conditional(expression: Conditional, scope: Scope) -> Value:
    condition = evaluate(expression.condition, scope)
    then = evaluate(expression.then, scope)
    otherwise = evaluate(expression.otherwise, scope)
    scope.machine.charge((then, otherwise))
    value = operators.conditional(condition, then, otherwise)
    if is_setting(expression.condition):
        value = placed(value, switched(value, condition, scope.span(expression)))
    return _at(value, expression, scope, (condition, then, otherwise))


# Collections.


def _list(expression: List, scope: Scope) -> Value:
    items: list[Value] = []
    for item in expression.items:
        value = evaluate(item, scope)
        if is_error(value):
            return value
        items.append(value)
    return Known(tuple(items), access.TUPLE, Origin(scope.span(expression)))


def _object(expression: Object, scope: Scope) -> Value:
    items: dict[str, Value] = {}
    unknown: list[Value] = []
    marks: list[Value] = []
    for item in expression.items:
        key = _key(item.key, scope) if hasattr(item, "key") else failure("not an object item")
        value = evaluate(item.value, scope)
        if is_error(key) or is_error(value):
            return key if is_error(key) else value
        if isinstance(key, Unknown):
            unknown.append(key)
        else:
            marks.append(key)
            items[str(key.data)] = value
    if unknown:
        result = operators.blocked(unknown, access.MAP)
        return _at(marked(result, unknown), expression, scope)
    return marked(Known(items, access.OBJECT, Origin(scope.span(expression))), marks)


def _key(key: Expression, scope: Scope) -> Value:
    """An object key: a bare word is itself, anything else is an expression."""
    if isinstance(key, Name):
        return Known(key.name, STRING)
    text = convert(evaluate(key, scope), STRING)
    if isinstance(text, Known) and text.data is None:
        return failure("an object key is null")
    return text


def _for(expression: For, scope: Scope) -> Value:
    collection = scope.machine.whole(evaluate(expression.collection, scope))
    results = [comprehend(expression, option, scope) for option in alternatives(collection)]
    value = results[0] if len(results) == 1 else access.either(results, (collection,))
    return _at(marked(value, (collection,)), expression, scope, (collection,))


# Templates.


def _template(expression: Template, scope: Scope) -> Value:
    parts = expression.parts
    if len(parts) == 1 and not isinstance(parts[0], (TemplateIf, TemplateFor)):
        return _at(evaluate(parts[0], scope), expression, scope)
    values = [evaluate(part, scope) for part in parts]
    return _at(operators.concatenated(values), expression, scope, values)


def _joined(parts: Sequence[Expression], scope: Scope) -> Value:
    return operators.concatenated([evaluate(part, scope) for part in parts])


def _template_if(expression: TemplateIf, scope: Scope) -> Value:
    condition = evaluate(expression.condition, scope)
    then = _joined(expression.then, scope)
    return operators.conditional(condition, then, _joined(expression.otherwise, scope))


def _template_for(expression: TemplateFor, scope: Scope) -> Value:
    collection = evaluate(expression.collection, scope)
    if is_error(collection):
        return collection
    inner = scope.inner({})
    if isinstance(collection, Unknown):
        return marked(operators.blocked((collection,), STRING), (collection,))
    if not isinstance(collection.data, (tuple, dict)):
        return failure(f"a {access.kind(collection)} cannot be iterated")
    pieces: list[Value] = []
    for key, value in access.elements(collection):
        if scope.machine.steps < 0:
            return TOO_MUCH
        if expression.key is not None:
            inner.names[expression.key] = key
        inner.names[expression.value] = value
        pieces.append(_joined(expression.body, inner))
    return marked(operators.concatenated(pieces), (collection,))


# Calls.


def _call(expression: Call, scope: Scope) -> Value:
    if expression.name in LAZY:
        return _at(LAZY[expression.name](expression, scope), expression, scope)
    whole = scope.machine.whole
    arguments = [whole(evaluate(argument, scope)) for argument in expression.arguments]
    if expression.spread and arguments:
        spread = _spread(arguments.pop())
        if isinstance(spread, Unknown):
            return _at(spread, expression, scope)
        arguments.extend(spread)
    scope.machine.charge(arguments)
    value = functions.call(expression.name, arguments, scope.machine.functions)
    return _at(_referring(expression.name, arguments, value), expression, scope, arguments)


def _spread(value: Value) -> Sequence[Value] | Unknown:
    if isinstance(value, Unknown):
        return operators.blocked((value,), ANY, not_null=False)
    if not isinstance(value.data, tuple):
        return failure("only a list can be expanded into arguments")
    return [item for _, item in access.elements(value)]


KEEPING: Final = frozenset({"values", "tolist", "toset", "tomap", "compact", "distinct", "flatten"})
CHOOSING: Final = frozenset({"one", "element", "coalesce"})


def _referring(name: str, arguments: Sequence[Value], value: Value) -> Value:
    """Functions that only rearrange or choose do not lose what an unknown list refers to."""
    if not isinstance(value, Unknown) or not arguments or value.reference or value.one_of:
        return value
    source = arguments[0]
    if not isinstance(source, Unknown) or source.reference is None or is_error(value):
        return value
    if name in KEEPING:
        type_ = Type("list", source.type.element) if name == "values" else value.type
        return structs.replace(value, reference=source.reference, type=type_)
    if name in CHOOSING:
        item = access.member(source)
        return value if item is None else item
    return value


def _try(expression: Call, scope: Scope) -> Value:
    """The first argument that does not fail; alternatives of which some fail go on."""
    options: list[Value] = []
    failed: list[Value] = []
    for argument in expression.arguments:
        value = evaluate(argument, scope)
        if is_error(value):
            failed.append(value)
            continue
        if isinstance(value, Unknown) and any(map(is_error, value.one_of)):
            options.extend(option for option in value.one_of if not is_error(option))
            failed.append(value)
            continue
        return marked(access.either([*options, value], failed) if options else value, failed)
    if options:
        return marked(access.either(options, failed), failed)
    return marked(failure("no argument of try succeeds"), failed)


def _can(expression: Call, scope: Scope) -> Value:
    if len(expression.arguments) != 1:
        return failure("can takes one argument")
    value = evaluate(expression.arguments[0], scope)
    if is_error(value):
        return marked(Known(False, BOOL), (value,))
    if isinstance(value, Unknown):
        if any(map(is_error, value.one_of)) or not succeeds(value):
            return marked(Unknown(value.reason, BOOL, not_null=True), (value,))
        return marked(Known(True, BOOL), (value,))
    return marked(Known(True, BOOL), (value,))


def succeeds(value: Unknown) -> bool:
    """Whether it is certain that an unknown value can be computed."""
    return value.reference is not None or bool(value.one_of) or value.not_null


LAZY: Final[dict[str, Callable[[Call, Scope], Value]]] = {"try": _try, "can": _can}

HANDLERS: Final[dict[type, Callable[..., Value]]] = {
    Literal: _literal,
    Number: _number,
    Template: _template,
    TemplateIf: _template_if,
    TemplateFor: _template_for,
    Name: _name,
    Access: _access,
    Index: _index,
    Splat: _splat,
    SplatItem: _splat_item,
    Call: _call,
    Unary: _unary,
    Binary: _binary,
    Conditional: _conditional,
    Parentheses: _parentheses,
    List: _list,
    Object: _object,
    For: _for,
    Opaque: _opaque,
}
