"""The call of a function: arity, conversion, nulls, unknowns, alternatives and marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from msgspec.structs import replace

from azlint.languages.terraform.convert import converted, type_of, unify
from azlint.languages.terraform.functions.signature import Function, FunctionContext, Parameter
from azlint.languages.terraform.results import (
    Excess,
    Failure,
    failure,
    first_unknown,
    is_error,
    marked,
    unknown_result,
    within,
)
from azlint.languages.terraform.types import type_name
from azlint.value import ANY, Cause, Reason, Unknown, Value, alternatives, is_null, structure

ALTERNATIVE_LIMIT = 8
COMBINATION_LIMIT = 64

IMPURE = frozenset({"timestamp", "plantimestamp", "uuid", "bcrypt"})


def invoke(
    functions: Mapping[str, Function],
    name: str,
    arguments: Sequence[Value],
    context: FunctionContext,
) -> Value:
    """The value of a function call; no exception leaves it."""
    if "::" in name and not name.startswith("core::"):
        return failure(f"{name}() is a provider's function", cause=Cause.FUNCTION)
    name = name.removeprefix("core::")
    if name in IMPURE:
        return failure(f"{name}() gives another result at each run", cause=Cause.FUNCTION)
    function = functions.get(name)
    if function is None:
        return failure(f'There is no function named "{name}".')
    for argument in arguments:
        if is_error(argument):
            return argument
    results = [
        _run(name, function, choice, context) for choice in _choices(arguments, name in functions)
    ]
    return _folded(results, arguments, function)


def _choices(arguments: Sequence[Value], pure: bool) -> Iterator[Sequence[Value]]:
    """Every combination of the alternatives of the arguments, or the arguments themselves."""
    options = [tuple(alternatives(argument)) for argument in arguments]
    combined = 1
    for choice in options:
        combined *= len(choice)
    small = all(len(choice) <= ALTERNATIVE_LIMIT for choice in options)
    if pure and small and 1 < combined <= COMBINATION_LIMIT:
        yield from product(*options)
    else:
        yield arguments


def _folded(results: Sequence[Value], arguments: Sequence[Value], function: Function) -> Value:
    """One value for the results of all alternatives."""
    distinct = tuple(results)
    if len(results) > 1:
        distinct = tuple({structure(result): result for result in results}.values())
    if len(distinct) == 1:
        folded = distinct[0]
    else:
        source = next(item for item in arguments if isinstance(item, Unknown) and item.one_of)
        known = not any(map(is_null, distinct))
        common = unify(map(type_of, distinct)) if function.result == ANY else function.result
        folded = Unknown(source.reason, common or ANY, one_of=distinct, not_null=known)
    return marked(folded, (*distinct, *arguments)) if function.marks else folded


def _run(
    name: str, function: Function, arguments: Sequence[Value], context: FunctionContext
) -> Value:
    try:
        prepared = tuple(_prepared(name, function, arguments))
        result = evaluated(function, prepared, context)
    except Failure as error:
        return _located(failure(f'Call to function "{name}" failed: {error}.'), arguments)
    except (Excess, RecursionError) as error:
        reason = str(error) or "a value that is nested too deeply"
        return failure(f"{name}() would make {reason}", cause=Cause.LIMIT)
    if not function.marks:
        return result
    return marked(result, _inner(prepared) if function.strict else prepared)


def _located(error: Unknown, arguments: Sequence[Value]) -> Unknown:
    """The error at the place of its first argument, for want of a better one."""
    origin = next((argument.origin for argument in arguments if argument.origin), None)
    if origin is None:
        return error
    return replace(error, reason=Reason(error.reason.cause, error.reason.text, origin.span))


def _prepared(name: str, function: Function, arguments: Sequence[Value]) -> Iterator[Value]:
    """The arguments converted to their parameters' types."""
    declared = len(function.parameters)
    if len(arguments) < declared:
        raise Failure(f'missing value for "{function.parameters[len(arguments)].name}"')
    if len(arguments) > declared and function.variadic is None:
        raise Failure(f'function "{name}" expects only {declared} argument(s)')
    for at, argument in enumerate(arguments):
        parameter = function.parameters[at] if at < declared else function.variadic
        if parameter is not None:
            yield _argument(parameter, argument)


def _argument(parameter: Parameter, argument: Value) -> Value:
    if is_null(argument) and not parameter.nullable:
        raise Failure(f'invalid value for "{parameter.name}" parameter: argument must not be null')
    try:
        return converted(argument, parameter.type)
    except Failure as error:
        wanted = f": {type_name(parameter.type)} required" if not str(error) else f": {error}"
        raise Failure(f'invalid value for "{parameter.name}" parameter{wanted}') from None


def evaluated(function: Function, arguments: Sequence[Value], context: FunctionContext) -> Value:
    """The result for arguments of the right types."""
    if function.strict:
        for argument in arguments:
            unknown = first_unknown(argument)
            if unknown is not None:
                if is_error(unknown):
                    return unknown
                return unknown_result(unknown, function.result)
    return function.run(arguments, context)


def _inner(arguments: Sequence[Value]) -> Iterator[Value]:
    for argument in arguments:
        yield from within(argument)
