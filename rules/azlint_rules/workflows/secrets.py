"""Secrets that a reusable workflow reads, and the calls that do not hand them to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from azlint.languages.workflow.contexts import Level
from azlint.languages.workflow.frames import Frame
from azlint.languages.workflow.link import Call, calls
from azlint.languages.workflow.model import Workflow, by_name
from azlint.languages.workflow.place import Place, job_place, step_place
from azlint.languages.workflow.references import Reference
from azlint.languages.workflow.syntax import Mapping
from azlint.languages.workflow.trace import Tracer
from azlint_rules.workflows.emptiness import is_checked

_CONTEXT = frozenset({"secrets"})
_ALWAYS = frozenset({"github_token"})
"""Secrets that every run has."""


class Starved(msgspec.Struct, frozen=True):
    """A call that hands nothing for some secrets which what it calls reads.

    reads: the first of each · checked: they are all variables of scripts that look whether they
    are empty.
    """

    call: Call
    callee: Workflow
    reads: tuple[Reference, ...]
    checked: bool


class Secrets:
    """Answers for the reusable workflows of a repository."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._workflows = tracer.workflows
        self._known: dict[str, tuple[Reference, ...]] = {}
        self._known_below: dict[str, tuple[Reference, ...]] = {}

    def starved(self) -> Iterator[Starved]:
        """Every call that starves what it calls, in order of the called files."""
        for path in sorted(self._workflows.workflows):
            callee = self._workflows.workflows[path]
            for call in self._workflows.callers.get(path, ()):
                if callee.reusable and _passes_by_name(call):
                    missing = self._missing(call, callee)
                    missed = _first_of_each(each for each in missing if not is_checked(each))
                    if missing:
                        yield Starved(call, callee, missed or _first_of_each(missing), not missed)

    def undeclared(self) -> Iterator[tuple[Workflow, Reference]]:
        """The first read of each secret that a reusable workflow reads and does not declare."""
        for path in sorted(self._workflows.workflows):
            callee = self._workflows.workflows[path]
            if callee.reusable:
                reads = _first_of_each(self._undeclared(callee, self._reads(callee)))
                yield from ((callee, read) for read in reads)

    def _missing(self, call: Call, callee: Workflow) -> list[Reference]:
        reads = self._undeclared(callee, self._handed_down(callee))
        passed = call.job.secrets if call.job is not None else ()
        return [
            read
            for read in reads
            if not read.tested
            and by_name(passed, read.path[1]) is None
            and self._reads_for(read, call)
        ]

    def _reads_for(self, read: Reference, call: Call) -> bool:
        """Whether a call comes to a read. One further down runs in some way; which of its callers
        decide is not told apart."""
        direct = read.site.file is self._workflows.called(call.uses.value)

        def within(frame: Frame) -> bool:
            return not direct or frame.call is call

        member = (read.path[0], read.path[1])
        return self._tracer.may_read(_place(read), read.site.scalar, member, within)

    def _undeclared(self, callee: Workflow, reads: Sequence[Reference]) -> Iterator[Reference]:
        declared = {each.name.lower() for each in callee.secrets}
        return (read for read in reads if read.path[1] not in declared | _ALWAYS)

    def _reads(self, file: Workflow) -> tuple[Reference, ...]:
        if file.path not in self._known:
            found = self._tracer.references(file, _CONTEXT)
            self._known[file.path] = tuple(read for read in found if len(read.path) > 1)
        return self._known[file.path]

    def _handed_down(self, file: Workflow) -> tuple[Reference, ...]:
        """What a workflow reads, and what those cannot spare to which it hands all it has."""
        if file.path not in self._known_below:
            self._known_below[file.path] = ()  # for calls in a circle
            found = {_where(read): read for read in self._reads(file)}
            for call in calls(file):
                callee = self._workflows.called(call.uses.value)
                inherits = call.job is not None and call.step is None and call.job.inherits_secrets
                if inherits and isinstance(callee, Workflow):
                    spared = {each.name.lower() for each in callee.secrets if not each.required}
                    below = self._handed_down(callee)
                    found |= {_where(read): read for read in below if read.path[1] not in spared}
            self._known_below[file.path] = tuple(found.values())
        return self._known_below[file.path]


def _passes_by_name(call: Call) -> bool:
    """A call that passes the secrets that it names, or none."""
    if call.job is None or call.step is not None or call.job.inherits_secrets:
        return False
    node = call.job.get("secrets")
    return node is None or isinstance(node, Mapping)


def _where(read: Reference) -> tuple[str, int, int]:
    return read.site.file.path, read.site.scalar.start, read.at[0]


def _first_of_each(reads: Iterable[Reference]) -> tuple[Reference, ...]:
    found: dict[str, Reference] = {}
    for read in reads:
        found.setdefault(read.path[1], read)
    return tuple(found.values())


def _place(read: Reference) -> Place:
    site = read.site
    if site.step is not None:
        return step_place(site.file, site.job, site.step)
    if site.job is not None:
        return job_place(site.file, site.job)
    return Place(site.file, Level.WORKFLOW)
