"""Every rule on every node it selects; a rule that raises is a finding, never a silent skip."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

import msgspec
from msgspec import structs

from azlint.config import Settings
from azlint.finding import Finding
from azlint.graph import Evaluation, Graph
from azlint.guard import Crash, attempt
from azlint.own import CrashedRule, own_finding
from azlint.result import Failure
from azlint.rule import (
    BlockRule,
    ChangeRule,
    OptionValue,
    ResourceRule,
    Rule,
    Scene,
    WorkflowRule,
)
from azlint.source import NOWHERE, Span


class Checked(msgspec.Struct, frozen=True):
    """What the rules said, unfolded, and which of them broke."""

    findings: list[Finding] = msgspec.field(default_factory=list)
    failures: list[Failure] = msgspec.field(default_factory=list)


def wanted_paths(rules: Iterable[type[Rule]]) -> Mapping[str, frozenset[str]]:
    """The ARM properties that any of the rules reads, per ARM type."""
    wanted: dict[str, frozenset[str]] = {}
    for rule in rules:
        if issubclass(rule, ResourceRule | ChangeRule):
            for arm_type, paths in rule.paths.items():
                wanted[arm_type] = wanted.get(arm_type, frozenset()) | paths
    return wanted


def check(graph: Graph, rules: Sequence[type[Rule]], settings: Settings) -> Checked:
    """Run rules over a graph."""
    checked = Checked()
    for rule in rules:
        options = resolved_options(rule, settings)
        visits, crash = attempt(partial(_visits, rule(), graph, options, settings))
        if crash is not None:
            _crashed(rule, NOWHERE, crash, checked)
        for span, visit in visits:
            found, crash = attempt(visit)
            if crash is not None:
                _crashed(rule, span, crash, checked)
            checked.findings.extend(found)
    return checked


def resolved_options(rule: type[Rule], settings: Settings) -> Mapping[str, OptionValue]:
    """A rule's options: its defaults, overridden by the settings."""
    defaults = {name: option.default for name, option in rule.options.items()}
    return {**defaults, **settings.options.get(rule.meta.id, {})}


Visit = Callable[[], Iterator[Finding]]


def _visits(
    rule: Rule, graph: Graph, options: Mapping[str, OptionValue], settings: Settings
) -> Iterator[tuple[Span, Visit]]:
    """Each node that a rule selects, with its place and the call that checks it."""
    about = (settings.trusted, settings.repository)
    whole = Scene(graph, None, options, None, *about)
    if isinstance(rule, WorkflowRule):
        yield NOWHERE, partial(rule.check, whole)
        return
    if isinstance(rule, ResourceRule):
        yield NOWHERE, partial(rule.check_workflows, whole)
    if isinstance(rule, ChangeRule):
        for change in graph.changes(_types(rule)):
            present = change.after or change.before
            if present is not None:
                after = change.evaluation_after
                scene = Scene(graph, after, options, change.evaluation_before, *about)
                found = partial(rule.check, change, scene)
                yield present.declaration.header, partial(_rooted, found, after.root)
        return
    for evaluation in graph.evaluations:
        base = graph.earlier(evaluation)
        scene = Scene(graph, evaluation, options, base, *about)
        for span, visit in _evaluation_visits(rule, evaluation, scene):
            yield span, partial(_rooted, visit, evaluation.root)


def _rooted(visit: Visit, root: str) -> Iterator[Finding]:
    """What a rule finds in an evaluation, with its root."""
    for finding in visit():
        contexts = tuple(structs.replace(each, root=root) for each in finding.contexts)
        yield structs.replace(finding, contexts=contexts)


def _evaluation_visits(
    rule: Rule, evaluation: Evaluation, scene: Scene
) -> Iterator[tuple[Span, Visit]]:
    if isinstance(rule, ResourceRule):
        for arm_type in sorted(_types(rule)):
            for resource in evaluation.of_type(arm_type):
                if not resource.existing:
                    yield resource.declaration.header, partial(rule.check, resource, scene)
        for arm_type in sorted(rule.disabled):
            for resource in evaluation.disabled(arm_type):
                if not resource.existing:
                    yield resource.declaration.header, partial(rule.check, resource, scene)
    elif isinstance(rule, BlockRule):
        for block in evaluation.blocks():
            if block.declaration.kind in rule.kinds:
                yield block.declaration.header, partial(rule.check, block, scene)


def _types(rule: ResourceRule | ChangeRule) -> set[str]:
    return {arm_type.lower() for arm_type in rule.paths}


def _crashed(rule: type[Rule], span: Span, crash: Crash, checked: Checked) -> None:
    if span is not NOWHERE:
        fields = {"rule": rule.meta.id, "error": crash.kind}
        checked.findings.append(own_finding(CrashedRule, "crashed", span, **fields))
    message = f"{rule.meta.id} stopped with {crash.kind}: {crash.text}"
    place = None if span is NOWHERE else span
    checked.failures.append(Failure(message, rule.meta.id, place, crash.trace))
