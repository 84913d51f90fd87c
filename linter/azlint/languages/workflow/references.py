"""What the expressions of workflows and actions read: `needs.build.outputs.tag`, place by place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

import msgspec

from azlint.languages.workflow.contexts import Level, level_of
from azlint.languages.workflow.expressions import (
    MAX_PARSED,
    Interpolated,
    has_expression,
    parse_condition,
    parse_template,
)
from azlint.languages.workflow.model import Action, Event, File, Job, Step
from azlint.languages.workflow.offsets import offsets
from azlint.languages.workflow.syntax import Mapping, Scalar, Sequence, Yaml
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

_CALL = ("on", "workflow_call")

_Read = tuple[tuple[str, ...], str, tuple[int, int], bool]
"""The path, name, place and `tested` of a reference, wherever its text stands."""


class Site(msgspec.Struct, frozen=True):
    """A scalar that holds an expression, and where it stands.

    keys: from the root of the file, items of a sequence without a key of their own · own: how
    many of them are above the job's, the step's or the file's own key.
    """

    file: File
    job: Job | None
    step: Step | None
    keys: tuple[str, ...]
    own: int
    scalar: Scalar

    @property
    def key(self) -> str:
        """The key of the job, the step or the file under which the scalar stands."""
        return self.keys[self.own]

    @property
    def level(self) -> Level | None:
        return level_of(self.keys, action=isinstance(self.file, Action))


class Reference(msgspec.Struct, frozen=True):
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
        return located(self.site, self.text, *self.at)

    @property
    def context(self) -> str:
        return self.path[0]


def located(site: Site, text: str, start: int, end: int) -> Span:
    """The place of a part of a site's value in the text of its file."""
    places = offsets(text, site.scalar)
    return Span(site.file.path, places[start], places[end])


def sites(file: File) -> Iterator[Site]:
    """Every scalar of a file that holds an expression which GitHub evaluates, in order."""
    if isinstance(file, Action):
        yield from _of_action(file)
        return
    yield from _declared(file, _CALL)
    yield from _below(file, None, None, (), file.node)
    for job in file.jobs:
        above = ("jobs", job.id)
        yield from _below(file, job, None, above, job.node)
        for step in job.steps:
            yield from _below(file, job, step, (*above, "steps"), step.node)


def _of_action(action: Action) -> Iterator[Site]:
    if action.using == "composite":
        yield from _declared(action, ())
        for step in action.steps:
            yield from _below(action, None, step, ("runs", "steps"), step.node)


def _declared(file: File, above: tuple[str, ...]) -> Iterator[Site]:
    """Defaults of inputs and values of outputs."""
    for each in file.inputs:
        if each.event is not Event.DISPATCH:
            keys = (*above, "inputs", each.name, "default")
            yield from _valued(file, keys, each.default)
    for output in file.outputs:
        yield from _valued(file, (*above, "outputs", output.name, "value"), output.value)


def _valued(file: File, keys: tuple[str, ...], node: Yaml | None) -> Iterator[Site]:
    for scalar in scalars_below(node):
        if has_expression(scalar.value):
            yield Site(file, None, None, keys, len(keys) - 1, scalar)


def _below(
    file: File, job: Job | None, step: Step | None, above: tuple[str, ...], node: Mapping
) -> Iterator[Site]:
    for entry in node.entries:
        key = entry.key.value
        if key not in _APART:
            for keys, scalar in _written((*above, key), entry.value, bare=key in _CONDITIONS):
                yield Site(file, job, step, keys, len(above), scalar)


def _written(
    above: tuple[str, ...], node: Yaml, *, bare: bool
) -> Iterator[tuple[tuple[str, ...], Scalar]]:
    """Every scalar below a node that holds an expression with its keys, in order; a bare one needs
    no braces."""
    stack = [(above, node)]
    while stack:
        keys, current = stack.pop()
        if isinstance(current, Scalar):
            if has_expression(current.value) or (bare and current.value.strip()):
                yield keys, current
        elif isinstance(current, Sequence):
            stack.extend((keys, item) for item in reversed(current.items))
        else:
            stack.extend(
                ((*keys, entry.key.value), entry.value) for entry in reversed(current.entries)
            )


def parsed(site: Site) -> Interpolated:
    """The expressions of a site, with places in its value."""
    text = site.scalar.value
    return parse_condition(text) if site.key in _CONDITIONS else parse_template(text)


def read(scalar: Scalar, *, condition: bool = False) -> Interpolated | None:
    """The expressions of a scalar, with places in its value; None where it has none. A condition
    needs no braces."""
    text = scalar.value
    if condition and text.strip():
        return parse_condition(text)
    return parse_template(text) if has_expression(text) else None


def references(sites: Iterable[Site], text: str, contexts: Collection[str]) -> Iterator[Reference]:
    """Every read of some contexts at places of a file, whose text is given, in order."""
    for site in sites:
        for path, name, at, tested in _reads(parsed(site)):
            if path[0] in contexts:
                yield Reference(site, text, path, name, at, tested)


@lru_cache(maxsize=MAX_PARSED)
def _reads(said: Interpolated) -> tuple[_Read, ...]:
    return tuple(_read_in(said.expression))


def _read_in(expression: Expression) -> Iterator[_Read]:
    stack: list[tuple[Node, bool]] = [(expression, False)]
    while stack:
        node, tested = stack.pop()
        path, rest = path_of(node)
        if path:
            lowered = tuple(name.lower() for name in path)
            yield lowered, path[-1], (node.start, node.end), tested
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
