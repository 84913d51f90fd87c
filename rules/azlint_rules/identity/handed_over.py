"""What a login is given, followed to where it is written: `env`, inputs, `$GITHUB_ENV`."""

from __future__ import annotations

from collections.abc import Iterator

from azlint.graph import Graph
from azlint.languages.workflow.outputs import Outputs
from azlint.languages.workflow.place import Place
from azlint.patterns import regex
from azlint.value import Unknown, Value, alternatives, text_parts

_SECRET = regex(r"\bsecrets\s*[.\[]")


def given(graph: Graph, place: Place, name: str) -> Iterator[Value]:
    """Everything that an input of a step can be."""
    entry = place.step.argument(name) if place.step is not None else None
    if entry is None:
        return
    outputs = graph.scripts.once(Outputs)
    for value in graph.scripts.tracer.values(place, entry.value):
        yield from alternatives(outputs.follow(value, place.file, place.job))


def holds_secret(value: Value) -> bool:
    """Whether a secret of GitHub is in a value."""
    return any(
        isinstance(part, Unknown) and _SECRET.search(part.reason.text) is not None
        for option in alternatives(value)
        for part in text_parts(option)
    )
