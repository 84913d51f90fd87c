"""Which releases of runtimes the jobs of workflows set up, and where they work with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import msgspec

from azlint.azure.versions import Range
from azlint.languages.script.syntax import Command
from azlint.languages.workflow.model import Job, Workflow, enclosing
from azlint.languages.workflow.scripts import Scripts
from azlint.value import Known, Value
from azlint_rules.facts.base_images import RUNTIMES, TERRAFORM, Runtime
from azlint_rules.workflows.claims import Claim, Tier
from azlint_rules.workflows.declared import Choice, Declared, allowed
from azlint_rules.workflows.version_claims import version_claims

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
    """What the jobs of workflows set up, as far as they name it themselves."""
    groups: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    jobs: dict[tuple[str, str], tuple[Workflow, Job]] = {}
    for claim in version_claims(scripts.tracer):
        file, job = claim.use.file, claim.use.job
        if isinstance(file, Workflow) and job is not None and claim.fields["tool"] in _BY_TOOL:
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


def _declared(runtime: Runtime, claims: Sequence[Claim], file: Workflow) -> Iterator[Declared]:
    for claim in claims:
        found = (Range(),) if claim.because is not None else allowed(runtime, claim.text)
        if found is not None and claim.owner is None and claim.tier is not Tier.WRONG:
            place = claim.span if claim.span.path == file.path else claim.use.span
            owner = enclosing(file, place)
            yield Declared(claim.text, found, claim.span, owner, claim.value)


def _folders(scripts: Scripts, file: Workflow, job: Job, runtime: Runtime) -> Iterable[str]:
    """Where commands of a job work on a project."""
    found: set[str] = set()
    for step in job.steps:
        scripted = scripts.read(file, job, step) if step.run is not None else None
        if scripted is None:
            continue
        for invocation in scripts.invocations(scripted, partial(_names, runtime=runtime)):
            folder = invocation.folder
            if isinstance(folder, Known) and _works(invocation.words, runtime):
                found.add(str(folder.data))
    return sorted(found)


def _names(command: Command, runtime: Runtime) -> bool:
    return any(command.name == words[0] for words in runtime.commands)


def _works(words: Sequence[Value], runtime: Runtime) -> bool:
    """Whether a command begins like one that works on a project, and has what else that has."""
    texts = [str(word.data) if isinstance(word, Known) else "" for word in words]
    return any(
        tuple(texts[:2]) == start[:2] and set(start[2:]) <= {*texts} for start in runtime.commands
    )
