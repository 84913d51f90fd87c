"""The expression tree that all three languages share, and what a parser returns beside it.

`start` and `end` are offsets into the file's text. Children nest in their parent, are ordered
and do not overlap. Nodes are msgspec structs: cheap to build, safe to write and read back.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import structs


class Node(msgspec.Struct, frozen=True, gc=False, array_like=True, tag_field="node"):
    """A range of the text."""

    start: int
    end: int


class Literal(Node, frozen=True, tag="literal"):
    """A string (already unescaped), a 64-bit integer, a boolean or null."""

    value: str | int | bool | None


class Number(Node, frozen=True, tag="number"):
    """A number that is not a 64-bit integer, as written."""

    text: str


class Template(Node, frozen=True, tag="template"):
    """A string with interpolations: literal parts, expressions and directives in order."""

    parts: tuple[Expression, ...]


class TemplateIf(Node, frozen=True, tag="template-if"):
    """`%{ if … }`, with strip markers already applied to the literals around it."""

    condition: Expression
    then: tuple[Expression, ...]
    otherwise: tuple[Expression, ...]


class TemplateFor(Node, frozen=True, tag="template-for"):
    """`%{ for key, value in … }`."""

    key: str | None
    value: str
    collection: Expression
    body: tuple[Expression, ...]


class Name(Node, frozen=True, tag="name"):
    """An identifier that starts a traversal: `var`, `local`, `azurerm_key_vault`, a parameter."""

    name: str


class Access(Node, frozen=True, tag="access"):
    """`object.name`; `safe` is Bicep's `.?name`; `nested` is Bicep's `object::name`."""

    object: Expression
    name: str
    safe: bool = False
    nested: bool = False


class Index(Node, frozen=True, tag="index"):
    """`object[key]`; HCL's `object.0` too; `safe` is Bicep's `[?key]`, `[^key]` is `from_end`."""

    object: Expression
    key: Expression
    safe: bool = False
    from_end: bool = False


class Splat(Node, frozen=True, tag="splat"):
    """`object[*].x` (full) or `object.*.x`: `each` is applied to `SplatItem` for each element."""

    object: Expression
    each: Expression
    full: bool


class SplatItem(Node, frozen=True, tag="splat-item"):
    """The element that a splat visits; it has no text of its own."""


class Call(Node, frozen=True, tag="call"):
    """`name(arguments)`; `spread` says that the last argument is followed by `...`.

    `object` is the receiver of a Bicep method call (`az.subscription()`, `kv.getSecret('x')`).
    Provider and namespaced functions keep their full name (`provider::azurerm::parse_id`).
    """

    name: str
    arguments: tuple[Expression, ...]
    spread: bool = False
    object: Expression | None = None


class Unary(Node, frozen=True, tag="unary"):
    """`-x`, `!x`; Bicep's non-null assertion `x!` has the operator `"!!"`."""

    operator: str
    operand: Expression


class Binary(Node, frozen=True, tag="binary"):
    operator: str
    left: Expression
    right: Expression


class Conditional(Node, frozen=True, tag="conditional"):
    condition: Expression
    then: Expression
    otherwise: Expression


class Parentheses(Node, frozen=True, tag="parentheses"):
    inner: Expression


class Spread(Node, frozen=True, tag="spread"):
    """Bicep's `...value` in an array or object."""

    value: Expression


class List(Node, frozen=True, tag="list"):
    items: tuple[Expression, ...]


class ObjectItem(Node, frozen=True, tag="item"):
    """`key = value`; a bare identifier is a `Literal` key."""

    key: Expression
    value: Expression


class Object(Node, frozen=True, tag="object"):
    items: tuple[ObjectItem | Spread, ...]


class For(Node, frozen=True, tag="for"):
    """A comprehension: HCL's `[for …]` and `{for …}`, Bicep's `[for x in y: …]`.

    `result_key` is None for a list; `index` is the first of two variables (HCL's key, Bicep's
    index, where Bicep writes `(item, index)`); `group` is HCL's `...`.
    """

    index: str | None
    variable: str
    collection: Expression
    result_key: Expression | None
    result: Expression
    condition: Expression | None = None
    group: bool = False


class Lambda(Node, frozen=True, tag="lambda"):
    parameters: tuple[str, ...]
    body: Expression


class Opaque(Node, frozen=True, tag="opaque"):
    """An expression that could not be read; its value is Unknown."""

    text: str


Expression = (
    Literal
    | Number
    | Template
    | TemplateIf
    | TemplateFor
    | Name
    | Access
    | Index
    | Splat
    | SplatItem
    | Call
    | Unary
    | Binary
    | Conditional
    | Parentheses
    | Spread
    | List
    | Object
    | For
    | Lambda
    | Opaque
)


class Problem(Node, frozen=True):
    """A syntax error: where, and what the language expects there; `defect` is one of azlint."""

    message: str
    defect: bool = False


def bare(expression: Expression) -> Expression:
    """An expression without the parentheses around it."""
    while isinstance(expression, Parentheses):
        expression = expression.inner
    return expression


def plain(expression: Expression | None) -> str | None:
    """The text of a string without interpolation, None for anything else."""
    if isinstance(expression, Literal) and isinstance(expression.value, str):
        return expression.value
    return None


def is_setting(expression: Expression) -> bool:
    """What reads a value, or the opposite of one: `keep`, `!var.keep`; no comparison."""
    match expression:
        case Parentheses(inner=inner) | Unary(operand=inner):
            return is_setting(inner)
        case _:
            return isinstance(expression, Name | Access | Index)


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below a node, in order of their fields."""
    for field in structs.astuple(node):
        if isinstance(field, Node):
            yield field
        elif isinstance(field, tuple):
            for item in field:
                if isinstance(item, Node):
                    yield item


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it, parents first."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(tuple(children(node))))


def operands(node: Node) -> Iterator[Expression]:
    """The expressions directly below a node; those inside object items count as its own."""
    for child in children(node):
        if isinstance(child, ObjectItem):
            yield child.key
            yield child.value
        elif isinstance(child, Expression):
            yield child
