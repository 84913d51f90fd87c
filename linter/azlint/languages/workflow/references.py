"""What the expressions of workflows and actions read: `needs.build.outputs.tag`, place by place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from azlint.languages.workflow.expressions import (
    Interpolated,
    has_expression,
    parse_condition,
    parse_template,
)
from azlint.languages.workflow.link import Workflows
from azlint.languages.workflow.model import Action, File, Job, Step
from azlint.languages.workflow.offsets import offsets
from azlint.languages.workflow.syntax import Mapping, Scalar
from azlint.languages.workflow.syntax import scalars as scalars_below
from azlint.source import Span
from azlint.syntax import (
    Access,
    Binary,
    Expression,
    Index,
    Literal,
    Name,
    Node,
    Parentheses,
    Unary,
    children,
)

_CONDITIONS = frozenset({"if"})
_TESTS = frozenset({"!=", "&&", "||"})
_APART = frozenset({"on", "jobs", "steps"})
"""Keys whose scalars are not evaluated, or stand for themselves."""


@dataclass(frozen=True, slots=True)
class Site:
    """A scalar that may hold `${{ }}`, and where it stands; `key` is the job's, the step's or the
    file's own key above it."""

    file: File
    job: Job | None
    step: Step | None
    key: str
    scalar: Scalar


@dataclass(frozen=True, slots=True)
class Reference:
    """One read of a context.

    path: the context and the names behind it, in lower case, as far as they are literal ·
    name: the last of them as written · at: where it starts and ends in the scalar's value ·
    tested: an operator looks at it, so that the author reckons with its being empty.
    """

    site: Site
    text: str
    path: tuple[str, ...]
    name: str
    at: tuple[int, int]
    tested: bool

    @property
    def span(self) -> Span:
        places = offsets(self.text, self.site.scalar)
        return Span(self.site.file.path, *(places[each] for each in self.at))

    @property
    def context(self) -> str:
        return self.path[0]


def sites(file: File) -> Iterator[Site]:
    """Every scalar of a file that GitHub evaluates, in order."""
    if isinstance(file, Action) and file.using != "composite":
        return
    for declared in file.outputs:
        for scalar in scalars_below(declared.value):
            yield Site(file, None, None, "on", scalar)
    if isinstance(file, Action):
        for step in file.steps:
            yield from _below(file, None, step, step.node)
        return
    yield from _below(file, None, None, file.node)
    for job in file.jobs:
        yield from _below(file, job, None, job.node)
        for step in job.steps:
            yield from _below(file, job, step, step.node)


def _below(file: File, job: Job | None, step: Step | None, node: Mapping) -> Iterator[Site]:
    for entry in node.entries:
        if entry.key.value not in _APART:
            for scalar in scalars_below(entry.value):
                yield Site(file, job, step, entry.key.value, scalar)


def parsed(site: Site) -> Interpolated | None:
    """The expressions of a site, with places in its value; None where it has none."""
    text = site.scalar.value
    condition = site.key in _CONDITIONS
    if not condition and not has_expression(text):
        return None
    read = parse_condition if condition else parse_template
    return read(text, range(len(text) + 1))


def references(workflows: Workflows, file: File, contexts: Collection[str]) -> Iterator[Reference]:
    """Every read of some contexts in a file, in order."""
    mentioned = re.compile(rf"\b(?:{'|'.join(contexts)})\b", re.IGNORECASE)
    for site in sites(file):
        if mentioned.search(site.scalar.value):
            found = parsed(site)
            if found is not None:
                yield from _reads(site, workflows.texts[file.path], found.expression, contexts)


def _reads(
    site: Site, text: str, expression: Expression, contexts: Collection[str]
) -> Iterator[Reference]:
    stack: list[tuple[Node, bool]] = [(expression, False)]
    while stack:
        node, tested = stack.pop()
        path, rest = path_of(node)
        if path:
            lowered = tuple(name.lower() for name in path)
            if lowered[0] in contexts:
                yield Reference(site, text, lowered, path[-1], (node.start, node.end), tested)
            stack.extend((each, tested) for each in rest)
        else:
            inside = _tests(node) or (tested and isinstance(node, Parentheses))
            stack.extend((each, inside) for each in reversed(tuple(children(node))))


def _tests(node: Node) -> bool:
    """An operator that has something to say of an empty operand."""
    if isinstance(node, Binary) and node.operator == "==":
        return any(isinstance(each, Literal) and not each.value for each in (node.left, node.right))
    return isinstance(node, Unary) or (isinstance(node, Binary) and node.operator in _TESTS)


def path_of(node: Node) -> tuple[tuple[str, ...], list[Expression]]:
    """The names of `a.b['c']` and the keys that are computed; no names for any other node.

    Behind a computed key nothing is literal any more.
    """
    names: list[str] = []
    computed: list[Expression] = []
    while True:
        if isinstance(node, Access):
            names.append(node.name)
            node = node.object
        elif isinstance(node, Index):
            if isinstance(node.key, Literal) and isinstance(node.key.value, str):
                names.append(node.key.value)
            else:
                computed.append(node.key)
                names.clear()
            node = node.object
        elif isinstance(node, Name):
            return (node.name, *reversed(names)), computed
        else:
            return (), []
