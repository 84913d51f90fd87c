"""What steps deploy: Terraform roots and Bicep or ARM templates, with the values they pass."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import partial
from itertools import product
from typing import TypedDict, Unpack

import msgspec

from azlint.languages.script.mention import mention
from azlint.languages.script.syntax import Command
from azlint.languages.workflow.action_inputs import Inputs, inputs_of
from azlint.languages.workflow.model import File, Job, Step, steps
from azlint.languages.workflow.options import Arguments, arguments, pairs, plain
from azlint.languages.workflow.place import step_place
from azlint.languages.workflow.scripts import (
    Invocation,
    Scripted,
    Scripts,
    inside,
    variables_for,
)
from azlint.languages.workflow.task_files import RUNNERS, TaskInvocation, Tasks
from azlint.languages.workflow.trace import Tracer
from azlint.patterns import regex
from azlint.source import Span
from azlint.value import STRING, Cause, Known, Reason, Unknown, Value, known_texts

ROOT = Known("", STRING)
_TELLING = "telling what it deploys"


class Tool(StrEnum):
    TERRAFORM = "terraform"
    TEMPLATE = "template"


class Deployment(msgspec.Struct, frozen=True):
    """One step that deploys, in one way to run it.

    target: the folder of the root, or the template's file, relative to the repository's root ·
    files: value or parameter files, the strongest last · variables: single values by name ·
    inherited: those of them that any file overrides · workspace: of Terraform, None where the
    step selects none · complete: what the template does
    not name is deleted.
    """

    tool: Tool
    file: File
    job: Job | None
    step: Step
    span: Span
    target: Value
    files: Sequence[Value] = ()
    variables: Mapping[str, Value] = msgspec.field(default_factory=dict)
    inherited: frozenset[str] = frozenset()
    workspace: Value | None = None
    complete: bool = False


class _Given(TypedDict, total=False):
    """What a deployment may have beside its target."""

    files: Sequence[Value]
    variables: Mapping[str, Value]
    inherited: frozenset[str]
    workspace: Value | None
    complete: bool


_DEPLOYING = frozenset({"plan", "apply", "destroy", "import", "refresh"})
_FLAGS = frozenset(
    {
        "auto-approve", "destroy", "json", "no-color", "refresh-only", "compact-warnings",
        "detailed-exitcode", "no-wait", "confirm-with-what-if", "c", "what-if", "only-show-errors",
        "yes", "y", "no-prompt", "verbose", "debug",
    }
)  # fmt: skip
_MENTION = mention("terraform", "tofu", "az", parts=("new-az", "set-az"))
_TERRAFORM = frozenset({"terraform", "tofu"})
_CHOOSING = (["workspace", "select"], ["workspace", "new"])
"""Commands that leave a workspace chosen."""
_AZ_GROUPS = frozenset({"deployment", "stack"})
_AZ_SCOPES = frozenset({"group", "sub", "mg", "tenant"})
_AZ_VERBS = frozenset({"create", "what-if", "validate"})
AZ_CREATING = tuple(product(sorted(_AZ_GROUPS), sorted(_AZ_SCOPES), ("create",)))
"""What `az` deploys a template with."""
_MANY = frozenset({"parameters", "p"})
_DELETING = frozenset({"complete", "delete", "deleteall", "deleteresources"})
"""Modes of a deployment, and actions of a stack, that delete resources."""
CMDLET = regex(
    r"New-Az(ResourceGroup|Subscription|Sub|ManagementGroup|Tenant)?Deployment(Stack)?"
    r"|(New|Set)-Az(ResourceGroup|Subscription|ManagementGroup)DeploymentStack",
    re.IGNORECASE,
)
_CMDLET_FLAGS = frozenset(
    {
        "asjob", "bypassstackoutofsyncerror", "confirm", "debug", "denysettingsapplytochildscopes",
        "force", "pre", "proceedifnochange", "rollbacktolastdeployment",
        "skiptemplateparameterprompt", "verbose", "whatif",
    }
)  # fmt: skip
_CMDLET_OWN = _CMDLET_FLAGS | frozenset(
    {
        "actiononunmanage", "auxtenant", "defaultprofile", "denysettingsexcludedaction",
        "denysettingsexcludedprincipal", "denysettingsmode", "deploymentdebugloglevel",
        "deploymentresourcegroupname", "deploymentsubscriptionid", "description", "erroraction",
        "location", "managementgroupid", "mode", "name", "progressaction", "querystring",
        "resourcegroupname", "rollbackdeploymentname", "scope", "tag", "templatefile",
        "templateobject", "templateparameterfile", "templateparameteruri", "templatespecid",
        "templateuri", "templateversion", "validationlevel", "whatifexcludechangetype",
        "whatifresultformat",
    }
)  # fmt: skip
"""Parameters of the cmdlets themselves, read 2026-11-28 from the help of Az.Resources; any other is
one of the template."""
_OBJECT = "templateparameterobject"


Running = Invocation | TaskInvocation
"""A command of a step, or one that it runs by the name of a task."""


def targets(found: Iterable[Deployment], tool: Tool) -> frozenset[str]:
    """What steps certainly deploy with a tool, where the path is known."""
    return frozenset(
        path for each in found if each.tool is tool for path in known_texts(each.target)
    )


def deployments(scripts: Scripts) -> Iterator[Deployment]:
    """Every deployment of every workflow and action."""
    tracer, guard = scripts.tracer, scripts.guard
    for file in tracer.workflows.files():
        for job, step in steps(file):
            inputs = inputs_of(step)
            if inputs.root or inputs.template:
                found = partial(_of_action, inputs, tracer, file, job, step)
                yield from guard.several(found, step.declaration.header, _TELLING)
    for mentioned, read in ((_MENTION, _of_script), (mention(*RUNNERS), _of_tasks)):
        for scripted in scripts.steps(mentioned):
            found = partial(read, scripted, scripts)
            yield from guard.several(found, scripted.step.declaration.header, _TELLING)


def _of_script(scripted: Scripted, scripts: Scripts) -> Iterator[Deployment]:
    for invocation in scripts.invocations(scripted, _deploys):
        yield from _of_command(invocation, scripts)


def _of_tasks(scripted: Scripted, scripts: Scripts) -> Iterator[Deployment]:
    """What a step deploys by `make` and `npm run`."""
    tasks = scripts.once(Tasks)
    for running in scripted.script.commands:
        inner = [
            (task, each)
            for task in tasks.of(scripted, running)
            for each in task.script.commands
            if _deploys(each)
        ]
        if inner:
            nodes = [
                each for task, _ in inner for each in variables_for(scripted.place, task.script)
            ]
            for outer in scripts.invocations(scripted, partial(operator.is_, running), *nodes):
                for task, command in inner:
                    yield from _of_command(TaskInvocation(outer, task, command), scripts)


def _deploys(command: Command) -> bool:
    name = command.name or ""
    if name == "az":
        return len(command.words) > 1 and command.words[1].literal in _AZ_GROUPS
    return name in _TERRAFORM or CMDLET.fullmatch(name) is not None


def _runs_terraform(command: Command) -> bool:
    return command.name in _TERRAFORM


def _of_action(
    inputs: Inputs, tracer: Tracer, file: File, job: Job | None, step: Step
) -> Iterator[Deployment]:
    place = step_place(file, job, step)
    target = inputs.root or inputs.template
    names = filter(None, (target, inputs.files, inputs.variables, inputs.workspace, inputs.mode))
    nodes = {name: entry.value for name in names if (entry := step.argument(name)) is not None}
    span = step.declaration.header
    for binding in tracer.bindings(place, *nodes.values()):
        values = {name: tracer.resolve(place, node, binding) for name, node in nodes.items()}
        files, variables = _lines(values, inputs.files), _lines(values, inputs.variables)
        yield Deployment(
            Tool.TERRAFORM if inputs.root else Tool.TEMPLATE,
            file,
            job,
            step,
            span,
            inside(ROOT, values.get(target, Known("", STRING))),
            [inside(ROOT, each) for each in files if not _is_pair(each)],
            dict(pairs(variables)),
            workspace=values.get(inputs.workspace),
            complete=plain(values.get(inputs.mode)).lower() in _DELETING,
        )


def _lines(values: Mapping[str, Value], key: str) -> Sequence[Value]:
    """The words of an input that holds several, one by one."""
    value = values.get(key)
    if not isinstance(value, Known):
        return [value] if value is not None else []
    return [Known(word, STRING, value.origin) for word in str(value.data).split()]


def _is_pair(value: Value) -> bool:
    return any(pairs([value]))


def _of_command(invocation: Running, scripts: Scripts) -> Iterator[Deployment]:
    name = invocation.command.name or ""
    if name in _TERRAFORM:
        yield from _terraform(invocation, scripts)
    elif name == "az":
        yield from _az(invocation)
    elif CMDLET.fullmatch(name):
        yield from _cmdlet(invocation)


def _terraform(invocation: Running, scripts: Scripts) -> Iterator[Deployment]:
    read = arguments(invocation.words, _FLAGS)
    verb = plain(read.operands[0]) if read.operands else ""
    if verb in _DEPLOYING:
        folder = _root(invocation, read)
        inherited = scripts.variables(invocation, "TF_VAR_")
        given = dict(pairs(read.all("var")))
        named = invocation.variable("TF_WORKSPACE")
        yield _deployment(
            Tool.TERRAFORM,
            invocation,
            folder,
            files=[inside(folder, each) for each in read.all("var-file")],
            variables={**inherited, **given},
            inherited=frozenset(inherited.keys() - given.keys()),
            workspace=named if named is not None else _workspace(invocation, scripts, folder),
        )


def _root(invocation: Running, read: Arguments) -> Value:
    chdir = read.last("chdir")
    return invocation.folder if chdir is None else inside(invocation.folder, chdir)


def _workspace(invocation: Running, scripts: Scripts, folder: Value) -> Value | None:
    """The workspace that the last command before one, in its job, selects or makes."""
    found = None
    for earlier in _before(invocation, scripts):
        read = arguments(earlier.words, _FLAGS | {"or-create"})
        verbs = [plain(each) for each in read.operands[:2]]
        if verbs in _CHOOSING and _root(earlier, read) == folder:
            named = [*read.operands[2:], *read.all("or-create")]
            found = named[0] if named else None
    return found


def _before(invocation: Running, scripts: Scripts) -> Iterator[Running]:
    """The commands of Terraform that run before one, in its job."""
    if isinstance(invocation, TaskInvocation):
        yield from scripts.before(invocation.outer, _runs_terraform)
        yield from invocation.before(_runs_terraform)
    else:
        yield from scripts.before(invocation, _runs_terraform)


def _az(invocation: Running) -> Iterator[Deployment]:
    read = arguments(invocation.words, _FLAGS, _MANY)
    verbs = [plain(each) for each in read.operands[:3]]
    if len(verbs) > 2 and verbs[1] in _AZ_SCOPES and verbs[2] in _AZ_VERBS:
        stack = verbs[0] == "stack"
        given = read.all("parameters", "p")
        files = [_file(invocation, each) for each in given if not _is_pair(each)]
        target = _template(invocation, read.last("template-file", "f"), files)
        if target is None:
            return
        yield _deployment(
            Tool.TEMPLATE,
            invocation,
            target,
            files=files,
            variables=dict(pairs(given)),
            complete=_deletes(read, "action-on-unmanage", "aou") if stack else _deletes(read),
        )


def _template(invocation: Running, named: Value | None, files: Sequence[Value]) -> Value | None:
    """The template that a command names, or that a parameter file names for it."""
    if named is not None:
        return inside(invocation.folder, named)
    if any(plain(each).endswith(".bicepparam") for each in files):
        return Unknown(Reason(Cause.RUNTIME, "named by `using`"), STRING)
    return None


def _deletes(read: Arguments, *options: str) -> bool:
    """What a template does not name is deleted: complete mode, or a stack that says so."""
    return plain(read.last(*(options or ("mode",)))).lower() in _DELETING


def _file(invocation: Running, value: Value) -> Value:
    """A parameter file: `@file` or a plain path."""
    if isinstance(value, Known):
        value = Known(str(value.data).removeprefix("@"), STRING, value.origin)
    return inside(invocation.folder, value)


def _cmdlet(invocation: Running) -> Iterator[Deployment]:
    read = arguments(invocation.words, _CMDLET_FLAGS)
    files = [inside(invocation.folder, each) for each in read.all("templateparameterfile")]
    files += [*read.all(_OBJECT), *read.operands]
    target = _template(invocation, read.last("templatefile"), files)
    if target is not None:
        own = _CMDLET_OWN | {_OBJECT}
        stack = "stack" in (invocation.command.name or "").lower()
        complete = _deletes(read, "actiononunmanage") if stack else _deletes(read)
        given = {name: values[-1] for name, values in read.options.items() if values}
        yield _deployment(
            Tool.TEMPLATE,
            invocation,
            target,
            files=files,
            variables={name: value for name, value in given.items() if name not in own},
            complete=complete,
        )


def _deployment(
    tool: Tool, invocation: Running, target: Value, **given: Unpack[_Given]
) -> Deployment:
    of = invocation.of
    return Deployment(tool, of.file, of.job, of.step, invocation.span, target, **given)
