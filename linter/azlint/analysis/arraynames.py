"""Bicep resources that are named by the positions of array elements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from azlint.analysis.loopnames import KEEPING, MAX_DEPTH, Branch, Field, Placed, Walker
from azlint.analysis.loopsites import (
    Loop,
    Site,
    argument,
    definition,
    reads_element,
    target_site,
)
from azlint.finding import Context
from azlint.languages.bicep.evaluate import Evaluation as BicepEvaluation
from azlint.languages.bicep.template import ModuleEntry
from azlint.languages.bicep.values import projected
from azlint.languages.workflow.deployments import Deployment, Tool
from azlint.source import Span
from azlint.syntax import Binary, Call, Conditional, For, Name, Parentheses
from azlint.value import Known, Unknown, Value, data_of, known_texts

if TYPE_CHECKING:
    from azlint.azure.resource import Resource
    from azlint.graph import Evaluation
    from azlint.languages.bicep.targets import ModuleTarget, ResourceTarget
    from azlint.node import Declaration


class ArrayName(msgspec.Struct, frozen=True):
    """A name that holds the position of an array's element.

    declaration, span, context: what is in a loop, and its name: the resource, or the module call
    that gives it its name · position: where that is written · array: what is looped over ·
    count: of its elements that are named so, None where that is not known · because: what
    decides whether the name comes about in this way, where it is not known.
    """

    declaration: Declaration
    span: Span
    context: Context
    position: Span
    array: Span
    count: int | None
    because: Unknown | None


def array_name(evaluation: Evaluation, resource: Resource) -> ArrayName | None:
    """How a Bicep resource is named by positions; None where it is not."""
    native = evaluation.native
    if not isinstance(native, BicepEvaluation):
        return None
    keys = (*resource.keys[:1], *resource.context.keys[:1], "")
    targets = (native.target(resource.address, key) for key in keys)
    target = next((each for each in targets if each is not None), None)
    site = None if target is None else _name(target)
    if site is None:
        return None
    branches = [(b, _shifting(b)) for b in Walker().branches(site)]
    held = [(branch, placed) for branch, placed in branches if placed is not None]
    if len(held) == len(branches):
        held = [(replace(branch, because=None), placed) for branch, placed in held]
    certain = [each for each in held if each[0].because is None]
    for branch, placed in certain or held:
        return _of(placed, branch, site, resource)
    return None


def deletions(evaluation: Evaluation, found: Iterable[Deployment]) -> Iterator[Deployment]:
    """The deployments of a template, or of a parameter file of it, that delete what it does not
    name."""
    native = evaluation.native
    if not isinstance(native, BicepEvaluation):
        return
    for each in found:
        if each.tool is Tool.TEMPLATE and each.complete:
            files = (path for value in each.files for path in known_texts(value))
            using = {native.template_of(path) for path in files}
            if native.root in {*known_texts(each.target), *using}:
                yield each


def _name(target: ResourceTarget | ModuleTarget) -> Site | None:
    """The name of a resource, or the one that a module call which is not followed gives."""
    if isinstance(target.entry, ModuleEntry):
        return argument(target, "name")
    item = target.body.items.get("name")
    return None if item is None else target_site(target, item, "name")


def _of(placed: Placed, branch: Branch, site: Site, resource: Resource) -> ArrayName:
    loop = placed.loop
    owner, naming = loop.owner, loop.naming
    declaration, context, span = resource.declaration, resource.context, site.span
    if owner is not None and naming is not None and owner.entry.declaration != declaration:
        declaration, span = owner.entry.declaration, naming
        context = Context(context.environment, owner.frame.calls)
    elements = loop.elements
    count = None if elements is None or branch.sometimes else len(elements)
    array = loop.collection.span
    return ArrayName(declaration, span, context, placed.place, array, count, branch.because)


def _shifting(branch: Branch) -> Placed | None:
    """A position in a name that inserting an element gives to what is made of another one."""
    return next((placed for placed in branch.positions if _shifts(placed, branch)), None)


def _shifts(placed: Placed, branch: Branch) -> bool:
    loop = placed.loop
    return (
        not _numbers(loop.collection, MAX_DEPTH)
        and reads_element(loop)
        and not _named(loop, [one for one in branch.fields if one.loop is loop])
    )


def _named(loop: Loop, fields: Sequence[Field]) -> bool:
    """Fields of an element in its name tell it from the others, as far as can be seen."""
    elements = loop.elements
    if not fields or not elements:
        return bool(fields)
    seen = {tuple(projected(element, one.path) for one in fields) for element in elements}
    return len(seen) == len(elements)


def _numbers(site: Site, depth: int) -> bool:
    """What is looped over counts and has no elements that somebody wrote down."""
    if depth == 0:
        return False
    depth -= 1
    match site.expression:
        case Call(name="range"):
            return True
        case Call(name="map", arguments=(collection, *_)):
            return _numbers(site.at(collection), depth)
        case Call(name=name, arguments=arguments) if name in KEEPING:
            return any(_numbers(site.at(one), depth) for one in arguments)
        case For(collection=inner) | Parentheses(inner=inner):
            return _numbers(site.at(inner), depth)
        case Conditional(then=one, otherwise=other) | Binary(left=one, right=other):
            return _numbers(site.at(one), depth) or _numbers(site.at(other), depth)
        case Name(name=name):
            bound = site.bindings.get(name) or definition(site.frame, name)
            return isinstance(bound, Site) and _numbers(bound, depth)
        case _:
            return _only_numbers(site.value())


def _only_numbers(value: Value | None) -> bool:
    data = data_of(value)
    return (
        isinstance(data, tuple)
        and bool(data)
        and all(isinstance(item, Known) and type(item.data) is int for item in data)
    )
