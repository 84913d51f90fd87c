"""What the token of a job may do, down the chain of calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from azlint.languages.workflow.link import Call, Workflows
from azlint.languages.workflow.model import Event, Job, Workflow, text
from azlint.languages.workflow.syntax import Mapping as MappingNode
from azlint.languages.workflow.syntax import Scalar, Yaml
from azlint.node import Declaration

MAX_DEPTH = 10
ID_TOKEN = "id-token"  # noqa: S105 (a scope, not a password)
_LEVELS = {"none": 0, "read": 1, "write": 2}
_NAMES = {level: name for name, level in _LEVELS.items()}
_ALL = {"read-all": 1, "write-all": 2}


@dataclass(frozen=True, slots=True)
class Grant:
    """An explicit block: what it does not name is not granted."""

    scopes: Mapping[str, int]
    rest: int = 0

    def level(self, scope: str) -> int:
        return self.scopes.get(scope, self.rest)


def written(node: Yaml | None) -> Grant | None:
    """What a `permissions` key says, None where it says nothing that can be read."""
    if isinstance(node, Scalar):
        return Grant({}, _ALL[node.value]) if node.value in _ALL else None
    if isinstance(node, MappingNode):
        scopes = {each.key.value: _LEVELS.get(text(each.value), 2) for each in node.entries}
        return Grant(scopes)
    return None


def explicit(file: Workflow, job: Job) -> Grant | None:
    """What is written for a job: its own block, else that of its workflow."""
    node = job.get("permissions")
    return written(node if node is not None else file.get("permissions"))


def asked(file: Workflow) -> Iterator[tuple[Declaration, Grant]]:
    """What each job of a called workflow asks for."""
    for job in file.jobs:
        grant = explicit(file, job)
        if grant is not None:
            yield job.declaration, grant


def above(call: Call, target: Workflow) -> tuple[str, Declaration] | None:
    """The scopes that a called workflow asks for beyond what the calling job has, and the first
    job that does; None where all is well or what the job has is not written."""
    if not isinstance(call.file, Workflow) or call.job is None:
        return None
    ceiling = explicit(call.file, call.job)
    if ceiling is None or ceiling.rest:
        return None
    beyond: dict[str, int] = {}
    first: Declaration | None = None
    for declaration, grant in asked(target):
        more = {s: n for s, n in grant.scopes.items() if n > ceiling.level(s)}
        if more and first is None:
            first = declaration
        beyond |= {scope: max(level, beyond.get(scope, 0)) for scope, level in more.items()}
    if first is None:
        return None
    return ", ".join(f"{scope}: {_NAMES[level]}" for scope, level in sorted(beyond.items())), first


def lacking(
    workflows: Workflows, file: Workflow, job: Job, scope: str, depth: int = MAX_DEPTH
) -> Iterator[tuple[Workflow, Job]]:
    """The jobs at whose place a scope is certainly missing for a job: itself, where its own block
    or the lack of one decides, else those that call its workflow.

    The token's default never holds `id-token`, so that a job without any block lacks it.
    """
    grant = explicit(file, job)
    if grant is not None:
        if grant.level(scope) < _LEVELS["write"]:
            yield file, job
        return
    if job.get("permissions") is not None or file.get("permissions") is not None:
        return
    if file.triggers != {Event.CALL}:
        yield file, job
        return
    for call in workflows.callers.get(file.path, ()) if depth else ():
        if isinstance(call.file, Workflow) and call.job is not None:
            yield from lacking(workflows, call.file, call.job, scope, depth - 1)
