"""What the Bicep parser returns: statements and types; expressions are those of `azlint.syntax`.

A statement's `start` is that of its first decorator and `end` that of its last token. Its header
is `header_start` to `header_end`: from the keyword to the name, or to the type or path string of
what has one (`resource disk 'Microsoft.Compute/disks@2024-03-02' existing`, without what follows).
Strings that may be interpolated (types, paths, keys) are `Literal` or `Template` expressions.
"""

from __future__ import annotations

from typing import Literal as OneOf

import msgspec

from azlint.node import Language
from azlint.syntax import (
    Access,
    Call,
    Expression,
    Literal,
    Name,
    Node,
    Object,
    ObjectItem,
    Parentheses,
    Problem,
    Spread,
    Template,
)

String = Literal | Template


class Decorator(Node, frozen=True, tag="decorator"):
    """`@name(arguments)` or `@sys.name(arguments)`."""

    expression: Expression

    @property
    def name(self) -> str:
        """The last part of the name, without its namespace."""
        match self.expression:
            case Name(name=name) | Access(name=name) | Call(name=name):
                return name
            case _:
                return ""

    @property
    def arguments(self) -> tuple[Expression, ...]:
        return self.expression.arguments if isinstance(self.expression, Call) else ()


class TypeName(Node, frozen=True, tag="type-name"):
    """`string`, `int`, `object`, a user-defined type, an imported namespace."""

    name: str


class TypeAccess(Node, frozen=True, tag="type-access"):
    """`type.name`."""

    type: TypeExpression
    name: str


class TypeValues(Node, frozen=True, tag="type-values"):
    """`type.*`: the type of an object type's additional properties."""

    type: TypeExpression


class TypeIndex(Node, frozen=True, tag="type-index"):
    """`type[0]`: the type of a tuple's item."""

    type: TypeExpression
    key: Expression


class TypeItems(Node, frozen=True, tag="type-items"):
    """`type[*]`: the type of an array type's items."""

    type: TypeExpression


class TypeUnary(Node, frozen=True, tag="type-unary"):
    """`-1`, `!true`."""

    operator: str
    type: TypeExpression


class ArrayType(Node, frozen=True, tag="array-type"):
    """`type[]`."""

    type: TypeExpression


class TupleItem(Node, frozen=True, tag="tuple-item"):
    decorators: tuple[Decorator, ...]
    type: TypeExpression


class TupleType(Node, frozen=True, tag="tuple-type"):
    items: tuple[TupleItem, ...]


class TypeProperty(Node, frozen=True, tag="type-property"):
    """`key: type`; a bare identifier is a `Literal` key."""

    decorators: tuple[Decorator, ...]
    key: String
    type: TypeExpression

    @property
    def optional(self) -> bool:
        return isinstance(self.type, NullableType)


class AdditionalProperties(Node, frozen=True, tag="additional-properties"):
    """`*: type`."""

    decorators: tuple[Decorator, ...]
    type: TypeExpression


class ObjectType(Node, frozen=True, tag="object-type"):
    properties: tuple[TypeProperty | AdditionalProperties, ...]


class UnionType(Node, frozen=True, tag="union-type"):
    members: tuple[TypeExpression, ...]


class NullableType(Node, frozen=True, tag="nullable-type"):
    """`type?`."""

    type: TypeExpression


class NonNullableType(Node, frozen=True, tag="non-nullable-type"):
    """`type!`."""

    type: TypeExpression


class ParenthesizedType(Node, frozen=True, tag="parenthesized-type"):
    type: TypeExpression


class ParameterizedType(Node, frozen=True, tag="parameterized-type"):
    """`resourceInput<'Microsoft.KeyVault/vaults@2024-11-01'>`; `object` is the `sys` of `sys.…`."""

    name: str
    arguments: tuple[TypeExpression, ...]
    object: TypeExpression | None = None


class ResourceType(Node, frozen=True, tag="resource-type"):
    """`resource 'type@version'` as the type of a parameter, or of an output without a string."""

    type: String | None


TypeExpression = (
    Literal
    | Template
    | TypeName
    | TypeAccess
    | TypeValues
    | TypeIndex
    | TypeItems
    | TypeUnary
    | ArrayType
    | TupleType
    | ObjectType
    | UnionType
    | NullableType
    | NonNullableType
    | ParenthesizedType
    | ParameterizedType
    | ResourceType
)


class Statement(Node, frozen=True):
    """What all statements have in common."""

    decorators: tuple[Decorator, ...]
    header_start: int
    header_end: int


class Declaration(Statement, frozen=True):
    """A statement that declares a name."""

    name: str
    name_start: int

    @property
    def name_end(self) -> int:
        return self.name_start + len(self.name)


class TargetScope(Statement, frozen=True, tag="target-scope"):
    """`targetScope = value`."""

    value: Expression


class Metadata(Declaration, frozen=True, tag="metadata"):
    """`metadata name = value`."""

    value: Expression


class Parameter(Declaration, frozen=True, tag="parameter"):
    """`param name type = default`."""

    type: TypeExpression
    default: Expression | None


class ParameterAssignment(Declaration, frozen=True, tag="parameter-assignment"):
    """`param name = value` of a parameter file."""

    value: Expression


class Variable(Declaration, frozen=True, tag="variable"):
    """`var name type = value`."""

    type: TypeExpression | None
    value: Expression


class Output(Declaration, frozen=True, tag="output"):
    """`output name type = value`."""

    type: TypeExpression
    value: Expression


class TypeDeclaration(Declaration, frozen=True, tag="type"):
    """`type name = type`."""

    type: TypeExpression


class FunctionParameter(Node, frozen=True, tag="function-parameter"):
    """`name type`."""

    name: str
    type: TypeExpression


class Function(Declaration, frozen=True, tag="function"):
    """`func name(parameters) return_type => body`."""

    parameters: tuple[FunctionParameter, ...]
    return_type: TypeExpression
    body: Expression


class Loop(Node, frozen=True, tag="loop"):
    """`for item in collection` or `for (item, index) in collection`, without the colon."""

    item: str
    item_start: int
    index: str | None
    index_start: int | None
    collection: Expression


class Body(Node, frozen=True, tag="body"):
    """The braces of a resource: properties, spreads and nested resources in order."""

    items: tuple[ObjectItem | Spread | Resource, ...]

    @property
    def object(self) -> Object:
        """The properties and spreads alone."""
        items = tuple(item for item in self.items if not isinstance(item, Resource))
        return Object(self.start, self.end, items)

    @property
    def resources(self) -> tuple[Resource, ...]:
        """The nested resources alone."""
        return tuple(item for item in self.items if isinstance(item, Resource))


class Resource(Declaration, frozen=True, tag="resource"):
    """`resource name 'type@version' existing = [for … : if (condition) {…}]`."""

    type: String
    existing: bool
    loop: Loop | None
    condition: Parentheses | None
    body: Body


class Module(Declaration, frozen=True, tag="module"):
    """`module name 'path' = [for … : if (condition) {…}]`; `inline` is the template of a nested
    deployment, which has no path."""

    path: String
    loop: Loop | None
    condition: Parentheses | None
    body: Object
    inline: File | None = None


class Test(Declaration, frozen=True, tag="test"):
    """`test name 'path' = {…}`."""

    path: String
    body: Object


class Assert(Declaration, frozen=True, tag="assert"):
    """`assert name = value`."""

    value: Expression


class ImportedSymbol(Node, frozen=True, tag="imported-symbol"):
    """`name` or `name as alias`; the name may be written as a string."""

    name: str
    alias: str | None

    @property
    def local(self) -> str:
        """The name by which this file knows the symbol."""
        return self.name if self.alias is None else self.alias


class Import(Statement, frozen=True, tag="import"):
    """`import { symbols } from path`, or `import * as namespace from path` without symbols."""

    symbols: tuple[ImportedSymbol, ...]
    namespace: str | None
    path: String


class Extension(Statement, frozen=True, tag="extension"):
    """`extension specification with config as alias`; `import 'specification'` of old files."""

    specification: String | Name
    config: Object | None
    alias: str | None


class ExtensionConfig(Declaration, frozen=True, tag="extension-config"):
    """`extensionConfig name with config` of a parameter file."""

    config: Object


class Using(Statement, frozen=True, tag="using"):
    """`using path with config` of a parameter file; `using none` has no path."""

    path: String | None
    config: Object | None


class Extends(Statement, frozen=True, tag="extends"):
    """`extends path` of a parameter file."""

    path: String


AnyStatement = (
    TargetScope
    | Metadata
    | Parameter
    | ParameterAssignment
    | Variable
    | Output
    | TypeDeclaration
    | Function
    | Resource
    | Module
    | Test
    | Assert
    | Import
    | Extension
    | ExtensionConfig
    | Using
    | Extends
)


class Directive(Node, frozen=True, tag="directive"):
    """`#disable-next-line`, `#disable-diagnostics` or `#restore-diagnostics`, and its codes."""

    kind: OneOf["disable-next-line", "disable-diagnostics", "restore-diagnostics"]
    codes: tuple[str, ...]


class File(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One file: its statements in order, what was lost to syntax errors, the spans of its
    comments, its diagnostic directives, in which language it is written, and whether it gives
    values to the parameters of a template.
    """

    statements: tuple[AnyStatement, ...]
    problems: tuple[Problem, ...] = ()
    comments: tuple[tuple[int, int], ...] = ()
    directives: tuple[Directive, ...] = ()
    language: Language = Language.BICEP
    parameters: bool = False
