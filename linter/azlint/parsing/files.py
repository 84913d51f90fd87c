"""One file or many: parsed here, or in several processes where that pays."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

from azlint import parsing
from azlint.guard import attempt
from azlint.kinds import Kind
from azlint.languages import arm, bicep, docker, python, terraform, workflow
from azlint.languages.workflow.syntax import WorkflowTree
from azlint.syntax import Problem

SHARE = 750_000
"""Characters of text that a process must get at least: with fewer its start costs more than it
saves."""

TERRAFORM = frozenset({Kind.TERRAFORM, Kind.TFVARS, Kind.LOCK, Kind.TERRAGRUNT})
TERRAFORM_JSON = frozenset({Kind.TERRAFORM_JSON, Kind.TFVARS_JSON})
BICEP = frozenset({Kind.BICEP, Kind.BICEPPARAM})
ARM = frozenset({Kind.ARM, Kind.ARM_PARAMETERS})
WORKFLOW = frozenset({Kind.WORKFLOW, Kind.ACTION})
DOCKER = frozenset({Kind.DOCKERFILE})
PYTHON = frozenset({Kind.REQUIREMENTS, Kind.PROJECT})
UTF_16 = BICEP | ARM | {Kind.REQUIREMENTS}
"""What may be UTF-16, with a mark. Read 2026-11-28: the Bicep compiler (FileSystemFileHandle.cs),
the Azure CLI (`read_file_content`) and pip (`auto_decode`) read it; Terraform, Docker, TOML and
GitHub demand UTF-8."""
PARSED = TERRAFORM | TERRAFORM_JSON | BICEP | ARM | WORKFLOW | DOCKER | PYTHON

Parsed = (
    terraform.syntax.File
    | bicep.syntax.File
    | WorkflowTree
    | docker.syntax.File
    | python.syntax.File
)
Task = tuple[str, Kind, str]


def parse_all(tasks: Sequence[Task]) -> Iterator[tuple[str, Parsed]]:
    """Parse in this process, or in as many as there are processors where there is much to do."""
    workers = min(os.cpu_count() or 1, sum(len(text) for _, _, text in tasks) // SHARE)
    unguarded = sys.flags.ignore_environment and not sys.flags.safe_path
    if workers < 2 or unguarded:
        yield from ((path, parse(kind, text)) for path, kind, text in tasks)
    else:
        yield from parsing.processes.parse_together(tasks, workers)


def parse(kind: Kind, text: str) -> Parsed:
    """Parse one file; a reader that raises loses this file only."""
    parsed, crash = attempt(lambda: [_parse(kind, text)])
    if crash is None:
        return parsed[0]
    return empty(kind, Problem(0, 0, f"its reader stopped with {crash.kind}", defect=True))


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


def empty(kind: Kind, problem: Problem) -> Parsed:
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
