"""The value of an expression: Known, or Unknown with its reason and its alternatives.

`a && b || c` returns operands, not booleans, so an unknown condition leaves the alternatives
`b` and `c`. Operands keep the origin of what they are; computed text gets a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Protocol

from azlint.languages.workflow import coercion
from azlint.languages.workflow.functions import PURE, CannotEvaluateError, from_json
from azlint.source import Span
from azlint.syntax import (
    Access,
    Binary,
    Call,
    Expression,
    Index,
    Literal,
    Name,
    Node,
    Number,
    Opaque,
    Parentheses,
    Splat,
    Template,
    Unary,
)
from azlint.value import (
    ANY,
    BOOL,
    STRING,
    Cause,
    Data,
    Known,
    Origin,
    Reason,
    Type,
    Unknown,
    Value,
    alternatives,
    structure,
)

MAX_ALTERNATIVES = 64


class Scope(Protocol):
    """What the contexts hold at one place of a workflow."""

    def span(self, start: int, end: int) -> Span:
        """The place of a part of the text that the expression stands in."""

    def whole(self, context: str) -> Value:
        """A context, by its lower case name."""

    def member(self, context: str, name: str) -> Value:
        """`context.name`."""


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The value of an expression in a scope; never raises."""
    return _Evaluator(scope).value(expression)


class _Evaluator:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def value(self, node: Expression) -> Value:
        match node:
            case Literal():
                return Known(_number_as_float(node.value), origin=self._origin(node))
            case Number():
                return Known(_special(node.text), origin=self._origin(node))
            case Name():
                return self._scope.whole(node.name.lower())
            case Access():
                return self._access(node)
            case Index():
                return self._index(node)
            case Parentheses():
                return self.value(node.inner)
            case Splat():
                return self._splat(node)
            case Template():
                return self._template(node)
            case Call():
                return self._call(node)
            case Unary():
                return self._lift(node, (self.value(node.operand),), _negate, BOOL)
            case Binary(operator="||" | "&&"):
                return self._logical(node)
            case Binary():
                return self._compare(node)
            case Opaque():
                return self._unknown(node, Cause.ERROR, "expression not understood")
        return self._unknown(node, Cause.ERROR, "expression not understood")

    def _origin(self, node: Node) -> Origin:
        return Origin(self._scope.span(node.start, node.end))

    def _unknown(self, node: Node, cause: Cause, text: str, type_: Type = ANY) -> Unknown:
        origin = self._origin(node)
        return Unknown(Reason(cause, text, origin.span), type_, origin=origin)

    def _access(self, node: Access) -> Value:
        if isinstance(node.object, Name):
            return self._scope.member(node.object.name.lower(), node.name)
        if _is_event_inputs(node.object):
            return self._scope.member("github.event.inputs", node.name)
        return self._step(node.object, node.name)

    def _index(self, node: Index) -> Value:
        key = self.value(node.key)
        values: list[Value] = []
        for option in alternatives(key):
            if isinstance(option, Unknown):
                reason = Reason(option.reason.cause, option.reason.text)
                values.append(Unknown(reason, origin=self._origin(node)))
            elif isinstance(node.object, Name) and not coercion.is_collection(option.data):
                name = coercion.to_text(option.data)
                values.append(self._scope.member(node.object.name.lower(), name))
            else:
                values.append(self._step(node.object, option.data))
        return one_of(values, self._reason(node, key))

    def _step(self, inner: Expression, key: Data) -> Value:
        container = self.value(inner)
        filtered = _is_filtered(inner)
        steps = [_child(option, key, filtered=filtered) for option in alternatives(container)]
        return one_of(steps, self._reason(inner, container))

    def _splat(self, node: Splat) -> Value:
        container = self.value(node.object)
        filtered = _is_filtered(node.object)
        steps = [_items(option, filtered=filtered) for option in alternatives(container)]
        return one_of(steps, self._reason(node, container))

    def _reason(self, node: Node, value: Value) -> Reason:
        if isinstance(value, Unknown):
            return value.reason
        return Reason(Cause.RUNTIME, "one of several", self._origin(node).span)

    def _template(self, node: Template) -> Value:
        parts = tuple(self.value(part) for part in node.parts)
        return self._lift(
            node, parts, lambda data: "".join(map(coercion.to_text, data)), STRING, pieces=True
        )

    def _lift(
        self,
        node: Node,
        arguments: tuple[Value, ...],
        function: Callable[[tuple[Data, ...]], Data],
        type_: Type = ANY,
        *,
        pieces: bool = False,
    ) -> Value:
        """Apply a function to every combination of what its arguments can be; `pieces`: they are
        those of the result."""
        options = [tuple(alternatives(argument)) for argument in arguments]
        if _size(options) > MAX_ALTERNATIVES:
            return self._unknown(node, Cause.LIMIT, "too many alternatives", type_)
        results: list[Value] = []
        for choice in product(*options):
            open_ = next((item for item in choice if isinstance(item, Unknown)), None)
            if open_ is not None:
                parts = choice if pieces else ()
                results.append(Unknown(open_.reason, type_, self._origin(node), parts=parts))
                continue
            data = tuple(item.data for item in choice if isinstance(item, Known))
            try:
                results.append(Known(function(data), type_, origin=self._origin(node)))
            except CannotEvaluateError as error:
                results.append(self._unknown(node, Cause.ERROR, str(error), type_))
        varied = next((value for value in arguments if isinstance(value, Unknown)), None)
        return one_of(results, self._reason(node, results[0] if varied is None else varied))

    def _compare(self, node: Binary) -> Value:
        operands = (self.value(node.left), self.value(node.right))
        return self._lift(node, operands, _COMPARISONS[node.operator], BOOL)

    def _logical(self, node: Binary) -> Value:
        left = self.value(node.left)
        results: list[Value] = []
        right: Value | None = None
        for option in alternatives(left):
            kept, decided = _kept(option, node.operator)
            others: tuple[Value, ...] = ()
            if not decided:
                right = self.value(node.right) if right is None else right
                others = tuple(alternatives(right))
            results.extend((*kept, *others) if node.operator == "||" else (*others, *kept))
        return one_of(results, self._reason(node, left))

    def _call(self, node: Call) -> Value:
        name = node.name.lower()
        arguments = tuple(self.value(argument) for argument in node.arguments)
        if name == "always" and not arguments:
            return Known(data=True, origin=self._origin(node))
        if name == "fromjson" and len(arguments) == 1:
            return self._from_json(node, arguments[0])
        if name == "case" and len(arguments) % 2:
            return self._case(node, arguments)
        if name in PURE:
            least, most, function = PURE[name]
            if least <= len(arguments) <= most:
                return self._lift(node, arguments, function)
            return self._unknown(node, Cause.ERROR, f"{node.name} with {len(arguments)} arguments")
        return self._unknown(node, Cause.RUNTIME, f"{node.name}()")

    def _from_json(self, node: Call, argument: Value) -> Value:
        results: list[Value] = []
        for option in alternatives(argument):
            if isinstance(option, Unknown):
                results.append(Unknown(option.reason, origin=self._origin(node)))
                continue
            try:
                results.append(from_json(coercion.to_text(option.data), option.origin))
            except CannotEvaluateError as error:
                results.append(self._unknown(node, Cause.ERROR, str(error)))
        return one_of(results, self._reason(node, argument))

    def _case(self, node: Call, arguments: tuple[Value, ...]) -> Value:
        results: list[Value] = []
        for predicate, result in zip(arguments[:-1:2], arguments[1::2], strict=True):
            if isinstance(predicate, Unknown):
                results.extend(alternatives(result))
            elif predicate.data is True:
                return one_of([*results, result], self._reason(node, result))
            elif predicate.data is not False:
                return self._unknown(
                    node, Cause.ERROR, "case() with a condition that is no boolean"
                )
        return one_of([*results, arguments[-1]], self._reason(node, arguments[-1]))


def one_of(values: Iterable[Value], reason: Reason) -> Value:
    """One value that can be each of these; equal ones from the same place are one."""
    seen: dict[object, Value] = {}
    for value in values:
        for option in alternatives(value):
            seen.setdefault((structure(option), option.origin), option)
    options = tuple(seen.values())
    if len(options) == 1:
        return options[0]
    if len(options) > MAX_ALTERNATIVES:
        return Unknown(Reason(Cause.LIMIT, "too many alternatives", reason.span))
    return Unknown(reason, one_of=options)


def _kept(option: Value, operator: str) -> tuple[tuple[Value, ...], bool]:
    """What the left side of `&&` or `||` contributes, and whether the right side is not read."""
    if isinstance(option, Known):
        stops = coercion.truthy(option.data) == (operator == "||")
        return ((option,), True) if stops else ((), False)
    if option.type == BOOL:
        return (Known(operator == "||", BOOL, origin=option.origin),), False
    if operator == "||":
        return (option,), False
    return (Known("", origin=option.origin),), False


def _negate(data: tuple[Data, ...]) -> Data:
    return not coercion.truthy(data[0])


_COMPARISONS: dict[str, Callable[[tuple[Data, ...]], Data]] = {
    "==": lambda pair: coercion.loosely_equal(*pair),
    "!=": lambda pair: not coercion.loosely_equal(*pair),
    ">": lambda pair: coercion.greater(*pair),
    "<": lambda pair: coercion.greater(pair[1], pair[0]),
    ">=": lambda pair: coercion.loosely_equal(*pair) or coercion.greater(*pair),
    "<=": lambda pair: coercion.loosely_equal(*pair) or coercion.greater(pair[1], pair[0]),
}


def _is_event_inputs(node: Expression) -> bool:
    match node:
        case Access(object=Access(object=Name(name=root), name=middle), name=last):
            return (root.lower(), middle.lower(), last.lower()) == ("github", "event", "inputs")
    return False


def _number_as_float(data: str | int | bool | None) -> Data:
    return float(data) if isinstance(data, int) and not isinstance(data, bool) else data


def _special(text: str) -> float:
    return float(text.lower()) if text[0] in "NI" else coercion.parse_number(text)


def _size(options: list[tuple[Value, ...]]) -> int:
    size = 1
    for option in options:
        size *= len(option)
    return size


def _is_filtered(node: Expression) -> bool:
    """Whether a node is what `.*` made, or a step into that: steps then apply to each item."""
    while isinstance(node, Access | Index | Parentheses):
        node = node.inner if isinstance(node, Parentheses) else node.object
    return isinstance(node, Splat)


def _child(container: Value, key: Data, *, filtered: bool) -> Value:
    if isinstance(container, Unknown):
        step = (
            f"[{coercion.to_text(key)}]" if isinstance(key, float) else f".{coercion.to_text(key)}"
        )
        reason = Reason(container.reason.cause, container.reason.text + step, container.reason.span)
        return Unknown(reason, origin=container.origin)
    if filtered and isinstance(container.data, tuple):
        found = (_member(item, key) for item in container.data)
        return Known(tuple(item for item in found if item is not None), origin=container.origin)
    member = _member(container, key)
    return Known(None, origin=container.origin) if member is None else member


def _member(container: Value, key: Data) -> Value | None:
    if isinstance(container, Unknown):
        return _child(container, key, filtered=False)
    if coercion.is_collection(key):
        return None
    data = container.data
    if isinstance(data, dict):
        name = coercion.to_text(key).lower()
        return next((item for label, item in data.items() if label.lower() == name), None)
    if isinstance(data, tuple):
        index = coercion.to_number(key)
        return data[int(index)] if 0 <= index < len(data) else None
    return None


def _items(container: Value, *, filtered: bool) -> Value:
    """`container.*`; on what an earlier `.*` made, the items of each item."""
    if isinstance(container, Unknown):
        reason = Reason(container.reason.cause, f"{container.reason.text}.*", container.reason.span)
        return Unknown(reason, origin=container.origin)
    if not filtered:
        return Known(tuple(_elements(container)), origin=container.origin)
    groups = container.data if isinstance(container.data, tuple) else ()
    flat = [item for group in groups for item in _elements(group)]
    return Known(tuple(flat), origin=container.origin)


def _elements(container: Value) -> Iterator[Value]:
    if isinstance(container, Unknown):
        yield container
    elif isinstance(container.data, tuple):
        yield from container.data
    elif isinstance(container.data, dict):
        yield from container.data.values()
