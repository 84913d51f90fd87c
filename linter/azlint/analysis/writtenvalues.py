"""Every value that files write down, as evaluated, with the file that writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from azlint.languages.bicep.evaluate import Evaluation as BicepEvaluation
from azlint.languages.workflow.model import steps
from azlint.languages.workflow.place import step_place
from azlint.languages.workflow.trace import Tracer
from azlint.value import Unknown, Value

if TYPE_CHECKING:
    from azlint.graph import Evaluation, Graph
    from azlint.languages.terraform.evaluate import ScopedBlock

WAYS = 4
"""Ways to run a step that are looked at."""
MAX_LEAVES = 10_000

Written = tuple[str, Value]


def written_values(graph: Graph) -> Iterator[Written]:
    """The values of attributes, properties, arguments and step inputs, in every evaluation."""
    for evaluation in graph.evaluations:
        yield from _native(evaluation)
    yield from _workflows(graph.tracer)


def leaves(value: Value) -> tuple[int, int]:
    """How many values there are in a value, and how many of them are known."""
    count = known = 0
    stack = [value]
    while stack and count < MAX_LEAVES:
        current = stack.pop()
        if isinstance(current, Unknown):
            count += 1
            stack.extend((current.entries or {}).values())
        elif isinstance(current.data, tuple) and current.data:
            stack.extend(current.data)
        elif isinstance(current.data, dict) and current.data:
            stack.extend(current.data.values())
        else:
            count, known = count + 1, known + 1
    return count, known


def _native(evaluation: Evaluation) -> Iterable[Written]:
    native = evaluation.native
    if isinstance(native, BicepEvaluation):
        return native.values()
    return (written for block in evaluation.blocks() for written in _block(block))


def _block(block: ScopedBlock) -> Iterator[Written]:
    """What the attributes of a Terraform block and of those in it are; `dynamic` ones belong to
    no instance by themselves."""
    for written in block.body.attributes.values():
        yield written.path, block.scope.at(written.path).value(written.expression)
    for placed in block.body.blocks:
        scope = block.scope.at(placed.path)
        pending = [placed.block]
        while pending:
            inner = pending.pop()
            if inner.type != "dynamic":
                pending.extend(inner.blocks)
                for attribute in inner.attributes:
                    yield placed.path, scope.value(attribute.value)


def _workflows(tracer: Tracer) -> Iterator[Written]:
    for file in tracer.workflows.files():
        for job, step in steps(file):
            place = step_place(file, job, step)
            entries = (entry.value for entry in (*step.with_, *step.env))
            for node in (*entries, *(each for each in (step.uses, step.run) if each)):
                for binding in islice(tracer.bindings(place, node), WAYS):
                    yield file.path, tracer.resolve(place, node, binding)
