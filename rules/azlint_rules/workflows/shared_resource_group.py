"""AZL510."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from azlint.finding import Finding, Related, Severity
from azlint.languages.workflow.model import enclosing
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, Scene, WorkflowRule
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
    Secrets and variables in a job with `environment:`, which may differ between environments;
    equal names in subscriptions that may differ; jobs whose stage their names do not tell.
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
        earlier: dict[tuple[str, str], tuple[Placement, str]] = {}
        found = list(placements(scene.graph.scripts))
        for each in found:
            key, names = _key(each), stage_names(each.run)
            if key is not None and names and all(map(is_before, names)):
                earlier.setdefault(key, (each, min(names)))
        for each in found:
            key, names = _key(each), stage_names(each.run)
            if key not in earlier or not names or not all(map(is_production, names)):
                continue
            other, before = earlier[key]
            yield self.finding(
                "shared",
                each.run.span,
                enclosing(each.run.file, each.run.span),
                related=(Related(other.run.span, f"{before} goes into the same group here"),),
                production=min(names),
                group=key[0],
                before=before,
            )


def _key(placement: Placement) -> tuple[str, str] | None:
    """The group and what says which subscription; None where one of them may differ."""
    group = _shared(placement.group, placement)
    given = placement.subscription
    subscription = None if given is None else _shared(given, placement)
    return None if group is None or subscription is None else (group, subscription)


def _shared(value: Value, placement: Placement) -> str | None:
    """A text that means the same wherever it is written."""
    if isinstance(value, Known):
        return str(value.data)
    text = value.reason.text
    whole = not value.parts and not value.one_of
    shared = whole and text.startswith(_SHARED) and placement.run.environment is None
    return f"${{{{ {text} }}}}" if shared else None
