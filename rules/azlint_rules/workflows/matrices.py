"""What the combinations of a job's matrix hold, as far as it is written."""

from __future__ import annotations

from collections.abc import Sequence as Names

from azlint.languages.workflow.expressions import has_expression
from azlint.languages.workflow.matrix import FILTERS
from azlint.languages.workflow.model import Job, by_name
from azlint.languages.workflow.syntax import Entry, Mapping, Scalar, Sequence, Yaml, entries, items


def holds(job: Job, names: Names[str]) -> bool | None:
    """Whether some combination has what names lead to; None where that cannot be told."""
    found = _values(job, names[0])
    for name in names[1:]:
        found = None if found is None else _below(found, name)
    return None if found is None else bool(found)


def _values(job: Job, name: str) -> list[Yaml] | None:
    """What combinations have under a key."""
    strategy = job.get("strategy")
    if job.matrix is None:
        return [] if strategy is None or isinstance(strategy, Mapping) else None
    if not isinstance(job.matrix, Mapping):
        return None
    included = job.matrix.get("include")
    if included is not None and not isinstance(included, Sequence):
        return None
    found: list[Yaml] = []
    dimensions = tuple(each for each in job.matrix.entries if each.key.value not in FILTERS)
    dimension = by_name(dimensions, name)
    if dimension is not None:
        if not isinstance(dimension.value, Sequence):
            return None
        found.extend(dimension.value.items)
    for item in items(included):
        if not isinstance(item, Mapping):
            return None
        found.extend(_named(entries(item), name))
    return found


def _below(nodes: list[Yaml], name: str) -> list[Yaml] | None:
    """What values have under a key; a plain value has nothing."""
    if any(isinstance(node, Sequence) for node in nodes):
        return None
    if any(isinstance(node, Scalar) and has_expression(node.value) for node in nodes):
        return None
    return [value for node in nodes for value in _named(entries(node), name)]


def _named(fields: tuple[Entry, ...], name: str) -> list[Yaml]:
    entry = by_name(fields, name)
    return [] if entry is None else [entry.value]
