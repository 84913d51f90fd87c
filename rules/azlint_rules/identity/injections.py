"""Text that someone else chooses, pasted into scripts that run with a deployment credential."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from azlint.graph import Graph
from azlint.languages.script.holes import holes
from azlint.languages.script.parse import Shell
from azlint.languages.workflow.expressions import has_expression, parse_template
from azlint.languages.workflow.filters import named_branches
from azlint.languages.workflow.frames import Frame
from azlint.languages.workflow.model import File, Input, Step, Workflow, input_named, steps
from azlint.languages.workflow.place import Place, step_place
from azlint.languages.workflow.references import path_of
from azlint.languages.workflow.scripts import environment
from azlint.languages.workflow.shells import written_script
from azlint.languages.workflow.syntax import Scalar
from azlint.languages.workflow.trace import Tracer
from azlint.source import Span
from azlint.syntax import Binary, Call, Expression, Node, Parentheses, Template
from azlint.value import Unknown, alternatives, chain
from azlint_rules.facts.untrusted import BRANCHES, GITHUB_SCRIPT, UNTRUSTED
from azlint_rules.workflows.may_deploy import MayDeploy

_CARRYING = frozenset({"format", "join", "tojson", "fromjson"})
_HANDED = frozenset({"env", "inputs", "matrix"})
_TEXTUAL = frozenset({"", "string"})
_INPUTS = (("inputs",), ("github", "event", "inputs"))
_PAYLOAD = ("github", "event", "client_payload")
_READ = {Shell.BASH: '"${}"', Shell.POWERSHELL: "$env:{}"}
_PAYLOAD_EVENT = "repository_dispatch"


class Injection(msgspec.Struct, frozen=True):
    """One reference in a script. source: the context that brings the text · origin: where it
    comes from, if from elsewhere · chosen: only those with write access choose it · declared:
    the input, where one brings it · variable: how the script reads the variable of its
    environment that holds the text already."""

    step: Step
    span: Span
    source: str
    origin: Span | None = None
    chosen: bool = False
    declared: Input | None = None
    variable: str = ""


def injections(graph: Graph, *, inputs: bool) -> Iterator[Injection]:
    """Every reference to text of strangers, and to text inputs too where asked for."""
    deploys = MayDeploy(graph.scripts)
    for file in graph.workflows.files():
        for job, step in steps(file):
            node = _script(step)
            if node is not None and has_expression(node.value) and deploys.use(file, job):
                place = step_place(file, job, step)
                yield from _of_script(graph, place, step, node, inputs=inputs)


def _script(step: Step) -> Scalar | None:
    if step.action != GITHUB_SCRIPT:
        return written_script(step)
    entry = step.argument("script")
    return entry.value if entry is not None and isinstance(entry.value, Scalar) else None


def _of_script(
    graph: Graph, place: Place, step: Step, node: Scalar, *, inputs: bool
) -> Iterator[Injection]:
    tracer = graph.tracer
    for hole in holes(node.value):
        start, end = hole
        said = parse_template(node.value[start:end])
        for path, reference in carried(said.expression):
            places = tracer.places(place.file, node)
            at = (places[start + reference.start], places[start + reference.end])
            span = Span(place.file.path, *at)
            found = _stranger(tracer, place, node, hole, path)
            if found is not None:
                source, origin = found
                variable = _variable(graph, place, step, path)
                yield Injection(step, span, source, origin, variable=variable)
            elif inputs:
                yield from _chosen(place.file, step, span, path)


def carried(expression: Expression) -> Iterator[tuple[tuple[str, ...], Node]]:
    """The references of an expression whose text becomes part of its value."""
    path, _ = path_of(expression)
    if path:
        yield tuple(name.lower() for name in path), expression
        return
    match expression:
        case Parentheses(inner=inner):
            yield from carried(inner)
        case Binary(operator="&&", right=right):
            yield from carried(right)
        case Binary(operator="||", left=left, right=right):
            yield from carried(left)
            yield from carried(right)
        case Call(name=name, arguments=given) if name.lower() in _CARRYING:
            for each in given:
                yield from carried(each)
        case Template(parts=parts):
            for part in parts:
                yield from carried(part)


def _stranger(
    tracer: Tracer, place: Place, node: Scalar, hole: tuple[int, int], path: tuple[str, ...]
) -> tuple[str, Span | None] | None:
    """The context whose text a reference brings in a run that a stranger can start."""
    if path[0] not in _HANDED and ".".join(path) not in UNTRUSTED:
        return None
    for binding in tracer.bindings(place, node):
        if path[0] == "github":
            if _brought(".".join(path), binding.frame):
                return ".".join(path), None
        elif path[0] in _HANDED:
            value = tracer.piece(place, node, *hole, binding)
            for option in alternatives(value):
                text = option.reason.text.lower() if isinstance(option, Unknown) else ""
                if _brought(text, binding.frame):
                    ways = chain(option)
                    return text, ways[-1].span if ways else None
    return None


def _variable(graph: Graph, place: Place, step: Step, path: tuple[str, ...]) -> str:
    """How a script reads what `env.NAME` brings; empty where that is not known."""
    names = (entry.key.value for entry in environment(place))
    name = next((each for each in names if path == ("env", each.lower())), "")
    if name and step.action == GITHUB_SCRIPT:
        return f"process.env.{name}"
    scripted = graph.scripts.read(place.file, place.job, step) if name else None
    return "" if scripted is None else _READ[scripted.shell].format(name)


def _brought(source: str, frame: Frame) -> bool:
    """Whether an event that starts a frame brings text of a stranger in a context."""
    events = UNTRUSTED.get(source, frozenset()) & frame.triggers
    return bool(events) and not (source in BRANCHES and _names_branches(frame.started))


def _names_branches(file: File) -> bool:
    """Only branches that are written out start it for another workflow's run."""
    return bool(named_branches(file, "workflow_run"))


def _chosen(file: File, step: Step, span: Span, path: tuple[str, ...]) -> Iterator[Injection]:
    """Text that only those choose who have write access to the repository."""
    name = next((path[len(each)] for each in _INPUTS if path[:-1] == each), None)
    declared = next(input_named(file, name), None) if name is not None else None
    textual = declared is not None and declared.type in _TEXTUAL
    if textual or (path[: len(_PAYLOAD)] == _PAYLOAD and _PAYLOAD_EVENT in _triggers(file)):
        yield Injection(step, span, ".".join(path), None, chosen=True, declared=declared)


def _triggers(file: File) -> frozenset[str]:
    return file.triggers if isinstance(file, Workflow) else frozenset()
