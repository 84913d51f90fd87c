"""AZL102."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from azlint import analysis
from azlint.finding import Consequence, Finding, Related, Severity
from azlint.node import Language
from azlint.rule import BlockRule, Citation, Message, Meta, Scene
from azlint.value import data_of
from azlint_rules.facts.stateful import DATA_BEARING, DATA_BEARING_ARM
from azlint_rules.state.harm import harm, instance_count

if TYPE_CHECKING:
    from azlint.languages.terraform.evaluate import ScopedBlock


class ListIndexCount(BlockRule):
    """Instances of `count` that are the elements of a list by their number.

    ## What it flags
    `count = length(list)` of a resource or module whose body selects elements of a list by
    `count.index`, itself or through a data source. The length of a map or set counts where the
    body selects from its `keys`, `values` or `tolist`. Where the instances hold data it is a
    warning, else a note.

    ## Why it matters
    Terraform knows an instance by its number. An element inserted or removed before others
    gives every later number another element: their instances are changed or destroyed and
    created again.

    ## Before you change this
    Replacing `count` by `for_each` alone destroys and recreates every instance. The moves must
    come in the same change.

    ## What the change does
    With a `moved` block for each instance: nothing but the state changes. Without: every
    instance is replaced.

    ## How to fix
    Use `for_each` with a key that names the element, and add
    `moved { from = azurerm_managed_disk.data[0] to = azurerm_managed_disk.data["vm1-0"] }` for
    each instance. Resources that follow by `[count.index]` move to the same keys.

    ## Way back
    Turn each `moved` block round.

    ## What it stays silent about
    Gates (`length(x) > 0 ? 1 : 0`); replicas that select nothing from the list that is counted
    or that it is made of, only from another one (`count = length(zones)`, `names[count.index]`);
    lists made of numbers alone; and resources that only follow the numbers of another one beside
    them, or of their caller: that one is reported and names those beside it. A data source that
    looks the list up is related, not reported. An argument or block in `ignore_changes` selects
    nothing: no instance changes by it. Where nothing tells what the lists are made of it
    is undecided.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL102",
        name="list-index-count",
        severity=Severity.NOTE,
        languages=frozenset({Language.TERRAFORM}),
        citations=(
            Citation(
                "The count meta-argument",
                "https://developer.hashicorp.com/terraform/language/meta-arguments/count",
                "2026-08-22",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "list": Message(
            "{subject} is numbered by the positions of a list: {harm}, and a change to for_each "
            "alone destroys and recreates every instance",
            "use for_each with a key that names the element, and add a moved block for each "
            "instance in the same change",
        ),
        "undecided": Message(
            "{subject} is numbered by the positions of a list: its count is the length of that "
            "list",
            "write the count as the length of the list, or use for_each",
        ),
    }
    kinds: ClassVar[frozenset[str]] = frozenset({"resource", "module"})

    def check(self, block: ScopedBlock, scene: Scene) -> Iterator[Finding]:
        found = analysis.counts.numbering(block)
        if not found:
            yield from self._undecided(block)
            return
        yield self.finding(
            "list",
            block.body.attributes["count"].span,
            block.declaration,
            block.context,
            severity=Severity.WARNING if _bears_data(block) else None,
            consequence=Consequence.STATE_MOVE,
            related=_related(found, block),
            subject=block.declaration.address,
            harm=harm(instance_count(block, "count"), "changes or replaces"),
            general={"harm": harm(None, "changes or replaces")},
        )

    def _undecided(self, block: ScopedBlock) -> Iterator[Finding]:
        unknown = analysis.counts.undecided(block)
        if unknown is not None:
            yield self.finding(
                "undecided",
                block.body.attributes["count"].span,
                block.declaration,
                block.context,
                because=unknown,
                subject=block.declaration.address,
            )


def _related(found: analysis.counts.Numbering, block: ScopedBlock) -> tuple[Related, ...]:
    places = [Related(place, "selects an element by its number") for place in found.lists]
    for entities, text in (
        (found.data, "looks the elements up by the same numbers"),
        (found.beside, "goes with the elements by the same numbers"),
        (analysis.counts.followers(block), "follows the same numbers"),
    ):
        places += [Related(entity.declaration.header, text) for entity in entities]
    return tuple(places)


def _bears_data(block: ScopedBlock) -> bool:
    """A resource that holds data, or a module that declares one."""
    if block.declaration.kind == "module":
        return not DATA_BEARING.isdisjoint(analysis.counts.called_types(block))
    written = block.body.attributes.get("type")
    if block.declaration.type != "azapi_resource" or written is None:
        return block.declaration.type in DATA_BEARING
    value = block.scope.at(written.path).value(written.expression)
    name = data_of(value)
    return isinstance(name, str) and name.partition("@")[0].lower() in DATA_BEARING_ARM
