"""What a list does to instances known by its positions, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from azlint.value import Unknown

if TYPE_CHECKING:
    from azlint.languages.terraform.evaluate import ScopedBlock


def harm(count: int | None, does: str, *, most: bool = False) -> str:
    """The consequence for a number of instances; `most` says that there may be fewer."""
    if not count:
        return f"inserting or removing an element {does} the instances after it"
    instances = f"all {count} instances" if count > 1 else "its one instance"
    return f"an element inserted first {does} " + (
        f"up to {count} instances" if most else instances
    )


def instance_count(block: ScopedBlock, argument: str) -> int | None:
    """How many instances a block has; None where that is not known, or only assumed."""
    written = block.body.attributes[argument]
    value = block.scope.at(written.path).value(written.expression)
    if block.abstract or isinstance(value, Unknown) or value.assumed:
        return None
    return len(block.keys)
