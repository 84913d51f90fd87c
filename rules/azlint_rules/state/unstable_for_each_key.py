"""AZL101."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from azlint.analysis.keys import Keys, Nature, key_origins, looks_up_instance
from azlint.analysis.sites import Site
from azlint.analysis.stablekeys import proposed_fields
from azlint.finding import Consequence, Finding, Related, Severity
from azlint.node import Language
from azlint.rule import BlockRule, Citation, Message, Meta, Scene
from azlint.value import Known

if TYPE_CHECKING:
    from azlint.languages.terraform.evaluate import ScopedBlock

REPORTED = (Nature.POSITION, Nature.PARTLY)


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
    Keys of maps and elements of sets, positions that only select (`list[i].name`), positions
    that only number replicas without a list behind them, `dynamic` blocks, data sources. A
    collection that may be a list or a map is undecided.
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
            "{subject} takes its for_each keys from list positions, so inserting or removing an "
            "element replaces {count} after it, and changing the key alone destroys and recreates "
            "every instance",
            "{proposal}, and add a moved block for each instance in the same change",
        ),
        "partly": Message(
            "{subject} has list positions in its for_each keys, so inserting or removing an "
            "element replaces {count} after it, and changing the key alone destroys and recreates "
            "every instance",
            "{proposal}, and add a moved block for each instance in the same change",
        ),
        "undecided": Message(
            "{subject} may take its for_each keys from list positions: what it iterates over is "
            "a list or a map, which the files do not tell",
            "declare the type of what is iterated over",
        ),
    }
    kinds: ClassVar[frozenset[str]] = frozenset({"resource", "module"})

    def check(self, block: ScopedBlock, scene: Scene) -> Iterator[Finding]:
        written = block.body.attributes.get("for_each")
        if written is None:
            return
        scope = block.scope.at(written.path)
        origins = key_origins(written.expression, scope)
        found = [keys for keys in origins if _harmful(keys, block)]
        unknown = [keys for keys in origins if keys.nature is Nature.UNKNOWN]
        if found:
            keys = found[0]
            yield self.finding(
                keys.nature.value,
                written.span,
                block.declaration,
                block.context,
                consequence=Consequence.STATE_MOVE,
                related=_related(found),
                subject=block.declaration.address,
                count=_count(keys),
                proposal=_proposal(keys),
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
    return keys.nature in REPORTED and (not keys.replicas or looks_up_instance(block))


def _related(found: Sequence[Keys]) -> tuple[Related, ...]:
    places = set()
    for keys in found:
        if keys.key is not None:
            places.add(Related(keys.key.span, "the key is a position"))
        if keys.collection is not None:
            places.add(Related(keys.collection.span, "of an element of this list"))
    return tuple(sorted(places))


def _size(collection: Site | None) -> int | None:
    value = collection.value() if collection is not None else None
    if isinstance(value, Known) and isinstance(value.data, tuple) and not value.assumed:
        return len(value.data)
    return None


def _count(keys: Keys) -> str:
    size = _size(keys.collection)
    return "the instances" if not size else f"up to {size} instances" if size > 1 else "instances"


def _proposal(keys: Keys) -> str:
    collection = keys.collection.value() if keys.collection is not None else None
    fields = proposed_fields(collection) if collection is not None else None
    if fields is None:
        return "key the instances by fields that name the element (the list is not known here)"
    if not fields:
        return "give the elements a field that names them uniquely and key the instances by it"
    name = keys.element or "each"
    if len(fields) == 1:
        return f"use {name}.{fields[0]} as the key: it is unique in the list"
    text = "-".join(f"${{{name}.{field}}}" for field in fields)
    return f'use "{text}" as the key: together unique in the list'
