"""Which releases of runtimes the jobs of workflows set up, and where they work with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial

import msgspec

from azlint.azure.versions import Range
from azlint.languages.script.syntax import Command
from azlint.languages.workflow.model import (
    Action,
    File,
    Job,
    Workflow,
    by_name,
    enclosing,
    span_of,
)
from azlint.languages.workflow.place import job_place
from azlint.languages.workflow.scripts import Scripts, inside
from azlint.languages.workflow.syntax import Mapping, Scalar
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import Known, Unknown, Value, alternatives
from azlint_rules.facts.base_images import RUNTIMES, TERRAFORM, Runtime
from azlint_rules.workflows.claims import Claim, Tier
from azlint_rules.workflows.declared import Choice, Declared, allowed
from azlint_rules.workflows.image_runtimes import release_in
from azlint_rules.workflows.version_claims import version_claims

MAX_CALLS = 4
"""How far actions are followed that actions use."""

_PROJECT = regex(r"\.{1,2}(/[\w./-]*)?(?<!\.txt)(?<!\.whl)(?<!\.gz)(\[[\w, -]*\])?")
"""A folder as pip names it, with extras: `.[test]`, `./api`."""

_TOOLS = frozenset({"-g", "--global"})
"""What is installed so belongs to no project."""

_BY_TOOL = {runtime.tool: runtime for runtime in (*RUNTIMES, TERRAFORM)}


class Setup(msgspec.Struct, frozen=True):
    """The releases of a runtime that a job sets up; `because` says why they cannot be told.

    job: its workflow's path and its id · single: it runs with one release only · folders: where
    commands of the job install, build or test something with it.
    """

    job: tuple[str, str]
    runtime: Runtime
    declared: Choice
    single: bool
    folders: tuple[str, ...]
    because: Value | None = None


def setups(scripts: Scripts) -> Iterator[Setup]:
    """What the jobs of workflows set up, themselves, by an action of the repository or by the image
    that they run in."""
    groups: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    jobs: dict[tuple[str, str], tuple[Workflow, Job]] = {}
    for claim in version_claims(scripts.tracer):
        for file, job in _jobs(scripts, claim) if claim.fields["tool"] in _BY_TOOL else ():
            groups[(file.path, job.id, claim.fields["tool"])].append(claim)
            jobs[(file.path, job.id)] = file, job
    for (path, job_id, tool), claims in sorted(groups.items()):
        file, job = jobs[(path, job_id)]
        runtime = _BY_TOOL[tool]
        declared = tuple(_declared(runtime, claims, file))
        if declared:
            single = len({claim.text for claim in claims}) == 1
            because = next((claim.because for claim in claims), None)
            folders = tuple(_folders(scripts, file, job, runtime))
            yield Setup((path, job_id), runtime, declared, single, folders, because)
    yield from _contained(scripts, groups.keys())


def _contained(scripts: Scripts, others: Collection[tuple[str, str, str]]) -> Iterator[Setup]:
    """The runtimes of the images that jobs run in, where no action sets up another release."""
    for file in scripts.tracer.workflows.workflows.values():
        for job in file.jobs:
            node = job.get("container")
            name = node.get("image") if isinstance(node, Mapping) else node
            for runtime in RUNTIMES:
                if isinstance(name, Scalar) and (file.path, job.id, runtime.tool) not in others:
                    declared = tuple(_in_images(scripts, file, job, name, runtime))
                    if declared:
                        single = len({each.text for each in declared}) == 1
                        folders = tuple(_folders(scripts, file, job, runtime))
                        yield Setup((file.path, job.id), runtime, declared, single, folders)


def _in_images(
    scripts: Scripts, file: Workflow, job: Job, node: Scalar, runtime: Runtime
) -> Iterator[Declared]:
    """The releases in the images that a job can run in; any where one cannot be told."""
    span = span_of(file.path, node)
    for value in scripts.tracer.values(job_place(file, job), node):
        for option in alternatives(value):
            release = release_in(str(option.data), runtime) if isinstance(option, Known) else None
            if isinstance(option, Unknown):
                yield Declared(node.value, (Range(),), span, job.declaration)
            elif release is not None:
                releases = allowed(runtime, release) or (Range(),)
                yield Declared(release, releases, span, job.declaration, option)


def _jobs(scripts: Scripts, claim: Claim) -> Iterator[tuple[Workflow, Job]]:
    """The jobs that a claim is about: of an action, those that use it."""
    file, job = claim.use.file, claim.use.job
    if isinstance(file, Workflow):
        if job is not None:
            yield file, job
    elif file is not None:
        yield from _users(scripts, file, claim.span, MAX_CALLS)


def _users(
    scripts: Scripts, file: File, version: Span, calls: int
) -> Iterator[tuple[Workflow, Job]]:
    """The jobs that use an action of the repository, but where another job writes the version, or
    they pass one instead of the default."""
    default = next((each for each in file.inputs if each.declaration.span.holds(version)), None)
    for call in scripts.tracer.workflows.callers.get(file.path, ()) if calls else ():
        if default is not None and by_name(call.arguments, default.name) is not None:
            continue
        if isinstance(call.file, Action):
            yield from _users(scripts, call.file, version, calls - 1)
        elif call.job is not None and _may_write(version, call.file, call.job):
            yield call.file, call.job


def _may_write(version: Span, workflow: Workflow, job: Job) -> bool:
    return version.path != workflow.path or _within(version, workflow, job)


def _within(span: Span, workflow: Workflow, job: Job) -> bool:
    """Whether a place belongs to a job, or to its whole workflow."""
    others = (each.declaration.span for each in workflow.jobs if each is not job)
    return not any(other.holds(span) for other in others)


def _declared(runtime: Runtime, claims: Sequence[Claim], file: Workflow) -> Iterator[Declared]:
    for claim in claims:
        found = (Range(),) if claim.because is not None else allowed(runtime, claim.text)
        if found is not None and claim.owner is None and claim.tier is not Tier.WRONG:
            place = claim.span if claim.span.path == file.path else claim.use.span
            owner = enclosing(file, place)
            yield Declared(claim.text, found, claim.span, owner, claim.value)


def _folders(scripts: Scripts, file: Workflow, job: Job, runtime: Runtime) -> Iterable[str]:
    """Where commands of a job, or of an action that it uses, work on a project."""
    found: set[str] = set()
    for reached in scripts.tracer.workflows.steps(file, job, *job.steps):
        scripted = scripts.read(*reached, runtime.mentioned)
        if scripted is None:
            continue
        invocations = scripts.invocations(scripted, partial(_names, runtime=runtime))
        here = {
            str(folder.data)
            for each in invocations
            for folder in _worked(each.words, each.folder, runtime)
            if isinstance(folder, Known)
        }
        if reached.file is file or len(here) == 1:  # another one may be another caller's
            found |= here
    return sorted(found)


def _worked(words: Sequence[Value], folder: Value, runtime: Runtime) -> Iterator[Value]:
    """The folders of the projects that a command works on: those that it names, else its own."""
    texts, named = _split([_text(word) for word in words], runtime.elsewhere)
    named += _installed(texts)
    if _works(texts, runtime):
        yield from [inside(folder, Known(text)) for text in named] or (folder,)


def _split(texts: Sequence[str], options: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words of a command without the options by which it works elsewhere, and their values."""
    rest, named = [], []
    words = iter(texts)
    for text in words:
        option, equals, value = text.partition("=")
        if option in options:
            named.append(value if equals else next(words, ""))
        else:
            rest.append(text)
    return rest, named


def _installed(texts: Sequence[str]) -> Sequence[str]:
    """The folders that pip is told to install."""
    installs = "install" in texts and not {"pip", "pip3"}.isdisjoint(texts[:3])
    named = [text for text in texts if _PROJECT.fullmatch(text)] if installs else []
    return [text.partition("[")[0] for text in named]


def _names(command: Command, runtime: Runtime) -> bool:
    return command.name in runtime.programs


def _works(texts: Sequence[str], runtime: Runtime) -> bool:
    """Whether a command begins like one that works on a project, and has what else that has."""
    said = {*texts, *("." for _ in _installed(texts))}
    return said.isdisjoint(_TOOLS) and any(
        start[:2] == tuple(texts[: len(start[:2])]) and said.issuperset(start[2:])
        for start in runtime.commands
    )


def _text(word: Value) -> str:
    return str(word.data) if isinstance(word, Known) else ""
