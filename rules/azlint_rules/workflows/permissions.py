"""What the token of a job may do, down the chain of calls.

As actions/runner checks it (`PermissionsHelper`, `WorkflowTemplateConverter`; 258d6c8,
2026-08-17): a block names all that is granted; the block of a workflow is that of its jobs without
one; a called job without any has what the calling job has, and may never ask for more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from azlint.languages.workflow.link import Call, Workflows
from azlint.languages.workflow.model import Event, Job, Workflow, span_of, text
from azlint.languages.workflow.syntax import Mapping as MappingNode
from azlint.languages.workflow.syntax import Scalar, Yaml
from azlint.source import Span

READ = 1
ID_TOKEN = "id-token"  # noqa: S105 (a scope, not a password)
WRITE = 2
_LEVELS = {"none": 0, "read": READ, "write": WRITE}
_NAMES = {level: name for name, level in _LEVELS.items()}
_ALL = {"read-all": READ, "write-all": WRITE}
_ALL_NAMES = {level: name for name, level in _ALL.items()}


class Grant(msgspec.Struct, frozen=True):
    """A block: what it does not name is not granted, unless it is for all scopes."""

    scopes: Mapping[str, int]
    rest: int = 0

    def level(self, scope: str) -> int:
        return self.scopes.get(scope, self.rest)


class Source(msgspec.Struct, frozen=True):
    """Where the token of a job gets what it may do.

    grant: what the block at `node` says, None for the default of the repository · job: whose
    block or lack of one decides · calls: from it down to the job whose token it is.
    """

    file: Workflow
    job: Job
    node: Yaml | None
    grant: Grant | None
    calls: tuple[Call, ...] = ()


RESTRICTED = Grant({"contents": READ, "metadata": READ, "packages": READ})
"""The least that a repository can have as its default; the most is all scopes."""


def written(node: Yaml | None) -> Grant | None:
    """What a `permissions` key says, None where it says nothing that can be read."""
    if isinstance(node, Scalar):
        return Grant({}, _ALL[node.value]) if node.value in _ALL else None
    if isinstance(node, MappingNode):
        scopes = {each.key.value: _LEVELS.get(text(each.value), WRITE) for each in node.entries}
        return Grant(scopes)
    return None


def sources(workflows: Workflows, file: Workflow, job: Job) -> Iterator[Source]:
    """Every source of a job: one for each job that decides, and each call that leads to the file.

    Of several ways from such a job to the same call, one stands for all.
    """
    open_: list[tuple[Workflow, Job, tuple[Call, ...]]] = [(file, job, ())]
    seen: set[tuple[str, str, Span | None]] = set()
    while open_:
        file, job, calls = open_.pop()
        key = (file.path, job.id, calls[-1].span if calls else None)
        if key in seen:
            continue
        seen.add(key)
        own = job.get("permissions")
        node = own if own is not None else file.get("permissions")
        grant = written(node)
        if grant is not None:
            yield Source(file, job, node, grant, calls)
        if node is not None:
            continue
        if file.triggers != {Event.CALL}:
            yield Source(file, job, None, None, calls)
        open_.extend(
            (call.file, call.job, (call, *calls))
            for call in reversed(workflows.callers.get(file.path, ()))
            if isinstance(call.file, Workflow) and call.job is not None
        )


class Excess(msgspec.Struct, frozen=True):
    """A calling job gets less than the called workflow asks for, which is written at `asked`.

    Where the default of the repository decides, it may get less.
    """

    source: Source
    scopes: str
    asked: Span

    @property
    def certain(self) -> bool:
        return self.source.grant is not None


def above(workflows: Workflows, call: Call, target: Workflow) -> Iterator[Excess]:
    """Where a calling job gets less than the called workflow asks for."""
    if not isinstance(call.file, Workflow) or call.job is None:
        return
    asked = tuple(_asked(target))
    for source in sources(workflows, call.file, call.job):
        ceiling = RESTRICTED if source.grant is None else source.grant
        beyond = [(node, grant) for node, grant in asked if _exceeds(grant, ceiling)]
        if beyond:
            scopes = _scopes([grant for _, grant in beyond], ceiling)
            yield Excess(source, scopes, span_of(target.path, beyond[0][0]))


def _asked(file: Workflow) -> Iterator[tuple[Yaml, Grant]]:
    """What a called workflow and its jobs ask for; GitHub checks each block by itself."""
    for node in (file.get("permissions"), *(job.get("permissions") for job in file.jobs)):
        grant = written(node)
        if node is not None and grant is not None:
            yield node, grant


def _exceeds(grant: Grant, ceiling: Grant) -> bool:
    scopes = grant.scopes.items()
    return grant.rest > ceiling.rest or any(n > ceiling.level(scope) for scope, n in scopes)


def _scopes(grants: list[Grant], ceiling: Grant) -> str:
    """What goes beyond a ceiling, as it would be granted."""
    beyond: dict[str, int] = {}
    for grant in grants:
        for scope, level in grant.scopes.items():
            if level > ceiling.level(scope):
                beyond[scope] = max(level, beyond.get(scope, 0))
    rest = max(grant.rest for grant in grants)
    everything = [_ALL_NAMES[rest]] if rest > ceiling.rest else []
    named = [f"{scope}: {_NAMES[level]}" for scope, level in sorted(beyond.items())]
    return ", ".join([*everything, *named])
