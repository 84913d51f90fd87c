"""What a configuration of promptfoo names: the files that hold its prompts and its tests.

https://www.promptfoo.dev/docs/configuration/reference, .../test-cases and .../usage/command-line,
read 2026-11-28: a command without `--config` reads `promptfooconfig` where it runs, and a path is
relative to the configuration that names it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from azlint.graph import Graph
from azlint.languages.workflow.model import span_of, text
from azlint.languages.workflow.parse import parse
from azlint.languages.workflow.syntax import Mapping, Scalar, Yaml, items
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import Known
from azlint_rules.delivery.evaluations import Evaluation
from azlint_rules.workflows.programs import name_of, program

_NAME = "promptfoo"
_ACTION = "promptfoo/promptfoo-action"
_DEFAULTS = tuple(f"promptfooconfig.{end}" for end in ("yaml", "yml", "json"))
_CONFIG = frozenset({"-c", "--config"})
_SCHEME = "file://"
_LITERAL = regex(r"[\w./ -]+\.(csv|jsonl?|ya?ml|txt|md)")
"""A path without a pattern or a variable, of a file that holds text and does not compute it."""


class Named(msgspec.Struct, frozen=True):
    """A file that a configuration names; path: relative to the root of the repository."""

    path: str
    span: Span
    is_prompt: bool


def named(graph: Graph, evaluation: Evaluation) -> Iterator[Named]:
    """The files that the configurations of an evaluation name, whether they are there or not."""
    for config in dict.fromkeys(_configurations(graph, evaluation)):
        written = graph.workflows.read(config)
        root = parse(written).root if written is not None else None
        if isinstance(root, Mapping):
            for key in ("prompts", "tests"):
                yield from _of(config, root.get(key), is_prompt=key == "prompts")


def _of(config: str, node: Yaml | None, *, is_prompt: bool) -> Iterator[Named]:
    for each in (node,) if isinstance(node, Scalar) else items(node):
        path = text(each).removeprefix(_SCHEME)
        if path != text(each) and _LITERAL.fullmatch(path):
            place = posixpath.normpath(posixpath.join(posixpath.dirname(config), path))
            yield Named(place, span_of(config, each), is_prompt)


def _configurations(graph: Graph, evaluation: Evaluation) -> Iterator[str]:
    """The paths of the configurations that an evaluation reads."""
    step = evaluation.step
    if step is not None and step.action == _ACTION:
        entry = step.argument("config")
        yield posixpath.normpath(text(entry.value) if entry is not None else _DEFAULTS[0])
        return
    words = program(evaluation.scoring) if evaluation.scoring is not None else ()
    folder = _folder(graph, evaluation) if words and name_of(words) == _NAME else None
    if folder is None:
        return
    given = [word.literal for option, word in pairwise(words) if option.literal in _CONFIG]
    for each in given or _first(graph, folder):
        if each is not None:
            yield posixpath.normpath(posixpath.join(folder, each))


def _first(graph: Graph, folder: str) -> Sequence[str]:
    paths = graph.workflows.paths
    places = {name: posixpath.normpath(posixpath.join(folder, name)) for name in _DEFAULTS}
    return [name for name, place in places.items() if place in paths][:1]


def _folder(graph: Graph, evaluation: Evaluation) -> str | None:
    """Where an evaluation runs, None where that is not known."""
    if evaluation.task is not None and evaluation.scoring is not None:
        return evaluation.task.folder_of(evaluation.scoring)
    if evaluation.step is None or evaluation.command is None:
        return None
    read = graph.scripts.read(evaluation.file, evaluation.job, evaluation.step)
    way = graph.scripts.way(read) if read is not None else None
    folder = way.folder(evaluation.command) if way is not None else None
    return str(folder.data) if isinstance(folder, Known) else None
