"""The subjects that GitHub puts into the tokens of jobs, and those that credentials ask for.

From GitHub's OpenID Connect reference, read 2026-11-28: a job with an environment has
`repo:OWNER/NAME:environment:E`, whatever started it; else a pull request has `:pull_request` and
everything else `:ref:R`. A called workflow has the subject of its caller.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec

from azlint.graph import Graph
from azlint.languages.workflow.coercion import to_text
from azlint.languages.workflow.filters import named_branches
from azlint.languages.workflow.frames import Frame
from azlint.languages.workflow.link import local_path
from azlint.languages.workflow.model import Event, File, Job, Workflow
from azlint.languages.workflow.place import job_place
from azlint.languages.workflow.runs import environment_of, stage_nodes
from azlint.languages.workflow.trace import Tracer
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import Known, Unknown, Value, alternatives, text_parts
from azlint_rules.workflows.logins import Login, Logins
from azlint_rules.workflows.permissions import ID_TOKEN, WRITE, sources

ISSUER = "https://token.actions.githubusercontent.com"
ENVIRONMENT = "environment"
PULL_REQUEST = "pull_request"
REF = "ref"

_OPEN = "\0"
_SUBJECT = regex(
    rf"repo:(?P<repository>[^:]*):(?P<kind>{ENVIRONMENT}|{PULL_REQUEST}|{REF})(:(?P<name>.*))?"
)


class Subject(msgspec.Struct, frozen=True):
    """repository: `owner/name` in lower case · kind: one of the three · name: of the environment
    or ref. What is not known is None."""

    repository: str | None
    kind: str
    name: str | None


Kinds = frozenset[tuple[str, str | None]]


class Runner(msgspec.Struct, frozen=True):
    """A job that logs in with a token, or its runs for one environment. kinds: of the subjects it
    can have, each with the name of its environment, or with a branch that is pushed to; None where
    that is not known."""

    job: Job
    header: Span
    kinds: Kinds


def subject_of(value: Value) -> Subject | None:
    """What a subject asks for; None where it is not one of GitHub's usual ones, or unknown."""
    texts = [to_text(part.data) if isinstance(part, Known) else _OPEN for part in text_parts(value)]
    found = _SUBJECT.fullmatch("".join(texts))
    if found is None:
        return None
    repository, name = (_whole(found[each]) for each in ("repository", "name"))
    return Subject(repository.lower() if repository else None, found["kind"], name)


def _whole(text: str | None) -> str | None:
    return None if not text or _OPEN in text else text


def fits(subject: Subject, runner: Runner) -> bool:
    """Whether a job may have a subject."""
    return any(
        kind == subject.kind
        and (kind != ENVIRONMENT or name is None or subject.name in (None, name))
        for kind, name in runner.kinds
    )


def serves(subject: Subject | None, runner: Runner) -> bool:
    """Whether a job certainly has a subject in all its runs."""
    return subject is not None and all(
        kind == subject.kind
        and (kind != ENVIRONMENT or (name is not None and subject.name == name))
        for kind, name in runner.kinds
    )


def runners(graph: Graph) -> Iterator[Runner]:
    """Every job that logs in with a token of this repository, once for each environment where it
    certainly does so in all of them; what only other repositories call has theirs. A workflow of
    another repository that may ask for the token may log in, and names its environment by
    itself."""
    for path in sorted(graph.workflows.workflows):
        file = graph.workflows.workflows[path]
        for job in file.jobs:
            for kinds in _of_job(graph, file, job):
                yield Runner(job, job.declaration.header, kinds)


def _of_job(graph: Graph, file: Workflow, job: Job) -> Iterable[Kinds]:
    """The subjects of a job that logs in, in one set or, environment for environment, in several;
    nothing where it does not or has none."""
    unseen = _calls_elsewhere(graph, file, job)
    found = tuple(graph.scripts.once(Logins).of(file, job))
    kinds = frozenset(_kinds(graph.tracer, file, job)) if unseen or found else frozenset()
    if not kinds:
        return []
    if unseen:
        return [kinds | {(ENVIRONMENT, None)}]
    return _apart(kinds) if _in_each_run(graph.tracer, file, job, found) else [kinds]


def _apart(kinds: Kinds) -> Iterable[Kinds]:
    """The subjects of a job one by one, where they are known environments."""
    if all(kind == ENVIRONMENT and name is not None for kind, name in kinds):
        return [frozenset({each}) for each in sorted(kinds)]
    return [kinds]


def _in_each_run(tracer: Tracer, file: Workflow, job: Job, found: Sequence[Login]) -> bool:
    """Whether nothing that is written keeps a job from logging in for one of its environments."""
    calls = (each.frame for each in tracer.bindings(job_place(file, job), *stage_nodes(job)))
    jobs = (job, *(caller for frame in calls for caller in _callers(frame)))
    own = (each for each in found if each.span.path == file.path and each.step.uses is not None)
    sure = any(each.step.get("if") is None for each in own)
    return sure and all(each.get("if") is None for each in jobs)


def _callers(frame: Frame) -> Iterator[Job]:
    """The jobs through which a workflow runs."""
    above: Frame | None = frame
    while above is not None and above.call is not None:
        if above.call.job is not None:
            yield above.call.job
        above = above.parent


def _calls_elsewhere(graph: Graph, file: Workflow, job: Job) -> bool:
    if job.uses is None or local_path(job.uses.value) is not None:
        return False
    granted = (each.grant for each in sources(graph.workflows, file, job))
    return any(each is not None and each.level(ID_TOKEN) == WRITE for each in granted)


def _kinds(tracer: Tracer, file: Workflow, job: Job) -> Iterator[tuple[str, str | None]]:
    named = environment_of(job)
    place = job_place(file, job)
    for binding in tracer.bindings(place, *stage_nodes(job)):
        triggers = binding.frame.triggers - {Event.CALL}
        if triggers:
            value = tracer.resolve(place, named, binding) if named is not None else Known("")
            for option in alternatives(value):
                yield from _of_run(option, triggers, _branches(binding.frame.started, triggers))


def _branches(file: File, triggers: Collection[str]) -> Sequence[str]:
    """The branches whose pushes start a workflow, where each is written out."""
    return named_branches(file, "push") if "push" in triggers else ()


def _of_run(
    environment: Value, triggers: frozenset[str], branches: Sequence[str]
) -> Iterator[tuple[str, str | None]]:
    if isinstance(environment, Unknown):
        yield ENVIRONMENT, None
    elif environment.data in ("", None):
        if PULL_REQUEST in triggers:
            yield PULL_REQUEST, None
        if triggers != {PULL_REQUEST}:
            yield from ((REF, f"refs/heads/{each}") for each in branches)
            yield from [(REF, None)] * (not branches)
    else:
        yield ENVIRONMENT, to_text(environment.data)
