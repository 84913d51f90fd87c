"""The share of values that rules ask for and that are known, and what stops the rest.

    python benchmarks/known_share.py FOLDER...

FOLDER holds repositories. `known_share.tsv` is the denominator: the properties that are asked
for, by ARM type. A property of a declaration counts once: as known if it is known in every
evaluation, else by the reason of the first that is not. A reference is the id or name of a
resource that the graph holds: not known as text, but as what it is. What a file certainly does
not write is counted apart: nothing had to be evaluated.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from azlint.build import build
from azlint.graph import Graph
from azlint.node import Presence, Property
from azlint.tree import TreeError, open_tree
from azlint.value import Known, Unknown, Value

ASKED: Final = Path(__file__).with_suffix(".tsv")
MOST: Final = 10


def main() -> None:
    """Count over every repository of the given folders."""
    paths = asked()
    states: Counter[str] = Counter()
    stops: Counter[str] = Counter()
    unset = 0
    for folder in sys.argv[1:]:
        for repository in sorted(Path(folder).iterdir()):
            try:
                graph = build(open_tree(repository, root=repository), paths).graph
            except TreeError:
                continue
            for found in judged(graph, paths):
                if found.presence is Presence.UNSET:
                    unset += 1
                    continue
                value = found.value
                states[state(value)] += 1
                if isinstance(value, Unknown) and value.reference is None:
                    stops[f"{value.reason.cause}: {value.reason.text}"[:90]] += 1
    total = sum(states.values())
    for name, number in states.most_common():
        print(f"{number:7} {number / total:6.1%}  {name}")
    print(f"{total:7} in all, and {unset} that are not written")
    print("What stops most:")
    for text, number in stops.most_common(MOST):
        print(f"{number:7}  {text}")


def asked() -> Mapping[str, frozenset[str]]:
    """The denominator: properties by ARM type."""
    paths: dict[str, frozenset[str]] = {}
    for line in ASKED.read_text().splitlines():
        arm_type, _, path = line.partition("\t")
        paths[arm_type] = paths.get(arm_type, frozenset()) | {path}
    return paths


def judged(graph: Graph, paths: Mapping[str, frozenset[str]]) -> Iterator[Property]:
    """One reading for each property of each declaration: what is least known of it."""
    found: dict[tuple[object, str], Property] = {}
    for evaluation in graph.evaluations:
        for arm_type, names in paths.items():
            for resource in evaluation.of_type(arm_type.lower()):
                if resource.existing:
                    continue
                for name in names:
                    place = (resource.declaration.header, name)
                    read = resource.property(name)
                    if place not in found or isinstance(found[place].value, Known):
                        found[place] = read
    yield from found.values()


def state(value: Value) -> str:
    """In what way a value is known."""
    if isinstance(value, Known):
        return "known"
    if value.reference is not None:
        return "a reference to a resource"
    if value.one_of:
        return "one of some values"
    return str(value.reason.cause)


if __name__ == "__main__":
    main()
