"""Functions of the template language as the operators and functions of Bicep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from azlint.languages.arm.json import text_of
from azlint.languages.arm.names import Names, lambda_variable, shape
from azlint.languages.bicep.functions import call as pure
from azlint.languages.bicep.functions import deployment, lambdas
from azlint.syntax import (
    Access,
    Binary,
    Call,
    Conditional,
    Expression,
    Index,
    Lambda,
    List,
    Literal,
    Name,
    Object,
    ObjectItem,
    Unary,
)

Arguments = Sequence[Expression]
Form = Callable[[Names, Arguments, int, int], Expression | None]

CANONICAL: Final[Mapping[str, str]] = {
    name.lower(): name
    for table in (
        pure.STRUCTURAL,
        pure.SIGNATURES,
        deployment.RUNTIME,
        deployment.PLACEHOLDERS,
        deployment.STABLE,
        deployment.LEADING,
        lambdas.FUNCTIONS,
        ("mapValues",),
    )
    for name in table
}
_OPERATORS: Final = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "div": "/",
    "mod": "%",
    "equals": "==",
    "less": "<",
    "lessorequals": "<=",
    "greater": ">",
    "greaterorequals": ">=",
}
_FOLDED: Final = {"and": "&&", "or": "||", "coalesce": "??"}
_CONSTANTS: Final = {"true": True, "false": False, "null": None}
_INDEXED: Final = "[{0}]"


def call(names: Names, name: str, arguments: Arguments, start: int, end: int) -> Expression:
    """What a call stands for."""
    lowered = name.lower()
    form = _FORMS.get(lowered)
    if form is not None:
        made = form(names, arguments, start, end)
        if made is not None:
            return made
    return Call(start, end, CANONICAL.get(lowered, name), tuple(arguments))


def access(names: Names, node: Access | Index) -> Expression:
    """What an access stands for: `outputs.x.value` of a nested deployment is its output x."""
    step = node.name if isinstance(node, Access) else text_of(node.key)
    inner = node.object
    if step.lower() == "value" and isinstance(inner, (Access, Index)):
        outputs = inner.object
        if isinstance(outputs, Access) and outputs.name.lower() == "outputs":
            base = outputs.object.object if isinstance(outputs.object, Index) else outputs.object
            if isinstance(base, Name) and base.name in names.modules:
                return inner
    return node


def _named(kind: str, names: Names, arguments: Arguments, start: int, end: int) -> Expression:
    """`parameters('x')`, `variables('x')`."""
    table = names.parameters if kind == "parameters" else names.variables
    written = text_of(arguments[0]) if arguments else ""
    return Name(start, end, table.get(written.lower(), f"{kind}('{written}')"))


def _copy_index(names: Names, arguments: Arguments, start: int, end: int) -> Expression:
    """`copyIndex()`, `copyIndex('loop')`, each with an offset or without."""
    named = text_of(arguments[0]) if arguments else ""
    offset = arguments[1:] if named else arguments
    index = Name(start, end, names.copied(named))
    return Binary(start, end, "+", index, offset[0]) if offset else index


def _operator(
    sign: str, names: Names, arguments: Arguments, start: int, end: int
) -> Expression | None:
    del names
    if len(arguments) != 2:
        return None
    return Binary(start, end, sign, *arguments)


def _folded(
    sign: str, names: Names, arguments: Arguments, start: int, end: int
) -> Expression | None:
    """An operator on any number of operands, the first of which decide."""
    del names, start
    if not arguments:
        return None
    result = arguments[-1]
    for argument in reversed(arguments[:-1]):
        result = Binary(argument.start, end, sign, argument, result)
    return result


def _constant(
    value: bool | None, names: Names, arguments: Arguments, start: int, end: int
) -> Expression:
    del names, arguments
    return Literal(start, end, value)


def _not(names: Names, arguments: Arguments, start: int, end: int) -> Expression | None:
    del names
    return Unary(start, end, "!", arguments[0]) if len(arguments) == 1 else None


def _if(names: Names, arguments: Arguments, start: int, end: int) -> Expression | None:
    del names
    return Conditional(start, end, *arguments) if len(arguments) == 3 else None


def _create_array(names: Names, arguments: Arguments, start: int, end: int) -> Expression:
    del names
    return List(start, end, tuple(arguments))


def _create_object(names: Names, arguments: Arguments, start: int, end: int) -> Expression | None:
    del names
    if len(arguments) % 2:
        return None
    pairs = zip(arguments[::2], arguments[1::2], strict=True)
    items = (ObjectItem(key.start, value.end, key, value) for key, value in pairs)
    return Object(start, end, tuple(items))


def _from_end(
    safe: bool, names: Names, arguments: Arguments, start: int, end: int
) -> Expression | None:
    del names
    if len(arguments) != 2:
        return None
    return Index(start, end, arguments[0], arguments[1], safe, from_end=True)


def _lambda(names: Names, arguments: Arguments, start: int, end: int) -> Expression | None:
    del names
    if not arguments:
        return None
    bound = tuple(lambda_variable(text_of(name)) for name in arguments[:-1])
    return Lambda(start, end, bound, arguments[-1])


def _lambda_variable(names: Names, arguments: Arguments, start: int, end: int) -> Expression:
    del names
    return Name(start, end, lambda_variable(text_of(arguments[0]) if arguments else ""))


def _reference(names: Names, arguments: Arguments, start: int, end: int) -> Expression | None:
    """`reference(…)` of a resource or a nested deployment of this template."""
    found = _declared(names, arguments[0], start, end) if arguments else None
    if found is None:
        return None
    base = found.object if isinstance(found, Index) else found
    whole = len(arguments) > 2 and text_of(arguments[2]).lower() == "full"
    if whole or (isinstance(base, Name) and base.name in names.modules):
        return found
    return Access(start, end, found, "properties")


def _resource_info(names: Names, arguments: Arguments, start: int, end: int) -> Expression | None:
    return _declared(names, arguments[0], start, end) if arguments else None


def _declared(names: Names, argument: Expression, start: int, end: int) -> Name | Index | None:
    """What a symbolic name, one with an index, or a resource id names in this template."""
    if isinstance(argument, Literal):
        name = names.resources.get(text_of(argument).lower())
        return None if name is None else Name(start, end, name)
    if not isinstance(argument, Call) or len(argument.arguments) < 2:
        return None
    if argument.name == "format":
        written = text_of(argument.arguments[0])
        name = names.resources.get(written.removesuffix(_INDEXED).lower())
        if name is None or not written.endswith(_INDEXED):
            return None
        return Index(start, end, Name(start, end, name), argument.arguments[1])
    name = names.ids.get(_id(argument))
    return None if name is None else Name(start, end, name)


def _id(node: Call) -> object:
    """The type and the names of a resource id, as they are written."""
    for at, argument in enumerate(node.arguments):
        if "/" in text_of(argument) and "." in text_of(argument).partition("/")[0]:
            return identity(text_of(argument), node.arguments[at + 1 :])
    return None


def identity(type_: str, steps: Sequence[Expression]) -> object:
    """What a resource is found by where it is named by its id."""
    return type_.lower(), tuple(shape(step) for step in steps)


_FORMS: Final[Mapping[str, Form]] = {
    "parameters": partial(_named, "parameters"),
    "variables": partial(_named, "variables"),
    "copyindex": _copy_index,
    "lambda": _lambda,
    "lambdavariables": _lambda_variable,
    "reference": _reference,
    "resourceinfo": _resource_info,
    "not": _not,
    "if": _if,
    "createarray": _create_array,
    "createobject": _create_object,
    "indexfromend": partial(_from_end, False),
    "tryindexfromend": partial(_from_end, True),
    **{name: partial(_operator, sign) for name, sign in _OPERATORS.items()},
    **{name: partial(_folded, sign) for name, sign in _FOLDED.items()},
    **{name: partial(_constant, value) for name, value in _CONSTANTS.items()},
}
