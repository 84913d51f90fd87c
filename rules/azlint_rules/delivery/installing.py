"""Which requirements files a job installs, and how far they bound the release of a package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from azlint.graph import Graph
from azlint.languages import python
from azlint.languages.python.follow import followed
from azlint.languages.python.syntax import Dependency
from azlint.languages.python.syntax import File as Requirements
from azlint.languages.workflow.model import File, Job, by_name
from azlint.languages.workflow.options import Arguments
from azlint.languages.workflow.place import written_anew
from azlint.languages.workflow.scripts import Invocation, inside
from azlint.source import Span
from azlint.value import Known
from azlint_rules.facts.installers import PIP
from azlint_rules.workflows.installs import arguments_of, program_of

_BOUNDING = frozenset({"==", "===", "~=", "<", "<="})
_RUNS_PIP = program_of(PIP)
_CONSTRAINTS = {"uv": "UV_CONSTRAINT"}
"""The variables that name a file of constraints; every other installer is a pip."""


class Asked(msgspec.Struct, frozen=True):
    """A package that a requirements file asks for. path: of the file · install: the command."""

    path: str
    dependency: Dependency
    install: Span


def open_packages(graph: Graph, file: File, job: Job) -> Iterator[Asked]:
    """The packages of requirements files that a job installs in whatever release is newest:
    nothing else that it installs bounds them, and no variable does."""
    asked: list[Asked] = []
    bounded: set[str] = set()
    for reached in graph.workflows.steps(file, job, *job.steps):
        read = graph.scripts.read(*reached)
        for each in graph.scripts.invocations(read, _RUNS_PIP) if read is not None else ():
            given = arguments_of(PIP, each.words)
            if given is not None and not _is_constrained(each, file, job):
                asked.extend(_asked(each, given, graph.requirements))
                bounded.update(_bounded(each, given, graph.requirements))
    yield from (
        each
        for each in asked
        if not is_bounded(each.dependency) and each.dependency.name not in bounded
    )


def is_bounded(dependency: Dependency) -> bool:
    """Whether an entry says which releases it takes at most, or where the package comes from."""
    return (
        dependency.hashed
        or bool(dependency.url)
        or any(operator in _BOUNDING for operator, _ in dependency.specifiers)
    )


def _is_constrained(invocation: Invocation, file: File, job: Job) -> bool:
    """Whether a variable bounds an install, which stands in a job or in an action that it uses."""
    name = _CONSTRAINTS.get(invocation.command.name or "", "PIP_CONSTRAINT")
    around = any(by_name(owner.env, name) is not None for owner in (file, job))
    place = invocation.of.place
    return around or invocation.variable(name) is not None or written_anew(place, name)


def _asked(
    invocation: Invocation, given: Arguments, files: Mapping[str, Requirements]
) -> Iterator[Asked]:
    for path in _paths(invocation, given, "r", "requirement"):
        for current, file, constrains in followed(path, files):
            if not constrains:
                yield from (Asked(current, each, invocation.span) for each in file.dependencies)


def _bounded(
    invocation: Invocation, given: Arguments, files: Mapping[str, Requirements]
) -> Iterator[str]:
    """The packages that an install bounds: its files, its constraints, or its own words."""
    for path in _paths(invocation, given, "r", "requirement", "c", "constraint"):
        for _, file, _ in followed(path, files):
            yield from (each.name for each in file.dependencies if is_bounded(each))
    for word in given.operands:
        found = (
            python.specifiers.requirement(str(word.data), 0, 0) if isinstance(word, Known) else None
        )
        if found is not None and is_bounded(found):
            yield found.name


def _paths(invocation: Invocation, given: Arguments, *options: str) -> Iterator[str]:
    for word in given.all(*options):
        path = inside(invocation.folder, word)
        if isinstance(path, Known):
            yield str(path.data)
