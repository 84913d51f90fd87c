"""Parsing in several processes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context

import msgspec

from azlint.kinds import Kind
from azlint.languages import bicep, docker, python, terraform
from azlint.languages.workflow.syntax import WorkflowTree
from azlint.parsing.files import ARM, BICEP, DOCKER, PYTHON, WORKFLOW, Parsed, Task, parse

SAFE_PATH = "PYTHONSAFEPATH"

BATCH = 100_000
"""Characters of text that a process gets at a time."""


def parse_together(tasks: Sequence[Task], workers: int) -> Iterator[tuple[str, Parsed]]:
    """Parse in several processes; where they cannot be started, or one dies, in this one."""
    try:
        yield from _parse_in(workers, list(_batches(tasks)))
    except BrokenProcessPool:
        yield from ((path, parse(kind, text)) for path, kind, text in tasks)


def _parse_in(workers: int, batches: Sequence[Sequence[Task]]) -> Iterator[tuple[str, Parsed]]:
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
