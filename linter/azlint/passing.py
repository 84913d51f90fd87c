"""What the steps of workflows pass to Terraform roots, in Terraform's terms, and to templates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Final

from azlint.config import Wanted
from azlint.languages.bicep.template import Passed
from azlint.languages.terraform.passed import Declared, Deployed
from azlint.languages.workflow.deployments import Deployment, Tool
from azlint.languages.workflow.model import Job
from azlint.languages.workflow.syntax import Mapping as YamlMapping
from azlint.languages.workflow.syntax import Scalar
from azlint.value import STRING, Known, Value, alternatives, known_texts

MAX_WAYS: Final = 32
"""Combinations of value files that one step is taken to pass."""


def declared(wanted: Wanted) -> Iterator[Declared]:
    """The environments that the configuration declares with values."""
    for entry in wanted.declared:
        workspace = Known(entry.workspace, STRING) if entry.workspace else None
        yield Declared(entry.name, entry.roots, entry.var_files, entry.vars, workspace=workspace)


def extra(wanted: Wanted) -> Declared:
    """What the command line adds to every environment."""
    variables, inherited = (
        {name: Known(text, STRING) for name, text in given.items()}
        for given in (wanted.variables, wanted.inherited)
    )
    return Declared(files=wanted.files, variables=variables, inherited=inherited)


def passed(deployments: Iterable[Deployment]) -> Mapping[str, Sequence[Deployed]]:
    """By root, what each step passes that certainly deploys it."""
    found: dict[str, list[Deployed]] = {}
    for each in deployments:
        if each.tool is Tool.TERRAFORM:
            for root in known_texts(each.target):
                found.setdefault(root, []).extend(_ways(each))
    return found


def passed_to_templates(deployments: Iterable[Deployment]) -> Mapping[str, Sequence[Passed]]:
    """By template, what each step passes that certainly or perhaps deploys it; under no name what
    goes to the template that a parameter file names."""
    found: dict[str, list[Passed]] = {}
    for each in deployments:
        if each.tool is Tool.TEMPLATE:
            for template in [*known_texts(each.target)] or [""]:
                found.setdefault(template, []).extend(_passed(each))
    return found


def _passed(deployment: Deployment) -> Iterator[Passed]:
    """One for each combination of files that a step may pass."""
    name = _environment(deployment.job)
    variables = {key.lower(): value for key, value in deployment.variables.items()}
    for files in _combinations(deployment.files):
        known = tuple(str(file.data) for file in files if isinstance(file, Known))
        missing = "" if len(known) == len(files) else f"a file named in {deployment.span.path}"
        yield Passed(name, known, variables, missing)


def _combinations(files: Sequence[Value]) -> Sequence[Sequence[Value]]:
    """Each way to choose one of what every file can be; themselves where there are too many."""
    choices = [tuple(alternatives(file)) for file in files]
    ways = 1
    for choice in choices:
        ways *= len(choice)
    return [*product(*choices)] if ways <= MAX_WAYS else [files]


def _ways(deployment: Deployment) -> Iterator[Deployed]:
    """One for each combination of files that a step may pass."""
    name = _environment(deployment.job)
    inherited = {
        key: value for key, value in deployment.variables.items() if key in deployment.inherited
    }
    variables = {key: value for key, value in deployment.variables.items() if key not in inherited}
    combinations = _combinations(deployment.files)
    for files in combinations:
        known = tuple(str(file.data) for file in files if isinstance(file, Known))
        missing = "" if len(known) == len(files) else f"a file named in {deployment.span.path}"
        yield Deployed(
            "" if len(combinations) > 1 else name,
            known,
            missing,
            variables,
            inherited,
            deployment.workspace,
        )


def _environment(job: Job | None) -> str:
    """The environment of a job, where it is a plain word."""
    node = job.get("environment") if job is not None else None
    if isinstance(node, YamlMapping):
        node = node.get("name")
    return node.value if isinstance(node, Scalar) and "${{" not in node.value else ""
