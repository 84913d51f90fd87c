"""Read and parse every file of a tree, several at once where it pays."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

import msgspec

from azlint.kinds import Kind, kinds
from azlint.languages.bicep import syntax as bicep
from azlint.languages.terraform import syntax as terraform
from azlint.source import Source
from azlint.tree import Tree, TreeError

PARALLEL_FROM = 400_000
"""Characters of text below which more processes cost more than they save."""

BATCH = 100_000
"""Characters of text that a process gets at a time."""

TERRAFORM = frozenset({Kind.TERRAFORM, Kind.TFVARS})
TERRAFORM_JSON = frozenset({Kind.TERRAFORM_JSON, Kind.TFVARS_JSON})
BICEP = frozenset({Kind.BICEP, Kind.BICEPPARAM})
WORKFLOW = frozenset({Kind.WORKFLOW, Kind.ACTION})
PARSED = TERRAFORM | TERRAFORM_JSON | BICEP

Parsed = terraform.File | bicep.File
Task = tuple[str, Kind, str]


@dataclass(frozen=True)
class Loaded:
    """What a tree holds: the kind of each file, the text of those that azlint understands, the
    syntax of those it parses here, and the reason for each that could not be read."""

    files: dict[str, Kind] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    terraform: dict[str, terraform.File] = field(default_factory=dict)
    bicep: dict[str, bicep.File] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)


def load(tree: Tree) -> Loaded:
    """Read every file that azlint understands; one that cannot be read loses only itself."""
    loaded = Loaded(files=dict(kinds(tree.files())))
    for path, kind in loaded.files.items():
        if kind in PARSED or kind in WORKFLOW:
            try:
                loaded.sources[path] = Source.decode(path, tree.read(path))
            except TreeError as error:
                loaded.unreadable[path] = error.reason
    tasks = [
        (path, kind, loaded.sources[path].text)
        for path, kind in loaded.files.items()
        if kind in PARSED and path in loaded.sources
    ]
    for path, file in parse_all(tasks):
        if isinstance(file, terraform.File):
            loaded.terraform[path] = file
        else:
            loaded.bicep[path] = file
    return loaded


def parse_all(tasks: Sequence[Task]) -> Iterator[tuple[str, Parsed]]:
    """Parse in this process, or in as many as there are processors where there is much to do."""
    workers = os.cpu_count() or 1
    if workers == 1 or sum(len(text) for _, _, text in tasks) < PARALLEL_FROM:
        yield from ((path, parse(kind, text)) for path, kind, text in tasks)
        return
    batches = list(_batches(tasks))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for batch, encoded in zip(batches, pool.map(parse_batch, batches), strict=True):
            for (path, kind, _), data in zip(batch, encoded, strict=True):
                type_ = bicep.File if kind in BICEP else terraform.File
                yield path, msgspec.msgpack.decode(data, type=type_)


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
    """Parse one file; the parser of a language is imported when its first file comes."""
    if kind in BICEP:
        from azlint.languages.bicep.parse import parse as parse_bicep

        return parse_bicep(text, parameters=kind is Kind.BICEPPARAM)
    if kind in TERRAFORM_JSON:
        from azlint.languages.terraform.json_syntax import parse as parse_json

        return parse_json(text, values=kind is Kind.TFVARS_JSON)
    from azlint.languages.terraform.parse import parse as parse_terraform

    return parse_terraform(text)
