"""What calls of the repository's own workflows and actions pass, beside what those declare."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from azlint.finding import Related
from azlint.languages.workflow import scalars
from azlint.languages.workflow.expressions import has_expression
from azlint.languages.workflow.link import Call, Workflows, calls, local_path
from azlint.languages.workflow.model import (
    Action,
    Event,
    File,
    Input,
    Step,
    Workflow,
    by_name,
    enclosing,
    span_of,
    text,
)
from azlint.languages.workflow.references import read
from azlint.languages.workflow.syntax import Entry, Mapping, Scalar
from azlint.languages.workflow.types import Kind, Kinds, kinds
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import Cause, Reason, Unknown, Value
from azlint_rules.workflows.flaws import Flaw
from azlint_rules.workflows.permissions import above

_ACTION_FILES = ("action.yml", "action.yaml", "Dockerfile")
_CHECKOUT = "actions/checkout"
_OWN = "github.repository"
_PLACING = frozenset({"repository", "ref", "path", "sparse-checkout", "submodules"})
"""With these a checkout brings something else, or elsewhere."""

_SETUP = regex(r"(actions/setup-|actions/cache@|azure/login@|docker/(setup|login))")
_BRINGING = regex(
    r"\b(git|gh|curl|wget|cp|mv|ln|rsync|tar|unzip|npm|yarn|pnpm|make|python3?|node)\b"
)

_DOCKER = frozenset({"args", "entrypoint"})
"""What a step may pass to any action that is a container."""

_RUNS = frozenset(
    {"actor", "event_name", "head_ref", "ref", "ref_name", "repository", "run_id", "run_number"}
    | {"sha", "workflow", "base_ref", "ref_type", "repository_owner", "job"}
)


_DEFAULT = Unknown(Reason(Cause.RUNTIME, "the default permissions of the repository"))


def breaches(workflows: Workflows) -> Iterator[Flaw]:
    """Every breach, in order of the callers."""
    for file in workflows.files():
        yield from _own(file)
        for call in calls(file):
            path = local_path(call.uses.value)
            if path is None:
                continue
            target = workflows.called(call.uses.value)
            if call.step is None:
                yield from _of_job(workflows, call, path, target)
            elif isinstance(target, Action) and not _elsewhere(call):
                yield from _of_step(call, target)
            elif target is None and _is_gone(workflows, call, path):
                yield _flaw("action-not-there", call, call.span, {"path": path})


def _own(file: File) -> Iterator[Flaw]:
    """Inputs of a reusable workflow whose type there is not, or whose default has another one."""
    for each in file.inputs:
        if each.event is not Event.CALL or not each.type:
            continue
        fields = {"callee": _name(file), "name": each.name, "type": each.type}
        if each.type not in {*Kind}:
            yield Flaw("input-kind", each.declaration.header, each.declaration, fields)
        elif each.type != Kind.STRING and isinstance(each.default, Scalar):
            given = _kinds(file, each.default)
            if given and Kind(each.type) not in given:
                place = span_of(file.path, each.default)
                passed = " or ".join(sorted(given))
                fields = {**fields, "passed": passed}
                yield Flaw("default-type", place, enclosing(file, place), fields)


def _of_job(workflows: Workflows, call: Call, path: str, target: File | None) -> Iterator[Flaw]:
    if target is None:
        there = has_expression(path) or path in workflows.texts
        if not there and workflows.read(path) is None:
            yield _flaw("not-there", call, call.span, {"path": path})
        return
    if not isinstance(target, Workflow):
        return
    if not target.reusable:
        yield _flaw("not-callable", call, call.span, {"path": path}, target.declaration.header)
        return
    if _written(call, "with"):
        yield from _inputs(call, target)
    if _written(call, "secrets") and call.job is not None and not call.job.inherits_secrets:
        yield from _secrets(call, target)
    for excess in above(workflows, call, target):
        granting = (*excess.source.calls, call)[0]
        fields = {"callee": _name(target), "scopes": excess.scopes}
        because = None if excess.certain else _DEFAULT
        yield _flaw(
            "permission-above", granting, granting.span, fields, excess.asked, because=because
        )


def _flaw(
    key: str,
    call: Call,
    place: Span,
    fields: dict[str, str],
    declared: Span | None = None,
    *,
    because: Value | None = None,
) -> Flaw:
    """`declared` is where the called file says what it wants, if it does."""
    related = Related(declared, "what is called says this") if declared is not None else None
    return Flaw(key, place, enclosing(call.file, place), fields, related, because=because)


def _is_gone(workflows: Workflows, call: Call, path: str) -> bool:
    """An action that is not there, in a job whose steps before only check out the commit."""
    if call.job is None or call.step is None or has_expression(path):
        return False
    before = [step for step in call.job.steps if step.index < call.step.index]
    return (
        any(map(_checks_out, before))
        and all(_checks_out(step) or _leaves_files(step, path) for step in before)
        and all(workflows.read(posixpath.join(path, name)) is None for name in _ACTION_FILES)
    )


def _checks_out(step: Step) -> bool:
    """A step that checks out the commit of the run, whole and in place."""
    placed = _PLACING & {entry.key.value.lower() for entry in step.with_}
    return step.action == _CHECKOUT and not placed


def _leaves_files(step: Step, path: str) -> bool:
    """A step that does not bring what lies at a path."""
    if step.uses is not None:
        return _SETUP.match(step.uses.value.lower()) is not None
    run = step.get("run")
    folder = path.partition("/")[0]
    return isinstance(run, Scalar) and not (folder in run.value or _BRINGING.search(run.value))


def _written(call: Call, key: str) -> bool:
    """The key holds what can be read: entries, or nothing."""
    node = call.job.get(key) if call.job is not None else None
    if isinstance(node, Scalar):
        return not node.value or text(node) == "inherit"
    return node is None or isinstance(node, Mapping)


def _inputs(call: Call, target: Workflow) -> Iterator[Flaw]:
    declared = {each.name.lower(): each for each in target.inputs if each.event is Event.CALL}
    for entry in call.arguments:
        found = declared.get(entry.key.value.lower())
        if found is None:
            yield _unknown("input-unknown", call, target, entry)
        else:
            yield from _typed(call, target, entry, found)
    for found in declared.values():
        if found.required and by_name(call.arguments, found.name) is None:
            fields = {"callee": _name(target), "name": found.name}
            yield _flaw("input-missing", call, call.span, fields, found.declaration.header)


def _unknown(key: str, call: Call, target: File, entry: Entry) -> Flaw:
    place = Span(call.file.path, entry.key.start, entry.key.end)
    fields = {"callee": _name(target), "name": entry.key.value}
    return _flaw(key, call, place, fields, target.declaration.header)


def _typed(call: Call, target: Workflow, entry: Entry, found: Input) -> Iterator[Flaw]:
    if found.type not in (Kind.BOOLEAN, Kind.NUMBER) or not isinstance(entry.value, Scalar):
        return
    given = _kinds(call.file, entry.value)
    if given and Kind(found.type) not in given:
        place = Span(call.file.path, entry.value.start, entry.value.end)
        passed = " or ".join(sorted(given))
        fields = {"callee": _name(target), "name": found.name, "type": found.type, "passed": passed}
        yield _flaw("input-type", call, place, fields, found.declaration.header)


def _kinds(file: File, node: Scalar) -> Kinds:
    expression = read(node)
    if expression is not None:
        return kinds(expression.expression, lambda path: _looked_up(file, path))
    data = scalars.data(node)
    if data is None:
        return None
    if isinstance(data, bool):
        return frozenset({Kind.BOOLEAN})
    return frozenset({Kind.STRING if isinstance(data, str) else Kind.NUMBER})


def _looked_up(file: File, path: tuple[str, ...]) -> Kinds:
    """The types of what a context gives to the `with` of a job."""
    match path:
        case ("github", "event", "inputs", _) | ("needs", _, "outputs", _) | ("vars", _):
            return frozenset({Kind.STRING})
        case ("needs", _, "result"):
            return frozenset({Kind.STRING})
        case ("github", name):
            return frozenset({Kind.STRING}) if name in _RUNS else None
        case ("inputs", name):
            return _declared(file, name)
        case _:
            return None


def _declared(file: File, name: str) -> Kinds:
    found: set[Kind] = set()
    for each in file.inputs:
        if each.name.lower() == name:
            if each.type == Kind.NUMBER and each.event is Event.DISPATCH:
                return None
            known = each.type in (Kind.BOOLEAN, Kind.NUMBER)
            found.add(Kind(each.type) if known else Kind.STRING)
    return frozenset(found) or None


def _secrets(call: Call, target: Workflow) -> Iterator[Flaw]:
    passed = call.job.secrets if call.job is not None else ()
    declared = {each.name.lower(): each for each in target.secrets}
    for entry in passed:
        if entry.key.value.lower() not in declared:
            yield _unknown("secret-unknown", call, target, entry)
    for each in target.secrets:
        if each.required and by_name(passed, each.name) is None:
            fields = {"callee": _name(target), "name": each.name}
            yield _flaw("secret-missing", call, call.span, fields, each.span)


def _of_step(call: Call, target: Action) -> Iterator[Flaw]:
    node = call.step.get("with") if call.step is not None else None
    if node is not None and not isinstance(node, Mapping):
        return
    declared = {each.name.lower(): each for each in target.inputs}
    for entry in call.arguments:
        name = entry.key.value.lower()
        if name not in declared and not (target.using == "docker" and name in _DOCKER):
            yield _unknown("action-input-unknown", call, target, entry)
    for each in target.inputs:
        missing = by_name(call.arguments, each.name) is None
        if each.required and each.default is None and missing:
            fields = {"callee": _name(target), "name": each.name}
            yield _flaw("action-input-missing", call, call.span, fields, each.declaration.header)


def _elsewhere(call: Call) -> bool:
    """Another repository is checked out over this one, so that the action may be its own."""
    steps = call.job.steps if call.job is not None else ()
    checkouts = (step for step in steps if step.action == _CHECKOUT)
    others = (step.argument("repository") for step in checkouts)
    return any(each is not None and _OWN not in text(each.value) for each in others)


def _name(file: File) -> str:
    return file.path if isinstance(file, Workflow) else (file.folder or file.path)
