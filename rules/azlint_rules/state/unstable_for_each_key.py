"""AZL101."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from azlint import analysis
from azlint.finding import Consequence, Finding, Related, Severity
from azlint.node import Language
from azlint.rule import BlockRule, Citation, Message, Meta, Scene
from azlint_rules.state.harm import harm, instance_count

if TYPE_CHECKING:
    from azlint.analysis.keys import Keys
    from azlint.languages.terraform.evaluate import ScopedBlock
    from azlint.languages.terraform.module import Written
    from azlint.value import Value

GENERAL = "key the instances by what names the element"


class UnstableForEachKey(BlockRule):
    """Instances of `for_each` that are named after positions in a list.

    ## What it flags
    `for_each` of a resource or module whose keys are positions of list elements: the index
    variable of a comprehension over a list, `index()`, ranges over the length of a list, and
    these inside `tostring`, `format` and templates; directly or through locals, merges,
    conditionals and module inputs.

    ## Why it matters
    Terraform knows an instance by its key. An element inserted or removed before others moves
    every later element to another key: their instances are destroyed and created again, with
    the data of disks and databases.

    ## Before you change this
    Changing the key alone destroys and recreates every instance: Terraform sees old keys
    vanish and new ones appear. The moves must come in the same change.

    ## What the change does
    With a `moved` block (or `terraform state mv`) for each instance: nothing but the state
    changes. Without: every instance is replaced.

    ## How to fix
    Key the instances by what names the element, `"${disk.vm}-${disk.lun}"`, and add
    `moved { from = module.disk["0"] to = module.disk["vm1-0"] }` for each instance. Apply with
    the list otherwise unchanged, and see a plan that only moves.

    ## Way back
    Turn each `moved` block round, with the old keys.

    ## What it stays silent about
    Keys of maps and elements of sets; positions that only select (`list[i].name`); positions
    that only number replicas, with no element behind them: nothing can be inserted before a
    number, so these are like `count = n`; lists made of such numbers; `dynamic` blocks and data
    sources. A collection that may be a list or a map is undecided.
    """

    meta: ClassVar[Meta] = Meta(
        id="AZL101",
        name="unstable-for-each-key",
        severity=Severity.WARNING,
        languages=frozenset({Language.TERRAFORM}),
        citations=(
            Citation(
                "The for_each meta-argument",
                "https://developer.hashicorp.com/terraform/language/meta-arguments/for_each",
                "2026-08-22",
            ),
        ),
    )
    messages: ClassVar[dict[str, Message]] = {
        "position": Message(
            "{subject} takes its for_each keys from list positions: {harm}, and changing the key "
            "alone destroys and recreates every instance",
            "{proposal}, and add a moved block for each instance in the same change",
        ),
        "partly": Message(
            "{subject} has list positions in its for_each keys: {harm}, and changing the key "
            "alone destroys and recreates every instance",
            "{proposal}, and add a moved block for each instance in the same change",
        ),
        "undecided": Message(
            "{subject} takes its for_each keys from list positions: what is iterated over is a "
            "list, not a map",
            "declare the type of what is iterated over",
        ),
    }
    kinds: ClassVar[frozenset[str]] = frozenset({"resource", "module"})

    def check(self, block: ScopedBlock, scene: Scene) -> Iterator[Finding]:
        written = block.body.attributes.get("for_each")
        if written is None:
            return
        origins = analysis.keys.key_origins(written.expression, block.scope.at(written.path))
        found = [keys for keys in origins if _harmful(keys, block)]
        unknown = [keys for keys in origins if keys.nature is analysis.keys.Nature.UNKNOWN]
        if found:
            keys = found[0]
            yield self.finding(
                keys.nature.value,
                written.span,
                block.declaration,
                block.context,
                value=_passed(keys, block, written),
                consequence=Consequence.STATE_MOVE,
                related=_related(found, block),
                subject=block.declaration.address,
                harm=_harm(keys, block, only=len(origins) == 1),
                proposal=_proposal(keys),
                general={"harm": harm(None, _does(keys)), "proposal": GENERAL},
            )
        elif unknown:
            yield self.finding(
                "undecided",
                written.span,
                block.declaration,
                block.context,
                because=unknown[0].reason,
                subject=block.declaration.address,
            )


def _harmful(keys: Keys, block: ScopedBlock) -> bool:
    """Positions that select an element; those that only number replicas are like a count."""
    nature = analysis.keys.Nature
    reported = keys.nature in {nature.POSITION, nature.PARTLY}
    return reported and (not keys.replicas or analysis.instancekeys.looks_up_instance(block))


def _passed(keys: Keys, block: ScopedBlock, written: Written) -> Value | None:
    """What a caller passes, where it is the caller who makes the keys."""
    here = block.scope.module
    if any(position.place.scope.module is here for position in keys.positions):
        return None
    return block.scope.at(written.path).value(written.expression)


def _related(found: Sequence[Keys], block: ScopedBlock) -> tuple[Related, ...]:
    positions = [position for keys in found for position in keys.positions]
    places = {Related(position.place.span, "the position in the key") for position in positions}
    lists = (position.ordinal.chosen or position.ordinal.collection for position in positions)
    places |= {Related(site.span, "the keys hold positions in this list") for site in lists}
    places |= {
        Related(entity.declaration.header, "takes its keys from these instances")
        for entity in analysis.instancekeys.keyed_alike(block)
    }
    return tuple(sorted(places))


def _harm(keys: Keys, block: ScopedBlock, *, only: bool) -> str:
    """A list on its own gives its elements to all instances, one of several to some; a key that
    also names its element is another key with another position."""
    positions = keys.positions
    lists = [
        each
        for p in positions
        for each in analysis.stablekeys.occurrences(p.ordinal.chosen) or (None,)
    ]
    does = _does(keys)
    if only and len(lists) == 1 and not any(position.sometimes for position in positions):
        return harm(instance_count(block, "for_each"), does)
    sizes = [len(each) for each in lists if each is not None]
    return harm(max(sizes) if len(sizes) == len(lists) else None, does, most=True)


def _does(keys: Keys) -> str:
    named = any(position.named for position in keys.positions)
    return "destroys and recreates" if named else "changes or replaces"


def _proposal(keys: Keys) -> str:
    stable = analysis.stablekeys
    found = stable.proposal(keys)
    match found:
        case stable.Proposal(alone=True):
            return f"use {found.key} as the key, which is unique in the list as it stands"
        case stable.Proposal():
            text = "put {} in the place of the position, which is unique in each list as it stands"
            return text.format(found.key)
        case stable.Lack.DATA:
            return "key the instances by what names the element (the list is not known here)"
        case stable.Lack.SEVERAL:
            return "put what names each element in the place of its position"
        case stable.Lack.PROOF:
            return (
                "key the instances by what names the element (fewer than two elements prove "
                "nothing)"
            )
        case _:
            return "give the elements a field that names each of them and key the instances by it"
