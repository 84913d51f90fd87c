"""What each rule that runs says about one resource or step, silence included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from azlint.answer import Judgement, Opinion
from azlint.azure.resource import Resource
from azlint.candidates import Block, Task
from azlint.finding import Finding, Verdict
from azlint.node import Language
from azlint.rule import BlockRule, ChangeRule, ResourceRule, Rule, WorkflowRule
from azlint.source import Span

NEEDS_BASE = "it compares two revisions: azlint check --since REF"
REFERS = "not deployed from here: only what is deployed is checked"
GONE = "it certainly has no instance"


class Found(msgspec.Struct, frozen=True):
    """What the rules found, unfolded, placed and ranked.

    accepted: why that was · unplaced: each as the rule said it, of what it looked at; both by
    identity.
    """

    rules: Sequence[type[Rule]]
    findings: Sequence[Finding]
    accepted: Mapping[int, str]
    unplaced: Mapping[int, Finding]

    def on(self, block: Block, resource: Resource | None) -> Iterator[Opinion]:
        """About a resource."""
        scope = block.instance.declaration.span
        for rule in self.rules:
            said = [
                finding
                for finding in self.findings
                if finding.rule == rule.meta.id
                and self.unplaced[id(finding)].scope == scope
                and _holds_in(self.unplaced[id(finding)], rule, block)
            ]
            yield from self._opinions(rule, said)
            reason = _silence(rule, block, resource)
            if not said and reason is not None:
                yield _quiet(rule, reason)

    def at(self, task: Task) -> Iterator[Opinion]:
        """About a job or a step."""
        whole = task.declaration.span
        for rule in self.rules:
            said = [f for f in self.findings if f.rule == rule.meta.id and _touches(f, whole)]
            yield from self._opinions(rule, said)
            if not said and issubclass(rule, WorkflowRule):
                yield _quiet(rule, "")

    def _opinions(self, rule: type[Rule], said: Iterable[Finding]) -> Iterable[Opinion]:
        """What it says in several evaluations it says once."""
        return dict.fromkeys(self._opinion(rule, finding) for finding in said)

    def _opinion(self, rule: type[Rule], finding: Finding) -> Opinion:
        judgement, text = Judgement.VIOLATION, finding.message
        if id(finding) in self.accepted:
            judgement, text = Judgement.ACCEPTED, self.accepted[id(finding)]
        elif finding.verdict is Verdict.UNDECIDED:
            judgement, text = Judgement.UNDECIDED, finding.cause
        shown = finding.severity if judgement is Judgement.VIOLATION else None
        return Opinion(rule.meta.id, rule.meta.name, judgement, text, shown, finding.span)


def _quiet(rule: type[Rule], reason: str) -> Opinion:
    judgement = Judgement.NOT_RUN if reason else Judgement.SILENT
    return Opinion(rule.meta.id, rule.meta.name, judgement, reason)


def _silence(rule: type[Rule], block: Block, resource: Resource | None) -> str | None:
    """Why a rule says nothing about a resource: empty where it looked and found nothing, None
    where it does not look at such."""
    if issubclass(rule, BlockRule):
        declaration = block.instance.declaration
        looks = declaration.language is Language.TERRAFORM and declaration.kind in rule.kinds
        return "" if looks else None
    if not issubclass(rule, ResourceRule | ChangeRule) or resource is None:
        return None
    if resource.arm_type.lower() not in {each.lower() for each in rule.paths}:
        return None
    if issubclass(rule, ChangeRule):
        return NEEDS_BASE
    if resource.existing:
        return REFERS
    return GONE if block.disabled else ""


def _holds_in(finding: Finding, rule: type[Rule], block: Block) -> bool:
    """Whether a finding holds in the evaluation of a block; what a rule says of the text that is
    written holds in every one."""
    instance, own = block.instance, block.instance.context
    return issubclass(rule, WorkflowRule) or any(
        (context.environment, context.calls) == (own.environment, own.calls)
        and context.root in {"", block.root}
        and (not context.keys or not set(context.keys).isdisjoint(instance.keys))
        for context in finding.contexts
    )


def _touches(finding: Finding, whole: Span) -> bool:
    spans = (finding.span, *(step.span for way in finding.chains for step in way))
    return any(s.path == whole.path and whole.start <= s.start < whole.end for s in spans)
