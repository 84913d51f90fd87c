"""AZL103."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from azlint import analysis
from azlint.finding import Finding, Related, Severity
from azlint.node import Language
from azlint.rule import Citation, Message, Meta, ResourceRule, Scene
from azlint_rules.facts.stateful import DATA_BEARING_ARM

if TYPE_CHECKING:
    from azlint.azure.resource import Resource


class ArrayIndexName(ResourceRule):
    """Stateful Bicep resources that are named after positions in an array.

    ## What it flags
    A resource that holds data (a disk, a database, a vault, a storage account) in a loop over an
    array, whose name holds the position of the element: `[for (disk, i) in disks: { name:
    'disk-${i}' … }]`, directly or through variables, functions and the parameters of a module
    that is called in a loop.

    ## Why it matters
    Azure knows a resource by its name. An element inserted or removed before others gives every
    later name another element: the deployment writes the properties of one disk or database onto
    another one, or fails where they cannot be changed (a smaller disk, another SKU or zone). The
    data stays where it was, under a name that now means something else.

    ## Before you change this
    An incremental deployment deletes nothing and renames nothing: under new names it creates new,
    empty resources beside the old ones, which stay, hold the data and cost money. A deployment
    stack that deletes what is unmanaged, and complete mode, delete the old ones with their data.

    ## What the change does
    Creates new resources; the old ones stay behind (or, in a stack or in complete mode, are
    deleted).

    ## How to fix
    Name what is new by a field of its element (`'disk-${disk.name}'`). For what exists, keep the
    names: put each name that is deployed into its element (`{ name: 'disk-0', sizeGB: 128 }`), so
    that the deployment changes nothing, and add and remove elements by their names from then on.

    ## Way back
    Deploy with the old names again: what is there under them is taken up as it is.

    ## What it stays silent about
    Loops over `range()`, which number replicas; names that also hold a field that tells the
    elements apart; loops that make nothing else of an element; positions that only select
    (`names[i]`); children whose own name holds no position; `existing` resources; resources that
    hold no data. A name that holds the position only if something unknown says so is undecided.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL103",
        name="array-index-name",
        severity=Severity.NOTE,
        languages=frozenset({Language.BICEP}),
        citations=(
            Citation(
                "Iterative loops in Bicep",
                "https://learn.microsoft.com/azure/azure-resource-manager/bicep/loops",
                "2026-08-22",
            ),
            Citation(
                "Azure Resource Manager deployment modes",
                "https://learn.microsoft.com/azure/azure-resource-manager/templates/deployment-modes",
                "2026-08-22",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "position": Message(
            "{subject} is named by the positions of an array: {harm}, and under new names a "
            "deployment creates empty resources and leaves the old ones behind",
            "name each resource by a field of its element; keep the names of what is deployed by "
            "writing them into the elements",
        ),
        "deleted": Message(
            "{subject} is named by the positions of an array and deployed so that what is not "
            "named is deleted: {harm}, and under new names the old resources are deleted with "
            "their data",
            "name each resource by a field of its element; keep the names of what is deployed by "
            "writing them into the elements",
        ),
    }
    paths: ClassVar[dict[str, frozenset[str]]] = dict.fromkeys(
        sorted(DATA_BEARING_ARM), frozenset({"name"})
    )
    disabled: ClassVar[frozenset[str]] = DATA_BEARING_ARM

    def check(self, resource: Resource, scene: Scene) -> Iterator[Finding]:
        if resource.declaration.language is not Language.BICEP or scene.evaluation is None:
            return
        found = analysis.arraynames.array_name(scene.evaluation, resource)
        if found is None or (found.because is not None and resource.disabled):
            return
        steps = tuple(analysis.arraynames.deletions(scene.evaluation, scene.graph.deployments))
        yield self.finding(
            "deleted" if steps else "position",
            found.span,
            found.declaration,
            found.context,
            because=found.because,
            severity=Severity.WARNING if steps else None,
            related=(
                *_related(found, resource),
                *(Related(each.span, "deletes what the template does not name") for each in steps),
            ),
            subject=found.declaration.address,
            harm=_harm(found.count),
        )


def _related(found: analysis.arraynames.ArrayName, resource: Resource) -> Iterator[Related]:
    if found.position != found.span:
        yield Related(found.position, "the position in the name")
    yield Related(found.array, "of an element of this array")
    if resource.declaration != found.declaration:
        yield Related(resource.declaration.header, "takes its name from here")


def _harm(count: int | None) -> str:
    if not count:
        return "inserting or removing an element gives later names the properties of other elements"
    if count == 1:
        return "an element inserted first gives its name the properties of another element"
    return f"an element inserted first gives all {count} names the properties of other elements"
