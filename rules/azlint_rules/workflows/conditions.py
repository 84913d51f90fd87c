"""What `if` decides where something that ran before has failed, and who can run together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import islice, product

import msgspec

from azlint.languages.workflow.coercion import truthy
from azlint.languages.workflow.evaluate import evaluate
from azlint.languages.workflow.model import Workflow
from azlint.languages.workflow.references import path_of
from azlint.syntax import (
    Binary,
    Call,
    Expression,
    Literal,
    Parentheses,
    Template,
    Unary,
    bare,
    walk,
)
from azlint.value import Data, Unknown, alternatives
from azlint_rules.workflows.worlds import World

MAX_WORLDS = 256
"""Combinations of what two conditions compare that are tried."""


class Truth(StrEnum):
    YES = "yes"
    NO = "no"
    OPEN = "open"


_STATUS = frozenset({"success", "failure", "always", "cancelled"})
_RESULTS = frozenset({"needs", "steps"})
_OF_ONE = 3
"""How many names there are in `needs.a.result`."""


def asks_status(expression: Expression) -> bool:
    """An `if` that names a status function is not bound to the success of what ran before."""
    return any(isinstance(node, Call) and node.name.lower() in _STATUS for node in walk(expression))


def unmoved(expression: Expression, after: World, before: World) -> bool:
    """Whether an `if` may hold after a failure, and the failure makes no difference to it."""
    if not asks_status(expression):
        return False
    found = holds(expression, after, failed=True)
    if found is Truth.OPEN and _hands_over_results(expression):
        return False
    return found is not Truth.NO and found is holds(expression, before, failed=False)


def _hands_over_results(expression: Expression) -> bool:
    """Whether a function gets results with the outputs beside them, as `toJSON(needs)`: what it
    makes of them is not known."""
    calls = (node for node in walk(expression) if isinstance(node, Call))
    paths = (path_of(bare(each))[0] for call in calls for each in call.arguments)
    return any(path[0].lower() in _RESULTS and len(path) < _OF_ONE for path in paths if path)


def holds(expression: Expression, world: World, *, failed: bool) -> Truth:
    """Whether an `if` holds where something before has failed, or nothing has."""
    value = evaluate(_with_status(expression, failed=failed), world)
    found = {
        Truth.OPEN if isinstance(each, Unknown) else Truth.YES if truthy(each.data) else Truth.NO
        for each in alternatives(value)
    }
    return found.pop() if len(found) == 1 else Truth.OPEN


def _with_status(node: Expression, *, failed: bool) -> Expression:
    """The expression with its status functions replaced by what they give."""
    match node:
        case Call(start=start, end=end, name=name) if name.lower() in _STATUS:
            given = {"success": not failed, "failure": failed, "always": True, "cancelled": False}
            return Literal(start, end, given[name.lower()])
        case Parentheses(inner=inner):
            return msgspec.structs.replace(node, inner=_with_status(inner, failed=failed))
        case Unary(operand=operand):
            return msgspec.structs.replace(node, operand=_with_status(operand, failed=failed))
        case Binary(left=left, right=right):
            return msgspec.structs.replace(
                node,
                left=_with_status(left, failed=failed),
                right=_with_status(right, failed=failed),
            )
        case Template(parts=parts) if len(parts) == 1:
            return _with_status(parts[0], failed=failed)
        case _:
            return node


def reads_outputs(expression: Expression | None, context: str) -> bool:
    """Whether an `if` looks at outputs of jobs (`needs`) or steps."""
    if expression is None:
        return False
    paths = (path_of(node)[0] for node in walk(expression))
    return any(
        len(path) > 2
        and path[0].lower() == context
        and "outputs" in (each.lower() for each in path)
        for path in paths
    )


def coincide(file: Workflow, one: Expression | None, other: Expression | None) -> bool:
    """Whether some run of a workflow may run what stands behind both conditions; a workflow that is
    called runs for the event of its caller."""
    conditions = [each for each in (one, other) if each is not None]
    tested = _tested(conditions)
    if "workflow_call" not in file.triggers:
        tested[("github", "event_name")] = tuple(sorted(file.triggers)) or ("",)
    names = tuple(tested)
    for values in islice(product(*tested.values()), MAX_WORLDS):
        world = World(file.path, texts=dict(zip(names, values, strict=True)))
        if all(holds(each, world, failed=False) is not Truth.NO for each in conditions):
            return True
    return False


def _tested(conditions: Sequence[Expression]) -> dict[tuple[str, ...], tuple[Data, ...]]:
    """The contexts that conditions compare with literals, and what each may hold: those, or
    something else."""
    found: dict[tuple[str, ...], dict[Data, None]] = {}
    for expression in conditions:
        for path, value in _comparisons(expression):
            found.setdefault(path, {"": None})[value] = None
    return {path: tuple(values) for path, values in found.items()}


def _comparisons(expression: Expression) -> Iterator[tuple[tuple[str, ...], str]]:
    for node in walk(expression):
        if isinstance(node, Binary) and node.operator in ("==", "!="):
            for side, literal in ((node.left, node.right), (node.right, node.left)):
                path = tuple(each.lower() for each in path_of(bare(side))[0])
                free = path and path[0] not in _RESULTS and len(path) in (2, 4)
                if free and isinstance(literal, Literal) and isinstance(literal.value, str):
                    yield path, literal.value
