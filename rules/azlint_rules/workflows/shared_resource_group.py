"""AZL510."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import ClassVar

from azlint.finding import Finding, Related, Severity
from azlint.languages.workflow.model import enclosing
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
from azlint.source import Span
from azlint.value import Known, Value
from azlint_rules.workflows.environments import is_before, is_production, stage_names
from azlint_rules.workflows.placements import Placement, placements

_SHARED = ("secrets.", "vars.")


class SharedResourceGroup(WorkflowRule):
    """Staging and production in one resource group.

    ## What it flags
    A production deployment into a resource group, of the same subscription, into which the
    workflows of the repository deploy staging, test or development too: by one literal name, or by
    one secret or variable of the repository.

    ## Why it matters
    A resource group is where roles, locks, budgets and deletion apply. Whoever may deploy staging
    may change production, and `az group delete` or a deployment in complete mode takes both.

    ## Before you change this
    Moving resources between groups is not possible for all of them, and changes their ids: deploy
    staging anew into a group of its own rather than moving production.

    ## What the change does
    The next deployment of staging creates its resources in the new group; what it left behind
    stays until it is deleted.

    ## How to fix
    Give each environment its own group, from a variable of the GitHub environment
    (`${{ vars.AZURE_RESOURCE_GROUP }}` in a job with `environment:`), and a credential that can
    reach that group only.

    ## Way back
    Undo the commit.

    ## What it stays silent about
    Groups from secrets and variables in a job with `environment:`, which may differ between
    environments; slots of an app, which lie beside it; jobs whose stage their names do not tell.
    It is undecided where equal names may be in two subscriptions.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL510",
        name="shared-resource-group",
        severity=Severity.WARNING,
        languages=frozenset({Language.WORKFLOW}),
        citations=(
            Citation(
                "Managing environments for deployment",
                "https://docs.github.com/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments",
                "2026-11-28",
            ),
            Citation(
                "What is a resource group?",
                "https://learn.microsoft.com/azure/azure-resource-manager/management/overview#resource-groups",
                "2026-11-28",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "shared": Message(
            "{production} goes into the resource group {group}, and so does {before}: whoever may "
            "deploy the one may change or delete the other",
            "give each environment a resource group of its own",
        ),
    }

    def check(self, scene: Scene) -> Iterator[Finding]:
        found = [(each, stage_names(each.run)) for each in placements(scene.graph.scripts)]
        earlier = [(each, min(names)) for each, names in found if _all(names, is_before)]
        seen: set[tuple[Span, str | None]] = set()
        for each, names in found:
            shared = _shared_with(each, earlier) if _all(names, is_production) else None
            key = (_place(each), _shared(each.group, each))
            if shared is not None and key not in seen:
                seen.add(key)
                other, before = shared
                yield self.finding(
                    "shared",
                    each.run.span,
                    enclosing(each.run.file, each.run.span),
                    because=_doubt(each, other),
                    related=(Related(other.run.span, f"{before} goes into the same group here"),),
                    production=min(names),
                    group=_shared(each.group, each),
                    before=before,
                )


def _place(placement: Placement) -> Span:
    """The job of a deployment: all that it does in one group is one finding."""
    job = placement.run.job
    return placement.run.span if job is None else job.declaration.span


def _all(names: Collection[str], wanted: Callable[[str], bool]) -> bool:
    return bool(names) and all(map(wanted, names))


def _shared_with(
    placement: Placement, earlier: Iterable[tuple[Placement, str]]
) -> tuple[Placement, str] | None:
    """The first deployment that goes into the same group, one in doubt only for want of others."""
    same = [each for each in earlier if _may_share(placement, each[0])]
    return min(same, key=lambda each: _doubt(placement, each[0]) is not None, default=None)


def _may_share(one: Placement, other: Placement) -> bool:
    """Whether two groups are one, unless the subscriptions differ, which is not certain."""
    group = _shared(one.group, one)
    if group is None or group != _shared(other.group, other):
        return False
    if one.subscription is None or other.subscription is None:
        return False
    if _doubt(one, other) is not None:
        return isinstance(one.group, Known)
    return _shared(one.subscription, one) == _shared(other.subscription, other)


def _doubt(one: Placement, other: Placement) -> Value | None:
    """What leaves open whether two deployments go into one subscription."""
    for each in (one, other):
        if each.subscription is not None and _shared(each.subscription, each) is None:
            return each.subscription
    return None


def _shared(value: Value, placement: Placement) -> str | None:
    """A text that means the same wherever it is written."""
    if isinstance(value, Known):
        return str(value.data)
    text = value.reason.text
    whole = not value.parts and not value.one_of
    shared = whole and text.startswith(_SHARED) and placement.run.environment is None
    return f"${{{{ {text} }}}}" if shared else None
