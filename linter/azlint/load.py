"""Read and parse every file of a tree, several at once where it pays."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

import msgspec

from azlint.kinds import HEAD, Kind, in_utf8, is_compiled, kind_in, kinds, may_be_arm
from azlint.languages import arm, bicep, docker, python, terraform, workflow
from azlint.languages.workflow.syntax import WorkflowTree
from azlint.source import Source
from azlint.syntax import Problem
from azlint.tree import Tree, TreeError

PARALLEL_FROM = 1_500_000
"""Characters of text below which more processes cost more than they save."""

SAFE_PATH = "PYTHONSAFEPATH"

BATCH = 100_000
"""Characters of text that a process gets at a time."""

TERRAFORM = frozenset({Kind.TERRAFORM, Kind.TFVARS, Kind.LOCK, Kind.TERRAGRUNT})
TERRAFORM_JSON = frozenset({Kind.TERRAFORM_JSON, Kind.TFVARS_JSON})
BICEP = frozenset({Kind.BICEP, Kind.BICEPPARAM})
ARM = frozenset({Kind.ARM, Kind.ARM_PARAMETERS})
WORKFLOW = frozenset({Kind.WORKFLOW, Kind.ACTION})
DOCKER = frozenset({Kind.DOCKERFILE})
PYTHON = frozenset({Kind.REQUIREMENTS, Kind.PROJECT})
PARSED = TERRAFORM | TERRAFORM_JSON | BICEP | ARM | WORKFLOW | DOCKER | PYTHON

Parsed = (
    terraform.syntax.File
    | bicep.syntax.File
    | WorkflowTree
    | docker.syntax.File
    | python.syntax.File
)
Syntax = TypeVar(
    "Syntax",
    terraform.syntax.File,
    bicep.syntax.File,
    WorkflowTree,
    docker.syntax.File,
    python.syntax.File,
)
Task = tuple[str, Kind, str]


class Loaded(msgspec.Struct, frozen=True):
    """What a tree holds: the kind of each file, the text and syntax of those that azlint parses,
    and the reason for each that could not be read."""

    files: dict[str, Kind]
    sources: dict[str, Source] = msgspec.field(default_factory=dict)
    parsed: dict[str, Parsed] = msgspec.field(default_factory=dict)
    unreadable: dict[str, str] = msgspec.field(default_factory=dict)

    def text(self, path: str) -> str:
        """The text of a file, empty where it was not read."""
        source = self.sources.get(path)
        return source.text if source is not None else ""

    def of(self, type_: type[Syntax]) -> dict[str, Syntax]:
        """The syntax of one language, by path."""
        return {path: file for path, file in self.parsed.items() if isinstance(file, type_)}


def load(
    tree: Tree, known: Loaded | None = None, values: Mapping[str, Source] | None = None
) -> Loaded:
    """Read every file that azlint understands; one that cannot be read loses only itself.

    What is equal in `known`, another revision, is not parsed again. `values` are further value
    files, by path.
    """
    values = values or {}
    found = kinds((*tree.files(), *tree.broken_links()))
    given = {path: _values_kind(path) for path in values}
    loaded = Loaded({**found, **dict(_arm(tree, found)), **given})
    tasks: list[Task] = []
    for path, kind in loaded.files.items():
        if kind not in PARSED:
            continue
        try:
            source = values.get(path) or Source.decode(path, tree.read(path))
            loaded.sources[path] = source
        except TreeError as error:
            loaded.unreadable[path] = error.reason
            loaded.parsed.update(_unread(path, kind, error.reason))
            continue
        before = known.sources.get(path) if known else None
        if known and before and before.text == source.text:
            loaded.parsed[path] = known.parsed[path]
        else:
            tasks.append((path, kind, source.text))
    _drop_copies(loaded, tasks)
    loaded.parsed.update(parse_all([task for task in tasks if task[0] in loaded.sources]))
    return loaded


def also(loaded: Loaded, tree: Tree, path: str, kind: Kind) -> Parsed | None:
    """A file that another one refers to, read like those that are told by their names; None where
    it cannot be read."""
    if path not in loaded.parsed:
        try:
            source = Source.decode(path, tree.read(path))
        except TreeError:
            return None
        loaded.files[path] = kind
        loaded.sources[path] = source
        loaded.parsed[path] = parse(kind, source.text)
    return loaded.parsed[path]


def _drop_copies(loaded: Loaded, tasks: Sequence[Task]) -> None:
    """Forget templates that the compiler made of what is read too."""
    templates = {path: text for path, kind, text in tasks if kind is Kind.ARM}
    if templates:
        sources = (path for path, kind in loaded.files.items() if kind is Kind.BICEP)
        for path in arm.compiled.copies(templates, {path: loaded.text(path) for path in sources}):
            del loaded.sources[path]


def _values_kind(path: str) -> Kind:
    return Kind.TFVARS_JSON if path.endswith(".json") else Kind.TFVARS


def _arm(tree: Tree, known: Mapping[str, Kind]) -> Iterator[tuple[str, Kind]]:
    """The JSON files that are Azure's, told from their first bytes."""
    for path in filter(may_be_arm, tree.files()):
        if path not in known:
            head = in_utf8(tree.head(path, HEAD))
            kind = kind_in(head)
            if kind is not None and not (is_compiled(head) and _from_bicep(path) in known):
                yield path, kind


def _from_bicep(path: str) -> str:
    """The file beside a template from which it may be compiled."""
    return f"{path.rpartition('.')[0]}.bicep"


def _unread(path: str, kind: Kind, reason: str) -> Iterator[tuple[str, Parsed]]:
    """What stands for a file that was not read: nothing is certain to be absent beside it."""
    if kind in BICEP | ARM | TERRAFORM | TERRAFORM_JSON:
        yield path, _empty(kind, Problem(0, 0, reason))


def _empty(kind: Kind, problem: Problem) -> Parsed:
    """A file of which only a problem is known."""
    if kind in BICEP | ARM:
        assigns = kind in {Kind.BICEPPARAM, Kind.ARM_PARAMETERS}
        return bicep.syntax.File((), (problem,), parameters=assigns)
    if kind in TERRAFORM | TERRAFORM_JSON:
        return terraform.syntax.File((), (), (problem,))
    if kind in WORKFLOW:
        return WorkflowTree(None, (problem,))
    return (
        docker.syntax.File((), (problem,))
        if kind in DOCKER
        else python.syntax.File((), (), (problem,))
    )


def parse_all(tasks: Sequence[Task]) -> Iterator[tuple[str, Parsed]]:
    """Parse in this process, or in as many as there are processors where there is much to do."""
    workers = os.cpu_count() or 1
    unguarded = sys.flags.ignore_environment and not sys.flags.safe_path
    if workers == 1 or unguarded or sum(len(text) for _, _, text in tasks) < PARALLEL_FROM:
        yield from ((path, parse(kind, text)) for path, kind, text in tasks)
        return
    try:
        yield from _parse_together(list(_batches(tasks)), workers)
    except BrokenProcessPool:
        yield from ((path, parse(kind, text)) for path, kind, text in tasks)


def _parse_together(
    batches: Sequence[Sequence[Task]], workers: int
) -> Iterator[tuple[str, Parsed]]:
    """Parse in several processes; where they cannot be started, BrokenProcessPool is raised."""
    with _safe_path(), ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for batch, encoded in zip(batches, pool.map(parse_batch, batches), strict=True):
            for (path, kind, _), data in zip(batch, encoded, strict=True):
                yield path, msgspec.msgpack.decode(data, type=_type(kind))


@contextmanager
def _safe_path() -> Iterator[None]:
    """A worker starts as `python -c`, which imports from the working directory first: that may be
    the repository under check."""
    before = os.environ.get(SAFE_PATH)
    os.environ[SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[SAFE_PATH]
        else:
            os.environ[SAFE_PATH] = before


def _type(kind: Kind) -> type[Parsed]:
    if kind in WORKFLOW:
        return WorkflowTree
    if kind in DOCKER:
        return docker.syntax.File
    if kind in PYTHON:
        return python.syntax.File
    return bicep.syntax.File if kind in BICEP | ARM else terraform.syntax.File


def _batches(tasks: Sequence[Task]) -> Iterator[list[Task]]:
    batch: list[Task] = []
    size = 0
    for task in tasks:
        batch.append(task)
        size += len(task[2])
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def parse_batch(batch: Sequence[Task]) -> list[bytes]:
    """Parse in a worker; syntax travels as msgpack."""
    return [msgspec.msgpack.encode(parse(kind, text)) for _, kind, text in batch]


def parse(kind: Kind, text: str) -> Parsed:
    """Parse one file; a reader that raises loses this file only."""
    try:
        return _parse(kind, text)
    except Exception as error:  # noqa: BLE001 (any defect must show, none may end the run)
        message = f"its reader stopped with {type(error).__name__}"
        return _empty(kind, Problem(0, 0, message, defect=True))


def _parse(kind: Kind, text: str) -> Parsed:
    if kind in BICEP:
        return bicep.parse.parse(text, parameters=kind is Kind.BICEPPARAM)
    if kind in ARM:
        return arm.parse.parse(text, parameters=kind is Kind.ARM_PARAMETERS)
    if kind in WORKFLOW:
        return workflow.parse.parse(text)
    if kind in DOCKER:
        return docker.parse.parse(text)
    if kind is Kind.PROJECT:
        return python.project.parse(text)
    if kind is Kind.REQUIREMENTS:
        return python.requirements.parse(text)
    if kind in TERRAFORM_JSON:
        return terraform.json_syntax.parse(text, values=kind is Kind.TFVARS_JSON)
    return terraform.parse.parse(text)
