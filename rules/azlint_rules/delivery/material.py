"""What an evaluation reads: its script, and the files that the script, its arguments and its
configuration name."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from azlint.graph import Graph
from azlint.languages.workflow.model import Workflow
from azlint.patterns import regex
from azlint.source import Span
from azlint_rules.delivery.evaluations import Evaluation, Evaluations
from azlint_rules.delivery.promptfoo import named
from azlint_rules.workflows.programs import program

_LITERAL = regex(r"(?P<quote>[\"'])(?P<path>[\w./-]+\.\w+)(?P=quote)")
_PROMPT = regex(r"\.(txt|md|prompty|jinja2?|j2|ya?ml)$", re.IGNORECASE)
_DATA = regex(r"\.(jsonl?|csv|ya?ml|tsv)$", re.IGNORECASE)
_PROMPTS = regex(r"(^|/)prompts?(/|[-_.])|\.prompty$", re.IGNORECASE)
_READING = regex(
    r"(?:(?:open|read_json|read_csv|load_dataset)\s*\(|(?:data|dataset|golden|test_set|test_cases)"
    r"(?:_(?:path|file|set))?(?:\s*:\s*\w+)?\s*=\s*(?:\w*Path\()?)\s*$",
    re.IGNORECASE,
)
_READ = regex(r"\s*\)\s*\.(?:read_|open\()")
"""What stands before and behind a path that is read; one that is only named may be written."""
_WRITTEN = regex(
    r"open\(\s*([\"'])(?P<opened>[\w./-]+)\1\s*,\s*(?:mode\s*=\s*)?[\"'][wax]"
    r"|(?:\.to_\w+\(|\bout\w*\s*=)\s*([\"'])(?P<given>[\w./-]+)\3"
    r"|([\"'])(?P<named>[\w./-]+)\5\s*\)\s*\.(?:write_\w+|open\(\s*[\"'][wax])"
)
"""Files that a script makes by itself."""
_OPTIONS = frozenset(
    {
        "--cases", "--cases-file", "--data", "--data-path", "--dataset", "--dataset-path",
        "--gold-set", "--golden", "--golden-set", "--input", "--questions", "--test-data",
        "--test-set",
    }
)  # fmt: skip


class Material(msgspec.Struct, frozen=True):
    """One file that an evaluation reads. path: as it is named, from where the evaluation runs ·
    span: where it is named."""

    path: str
    span: Span
    is_prompt: bool


def evaluations_of(graph: Graph, workflow: Workflow) -> Iterator[Evaluation]:
    """The evaluations that run at the steps of a workflow's own jobs."""
    found = graph.scripts.once(Evaluations)
    for job in workflow.jobs:
        yield from (each for each in found.job(workflow, job) if each.step is not None)


def materials(graph: Graph, evaluation: Evaluation) -> Iterator[Material]:
    """The files that an evaluation names by literal paths, whether they are there or not."""
    if evaluation.script:
        text = graph.workflows.read(evaluation.script) or ""
        written = frozenset(_written(text))
        for literal in _LITERAL.finditer(text):
            path = _normal(literal["path"])
            place = Span(evaluation.script, literal.start("path"), literal.end("path"))
            if path in written:
                continue
            if is_prompt(path):
                yield Material(path, place, is_prompt=True)
            elif _DATA.search(path) and _is_read(text, literal):
                yield Material(path, place, is_prompt=False)
    yield from _arguments(evaluation)
    for each in named(graph, evaluation):
        yield Material(each.path, each.span, each.is_prompt)


def found(graph: Graph, evaluation: Evaluation, material: Material) -> Sequence[str]:
    """The files of the repository that may be meant: from a folder above the script, else from
    any folder."""
    folder = posixpath.dirname(evaluation.script)
    above = [folder]
    while folder:
        folder = posixpath.dirname(folder)
        above.append(folder)
    paths = graph.workflows.paths
    places = (posixpath.normpath(posixpath.join(each, material.path)) for each in above)
    near = [place for place in places if place in paths]
    name = material.path.replace("../", "")
    return near[:1] or [path for path in paths if f"/{path}".endswith(f"/{name}")]


def is_prompt(path: str) -> bool:
    """Whether a file is a prompt, by its name and its folder."""
    return _PROMPTS.search(path) is not None and _PROMPT.search(path) is not None


def _arguments(evaluation: Evaluation) -> Iterator[Material]:
    words = program(evaluation.scoring) if evaluation.scoring is not None else ()
    for option, word in pairwise(words):
        path = word.literal
        if option.literal in _OPTIONS and path is not None and _DATA.search(path):
            yield Material(_normal(path), evaluation.span, is_prompt=False)


def _is_read(text: str, literal: re.Match[str]) -> bool:
    before = text[max(0, literal.start() - 40) : literal.start()]
    return bool(_READING.search(before) or _READ.match(text, literal.end()))


def _written(text: str) -> Iterator[str]:
    for each in _WRITTEN.finditer(text):
        yield _normal(each["opened"] or each["given"] or each["named"])


def _normal(path: str) -> str:
    return posixpath.normpath(path)
